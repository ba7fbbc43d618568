"""The command `eal-verify`: says what holds of a log and what does not.

Only `url`, `watch` and `witness` open connections. It writes only the files that it is told to, whole or not at all,
and never shows a traceback.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from verifiers.desk import catalogue, html, junit, report, sarif, text
from verifiers.desk.examination import Progress
from verifiers.desk.files import Unreadable, write
from verifiers.desk.report import Report

INTERRUPTED = 130
NETWORK = 5
_EPILOG = """\
examples:
  eal-verify bundle bundle.zip --trust trust.json
  eal-verify bundle bundle.zip --trust trust.json --html report.html --report-json report.json
  eal-verify state proof.json --trust trust.json --unit pc-1
  eal-verify url https://log.example --trust trust.json
  eal-verify since bundle.zip --trust trust.json --memory seen
  eal-verify compare mine.zip theirs.zip --trust trust.json --proof fork.json
  eal-verify explain signature_invalid
  eal-verify witness --help

exit codes:
  0  VERIFIED      every required check was made and passed
  1  CONTRADICTED  a check failed
  2                wrong usage, or a file that cannot be read
  3  INCOMPLETE    a required check was not made
  4  NOT FOUND     what was given is of another ledger than the trust file
  5                the network failed
"""
_OUTPUTS: dict[str, Callable[[Report], str]] = {
    "html": html.render,
    "junit": junit.render,
    "report_json": lambda found: spelled(found),
    "sarif": sarif.render,
}


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unreadable("usage", message)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments, sys.stdout, sys.stderr))


def run(arguments: Sequence[str], out: IO[str], err: IO[str]) -> int:
    """The command as a function: writes to `out` and `err`, returns the exit code."""
    as_json = "--json" in arguments
    try:
        options = _parser(out, asked=arguments[:1]).parse_args(arguments)
        if options.command == "explain":
            return _explain(options.code, out)
        if options.command == "witness":
            return int(_load("witness").run(options, out, err))
        return int(_load("looking").run(options, out, err))
    except Unreadable as error:
        tell(error, out if as_json else err, as_json=as_json)
        return NETWORK if error.code == "network" else report.UNREADABLE
    except BrokenPipeError:
        pass
    except KeyboardInterrupt:
        err.write("eal-verify: interrupted; nothing was decided\n")
        return INTERRUPTED
    except Exception as error:  # Whatever is wrong with a file, an auditor gets a sentence.
        fault = Unreadable("verifier_fault", f"{type(error).__name__}: {error}"[:500])
        tell(fault, out if as_json else err, as_json=as_json)
    return report.UNREADABLE


def _load(name: str) -> Any:
    """What only some commands need, such as sockets and keys that sign, is loaded for these alone."""
    try:
        return importlib.import_module(f"verifiers.desk.{name}")
    except ModuleNotFoundError as error:
        raise Unreadable("needs_cryptography", str(error)) from None


def _parser(out: IO[str], *, asked: Sequence[str]) -> argparse.ArgumentParser:
    class Help(argparse.Action):
        def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
            out.write(parser.format_help())
            raise SystemExit(0)

    def program(make: Any, **words: Any) -> argparse.ArgumentParser:
        raw = argparse.RawDescriptionHelpFormatter
        made: argparse.ArgumentParser = make(
            **{"epilog": _EPILOG, **words}, add_help=False, formatter_class=raw, allow_abbrev=False
        )
        made.add_argument("-h", "--help", action=Help, nargs=0, help="show this page")
        return made

    parser = program(
        _Arguments, prog="eal-verify", description="Verify an Election Audit Ledger, without its operator."
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Arguments)

    def below(to: Any, name: str, *, help: str, **words: Any) -> argparse.ArgumentParser:
        return program(lambda **more: to.add_parser(name, help=help, **more), **words)

    _add_looking(commands, below)
    explain = below(commands, "explain", help="explain a code or check", description="Explain a code or a check.")
    explain.add_argument("code", metavar="CODE", help="such as signature_invalid, or V08")
    if "witness" in asked:
        _load("witness").add_commands(commands, below)
    else:
        below(commands, "witness", help="run a witness of logs")
    return parser


def _add_looking(commands: Any, below: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that look at a log."""
    told = {
        "bundle": ("FILE", "a bundle", "Verify a bundle with a trust file that you got elsewhere."),
        "tiles": ("DIR", "a folder of tiles", "Verify a log that was copied as files of tiles."),
        "url": ("URL", "a log on the web", "Download a log's tiles, then verify them without the network."),
        "record": ("FILE", "a receipt", "Verify that one record is in a log."),
        "state": ("FILE", "a state proof", "Verify what holds for a unit, by a state proof (eal state UNIT --proof)."),
        "since": ("SOURCE", "what changed since you looked last", "Verify a bundle or folder of tiles, and say what is new."),
        "watch": ("URL", "a log on the web, again and again", "Look at a log at intervals, and say what is new."),
    }  # fmt: skip
    for name, (metavar, help_, said) in told.items():
        command = below(commands, name, help=help_, description=said)
        command.add_argument("source", metavar=metavar, help=help_)
        command.add_argument("--trust", metavar="FILE", type=Path, required=True, help="the trust file")
        command.add_argument("--offline", action="store_true", help="open no connection")
        if name == "bundle":
            command.add_argument(
                "--with", dest="others", metavar="EARLIER", type=Path, action="append", default=[],
                help="the bundle of what came before, if FILE does not begin at entry 0; also several",
            )  # fmt: skip
        if name in ("url", "watch"):
            command.add_argument("--keep", metavar="DIR", type=Path, help="keep what was downloaded, and go on from it")
        if name in ("since", "watch"):
            command.add_argument(
                "--memory", metavar="DIR", type=Path, required=True, help="where what was seen is kept"
            )
        if name == "state":
            command.add_argument("--unit", metavar="UNIT", help="the unit that you asked about")
            command.add_argument("--position", metavar="N", type=int, help="the position that you asked about")
            command.add_argument("--day", metavar="DAY", help="the legal day that you asked about")
            command.add_argument("--since", metavar="N", type=int, help="the least position that the seal must have")
        if name == "watch":
            command.add_argument("--every", metavar="SECONDS", type=int, default=60, help="how often (60)")
            command.add_argument("--times", metavar="N", type=int, help="how many times (until interrupted)")
        else:
            _add_outputs(command)
    compare = below(
        commands,
        "compare",
        help="two views of a log",
        description="Say whether two checkpoints or bundles are of one history.",
    )
    compare.add_argument("one", metavar="FILE", type=Path)
    compare.add_argument("other", metavar="FILE", type=Path)
    compare.add_argument("--trust", metavar="FILE", type=Path, required=True, help="the trust file")
    compare.add_argument("--proof", metavar="FILE", type=Path, help="write the proof of a fork")
    compare.add_argument("--json", action="store_true", help="print the answer as JSON")
    fork = below(
        commands,
        "fork",
        help="check a proof of a fork",
        description="Check a file that proves that a log has two histories.",
    )
    fork.add_argument("file", metavar="FILE", type=Path)
    fork.add_argument("--trust", metavar="FILE", type=Path, required=True, help="the trust file")
    fork.add_argument("--json", action="store_true", help="print the answer as JSON")


