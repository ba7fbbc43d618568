"""Standing, dates, runs and headlines of polls."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.election import standing, statuses
from ledger.election.reading import Reading
from tests.election.chronicle import Chronicle, Event, founded
from tests.election.vocabulary import TYPES as VOCABULARY
from tests.election.vocabulary import between, box, declare, exactly

DAY = "2013-11-05"


def scoped(name: str, *units: str, run: str = "run-1", **given: Any) -> Event:
    """An event with a run and a scope."""
    days: dict[str, Any] = {"from": None, "until": None} if name == "vote.stayed" else {}
    return name, {"run": run, "scope": [box(*units, **given)], **days}


def order(run: str, *units: str, replaces: str = "run-1", basis: str | None = None) -> Event:
    """A repeat."""
    scope = [box(*units)]
    return "repeat.ordered", {"basis": basis, "replaces": replaces, "run": run, "scope": scope}


def date(run: str, day: str | None, *units: str) -> Event:
    """A date for all of a run, or for units."""
    return "date.set", {"day": day, "run": run, "scope": [box(*units)] if units else None}


def lift(target: str) -> Event:
    """A reversal."""
    return "ruling.lifted", {"target": target}


def poll_standing(chronicle: Chronicle, unit: str, run: str = "run-1", day: str = DAY) -> str:
    """The standing of the mayor's poll at a unit."""
    reading = Reading(chronicle.state, day)
    return standing.standing_of(standing.bars(reading, "mayor", unit, run=run))


def headline(chronicle: Chronicle, unit: str = "pc-1", day: str = DAY) -> dict[str, Any]:
    """The headline of the mayor's contest at a unit."""
    reading = Reading(chronicle.state, day)
    return standing.headline_of(reading, standing.polls(reading, "mayor", unit))


def code(chronicle: Chronicle, unit: str = "pc-1", day: str = DAY) -> str:
    """Its code."""
    found: str = headline(chronicle, unit, day)["code"]
    return found


# --- standing --------------------------------------------------------------------------------

BARS = {"vote.stayed": "stayed", "vote.excluded": "excluded", "vote.annulled": "annulled"}
WEIGHTS = ["annulled", "excluded", "stayed", "stands"]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(BARS)), st.sampled_from(["town", "pc-1", "pc-2"])),
        max_size=5,
    ),
    st.randoms(),
)
def test_the_weightiest_bar_gives_the_standing_in_whatever_order(
    bars: list[tuple[str, str]], random: Any
) -> None:
    """Effects are a set."""
    expected = {BARS[name] for name, unit in bars if unit in ("town", "pc-1")} | {"stands"}
    shuffled = random.sample(bars, len(bars))
    for each in (bars, shuffled):
        chronicle = founded()
        for number, (name, unit) in enumerate(each):
            chronicle.act(f"a-{number}", DAY, scoped(name, unit))
        assert poll_standing(chronicle, "ps-1a") == min(expected, key=WEIGHTS.index)


def test_every_bar_has_its_name() -> None:
    """In the order of their weight."""
    assert [name for _, name in standing.PRECEDENCE] == [
        "annulled",
        "cannot_establish",
        "excluded",
        "held_back",
        "stayed",
    ]


def test_a_bar_bears_on_its_run_contest_and_object() -> None:
    """A certification that was annulled leaves the votes standing."""
    chronicle = founded()
    chronicle.act("a", DAY, scoped("certification.barred", "pc-1"), order("run-2", "pc-1"))
    assert poll_standing(chronicle, "pc-1") == "stands"
    reading = Reading(chronicle.state, DAY)
    assert len(standing.bars(reading, "mayor", "pc-1", run="run-1")) == 1
    chronicle.act("b", DAY, scoped("vote.annulled", "pc-1"))
    reading = Reading(chronicle.state, DAY)
    assert poll_standing(chronicle, "pc-1") == "annulled"
    assert standing.bars(reading, "assembly", "pc-1", run="run-1") == []
    assert poll_standing(chronicle, "pc-1", "run-2") == "stands"


def test_units_not_yet_known_are_possibly_affected() -> None:
    """Never covered: those below the unit that is named, if nothing else covers them."""
    chronicle = founded()
    further = {"count": between(2, 35), "within": "pc-1"}
    chronicle.act("a", DAY, scoped("vote.annulled", "ps-1a", further=further))
    reading = Reading(chronicle.state, DAY)
    found = {
        u: standing.possibly_affected(reading, "mayor", u)
        for u in ("pc-1", "ps-1a", "ps-1b", "ps-2a")
    }
    assert found == {"pc-1": [], "ps-1a": [], "ps-1b": ["1.1.1"], "ps-2a": []}
    assert standing.possibly_affected(reading, "assembly", "ps-1b") == []
    assert poll_standing(chronicle, "ps-1b") == "stands"
    chronicle.act("b", DAY, lift("a"))
    assert standing.possibly_affected(Reading(chronicle.state, DAY), "mayor", "ps-1b") == []


