"""The sheet of a unit, for any position and any day."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.election import history, sheets
from tests.election.chronicle import Chronicle, Event, founded
from tests.election.test_story import north_mitrovica
from tests.election.vocabulary import box, exactly

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec" / "09-views.md"
UNITS = ["town", "pc-1", "pc-2", "ps-1a", "ps-2b"]
DAYS = [f"2013-11-0{number}" for number in range(1, 8)]
SILENCE: Event = ("word.said", {"about": None, "text": "nothing"})


def shape(value: Any) -> Any:
    """Which members an object has, all the way down; of arrays the first item."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(item) for item in value[:1]] if isinstance(value, list) else None


def test_a_sheet_has_the_form_of_the_specification() -> None:
    """Its example has every member, and no other."""
    found = re.search(r"```json sheet\n(.*?)\n```", SPEC.read_text(encoding="utf-8"))
    assert found is not None
    example = eval(found[1], {"null": None, "true": True, "false": False})
    example["headlines"][0]["headline"]["annulled"] = []
    example["polls"][0]["bars"] = []
    # What follows by law has a test of its own.
    assert example.pop("by_law")[0]["rule"]
    story = north_mitrovica()
    sheet = sheets.sheet(story.at(7), "pc-1", "2013-11-05")
    sheet["headlines"][0]["headline"]["annulled"] = []
    sheet["polls"][0]["bars"] = []
    assert sheet.pop("by_law") == []
    assert shape(sheet) == shape(example)
    assert list(sheet) == sorted(sheet)


def test_sheets_of_many_units_are_those_of_each() -> None:
    """What is worked out once for all is the same."""
    state = north_mitrovica().state
    together = list(sheets.sheets(state, UNITS, "2013-11-06"))
    assert together == [sheets.sheet(state, unit, "2013-11-06") for unit in UNITS]


def test_contested_acts_are_shown_where_they_touch() -> None:
    """On the units that they name, sorted; acts that are not here are passed over."""
    story = north_mitrovica()
    contested = {"cec-88", "cec-87", "attack", "elsewhere"}
    sheet = sheets.sheet(story.state, "pc-1", "2013-11-18", contested=contested)
    assert sheet["contested"] == ["attack", "cec-87"]
    assert sheets.sheet(story.state, "ps-1a", "2013-11-18", contested=contested)["contested"] == []


def test_a_unit_nobody_spoke_of_has_a_sheet() -> None:
    """An empty one."""
    chronicle = Chronicle()
    assert sheets.sheet(chronicle.state, "pc-1", "2013-11-03") == {
        "amounts": [],
        "contested": [],
        "day": "2013-11-03",
        "headlines": [],
        "by_law": [],
        "items": [],
        "polls": [],
        "position": 0,
        "unit": "pc-1",
    }


def test_items_are_those_of_the_unit_and_of_its_runs() -> None:
    """Not those of its neighbours."""
    chronicle = founded()
    chronicle.act(
        "a",
        "2013-11-01",
        *(("answer.due", {"by": None, "owner": None, "unit": unit}) for unit in ("pc-1", "pc-2")),
    )
    chronicle.act(
        "b",
        "2013-11-01",
        (
            "repeat.ordered",
            {"basis": None, "replaces": "run-1", "run": "run-2", "scope": [box("pc-2")]},
        ),
    )
    abouts = {
        unit: [item["about"] for item in sheets.sheet(chronicle.state, unit, "2013-11-01")["items"]]
        for unit in ("pc-1", "pc-2")
    }
    assert abouts == {
        "pc-1": ["run:run-1", "unit:pc-1"],
        "pc-2": ["run:run-1", "run:run-2", "unit:pc-2"],
    }


# --- as known at p, in force on d -----------------------------------------------------------------

units = st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True)
boxes = units.map(lambda chosen: [box(*chosen)])
run_ids = st.sampled_from(["run-1", "run-2"])
earlier = st.integers(0, 9).map(lambda number: f"a-{number}")
scoped_types = ["poll.opened", "poll.halted", "poll.closed", "count.begun", "vote.annulled"]
scoped_types += ["vote.excluded", "result.certified"]

