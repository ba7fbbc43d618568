"""`eal`, run as a test wants it: without a defence, with another clock, with shorter bounds, or frozen.

    python -m tests.faults.odd '{"without":["settings"]}' serve --ledger DIR ...

Only a test starts it. Everything else about the process is as `eal serve` makes it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api import verdict
from ledger import limits
from ledger.commands import main, places
from ledger.store import crash, engine
from tests.faults import switches


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """What is different about a process.

    `without` names defences that it lacks. `clock` is a file with the seconds by which its clock
    is wrong. `limits` are bounds of `ledger.limits` by their names. `session` is how long
    PostgreSQL lets a session of it hold a transaction and say nothing (`1s`). `freezing` is a
    file: the process stops itself (SIGSTOP) when it comes to the point that is named there, once.
    `asks_always` lets nobody be told an old verdict of the guard.
    """

    without: tuple[str, ...] = ()
    clock: str | None = None
    limits: Mapping[str, float] = field(default_factory=dict)
    session: str | None = None
    freezing: str | None = None
    asks_always: bool = False

    @property
    def words(self) -> list[str]:
        """The arguments of the interpreter that come before those of `eal`."""
        return ["-m", "tests.faults.odd", json.dumps(dataclasses.asdict(self))]


def wrong_clock(path: Path) -> Callable[[], str]:
    """A clock that is wrong by the seconds that stand in a file, read at each look."""

    def now() -> str:
        wrong = timedelta(seconds=float(path.read_text()))
        return (datetime.now(UTC) + wrong).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    return now


def freeze_at(path: Path) -> Callable[[str], None]:
    """A listener that stops the process at the point that a file names; then the file is gone."""

    def listener(reached: str) -> None:
        try:
            wanted = path.read_text()
        except FileNotFoundError:
            return
        if reached == wanted:
            path.unlink()
            os.kill(os.getpid(), signal.SIGSTOP)
            # Another thread may be the one that hears it first.
            time.sleep(0.5)

    return listener


def prepare(odd: Odd) -> None:
    """Change this process as it is told."""
    switches.take_away(odd.without)
    if odd.clock is not None:
        places.now = wrong_clock(Path(odd.clock))
    for name, value in odd.limits.items():
        assert hasattr(limits, name), name
        setattr(limits, name, value)
    if odd.session is not None:
        bound = f"idle_in_transaction_session_timeout = '{odd.session}'"
        engine._SET_POSTGRES = f"SET {bound}"
    if odd.freezing is not None:
        crash.arm(freeze_at(Path(odd.freezing)))
    if odd.asks_always:
        verdict.VERDICT_SECONDS = 0.0


if __name__ == "__main__":
    prepare(Odd(**json.loads(sys.argv[1])))
    main.main(sys.argv[2:])