# --- status ----------------------------------------------------------------------------------


def test_status_is_of_the_latest_day_then_of_the_latest_entry() -> None:
    """A report that comes late of something earlier does not undo what is later."""
    chronicle = founded()
    poll = "poll:mayor/ps-1a/run-1"
    known_on = {"at": None, "earliest": "2013-11-03", "latest": None, "why": None}
    chronicle.act("o", DAY, scoped("poll.opened", "ps-1a"), occurred=known_on)
    chronicle.act("c", "2013-11-04", scoped("poll.closed", "pc-1"))
    chronicle.act("h", "2013-11-06", scoped("poll.halted", "town"), occurred=known_on)
    state = chronicle.state
    days = ["2013-11-02", "2013-11-03", "2013-11-04", "2013-11-06"]
    found = [statuses.value_of(state, poll, "polling", day=day) for day in days]
    assert found == ["planned", "halted", "closed", "closed"]
    assert statuses.value_of(state, poll, "polling") == "closed"
    assert statuses.value_of(state, "poll:mayor/pc-2/run-1", "polling", day=DAY) == "halted"
    assert statuses.value_of(state, "count:mayor/pc-2/run-1", "count", day=DAY) == "not_counted"
    assert statuses.value_of(state, "seal:s-1", "seal") == "none"


# --- dates and runs ---------------------------------------------------------------------------


def date_of(chronicle: Chronicle, run: str, unit: str | None, day: str = DAY) -> str | None:
    """The date of a run."""
    effect = standing.date_effect(Reading(chronicle.state, day), run, unit)
    return None if effect is None else effect.row.data["day"]


def test_a_date_is_set_moved_and_unset() -> None:
    """The latest that is in force and covers the unit."""
    chronicle = founded()
    assert date_of(chronicle, "run-1", "pc-1") is None
    chronicle.act("a", DAY, date("run-1", "2013-11-10"))
    chronicle.act("b", DAY, date("run-1", "2013-11-17", "pc-2"))
    units = ("pc-1", "ps-2a", None)
    assert [date_of(chronicle, "run-1", unit) for unit in units] == [
        "2013-11-10",
        "2013-11-17",
        "2013-11-10",
    ]
    chronicle.act("c", "2013-11-06", date("run-1", None))
    assert [date_of(chronicle, "run-1", unit, "2013-11-06") for unit in units] == [None] * 3
    assert date_of(chronicle, "run-1", "pc-1", "2013-11-05") == "2013-11-10"
    chronicle.act("d", "2013-11-07", lift("c"))
    assert date_of(chronicle, "run-1", "ps-2a", "2013-11-07") == "2013-11-17"


def runs(chronicle: Chronicle, unit: str = "pc-1", day: str = DAY) -> list[tuple[str, bool]]:
    """The runs of the mayor's contest at a unit, and whether they are without basis."""
    found = standing.runs_covering(Reading(chronicle.state, day), "mayor", unit)
    return [(run.run, run.without_basis) for run in found]


def test_runs_come_in_the_order_in_which_they_were_ordered() -> None:
    """Where they cover; an order that was reversed is none; two boxes of one order are one."""
    chronicle = founded()
    two_boxes = {
        "basis": None,
        "replaces": "run-1",
        "run": "run-2",
        "scope": [box("pc-1"), box("ps-1a")],
    }
    chronicle.act("a", DAY, ("repeat.ordered", two_boxes))
    chronicle.act("b", DAY, order("run-3", "ps-1a", replaces="run-2"))
    assert runs(chronicle, "pc-1") == [("run-1", False), ("run-2", False)]
    assert runs(chronicle, "ps-1a") == [("run-1", False), ("run-2", False), ("run-3", False)]
    chronicle.act("c", DAY, lift("a"))
    assert runs(chronicle, "ps-1a") == [("run-1", False), ("run-3", False)]


@pytest.mark.parametrize("basis", ["a", "a#1"])
def test_an_order_may_lose_its_basis(basis: str) -> None:
    """The annulment was reversed, the order was not: it stands, and is shown without basis."""
    chronicle = founded()
    chronicle.act("a", DAY, scoped("vote.annulled", "pc-1"), order("run-2", "pc-1", basis=basis))
    assert runs(chronicle)[1] == ("run-2", False)
    chronicle.act("b", DAY, lift("a#1"))
    assert runs(chronicle)[1] == ("run-2", True)
    chronicle.act("c", DAY, lift("b"))
    assert runs(chronicle)[1] == ("run-2", False)


