"""The balances that come with the ledger: each holds, is violated, cannot be decided."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import accounts, balances
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.rows import Amount, Law, Placed, Subject
from tests.election.results.village import DAY, Village
from tests.election.vocabulary import between, exactly
from tests.story import documents

PROPOSED = {b["id"].partition(".")[2]: b for b in documents.rulesets()["accounts"]["balances"]}
HOLDER = {
    "consignment": ("consignment:c-1", "print_run"),
    "container": ("container:k-1", "bag"),
}
NOBODY_KNOWS = between(0, None, "not_ascertainable")
Told = dict[str, Any]

CASES: dict[str, tuple[Told, Told, Told]] = {
    "print-run": (
        {"printed": 100, "held": 97, "waste": 3},
        {"printed": 100, "held": 97, "waste": 2},
        {"printed": 100, "held": 97, "waste": NOBODY_KNOWS},
    ),
    "print-packed": (
        {"held": [97, -97]},
        {"held": [97, -98]},
        {"held": [97, NOBODY_KNOWS | {"less": True}]},
    ),
    "print-order": (
        {"ordered": 100, "held": 100},
        {"ordered": 100, "held": 101},
        {"ordered": 100, "held": NOBODY_KNOWS},
    ),
    "transfer": (
        {"given": 50, "taken": 48, "short": 2},
        {"given": 50, "taken": 51},
        {"given": 50, "taken": 48, "short": NOBODY_KNOWS},
    ),
    "consignment-holding": (
        {"held": [50, -20]},
        {"held": [50, -60]},
        {"held": [50, NOBODY_KNOWS | {"less": True}]},
    ),
    "consignment-losses": (
        {"held": [50, -20], "lost": 15, "damaged": 5},
        {"held": [50, -20], "lost": 21},
        {"held": [50, -20], "stolen": NOBODY_KNOWS},
    ),
    "container-holding": (
        {"held": [50, -20]},
        {"held": [50, -60]},
        {"held": [50, NOBODY_KNOWS | {"less": True}]},
    ),
    "holding": (
        {"held": [50, -20]},
        {"held": [50, -60]},
        {"held": [50, NOBODY_KNOWS | {"less": True}]},
    ),
    "holding-buckets": (
        {"held": [50, -20], "used": 15, "spoiled": 5},
        {"held": [50, -20], "used": 21},
        {"held": [50, -20], "destroyed": NOBODY_KNOWS},
    ),
    "paper-account": (
        {"held": [500, -320], "used": 300, "spoiled": 4, "tendered": 6, "sent": 10},
        {"held": [500, -320], "used": 300},
        {"held": [500, -320], "used": 300, "unaccounted": NOBODY_KNOWS},
    ),
    "paper-account-forms": (
        {"received": 500, "used": 300, "unused": 196, "spoiled": 4},
        {"received": 500, "used": 300, "unused": 197, "spoiled": 4},
        {"received": 500, "used": 300, "unused": 196},
    ),
    "box": (
        {"in_box": 300, "valid": 290, "invalid": 7, "blank": 3},
        {"in_box": 300, "valid": 290, "invalid": 7, "blank": 4},
        {"in_box": 300, "valid": 290, "invalid": 7},
    ),
    "votes": (
        {"valid": 290, "votes a": 200, "votes b": 90},
        {"valid": 290, "votes a": 200, "votes b": 91},
        {"valid": 290, "votes a": 200, "votes b": NOBODY_KNOWS},
    ),
    "excess-over-voters": (
        {"in_box": 300, "voted": 300},
        {"in_box": 301, "voted": 300},
        {"in_box": 301},
    ),
    "excess-over-received": (
        {"in_box": 300, "unused": 200, "received": 500},
        {"in_box": 301, "unused": 200, "received": 500},
        {"in_box": 301, "received": 500},
    ),
    "excess-over-tenth": (
        {"in_box": 110, "used": 100},
        {"in_box": 111, "used": 100},
        {"in_box": 111},
    ),
    "voters-over-register": (
        {"voted": 300, "registered": 300},
        {"voted": 301, "registered": 300},
        {"voted": 301},
    ),
    "returns": (
        {"held": [50, -20], "below": 20},
        {"held": [50, -20], "below": 19},
        {"held": [50, -20], "below": NOBODY_KNOWS},
    ),
    "tree-register": (
        {"registered": 700, "below": [400, 300]},
        {"registered": 701, "below": [400, 300]},
        {"registered": 701, "below": [400, NOBODY_KNOWS]},
    ),
    "disposal": (
        {"held": [50, -20], "disposed": 20},
        {"held": [50, -20], "disposed": 21},
        {"held": [50, -20], "disposed": NOBODY_KNOWS},
    ),
    "repeat-leftover": (
        {"held": [50, -50]},
        {"held": [50, -48]},
        {"held": [50, NOBODY_KNOWS | {"less": True}]},
    ),
    "repeat-register": (
        {"registered": 700},
        {"registered": 701},
        {"registered": between(690, 710, "estimated")},
    ),
    "repeat-originals": (
        {"held": [50, -20], "voided": 20},
        {"held": [50, -20], "voided": 21},
        {"held": [50, -20], "voided": NOBODY_KNOWS},
    ),
}


def law(balance: Told) -> LawBook:
    """A book in which this balance is law."""
    ruleset: Told = {
        "from": "2013-01-01", "ruleset": balance["ruleset"], "until": None, "offsets": [],
    }  # fmt: skip
    rows = [Law(ruleset, balance["ruleset"], "ruleset"), Law(balance, balance["id"], "balance")]
    return LawBook.from_rows(Placed(0, n, row) for n, row in enumerate(rows))


def tell(village: Village, *rows: Any) -> None:
    """Rows of an entry of their own."""
    village.entries.append(list(rows))
    village.state.extend(village.size - 1, list(rows))


def amount(holder: str, bucket: str, told: Any, *, material: str) -> Amount:
    """A row: a number that comes or, below nought, goes; or a quantity."""
    number = isinstance(told, int)
    quantity = exactly(abs(told)) if number else told
    less = told < 0 if number else told.get("less", False)
    return Amount(
        bucket, DAY, "a#1", quantity["high"], holder, "less" if less else "add", quantity["low"],
        material, quantity["why"],
    )  # fmt: skip


def struck(name: str, told: Told) -> list[str]:
    """The outcomes of the balance at its subject, of what is told."""
    balance, village = PROPOSED[name], Village()
    key = "unit:ps-1"
    if balance["subjects"]["kind"] != "unit":
        kind = balance["subjects"]["kind"]
        key, type_ = HOLDER[kind]
        tell(village, Subject(key, kind, None, None, type_))
    elif balance["subjects"]["types"] == ["polling_centre"]:
        key = "unit:centre"
        tell(village, Subject(key, "unit", None, "unit:village", "polling_centre"))
        tell(village, Subject("unit:room", "unit", None, key, "polling_station"))
    elif balance["subjects"]["types"] == ["municipality"]:
        key = "unit:village"
        tell(village, Subject("unit:room", "unit", None, key, "polling_station"))
    if balance["material"] is None:
        village.state_form("f-1", "ps-1", told)
    for bucket, values in told.items() if balance["material"] else ():
        for each in values if isinstance(values, list) else [values]:
            beneath = next((t["bucket"] for t in balance["right"] if t["where"] == "below"), "")
            holder, where = ("unit:room", beneath) if bucket == "below" else (key, bucket)
            tell(village, amount(holder, where, each, material=balance["material"]))
    if name in ("repeat-leftover", "repeat-register"):
        _repeat(village)
    books = accounts.Books(Reading(village.state, DAY), law(balance))
    found = books.account(key)["checks"]
    return [check["outcome"] for check in found if check["check"] == "balance"]


def _repeat(village: Village) -> None:
    """The vote at the first station is annulled and repeated, with fifty ballots and 700 voters."""
    village.rule("vote.annulled", "ps-1")
    village.repeat("ps-1")
    tell(village, amount("unit:ps-1", "held", 50, material="ballots"))
    village.state_form("f-2", "ps-1", {"registered": 700}, run="run-2")


def test_what_is_left_is_asked_when_a_repeat_comes() -> None:
    """No repeat: nothing is asked. Nor before its ballots, or its day, come: then the rest is on hand."""
    village = Village()
    tell(village, amount("unit:ps-1", "held", 50, material="ballots"))

    def struck_now() -> list[str]:
        books = accounts.Books(Reading(village.state, DAY), law(PROPOSED["repeat-leftover"]))
        return [check["outcome"] for check in books.account("unit:ps-1")["checks"]]

    assert struck_now() == []
    village.repeat("ps-1")
    assert struck_now() == []
    village.rule("date.set", "ps-1", run="run-2", day=DAY)
    assert struck_now() == ["violated"]


@pytest.mark.parametrize("name", sorted(PROPOSED))
def test_a_balance_holds_is_violated_or_cannot_be_decided(name: str) -> None:
    """What nobody told or knows is never a pass, and never a reproach."""
    whole, broken, unknown = CASES[name]
    assert struck(name, whole) == ["holds"]
    assert struck(name, broken) == ["violated"]
    assert struck(name, unknown) == ["indeterminate"]


def test_what_is_proposed_would_be_adopted() -> None:
    """Every balance compiles, belongs to its ruleset, cites something, and has its cases."""
    for document in PROPOSED.values():
        compiled = balances.compile(document)
        assert compiled.id.startswith(f"{compiled.ruleset}.")
        assert document["cites"]
    assert PROPOSED.keys() == CASES.keys()


def test_its_ruleset_does_not_set_the_clock() -> None:
    """The legal time is that of the first ruleset by id: the country's own."""
    rulesets = {name: doc["ruleset"]["ruleset"] for name, doc in documents.rulesets().items()}
    assert max(rulesets.values()) == rulesets["accounts"]
