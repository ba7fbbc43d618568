"""PostgreSQL servers that a test may kill and start again, and their standbys."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import postgres


@dataclass(slots=True)
class Mortal:
    """A server that can be killed and started again on the same data."""

    programs: Path
    folder: Path
    running: contextlib.ExitStack

    @property
    def url(self) -> str:
        """Its database, which every server has."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def tell(self, statement: str) -> Any:
        """Execute a statement as its superuser; the first value of the answer, if there is one."""
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchone()[0] if found.description else None  # type: ignore[index]

    def start(self) -> None:
        """Start it; what the killed one left in memory may be in use for a moment yet."""
        for _ in range(50):
            try:
                self.running.enter_context(postgres._running(self.programs, self.folder))
                return
            except postgres.PostgresUnavailable:
                time.sleep(0.1)
        raise AssertionError("the server does not start again")

    def kill(self) -> None:
        """End the postmaster with SIGKILL, as it would be when memory runs out."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        # Until it is waited for its number counts as that of a running server.
        os.waitpid(pid, 0)


@contextlib.contextmanager
def living() -> Iterator[Mortal]:
    """A server of its own, with its data in a new folder."""
    with (
        postgres._folder(postgres._parent()) as folder,
        postgres._folder(Path(tempfile.gettempdir())) as copies,
        contextlib.ExitStack() as running,
    ):
        programs = postgres._programs(copies)
        postgres._initialise(programs, folder)
        server = Mortal(programs, folder, running)
        server.start()
        yield server


@contextlib.contextmanager
def following(primary: Mortal) -> Iterator[Mortal]:
    """A standby of it: a copy that `pg_basebackup` made, and that streams what is written since."""
    with postgres._folder(postgres._parent()) as folder, contextlib.ExitStack() as running:
        program = str(primary.programs / "pg_basebackup")
        arguments = ["-h", str(primary.folder), "-U", "postgres", "-D", str(folder / "data")]
        postgres._run([program, *arguments, "-R", "-X", "stream", "-c", "fast", "--no-sync"])
        standby = Mortal(primary.programs, folder, running)
        standby.start()
        yield standby
