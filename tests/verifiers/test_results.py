"""V22: what the operator makes of a result is found, and the report says which figure, unit or form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.story import documents
from tests.verifiers import examined, maker
from tests.verifiers.maker import Maker, event
from verifiers.reading import encode

Json = dict[str, Any]
NAMES = ("results_form.recorded", "results_form.accepted")


def counted() -> Maker:
    """Two centres: of one there are two forms, of which one is accepted; of the other none."""
    made = maker.opened()
    declared = [each for each in documents.declarations() if each["name"] in NAMES]
    ordered = [{**d, "fields": sorted(d["fields"], key=lambda f: f["name"])} for d in declared]
    made.add(*(event("declaration.adopted", declaration=each) for each in ordered))
    for form, votes in (("f-1", 10), ("f-2", 12)):
        value = {"high": votes, "low": votes, "why": None}
        cells = [{"measure": "votes", "selection": "a", "value": value}]
        fields: dict[str, Any] = {
            "contest": "mayor", "figures": cells, "form": form, "level": "count"
        }  # fmt: skip
        made.add(event("results_form.recorded", run="run-1", unit="pc-1", **fields))
    accepted = event("results_form.accepted", form="f-1")
    made.add(accepted, decision=maker.decision())
    return made


def report(made: Maker, change: Callable[[Json], object] | None = None, **files: bytes) -> Json:
    """The report on a bundle of which the result was changed."""
    parts = made.parts()
    if change is not None:
        told = json.loads(parts["results.jsonl"])
        change(told)
        parts["results.jsonl"] = encode(told) + b"\n"
    parts |= files
    return examined.report(maker.bundle(parts, made.ledger, made.size), made.trust())


def findings(found: Json) -> list[tuple[str, str]]:
    """Code and expectation of every finding of V22."""
    checks = {check["id"]: check for check in found["checks"]}
    return [(each["code"], str(each["expected"])) for each in checks["V22"]["findings"]]


def a_figure(told: Json) -> None:
    """Two votes more."""
    told["figures"][0] |= {"high": 12, "low": 12}


def a_false_figure_beside_the_true_one(told: Json) -> None:
    """Readers who take the first of that name are misled; the true one comes after it."""
    told["figures"].insert(0, told["figures"][0] | {"high": 999, "low": 999})


def a_missing_unit(told: Json) -> None:
    """The centre without a form is not spoken of."""
    told["missing"] = []


def another_form(told: Json) -> None:
    """The form that nobody accepted."""
    told["sources"][0]["forms"][0]["form"] = "f-2"


def a_state(told: Json) -> None:
    """Certified, by nobody."""
    told["certification"]["state"] = "final"


@pytest.mark.parametrize(
    "change, code, named",
    [
        (a_figure, "figure_differs", "mayor, figures votes a: "),
        (a_missing_unit, "missing_unit_differs", "mayor, missing pc-2: "),
        (another_form, "form_differs", "mayor, sources pc-1 run-1 "),
        (a_state, "result_differs", "mayor, certification : "),
        (lambda told: told.pop("margin"), "result_differs", "a result of mayor"),
        (lambda told: told.update(figures=None), "figure_differs", "mayor, figures : "),
        (a_false_figure_beside_the_true_one, "figure_differs", "mayor, figures votes a: "),
    ],
)
def test_a_changed_result_is_found_and_located(
    change: Callable[[Json], object], code: str, named: str
) -> None:
    """And every other check passes: entries, rows and sheets are untouched."""
    found = report(counted(), change)
    assert (found["verdict"], found["exit_code"]) == ("CONTRADICTED", 1)
    assert {check for check, _, _ in examined.findings(found)} == {"V22"}
    told = findings(found)
    assert any(c == code and expected.startswith(named) for c, expected in told), told


def test_a_true_result_passes() -> None:
    """One contest was looked at."""
    found = report(counted())
    checks = {check["id"]: check for check in found["checks"]}
    assert (found["verdict"], checks["V22"]["result"]) == ("VERIFIED", "PASS")


@pytest.mark.parametrize(
    "data", [b"", b"{}\n", b"nothing\n", b"\xff\n", b'{"contest":"\\ud800"}\n']
)
def test_what_is_no_result_is_found(data: bytes) -> None:
    """Nothing, something else, and bytes that are no text."""
    found = report(counted(), None, **{"results.jsonl": data})
    assert findings(found) == [("result_differs", "a result of mayor")]


def test_a_result_of_a_contest_that_does_not_exist() -> None:
    """After all that exist."""
    made = counted()
    line = made.parts()["results.jsonl"]
    found = report(made, None, **{"results.jsonl": line + line.replace(b"mayor", b"nobody")})
    assert findings(found) == [("result_differs", "no further contest")]


def test_without_results_the_check_is_not_made() -> None:
    """And it says what to supply."""
    made = counted()
    parts = made.parts()
    del parts["results.jsonl"]
    found = examined.report(maker.bundle(parts, made.ledger, made.size), made.trust())
    checks = {check["id"]: check for check in found["checks"]}
    assert checks["V22"]["result"] == "NOT CHECKED"
    assert checks["V22"]["supply"] == "A bundle with results.jsonl."
