"""The command `eal-verify`: reads a bundle and a trust file, says what holds and what does not.

But for `witness`, which serves, it opens no connection, writes only the files that it is told to, and never shows a traceback.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from verifiers import trust as trust_files
from verifiers.desk import catalogue, examination, html, report, text
from verifiers.desk.bundle import Bundle
from verifiers.reading import Malformed

TRUST_BYTES_MAX = 65_535
INTERRUPTED = 130
_EPILOG = """\
examples:
  eal-verify bundle bundle.zip --trust trust.json
  eal-verify bundle bundle.zip --trust trust.json --html report.html --report-json report.json
  eal-verify explain signature_invalid
  eal-verify explain V08
  eal-verify witness --help

exit codes:
  0  VERIFIED      every required check was made and passed
  1  CONTRADICTED  a check failed
  2                wrong usage, or a file that cannot be read
  3  INCOMPLETE    a required check was not made
  4  NOT FOUND     the bundle is of another ledger than the trust file
"""


class Unreadable(Exception):
    """Nothing can be decided: the code, and what was found, of which file."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code)
        self.code, self.found = code, found


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
        options = _parser(out, serves="witness" in arguments[:1]).parse_args(arguments)
        if options.command == "explain":
            return _explain(options.code, out)
        if options.command == "witness":
            return int(_witness().run(options, out, err))
        return _bundle(options, out, err)
    except Unreadable as error:
        _tell(error, out if as_json else err, as_json=as_json)
    except BrokenPipeError:
        pass
    except KeyboardInterrupt:
        err.write("eal-verify: interrupted; nothing was decided\n")
        return INTERRUPTED
    except Exception as error:  # Whatever is wrong with a file, an auditor gets a sentence.
        fault = Unreadable("verifier_fault", f"{type(error).__name__}: {error}"[:500])
        _tell(fault, out if as_json else err, as_json=as_json)
    return report.UNREADABLE


def _witness() -> Any:
    """What a witness needs, sockets and a database, is loaded for no other command."""
    return importlib.import_module("verifiers.desk.witness")


def _parser(out: IO[str], *, serves: bool) -> argparse.ArgumentParser:
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
        _Arguments,
        prog="eal-verify",
        description="Verify a bundle of an Election Audit Ledger, offline.",
    )
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Arguments)
    bundle = program(
        lambda **words: commands.add_parser("bundle", help="verify a bundle", **words),
        description="Verify a bundle with a trust file that you got elsewhere.",
    )
    bundle.add_argument("file", metavar="FILE", type=Path, help="the bundle")
    bundle.add_argument("--trust", metavar="FILE", type=Path, required=True, help="the trust file")
    bundle.add_argument("--json", action="store_true", help="print the report as JSON")
    bundle.add_argument("--html", metavar="FILE", type=Path, help="write the report as HTML too")
    bundle.add_argument("--report-json", metavar="FILE", type=Path, help="write it as JSON too")
    bundle.add_argument("--quiet", action="store_true", help="print the verdict only")
    explain = program(
        lambda **words: commands.add_parser("explain", help="explain a code or check", **words),
        description="Explain a code of a finding, or a check.",
    )
    explain.add_argument("code", metavar="CODE", help="such as signature_invalid, or V08")

    def below(to: Any, name: str, *, help: str, **words: Any) -> argparse.ArgumentParser:
        return program(lambda **more: to.add_parser(name, help=help, **more), **words)

    if serves:
        _witness().add_commands(commands, below)
    else:
        below(commands, "witness", help="run a witness of logs")
    return parser


def _explain(code: str, out: IO[str]) -> int:
    page = catalogue.explain(code)
    if page is None:
        raise Unreadable("usage", f"no code or check is called {code!a}")
    out.write(page)
    return 0


def _bundle(options: argparse.Namespace, out: IO[str], err: IO[str]) -> int:
    found = verify(options.file, options.trust, err)
    document = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    for path, content in ((options.html, html.render), (options.report_json, lambda _: document)):
        if path:
            _write(path, content(found))
    if options.json:
        out.write(document)
    elif options.quiet:
        out.write(f"{found['verdict']}\n")
    else:
        out.write(text.render(found))
    return int(found["exit_code"])


def verify(bundle_path: Path, trust_path: Path, err: IO[str]) -> report.Report:
    """The report on a bundle; Unreadable if either file cannot be read."""
    trust_bytes = _read(trust_path)
    try:
        trust = trust_files.parse(trust_bytes)
    except Malformed as error:
        raise Unreadable(error.code, f"trust file {trust_path.name}: {error.found}") from None
    try:
        with bundle_path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            bundle = Bundle(opened)
            inputs = {
                "bundle": {"name": report.visible(bundle_path.name), "sha256": digest},
                "ledger": bundle.manifest["ledger"],
                "trust": {"name": report.visible(trust_path.name), "sha256": trust.digest},
            }
            if bundle.manifest["ledger"] != trust.ledger:
                return report.not_found(inputs, trust)
            return report.build(inputs, trust, examination.examine(bundle, trust, _progress(err)))
    except Malformed as error:
        raise Unreadable(error.code, f"bundle {bundle_path.name}: {error.found}") from None
    except OSError as error:
        raise Unreadable("unreadable", f"{bundle_path}: {error.strerror}") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(TRUST_BYTES_MAX + 1)
    except OSError as error:
        raise Unreadable("unreadable", f"{path}: {error.strerror}") from None


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Unreadable("unreadable", f"{path}: {error.strerror}") from None


def _progress(err: IO[str]) -> examination.Progress:
    """A line that is written over, on a terminal and for long work only."""

    def show(done: int, size: int) -> None:
        if err.isatty() and size >= 20_000:
            err.write(f"\r{done * 100 // size:3} %  {done} of {size} entries\r")
            err.flush()

    return show


def _tell(error: Unreadable, to: IO[str], *, as_json: bool) -> None:
    words = catalogue.codes()[error.code]
    told = {
        "code": error.code, "do": words["do"], "exit_code": report.UNREADABLE,
        "expected": "a readable trust file and bundle", "found": report.visible(error.found),
        "message": words["means"], "verdict": None,
    }  # fmt: skip
    if as_json:
        to.write(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        return
    to.write(f"eal-verify: {told['message']} [{error.code}]\n  found  {told['found']}\n")
    if error.code == "usage":
        to.write("  do     eal-verify --help\n")
    else:
        to.write(f"  do     {told['do']}\n")
