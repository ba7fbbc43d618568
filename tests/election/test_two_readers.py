"""The ledger and the verifiers read the same sheet from the same rows, without sharing a line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.election import sheets
from ledger.election.rows import Placed, document
from tests.election.chronicle import Chronicle, Event
from tests.election.test_sheets import DAYS, UNITS, boxes, earlier, events, run_ids, told
from tests.election.test_story import north_mitrovica
from tests.election.vocabulary import between, box
from verifiers.law import Law
from verifiers.tables import Tables
from verifiers.views import Views

more: st.SearchStrategy[Event] = st.one_of(
    events,
    st.tuples(
        st.just("vote.stayed"),
        st.fixed_dictionaries(
            {
                "from": st.sampled_from([None, *DAYS]),
                "run": run_ids,
                "scope": boxes,
                "until": st.sampled_from([None, *DAYS]),
            }
        ),
    ),
    st.tuples(
        st.just("material.destroyed"),
        st.fixed_dictionaries(
            {
                "quantity": st.integers(0, 9).map(lambda low: between(low, None)),
                "unit": st.sampled_from(UNITS),
            }
        ),
    ),
    st.tuples(st.just("poll.opened"), st.just({"run": "run-1", "scope": [box("ps-1b")]})),
    earlier.map(lambda act: ("decision.published", {"decision": act})),
    earlier.map(lambda act: ("decision.withdrawn", {"decision": act})),
)


def differences(chronicle: Chronicle, day: str) -> list[tuple[object, object]]:
    """The sheets on which the two do not agree."""
    tables = Tables()
    for since, rows in enumerate(chronicle.entries):
        for ordinal, row in enumerate(rows):
            tables.add(document(Placed(since, ordinal, row)))
    views = Views(tables, Law(), day, chronicle.size)
    ours = list(sheets.sheets(chronicle.state, views.units(), day))
    theirs = [views.sheet(unit) for unit in views.units()]
    return [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]


def test_they_agree_on_north_mitrovica() -> None:
    """On every day of the story."""
    story = north_mitrovica()
    for day in ("2013-11-02", *DAYS, "2013-11-17", "2013-11-18"):
        assert differences(story, day) == []


acts = st.lists(
    st.tuples(st.sampled_from(DAYS), more, st.sampled_from([None, None, "published"])), max_size=12
)


@settings(max_examples=150)
@given(acts, st.sampled_from(DAYS))
def test_they_agree_on_whatever_happens(
    steps: list[tuple[str, Event, str | None]], day: str
) -> None:
    """For any acts in any order, on any day."""
    chronicle = told([])
    for number, (act_day, event, awaits) in enumerate(steps):
        chronicle.act(f"a-{number}", act_day, event, awaits=awaits)
    assert differences(chronicle, day) == []
