"""Publishing: the newest checkpoint gets all its signatures, and others may see it.

    1  nothing remembers more than the database, or otherwise (`append.examine`)
    2  the newest checkpoint of a commit gets the log's second signature, as of now, and is kept;
       before it the one at which a key of the log begins, so that both keys sign what is published
    3  with witnesses: their cosignatures are collected, and only what meets the policy goes on
    4  it is kept as published; readers, tiles and proofs in files show this one

Every checkpoint ever signed is kept. One a second is made at most, and none where the newest is
published already; a later one never covers fewer entries. Two roots for one size are impossible:
what is published begins with the very bytes that stand in receipts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from ledger import append
from ledger.chain import note
from ledger.chain.note import Line
from ledger.errors import LedgerStopped, NotFound, Unavailable
from ledger.ledger import Ledger
from ledger.store import checkpoints, crash, heads, publications
from ledger.store.checkpoints import Signed
from ledger.store.engine import reachable, writing
from ledger.store.publications import Publication


class Collected(NamedTuple):
    """New cosignatures of a signed checkpoint, verified; and what is missing to meet the policy."""

    lines: Sequence[Line]
    missing: str = ""


Collect = Callable[[bytes], Collected]
"""`collect(note)` raises LedgerStopped where a witness has proof of another log."""


def publish(ledger: Ledger, *, collect: Collect | None = None) -> Publication:
    """Publish the newest checkpoint, or return the one published last if that is the newest.

    Raises LedgerStopped where the ledger cannot vouch for itself, Unavailable where the policy
    is not met (what was cosigned is kept, and the one before stays in sight), NotFound before
    entry 0.
    """
    with reachable():
        stopped = append.examine(ledger)
        if stopped is not None:
            # Whoever wants to write next looks at everything again too.
            ledger.memory.is_examined = False
            raise stopped
        append.settle(ledger)
        signed = _sign(ledger, stage="signed" if collect else "published")
        if collect is None or signed.stage == "published":
            return signed
    # Witnesses are asked outside every transaction: they may take seconds.
    collected = collect(signed.note)
    text, lines = note.parse(signed.note)
    cosigned = note.format(text, [*lines, *collected.lines])
    with reachable():
        if not collected.missing:
            return _release(ledger, signed, cosigned, stage="published")
        if collected.lines:
            _release(ledger, signed, cosigned, stage="signed")
    do = "it is tried again; until then the checkpoint before stays the published one"
    raise Unavailable(f"{signed.size} entries: {collected.missing}", do)


def newest(connection: Connection) -> Publication:
    """Return the newest published checkpoint; NotFound where there is none yet."""
    found = publications.published(connection)
    if found is None:
        raise NotFound("no published checkpoint", "run `eal log publish`, or serve with its keys")
    return found


def _sign(ledger: Ledger, *, stage: publications.Stage) -> Publication:
    """Return the newest checkpoint with both signatures, kept, or the one published last."""
    with (
        ledger.engine.connect() as connection,
        writing(connection, commit="publication_committed") as transaction,
    ):
        heads.lock(connection)
        last, at = publications.last(connection), posix(ledger.clock())
        newest_signed = _due(ledger, connection)
        if last is not None and at < last.signed_at:
            raise _clock_went_back(at, last.signed_at)
        published = publications.published(connection)
        is_done = published is not None and published.size == newest_signed.size
        if stage == "signed" and last is not None and not is_done:
            if last.size == newest_signed.size and last.stage == "signed":
                # It waits for cosignatures since; those that it has are kept.
                transaction.rollback()
                return last
        if published is not None and (is_done or (last is not None and at == last.signed_at)):
            transaction.rollback()
            return published
        text, lines = note.parse(newest_signed.note)
        signers = ledger.second_signers(connection, newest_signed.size, at)
        made = Publication(
            number=0 if last is None else last.number + 1,
            size=newest_signed.size,
            signed_at=at,
            stage=stage,
            note=note.sign(text, signers, besides=lines),
        )
        with crash.around("publication_inserted"):
            publications.insert(connection, made)
    return made


def _release(
    ledger: Ledger, signed: Publication, cosigned: bytes, *, stage: publications.Stage
) -> Publication:
    """Keep a checkpoint with its cosignatures, unless a later one was kept meanwhile."""
    with (
        ledger.engine.connect() as connection,
        writing(connection, commit="publication_committed") as transaction,
    ):
        heads.lock(connection)
        last = publications.last(connection)
        assert last is not None, "one was just signed"
        if last.size > signed.size or last.signed_at > signed.signed_at:
            overtaken_by = publications.published(connection) or signed
            transaction.rollback()
            return overtaken_by
        made = signed._replace(number=last.number + 1, stage=stage, note=cosigned)
        with crash.around("publication_inserted"):
            publications.insert(connection, made)
    return made


def posix(instant: str) -> int:
    """Return an instant in whole POSIX seconds."""
    return int(datetime.fromisoformat(instant).timestamp())


def _due(ledger: Ledger, connection: Connection) -> Signed:
    """Return what is published next: the newest, after those at which a key of the log begins."""
    newest_signed = checkpoints.last(connection)
    if newest_signed is None:
        raise NotFound("no entry yet", "found the ledger first")
    published = publications.published(connection)
    start = 0 if published is None else published.size
    keys = ledger.log_keys(connection, newest_signed.size)
    for size in sorted({key.from_size for key in keys.named}):
        signed = checkpoints.read(connection, size) if start < size < newest_signed.size else None
        if signed is not None:
            return signed
    return newest_signed


def _clock_went_back(at: int, last: int) -> LedgerStopped:
    found = f"the clock says {at}, and the last checkpoint was published at {last} (POSIX seconds)"
    return LedgerStopped("clock_did_not_progress", found, "set the clock right; then try again")
