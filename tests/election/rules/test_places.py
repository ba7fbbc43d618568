"""The tests about where and when: level, size, window, deadline, blockers; and the outcome test."""

from __future__ import annotations

from typing import Any

import pytest

from tests.election.builders import Log, event, key, key_id
from tests.election.rules.asking import (
    ANNULLED,
    MET,
    NOT_MET,
    UNDECIDED,
    ask,
    copy,
    declare,
    furnished,
)
from tests.election.vocabulary import between, box, exactly

PC_1 = [box("pc-1")]
STATIONS = [f"ps-{number}{letter}" for number in (1, 2, 3) for letter in "ab"]
CERTIFIED = event("result.certified", run="run-1", scope=[box("town")])


def annulled(*boxes: dict[str, Any], run: str = "run-1") -> dict[str, Any]:
    """The vote annulled in a scope."""
    return event("vote.annulled", run=run, scope=list(boxes))


def further(count: dict[str, Any], within: str = "town") -> dict[str, Any]:
    """Units not yet known by name."""
    return {"count": count, "within": within}


def dated(log: Log, day: str | None, run: str = "run-1", scope: Any = None) -> Log:
    """The log with a date set."""
    log.record(event("date.set", day=day, run=run, scope=scope))
    return log


def moved(log: Log, *types: str, unit: str = "pc-1", run: str = "run-1") -> Log:
    """The log with polls and counts moved at a unit."""
    for type_ in types:
        log.record(event(type_, run=run, scope=[box(unit)]), by=["m1"])
    return log


# --- level and size -------------------------------------------------------------------------------

LEVELS = {"levels": ["municipality", "polling_centre"]}


def test_level() -> None:
    """Every unit has to be of a level named; so does the unit within which further ones lie."""
    log = furnished()
    assert ask(log, "level", LEVELS, annulled(box("pc-1", "pc-2"), box("town"))) is MET
    assert ask(log, "level", LEVELS, annulled(box("pc-1", "ps-2a"))) is NOT_MET
    hidden = box("pc-1", further=further(exactly(2), "ps-1a"))
    assert ask(log, "level", LEVELS, annulled(hidden)) is NOT_MET
    assert ask(log, "level", LEVELS, event("thing.noted", text="x")) is UNDECIDED


def test_level_of_members_of_a_list() -> None:
    """A list is as good as its members."""
    log = furnished()
    members = [{"id": "ps-1a", "name": "x", "parent": None, "type": "polling_station"}]
    log.record(event("list.made", list="some", members=members))
    assert ask(log, "level", LEVELS, annulled(box("pc-1", lists=["some"]))) is NOT_MET
    assert ask(log, "size", {"units_max": 1}, annulled(box("pc-1", lists=["some"]))) is NOT_MET
    assert ask(log, "size", {"units_max": 1}, annulled(box("ps-1a", lists=["some"]))) is MET


def test_units_of_a_run_without_scope_are_those_of_its_orders() -> None:
    """As they were widened and narrowed."""
    log = furnished()
    date = event("date.set", day="2013-11-03", run="run-1", scope=None)
    assert ask(log, "level", LEVELS, date) is MET
    assert ask(log, "size", {"units_max": 1}, date) is MET
    ordered = f"act-{log.size - 1}#4"
    log.record(event("ruling.widened", scope=[box("ps-1a")], target=ordered))
    assert ask(log, "level", LEVELS, date) is NOT_MET


@pytest.mark.parametrize(
    ("most", "count", "expected"),
    [
        (2, None, MET),
        (1, None, NOT_MET),
        (3, exactly(1), MET),
        (3, between(1, 2), UNDECIDED),
        (3, between(0, 1), MET),
        (3, between(0, None), UNDECIDED),
        (1, between(0, None), NOT_MET),
        (3, between(2, None), NOT_MET),
    ],
)
def test_size(most: int, count: Any, expected: bool | None) -> None:
    """What is known may exceed already; what is not known is never few enough."""
    scope = box("pc-1", "pc-2", further=count and further(count))
    assert ask(furnished(), "size", {"units_max": most}, annulled(scope)) is expected


def test_size_of_nothing_is_undecided() -> None:
    """An event that names no unit has no size."""
    assert ask(furnished(), "size", {"units_max": 9}, event("thing.noted", text="x")) is UNDECIDED


# --- window ----------------------------------------------------------------------------------------


