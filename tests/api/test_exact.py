"""Answers have the members that the description names, all of them and no others.

Stories of real elections are told by the API; whatever a list of theirs names is read, with its history,
its result, its account, and held against the description with every object closed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from api import wiring
from api.components import COMPONENTS
from ledger.play import play
from tests.api import addresses
from tests.api.asking import CLOSED, DESCRIPTION, _operation, _response

STORIES = {
    "attacked": addresses.ROOT / "ledger" / "scenarios" / "attacked.yaml",
    "north-mitrovica": addresses.STORY,
    **{
        path.name.partition(".")[0]: path
        for path in sorted((addresses.ROOT / "tests" / "cases").glob("*.scenario.yaml"))
    },
}

OF_EACH_MAX = 12
"""Items of a list that are read one at a time."""

BELOW = {
    "/v1/contests/": ("/result", "/history"),
    "/v1/elections/": ("/history",),
    "/v1/entries/": ("/evidence", "/proof"),
    "/v1/runs/": ("/history",),
    "/v1/units/": ("/account", "/history"),
}


def _lists() -> list[str]:
    """The addresses of lists that need nothing else."""
    return [
        path
        for path, methods in DESCRIPTION["paths"].items()
        if "text/csv"
        in methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        and "{" not in path
        and path not in ("/v1/changes", "/v1/entries", "/v1/polls")
    ]


def _read(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    operation = _operation("get", path.partition("?")[0])
    assert operation is not None, path
    schema = _response(operation, 200)["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({"components": CLOSED} | schema)
    told = answer.json()
    flaws = [
        f"{path}: {each.json_path}: {each.message[:300]}" for each in validator.iter_errors(told)
    ]
    assert not flaws, "\n".join(flaws[:5])
    return told


def _addresses(client: TestClient) -> Iterator[str]:
    """Every list, and what some of its items name; what the log says of every act."""
    size = _read(client, "/")["position"]
    for path in _lists():
        yield from (f"{path}?limit=1000&as_of={size * part // 4}" for part in (2, 3, 4))
        for item in _read(client, f"{path}?limit={OF_EACH_MAX}")["items"]:
            if "url" in item:
                yield item["url"]
                ends = (more for start, more in BELOW.items() if item["url"].startswith(start))
                yield from (item["url"] + end for end in chain.from_iterable(ends))
    yield from (
        "/v1/entries?limit=1000",
        "/v1/changes?limit=1000",
        "/v1/certainty",
        "/v1/intake",
        "/",
        "/problems",
    )
    for change in _read(client, "/v1/changes?limit=1000")["items"]:
        act = f"/v1/acts/{change['act']}"
        yield from (change["url"], act, f"{act}/conclusions")


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_answers_have_exactly_the_members_described(story: str, tmp_path: Path) -> None:
    """None is missing, none is there that a generated client would not know."""
    played = play(STORIES[story], tmp_path / "story")
    with TestClient(wiring.create_app(played.ledger), follow_redirects=False) as client:
        read = [_read(client, path) for path in _addresses(client)]
    played.ledger.engine.dispose()
    assert len(read) > 140


EXAMPLES = {
    "account": "AccountOf",
    "balance": "Balance",
    "canonical-act": "Act",
    "consequence": "Consequence",
    "declaration": "EventType",
    "result": "ResultOf",
    "rule": "Rule",
    "sheet": "Sheet",
}
"""Blocks of the specification, by the document of which each is an example."""


@pytest.mark.parametrize("block", EXAMPLES)
def test_the_specification_says_the_same(block: str) -> None:
    """Its examples are documents of the API, with the members that it names."""
    found = []
    for page in sorted((addresses.ROOT / "docs" / "spec").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        found += re.findall(rf"^```json {block}\n(.+?)\n```", text, re.MULTILINE | re.DOTALL)
    assert found
    schema = {"components": CLOSED, "$ref": f"#/components/schemas/{EXAMPLES[block]}"}
    for example in found:
        jsonschema.validate(json.loads(example), schema, jsonschema.Draft202012Validator)


OPEN = {
    "Act": "fields",
    "Decision": "fields",
    "Description": "a whole OpenAPI document",
    "Effect": "data of a verb",
    "Rule": "parameters of a test",
    "StateProof": "rows of any table",
}
"""Where an object is left open, once each: what the vocabulary gives, or what is described elsewhere."""


def _open(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _open(each)
    elif isinstance(schema, dict):
        is_object = schema.get("type") == "object"
        if is_object and not schema.keys() & {"additionalProperties", "required"}:
            yield str(schema)
        for each in schema.values():
            yield from _open(each)


def test_what_is_left_open_is_known() -> None:
    """An object without members in the description is one that nobody can use."""
    found = [name for name, told in COMPONENTS.items() for _ in _open(told)]
    assert sorted(found) == sorted(OPEN)


def test_the_closed_description_can_fail() -> None:
    """A member more, a member less, another kind: each is found."""
    schema = {"components": CLOSED, "$ref": "#/components/schemas/Headline"}
    good: dict[str, Any] = {"annulled": [], "code": "x", "count": None, "day": None, "run": None}
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(good)
    bad = (good | {"since": 1}, {"code": "x"}, good | {"annulled": "run-1"}, good | {"day": 3})
    assert not any(map(validator.is_valid, bad))
