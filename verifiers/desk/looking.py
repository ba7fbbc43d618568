"""The commands that look at a log: bundle, tiles, url, record, since, watch, compare, fork."""

from __future__ import annotations

import argparse
import importlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from verifiers.desk import forks, report, since, verifying
from verifiers.desk.bundle import BEFORE, PROOF, Bundle, Source
from verifiers.desk.files import Unreadable, read, write
from verifiers.desk.main import hand_over, progress_on, spelled
from verifiers.desk.report import Report
from verifiers.desk.tiles import Tiles
from verifiers.desk.verifying import Brought, bring
from verifiers.proven import Asked
from verifiers.reading import Malformed

Options = argparse.Namespace
SAME, FORKED, CANNOT_TELL = 0, 1, 3
_ANSWERS = {
    SAME: "ONE HISTORY     the larger continues the smaller",
    FORKED: "TWO HISTORIES   the log signed two that contradict each other",
    CANNOT_TELL: "CANNOT BE TOLD  of different sizes, and neither holds the entries: give the bundle of the larger",
}


def run(options: Options, out: IO[str], err: IO[str]) -> int:
    """One of the commands; its exit code."""
    if getattr(options, "offline", False) and options.command in ("url", "watch"):
        raise Unreadable("usage", f"{options.command} needs the network: without it, use tiles or bundle")
    if options.command == "compare":
        return _compare(options, out)
    if options.command == "fork":
        return _fork(options, out)
    if options.command == "watch":
        return _watch(options, out, err)
    if options.command == "since":
        return _since(options, out, err)
    brought = bring(options.trust, getattr(options, "spreadsheets", ()))
    return hand_over(_report(options, brought, out, err), options, out)


def _report(options: Options, brought: Brought, out: IO[str], err: IO[str]) -> Report:
    if options.command == "url":
        with _downloaded(options, out, err) as folder:
            return verifying.tiles(folder, brought, progress_on(err), fetched_from=options.source)
    if options.command == "record":
        return verifying.record(Path(options.source), brought)
    if options.command in ("bundle", "state"):
        path, asked = Path(options.source), Asked(options.unit, options.day, options.position, options.since)
        if options.command == "state":
            return verifying.state(path, brought, asked)
        if options.others or not path.is_dir():
            return verifying.bundle(path, brought, progress_on(err), others=options.others, asked=asked)
    return _verified(Path(options.source), brought, err)


def _verified(path: Path, brought: Brought, err: IO[str]) -> Report:
    look = verifying.tiles if path.is_dir() else verifying.bundle
    return look(path, brought, progress_on(err))


@contextmanager
def _downloaded(options: Options, out: IO[str], err: IO[str]) -> Iterator[Path]:
    """The folder with what was downloaded; said before anything is verified."""
    # Sockets are for those who asked for them.
    download = importlib.import_module("verifiers.desk.download")
    with tempfile.TemporaryDirectory(prefix="eal-verify-") as passing:
        folder = options.keep or Path(passing)
        count = download.fetch_log(options.source, folder, progress_on(err))
        if not getattr(options, "json", False) and not getattr(options, "quiet", False):
            kept = f" into {report.visible(folder)}" if options.keep else ""
            out.write(f"Downloaded {count} files{kept}. From here on the network is not used.\n\n")
        yield folder


# --- what is new ---------------------------------------------------------------------------------


def _since(options: Options, out: IO[str], err: IO[str]) -> int:
    path = Path(options.source)
    found, lines = _look(path, options, err)
    code = hand_over(found, options, out)
    if not options.json and not options.quiet:
        out.write("".join(f"{line}\n" for line in lines))
    return code


def _look(path: Path, options: Options, err: IO[str]) -> tuple[Report, list[str]]:
    """Verifies against what was seen before, says what is new, and remembers it if it may."""
    brought, seen = since.recall(options.memory, bring(options.trust))
    found = _verified(path, brought, err)
    with _source(path) as source:
        if source.has(BEFORE) or source.has(PROOF):
            raise Unreadable("bundles_do_not_meet", f"{path.name}: give a whole bundle, or use bundle --with")
    if not since.may_be_remembered(found):
        return found, ["The checkpoint remembered before is kept: with this one it is the evidence."]
    with _source(path) as source:
        lines = list(since.story(source, seen))
        since.remember(options.memory, source, brought.trust.ledger["origin"])
    return found, lines


@contextmanager
def _source(path: Path) -> Iterator[Source]:
    if path.is_dir():
        yield Tiles(path)
        return
    with path.open("rb") as opened:
        yield Bundle(opened)


def _watch(options: Options, out: IO[str], err: IO[str]) -> int:
    """Looks again and again; ends at the first contradiction."""
    if options.every < 1 or (options.times is not None and options.times < 1):
        raise Unreadable("usage", "--every and --times take whole numbers from 1 on")
    rounds, code = 0, 0
    while options.times is None or rounds < options.times:
        time.sleep(options.every if rounds else 0)
        rounds += 1
        try:
            with _downloaded(argparse.Namespace(**vars(options), quiet=True), out, err) as folder:
                found, lines = _look(folder, options, err)
        except Unreadable as error:
            if error.code != "network":
                raise
            err.write(f"eal-verify: {report.visible(error.found)}\n")
            code = 5
            continue
        code = int(found["exit_code"])
        out.write(f"{found['verdict']}  {lines[0]}\n" + "".join(f"{line}\n" for line in lines[1:]))
        out.flush()
        if found["verdict"] == report.CONTRADICTED:
            break
    return code


# --- two views -------------------------------------------------------------------------------------


def _compare(options: Options, out: IO[str]) -> int:
    brought = bring(options.trust)
    one, other = (forks.view(path, brought.trust) for path in (options.one, options.other))
    is_one_history, fork = forks.compare(one, other)
    code = CANNOT_TELL if is_one_history is None else SAME if is_one_history else FORKED
    sizes = [view.checkpoint.size for view in (one, other)]
    if fork and options.proof:
        write(options.proof, forks.spell(fork))
    if options.json:
        out.write(spelled({"exit_code": code, "fork": fork, "sizes": sizes}))
        return code
    out.write(f"{_ANSWERS[code]}\n  sizes  {sizes[0]} and {sizes[1]}\n")
    if fork:
        first = forks.signed(fork["first"], brought.trust)
        out.write(
            f"  at size {first.size}\n    one says    {first.root.hex()}\n    another     {fork['root_at_first']}\n"
        )
        out.write(
            f"  proof  {options.proof}\n" if options.proof else "  keep it with --proof FILE: anyone can check it\n"
        )
    return code


def _fork(options: Options, out: IO[str]) -> int:
    brought = bring(options.trust)
    try:
        proven, told = forks.is_proven(read(options.file, forks.FORK_BYTES_MAX), brought.trust)
    except Malformed as error:
        raise Unreadable(error.code, f"{options.file.name}: {error.found}") from None
    if not proven:
        raise Unreadable("fork_unproven", f"{options.file.name}: the two checkpoints may be of one history")
    if options.json:
        out.write(spelled(told | {"exit_code": FORKED, "proven": True}))
    else:
        out.write(f"{_ANSWERS[FORKED]}\n  origin  {brought.trust.ledger['origin']}\n")
        out.write(f"  sizes   {told['first']['size']} and {told['second']['size']}\n")
    return FORKED