def window(before: str | None = None, after: str | None = None) -> dict[str, str | None]:
    """The parameters: not before, not after."""
    return {"not_after": after, "not_before": before}


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [("2013-09-30", MET, NOT_MET), ("2013-10-01", MET, MET), ("2013-10-02", NOT_MET, MET)],
)
def test_window_around_polling_day(day: str, before: bool, after: bool) -> None:
    """The day itself is neither before nor after it. The act's day is 1 October."""
    log = dated(furnished(), day)
    assert ask(log, "window", window("polling_day")) is before
    assert ask(log, "window", window(None, "polling_day")) is after
    assert ask(log, "window", window("polling_day", "polling_day")) is (before and after)


def test_a_run_without_date_leaves_the_window_undecided() -> None:
    """Never set, or unset again."""
    log = furnished()
    assert ask(log, "window", window("polling_day")) is UNDECIDED
    assert ask(dated(dated(log, "2013-09-01"), None), "window", window("polling_day")) is UNDECIDED


def test_window_at_opening_and_closing() -> None:
    """Halted and closed are both the end of voting; a station's own report and its centre's count."""
    log = furnished()
    assert ask(log, "window", window("opening")) is NOT_MET
    assert ask(log, "window", window(None, "opening")) is MET
    moved(log, "poll.opened")
    for scope in (box("pc-1"), box("ps-1a")):
        assert ask(log, "window", window("opening"), annulled(scope)) is MET
        assert ask(log, "window", window("closing"), annulled(scope)) is NOT_MET
        assert ask(log, "window", window(None, "closing"), annulled(scope)) is MET
    moved(log, "poll.halted")
    assert ask(log, "window", window("closing")) is MET
    assert ask(log, "window", window("closing"), annulled(box("pc-1", "pc-2"))) is NOT_MET


def test_window_at_certification() -> None:
    """Of the same run, by a certification in force that covers."""
    log = furnished()
    assert ask(log, "window", window(None, "certification")) is MET
    log.record(CERTIFIED)
    certified = f"act-{log.size - 1}"
    assert ask(log, "window", window(None, "certification")) is NOT_MET
    assert ask(log, "window", window("certification")) is MET
    other = annulled(box("pc-1", contests=["assembly"]))
    assert ask(log, "window", window("certification"), other) is NOT_MET
    log.record(event("ruling.lifted", target=certified))
    assert ask(log, "window", window(None, "certification")) is MET


def test_further_units_leave_a_window_undecided_unless_it_fails() -> None:
    """Those not known may be on the other side."""
    log = dated(furnished(), "2013-10-02")
    scope = annulled(box("pc-1", further=further(exactly(1))))
    assert ask(log, "window", window("polling_day"), scope) is NOT_MET
    assert ask(log, "window", window(None, "polling_day"), scope) is UNDECIDED


def test_an_order_is_judged_with_the_run_it_replaces() -> None:
    """A repeat may be ordered before the repeat has a date."""
    log = dated(furnished(), "2013-09-03")
    repeat = event("repeat.ordered", basis=None, replaces="run-1", run="run-2", scope=PC_1)
    assert ask(log, "window", window("polling_day"), repeat) is MET


def test_an_event_without_run_is_judged_with_the_latest_that_covers() -> None:
    """Where none was ordered, nothing can be said."""
    log = dated(furnished(), "2013-09-03")
    widen = event("ruling.widened", scope=PC_1, target="act-3#4")
    assert ask(log, "window", window("polling_day"), widen) is MET
    log.record(event("repeat.ordered", basis=None, replaces="run-1", run="run-2", scope=PC_1))
    assert ask(log, "window", window("polling_day"), widen) is UNDECIDED
    dated(log, "2013-11-17", "run-2")
    assert ask(log, "window", window("polling_day"), widen) is NOT_MET
    elsewhere = event("ruling.widened", scope=[box("pc-2")], target="act-3#4")
    assert ask(log, "window", window("polling_day"), elsewhere) is MET
    log.record(event("contest.made", contest="council", name="Council"))
    nowhere = event("ruling.widened", scope=[box("pc-2", contests=["council"])], target="act-3#4")
    assert ask(log, "window", window("polling_day"), nowhere) is UNDECIDED


# --- deadline ----------------------------------------------------------------------------------------


def within(days: int, start: str) -> dict[str, Any]:
    """The parameters of a deadline."""
    return {"count": days, "start": start, "unit": "days"}


