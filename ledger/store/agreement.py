"""What the memories say, gathered for the one decision in `chain.guard`.

    before every commit     how the entries end, the last checkpoint's size, the head record
    at start                besides: every root, the folder of tiles, the witnesses

Nothing is decided here; what was found goes into `guard.Found`, and `guard.judge` decides. What
nobody has vouched for yet is read back and hashed before others are put on top of it.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from ledger import limits
from ledger.chain import checkpoint, entry, guard, log_keys, note, vkey
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.guard import Answer, Asked, End, Found, Statement, Trouble
from ledger.chain.log_keys import LogKeys
from ledger.errors import Malformed
from ledger.store import checkpoints, defences, entries, servers
from ledger.store.head_record import Record
from ledger.store.heads import Head
from ledger.store.readback import read_back
from ledger.store.trees import Tree

TILES_CHECKPOINT = "checkpoint"
"""The name of the checkpoint in a folder of tiles."""

_RECORD = "the head record"


class Outside(NamedTuple):
    """What is remembered outside the database: where it is, and how the witnesses are asked.

    `record` is what the head record said, None where the ledger has none.
    """

    record: Record | None = None
    record_path: Path | None = None
    tiles: Path | None = None
    witnesses: Callable[[], Asked] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether a restore of the whole database could not be detected."""
        return self.record_path is None and self.tiles is None and self.witnesses is None


def require(
    connection: Connection,
    head: Head,
    record: Record | None,
    *,
    where: Path | None = None,
    now: str | None = None,
) -> None:
    """Stop unless the log ends where the head says, and nobody remembers more or otherwise.

    Called with the head locked, before anything is decided, with the time `now` that the next
    entries would get.
    """
    signed, last = entries.ends(connection)
    found = Found(
        head=End(*head),
        last=_end(last),
        statements=(
            Statement("checkpoint", guard.SOURCES["checkpoint"], signed),
            *_record_leaf(connection, head, record, where),
        ),
        now=now if defences.stands("clock") else None,
    )
    judge(_on_server(found, connection, record))
    _read_unvouched(connection, head, signed if record is None else record.size)


def require_everything(
    connection: Connection,
    head: Head,
    outside: Outside,
    *,
    keys: LogKeys,
    ledger_id: bytes | None,
) -> None:
    """Stop unless all memories, with their roots, agree with the database."""
    found = everything(connection, head, outside, keys=keys, ledger_id=ledger_id)
    judge(found)
    record = outside.record if defences.stands("head_record") else None
    signed = checkpoints.last_size(connection)
    _read_unvouched(connection, head, signed if record is None else record.size)


def require_end(connection: Connection, head: Head) -> Found:
    """Return how the entries end; stop where that is not what the head says."""
    end = Found(head=End(*head), last=_last(connection))
    judge(end)
    return end


def everything(
    connection: Connection,
    head: Head,
    outside: Outside,
    *,
    keys: LogKeys,
    ledger_id: bytes | None,
) -> Found:
    """Return what all memories say, with their roots; stop where the entries end elsewhere."""
    founding = entries.leaf(connection, 0)
    # Where the entries end elsewhere than the head says, no root can be computed.
    end = require_end(connection, head)
    record = outside.record if defences.stands("head_record") else None
    looking = _Looking(connection, head)
    looking.at_checkpoint(keys)
    looking.at_record(record, outside.record_path, founding)
    looking.at_tiles(outside.tiles if defences.stands("tiles") else None, keys.known)
    asked = outside.witnesses() if outside.witnesses and defences.stands("witnesses") else None
    silent = looking.at_witnesses(() if asked is None else asked.answers, keys.known)
    found = Found(
        head=end.head,
        last=end.last,
        founding=founding,
        founding_opened=ledger_id,
        statements=tuple(looking.statements),
        troubles=tuple(looking.troubles),
        silent=silent,
        may_know_more=asked is not None and asked.may_know_more,
    )
    return _on_server(found, connection, record)


def read_note(data: bytes) -> Checkpoint:
    """Return what a stored note states, signatures aside; stop if it is no checkpoint."""
    try:
        return checkpoint.parse(note.parse(data)[0])
    except Malformed as error:
        trouble = Trouble("checkpoint", "damaged", "a stored checkpoint", str(error))
        guard.require(Found(troubles=(trouble,)))
        raise


def founding_keys(connection: Connection) -> list[LogKey]:
    """Return the keys of the log that entry 0 names, without the ends that later entries set."""
    stored = entries.read(connection, 0)
    try:
        fields = {} if stored is None else entry.parse(stored.data).act.events[0].fields
    except Malformed:
        # A damaged entry is found where entries are read back, and names no keys.
        fields = {}
    named = fields.get("log_keys", []) if isinstance(fields, dict) else []
    found = [LogKey(vkey.parse_log_key(text)) for text in named if isinstance(text, str)]
    return list(dict.fromkeys(found))


