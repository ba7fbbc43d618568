"""The servers that the suite starts are real, durable, separate, and gone afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy

from tests import postgres

DURABLE = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")

START_AND_WAIT = """
import time
from tests import postgres
with postgres.server() as running:
    print(running.url, flush=True)
    time.sleep(60)
"""


def _ask(url: str, question: str) -> object:
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        return connection.execute(sqlalchemy.text(question)).scalar_one()


def test_both_engines_answer(engine_url: str) -> None:
    """`engine_url` is a working database on SQLite and on PostgreSQL."""
    assert _ask(engine_url, "select 1") == 1


@pytest.mark.parametrize("name", DURABLE)
def test_durability_is_not_traded_for_speed(postgres_url: str, name: str) -> None:
    """A commit in a test is as durable as one in production."""
    assert _ask(postgres_url, f"show {name}") == "on"


def test_two_databases_share_nothing(postgres_server: postgres.Server) -> None:
    """A table made in one fresh database is unknown in the next."""
    with postgres_server.database() as one, postgres_server.database() as other:
        engine = sqlalchemy.create_engine(one, poolclass=sqlalchemy.NullPool)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("create table marker (x int)"))
        count = "select count(*) from pg_class where relname = 'marker'"
        assert _ask(one, count) == 1
        assert _ask(other, count) == 0


def test_a_database_is_dropped_even_while_somebody_is_connected(
    postgres_server: postgres.Server,
) -> None:
    """A connection that a test forgot does not keep its database alive."""
    with postgres_server.database("forgotten") as url:
        engine = sqlalchemy.create_engine(url)
        forgotten = engine.connect()
        forgotten.execute(sqlalchemy.text("select 1"))
    count = "select count(*) from pg_database where datname = 'forgotten'"
    assert _ask(postgres_server.url, count) == 0
    forgotten.invalidate()
    engine.dispose()


@pytest.mark.skipif(postgres.OVERRIDE in os.environ, reason="the server is not ours to stop")
def test_nothing_is_left_when_the_block_ends() -> None:
    """Neither a process nor a folder outlives the server."""
    with postgres.server() as running:
        folder = _folder(running.url)
        pid = _server_pid(folder)
        assert _lives(pid)
    assert not folder.exists()
    assert not _lives(pid)


@pytest.mark.skipif(postgres.OVERRIDE in os.environ, reason="the server is not ours to stop")
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part is Linux only")
def test_a_killed_run_takes_its_server_along() -> None:
    """After `kill -9` of the tests the server ends, and the next run sweeps the folder."""
    command = [sys.executable, "-c", START_AND_WAIT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_root()) as run:
        assert run.stdout is not None
        folder = _folder(run.stdout.readline().strip())
        pid = _server_pid(folder)
        run.kill()
    deadline = time.monotonic() + 20
    while _lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(pid)
    postgres.sweep()
    assert not folder.exists()


def _folder(url: str) -> Path:
    host = sqlalchemy.make_url(url).query["host"]
    assert isinstance(host, str)
    return Path(host)


def _server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
