"""North Mitrovica, November 2013: four days, four states, each right for its day."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import sheets, unended
from tests.election.chronicle import Chronicle, founded
from tests.election.vocabulary import between, box, exactly

CENTRES = ("pc-1", "pc-2", "pc-3")
BOTH = {"contests": ["assembly", "mayor"]}


def north_mitrovica() -> Chronicle:
    """The three centres: attacked, annulled with a repeat and no date, dated, repeated."""
    story = founded()
    centres = {"run": "run-1", "scope": [box(*CENTRES, **BOTH)]}
    repeat = {"run": "run-2", "scope": [box(*CENTRES, **BOTH)]}
    story.act(
        "date-1", "2013-09-02", ("date.set", {"day": "2013-11-03", "run": "run-1", "scope": None})
    )
    story.act(
        "held",
        "2013-11-02",
        *(("material.held", {"quantity": exactly(900), "unit": unit}) for unit in CENTRES),
    )
    story.act(
        "opened", "2013-11-03", ("poll.opened", {"run": "run-1", "scope": [box("town", **BOTH)]})
    )
    story.act(
        "attack",
        "2013-11-03",
        ("poll.halted", centres),
        *(
            (
                "material.destroyed",
                {"quantity": between(0, None, "not_ascertainable"), "unit": unit},
            )
            for unit in CENTRES
        ),
    )
    story.act(
        "officials",
        "2013-11-04",
        ("word.said", {"about": None, "text": "A rerun is likely."}),
        body="osce",
    )
    story.act(
        "cec-87",
        "2013-11-05",
        ("vote.annulled", centres),
        ("repeat.ordered", {"basis": "cec-87#1", "replaces": "run-1", **repeat}),
    )
    story.act(
        "voa",
        "2013-11-06",
        ("word.said", {"about": "cec-87", "text": "No date has been set."}),
        body="press",
    )
    story.act(
        "cec-88", "2013-11-06", ("date.set", {"day": "2013-11-17", "run": "run-2", "scope": None})
    )
    story.act("repeat-opened", "2013-11-17", ("poll.opened", repeat))
    story.act("repeat-closed", "2013-11-17", ("poll.closed", repeat))
    story.act("counting", "2013-11-18", ("count.begun", repeat))
    return story


STATES: dict[str, dict[str, Any]] = {
    "2013-11-04": {
        "annulled": [],
        "code": "halted",
        "count": "not_counted",
        "day": "2013-11-03",
        "run": "run-1",
    },
    "2013-11-05": {
        "annulled": ["run-1"],
        "code": "repeat_undated",
        "count": "not_counted",
        "day": None,
        "run": "run-2",
    },
    "2013-11-07": {
        "annulled": ["run-1"],
        "code": "repeat_dated",
        "count": "not_counted",
        "day": "2013-11-17",
        "run": "run-2",
    },
    "2013-11-18": {
        "annulled": ["run-1"],
        "code": "counting",
        "count": "counting",
        "day": "2013-11-17",
        "run": "run-2",
    },
}
KNOWN_THEN = {"2013-11-04": 6, "2013-11-05": 7, "2013-11-07": 9, "2013-11-18": 12}


@pytest.mark.parametrize("day", STATES)
@pytest.mark.parametrize("unit", [*CENTRES, "ps-1a"])
def test_the_three_centres_have_four_states(day: str, unit: str) -> None:
    """As known then and as known today, in both contests; a station shares its centre's state."""
    story = north_mitrovica()
    for position in (KNOWN_THEN[day], story.size):
        sheet = sheets.sheet(story.at(position), unit, day)
        expected = [{"contest": each, "headline": STATES[day]} for each in BOTH["contests"]]
        assert sheet["headlines"] == expected
        assert (sheet["position"], sheet["day"], sheet["unit"]) == (position, day, unit)


def test_the_repeat_without_a_date_is_an_open_item_of_the_commission() -> None:
    """From the order on, until a date is set; it says since when, and whose it is."""
    story = north_mitrovica()
    undated = {
        "about": "run:run-2",
        "by": None,
        "day": "2013-11-05",
        "item": "undated_run",
        "owner": "cec",
        "rule": "by_nature",
        "since": 6,
    }
    assert unended.open_items(story.at(6), "2013-11-04") == []
    assert unended.open_items(story.at(7), "2013-11-05") == [undated]
    assert unended.open_items(story.at(8), "2013-11-06") == [undated]
    assert unended.open_items(story.at(9), "2013-11-06") == []
    assert sheets.sheet(story.at(7), "pc-2", "2013-11-05")["items"] == [undated]


def test_what_was_not_known_then_is_known_today() -> None:
    """On 5 November, as known after the attack only, nothing was annulled."""
    story = north_mitrovica()
    assert (
        sheets.sheet(story.at(5), "pc-1", "2013-11-05")["headlines"][0]["headline"]["code"]
        == "halted"
    )


def test_statements_move_nothing() -> None:
    """What officials and the press said leaves every sheet as it was, but for its position."""
    story = north_mitrovica()
    for position, unit in ((5, "pc-1"), (7, "pc-3")):
        before = sheets.sheet(story.at(position), unit, "2013-11-06")
        after = sheets.sheet(story.at(position + 1), unit, "2013-11-06")
        assert {**before, "position": position + 1} == after


def test_the_sheet_of_a_centre_after_the_decision() -> None:
    """Material that nobody could count, two runs, one bar, and what is open."""
    story = north_mitrovica()
    sheet = sheets.sheet(story.at(7), "pc-1", "2013-11-05")
    lost = "not_ascertainable"
    assert sheet["amounts"] == [
        {
            "bucket": "destroyed",
            "high": None,
            "holder": "unit:pc-1",
            "low": 0,
            "material": "ballots",
            "why": lost,
        },
        {
            "bucket": "held",
            "high": 900,
            "holder": "unit:pc-1",
            "low": 0,
            "material": "ballots",
            "why": lost,
        },
    ]
    of_mayor = [poll for poll in sheet["polls"] if poll["contest"] == "mayor"]
    assert of_mayor == [
        {
            "bars": ["6.1.1"],
            "contest": "mayor",
            "count": "not_counted",
            "date": "2013-11-03",
            "polling": "halted",
            "run": "run-1",
            "standing": "annulled",
            "without_basis": False,
        },
        {
            "bars": [],
            "contest": "mayor",
            "count": "not_counted",
            "date": None,
            "polling": "planned",
            "run": "run-2",
            "standing": "stands",
            "without_basis": False,
        },
    ]
    assert sheet["contested"] == []


def test_the_rest_of_the_town_is_not_touched() -> None:
    """A centre that was not attacked keeps its only run; the town says that its parts differ."""
    story = founded()
    scope = [box("pc-1")]
    story.act(
        "a",
        "2013-11-05",
        ("vote.annulled", {"run": "run-1", "scope": scope}),
        ("repeat.ordered", {"basis": None, "replaces": "run-1", "run": "run-2", "scope": scope}),
    )
    codes = {
        unit: sheets.sheet(story.state, unit, "2013-11-05")["headlines"][1]["headline"]["code"]
        for unit in ("pc-1", "pc-2", "town")
    }
    assert codes == {"pc-1": "repeat_undated", "pc-2": "undated", "town": "in_parts"}
