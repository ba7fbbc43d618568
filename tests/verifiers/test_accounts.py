"""V23: what the operator makes of an account is found; what an account says fails nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.verifiers import examined, maker
from tests.verifiers.maker import Maker, event
from verifiers.desk import html, text
from verifiers.reading import encode

Json = dict[str, Any]
_FIELDS = {"quantity": "quantity", "unit": "unit"}
ADDED = maker.declaration(
    "material.added", "finding", _FIELDS,
    {
        "do": "amount", "bucket": "held", "holder": "$unit", "how": "add",
        "material": "ballots", "quantity": "$quantity",
    },
)  # fmt: skip
RULESET = event(
    "ruleset.adopted", from_="2013-01-01", gives_effect=[], holidays=[], instrument="handbook",
    offsets=[{"from": "2013-01-01T00:00:00.000000Z", "minutes": 60}], prevails=[], ruleset="r", title="R", until=None, weekend=["saturday", "sunday"],
)  # fmt: skip


def term(bucket: str, of: str) -> Json:
    """A term of a bucket of the unit itself."""
    return {"bucket": bucket, "factor": 1, "measure": None, "of": of, "where": "here"}


ACCOUNTED = {
    "cites": [],
    "id": "accounted",
    "left": [term("held", "in")],
    "material": "ballots",
    "relation": "equals",
    "right": [term("held", "now"), term("destroyed", "now")],
    "ruleset": "r",
    "says": [{"language": "en", "text": "What came is here, or was destroyed."}],
    "subjects": {"kind": "unit", "types": []},
}


def between(low: int, high: int | None) -> Json:
    """A quantity, known or not."""
    return {"high": high, "low": low, "why": None if low == high else "not_ascertainable"}


def held(destroyed: Json | None = None) -> Maker:
    """A hundred at each of two centres; at one an unknown number, or this one, was destroyed."""
    made = maker.opened()
    made.add(event("declaration.adopted", declaration=ADDED))
    made.add(RULESET, event("balance.adopted", balance=ACCOUNTED))
    for unit in ("pc-1", "pc-2"):
        made.add(event("material.added", quantity=between(100, 100), unit=unit))
    gone = destroyed or between(0, None)
    made.add(event("material.destroyed", quantity=gone, unit="pc-1"))
    return made


def report(made: Maker, change: Callable[[list[Json]], object] | None = None) -> Json:
    """The report on a bundle of which the accounts were changed."""
    parts = made.parts()
    if change is not None:
        told = [json.loads(line) for line in parts["accounts.jsonl"].splitlines()]
        change(told)
        parts["accounts.jsonl"] = b"".join(encode(one) + b"\n" for one in told)
    return examined.report(maker.bundle(parts, made.ledger, made.size), made.trust())


def v23(found: Json) -> Json:
    """The check."""
    return next(check for check in found["checks"] if check["id"] == "V23")


def a_bucket(told: list[Json]) -> None:
    """Ten less were destroyed than nobody knows."""
    told[0]["buckets"][0] |= {"high": 10, "why": "estimated"}


def a_false_bucket_before_the_true_one(told: list[Json]) -> None:
    """Readers who take the first of that name are misled."""
    told[0]["buckets"].insert(0, told[0]["buckets"][0] | {"high": 0, "low": 0, "why": None})


def a_dropped_check(told: list[Json]) -> None:
    """Nobody asks any more."""
    told[0]["checks"] = [c for c in told[0]["checks"] if c["outcome"] == "holds"]


def a_pretended_balance(told: list[Json]) -> None:
    """It is said to hold."""
    told[0]["checks"][0]["outcome"] = "holds"


@pytest.mark.parametrize(
    "change, code, named",
    [
        (a_bucket, "bucket_differs", "unit:pc-1, buckets ballots destroyed: "),
        (a_dropped_check, "balance_differs", "unit:pc-1, checks overdrawn None ballots held "),
        (a_pretended_balance, "balance_differs", "unit:pc-1, checks balance accounted ballots "),
        (lambda told: told.pop(0), "account_differs", "the account of unit:pc-1"),
        (lambda told: told.pop(1), "account_differs", "the account of unit:pc-2"),
        (lambda told: told.append(told[0]), "account_differs", "no further account"),
        (lambda told: told[0].update(day="2013-01-01"), "account_differs", "unit:pc-1, day : "),
        (lambda told: told[0].update(checks=3), "balance_differs", "unit:pc-1, checks : "),
        (
            a_false_bucket_before_the_true_one,
            "bucket_differs",
            "unit:pc-1, buckets ballots destroyed: ",
        ),
        (lambda told: told[0]["buckets"].reverse(), "bucket_differs", "unit:pc-1, buckets : "),
    ],
)
def test_a_changed_account_is_found_and_located(
    change: Callable[[list[Json]], object], code: str, named: str
) -> None:
    """And every other check passes: entries, rows and sheets are untouched."""
    found = report(held(), change)
    assert (found["verdict"], found["exit_code"]) == ("CONTRADICTED", 1)
    assert {check for check, _, _ in examined.findings(found)} == {"V23"}
    told = [(each["code"], str(each["expected"])) for each in v23(found)["findings"]]
    assert any(c == code and expected.startswith(named) for c, expected in told), told


def test_an_unknown_quantity_is_listed_and_fails_nothing() -> None:
    """The record is sound; the material is not accounted for, and the report says so."""
    found = report(held())
    assert (found["verdict"], v23(found)["result"], v23(found)["examined"]) == (
        "VERIFIED",
        "PASS",
        2,
    )
    told = [(c["account"], c["check"], c["outcome"]) for c in found["subject"]["accounts"]]
    assert told == [
        ("unit:pc-1", "balance", "indeterminate"),
        ("unit:pc-1", "overdrawn", "indeterminate"),
    ]
    words = "unit:pc-1: overdrawn (ballots held): indeterminate: not known and 100"
    assert words in text.render(found)
    assert words in html.render(found)


def test_what_is_violated_fails_nothing_either() -> None:
    """More was destroyed than there was."""
    found = report(held(between(101, 101)))
    assert found["verdict"] == "VERIFIED"
    assert [c["outcome"] for c in found["subject"]["accounts"]] == ["violated", "violated"]


def test_where_everything_holds_nothing_is_said() -> None:
    """Not even a heading."""
    found = report(held(between(100, 100)))
    assert found["subject"]["accounts"] == []
    assert "accounts say" not in text.render(found) + html.render(found)


def test_without_material_the_check_does_not_apply() -> None:
    """A log that tells no amount."""
    assert v23(report(maker.opened()))["result"] == "NOT APPLICABLE"


def test_without_accounts_the_check_is_not_made() -> None:
    """And it says what to supply."""
    made = held()
    parts = made.parts()
    del parts["accounts.jsonl"]
    found = examined.report(maker.bundle(parts, made.ledger, made.size), made.trust())
    assert v23(found)["result"] == "NOT CHECKED"
    assert v23(found)["supply"] == "A bundle with accounts.jsonl."
