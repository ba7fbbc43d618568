"""Requests that nobody thought of, made from the description of the API by Schemathesis.

Every operation is asked with what its description allows, with what it does not, and with ids and
positions that are really in the story. No answer may be a fault of the program, have a status, a kind
or a header that is not described, or a body that does not conform.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from starlette.testclient import TestClient

from tests.api import addresses

CAMPAIGN_EXAMPLES = int(os.environ.get("EAL_CAMPAIGN_REQUESTS", "300"))

EXAMPLES = 6

STREAMS = {"followChanges"}
"""An answer that never ends is not one to wait for; test_changes listens to it."""

CHECKED = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance", "allow_header_conformance"),
)
"""Left out: that whatever the schema of a parameter allows is answered with 200. What it may spell is
narrower than a schema tells: an id that is there, a day that was."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API of the story; without its log's key, which nothing that is asked here needs."""
    with addresses.told(tmp_path_factory.mktemp("any") / "story") as (_, client):
        yield client


def _known() -> dict[str, list[str]]:
    """Values that mean something in the story, by the name of the parameter or its place."""
    known: dict[str, list[str]] = {
        "as_of": ["1", "32", "2013-11-03", "2013-11-03T12:00:00.000000Z", "99999"],
        "in_force_on": ["2013-11-03", "2013-12-01", "1999-12-31"],
        "limit": ["1", "2", "1000", "0", "1001"],
        "proof": ["true", "false"],
        "after": ["0", "1", "31", "9007199254740991"],
        "from": ["0", "16"],
        "to": ["32", "1"],
        "size": ["32", "1", "0"],
        "position": ["32", "0"],
        "index": ["0", "31", "38"],
    }
    for path in (addresses.STATE | addresses.LOG | addresses.MOVING).values():
        known.setdefault("segment", []).extend(urlsplit(path).path.split("/")[3:])
    return known


KNOWN = _known()
MOSTLY = st.sampled_from([True, True, True, False])


def _steered(draw: Any, case: Any, told: dict[str, Any], template: str) -> None:
    """Put values that are there in the place of some of those that were generated."""
    example = urlsplit(told.get(case.operation.definition.raw["operationId"], "")).path
    parts, names = example.split("/"), template.split("/")
    for part, name in zip(parts, names, strict=False):
        if name.startswith("{") and draw(MOSTLY):
            other = draw(st.sampled_from(KNOWN["segment"]))
            case.path_parameters[name[1:-1]] = draw(st.sampled_from([part, part, other]))
    for name in list(case.query or {}):
        if name in KNOWN and draw(MOSTLY):
            case.query[name] = draw(st.sampled_from(KNOWN[name]))


load_all_checks()


def _ask(client: TestClient, examples: int) -> dict[str, Counter[int]]:
    """Ask every operation so often, and hold every answer against the description."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    told = addresses.STATE | addresses.LOG | addresses.MOVING
    checks = [CHECKS.get_one(name) for name in CHECKED]
    seen: dict[str, Counter[int]] = {}
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        name = operation.definition.raw["operationId"]
        if name not in STREAMS:
            seen[name] = Counter()
            _ask_one(operation, told, checks, examples, seen[name])
    return seen


def _ask_one(
    operation: Any, told: dict[str, Any], checks: list[Any], examples: int, seen: Counter[int]
) -> None:
    modes = st.sampled_from(list(schemathesis.GenerationMode))
    cases = {
        mode: operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode
    }

    @hypothesis.settings(
        max_examples=examples,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases[data.draw(modes)])
        _steered(data.draw, case, told, operation.path)
        response = case.call()
        seen[response.status_code] += 1
        case.validate_response(response, checks=checks)

    run()


def _judge(seen: dict[str, Counter[int]]) -> None:
    """All were asked, and what was asked was not only nonsense."""
    assert len(seen) > 60
    assert all(seen.values()), seen
    answered = [name for name, found in seen.items() if found[200] or found[303] or found[307]]
    assert len(answered) > len(seen) // 3, sorted(set(seen) - set(answered))
    total = sum((found for found in seen.values()), Counter[int]())
    print(sum(total.values()), "requests:", dict(sorted(total.items())))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_request_brings_the_api_out_of_its_description(story: TestClient) -> None:
    """A few requests an operation, the same each time."""
    _judge(_ask(story, EXAMPLES))


@pytest.mark.campaign
def test_no_request_of_many_does(story: TestClient) -> None:
    """As many an operation as are asked for, others each time."""
    _judge(_ask(story, CAMPAIGN_EXAMPLES))
