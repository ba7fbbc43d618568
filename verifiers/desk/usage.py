"""The commands of `eal-verify` and their arguments: what each is given, in words, and how it is called."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Below = Callable[..., argparse.ArgumentParser]
"""Adds a command: (to, name, help=, description=, epilog=)."""

_EXIT_CODES = """\
exit codes:
  0  VERIFIED      every required check was made and passed
  1  CONTRADICTED  a check failed
  2                wrong usage, or a file that cannot be read
  3  INCOMPLETE    a required check was not made
  4  NOT FOUND     what was given is of another ledger than the trust file
  5                the network failed
"""
_COMPARED = """\
exit codes:
  0  one history
  1  two histories: the log contradicts itself, and the proof shows it
  2  wrong usage, or a file that cannot be read, or a proof that proves nothing
  3  what was given does not decide it (checkpoints alone do not; a bundle does)
"""
EPILOG = f"""\
examples:
  eal-verify bundle bundle.zip --trust trust.json
  eal-verify bundle bundle.zip --trust trust.json --html report.html
  eal-verify url https://log.example --trust trust.json
  eal-verify since bundle.zip --trust trust.json --memory seen
  eal-verify explain signature_invalid

Each command has a page of its own: eal-verify COMMAND --help

{_EXIT_CODES}"""

_LOOKING = {
    "bundle": (
        "FILE", "a bundle", "the bundle, as eal export bundle wrote it",
        "Verify a bundle with a trust file that you got elsewhere.",
        ["bundle.zip --trust trust.json", "bundle.zip --trust trust.json --html report.html",
         "later.zip --with earlier.zip --trust trust.json", "court.zip --trust trust.json --unit pc-1",
         "bundle.zip --trust trust.json --spreadsheet units.csv"],
    ),
    "tiles": (
        "DIR", "a folder of tiles", "the folder with checkpoint and tile",
        "Verify a log that was copied as files of tiles.", ["published --trust trust.json"],
    ),
    "url": (
        "URL", "a log on the web", "the address below which checkpoint and tile lie",
        "Download a log's tiles, then verify them without the network.",
        ["https://log.example --trust trust.json --keep downloaded"],
    ),
    "record": (
        "FILE", "a receipt", "the receipt that the submitter of an act was given",
        "Verify that one record is in a log.", ["receipt.json --trust trust.json"],
    ),
    "state": (
        "FILE", "a state proof", "the proof, as eal state UNIT --proof wrote it",
        "Verify what holds for a unit, by a state proof (eal state UNIT --proof).",
        ["proof.json --trust trust.json --unit pc-1", "proof.json --trust trust.json --unit pc-1 --since 1200"],
    ),
    "since": (
        "SOURCE", "what changed since you looked last", "a bundle, or a folder of tiles",
        "Verify a bundle or folder of tiles, and say what is new.",
        ["bundle.zip --trust trust.json --memory seen"],
    ),
    "watch": (
        "URL", "a log on the web, again and again", "the address below which checkpoint and tile lie",
        "Look at a log at intervals, and say what is new.",
        ["https://log.example --trust trust.json --memory seen --every 300"],
    ),
}  # fmt: skip


def add_commands(commands: Any, below: Below) -> None:
    """Every command but `witness`, which is loaded for itself alone."""
    for name in _LOOKING:
        _add_looking(commands, below, name)
    _add_compare(commands, below)
    _add_fork(commands, below)
    explain = below(commands, "explain", help="explain a code or check", description="Explain a code or a check.")
    explain.add_argument(
        "code", metavar="CODE", help="such as signature_invalid, or V08; report: the JSON schema of reports"
    )


def _examples(name: str, calls: list[str], codes: str = "") -> str:
    shown = "".join(f"  eal-verify {name} {call}\n" for call in calls)
    return f"examples:\n{shown}" + (f"\n{codes}" if codes else "")


def _add_looking(commands: Any, below: Below, name: str) -> None:
    """One of the commands that look at a log."""
    metavar, help_, given, said, calls = _LOOKING[name]
    command = below(commands, name, help=help_, description=said, epilog=_examples(name, calls, _EXIT_CODES))
    command.add_argument("source", metavar=metavar, help=given)
    _add_trust(command)
    command.add_argument("--offline", action="store_true", help="open no connection")
    if name == "bundle":
        command.add_argument(
            "--with", dest="others", metavar="EARLIER", type=Path, action="append", default=[],
            help="the bundle of what came before, if FILE does not begin at entry 0; also several",
        )  # fmt: skip
    if name in ("bundle", "tiles", "url"):
        command.add_argument(
            "--spreadsheet", dest="spreadsheets", metavar="CSV", type=Path, action="append", default=[],
            help="a table of units or polls, to be held to the entries row by row; also several",
        )  # fmt: skip
    if name in ("url", "watch"):
        command.add_argument("--keep", metavar="DIR", type=Path, help="keep what was downloaded, and go on from it")
    if name in ("since", "watch"):
        command.add_argument("--memory", metavar="DIR", type=Path, required=True, help="where what was seen is kept")
    if name in ("bundle", "state"):
        _add_asked(command)
    if name == "watch":
        command.add_argument("--every", metavar="SECONDS", type=int, default=60, help="how often (60)")
        command.add_argument("--times", metavar="N", type=int, help="how many times (until interrupted)")
    else:
        _add_outputs(command)


def _add_asked(command: argparse.ArgumentParser) -> None:
    command.add_argument("--unit", metavar="UNIT", help="the unit that you asked about (of a bundle: one of one unit)")
    command.add_argument("--position", metavar="N", type=int, help="the position that you asked about")
    command.add_argument("--day", metavar="DAY", help="the legal day that you asked about")
    command.add_argument("--since", metavar="N", type=int, help="the least position that the seal must have")


def _add_outputs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.add_argument("--html", metavar="FILE", type=Path, help="write the report as HTML too")
    command.add_argument("--junit", metavar="FILE", type=Path, help="write it as JUnit XML too")
    command.add_argument("--report-json", metavar="FILE", type=Path, help="write it as JSON too")
    command.add_argument("--sarif", metavar="FILE", type=Path, help="write it as SARIF too")
    command.add_argument("--quiet", action="store_true", help="print the verdict only")


def _add_compare(commands: Any, below: Below) -> None:
    compare = below(
        commands, "compare", help="two views of a log",
        description="Say whether two checkpoints or bundles are of one history.",
        epilog=_examples("compare", ["mine.zip theirs.zip --trust trust.json --proof fork.json"], _COMPARED),
    )  # fmt: skip
    compare.add_argument("one", metavar="ONE", type=Path, help="a bundle, or a checkpoint")
    compare.add_argument("other", metavar="OTHER", type=Path, help="another")
    _add_trust(compare)
    compare.add_argument("--proof", metavar="FILE", type=Path, help="write the proof of a fork")
    compare.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_fork(commands: Any, below: Below) -> None:
    fork = below(
        commands, "fork", help="check a proof of a fork",
        description="Check a file that proves that a log has two histories.",
        epilog=_examples("fork", ["fork.json --trust trust.json"], _COMPARED),
    )  # fmt: skip
    fork.add_argument("file", metavar="FILE", type=Path, help="the proof, as eal-verify compare --proof wrote it")
    _add_trust(fork)
    fork.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_trust(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--trust", metavar="FILE", type=Path, required=True, help="the trust file: whom you trust, chosen by you"
    )