def _add_outputs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.add_argument("--html", metavar="FILE", type=Path, help="write the report as HTML too")
    command.add_argument("--junit", metavar="FILE", type=Path, help="write it as JUnit XML too")
    command.add_argument("--report-json", metavar="FILE", type=Path, help="write it as JSON too")
    command.add_argument("--sarif", metavar="FILE", type=Path, help="write it as SARIF too")
    command.add_argument("--quiet", action="store_true", help="print the verdict only")


def _explain(code: str, out: IO[str]) -> int:
    page = catalogue.explain(code)
    if page is None:
        raise Unreadable("usage", f"no code or check is called {code!a}")
    out.write(page)
    return 0


def spelled(document: Any) -> str:
    """A document as it is printed: sorted, so that the same gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def hand_over(found: Report, options: argparse.Namespace, out: IO[str]) -> int:
    """Writes and prints a report as it was asked for; its exit code."""
    for name, render in _OUTPUTS.items():
        if getattr(options, name):
            write(getattr(options, name), render(found))
    if options.json:
        out.write(spelled(found))
    elif options.quiet:
        out.write(f"{found['verdict']}\n")
    else:
        out.write(text.render(found))
    return int(found["exit_code"])


def progress_on(err: IO[str]) -> Progress:
    """A line that is written over, on a terminal and for long work only."""

    def show(done: int, size: int) -> None:
        if err.isatty() and size >= 20_000:
            err.write(f"\r{done * 100 // size:3} %  {done} of {size} entries\r")
            err.flush()

    return show


def tell(error: Unreadable, to: IO[str], *, as_json: bool) -> None:
    """Says why nothing was decided, and what to do."""
    words = catalogue.codes()[error.code]
    exit_code = NETWORK if error.code == "network" else report.UNREADABLE
    told = {
        "code": error.code, "do": words["do"], "exit_code": exit_code,
        "expected": "a readable trust file and bundle", "found": report.visible(error.found),
        "message": words["means"], "verdict": None,
    }  # fmt: skip
    if as_json:
        to.write(spelled(told))
        return
    to.write(f"eal-verify: {told['message']} [{error.code}]\n  found  {told['found']}\n")
    to.write("  do     eal-verify --help\n" if error.code == "usage" else f"  do     {told['do']}\n")