def test_a_basis_that_never_had_effects_cannot_be_lost() -> None:
    """A finding, an act that is not here, the order itself."""
    chronicle = founded()
    chronicle.act("f", DAY, ("thing.noted", {"text": "smashed"}))
    chronicle.act("s", DAY, ("word.said", {"about": "f", "text": "a link"}))
    for number, basis in enumerate(["f", "s", "elsewhere", "o-3#1"]):
        chronicle.act(f"o-{number}", DAY, order(f"run-{number + 2}", "pc-1", basis=basis))
    assert [lost for _, lost in runs(chronicle)] == [False] * 5


# --- headlines --------------------------------------------------------------------------------


def test_no_headline_without_a_vote() -> None:
    """Nothing was called for the senate."""
    reading = Reading(founded().state, DAY)
    assert standing.headline_of(reading, standing.polls(reading, "senate", "pc-1")) == {
        "annulled": [],
        "code": "no_vote_called",
        "count": None,
        "day": None,
        "run": None,
    }


def test_the_headline_follows_a_first_vote_to_its_certification() -> None:
    """Undated, planned, opened, closed, counted, certified; annulled where nothing was repeated."""
    chronicle = founded()
    steps: list[tuple[Event, str]] = [
        (date("run-1", "2013-11-03"), "planned"),
        (scoped("poll.opened", "town"), "open"),
        (scoped("poll.closed", "town"), "closed"),
        (scoped("count.begun", "town"), "counting"),
        (scoped("count.done", "town"), "counted"),
        (scoped("vote.stayed", "pc-1"), "stayed"),
        (scoped("vote.annulled", "pc-1"), "annulled"),
        (lift("a-6"), "stayed"),
        (lift("a-5"), "counted"),
        (scoped("result.certified", "town"), "certified"),
        (scoped("vote.annulled", "pc-1"), "certified"),
        (lift("a-9"), "annulled"),
    ]
    assert code(chronicle) == "undated"
    for number, (event, expected) in enumerate(steps):
        chronicle.act(f"a-{number}", DAY, event)
        assert code(chronicle) == expected
    assert headline(chronicle)["annulled"] == [], "only runs before the last one are listed"


def test_the_headline_of_a_repeat_names_what_was_annulled() -> None:
    """It tells the latest run, and which earlier ones are annulled."""
    chronicle = founded()
    chronicle.act("a", DAY, scoped("vote.annulled", "pc-1"), order("run-2", "pc-1"))
    expected = {
        "annulled": ["run-1"],
        "code": "repeat_undated",
        "count": "not_counted",
        "day": None,
        "run": "run-2",
    }
    assert headline(chronicle, "ps-1b") == expected
    chronicle.act("b", DAY, order("run-3", "pc-1", replaces="run-2"), date("run-1", "2013-11-03"))
    assert headline(chronicle) == {**expected, "run": "run-3"}
    assert headline(chronicle, "pc-2")["code"] == "planned"
    chronicle.act(
        "c", DAY, date("run-3", "2013-12-01", "pc-1"), scoped("vote.annulled", "town", run="run-2")
    )
    assert headline(chronicle) == {
        **expected,
        "annulled": ["run-1", "run-2"],
        "code": "repeat_dated",
        "day": "2013-12-01",
        "run": "run-3",
    }


def test_only_a_certified_result_is_a_certified_headline() -> None:
    """`certify` knows other codes."""
    VOCABULARY["list.certified"] = declare(
        "list.certified",
        "ruling",
        {"run": "run", "scope": "scope"},
        {"do": "certify", "run": "$run", "scope": "$scope", "what": "candidates"},
    )
    chronicle = founded()
    chronicle.act("a", DAY, scoped("list.certified", "town"))
    assert code(chronicle) == "undated"


def test_a_count_is_told_once_the_poll_is_closed() -> None:
    """Counted without having closed is a gap, not a headline."""
    chronicle = founded()
    chronicle.act("a", DAY, scoped("poll.opened", "town"), scoped("count.begun", "pc-1"))
    assert (code(chronicle), headline(chronicle)["count"]) == ("open", "counting")


def test_quantities_play_no_part() -> None:
    """Material that is gone moves no poll."""
    chronicle = founded()
    chronicle.act("a", DAY, ("material.destroyed", {"quantity": exactly(9), "unit": "pc-1"}))
    assert code(chronicle) == "undated"
