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
from typing import IO, Any, NoReturn

from verifiers.desk import catalogue, html, junit, report, sarif, text, usage
from verifiers.desk.examination import Progress
from verifiers.desk.files import Unreadable, write
from verifiers.desk.report import Report

INTERRUPTED = 130
NETWORK = 5
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
            **{"epilog": usage.EPILOG, **words}, add_help=False, formatter_class=raw, allow_abbrev=False
        )
        made.add_argument("-h", "--help", action=Help, nargs=0, help="show this page")
        return made

    parser = program(
        _Arguments, prog="eal-verify", description="Verify an Election Audit Ledger, without its operator."
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Arguments)

    def below(to: Any, name: str, *, help: str, **words: Any) -> argparse.ArgumentParser:
        return program(lambda **more: to.add_parser(name, help=help, **more), **words)

    usage.add_commands(commands, below)
    if "witness" in asked:
        _load("witness").add_commands(commands, below)
    else:
        below(commands, "witness", help="run a witness of logs")
    return parser


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
