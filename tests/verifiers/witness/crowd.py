"""Processes that ask one witness to contradict itself, and are killed while they do."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from tests.verifiers.witness.logs import FORKS, MAIN, ORIGIN, SIZE_MAX, Clock, Place, Said
from verifiers.desk import witness_request
from verifiers.desk.fetch import Fetched
from verifiers.desk.witness_answers import Witness
from verifiers.desk.witness_key import Signer
from verifiers.desk.witness_request import Answer, Asked, Head
from verifiers.desk.witness_state import State

BRANCHES = (MAIN, *FORKS)
POINTS = (
    "before_commit",
    "after_commit",
    "before_mark",
    "mark_written",
    "after_mark",
    "after_signing",
)


class Heard(Signer):
    """A key that tells of every head it signs, the moment it has."""

    pipe: Connection

    def line(self, text: str, at: int) -> str:
        """The signature line; whoever listens knows of it before it is answered."""
        stated = witness_request.stated(text)
        assert stated is not None
        line = super().line(text, at)
        self.pipe.send_bytes(f"{stated.size} {stated.root.hex()}".encode())
        return line


class Careless(Witness):
    """Signs first and remembers afterwards."""

    def _cosign(self, asked: Asked, kept: str) -> Answer:
        witness_request.require_growth(asked, self.state.held(asked.stated.origin))
        self.signer.line(asked.note.text, self._clock())
        return super()._cosign(asked, kept)


class Unfenced(State):
    """Moves a head whatever it has become meanwhile."""

    def _move(self, database: object, origin: str, old: Head, new: Head, note: str) -> bool:
        return super()._move(database, origin, self.held(origin), new, note)  # type: ignore[arg-type]


def context() -> ForkServerContext:
    """Processes that begin with everything imported and nothing opened."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.verifiers.witness.crowd"])
    return server


def start(target: object, *arguments: object) -> tuple[ForkServerProcess, Connection]:
    """A process that is running `target(pipe, *arguments)`, and the end to hear it from."""
    server = context()
    ours, theirs = server.Pipe(duplex=False)
    process = server.Process(target=target, args=(theirs, *arguments), daemon=True)  # type: ignore[arg-type]
    process.start()
    theirs.close()
    return process, ours


def hear(pipe: Connection) -> list[Said]:
    """Every head that was signed, until the other side ended, however it did."""
    found: list[Said] = []
    try:
        while True:
            size, root = pipe.recv_bytes().decode().split()
            found.append(Said(int(size), root))
    except (EOFError, OSError):
        pipe.close()
    return found


def ask_a_while(pipe: Connection, place: tuple[Path, Path], seed: int) -> None:
    """Ask for some heads of one branch or another."""
    _ask(pipe, place, seed, steps=60)


def ask_until_killed(
    pipe: Connection, place: tuple[Path, Path], seed: int, kill_at: str, careless: bool
) -> None:
    """Ask for heads for ever; die at a point, if one is named."""
    _ask(pipe, place, seed, kill_at=kill_at, careless=careless)


def _ask(
    pipe: Connection,
    place: tuple[Path, Path],
    seed: int,
    *,
    steps: int = 100_000,
    kill_at: str = "",
    careless: bool = False,
) -> None:

    def reached(name: str) -> None:
        if name == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    chance = random.Random(seed)
    where = Place(*place)
    state = where.state(reached)
    known = where.witness(state=state).signer
    signer = Heard(*known)
    signer.pipe = pipe
    kind = Careless if careless else Witness
    clock = Clock(state.held(ORIGIN).at + 1_000_000)
    witness = kind(state, signer, clock=clock, fetch=_nobody)
    for _ in range(steps):
        old = state.held(ORIGIN).size
        new = min(SIZE_MAX, old + chance.choice((0, 1, 1, 2)))
        answer = witness.add_checkpoint(chance.choice(BRANCHES).request(old, new))
        assert answer.status in (200, 409, 422, 503), answer


def _nobody(url: str, bytes_max: int) -> Fetched:
    raise AssertionError(f"{url}: no place was named")
