"""Evidence: files that acts name by their SHA-256, kept beside the log and never in it.

    evidence.receive(ledger, store, digest, act="cec-2013-87", chunks=chunks)
    standing = evidence.standing(ledger, store, digest)

A file is taken only if an act that was recorded names it, so that nobody can fill the store with
anything else, and only if its bytes are those that were named. Who sent it does not matter then.
docs/spec/15-documents.md is normative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from ledger import limits, read
from ledger.chain import canonical
from ledger.election import naming
from ledger.errors import Malformed, NotFound
from ledger.evidence import spool
from ledger.evidence.store import Store
from ledger.export import Document
from ledger.ledger import Ledger
from ledger.read import Point

__all__ = ["Standing", "Store", "missing", "receive", "require_named", "standing"]

KEPT, ABSENT, WITHHELD, ERASED = "kept", "absent", "withheld", "erased"


class Standing(NamedTuple):
    """What became of a document: its state, its size in bytes where it is kept, and the law.

    `law` is the row that withholds or erases it, as section 4 writes it, `since` the index of the
    act that made it; both None where there is none in force.
    """

    state: str
    bytes: int | None
    law: dict[str, Any] | None
    since: int | None
    position: int


class _Held(NamedTuple):
    """What the law holds back at a point: the latest row of each document, and its index."""

    position: int
    day: str
    rows: dict[str, tuple[dict[str, Any] | None, int]]


def standing(ledger: Ledger, store: Store, digest: str) -> Standing:
    """Return what became of a document, as of everything recorded."""
    return _standing(_held(ledger), store, digest)


def _held(ledger: Ledger, point: Point | None = None) -> _Held:
    as_of, on = point or (None, None)
    with read.view(ledger, as_of=as_of, in_force_on=on) as view:
        rows = {one.row.id: (one.row.doc, one.since) for one in view.law_rows("document")}
        return _Held(view.position, view.day, rows)


def _standing(held: _Held, store: Store, digest: str) -> Standing:
    law, since = _law(held, digest)
    size = None if law and law["state"] == ERASED else store.size(digest)
    kept = KEPT if size is not None else ABSENT
    return Standing(law["state"] if law else kept, size, law, since, held.position)


def _law(held: _Held, digest: str) -> tuple[dict[str, Any] | None, int | None]:
    law, since = held.rows.get(digest, (None, None))
    if law is None or (law["until"] is not None and law["until"] <= held.day):
        return None, None
    return law, since


def require_named(ledger: Ledger, digest: str, act: str) -> None:
    """NotFound unless the act was recorded, Malformed unless it names the document."""
    recorded = canonical.loads(read.entry(ledger, read.index_of(ledger, act)))["act"]
    if digest not in _named(recorded):
        raise Malformed("document_not_named", f"a document that the act {act} names", digest)


@contextmanager
def arriving() -> Iterator[spool.Spool]:
    """A place for the bytes of a document on its way, gone after the block."""
    with spool.opened(limits.EVIDENCE_BYTES_MAX) as place:
        yield place


def keep(store: Store, digest: str, place: spool.Spool) -> bool:
    """Keep what has arrived; False if it was there before. Malformed if it is something else."""
    if place.digest != digest:
        raise Malformed("document_differs", f"the file with the SHA-256 {digest}", place.digest)
    if store.size(digest) is not None:
        return False
    store.keep(digest, place.file())
    return True


def receive(
    ledger: Ledger, store: Store, digest: str, *, act: str, chunks: Iterable[bytes]
) -> bool:
    """Take a whole file; False if it was there before."""
    state = standing(ledger, store, digest)
    if state.state == ERASED:
        raise Malformed("document_erased", "a document that was not erased", digest)
    require_named(ledger, digest, act)
    with arriving() as place:
        for chunk in chunks:
            place.add(chunk)
        return keep(store, digest, place)


@contextmanager
def opened(store: Store, digest: str) -> Iterator[IO[bytes]]:
    """The bytes of a document, hashed before the first is given; Malformed where they differ."""
    with spool.opened(limits.EVIDENCE_BYTES_MAX) as place:
        for chunk in store.read(digest):
            place.add(chunk)
        if place.digest != digest:
            raise Malformed("document_damaged", f"the file with the SHA-256 {digest}", place.digest)
        yield place.file()


def kept_at(
    ledger: Ledger, store: Store, point: Point, entries: Iterable[bytes] | None = None
) -> list[tuple[str, int]]:
    """Return digests and sizes of what goes with a bundle, sorted: named, kept, not withheld then.

    Named by one of these entries, or by any up to the point.
    """
    names, held = set[str](), _held(ledger, point)
    for data in read.log(ledger, 0, point.position) if entries is None else entries:
        names |= _named(canonical.loads(data)["act"])
    told = ((digest, _standing(held, store, digest)) for digest in sorted(names))
    return [(digest, found.bytes or 0) for digest, found in told if found.state == KEPT]


def held_back(ledger: Ledger) -> set[str]:
    """Return the digests of all documents that acts withhold or erase now."""
    held = _held(ledger)
    return {digest for digest in held.rows if _law(held, digest)[0] is not None}


def files(store: Store, listed: Iterable[tuple[str, int]]) -> Iterator[Document]:
    """Yield documents as they go into a bundle, each hashed again; Malformed where one differs."""
    for digest, size in listed:
        with opened(store, digest) as file:
            yield Document(digest, size, file)


def supplied(ledger: Ledger, store: Store, point: Point) -> Iterator[Document]:
    """Yield every document that goes with a bundle, sorted."""
    yield from files(store, kept_at(ledger, store, point))


def going_with(
    ledger: Ledger, store: Store, entries: Iterable[bytes], point: Point
) -> list[tuple[str, int]]:
    """Return digests and sizes of what goes with these entries: withheld neither then nor now."""
    held = held_back(ledger)
    return [each for each in kept_at(ledger, store, point, entries) if each[0] not in held]


def missing(ledger: Ledger, store: Store) -> Iterator[tuple[int, str, str]]:
    """Yield index, act and digest of every document that is named, and is neither here nor gone."""
    seen, held = set[str](), _held(ledger)
    for index, data in enumerate(read.log(ledger)):
        act = canonical.loads(data)["act"]
        for digest in sorted(_named(act) - seen):
            seen.add(digest)
            if _standing(held, store, digest).state == ABSENT:
                yield index, act["act_id"], digest


def erase(ledger: Ledger, store: Store) -> list[str]:
    """Remove what acts have erased from the store; return what was removed."""
    with read.view(ledger) as view:
        erased = [d for d, doc in view.law.docs("document").items() if doc["state"] == ERASED]
    return [digest for digest in sorted(erased) if store.remove(digest)]


def require_kept(state: Standing, digest: str) -> None:
    """NotFound unless there is something to give."""
    if state.state == ABSENT:
        raise NotFound(f"no document {digest}", "ask the body whose act names it for the file")


def _named(act: dict[str, Any]) -> set[str]:
    return {one.digest for one in naming.of_act(act)}
