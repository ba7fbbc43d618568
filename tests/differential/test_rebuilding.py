"""Rebuilding from zero, asking as of a position, and living through it are one and the same.

For elections that are made up by chance: at every position what was answered when the log was that
long is, byte for byte, what a log says that is judged anew up to there, and what the log of today
says about that position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.chain import canonical
from ledger.election import blocking, by_law, contested, results, sheets, unended
from ledger.election import rows as rows_of
from ledger.election.judgement import Submission, Verdict
from ledger.election.law import LawBook
from ledger.election.memory import MemoryState
from ledger.election.reading import Reading
from ledger.election.rows import Law, Placed, Row
from tests.differential.counting import Counting
from tests.differential.histories import take_act, take_administration, take_rule
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.differential.test_histories import DAYS, SLOWLY
from tests.differential.test_results import furnished
from tests.election.builders import LEDGER_ID, Log

Entries = list[tuple[Row, ...]]


class Chronicle:
    """A log that keeps what was submitted, and what could be read after each entry."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.told = pair, dict[int, bytes]()
        self.submitted: list[Submission] = []
        append = pair.log.append

        def kept(submission: Submission) -> Verdict:
            self.submitted.append(submission)
            verdict = append(submission)
            self.told[pair.log.size] = everything(pair.log.law, pair.log.state)
            return verdict

        pair.log.append = kept  # type: ignore[method-assign]


def everything(law: LawBook, state: MemoryState) -> bytes:
    """Every view there is, on two days, as one text."""
    return canonical.respell({"views": [dict(_views(law, state, day)) for day in DAYS[-2:]]})


def _views(law: LawBook, state: MemoryState, day: str) -> Iterator[tuple[str, Any]]:
    reading = Reading(state, day)
    open_acts = [placed.row.act for placed in contested.unresolved(law, state, day)]
    units = sorted(placed.row.key.partition(":")[2] for placed in state.subjects("unit"))
    yield "items", unended.open_items(state, day)
    yield "by_law", by_law.documents(law, reading)
    yield "sheets", [sheets.sheet(state, u, day, contested=open_acts, law=law) for u in units]
    boards = [results.draw(reading, contest) for contest in results.contests(state)]
    yield "results", [results.document(b, prevails=law.prevailing(day)) for b in boards]
    yield "blockers", [blocking.blockers(law, board) for board in boards]


def spelled(entries: Entries) -> bytes:
    """The rows of entries as the lines of a bundle."""
    return b"".join(
        canonical.respell(rows_of.document(Placed(index, ordinal, row))) + b"\n"
        for index, rows in enumerate(entries)
        for ordinal, row in enumerate(rows)
    )


def from_zero(submitted: list[Submission]) -> tuple[Entries, bytes]:
    """The rows and the views of a log in which everything is judged anew."""
    log = Log()
    for submission in submitted:
        log.append(submission)
    return [tuple(each.rows) for each in log.verdicts], everything(log.law, log.state)


def as_of(entries: Entries, position: int) -> bytes:
    """The views of the first entries of a longer log, of their rows alone."""
    state, law = MemoryState(), LawBook(LEDGER_ID)
    for index, rows in enumerate(entries[:position]):
        state.extend(index, rows)
        for ordinal, row in enumerate(rows):
            if isinstance(row, Law):
                law.apply(Placed(index, ordinal, row))
    state.size = position
    return everything(law, state)


@settings(SLOWLY, max_examples=12)
@given(st.data())
def test_at_every_position_the_three_are_one(data: st.DataObject) -> None:
    """Rules, acts, forms, administration, in any order; refused acts among them."""
    base = furnished()
    pair = Pair()
    chronicle = Chronicle(pair)
    for act in base.log.acts:
        assert pair.submit(act)
    counting = Counting(data.draw, pair)
    for _ in range(data.draw(st.integers(0, 2))):
        take_rule(data.draw, pair)
    for _ in range(data.draw(st.integers(1, 6))):
        step = data.draw(st.sampled_from(("act", "count", "administration")))
        if step == "count":
            counting.act()
        else:
            (take_act if step == "act" else take_administration)(data.draw, pair)
    lived = [tuple(verdict.rows) for verdict in pair.log.verdicts]
    for position in range(len(base.log.acts), pair.log.size + 1):
        rebuilt, told = from_zero(chronicle.submitted[:position])
        assert spelled(rebuilt) == spelled(lived[:position])
        assert told == chronicle.told[position]
        assert as_of(lived, position) == chronicle.told[position]


def test_it_would_be_noticed() -> None:
    """One row less, and the views differ: the comparison is not of nothing with nothing."""
    pair = furnished()
    lived = [tuple(verdict.rows) for verdict in pair.log.verdicts]
    shorter = [*lived[:-1], lived[-1][:1]]
    assert as_of(lived, len(lived)) != as_of(shorter, len(lived))
