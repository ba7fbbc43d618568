"""Custody as it is lived: slips in either order, quarantine, holds; both programs agree on all of it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import accounts, statuses, unended
from ledger.election.reading import Reading
from tests.differential.pair import Pair, real_keys, replayed  # noqa: F401 (a fixture)
from tests.differential.test_accounts import every_account
from tests.election import builders
from tests.election.vocabulary import TYPES, box, exactly
from tests.story import documents
from verifiers.accounts import Accounts

BEFORE, DAY, LATER = "2013-09-29", "2013-10-01", "2013-11-05"
FAMILIES = ("custody", "evidence", "printing")
ALSO = (
    "consignment.formed", "consignment.missing", "consignment.recovered", "consignment.stored",
    "counting.started", "material.counted_in_store", "polling.closing_withdrawn", "seal.applied",
    "seal.broken", "seal.registered",
)  # fmt: skip
Event = tuple[str, dict[str, Any]]


def house() -> Pair:
    """A pair that knows the families of custody; a consignment, two seals, two hundred ballots."""
    pair = replayed(builders.furnished())
    named = [d for name in FAMILIES for d in documents.families()[name]]
    named += [d for d in documents.declarations() if d["name"] in ALSO]
    ordered = [{**d, "fields": sorted(d["fields"], key=lambda f: f["name"])} for d in named]
    types = [d for d in ordered if d["name"] not in TYPES]
    assert pair.act(*(builders.event("declaration.adopted", declaration=d) for d in types))
    law = documents.rulesets()["accounts"]
    assert pair.act(
        builders.ruleset_adopted("zz-accounts"),
        *(builders.event("balance.adopted", balance=b) for b in law["balances"]),
    )
    tell(pair, ("consignment.formed", {"consignment": "c-1", "kind": "shipment", "name": "C"}))
    tell(pair, *(("seal.registered", {"seal": seal}) for seal in ("s-1", "s-2")))
    stock = {"material": "ballots", "quantity": exactly(200), "unit": "pc-1"}
    tell(pair, ("material.counted_in_store", stock))
    return pair


def tell(pair: Pair, *events: Event, day: str = DAY) -> list[str]:
    """Record events of one act; the codes of its marks."""
    made = []
    for type_, given in events:
        declared = next(d for d in documents.declarations() if d["name"] == type_)
        empty = {field["name"]: None for field in declared["fields"]}
        fields = {f"{n}_" if n == "from" else n: v for n, v in {**empty, **given}.items()}
        made.append(builders.event(type_, **fields))
    kinds = {d["kind"] for d in documents.declarations() for t, _ in events if d["name"] == t}
    more = {"decision": builders.decision()} if "ruling" in kinds else {}
    submission = pair.log.submission(pair.log.act(*made, day=day, **more))
    verdict = builders.judgement.judge(pair.log.law, pair.log.state, submission)
    assert pair.submit(submission.act)
    return [mark["code"] for mark in verdict.judgement["marks"]]


def outcome(pair: Pair, key: str, rule: str) -> str:
    """What came of a balance; both programs say so."""
    both = list(Accounts(pair.fold.tables, pair.fold.law, LATER, pair.log.size).all())
    assert both == every_account(pair, LATER)
    books = accounts.Books(Reading(pair.log.state, LATER), pair.log.law)
    checks = books.account(key)["checks"]
    return next(c["outcome"] for c in checks if c["rule"] == f"zz-accounts.{rule}")


def owed(pair: Pair) -> list[str]:
    """What is open about the consignment."""
    found = unended.open_items(pair.log.state, LATER)
    return [one["item"] for one in found if one["about"] == "consignment:c-1"]


def given(**more: Any) -> dict[str, Any]:
    """The giver's half: fifty ballots of `pc-1`."""
    half = {"consignment": "c-1", "from": "pc-1", "material": "ballots", "quantity": exactly(50)}
    return {**half, **more}


def taken(number: int = 50) -> dict[str, Any]:
    """The taker's half, at `ps-2a`."""
    half = {"consignment": "c-1", "material": "ballots", "quantity": exactly(number)}
    return {**half, "to": "ps-2a"}


def test_a_slip_is_matched_when_the_other_half_arrives() -> None:
    """Until then it is open, and the transfer does not balance."""
    pair = house()
    assert tell(pair, ("custody.given", given())) == []
    assert owed(pair) == ["other_half_taken"]
    assert outcome(pair, "consignment:c-1", "transfer") == "violated"
    assert tell(pair, ("custody.taken", taken())) == []
    assert owed(pair) == []
    assert outcome(pair, "consignment:c-1", "transfer") == "holds"


