"""Accounts over HTTP: of a unit, of everything, only what does not hold; a page at a time."""

from __future__ import annotations

import pytest

from tests.api.asking import Asked, document
from tests.verbs import commission

ALL = "/v1/accounts"


@pytest.fixture
def held(asked: Asked) -> Asked:
    """A hundred ballots at each of two stations; at one nobody knows how many are gone."""
    made = asked.commission
    names = ("material.added", "material.destroyed")
    declared = [d for d in commission.vocabulary("material") if d["name"] in names]
    made.record(
        made.administration(*(("declaration.adopted", {"declaration": d}) for d in declared))
    )
    hundred = {"high": 100, "low": 100, "why": None}
    given = {"bucket": "held", "material": "ballots", "quantity": hundred}
    made.record(made.act(("material.added", {**given, "units": ["ps-1", "ps-2"]})))
    gone = {"high": None, "low": 0, "why": "not_ascertainable"}
    fields = {"cause": "fire", "material": "ballots", "quantity": gone, "unit": "ps-1"}
    made.record(made.act(("material.destroyed", fields)))
    return asked


def test_the_account_of_a_unit(held: Asked) -> None:
    """Its buckets, its checks, and an address that is kept."""
    told = document(held.get("/v1/units/ps-1/account"))
    assert (told["object"], told["id"]) == ("account", "ps-1")
    assert [b["bucket"] for b in told["account"]["buckets"]] == ["destroyed", "held"]
    assert [c["outcome"] for c in told["account"]["checks"]] == ["indeterminate"]
    again = document(held.get(told["url"]))
    assert again == told


def test_what_does_not_hold(held: Asked) -> None:
    """Only that, and the answer's address says so."""
    every = [one["account"] for one in document(held.get(ALL))["items"]]
    assert every == ["unit:ps-1", "unit:ps-2"]
    told = document(held.get(f"{ALL}?failing=true"))
    assert [one["account"] for one in told["items"]] == ["unit:ps-1"]
    assert told["url"].endswith("&failing=true")
    assert document(held.get(told["url"])) == told


def test_a_page_after_the_other(held: Asked) -> None:
    """`next` is where the page after it is, at the same position."""
    first = document(held.get(f"{ALL}?limit=1"))
    second = document(held.get(first["next"]))
    assert [one["account"] for one in first["items"]] == ["unit:ps-1"]
    assert [one["account"] for one in second["items"]] == ["unit:ps-2"]
    assert second["next"] is None and second["position"] == first["position"]


@pytest.mark.parametrize(
    "path, status",
    [
        ("/v1/units/nowhere/account", 404),
        ("/v1/units/ps%20one/account", 400),
        (f"{ALL}?failing=perhaps", 400),
        (f"{ALL}?broken=true", 400),
        (f"{ALL}?limit=0", 400),
        (f"{ALL}?limit=1001", 400),
    ],
)
def test_what_is_not_there_is_a_problem(asked: Asked, path: str, status: int) -> None:
    """And never an empty account."""
    asked.get(path, status=status)
