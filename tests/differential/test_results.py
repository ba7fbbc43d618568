"""The result of every contest is the same to both programs, whatever was counted, ruled and reversed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.election import blocking, results
from ledger.election.reading import Reading
from tests.differential.counting import Counting
from tests.differential.pair import Pair, real_keys, replayed  # noqa: F401 (a fixture)
from tests.differential.test_histories import DAYS, SLOWLY
from tests.election import builders
from tests.election.vocabulary import box, exactly
from verifiers import blockers as their_blockers
from verifiers import results as their_results
from verifiers.by_law import ByLaw
from verifiers.counts import Contest


def furnished() -> Pair:
    """A pair with lists, a count centre, a register, and a repeat that nobody held yet."""
    pair = replayed(builders.furnished())
    lists = [{"id": s, "name": s, "parent": "mayor", "type": "list"} for s in "abc"]
    centre = {"id": "centre", "name": "Centre", "parent": "town", "type": "count_centre"}
    members = [{"id": u, "name": u, "parent": None, "type": "centre"} for u in ("pc-1", "pc-2")]
    told = {"quantity": exactly(40), "units": ["ps-1a", "ps-2b"]}
    assert pair.act(
        builders.event("selections.made", lists=lists),
        builders.event("units.made", units=[centre]),
        builders.event("list.made", list="north", members=members),
    )
    assert pair.act(builders.event("register.told", **told))
    run = {"basis": None, "replaces": "run-1", "run": "run-2", "scope": [box("pc-1", "ps-2a")]}
    assert pair.act(builders.event("repeat.ordered", **run))
    return pair


def both(pair: Pair, contest: str, day: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result of a contest, twice."""
    ours = results.document(results.draw(Reading(pair.log.state, day), contest))
    theirs = their_results.result(contest, pair.fold.tables, day, pair.log.size)
    return ours, theirs


def check_results(pair: Pair) -> None:
    """The result of every contest is the same, on several days."""
    for day in DAYS:
        for contest in ("assembly", "mayor"):
            ours, theirs = both(pair, contest, day)
            for member in ours:
                assert ours[member] == theirs[member], (day, contest, member)
            assert ours == theirs
    for contest in ("assembly", "mayor"):
        check_blockers(pair, contest, DAYS[-1])


def check_blockers(pair: Pair, contest: str, day: str) -> list[dict[str, Any]]:
    """What the certification of a contest waits for is the same to both programs."""
    ours = blocking.blockers(pair.log.law, results.draw(Reading(pair.log.state, day), contest))
    tables, law = pair.fold.tables, pair.fold.law
    board = Contest(contest, tables, day, pair.log.size)
    assert ours == their_blockers.blockers(board, law, ByLaw(tables, law, day))
    return ours


@SLOWLY
@given(st.data())
def test_results_are_the_same(data: st.DataObject) -> None:
    """Forms, recounts, rulings, bars, repeats, reversals, certifications, seats."""
    pair = furnished()
    counting = Counting(data.draw, pair)
    counting.start()
    for _ in range(data.draw(st.integers(0, 10))):
        counting.act()
    check_results(pair)