def test_the_takers_half_may_come_first() -> None:
    """Nothing is doubted for it, and in the end all of it is the same."""
    pair = house()
    assert tell(pair, ("custody.taken_first", taken(48))) == []
    assert owed(pair) == ["other_half_given"]
    assert tell(pair, ("custody.given_after", given())) == []
    assert owed(pair) == []
    assert outcome(pair, "consignment:c-1", "transfer") == "violated"
    short = {"consignment": "c-1", "material": "ballots", "quantity": exactly(2), "what": "lost"}
    assert tell(pair, ("custody.shortfall", short)) == []
    assert outcome(pair, "consignment:c-1", "transfer") == "holds"


def test_many_slips_are_told_in_one_act() -> None:
    """In bulk, as they lie on the secretary's desk."""
    pair = house()
    slips = [("custody.given", given(quantity=exactly(1), slip=f"no. {n}")) for n in range(40)]
    assert tell(pair, *slips) == []


def test_what_happened_before_it_was_recorded_is_no_fault() -> None:
    """Written down offline: it occurred on a day, and is recorded two days later."""
    pair = house()
    when = {"at": None, "earliest": BEFORE, "latest": None, "why": None}
    event = builders.event(
        "ballots.cast_not_counted", quantity=exactly(7), reason="late", unit="ps-1a"
    )
    submission = pair.log.submission(pair.log.act({**event, "occurred": when}, day=DAY))
    verdict = builders.judgement.judge(pair.log.law, pair.log.state, submission)
    assert verdict.judgement["marks"] == []
    assert pair.submit(submission.act)
    (row,) = pair.log.state.amounts("unit:ps-1a")
    assert (row.row.bucket, row.row.day) == ("cast_not_counted", BEFORE)


SCOPED = {"run": "run-1", "scope": [box("ps-1a")]}
HELD = ("legal_hold.placed", {"basis": "court", "consignment": "c-1"})
STORED = ("consignment.stored", {"at": "pc-1", "consignment": "c-1"})


@pytest.mark.parametrize(
    "events",
    [
        [("consignment.missing", {"consignment": "c-1"}),
         ("consignment.recovered", {"at": "pc-1", "consignment": "c-1"}), STORED],
        [("ballots.quarantined", {**SCOPED, "reason": "no seal"}), ("counting.started", SCOPED)],
        [HELD, ("consignment.disposed", {"consignment": "c-1"})],
        [("retention.started", {"consignment": "c-1", "rule": "a year"}),
         ("consignment.disposed", {"consignment": "c-1"})],
        [("seal.applied", {"consignment": "c-1", "seal": "s-1"}),
         ("seal.applied", {"consignment": "c-1", "seal": "s-1"})],
        [("seal.found_at_opening", {"at": "ps-1a", "seal": "s-2"})],
        [("seal.put_away", {"seal": "s-1", "what": "lost"}),
         ("seal.applied", {"consignment": "c-1", "seal": "s-1"})],
        [("counting.started", SCOPED),
         ("polling.closing_withdrawn", {**SCOPED, "reason": "a mistake"})],
        [("evidence.opened", {"consignment": "c-1", "order": "none"})],
        [("container.made", {"container": "k-1", "kind": "bag"}),
         ("container.missing", {"container": "k-1"}),
         ("container.sealed", {"container": "k-1", "seal": "s-1", "type": "bag"})],
    ],
    ids=["recovered", "quarantined", "held", "retained", "twice", "unknown seal", "lost seal",
         "counted", "opened", "missing"],
)  # fmt: skip
def test_what_cannot_follow_is_marked(events: list[Event]) -> None:
    """It is recorded all the same; only the last step is marked."""
    pair = house()
    *before, last = events
    for event in before:
        tell(pair, event)
    assert "gap" in tell(pair, last)


def test_a_booklet_is_made_once() -> None:
    """A booklet is a container named by its range: the same range again is refused."""
    pair = house()
    booklet = {"container": "booklet-000101-000200", "kind": "booklet"}
    assert tell(pair, ("container.made", booklet)) == []
    event = builders.event("container.made", name=None, within=None, **booklet)
    assert not pair.act(event)
    assert pair.refused == ["already_exists"]


def test_a_container_holds_papers_of_several_contests() -> None:
    """Each contest's papers are a material of their own."""
    pair = house()
    tell(pair, ("container.made", {"container": "k-1", "kind": "ballot_box"}))
    for contest in ("assembly", "mayor"):
        found = {"container": "k-1", "material": f"ballots_{contest}", "quantity": exactly(90)}
        tell(pair, ("container.counted", found))
    books = accounts.Books(Reading(pair.log.state, LATER), pair.log.law)
    told = books.account("container:k-1")["buckets"]
    assert [(b["material"], b["low"]) for b in told] == [
        ("ballots_assembly", 90),
        ("ballots_mayor", 90),
    ]


def test_a_lifted_hold_lets_go() -> None:
    """After that, disposal is no gap."""
    pair = house()
    tell(pair, HELD)
    tell(pair, ("legal_hold.lifted", {"consignment": "c-1"}))
    hold = statuses.value_of(pair.log.state, "consignment:c-1", "hold")
    assert hold == "free"
