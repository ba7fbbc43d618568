"""The command `eal-verify witness`: run a witness of logs (docs/guides/witness.md).

eal-verify witness init DIR --name N --mark FILE     make one: its key, its memory, its mark
eal-verify witness add-log DIR VKEY                  let it know a log
eal-verify witness vkey DIR                          print the key that goes into policies
eal-verify witness status DIR                        what it has seen
eal-verify witness serve DIR --port P                answer
"""

from __future__ import annotations

import argparse
import json
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO, Any

from verifiers import cosignature, note
from verifiers.desk import fetch, witness_key, witness_state
from verifiers.desk.witness_answers import Witness
from verifiers.desk.witness_serve import Server
from verifiers.desk.witness_state import Doubt, State
from verifiers.reading import Malformed

DONE, STOPPED = 0, 1
KEY, SETTINGS = "witness-key.pem", "witness.json"
_FILE_BYTES_MAX = 65_536

_EPILOG = """\
examples:
  eal-verify witness init my-witness --name witness.example/embassy --mark /media/stick/witness.mark
  eal-verify witness add-log my-witness "$(cat log.vkey)" --published https://log.example/checkpoint
  eal-verify witness serve my-witness --port 8090
"""
Options = argparse.Namespace


def add_commands(commands: Any, make: Callable[..., argparse.ArgumentParser]) -> None:
    """Adds `witness` and its verbs to the parser of `eal-verify`; `make` makes one."""
    said = "Run a witness: it cosigns the checkpoints of logs that only grow."
    witness = make(commands, "witness", help="run a witness of logs", description=said, epilog=_EPILOG)
    verbs = witness.add_subparsers(dest="verb", required=True, parser_class=type(witness))
    init = make(verbs, "init", help="make a witness", description="Make a witness: key, memory and mark.")
    init.add_argument("folder", metavar="DIR", type=Path, help="a new directory for its key and memory")
    init.add_argument("--name", required=True, help="its name, such as witness.example/embassy")
    init.add_argument("--mark", metavar="FILE", type=Path, required=True, help="a file elsewhere, best on another disk")
    init.add_argument("--mldsa44", action="store_true", help="a key against quantum computers (ML-DSA-44)")
    add_log = make(verbs, "add-log", help="let it know a log", description="Let it know a log, for ever.")
    add_log.add_argument("folder", metavar="DIR", type=Path)
    add_log.add_argument("vkey", metavar="VKEY", nargs="+", help="verifier keys of the log (`eal log vkey`)")
    add_log.add_argument("--origin", help="the log's origin, where it is not the name of its key")
    add_log.add_argument(
        "--published", metavar="URL", action="append", default=[],
        help="where a checkpoint with this witness's cosignature can be read; looked at once after each start",
    )  # fmt: skip
    serve = make(verbs, "serve", help="answer", description="Answer until told to stop (Ctrl-C, SIGTERM).")
    serve.add_argument("folder", metavar="DIR", type=Path)
    serve.add_argument("--host", default="127.0.0.1", help="where to listen (this machine only)")
    serve.add_argument("--port", type=int, default=8090, help="0 takes any that is free")
    for name, told in (("vkey", "print its verifier key"), ("status", "say what it has seen")):
        verb = make(verbs, name, help=told, description=f"{told.capitalize()}.")
        verb.add_argument("folder", metavar="DIR", type=Path)
    for verb in verbs.choices.values():
        verb.add_argument("--passphrase-file", metavar="FILE", type=Path, help="the passphrase of its key")


def run(options: Options, out: IO[str], err: IO[str]) -> int:
    """Runs one verb; returns the exit code."""
    verbs = {"init": _init, "add-log": _add_log, "vkey": _vkey, "status": _status, "serve": _serve}
    try:
        verbs[options.verb](options, out)
    except Doubt as doubt:
        err.write(f"eal-verify: {doubt.found} [{doubt.code}]\n  do     {doubt.do}\n")
        return STOPPED
    except (OSError, sqlite3.Error) as error:
        err.write(f"eal-verify: {error} [unreadable]\n  do     check the place and its rights\n")
        return STOPPED
    return DONE


def open_witness(folder: Path, passphrase: bytes | None, clock: Callable[[], int]) -> Witness:
    """The witness of a directory, ready to answer."""
    settings = _settings(folder)
    signer = witness_key.load(folder / KEY, settings["name"], passphrase)
    return Witness(State(folder, Path(settings["mark"])), signer, clock=clock, fetch=fetch.get)


def _init(options: Options, out: IO[str]) -> None:
    folder, mark = options.folder.absolute(), options.mark.absolute()
    if mark.resolve().is_relative_to(folder.resolve()):
        do = "choose a file elsewhere, best on another disk, that is never restored together with the directory"
        raise Doubt("mark_inside", f"the mark {mark} lies inside {folder}", do)
    kind = cosignature.MLDSA if options.mldsa44 else cosignature.TIMED
    if folder.exists() and any(folder.iterdir()):
        raise Doubt("state_exists", f"{folder} is not empty", "choose another place; nothing is overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    signer = witness_key.create(folder / KEY, options.name, kind=kind, passphrase=_passphrase(options))
    witness_state.create(folder, mark)
    settings = {"format": 0, "mark": str(mark), "name": options.name}
    (folder / SETTINGS).write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")
    out.write(f"{signer.vkey}\n")


def _add_log(options: Options, out: IO[str]) -> None:
    try:
        keys = [note.parse_vkey(text) for text in options.vkey]
    except Malformed as error:
        raise Doubt(error.code, str(error), "copy the whole line that `eal log vkey` printed") from None
    origin = options.origin or keys[0].name
    State(options.folder, Path(_settings(options.folder)["mark"])).add_log(origin, options.vkey, options.published)
    out.write(f"{origin}\n")


def _vkey(options: Options, out: IO[str]) -> None:
    name = _settings(options.folder)["name"]
    out.write(f"{witness_key.load(options.folder / KEY, name, _passphrase(options)).vkey}\n")


def _status(options: Options, out: IO[str]) -> None:
    settings = _settings(options.folder)
    state = State(options.folder, Path(settings["mark"]))
    state.settle()
    out.write(f"{settings['name']}\n  mark  {settings['mark']}\n")
    for origin, head in state.logs():
        places = len(state.published(origin))
        told = f"looks at {places} places" if places else "looks nowhere: a restored disk could not be noticed"
        out.write(f"  {head.size:>12}  {origin}  ({told})\n")


def _serve(options: Options, out: IO[str]) -> None:
    witness = open_witness(options.folder, _passphrase(options), lambda: int(time.time()))
    witness.state.settle()
    server = Server(witness, options.host, options.port)

    def stop(_: int, __: FrameType | None) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    out.write(f"{server.url}\n")
    out.flush()
    with server:
        server.serve_forever()


def _settings(folder: Path) -> dict[str, Any]:
    try:
        with (folder / SETTINGS).open("rb") as opened:
            found = json.loads(opened.read(_FILE_BYTES_MAX))
        if found["format"] == 0 and isinstance(found["mark"], str) and isinstance(found["name"], str):
            return dict(found)
    except (ValueError, TypeError, KeyError):
        pass
    except OSError:
        raise Doubt("state_missing", f"no witness in {folder}", "make one: eal-verify witness init") from None
    raise Doubt("state_missing", f"{folder / SETTINGS} cannot be read", "make a new witness, with a new name")


def _passphrase(options: Options) -> bytes | None:
    if options.passphrase_file is None:
        return None
    with options.passphrase_file.open("rb") as opened:
        return bytes(opened.readline(_FILE_BYTES_MAX).rstrip(b"\r\n")) or None
