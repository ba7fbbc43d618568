"""The result of a contest over HTTP: whole, in part, at any position, with an address that is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Asked, document
from tests.verbs import commission

RESULT = "/v1/contests/mayor/result"


@pytest.fixture
def counted(asked: Asked) -> Asked:
    """One of three stations is counted."""
    made = asked.commission
    names = ("results_form.recorded",)
    declared = [d for d in commission.vocabulary("counting") if d["name"] in names]
    made.record(
        made.administration(*(("declaration.adopted", {"declaration": d}) for d in declared))
    )
    value = {"high": 10, "low": 10, "why": None}
    form: dict[str, Any] = {
        "contest": "mayor",
        "figures": [{"measure": "votes", "selection": "a", "value": value}],
        "form": "f-1",
        "level": "station",
        "run": "run-1",
        "unit": "ps-1",
    }
    made.record(made.act(("results_form.recorded", form)))
    return asked


def test_a_result_says_what_is_missing(counted: Asked) -> None:
    """The figures of one station, and the others by name."""
    told = document(counted.get(RESULT))
    result = told["result"]
    assert (told["object"], told["id"]) == ("result", "mayor")
    assert [(f["measure"], f["selection"], f["low"]) for f in result["figures"]] == [
        ("votes", "a", 10)
    ]
    assert [each["unit"] for each in result["missing"]] == ["ps-2", "ps-3"]
    assert {each["code"] for each in told["blockers"]} >= {"run_not_counted"}
    assert (told["position"], told["day"]) == (result["position"], result["day"])


def test_a_part_of_it(counted: Asked) -> None:
    """At and below a unit, and its address names the unit."""
    told = document(counted.get("/v1/contests/mayor/units/ps-2/result"))
    assert told["result"]["coverage"]["reported"] == 0
    assert told["url"].startswith("/v1/contests/mayor/units/ps-2/result?as_of=")


def test_the_same_address_gives_the_same_answer(counted: Asked) -> None:
    """Before the form nothing was counted; at a position the answer is kept for ever."""
    before = document(counted.get(RESULT))["position"] - 1
    answer = counted.get(f"{RESULT}?as_of={before}")
    assert document(answer)["result"]["figures"] == []
    assert "immutable" in answer.headers["cache-control"]
    assert counted.get(f"{RESULT}?as_of={before}").content == answer.content


@pytest.mark.parametrize(
    "address, status",
    [
        ("/v1/contests/nothing/result", 404),
        ("/v1/contests/mayor/units/nowhere/result", 404),
        ("/v1/contests/May%20or/result", 400),
        (f"{RESULT}?unit=ps-1", 400),
    ],
)
def test_what_is_wrong_is_said(counted: Asked, address: str, status: int) -> None:
    """A problem, not an empty result."""
    counted.get(address, status)
