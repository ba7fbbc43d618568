"""Accounts: what was received is somewhere, and what is not known is never a pass."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import accounts, balances
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.rows import Amount, Law, Placed
from ledger.errors import Malformed
from tests.election.chronicle import Chronicle, founded
from tests.election.results.village import Village
from tests.election.vocabulary import between, exactly

DAY = "2013-11-05"
PLACE = "unit:pc-1"
Document = dict[str, Any]


def term(bucket: str | None = None, of: str | None = None, **given: Any) -> Document:
    """A term of a bucket, or with `measure` of a figure."""
    empty = {"bucket": bucket, "factor": 1, "measure": None, "of": of, "where": "here"}
    return empty | given


def balance(left: list[Document], right: list[Document], **given: Any) -> Document:
    """A balance of ballots at units."""
    return {
        "cites": [],
        "id": "b",
        "left": left,
        "material": "ballots",
        "relation": "equals",
        "right": right,
        "ruleset": "r",
        "says": [{"language": "en", "text": "It balances."}],
        "subjects": {"kind": "unit", "types": []},
        **given,
    }


RECEIVED = balance([term("held", "in")], [term(b, "now") for b in ("held", "destroyed")])
VOTES_OF_BALLOTS = balance(
    [term(measure="votes", of="selections")], [term(measure="valid")], material=None
)


def law(*documents: Document) -> LawBook:
    """A book in which these balances are law."""
    ruleset: Document = {"from": "2013-01-01", "ruleset": "r", "until": None, "offsets": []}
    rows = [Law(ruleset, "r", "ruleset"), *(Law(d, d["id"], "balance") for d in documents)]
    return LawBook.from_rows(Placed(0, n, row) for n, row in enumerate(rows))


def told(*rows: tuple[str, str, Document]) -> Chronicle:
    """A chronicle in which buckets of `pc-1` were told these quantities, in order."""
    chronicle = founded()
    for bucket, how, quantity in rows:
        row = Amount(
            bucket,
            DAY,
            "a#1",
            quantity["high"],
            PLACE,
            how,
            quantity["low"],
            "ballots",
            quantity["why"],
        )
        chronicle.entries.append([row])
        chronicle.state.extend(chronicle.size - 1, [row])
    return chronicle


def checks(chronicle: Chronicle, *documents: Document, key: str = PLACE) -> list[Document]:
    """The checks of an account."""
    found = accounts.Books(Reading(chronicle.state, DAY), law(*documents)).account(key)
    return list(found["checks"])


def outcomes(chronicle: Chronicle, *documents: Document, key: str = PLACE) -> list[tuple[str, str]]:
    """What came of each check."""
    return [(each["check"], each["outcome"]) for each in checks(chronicle, *documents, key=key)]


SOME = between(0, None, "not_ascertainable")


def test_nothing_is_taken_that_was_not_there() -> None:
    """More than can have been there is violated; perhaps more is indeterminate."""
    had = ("held", "add", exactly(100))
    assert outcomes(told(had, ("held", "less", exactly(100)))) == [("overdrawn", "holds")]
    assert outcomes(told(had, ("held", "less", exactly(101)))) == [("overdrawn", "violated")]
    assert outcomes(told(had, ("held", "less", between(90, 101)))) == [
        ("overdrawn", "indeterminate")
    ]
    assert outcomes(told(had, ("held", "less", SOME))) == [("overdrawn", "indeterminate")]


def test_every_row_that_fails_is_named() -> None:
    """The first of two overdrafts does not hide the second."""
    taken = [("held", "less", exactly(n)) for n in (60, 60, 1)]
    found = checks(told(("held", "add", exactly(100)), *taken))
    assert [(each["since"], each["outcome"]) for each in found] == [
        (3, "violated"),
        (4, "violated"),
    ]
    assert found[0]["left"] == {"high": 60, "low": 60}
    assert found[0]["right"] == {"high": 40, "low": 40}


def test_an_inventory_is_held_to_what_must_be_there() -> None:
    """The first statement of a bucket is not one; a later one that differs is told."""
    first = ("held", "is", exactly(100))
    assert outcomes(told(first)) == []
    assert outcomes(told(first, first)) == [("inventory", "holds")]
    assert outcomes(told(first, ("held", "is", exactly(99)))) == [("inventory", "violated")]
    assert outcomes(told(first, ("held", "is", between(99, 100)))) == [
        ("inventory", "indeterminate")
    ]


def test_what_was_received_is_on_hand_or_destroyed() -> None:
    """Unknown destruction: indeterminate, never a pass."""
    received, gone = ("held", "add", exactly(100)), ("held", "less", exactly(30))
    whole = told(received, gone, ("destroyed", "add", exactly(30)))
    assert ("balance", "holds") in outcomes(whole, RECEIVED)
    short = told(received, gone, ("destroyed", "add", exactly(20)))
    assert ("balance", "violated") in outcomes(short, RECEIVED)
    unknown = told(received, ("held", "less", SOME), ("destroyed", "add", SOME))
    assert ("balance", "indeterminate") in outcomes(unknown, RECEIVED)


def test_a_balance_is_struck_only_where_it_is_meant() -> None:
    """Not at a subject of which nothing was told, nor at units of another type."""
    chronicle = told(("held", "add", exactly(100)))
    assert outcomes(chronicle, RECEIVED, key="unit:pc-2") == []
    elsewhere = balance(
        RECEIVED["left"], RECEIVED["right"], subjects={"kind": "unit", "types": ["polling_station"]}
    )
    assert outcomes(chronicle, elsewhere) == []
    here = {"kind": "unit", "types": ["polling_centre"]}
    assert (
        len(outcomes(chronicle, balance(RECEIVED["left"], RECEIVED["right"], subjects=here))) == 1
    )


def test_what_lies_below_is_added_up() -> None:
    """The town holds as much as its centres."""
    chronicle = told(("held", "add", exactly(100)))
    above = balance([term("held", "now", where="below")], [term("held", "in")])
    assert outcomes(chronicle, above, key="unit:town") == [("balance", "violated")]
    twice = balance([term("held", "now", where="below")], [term("held", "now", factor=2)])
    assert checks(chronicle, twice, key="unit:town")[0]["right"] == {"high": 0, "low": 0}


def test_at_most() -> None:
    """No more is out than ever came in."""
    rule = balance([term("held", "out")], [term("held", "in")], relation="at_most")
    came = ("held", "is", exactly(10))
    assert ("balance", "holds") in outcomes(told(came, ("held", "less", exactly(10))), rule)
    assert ("balance", "violated") in outcomes(told(came, ("held", "less", exactly(11))), rule)


def test_votes_are_held_to_the_ballots_in_the_box() -> None:
    """Figures are those that stand; a station that is missing leaves them open."""
    village = Village()
    village.state_form("f-1", "ps-1", {"votes a": 3, "votes b": 2, "valid": 5})
    assert outcomes(village, VOTES_OF_BALLOTS, key="unit:ps-1") == [("balance", "holds")]
    assert outcomes(village, VOTES_OF_BALLOTS, key="unit:ps-2") == []
    assert outcomes(village, VOTES_OF_BALLOTS, key="unit:village") == [("balance", "indeterminate")]
    village.state_form("f-2", "ps-2", {"votes a": 3, "votes b": 2, "valid": 6})
    found = checks(village, VOTES_OF_BALLOTS, key="unit:ps-2")
    assert [(c["contest"], c["outcome"]) for c in found] == [("council", "violated")]


@pytest.mark.parametrize(
    "given",
    [
        {"left": []},
        {"left": [term("held", "selections")]},
        {"left": [term("held", None)]},
        {"left": [term("held", "now", measure="valid")]},
        {"left": [term()]},
        {"left": [term("held", "now", factor=0)]},
        {"left": [term(measure="valid", where="below")]},
        {"left": [term(measure="valid", of="now")]},
        {"left": [term(measure="valid")], "subjects": {"kind": "consignment", "types": []}},
        {"material": None},
        {"relation": "about"},
        {"subjects": {"kind": "person", "types": []}},
    ],
    ids=lambda given: str(sorted(given)),
)
def test_a_balance_that_says_nothing_is_refused(given: Document) -> None:
    """What was expected and where is said."""
    with pytest.raises(Malformed) as caught:
        balances.compile(RECEIVED | given)
    assert caught.value.code == "bad_balance"
    assert caught.value.where
