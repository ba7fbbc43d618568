"""Every combination of what the memories may say, and the one verdict on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from ledger.chain import guard
from ledger.chain.guard import End, Found, Statement, Trouble
from ledger.errors import LedgerStopped

OURS, OTHER = b"\1" * 32, b"\2" * 32
HEAD = End(41, OURS, "2013-11-03T07:00:00.000000Z")
LATER, SAME, EARLIER = (f"2013-11-03T0{hour}:00:00.000000Z" for hour in (8, 7, 6))

STATES = ("absent", "behind", "equal", "differs", "behind and differs", "ahead")
"""What one memory may be to the database."""

FAULT_OF = {
    "absent": None,
    "behind": None,
    "equal": None,
    "differs": "differs",
    "behind and differs": "differs",
    "ahead": "ahead",
}


def _statement(source: str, state: str) -> Iterator[Statement]:
    if state != "absent":
        size = {"behind": 40, "behind and differs": 40, "ahead": 43}.get(state, 41)
        here = None if state == "ahead" else OURS
        yield Statement(source, f"the {source}", size, OTHER if "differs" in state else OURS, here)


def _found(states: tuple[str, ...], **more: Any) -> Found:
    said = [one for pair in zip(guard.SOURCES, states, strict=True) for one in _statement(*pair)]
    # In any order: the verdict must not depend on it.
    return Found(head=HEAD, last=HEAD, statements=tuple(reversed(said)), **more)


def _expected(states: tuple[str, ...]) -> str | None:
    """The first that differs; failing that, the first that is ahead."""
    for fault in ("differs", "ahead"):
        for source, state in zip(guard.SOURCES, states, strict=True):
            if FAULT_OF[state] == fault:
                return f"{source}_{fault}"
    return None


def test_every_combination_of_memories() -> None:
    """1,296 combinations of four memories, each with a clock that went on and one that did not."""
    count = 0
    for states in itertools.product(STATES, repeat=len(guard.SOURCES)):
        for now in (LATER, SAME, EARLIER, None):
            clock = "clock_did_not_progress" if now in (SAME, EARLIER) else None
            verdict = guard.judge(_found(states, now=now))
            assert (None if verdict is None else verdict.code) == (_expected(states) or clock)
            count += 1
    assert count == 6**4 * 4


SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "identity": ({"founding": OURS, "founding_opened": OTHER}, "ledger_differs"),
    "standby": ({"is_standby": True, "server": "1/1"}, "database_is_standby"),
    "end": ({"last": End(40, OURS, SAME)}, "head_differs"),
    "record missing": (
        {"troubles": (Trouble("head_record", "missing", "r"),)},
        "head_record_missing",
    ),
    "record damaged": (
        {"troubles": (Trouble("head_record", "damaged", "r"),)},
        "head_record_damaged",
    ),
    "record moved": ({"troubles": (Trouble("head_record", "moved", "r"),)}, "head_record_moved"),
    "head moved": ({"troubles": (Trouble("head", "moved", "h"),)}, "head_moved"),
    "tiles damaged": ({"troubles": (Trouble("tiles", "damaged", "t"),)}, "tiles_damaged"),
    "checkpoint damaged": (
        {"troubles": (Trouble("checkpoint", "damaged", "c"),)},
        "checkpoint_damaged",
    ),
    "differs": ({"statements": (Statement("tiles", "t", 3, OTHER, OURS),)}, "tiles_differs"),
    "ahead": ({"statements": (Statement("witness", "w", 42, OURS),)}, "witness_ahead"),
    "server": ({"server": "2/1", "server_before": "1/1"}, "database_server_changed"),
    "silent": ({"may_know_more": True, "silent": ("E1", "E2")}, "witnesses_silent"),
    "clock": ({"now": SAME}, "clock_did_not_progress"),
}
"""Each fault alone, in the order in which they count."""


def _with(changed: dict[str, Any]) -> Found:
    return Found(**({"head": HEAD, "last": HEAD} | changed))


@pytest.mark.parametrize("name", SETTINGS)
def test_each_fault_alone(name: str) -> None:
    """It has its code, says what was found, and what to do."""
    changed, code = SETTINGS[name]
    verdict = guard.judge(_with(changed))
    assert verdict is not None
    assert verdict.code == code
    assert verdict.found
    assert verdict.do


def test_of_two_faults_the_graver_is_told() -> None:
    """All pairs of faults: what contradicts comes before what is only missing."""
    for (_, (first, code)), (_, (second, other)) in itertools.combinations(SETTINGS.items(), 2):
        if first.keys() & second.keys():
            continue
        verdict = guard.judge(_with(second | first))
        assert verdict is not None
        # What is in trouble has one place in the order; the first of several is told.
        assert verdict.code == code, (code, other)


@pytest.mark.parametrize(
    "server, before, record_size, is_refused",
    [
        (None, None, 41, False),
        (None, "1/1", 40, False),
        ("1/1", None, 40, False),
        ("1/1", "1/1", 40, False),
        ("1/2", "1/1", 41, False),
        ("1/2", "1/1", 40, True),
        ("2/1", "1/1", 41, False),
        ("2/1", "1/1", 40, True),
    ],
)
def test_another_server_must_end_where_the_record_does(
    server: str | None, before: str | None, record_size: int, is_refused: bool
) -> None:
    """A standby that was promoted: all that was vouched for must be there, and nothing besides."""
    said = (Statement("head_record", "the record", record_size, OURS, OURS),)
    found = Found(head=HEAD, last=HEAD, statements=said, server=server, server_before=before)
    verdict = guard.judge(found)
    assert (verdict is not None) == is_refused
    if verdict is not None:
        assert verdict.code == "database_server_changed"


def test_the_message_says_who_is_where() -> None:
    """Sizes, hashes and places of all, so that the right copy can be found."""
    said = (
        Statement("head_record", "the head record /mnt/head.json", 43, OTHER),
        Statement("witness", "the witness E1", 40, OURS, OURS),
    )
    with pytest.raises(LedgerStopped) as stopped:
        guard.require(Found(head=HEAD, last=HEAD, statements=said))
    assert stopped.value.code == "head_record_ahead"
    for part in ("/mnt/head.json", "43", "41", "E1", "40", OTHER.hex()[:16], OURS.hex()[:16]):
        assert part in stopped.value.found
    assert "eal recover" in stopped.value.do
    assert "is at 43, and the database holds 41 entries" in stopped.value.found


def test_nothing_found_is_nothing_against() -> None:
    """An empty log, and one that was not looked at."""
    assert guard.judge(Found()) is None
    guard.require(Found())
