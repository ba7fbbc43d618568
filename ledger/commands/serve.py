"""`eal serve`: the ledger over HTTP, on this machine unless told otherwise."""

import importlib
import json as jsonlib
import logging
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

from ledger.commands import output, places
from ledger.commands.options import AsJson, LedgerDir, PassphraseFile
from ledger.errors import Malformed, Unavailable
from ledger.ledger import Ledger
from ledger.publish.cadence import Cadence

PUBLISH_EVERY_SECONDS = 10.0
"""How often the newest checkpoint is offered to the witnesses; they are asked to bear no more."""

_WAITING_MAX = 1024
"""Connections that may wait to be accepted."""

_LAST_ANSWERS_SECONDS_MAX = 20
"""How long answers under way may take once the server was told to stop."""


def serve(
    *,
    ledger: LedgerDir,
    host: str = "127.0.0.1",
    port: int = 8080,
    passphrase_file: PassphraseFile = None,
    publish_every: Annotated[
        float, Parameter(help="Seconds between rounds of publishing; 0: never.")
    ] = PUBLISH_EVERY_SECONDS,
    json: AsJson = False,
) -> None:
    """Serve a ledger over HTTP until it is told to stop (Ctrl-C, SIGTERM).

    With a passphrase file acts are accepted, and the newest checkpoint is published at a cadence,
    with the cosignatures that the witness policy asks for; without one the ledger is only read.
    Port 0 takes any that is free. The first line printed is the address.

    For example:
      eal serve --ledger demo-story
      eal serve --ledger DIR --port 0 --passphrase-file secret.txt --json

    Exit codes: 0 stopped as told; 2 no ledger there; 4 it is not founded; 5 the port is taken.
    """
    opened = _open(ledger, passphrase_file)
    # By name: the ledger does not know how it is served.
    app = importlib.import_module("api.wiring").create_app(opened)
    listening = _listen(host, port)
    url = f"http://{_spell(host)}:{listening.getsockname()[1]}"
    told = {"accepts_acts": opened.log_key is not None, "url": url}
    output.say(jsonlib.dumps(told) if json else f"Serving {opened.origin} at {url}")
    sys.stdout.flush()
    if opened.log_key is None:
        output.hint("Acts are not accepted: that needs --passphrase-file.")
    try:
        with _publishing(opened, publish_every):
            _run(app, listening)
    finally:
        opened.engine.dispose()


def _publishing(opened: Ledger, every_seconds: float) -> AbstractContextManager[object]:
    """Rounds of publishing for as long as the block runs, where there are keys to sign with."""
    if opened.log_key is None or every_seconds <= 0:
        return nullcontext()
    return Cadence(opened, max(every_seconds, 1.0))


def _open(folder: Path, passphrase_file: Path | None) -> Ledger:
    """A server asks nobody: it has its passphrase, or it does without."""
    if passphrase_file is None:
        return places.open_to_read(folder)
    return places.open_to_write(folder, passphrase_file)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65_535:
        raise Malformed("bad_member", "a port from 0 to 65535", port, "--port")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING_MAX)
    except OSError as fault:
        found = f"{host} port {port}: {os.strerror(fault.errno or 0)}"
        raise Unavailable(found, "name another --port, or 0 for any that is free") from None


def _spell(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(app: Any, listening: socket.socket) -> None:
    """Answer until told to stop; then finish what is under way."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS_MAX,
    )
    # The server raises the signal again once it has stopped; that is then no failure.
    signal.signal(signal.SIGTERM, _leave)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        output.hint("Stopped by you.")
    finally:
        listening.close()


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)
