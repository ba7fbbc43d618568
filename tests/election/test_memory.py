"""State in memory answers by key, in the order of the log; an overlay answers as if it were one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from ledger.election.memory import MemoryState
from ledger.election.overlay import Overlay
from ledger.election.rows import Act, Law, Placed, Signing, Touch
from ledger.election.state import State
from tests.election.test_story import north_mitrovica

STORY = north_mitrovica()
SPLITS = range(STORY.size + 1)


def answers(state: State) -> dict[str, Any]:
    """Everything a state can be asked about the story."""
    units = [unit.row.key.removeprefix("unit:") for unit in state.subjects("unit")]
    polls = [f"poll:{c}/{u}/run-1" for c in ("assembly", "mayor") for u in units]
    effects = [
        effect
        for verb in ("bar", "order_run", "date", "link")
        for effect in state.effects_by_verb(verb)
    ]
    return {
        "acts": list(state.acts()),
        "amounts": [list(state.amounts(f"unit:{unit}")) for unit in units],
        "by_run": [list(state.effects_by_run(run)) for run in ("run-1", "run-2", "run-3")],
        "by_target": [list(state.effects_by_target(t)) for t in ("cec-87", "run-1", "none")],
        "children": [list(state.children(f"unit:{unit}")) for unit in units],
        "effects": effects,
        "figures": list(state.figures("f-1")),
        "figures_for": list(state.figures_for("mayor")),
        "latest": sorted(state.latest_statuses(polls, "polling")),
        "members": list(state.members("north")),
        "of": [list(state.effects_of(act)) for act in ("cec-87", "cec-88", "setup", "none")],
        "on": [list(state.effects_on([unit, "town"])) for unit in units],
        "size": state.size,
        "statuses": [list(state.statuses(polls, "polling")), list(state.statuses(polls[:1], "x"))],
        "subject": [state.subject("unit:pc-1"), state.subject("run:run-2"), state.act("cec-87")],
        "touched": [state.touched_since(["unit:pc-1", "x"], index) for index in range(state.size)],
        "touches": [list(state.touches(key)) for key in ("unit:pc-1", "run:run-2", "act:cec-87")],
        "units": [list(state.effect_units(effect.row.id)) for effect in effects],
    }


@pytest.mark.parametrize("split", SPLITS)
def test_an_overlay_is_as_good_as_one_state(split: int) -> None:
    """Wherever the rows are divided between what lies below and what lies on top."""
    overlay = Overlay(STORY.at(split))
    for since in range(split, STORY.size):
        overlay.extend(since, STORY.entries[since])
    assert answers(overlay) == answers(STORY.state)


def test_an_overlay_leaves_what_is_below_untouched() -> None:
    """A dry run can be thrown away."""
    below = STORY.at(5)
    before = answers(below)
    Overlay(below).extend(5, STORY.entries[5])
    assert answers(below) == before


def test_rows_may_come_in_parts() -> None:
    """The second part of an entry is numbered on."""
    state = MemoryState()
    for ordinal, row in enumerate(STORY.entries[0]):
        state.extend(0, [row], ordinal)
    assert answers(state) == answers(STORY.at(1))


def test_answers_are_in_the_order_of_the_log() -> None:
    """By index, then by number within the entry, whatever was asked for together."""
    found = answers(STORY.state)
    for name in ("acts", "by_run", "effects", "on", "statuses"):
        for rows in _lists(found[name]):
            places = [(row.since, row.ordinal) for row in rows]
            if name != "effects":
                assert places == sorted(places)


def _lists(value: list[Any]) -> Iterable[list[Placed[Any]]]:
    return value if value and isinstance(value[0], list) else [value]


def test_who_signed_is_found_by_key_and_by_entry() -> None:
    """From an index on, for keys that turn out to be in other hands."""
    state = MemoryState()
    rows = [Signing(True, "key-a", "ann"), Signing(False, "key-b", None)]
    state.extend(3, rows)
    state.extend(4, rows[:1])
    overlay = Overlay(state)
    overlay.extend(5, rows[1:])
    assert [row.since for row in overlay.signings("key-a", 0)] == [3, 4]
    assert [row.since for row in overlay.signings("key-b", 4)] == [5]
    assert [row.row for row in overlay.signings_of(3)] == rows
    assert [row.row for row in overlay.signings_of(5)] == rows[1:]
    assert overlay.signings_of(6) == ()


def test_law_is_kept_elsewhere_but_counts() -> None:
    """An entry that only makes law, or makes nothing, is an entry."""
    state = MemoryState()
    state.extend(0, [Law(None, "x", "rule")])
    state.extend(1, [])
    assert state.size == 2
    assert list(state.acts()) == []


def test_nobody_touched_what_nobody_named() -> None:
    """And an act that touches a key again is there twice."""
    state = MemoryState()
    act = Act("a", "cec", 0, "2013-11-03", "0" * 64, "finding", None, ())
    state.extend(0, [act, Touch("unit:x")])
    state.extend(1, [act._replace(act="b"), Touch("unit:x")])
    assert state.touches("unit:x") == [0, 1]
    assert state.touches("unit:y") == ()
    assert state.touched_since(["unit:y", "unit:x"], 1)
    assert not state.touched_since(["unit:y", "unit:x"], 2)