class _Looking:
    """Collects what each memory says, and beside it what the database has in that place."""

    def __init__(self, connection: Connection, head: Head) -> None:
        self.statements: list[Statement] = []
        self.troubles: list[Trouble] = []
        self._connection = connection
        self._head = head
        self._tree = Tree(connection)

    def at_checkpoint(self, keys: LogKeys) -> None:
        last = checkpoints.last(self._connection)
        if last is None:
            return
        where = guard.SOURCES["checkpoint"]
        if last.size > self._head.size:
            self.statements.append(Statement("checkpoint", where, last.size))
            return
        try:
            stated = checkpoint.parse(note.parse(last.note)[0])
        except Malformed as error:
            self.troubles.append(Trouble("checkpoint", "damaged", where, str(error)))
            return
        if keys.held and not _is_ours(last.note, stated, keys):
            why = f"it is not the one that {keys.held[0].name} signs with its keys"
            self.troubles.append(Trouble("checkpoint", "damaged", where, why))
        # One that is kept under another size than it states is another log's.
        root = stated.root if stated.size == last.size else b""
        self._say("checkpoint", where, last.size, root)

    def at_record(self, record: Record | None, path: Path | None, founding: bytes | None) -> None:
        where = _RECORD if path is None else f"{_RECORD} {path}"
        if record is None:
            if path is not None and self._head.size > 0 and defences.stands("head_record"):
                self.troubles.append(Trouble("head_record", "missing", where))
            return
        if record.size:
            self.statements += _record_leaf(self._connection, self._head, record, path)
            self._say("head_record", where, record.size, record.root)
            if self._head.size:
                told = Statement("head_record", where, record.size, record.ledger_id, founding)
                self.statements.append(told)

    def at_tiles(self, folder: Path | None, keys: Sequence[LogKey]) -> None:
        where = f"the checkpoint of the tiles in {folder}"
        try:
            data = None if folder is None else _read(folder / TILES_CHECKPOINT)
            stated = None if data is None else checkpoint.open(data, keys)
        except (Malformed, OSError) as error:
            self.troubles.append(Trouble("tiles", "damaged", where, str(error)))
            return
        if stated is not None:
            self._say("tiles", where, stated.size, stated.root)

    def at_witnesses(self, answers: Iterable[Answer], keys: Sequence[LogKey]) -> tuple[str, ...]:
        """Take what is proven by our signature; return who proved nothing."""
        silent = []
        for one in answers:
            try:
                stated = None if one.note is None else checkpoint.open(one.note, keys)
            except Malformed:
                stated = None
            if stated is None:
                silent.append(one.name)
            else:
                self._say("witness", f"the witness {one.name}", stated.size, stated.root)
        return tuple(silent)

    def _say(self, source: str, where: str, size: int, root: bytes) -> None:
        here = self._tree.root_at(size) if size <= self._head.size else None
        self.statements.append(Statement(source, where, size, root, here))


def judge(found: Found) -> None:
    """Raise LedgerStopped if the verdict on what was found is against going on."""
    if defences.stands("guard"):
        guard.require(found)


def _last(connection: Connection) -> End:
    return _end(entries.last(connection))


def _end(last: entries.Last | None) -> End:
    return End(0, None, None) if last is None else End(last[0] + 1, *last[1:])


def _on_server(found: Found, connection: Connection, record: Record | None) -> Found:
    server = servers.of(connection)
    if server.name is None:
        return found
    before = None if record is None else record.server
    return dataclasses.replace(
        found, server=server.name, is_standby=server.is_standby, server_before=before
    )


def _record_leaf(
    connection: Connection, head: Head, record: Record | None, path: Path | None
) -> Iterator[Statement]:
    if record is None or not defences.stands("head_record"):
        return
    where = _RECORD if path is None else f"{_RECORD} {path}"
    here = None
    if record.size == head.size:
        here = head.leaf
    elif 0 < record.size < head.size:
        here = entries.leaf(connection, record.size - 1)
    yield Statement("head_record", where, record.size, record.leaf, here)


def _read_unvouched(connection: Connection, head: Head, start: int) -> None:
    previous = entries.leaf(connection, start - 1) if 0 < start < head.size else None
    for _ in read_back(connection, start, head.size, previous=previous):
        pass


def _is_ours(data: bytes, stated: Checkpoint, keys: LogKeys) -> bool:
    """Whether a note is what our keys sign; without names in the log, one by others is not asked."""
    held = {(each.name, each.key_id) for each in keys.held}
    by_us = any((line.name, line.key_id) in held for line in note.parse(data)[1])
    if not by_us and not keys.named:
        return stated.origin == keys.held[0].name
    return log_keys.is_signed(data, keys)


def _read(path: Path) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read(limits.NOTE_BYTES_MAX + 1)
    except FileNotFoundError:
        return None
