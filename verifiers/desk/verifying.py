"""Verifying a bundle, a log as files of tiles, or one receipt: from the files to the report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from verifiers import before, proven
from verifiers import trust as trust_files
from verifiers.desk import continuing, examination, receipts, report, spreadsheet, stateproofs, unit
from verifiers.desk.bundle import BEFORE, PROOF, Bundle, Source
from verifiers.desk.examination import Examined, Progress
from verifiers.desk.files import Unreadable, read
from verifiers.desk.joined import Joined
from verifiers.desk.report import Report
from verifiers.desk.spreadsheet import Table
from verifiers.desk.tiles import Tiles
from verifiers.proven import NOTHING, Asked
from verifiers.reading import Json, Malformed
from verifiers.trust import Trust

TRUST_BYTES_MAX = 65_535


class Brought(NamedTuple):
    """A trust file and its name; tables to be held to the entries."""

    name: str
    trust: Trust
    tables: Sequence[Table] = ()


def bring(path: Path, tables: Sequence[Path] = ()) -> Brought:
    """What the auditor brings, read strictly."""
    try:
        trust = trust_files.parse(read(path, TRUST_BYTES_MAX))
    except Malformed as error:
        raise Unreadable(error.code, f"trust file {path.name}: {error.found}") from None
    try:
        return Brought(path.name, trust, [spreadsheet.read_table(each) for each in tables])
    except Malformed as error:
        raise Unreadable(error.code, error.found) from None


def bundle(
    path: Path, brought: Brought, progress: Progress, *, others: Sequence[Path] = (), asked: Asked = NOTHING
) -> Report:
    """The report on a bundle, together with others of the same log that each go on where one ends.

    `asked` is for a bundle of one unit: what it should be about.
    """

    def examine() -> Report:
        with ExitStack() as stack:
            files = [stack.enter_context(each.open("rb")) for each in (path, *others)]
            digests = [hashlib.file_digest(file, "sha256").hexdigest() for file in files]
            named: list[Json] = list(map(_named, (path, *others), digests))
            inputs: Json = {"bundle": named[0]} | ({"with": named[1:]} if others else {})
            parts: list[Source] = sorted(map(Bundle, files), key=_begins)
            if others and any(part.has(PROOF) for part in parts):
                raise Malformed("bundles_do_not_meet", "a bundle of one unit stands for itself")
            if others and _begins(parts[0]):
                raise Malformed("bundles_do_not_meet", "none of them begins at entry 0")
            return _examined(reduce(Joined, parts), brought, progress, asked, **inputs)

    return _read("bundle", path, examine)


def _begins(source: Source) -> int:
    """The index at which the entries of a bundle begin."""
    return before.parse(source.stream(BEFORE).take(before.BEFORE_BYTES_MAX + 1)).size if source.has(BEFORE) else 0


def tiles(folder: Path, brought: Brought, progress: Progress, *, fetched_from: str = "") -> Report:
    """The report on a folder of tiles; `fetched_from` is where they were downloaded just before."""

    def examine() -> Report:
        source = Tiles(folder)
        digest = hashlib.sha256(source.checkpoint).hexdigest()
        named = _named(folder, digest)
        if fetched_from:
            named["fetched_from"] = report.visible(fetched_from)
        found = _examined(source, brought, progress, tiles=named)
        return found | {"network_used": bool(fetched_from)}

    return _read("tiles", folder, examine)


def record(path: Path, brought: Brought) -> Report:
    """The report on a receipt."""

    def examine() -> Report:
        data = read(path, receipts.RECEIPT_BYTES_MAX)
        found = receipts.examine(receipts.parse(data), brought.trust)
        inputs = _inputs(brought, brought.trust.ledger)
        inputs["receipt"] = _named(path, hashlib.sha256(data).hexdigest())
        return report.build(inputs, brought.trust, found)

    return _read("receipt", path, examine)


def state(path: Path, brought: Brought, asked: Asked) -> Report:
    """The report on a state proof."""

    def examine() -> Report:
        data = read(path, proven.PROOF_BYTES_MAX + 1)
        proof, trust = proven.parse(data), brought.trust
        inputs = _inputs(brought, proof["ledger"])
        inputs["proof"] = _named(path, hashlib.sha256(data).hexdigest())
        if proof["ledger"] != trust.ledger:
            return report.not_found(inputs, trust, "state")
        return report.build(inputs, trust, stateproofs.examine(proof, trust, asked))

    return _read("state proof", path, examine)


def _read(kind: str, path: Path, examine: Callable[[], Report]) -> Report:
    try:
        return examine()
    except Malformed as error:
        raise Unreadable(error.code, f"{kind} {path.name}: {error.found}") from None
    except OSError as error:
        raise Unreadable("unreadable", f"{path}: {error.strerror}") from None


def _named(path: Path, digest: str) -> Json:
    return {"name": report.visible(path.name), "sha256": digest}


def _inputs(brought: Brought, ledger: Json) -> Json:
    trust = {"name": report.visible(brought.name), "sha256": brought.trust.digest}
    tables = [{"name": report.visible(each.name), "sha256": each.sha256} for each in brought.tables]
    return {"ledger": ledger, "trust": trust} | ({"spreadsheets": tables} if tables else {})


def _examined(source: Source, brought: Brought, progress: Progress, asked: Asked = NOTHING, **named: Json) -> Report:
    ledger, trust = source.manifest["ledger"], brought.trust
    inputs = _inputs(brought, ledger) | named
    if ledger != trust.ledger:
        kind = "tiles" if "tiles" in named else "unit" if source.has(PROOF) else "bundle"
        return report.not_found(inputs, trust, kind)
    if brought.tables and (source.has(PROOF) or source.has(BEFORE)):
        raise Malformed("bad_spreadsheet", "its rows need the entries from the first on: the whole bundle, or --with")
    found: Examined
    if source.has(PROOF):
        found = unit.examine(source, trust, asked, progress)
    elif asked != NOTHING:
        raise Malformed("bad_member", "this is no bundle of one unit: leave out what you asked for")
    elif source.has(BEFORE):
        found = continuing.examine(source, trust, progress)
    else:
        found = examination.examine(source, trust, progress, brought.tables)
        found.kind = "tiles" if "tiles" in named else "bundle"
    return report.build(inputs, trust, found)
