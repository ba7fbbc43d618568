"""Exporting: everything an auditor needs, in one file; and a trust file to go with it.

    bundle.json  entries.jsonl  checkpoint.txt  rows.jsonl  sheets.jsonl  results.jsonl
    accounts.jsonl  README.txt  story.LANGUAGE.txt ...  evidence/HASH ...

docs/spec/10-bundle.md is normative. The files are stored, not compressed, so that a bundle of the
same size of the log has the same bytes wherever it is made; memory stays flat.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Connection

from ledger import read, story
from ledger.chain import canonical
from ledger.election import rows
from ledger.election.administration import log_keys, policies
from ledger.errors import NotFound
from ledger.ledger import Ledger
from ledger.projections import compare, generations, tables
from ledger.read import Point
from ledger.readme import readme
from ledger.store import checkpoints, entries, heads, publications

_TIME = (1980, 1, 1, 0, 0, 0)


class Document(NamedTuple):
    """A document that goes with a bundle; its file is read at once, before the next is asked for."""

    digest: str
    size: int
    file: IO[bytes]


class _Listed(NamedTuple):
    bytes: int
    name: str
    sha256: str


def bundle(
    ledger: Ledger,
    path: Path,
    *,
    size: int | None = None,
    documents: Callable[[Point], Iterator[Document]] | None = None,
) -> int:
    """Write a bundle of the first `size` entries (all of them) and return that size.

    There must be a checkpoint of exactly that size. A file at `path` is replaced at the end only.
    `documents` yields what goes with it at a point, sorted by digest.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".bundle-") as name:
        folder = Path(name)
        with ledger.engine.connect() as connection, connection.begin():
            signed = _signed(connection, size)
            point = read.resolve(ledger, as_of=signed.size)
            generation = generations.live(connection).number
            parts: dict[str, Iterable[bytes]] = {
                "entries.jsonl": _entries(connection, signed.size),
                "checkpoint.txt": [signed.note],
                "rows.jsonl": _rows(connection, generation, signed.size),
                "sheets.jsonl": _sheets(ledger, point),
                "results.jsonl": _results(ledger, point),
                "accounts.jsonl": _accounts(ledger, point),
            }
            listed = [_write(folder / part, chunks) for part, chunks in parts.items()]
        listed += [
            _write(folder / name, chunks) for name, chunks in _told(ledger, folder, signed.size)
        ]
        (folder / "bundle.json").write_bytes(_contents(ledger, listed, signed.size))
        names = ["bundle.json", *(each.name for each in listed)]
        _zip(folder, names, documents(point) if documents else ())
        shutil.move(folder / "bundle.zip", path)
    return signed.size


def signed(ledger: Ledger, size: int | None = None) -> tuple[int, bytes]:
    """Return the size and checkpoint of the bundle that `bundle` would write now."""
    with ledger.engine.connect() as connection:
        found = _signed(connection, size)
    return found.size, found.note


def trust(ledger: Ledger, *, required_checks: Sequence[str] = (), last_seen: bool = True) -> bytes:
    """Return a trust file that pins this ledger, its log keys and the newest checkpoint.

    Each key is listed with the sizes for which the log adopted it.

    An auditor should check it against what they have from elsewhere, the keys of the witnesses
    above all: it comes from us.
    """
    with read.view(ledger) as view:
        listed = sorted(
            view.law.docs(log_keys.LAW).values(),
            key=lambda doc: (doc["from_size"], log_keys.kind_of(doc["vkey"]), doc["vkey"]),
        )
        origin = view.law.ledger["origin"]
        policy = (view.law.doc(policies.LAW, policies.LAW) or {"policy": None})["policy"]
    return canonical.dumps(
        {
            "format": 0,
            "last_seen": read.last_seen(ledger) if last_seen else None,
            "ledger": {"id": None if ledger.ledger_id is None else ledger.ledger_id.hex()}
            | {"origin": origin},
            "log_keys": listed,
            "required_checks": sorted(required_checks),
            "witness_policy": policy,
        }
    )