def test_deadline_from_polling_day() -> None:
    """The last day is in time, the day after is not; before the start is in time."""
    log = dated(furnished(), "2013-09-24")
    assert ask(log, "deadline", within(7, "polling_day")) is MET
    assert ask(log, "deadline", within(6, "polling_day")) is NOT_MET
    assert ask(dated(log, "2013-12-01"), "deadline", within(0, "polling_day")) is MET
    assert ask(dated(log, None), "deadline", within(7, "polling_day")) is UNDECIDED


def test_deadline_of_a_date_is_counted_to_that_date() -> None:
    """From the order of the run to the day that is set, whenever it is set."""
    log = furnished()
    date = event("date.set", day="2013-10-15", run="run-1", scope=None)
    unset = event("date.set", day=None, run="run-1", scope=None)
    assert ask(log, "deadline", within(14, "order"), date) is MET
    assert ask(log, "deadline", within(13, "order"), date) is NOT_MET
    assert ask(log, "deadline", within(0, "order"), unset) is MET


def test_deadline_from_an_order_that_is_in_force() -> None:
    """The latest one; a run whose order was lifted has no start."""
    log = furnished()
    log.record(event("repeat.ordered", basis=None, replaces="run-1", run="run-2", scope=PC_1))
    ordered, log.day = f"act-{log.size - 1}", "2013-10-11"
    late = annulled(box("pc-1"), run="run-2")
    assert ask(log, "deadline", within(10, "order"), late) is MET
    assert ask(log, "deadline", within(9, "order"), late) is NOT_MET
    log.record(event("ruling.lifted", target=ordered))
    assert ask(log, "deadline", within(10, "order"), late) is UNDECIDED


def test_deadline_from_the_decision_that_a_link_names() -> None:
    """A decision that is not in the log leaves it undecided, as does no decision."""
    log = furnished()
    declare(
        log,
        "appeal.lodged",
        "filing",
        {"against": "reference?"},
        {"do": "link", "relation": "appeals", "to": "$against"},
    )
    log.day = "2013-10-04"
    for days, expected in ((3, MET), (2, NOT_MET)):
        lodged = event("appeal.lodged", against="act-3#1")
        assert ask(log, "deadline", within(days, "decision"), lodged) is expected
    for against in ("not-in-the-log", None):
        lodged = event("appeal.lodged", against=against)
        assert ask(log, "deadline", within(3, "decision"), lodged) is UNDECIDED


def test_the_act_itself_counts_as_in_the_log() -> None:
    """A run that the same act orders was ordered today."""
    log = furnished()
    ordered = event("repeat.ordered", basis=None, replaces="run-1", run="run-2", scope=PC_1)
    date = event("date.set", day="2013-10-15", run="run-2", scope=None)
    assert ask(log, "deadline", within(14, "order"), ordered, date) is MET
    assert ask(log, "deadline", within(13, "order"), ordered, date) is NOT_MET


# --- outcome test -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("affected", "margin", "exceeds", "reaches"),
    [
        (exactly(10), exactly(9), MET, MET),
        (exactly(9), exactly(9), NOT_MET, MET),
        (exactly(8), exactly(9), NOT_MET, NOT_MET),
        (between(8, 10), exactly(9), UNDECIDED, UNDECIDED),
        (between(10, None), exactly(9), MET, MET),
        (between(0, None), exactly(9), UNDECIDED, UNDECIDED),
        (exactly(10), between(9, None), UNDECIDED, UNDECIDED),
        (between(9, 12), exactly(9), UNDECIDED, MET),
        (None, exactly(9), UNDECIDED, UNDECIDED),
        (
            {"disputed": [{**exactly(10), "source": "a"}, {**exactly(12), "source": "b"}]},
            exactly(9),
            MET,
            MET,
        ),
    ],
)
def test_outcome_test(
    affected: Any, margin: Any, exceeds: bool | None, reaches: bool | None
) -> None:
    """Whatever the true numbers are within what is known of them."""
    log = furnished()
    fields = {"affected": "quantity?", "margin": "quantity"}
    declare(log, "votes.weighed", "finding", fields, {"do": "note"})
    weighed = event("votes.weighed", affected=affected, margin=margin)
    names: dict[str, Any] = {n: {"kind": "field", "name": n} for n in ("affected", "margin")}
    names |= {"conclusion": None, "denominator": 1, "numerator": 1}
    for formula, expected in (("exceeds", exceeds), ("reaches", reaches)):
        parameters = {**names, "formula": f"affected_{formula}_margin"}
        assert ask(log, "outcome_test", parameters, weighed) is expected
    assert ask(log, "outcome_test", {**names, "formula": "per_se"}, weighed) is MET
    missing = {**names, "affected": None, "formula": "affected_exceeds_margin"}
    assert ask(log, "outcome_test", missing, weighed) is UNDECIDED


