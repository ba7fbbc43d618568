"""A witness that does not answer well is done with in a bounded time, whatever it sends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import limits
from ledger.publish import http
from tests.faults.moody import MOODS, Moody
from tests.publish.witnesses import Town

BOUND = 1.0
BESIDE_SECONDS = 3.0


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Moody]:
    """One that works, until it is told otherwise."""
    town = Town(tmp_path / "town")
    town.add("a")
    with Moody(town.witness("a")).open() as found:
        yield found


@pytest.mark.parametrize("mood", MOODS)
def test_one_request_ends_within_its_bound(
    witness: Moody, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where each byte of a header comes in time, and the next, and the next."""
    monkeypatch.setattr(limits, "WITNESS_SECONDS_MAX", BOUND)
    witness.mood = mood
    began = time.monotonic()
    reply = http.post(f"{witness.url}/add-checkpoint", b"old 0\n\n")
    assert time.monotonic() - began < BOUND + BESIDE_SECONDS
    statuses = {"works": (400, 422), "lies": (409,), "rubbish": (None, 200)}.get(mood, (None,))
    assert (None if reply is None else reply.status) in statuses
