"""`eal serve`: the ledger over HTTP, on this machine unless told otherwise."""

import importlib
import json as jsonlib
import os
import signal
import socket
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import uvicorn
from cyclopts import Parameter

from ledger import limits, seal
from ledger.commands import logs, output, places, settings
from ledger.commands.options import AsJson
from ledger.commands.settings import Settings
from ledger.errors import Unavailable
from ledger.evidence import index
from ledger.evidence.store import open_store
from ledger.ledger import Ledger
from ledger.publish.cadence import Cadence

_WAITING_MAX = 1024
"""Connections that may wait to be accepted."""

_FILES_BESIDE = 512
"""Files and connections to the database that are open beside those of clients."""

_LAST_ANSWERS_SECONDS_MAX = 20
"""How long answers under way may take once the server was told to stop."""


def serve(
    *,
    ledger: Annotated[
        Path | None, Parameter(help="The folder of the ledger (the one that holds ledger.json).")
    ] = None,
    database: Annotated[
        str | None,
        Parameter(help="The database, where it is another than ledger.json names; no password."),
    ] = None,
    host: Annotated[str | None, Parameter(help="Where to listen; 127.0.0.1 if not named.")] = None,
    port: Annotated[int | None, Parameter(help="Where to listen; 8080 if not named.")] = None,
    passphrase_file: Annotated[
        Path | None, Parameter(help="A file whose first line is the passphrase.")
    ] = None,
    publish_every: Annotated[
        float | None, Parameter(help="Seconds between rounds of publishing, 10; 0: never.")
    ] = None,
    seal_every: Annotated[
        float | None, Parameter(help="Seconds between seals of the state, 60; 0: never.")
    ] = None,
    log_level: Annotated[
        str | None, Parameter(help="debug, info (a line a request), warning or error.")
    ] = None,
    settings_file: Annotated[
        Path | None, Parameter(name="--settings", help="A TOML file with settings.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Serve a ledger over HTTP until it is told to stop (Ctrl-C, SIGTERM).

    With a passphrase file acts are accepted, and the newest checkpoint is published at a cadence,
    with the cosignatures that the witness policy asks for, and the state is sealed; without one the ledger is only read.
    Port 0 takes any that is free. The first line printed is the address. Every option may stand in
    the environment too (EAL_PORT), or in the file that --settings or EAL_SETTINGS names; of a
    PostgreSQL database several processes may be servers at once.

    For example:
      eal serve --ledger demo-story
      eal serve --ledger DIR --port 0 --passphrase-file secret.txt --json

    Exit codes: 0 stopped as told; 2 no ledger there, or a setting is wrong; 4 it is not founded;
    5 the port is taken.
    """
    told = {
        "ledger": ledger,
        "database": database,
        "host": host,
        "port": port,
        "passphrase_file": passphrase_file,
        "publish_every": publish_every,
        "seal_every": seal_every,
        "log_level": log_level,
        "settings": settings_file,
    }
    settings.require_no_password(database, os.environ)
    _serve(settings.load(told, os.environ), as_json=json)


def _serve(told: Settings, *, as_json: bool) -> None:
    logs.begin(told.log_level)
    opened = _open(told)
    store = open_store(told.evidence or told.ledger / "evidence")
    # By name: the ledger does not know how it is served.
    app = importlib.import_module("api.wiring").create_app(
        opened, waiting_max=told.waiting_max, store=store
    )
    listening = _listen(told.host, told.port)
    url = f"http://{_spell(told.host)}:{listening.getsockname()[1]}"
    said = {"accepts_acts": opened.log_key is not None, "url": url}
    output.say(jsonlib.dumps(said) if as_json else f"Serving {opened.origin} at {url}")
    sys.stdout.flush()
    if opened.log_key is None:
        output.hint("Acts are not accepted: that needs --passphrase-file.")
    try:
        with _sealing(opened, told.seal_every), _publishing(opened, told.publish_every):
            run(app, listening)
    finally:
        opened.engine.dispose()


def _publishing(opened: Ledger, every_seconds: float) -> AbstractContextManager[object]:
    """Rounds of publishing for as long as the block runs, where there are keys to sign with."""
    if opened.log_key is None or every_seconds <= 0:
        return nullcontext()
    return Cadence(opened, max(every_seconds, 1.0))


def _sealing(opened: Ledger, every_seconds: float) -> AbstractContextManager[object]:
    """Seals for as long as the block runs, where there is a key to sign them with."""
    if opened.recorder_key is None or every_seconds <= 0:
        return nullcontext()
    return seal.Cadence(opened, every_seconds, beside=index.follow)


def _open(told: Settings) -> Ledger:
    """A server asks nobody: it has its passphrase, or it does without."""
    if told.passphrase_file is None:
        return places.open_to_read(told.ledger, database=told.database)
    return places.open_to_write(told.ledger, told.passphrase_file, database=told.database)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING_MAX)
    except OSError as fault:
        found = f"{host} port {port}: {os.strerror(fault.errno or 0)}"
        raise Unavailable(found, "name another --port, or 0 for any that is free") from None


def _spell(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def run(app: Any, listening: socket.socket) -> None:
    """Answer until told to stop; then finish what is under way.

    `app` is an ASGI application whose `state.feed.close()` ends its streams.
    """
    _allow_connections()
    # The server raises the signal again once it has stopped; that is then no failure.
    signal.signal(signal.SIGTERM, _leave)
    try:
        _Server(config_of(app)).run(sockets=[listening])
    except KeyboardInterrupt:
        output.hint("Stopped by you.")
    finally:
        listening.close()


def config_of(app: Any) -> uvicorn.Config:
    """How an application is served: with our bounds of a connection, and no header that is not ours."""
    return uvicorn.Config(
        app,
        http="api.connection:Connection",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS_MAX,
    )


def _allow_connections() -> None:
    """Let the process have as many connections open as it is made for, where the system permits."""
    try:
        import resource
    except ImportError:  # pragma: no cover - no such limits there
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.CONNECTIONS_MAX + _FILES_BESIDE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class _Server(uvicorn.Server):
    """Ends the streams before it waits for answers under way: those never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as the server does, with nobody left who listens."""
        app: Any = self.config.app
        app.state.feed.close()
        await super().shutdown(sockets)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)