def _signed(connection: Connection, size: int | None) -> checkpoints.Signed:
    if size is None:
        signed = checkpoints.read(connection, heads.read(connection).size)
        signed = signed or checkpoints.last(connection)
    else:
        signed = checkpoints.read(connection, size)
    if signed is None:
        found = "no checkpoint" if size is None else f"no checkpoint of size {size}"
        raise NotFound(found, "export at a size at which a commit ended")
    # With the signatures that others have added since: what an auditor's own witnesses are among.
    cosigned = publications.of_size(connection, signed.size)
    return signed if cosigned is None else signed._replace(note=cosigned.note)


def _entries(connection: Connection, size: int) -> Iterator[bytes]:
    for stored in entries.scan(connection, 0, size):
        yield stored.data + b"\n"


def _rows(connection: Connection, generation: int, size: int) -> Iterator[bytes]:
    """Yield every row as a canonical line, in the order of the log."""
    for start in range(0, size, compare.BLOCK):
        stop = min(size, start + compare.BLOCK)
        placed = [
            table.decode(values)
            for name, table in tables.TABLES.items()
            for values in compare.read_range(connection, generation, name, start, stop)
        ]
        placed.sort(key=_by_place)
        for one in placed:
            yield canonical.respell(rows.document(one)) + b"\n"


def _by_place(placed: rows.Placed[Any]) -> tuple[int, int]:
    return placed.since, placed.ordinal


def _sheets(ledger: Ledger, point: Point) -> Iterator[bytes]:
    with read.view(ledger, as_of=point.position, in_force_on=point.day) as view:
        for sheet in view.sheets():
            yield canonical.respell(sheet) + b"\n"


def _results(ledger: Ledger, point: Point) -> Iterator[bytes]:
    with read.view(ledger, as_of=point.position, in_force_on=point.day) as view:
        for contest in view.contests():
            told = view.result(contest) | {"blockers": view.blockers(contest)}
            yield canonical.respell(told) + b"\n"


def _accounts(ledger: Ledger, point: Point) -> Iterator[bytes]:
    with read.view(ledger, as_of=point.position, in_force_on=point.day) as view:
        for account in view.accounts():
            yield canonical.respell(account) + b"\n"


def _told(ledger: Ledger, folder: Path, size: int) -> Iterator[tuple[str, Iterable[bytes]]]:
    """What is for people: it follows from the files that were written before."""
    yield "README.txt", [readme(**_identity(ledger), first=0, last=size - 1)]
    for language in story.languages(_lines(folder / "rows.jsonl")):
        entries_, rows_ = (_lines(folder / name) for name in ("entries.jsonl", "rows.jsonl"))
        yield f"story.{language}.txt", story.tell(entries_, rows_, language)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _identity(ledger: Ledger) -> dict[str, str]:
    assert ledger.ledger_id is not None, "what has a checkpoint has an entry 0"
    return {"id": ledger.ledger_id.hex(), "origin": ledger.origin}


def _write(path: Path, chunks: Iterable[bytes]) -> _Listed:
    digest, length = sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            length += len(chunk)
    return _Listed(length, path.name, digest.hexdigest())


def _contents(ledger: Ledger, listed: Sequence[_Listed], size: int) -> bytes:
    return canonical.dumps(
        {
            "files": [one._asdict() for one in listed],
            "format": 0,
            "ledger": _identity(ledger),
            "size": size,
        }
    )


def _zip(folder: Path, names: Sequence[str], documents: Iterable[Document]) -> None:
    with ZipFile(folder / "bundle.zip", "w", ZIP_STORED) as archive:
        for name in names:
            with (folder / name).open("rb") as source:
                _add(archive, name, source, (folder / name).stat().st_size)
        for one in documents:
            _add(archive, f"evidence/{one.digest}", one.file, one.size)


def _add(archive: ZipFile, name: str, source: IO[bytes], size: int) -> None:
    member = ZipInfo(name, _TIME)
    member.create_system = 3
    member.external_attr = 0o644 << 16
    member.file_size = size
    with archive.open(member, "w") as target:
        shutil.copyfileobj(source, target, 1 << 20)
