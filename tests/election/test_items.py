"""Open items: undated runs, duties, and gaps in the series of decisions."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.election import items, unended
from tests.election.chronicle import Chronicle, Event, founded
from tests.election.vocabulary import box, exactly

DAY = "2013-11-05"
Named = dict[str, Any]


def undated(run: str, since: int, day: str = DAY, owner: str = "cec") -> Named:
    """The item of a run without a date."""
    return {
        "about": f"run:{run}",
        "by": None,
        "day": day,
        "item": "undated_run",
        "owner": owner,
        "rule": "by_nature",
        "since": since,
    }


def duty(unit: str, since: int, by: str | None = None, owner: str = "cec") -> Named:
    """The item of an answer that is due."""
    return {
        "about": f"unit:{unit}",
        "by": by,
        "day": DAY,
        "item": "answer",
        "owner": owner,
        "rule": None,
        "since": since,
    }


def due(unit: str, by: str | None = None, owner: str | None = None) -> Event:
    """An answer becomes due."""
    return "answer.due", {"by": by, "owner": owner, "unit": unit}


def done(unit: str) -> Event:
    """It is given."""
    return "answer.given", {"unit": unit}


def dated(day: str = DAY) -> Chronicle:
    """A chronicle whose first vote has a date."""
    chronicle = founded()
    chronicle.act("date", day, ("date.set", {"day": "2013-11-03", "run": "run-1", "scope": None}))
    return chronicle


def open_items(chronicle: Chronicle, day: str = DAY) -> list[Named]:
    """Everything open, but polls without an end: nobody votes in these stories."""
    found = unended.open_items(chronicle.state, day)
    return [item for item in found if item["item"] != "poll_without_end"]


# --- undated runs ------------------------------------------------------------------------------


def test_a_run_is_undated_until_it_has_a_date_and_again_without() -> None:
    """Since the order, or since the act that took the date away."""
    chronicle = founded()
    assert open_items(chronicle) == [undated("run-1", 0, "2013-09-01")]
    chronicle.act("a", DAY, ("date.set", {"day": "2013-11-17", "run": "run-1", "scope": None}))
    assert open_items(chronicle) == []
    chronicle.act(
        "b", "2013-11-06", ("date.set", {"day": None, "run": "run-1", "scope": None}), body="court"
    )
    assert open_items(chronicle, "2013-11-06") == [undated("run-1", 2, "2013-11-06")]


def test_a_run_that_has_opened_is_not_undated() -> None:
    """Nobody waits for its date any more."""
    chronicle = founded()
    chronicle.act(
        "a", DAY, ("poll.opened", {"run": "run-1", "scope": [box("town", contests=["assembly"])]})
    )
    assert open_items(chronicle) == []


def test_a_date_for_the_first_unit_dates_the_run() -> None:
    """Its order's first unit stands for it."""
    chronicle = dated()
    scope = [box("pc-2", "pc-3")]
    chronicle.act(
        "a",
        DAY,
        ("repeat.ordered", {"basis": None, "replaces": "run-1", "run": "run-2", "scope": scope}),
        body="court",
    )
    chronicle.act(
        "b", DAY, ("date.set", {"day": "2013-12-01", "run": "run-2", "scope": [box("pc-3")]})
    )
    assert open_items(chronicle) == [undated("run-2", 2, owner="court")]
    chronicle.act(
        "c", DAY, ("date.set", {"day": "2013-12-01", "run": "run-2", "scope": [box("pc-2")]})
    )
    assert open_items(chronicle) == []


def test_a_run_is_listed_once_and_reversed_orders_are_not() -> None:
    """However many boxes it was ordered with; also where no unit is known yet."""
    chronicle = dated()
    further = {"count": exactly(3), "within": "town"}
    scope = [box(further=further), box("pc-1"), box("pc-2")]
    chronicle.act(
        "a",
        DAY,
        ("repeat.ordered", {"basis": None, "replaces": "run-1", "run": "run-2", "scope": scope}),
    )
    assert open_items(chronicle) == [undated("run-2", 2)]
    chronicle.act("b", DAY, ("ruling.lifted", {"target": "a"}))
    assert open_items(chronicle) == []


# --- duties -----------------------------------------------------------------------------------


