"""Killed, raced, short of disk: a witness never signs two heads that contradict each other.

Each test counts what it did to the witness, and has a twin in which one defence is missing and the
contradiction appears: a test that cannot go red proves nothing.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.verifiers.witness import crowd
from tests.verifiers.witness.logs import (
    FORKS,
    MAIN,
    ORIGIN,
    Place,
    Said,
    contradictions,
)
from verifiers.desk.witness_request import Head
from verifiers.desk.witness_state import State

ROUNDS = 4
CAMPAIGN_ROUNDS = int(os.environ.get("EAL_CAMPAIGN_ROUNDS", "60"))
RANDOM_KILLS = 25
RACES = 40


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A new witness that knows the log."""
    return _made(tmp_path, 0)


def _made(folder: Path, number: int) -> Place:
    place = Place(folder / f"witness-{number}", folder / f"witness-{number}.mark")
    place.make()
    return place


def _killed(place: Place, seed: int, *, kill_at: str, careless: bool = False) -> list[Said]:
    """What was signed by a process that died at that point; it must have died there."""
    where = place.folder, place.mark
    process, pipe = crowd.start(crowd.ask_until_killed, where, seed, kill_at, careless)
    said = crowd.hear(pipe)
    process.join()
    assert process.exitcode == -signal.SIGKILL, f"{kill_at} was not reached"
    return said


def _round(folder: Path, number: int) -> tuple[int, list[Said]]:
    """Kill one witness at every point in a random order, twice; how often, and what it signed."""
    place, chance = _made(folder, number), random.Random(number)
    said: list[Said] = []
    points = [*crowd.POINTS, *crowd.POINTS]
    chance.shuffle(points)
    for kill, point in enumerate(points):
        said += _killed(place, number * 1_000 + kill, kill_at=point)
    process, pipe = crowd.start(crowd.ask_a_while, (place.folder, place.mark), number)
    said += crowd.hear(pipe)
    process.join()
    assert process.exitcode == 0
    return len(points), said


def _rounds(folder: Path, rounds: int) -> int:
    kills = heads = 0
    for number in range(rounds):
        killed, said = _round(folder, number)
        kills, heads = kills + killed, heads + len(said)
        assert contradictions(said) == []
    assert heads > kills, "they were killed before they had said anything"
    return kills


@pytest.mark.slow
def test_killed_at_every_point(tmp_path: Path) -> None:
    """Before and after every write, again and again, between requests of five histories."""
    assert _rounds(tmp_path, ROUNDS) == ROUNDS * 2 * len(crowd.POINTS)


@pytest.mark.campaign
def test_killed_at_every_point_for_long(tmp_path: Path) -> None:
    """The same in long."""
    assert _rounds(tmp_path, CAMPAIGN_ROUNDS) == CAMPAIGN_ROUNDS * 2 * len(crowd.POINTS)


@pytest.mark.slow
def test_killed_at_random_moments(place: Place) -> None:
    """Wherever that is, within SQLite or within the file system."""
    chance = random.Random(4)
    said: list[Said] = []
    # On a loaded machine many are killed before they said anything: then more are.
    for number in range(10 * RANDOM_KILLS):
        if number >= RANDOM_KILLS and len(said) > RANDOM_KILLS:
            break
        process, pipe = crowd.start(
            crowd.ask_until_killed, (place.folder, place.mark), number, "", False
        )
        time.sleep(chance.uniform(0.01, 0.12))
        process.kill()
        said += crowd.hear(pipe)
        process.join()
        assert process.exitcode == -signal.SIGKILL
    assert len(said) > RANDOM_KILLS
    assert contradictions(said) == []


def test_one_that_signs_before_it_remembers_is_found_out(tmp_path: Path) -> None:
    """The same kills, and a witness that signs first: it contradicts itself."""
    found: list[str] = []
    for number in range(6):
        place = _made(tmp_path, number)
        place.witness().add_checkpoint(MAIN.request(0, 3))
        said: list[Said] = []
        for kill in range(4):
            seed = number * 100 + kill
            said += _killed(place, seed, kill_at="before_commit", careless=True)
        found += contradictions(said)
    assert found


class _Meeting(State):
    """Waits, before it moves a head, until another has judged by the same head."""

    meet: threading.Barrier

    def swap(self, origin: str, old: Head, new: Head, *, note: str) -> bool:
        """Both have judged; now both write."""
        self.meet.wait()
        return super().swap(origin, old, new, note=note)


class _Unfenced(crowd.Unfenced, _Meeting):
    pass


def _race(place: Place, kind: type[_Meeting], size: int) -> list[Said]:
    """Two at once, each with another history of the same log; which of them were cosigned."""
    meet, answers = threading.Barrier(2), [0, 0]
    branches = MAIN, FORKS[0]

    def run(number: int) -> None:
        state = kind(place.folder, place.mark)
        state.meet = meet
        witness = place.witness(state=state)
        asked = branches[number].request(size, size + 1 + number)
        answers[number] = witness.add_checkpoint(asked).status

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 409, 503}
    return [
        Said(size + 1 + number, branch.root(size + 1 + number).hex())
        for number, branch in enumerate(branches)
        if answers[number] == 200
    ]


def test_two_at_once_and_one_of_them_wins(tmp_path: Path) -> None:
    """Both had judged by the same head when the first of them moved it."""
    for number in range(RACES):
        place = _made(tmp_path, number)
        assert place.witness().add_checkpoint(MAIN.request(0, 3)).status == 200
        assert len(_race(place, _Meeting, 3)) == 1


def test_without_the_fence_both_win(tmp_path: Path) -> None:
    """The compare of the compare-and-swap taken away: two histories are cosigned.

    Only where the smaller head is moved first, else the table itself refuses to go backwards: so it
    is tried until it happens.
    """
    for number in range(100):
        place = _made(tmp_path, number)
        assert place.witness().add_checkpoint(MAIN.request(0, 3)).status == 200
        if contradictions(_race(place, _Unfenced, 3)):
            return
    raise AssertionError("no race was lost")


@pytest.mark.slow
def test_four_processes_on_one_state(place: Place) -> None:
    """Each asks for whatever history it likes; all that is signed is of one."""
    where = place.folder, place.mark
    started = [crowd.start(crowd.ask_a_while, where, seed) for seed in range(4)]
    said = [head for _, pipe in started for head in crowd.hear(pipe)]
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    assert len(said) > 10
    assert contradictions(said) == []


def test_a_mark_that_cannot_be_written_means_no_signature(place: Place) -> None:
    """Asked again when it can be, the witness goes on from what it had remembered."""
    witness = place.witness()
    assert witness.add_checkpoint(MAIN.request(0, 3)).status == 200
    in_the_way = place.mark.with_name(place.mark.name + ".new")
    in_the_way.mkdir()
    assert witness.add_checkpoint(MAIN.request(3, 5)).status == 503
    in_the_way.rmdir()
    assert witness.state.held(ORIGIN).size == 5
    assert witness.add_checkpoint(FORKS[0].request(5, 6)).status == 422
    assert witness.add_checkpoint(MAIN.request(3, 5)).status == 409
    assert witness.add_checkpoint(MAIN.request(5, 5)).status == 200
