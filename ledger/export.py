"""Exporting: everything an auditor needs, in one file; and a trust file to go with it.

    bundle.json  entries.jsonl  checkpoint.txt  rows.jsonl  sheets.jsonl  results.jsonl
    accounts.jsonl  before.json  README.txt  story.LANGUAGE.txt ...  evidence/HASH ...

docs/spec/10-bundle.md is normative. The files are stored, not compressed, so that a bundle of the
same size of the log has the same bytes wherever it is made; memory stays flat.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Connection

from ledger import read, story
from ledger.chain import canonical
from ledger.election import rows
from ledger.election.administration import log_keys, policies
from ledger.errors import Malformed, NotFound
from ledger.ledger import Ledger
from ledger.projections import compare, generations, tables
from ledger.read import Point
from ledger.readme import readme
from ledger.store import checkpoints, entries, heads, publications, trees

_TIME = (1980, 1, 1, 0, 0, 0)
_BEFORE_BYTES_MAX = 1 << 24
_DIGEST = re.compile(rb"\b[0-9a-f]{64}\b")
_EARLIER = "earlier.jsonl"
"""Rows that the bundle leaves out, and from which the stories know names and sentences."""


class Document(NamedTuple):
    """A document that goes with a bundle; its file is read at once, before the next is asked for."""

    digest: str
    size: int
    file: IO[bytes]


class Listed(NamedTuple):
    """A file of a bundle, as `bundle.json` lists it."""

    bytes: int
    name: str
    sha256: str


def bundle(
    ledger: Ledger,
    path: Path,
    *,
    size: int | None = None,
    since: int = 0,
    documents: Callable[[Point], Iterator[Document]] | None = None,
) -> int:
    """Write a bundle of the first `size` entries (all of them) and return that size.

    With `since`, entries and rows of the first `since` are left out: whoever has seen the log at
    that size can check what came after, and with the bundle of that size everything.

    There must be a checkpoint of exactly that size. A file at `path` is replaced at the end only.
    `documents` yields what goes with it at a point, sorted by digest.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".bundle-") as name:
        folder = Path(name)
        with ledger.engine.connect() as connection, connection.begin():
            signed = _signed(connection, size)
            if since >= signed.size:
                raise Malformed("nothing_since", f"a size below {signed.size}", since, "since")
            point = read.resolve(ledger, as_of=signed.size)
            generation = generations.live(connection).number
            parts: dict[str, Iterable[bytes]] = {
                "entries.jsonl": _entries(connection, since, signed.size),
                "checkpoint.txt": [signed.note],
                "rows.jsonl": _rows(connection, generation, since, signed.size),
                "sheets.jsonl": _sheets(ledger, point),
                "results.jsonl": _results(ledger, point),
                "accounts.jsonl": _accounts(ledger, point),
            }
            if since:
                parts["before.json"] = [_before(ledger, connection, since)]
                write(folder / _EARLIER, _rows(connection, generation, 0, since))
            listed = [write(folder / part, chunks) for part, chunks in parts.items()]
        told = _told(ledger, folder, since, signed.size)
        listed += [write(folder / name, chunks) for name, chunks in told]
        together = _of_these(folder, since, documents(point)) if documents else ()
        pack(ledger, folder, listed, path, size=signed.size, documents=together)
    return signed.size


def pack(
    ledger: Ledger,
    folder: Path,
    listed: Sequence[Listed],
    path: Path,
    *,
    size: int,
    documents: Iterable[Document],
) -> None:
    """Put the files of a folder, with the list of them in front, into one at `path`."""
    (folder / "bundle.json").write_bytes(_contents(ledger, listed, size))
    _zip(folder, ["bundle.json", *(each.name for each in listed)], documents)
    shutil.move(folder / "bundle.zip", path)


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


def _entries(connection: Connection, since: int, size: int) -> Iterator[bytes]:
    for stored in entries.scan(connection, since, size):
        yield stored.data + b"\n"


def _rows(connection: Connection, generation: int, since: int, size: int) -> Iterator[bytes]:
    """Yield every row as a canonical line, in the order of the log."""
    for start in range(since, size, compare.BLOCK):
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


def _before(ledger: Ledger, connection: Connection, size: int) -> bytes:
    """What the log was at a size: from there a reader can grow the tree and try signatures."""
    frontier = trees.Tree(connection).frontier(size)
    with read.view(ledger, as_of=size) as view:
        docs = [doc for _, doc in sorted(view.law.docs("key").items())]
    told = {
        "format": 0,
        "frontier": [each.hex() for each in frontier.peaks()],
        "keys": [{"alg": doc["alg"], "public": doc["public"]} for doc in docs],
        "root": frontier.root().hex(),
        "size": size,
    }
    return canonical.dumps(told, limit=_BEFORE_BYTES_MAX)


def _of_these(folder: Path, since: int, documents: Iterable[Document]) -> Iterator[Document]:
    """The documents that the entries of this bundle name; of a whole one that is all of them."""
    named: set[str] = set()
    for line in _lines(folder / "entries.jsonl") if since else ():
        named.update(found.decode() for found in _DIGEST.findall(line))
    yield from (each for each in documents if not since or each.digest in named)


def _told(
    ledger: Ledger, folder: Path, since: int, size: int
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """What is for people: it follows from the files that were written before."""
    yield "README.txt", [readme(**_identity(ledger), first=since, last=size - 1)]
    kept = [_EARLIER, "rows.jsonl"] if since else ["rows.jsonl"]
    for language in story.languages(_chained(folder, kept)):
        told = story.tell(_chained(folder, ["entries.jsonl"]), _chained(folder, kept), language)
        yield f"story.{language}.txt", told


def _chained(folder: Path, names: Iterable[str]) -> Iterator[bytes]:
    return chain.from_iterable(_lines(folder / name) for name in names)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _identity(ledger: Ledger) -> dict[str, str]:
    assert ledger.ledger_id is not None, "what has a checkpoint has an entry 0"
    return {"id": ledger.ledger_id.hex(), "origin": ledger.origin}


def write(path: Path, chunks: Iterable[bytes]) -> Listed:
    """Write a file of a bundle; its size and digest."""
    digest, length = sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            length += len(chunk)
    return Listed(length, path.name, digest.hexdigest())


def _contents(ledger: Ledger, listed: Sequence[Listed], size: int) -> bytes:
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