events: st.SearchStrategy[Event] = st.one_of(
    st.tuples(
        st.sampled_from(scoped_types), st.fixed_dictionaries({"run": run_ids, "scope": boxes})
    ),
    st.tuples(st.just("ruling.lifted"), st.fixed_dictionaries({"target": earlier})),
    st.tuples(
        st.sampled_from(["ruling.widened", "ruling.narrowed"]),
        st.fixed_dictionaries({"scope": boxes, "target": earlier}),
    ),
    st.tuples(
        st.just("date.set"),
        st.fixed_dictionaries(
            {
                "day": st.sampled_from([None, "2013-11-17", "2013-12-01"]),
                "run": run_ids,
                "scope": st.one_of(st.none(), boxes),
            }
        ),
    ),
    st.tuples(
        st.just("answer.due"),
        st.fixed_dictionaries(
            {"by": st.none(), "owner": st.none(), "unit": st.sampled_from(UNITS)}
        ),
    ),
    st.tuples(st.just("answer.given"), st.fixed_dictionaries({"unit": st.sampled_from(UNITS)})),
    st.tuples(
        st.just("material.held"),
        st.fixed_dictionaries(
            {"quantity": st.integers(0, 9).map(exactly), "unit": st.sampled_from(UNITS)}
        ),
    ),
)


def told(acts: list[tuple[str, Event]]) -> Chronicle:
    """A chronicle with two runs and these acts."""
    chronicle = founded("2013-11-01")
    order = {"basis": "a-0", "replaces": "run-1", "run": "run-2", "scope": [box("pc-1")]}
    chronicle.act("order", "2013-11-01", ("repeat.ordered", order))
    for number, (day, event) in enumerate(acts):
        chronicle.act(f"a-{number}", day, event)
    return chronicle


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(DAYS), events), max_size=10), st.sampled_from(DAYS))
def test_a_sheet_of_a_past_day_knows_nothing_of_later_days(
    acts: list[tuple[str, Event]], day: str
) -> None:
    """It is as if the acts of later days had been silent; whatever order they were recorded in."""
    silenced = [(act_day, event if act_day <= day else SILENCE) for act_day, event in acts]
    for unit in UNITS:
        assert sheets.sheet(told(acts).state, unit, day) == sheets.sheet(
            told(silenced).state, unit, day
        )


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(DAYS), events), max_size=10), st.data())
def test_a_sheet_as_of_a_position_knows_nothing_of_later_entries(
    acts: list[tuple[str, Event]], data: st.DataObject
) -> None:
    """State at a position is the union of the rows before it."""
    split = data.draw(st.integers(0, len(acts)))
    whole, part = told(acts), told(acts[:split])
    for unit in UNITS:
        for day in (DAYS[0], DAYS[3], DAYS[6]):
            assert sheets.sheet(whole.at(2 + split), unit, day) == sheets.sheet(
                part.state, unit, day
            )


# --- history ----------------------------------------------------------------------------------


def test_the_history_of_a_unit_is_its_own_its_ancestors_and_its_contests() -> None:
    """What opened the town is part of the story of its stations, and so is every ruling."""
    story = north_mitrovica()
    own = story.state.touches("unit:ps-2b")
    assert (own, history.indexes(story.state, "unit:ps-2b", "2013-11-18")) == (
        [0],
        [0, 2, 3, 4, 6, 9, 10, 11],
    )
    story.act("far", "2013-11-18", ("vote.excluded", {"run": "run-1", "scope": [box("ps-3a")]}))
    story.act("told", "2013-11-18", ("poll.closed", {"run": "run-1", "scope": [box("ps-3a")]}))
    assert history.indexes(story.state, "unit:ps-2b", "2013-11-18")[-2:] == [11, 12]
    assert history.indexes(story.state, "run:run-2", "2013-11-18") == [6, 8, 9, 10, 11]
    assert history.indexes(story.state, "unit:nowhere", "2013-11-18") == []
