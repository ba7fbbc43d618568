"""Effects are a set: which of them is in force, and what it covers, on a day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.election.reading import Reading
from ledger.election.rows import Effect, Placed
from tests.election.chronicle import Chronicle, founded
from tests.election.vocabulary import box

DAY = "2013-11-05"
UNITS = ("town", "pc-1", "pc-2", "pc-3", "ps-1a", "ps-1b", "ps-2a", "ps-2b")
PARENTS = {"pc-1": "town", "pc-2": "town", "pc-3": "town"}
PARENTS |= {"ps-1a": "pc-1", "ps-1b": "pc-1", "ps-2a": "pc-2", "ps-2b": "pc-2"}


def annul(*units: str, **given: Any) -> tuple[str, dict[str, Any]]:
    """An annulment of the first vote."""
    return "vote.annulled", {"run": "run-1", "scope": [box(*units, **given)]}


def lift(target: str) -> tuple[str, dict[str, Any]]:
    """A reversal."""
    return "ruling.lifted", {"target": target}


def first(chronicle: Chronicle, act_id: str) -> Placed[Effect]:
    """The first effect of an act."""
    return chronicle.state.effects_of(act_id)[0]


def is_in_force(chronicle: Chronicle, act_id: str, day: str = DAY) -> bool:
    """Whether the first effect of an act is in force."""
    return Reading(chronicle.state, day).in_force(first(chronicle, act_id))


# --- in force --------------------------------------------------------------------------------


def test_annulled_twice_and_lifted_once_is_annulled() -> None:
    """Each act has its own effect, and a reversal reverses one act."""
    chronicle = founded()
    chronicle.act("a", DAY, annul("pc-1"))
    chronicle.act("b", DAY, annul("pc-1"))
    chronicle.act("c", DAY, lift("a"))
    assert not is_in_force(chronicle, "a")
    assert is_in_force(chronicle, "b")


@pytest.mark.parametrize("lifts", [0, 1, 2, 3, 1000, 1501])
def test_a_chain_of_lifts_turns_with_each(lifts: int) -> None:
    """Lifting a lift restores; a chain may be longer than any stack."""
    chronicle = founded()
    chronicle.act("a-0", DAY, annul("pc-1"))
    for number in range(lifts):
        chronicle.act(f"a-{number + 1}", DAY, lift(f"a-{number}"))
    assert is_in_force(chronicle, "a-0") is (lifts % 2 == 0)


targets = st.lists(st.integers(0, 10**6), max_size=14)


@given(targets)
def test_an_effect_is_in_force_unless_some_lift_of_it_is(choices: list[int]) -> None:
    """For any web of lifts, each aimed at something earlier: as a plain recursion has it."""
    chronicle = founded()
    chronicle.act("a-0", DAY, annul("pc-1"))
    aims = [choice % (number + 1) for number, choice in enumerate(choices)]
    for number, aim in enumerate(aims, 1):
        chronicle.act(f"a-{number}", DAY, lift(f"a-{aim}"))

    def stands(number: int) -> bool:
        later = [other for other, aim in enumerate(aims, 1) if aim == number]
        return not any(stands(other) for other in later)

    for number in range(len(aims) + 1):
        assert is_in_force(chronicle, f"a-{number}") is stands(number)


def test_a_lift_of_an_event_leaves_the_others() -> None:
    """`ACT#N` is one event, `ACT` all of them."""
    chronicle = founded()
    chronicle.act("a", DAY, annul("pc-1"), annul("pc-2"))
    chronicle.act("b", DAY, lift("a#2"))
    one, two = (e for e in chronicle.state.effects_of("a"))
    reading = Reading(chronicle.state, DAY)
    assert (reading.in_force(one), reading.in_force(two)) == (True, False)
    chronicle.act("c", DAY, lift("a"))
    assert not is_in_force(chronicle, "a")


def test_a_lift_reaches_back_only() -> None:
    """What an act with the awaited name does later is not lifted in advance, nor by itself."""
    chronicle = founded()
    chronicle.act("early", DAY, lift("a"))
    chronicle.act("a", DAY, annul("pc-1"), lift("a"))
    assert is_in_force(chronicle, "a")


def test_a_lift_that_is_not_in_force_yet_lifts_nothing_yet() -> None:
    """Days of lifts count as those of other effects do."""
    chronicle = founded()
    chronicle.act("a", "2013-11-05", annul("pc-1"))
    chronicle.act("b", "2013-11-06", lift("a"), from_day="2013-11-10")
    days = ["2013-11-04", "2013-11-05", "2013-11-09", "2013-11-10"]
    assert [is_in_force(chronicle, "a", day) for day in days] == [False, True, True, False]


def test_a_bar_holds_from_its_first_day_to_before_its_last() -> None:
    """`until` is the first day on which it is over."""
    chronicle = founded()
    stay = {"from": "2013-11-10", "run": "run-1", "scope": [box("pc-1")], "until": "2013-11-12"}
    chronicle.act("a", DAY, ("vote.stayed", stay))
    days = ["2013-11-09", "2013-11-10", "2013-11-11", "2013-11-12"]
    assert [is_in_force(chronicle, "a", day) for day in days] == [False, True, True, False]


def test_a_decision_waits_for_its_milestone() -> None:
    """Published, withdrawn, published again: in the order of days in the world."""
    chronicle = founded()
    chronicle.act("a", "2013-11-05", annul("pc-1"), awaits="published")
    assert not is_in_force(chronicle, "a", "2013-12-01")
    for act_id, day, name in (
        ("p", "2013-11-07", "decision.published"),
        ("q", "2013-11-20", "decision.published"),
        ("w", "2013-11-10", "decision.withdrawn"),
    ):
        chronicle.act(act_id, day, (name, {"decision": "a"}))
    days = ["2013-11-06", "2013-11-07", "2013-11-09", "2013-11-10", "2013-11-19", "2013-11-20"]
    expected = [False, True, True, False, False, True]
    assert [is_in_force(chronicle, "a", day) for day in days] == expected


def test_on_one_day_the_log_decides_what_was_later() -> None:
    """Withdrawn on the day of publication, and recorded after it."""
    chronicle = founded()
    chronicle.act("a", DAY, annul("pc-1"), awaits="published")
    chronicle.act("w", DAY, ("decision.withdrawn", {"decision": "a"}))
    chronicle.act("p", DAY, ("decision.published", {"decision": "a"}))
    assert is_in_force(chronicle, "a")
    chronicle.act("w2", DAY, ("decision.withdrawn", {"decision": "a"}))
    assert not is_in_force(chronicle, "a")


# --- what is covered -------------------------------------------------------------------------


def covered(chronicle: Chronicle, act_id: str, contest: str = "mayor", day: str = DAY) -> set[str]:
    """The units that the first effect of an act covers."""
    reading, effect = Reading(chronicle.state, day), first(chronicle, act_id)
    return {unit for unit in UNITS if reading.covers(effect, contest, unit)}


def change(sign: str, target: str, *units: str, **given: Any) -> tuple[str, dict[str, Any]]:
    """A widening (`+`) or narrowing (`-`) of an act."""
    name = "ruling.widened" if sign == "+" else "ruling.narrowed"
    return name, {"scope": [box(*units, **given)], "target": target}


def test_a_unit_covers_what_lies_in_it() -> None:
    """One unit row for a country."""
    chronicle = founded()
    chronicle.act("a", DAY, annul("town"))
    assert covered(chronicle, "a") == set(UNITS)
    assert covered(chronicle, "a", "assembly") == set()


def test_the_nearest_ancestor_decides() -> None:
    """Taken out of what is covered, and put back in below."""
    chronicle = founded()
    chronicle.act("a", DAY, annul("town"))
    chronicle.act("b", DAY, change("-", "a", "pc-1"))
    chronicle.act("c", DAY, change("+", "a#1", "ps-1b"))
    assert covered(chronicle, "a") == set(UNITS) - {"pc-1", "ps-1a"}
    chronicle.act("d", DAY, lift("b"))
    assert covered(chronicle, "a") == set(UNITS)


changes = st.lists(
    st.tuples(st.sampled_from("+-"), st.sets(st.sampled_from(UNITS), min_size=1, max_size=3)),
    max_size=8,
)


@given(st.sets(st.sampled_from(UNITS), min_size=1, max_size=3), changes)
def test_of_all_changes_the_nearest_and_there_the_latest_decides(
    units: set[str], steps: list[tuple[str, set[str]]]
) -> None:
    """For any order of widening and narrowing."""
    chronicle = founded()
    chronicle.act("a", DAY, annul(*units))
    decisive = dict.fromkeys(units, "+")
    for number, (sign, named) in enumerate(steps):
        chronicle.act(f"b-{number}", DAY, change(sign, "a", *named))
        decisive |= dict.fromkeys(named, sign)

    def is_covered(unit: str | None) -> bool:
        while unit is not None and unit not in decisive:
            unit = PARENTS.get(unit)
        return unit is not None and decisive[unit] == "+"

    assert covered(chronicle, "a") == {unit for unit in UNITS if is_covered(unit)}


def test_changes_reach_bars_orders_and_certifications_of_their_contests() -> None:
    """Not dates; not contests that the effect does not have; not units of another contest."""
    chronicle = founded()
    scope = [box("pc-1", contests=["assembly", "mayor"])]
    date = ("date.set", {"day": DAY, "run": "run-1", "scope": scope})
    order = ("vote.called", {"run": "run-2", "scope": scope})
    certified = ("result.certified", {"run": "run-1", "scope": scope})
    chronicle.act("a", DAY, annul("pc-1"), order, certified, date)
    chronicle.act("b", DAY, change("+", "a", "pc-2", contests=["assembly"]))
    reading = Reading(chronicle.state, DAY)
    found = {
        effect.row.verb: {
            contest for contest in ("assembly", "mayor") if reading.covers(effect, contest, "ps-2a")
        }
        for effect in chronicle.state.effects_of("a")
    }
    assert found == {
        "bar": set(),
        "certify": {"assembly"},
        "date": set(),
        "order_run": {"assembly"},
    }


def test_a_change_holds_on_its_days() -> None:
    """Covered from the day of the widening."""
    chronicle = founded()
    chronicle.act("a", "2013-11-05", annul("pc-1"))
    chronicle.act("b", "2013-11-07", change("+", "a", "pc-2"))
    assert "pc-2" not in covered(chronicle, "a", day="2013-11-06")
    assert "pc-2" in covered(chronicle, "a", day="2013-11-07")


def test_effects_near_a_unit_are_found_also_when_widened_onto_it() -> None:
    """Those in force, in order of the log, of the verb that was asked for."""
    chronicle = founded()
    chronicle.act("a", DAY, annul("pc-1"), annul("pc-3"))
    chronicle.act("b", DAY, annul("town"))
    chronicle.act("c", DAY, annul("pc-2"))
    chronicle.act("d", DAY, change("+", "a#1", "pc-2"), lift("c"))
    near = Reading(chronicle.state, DAY).near("ps-2a", "bar")
    assert [effect.row.event for effect in near] == ["a#1", "b#1"]


@given(st.permutations(range(6)))
def test_the_order_of_reversals_does_not_matter(order: list[int]) -> None:
    """Each says for itself what it ends; the same set in any order leaves the same in force."""
    reversals = [lift("a"), lift("b#1"), lift("c"), lift("never"), lift("b#1"), lift("a#2")]
    chronicle = founded()
    for act_id in ("a", "b", "c", "d"):
        chronicle.act(act_id, DAY, annul("pc-1"), annul("pc-2"))
    for number in order:
        chronicle.act(f"r-{number}", DAY, reversals[number])
    reading = Reading(chronicle.state, DAY)
    in_force = {
        effect.row.event
        for effect in chronicle.state.effects_by_verb("bar")
        if reading.in_force(effect)
    }
    assert in_force == {"b#2", "d#1", "d#2"}
