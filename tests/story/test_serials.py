"""Serial numbers, seals and the material of a repeat: three outcomes each, the same in both programs."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import accounts
from ledger.election.reading import Reading
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.differential.test_accounts import every_account
from tests.election.vocabulary import exactly
from tests.story.test_custody import LATER, house, tell
from verifiers.accounts import Accounts

Json = dict[str, Any]


def numbers(*ranges: tuple[str | None, int, int], why: str | None = None) -> Json:
    """Serial numbers: prefix, first, last."""
    listed = [{"first": first, "last": last, "prefix": prefix} for prefix, first, last in ranges]
    return {"ranges": listed, "why": why}


def checks(pair: Pair, key: str) -> list[tuple[str, str, list[str]]]:
    """The checks of numbers and seals of a subject; both programs have the same accounts."""
    both = list(Accounts(pair.fold.tables, pair.fold.law, LATER, pair.log.size).all())
    assert both == every_account(pair, LATER)
    account = accounts.Books(Reading(pair.log.state, LATER), pair.log.law).account(key)
    wanted = ("ranges", "seal")
    return [
        (c["check"], c["outcome"], c["at_issue"])
        for c in account["checks"]
        if c["check"].startswith(wanted)
    ]


def printed(ranges: Json, *, quantity: int | None = None, consignment: str = "c-1") -> Any:
    """What a print run is numbered."""
    stated = None if quantity is None else exactly(quantity)
    given = {"consignment": consignment, "material": "ballots", "quantity": stated}
    return "ranges.stated", {**given, "ranges": ranges}


def delivered(ranges: Json, *, to: str = "ps-1a") -> Any:
    """What of the print run a station gets."""
    given = {"consignment": "c-1", "material": "ballots", "quantity": None}
    return "ranges.delivered", {**given, "ranges": ranges, "unit": to}


ALL = numbers(("A", 1, 500), ("B", 1, 100))


def test_numbers_that_were_made_once_and_had_before_they_were_given() -> None:
    """A run, two stations, and some sent back."""
    pair = house()
    tell(pair, printed(ALL, quantity=600))
    tell(pair, delivered(numbers(("A", 1, 100))), delivered(numbers(("A", 101, 200)), to="ps-1b"))
    back = {"consignment": "c-1", "from": "ps-1a", "material": "ballots", "quantity": None}
    tell(pair, ("ranges.sent_back", {**back, "ranges": numbers(("A", 91, 100))}))
    assert checks(pair, "consignment:c-1") == [
        (f"ranges_{name}", "holds", []) for name in ("again", "held", "once", "quantity")
    ]
    assert checks(pair, "unit:ps-1a") == [(f"ranges_{n}", "holds", []) for n in ("again", "held")]


@pytest.mark.parametrize(
    "events, check, outcome, at_issue",
    [
        ([printed(ALL, quantity=601)], "ranges_quantity", "violated", []),
        ([printed(numbers(("A", 1, 9), why="torn"), quantity=20)], "ranges_quantity",
         "indeterminate", []),
        ([printed(ALL), delivered(numbers(("A", 450, 510)))], "ranges_held", "violated",
         ["A 501-510"]),
        ([printed(ALL), delivered(numbers((None, 1, 1)))], "ranges_held", "violated", ["1"]),
        ([printed(numbers(("A", 1, 400), why="torn")), delivered(numbers(("A", 401, 410)))],
         "ranges_held", "indeterminate", ["A 401-410"]),
        ([delivered(numbers(("A", 1, 10)))], "ranges_held", "indeterminate", ["A 1-10"]),
        ([printed(ALL), delivered(numbers(("A", 1, 9))), delivered(numbers(("A", 9, 12)))],
         "ranges_held", "violated", ["A 9"]),
        ([printed(ALL), printed(numbers(("A", 500, 600)))], "ranges_again", "violated", ["A 500"]),
    ],
    ids=["too few", "unknown", "beyond", "prefix", "torn", "never told", "given twice", "twice"],
)  # fmt: skip
def test_what_numbers_say(events: list[Any], check: str, outcome: str, at_issue: list[str]) -> None:
    """Each check is violated, or cannot be decided; and says which numbers."""
    pair = house()
    for event in events:
        tell(pair, event)
    assert (check, outcome, at_issue) in checks(pair, "consignment:c-1")


def test_a_repeat_has_numbers_of_its_own() -> None:
    """Ballots printed for the repeat with numbers of the first vote are made twice, wherever they lie."""
    pair = house()
    tell(pair, ("consignment.formed", {"consignment": "c-2", "kind": "print_run", "name": "R"}))
    tell(pair, printed(ALL))
    tell(pair, printed(numbers(("B", 90, 200)), consignment="c-2"))
    assert ("ranges_once", "violated", ["B 90-100"]) in checks(pair, "consignment:c-2")
    assert ("ranges_once", "holds", []) in checks(pair, "consignment:c-1")


def boxed() -> Pair:
    """A house with an open box, and three seals."""
    pair = house()
    tell(pair, ("seal.registered", {"seal": "s-3"}))
    tell(pair, ("container.made", {"container": "k-1", "kind": "ballot_box"}))
    return pair


def sealed(seal: str, container: str = "k-1") -> Any:
    """A seal put on the box."""
    return "container.sealed", {"container": container, "seal": seal, "type": "lid"}


def opened(*seals: str) -> Any:
    """The box opened; no seals: nobody wrote down which."""
    return "container.opened", {"container": "k-1", "seals": list(seals) or None}


@pytest.mark.parametrize(
    "events, expected",
    [
        ([sealed("s-1"), sealed("s-2"), opened("s-1", "s-2")], ("seal_match", "holds", [])),
        ([sealed("s-1"), opened("s-2")], ("seal_match", "violated", ["s-1", "s-2"])),
        ([sealed("s-1"), opened()], ("seal_match", "indeterminate", ["s-1"])),
        ([opened("s-1")], ("seal_match", "indeterminate", ["s-1"])),
        ([sealed("s-1"), opened("s-1"), sealed("s-1")], ("seal_once", "violated", ["s-1"])),
        ([sealed("s-1"), ("seals.verified", {"container": "k-1", "seals": ["s-1"]})],
         ("seal_match", "holds", [])),
        ([sealed("s-1"),
          ("seal.replaced", {"by": "s-2", "container": "k-1", "reason": "torn", "seal": "s-1"}),
          opened("s-2")], ("seal_match", "holds", [])),
        ([sealed("s-1"),
          ("seal.replaced", {"by": "s-2", "container": "k-1", "reason": "torn", "seal": "s-1"}),
          opened("s-1")], ("seal_match", "violated", ["s-1", "s-2"])),
    ],
    ids=["same", "other", "unknown", "never sealed", "again", "verified", "replaced", "old"],
)  # fmt: skip
def test_what_seals_say(events: list[Any], expected: tuple[str, str, list[str]]) -> None:
    """What was closed with one seal is opened with the same one; a seal closes once."""
    pair = boxed()
    for event in events:
        tell(pair, event)
    assert expected in checks(pair, "container:k-1")


def test_a_seal_from_another_box_is_told_at_the_box_that_it_is_found_on() -> None:
    """The seal was used before, and the box was not closed with it."""
    pair = boxed()
    tell(pair, ("container.made", {"container": "k-2", "kind": "ballot_box"}))
    tell(pair, sealed("s-1"), sealed("s-2", "k-2"))
    tell(pair, opened("s-2"))
    assert ("seal_match", "violated", ["s-1", "s-2"]) in checks(pair, "container:k-1")
    assert checks(pair, "container:k-2") == [("seal_once", "holds", [])]
