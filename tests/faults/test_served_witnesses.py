"""Witnesses that die, lie and come back, seen by those who ask a server: what goes on, what waits.

A server that is at work records whatever they do; it publishes nothing that the law wants witnessed,
and says so. One that starts records nothing until enough have answered. Nobody waits for a witness
longer than `limits.WITNESS_SECONDS_MAX` a request, which is shorter here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from ledger import limits
from tests.faults import rig, serving
from tests.faults.moody import MOODS, Moody
from tests.faults.odd import Odd
from tests.faults.serving import SECONDS_MAX, Server
from tests.publish.witnesses import Town
from tests.verbs.commission import Commission, real_clock

BOUND = 0.5
"""Seconds for one request to a witness, in place of five."""
ANSWER_SECONDS_MAX = 5.0
"""In which an act is answered on a machine that others use too, whatever the witnesses do."""
ROUND_SECONDS_MAX = (limits.WITNESS_TRIES_MAX + 1) * BOUND + ANSWER_SECONDS_MAX

ODD = Odd(limits={"WITNESS_SECONDS_MAX": BOUND}, asks_always=True)
QUICK = ("--publish-every", "1", "--seal-every", "0")

pytestmark = pytest.mark.slow


def more(*values: object) -> list[ParameterSet]:
    """Values for the campaign only."""
    return [pytest.param(value, marks=pytest.mark.campaign) for value in values]


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Moody]:
    """The only witness that the law names; it works."""
    town = Town(tmp_path / "town")
    town.add("a")
    with Moody(town.witness("a")).open() as found:
        made = rig.prepare(rig.sqlite_url(tmp_path), tmp_path)
        serving.furnish(tmp_path, record=rig.RECORD)
        ledger = made.open()
        vkey = town.witness("a").signer.vkey
        policy = f"witness a {vkey} {found.url}\ngroup g 1 a\nquorum g\n"
        people = Commission(ledger, real_clock, made.url, count=100)
        people.record(people.administration(("witness_policy.adopted", {"policy": policy})))
        rig.close(ledger)
        yield found


def _acts(folder: Path, count: int) -> list[bytes]:
    made = rig.Rig(rig.sqlite_url(folder), folder)
    ledger = made.open()
    acts = serving.notices(Commission(ledger, real_clock, made.url), "notice", count)
    rig.close(ledger)
    return list(acts.values())


def _until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def _record(server: Server, body: bytes) -> int:
    """Record an act in time; how many entries there are then."""
    began = time.monotonic()
    status, told = server.ask("/v1/acts", body)
    assert status == 201, told
    assert time.monotonic() - began < ANSWER_SECONDS_MAX
    return int(server.told()["eal_head_size"])


def _is_final(server: Server, size: int) -> Callable[[], bool]:
    def holds() -> bool:
        return bool(server.ask("/v1/certainty")[1]["certainty"]["final_size"] >= size)

    return holds


@pytest.mark.parametrize("moods", [("hangs", "lies"), *more(MOODS[1:])], ids=["some", "all"])
def test_a_server_at_work_records_and_says_what_waits(
    witness: Moody, tmp_path: Path, moods: Sequence[str]
) -> None:
    """In each mood: recorded at once, not final, not published, an alarm for a lie; then it comes back."""
    bodies = iter(_acts(tmp_path, len(moods) + 1))
    with serving.serving(tmp_path, *QUICK, odd=ODD) as server:
        size = _record(server, next(bodies))
        _until(_is_final(server, size), "nothing was witnessed")
        for mood in moods:
            witness.mood, before, asked = mood, size, witness.asked
            size = _record(server, next(bodies))
            # Two whole rounds: what it was asked for before its mood changed is over.
            _until(partial(_is_asked, witness, asked + 2), mood)
            told, ready = server.told(), server.ask("/ready")[1]
            certainty = server.ask("/v1/certainty")[1]["certainty"]
            assert (certainty["level"], certainty["by"], certainty["of"]) == ("recorded", 0, 1), (
                mood
            )
            assert certainty["final_size"] == before
            assert told["eal_published_size"] == before < told["eal_head_size"] == size
            assert (told["eal_witnesses_named"], told["eal_witnesses_cosigned"]) == (1, 0)
            assert told["eal_witnessed_age_seconds"] >= 1 and told["eal_writing_stopped"] == 0
            _until(partial(_has_alarms, server, int(mood == "lies")), f"alarms, {mood}")
            assert ready["status"] == "ready" and ready["published_size"] == before
            witness.mood = "works"
            _until(_is_final(server, size), f"it came back from {mood}")
            told = server.told()
            assert (told["eal_witnesses_cosigned"], told["eal_witness_alarms"]) == (1, 0)


def _is_asked(witness: Moody, times: int) -> bool:
    return witness.asked > times


def _has_alarms(server: Server, count: int) -> bool:
    return server.told()["eal_witness_alarms"] == count


@pytest.mark.parametrize("mood", ["hangs", "lies", *(more("refuses", "drips", "rubbish"))])
def test_a_server_that_starts_waits_for_them(witness: Moody, tmp_path: Path, mood: str) -> None:
    """Acts and readiness are refused in time, readers are answered; when it comes back so is all."""
    (body,) = _acts(tmp_path, 1)
    with contextlib.ExitStack() as running:
        # There is a checkpoint to be asked about.
        with serving.serving(tmp_path, *QUICK, odd=ODD) as before:
            _until(lambda: before.told()["eal_published_size"] > 0, "nothing was published")
        witness.mood = mood
        server = running.enter_context(serving.serving(tmp_path, *QUICK, odd=ODD))
        for path, sent in (("/v1/acts", body), ("/ready", None)):
            began = time.monotonic()
            status, told = server.ask(path, sent)
            assert (status, told["code"]) == (503, "witnesses_silent"), told
            assert time.monotonic() - began < ROUND_SECONDS_MAX
        for path in ("/health", "/v1/entries/0", "/v1/certainty"):
            began = time.monotonic()
            assert server.ask(path)[0] == 200
            assert time.monotonic() - began < ANSWER_SECONDS_MAX
        assert server.told()["eal_writing_stopped"] == 1
        witness.mood = "works"
        size = _record(server, body)
        assert server.ask("/ready")[0] == 200
        _until(_is_final(server, size), "it came back")