# --- blockers -----------------------------------------------------------------------------------------


def blockers(*names: str) -> dict[str, Any]:
    """The parameters: what must not exist."""
    return {"blockers": sorted(names)}


def test_an_undated_repeat_below_blocks_what_is_above() -> None:
    """The town cannot be certified while a centre of it waits for its date."""
    log = dated(furnished(), "2013-11-03")
    undated = blockers("undated_run")
    assert ask(log, "blockers", undated, CERTIFIED) is MET
    log.record(event("repeat.ordered", basis=None, replaces="run-1", run="run-2", scope=PC_1))
    assert ask(log, "blockers", undated, CERTIFIED) is NOT_MET
    elsewhere = event("result.certified", run="run-1", scope=[box("pc-2")])
    assert ask(log, "blockers", undated, elsewhere) is MET
    assert ask(dated(log, "2013-11-17", "run-2"), "blockers", undated, CERTIFIED) is MET


def test_every_station_has_to_be_counted_in_its_latest_run() -> None:
    """Counted at the station or at its centre; what is barred is not, unless it is excluded."""
    log = furnished()
    counted = blockers("run_not_counted")
    for unit in ("pc-2", "pc-3", "ps-1a"):
        moved(log, "count.begun", "count.done", unit=unit)
    assert ask(log, "blockers", counted, CERTIFIED) is NOT_MET
    excluded = copy(log)
    excluded.record(event("vote.excluded", run="run-1", scope=[box("ps-1b")]))
    assert ask(excluded, "blockers", counted, CERTIFIED) is MET
    moved(log, "count.begun", "count.done", unit="ps-1b")
    assert ask(log, "blockers", counted, CERTIFIED) is MET
    log.record(ANNULLED)
    assert ask(log, "blockers", counted, CERTIFIED) is NOT_MET
    log.record(event("repeat.ordered", basis=None, replaces="run-1", run="run-2", scope=PC_1))
    assert ask(log, "blockers", counted, CERTIFIED) is NOT_MET
    moved(log, "count.begun", "count.done", run="run-2")
    assert ask(log, "blockers", counted, CERTIFIED) is MET


def test_what_is_due_about_a_unit_of_the_event_blocks() -> None:
    """Until it is done; what is due elsewhere does not."""
    log = furnished()
    named = annulled(box("pc-1"))
    log.record(event("answer.due", by=None, owner=None, unit="pc-1"), by=["m1"])
    assert ask(log, "blockers", blockers("open_items"), named) is NOT_MET
    assert ask(log, "blockers", blockers("open_items"), annulled(box("pc-2"))) is MET
    log.record(event("answer.given", unit="pc-1"), by=["m1"])
    assert ask(log, "blockers", blockers("open_items"), named) is MET


def test_a_contested_act_blocks() -> None:
    """Until it is affirmed."""
    log = furnished()
    log.record(ANNULLED)
    index = log.size - 1
    lost = event("key.compromised", key=key_id("m3"), suspect_from=index)
    by = ["m1", "m2", "m4", "m5"]
    log.record(lost, by=by)
    rules = blockers("contested")
    log.record(event("key.enrolled", person="m3", key=key("m3-b"), replaces=None), by=by)
    assert ask(log, "blockers", rules) is NOT_MET
    log.record(event("act.affirmed", acts=[f"act-{index}"]), by=by)
    assert ask(log, "blockers", rules) is MET


def test_without_a_place_nothing_can_be_said_to_be_settled() -> None:
    """And further units leave it open, unless something blocks already."""
    log = furnished()
    noted = event("thing.noted", text="x")
    assert ask(log, "blockers", blockers("contested"), noted) is UNDECIDED
    scope = annulled(box("pc-1", further=further(exactly(1))))
    assert ask(log, "blockers", blockers("open_items"), scope) is UNDECIDED
    assert ask(log, "blockers", blockers("undated_run"), scope) is NOT_MET