def test_what_is_due_is_open_until_it_is_done() -> None:
    """Due again, it is open again."""
    chronicle = dated()
    chronicle.act("a", DAY, due("pc-1", "2013-11-10", "osce"))
    expected = duty("pc-1", 2, "2013-11-10", "osce")
    assert open_items(chronicle) == [expected]
    chronicle.act("b", "2013-11-06", done("pc-1"))
    assert open_items(chronicle) == [expected], "not done on that day yet"
    assert open_items(chronicle, "2013-11-06") == []
    chronicle.act("c", DAY, due("pc-1"))
    assert open_items(chronicle) == [duty("pc-1", 4)]


def test_a_reversed_done_leaves_it_due() -> None:
    """The latest row in force counts."""
    chronicle = dated()
    chronicle.act("a", DAY, due("pc-1"))
    chronicle.act("b", DAY, done("pc-1"))
    chronicle.act("c", DAY, ("ruling.lifted", {"target": "b"}))
    assert open_items(chronicle) == [duty("pc-1", 2)]
    assert items.due(chronicle.state, "answer/unit:pc-1", DAY) is not None
    assert items.due(chronicle.state, "answer/unit:pc-1", "2013-11-04") is None


def test_the_most_urgent_comes_first() -> None:
    """By day, those without one last, then by age, then by name."""
    chronicle = dated()
    chronicle.act("a", DAY, due("pc-3"), due("pc-1"), due("pc-2", "2013-11-20"))
    chronicle.act("b", DAY, due("town", "2013-11-10"), due("ps-1a"))
    assert open_items(chronicle) == [
        duty("town", 3, "2013-11-10"),
        duty("pc-2", 2, "2013-11-20"),
        duty("pc-1", 2),
        duty("pc-3", 2),
        duty("ps-1a", 3),
    ]


# --- decisions ----------------------------------------------------------------------------------


def numbered(*numbers: str | None, body: str = "cec") -> Chronicle:
    """A chronicle of acts with these decision numbers, from index 2 on."""
    chronicle = dated()
    for index, number in enumerate(numbers):
        chronicle.act(f"n-{index}", DAY, ("thing.noted", {"text": "x"}), body=body, number=number)
    return chronicle


def gaps(chronicle: Chronicle) -> list[tuple[str, int]]:
    """The numbers that are missing, and since when."""
    found = [item for item in open_items(chronicle) if item["item"] == "decision_number_missing"]
    assert all((item["by"], item["day"]) == (None, None) for item in found)
    return [(item["about"].removeprefix("decision_number:"), item["since"]) for item in found]


def test_missing_numbers_of_a_series_are_open() -> None:
    """Between the least and the greatest of a body and year; whatever else is no series."""
    chronicle = numbered(
        "87/2013", "90/2013", "1/2014", None, "A-3", "09/2013", "90/2013", "3/2014"
    )
    assert gaps(chronicle) == [("cec/88/2013", 3), ("cec/89/2013", 3), ("cec/2/2014", 9)]
    assert {item["owner"] for item in open_items(chronicle)} == {"cec"}


def test_a_wild_number_does_not_flood_the_list() -> None:
    """The list of a series is bounded."""
    chronicle = numbered("1/2013", "999999999/2013", "9999999999/2013")
    found = gaps(chronicle)
    assert len(found) == items.GAPS_MAX
    assert found[0] == ("cec/2/2013", 3)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_the_gaps_are_what_is_missing(numbers: list[int]) -> None:
    """In whatever order the decisions were recorded."""
    chronicle = numbered(*(f"{number}/2013" for number in numbers))
    missing = sorted(set(range(min(numbers), max(numbers))) - set(numbers))
    since = 2 + numbers.index(max(numbers))
    assert gaps(chronicle) == [(f"cec/{number}/2013", since) for number in missing]


def test_series_are_of_a_body() -> None:
    """Two bodies may both have a first decision."""
    chronicle = numbered("1/2013")
    chronicle.act("m", DAY, ("thing.noted", {"text": "x"}), body="court", number="3/2013")
    assert gaps(chronicle) == []


def test_a_run_without_a_date_in_a_part_of_its_area_is_open() -> None:
    """A date for one centre leaves the others; a date for all of them, or their opening, ends it."""
    chronicle = dated()
    part = [box("pc-1", contests=["assembly", "mayor"])]
    chronicle.act("part", DAY, ("date.set", {"day": None, "run": "run-1", "scope": part}))
    assert open_items(chronicle) == [undated("run-1", 2)]
    opened = (
        "poll.opened",
        {"run": "run-1", "scope": [box("pc-1", contests=["assembly", "mayor"])]},
    )
    chronicle.act("open", DAY, opened)
    assert open_items(chronicle) == []
