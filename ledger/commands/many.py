"""Submitting many signed acts: files, or files with a packet a line, and a journal to go on from.

The journal is a text file with a line for each act that was answered:

    {"act":"9c11…","index":41}
    {"act":"2d5a…","code":"unknown_unit","detail":"expected …, found …","source":"b.jsonl:7"}

What stands in it as recorded is not sent again; anything else is. Losing it loses nothing: an act
that is sent again gets its first receipt.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple

from ledger import limits
from ledger import submit as verb
from ledger.chain import packet as packet_of
from ledger.chain.packet import Packet
from ledger.commands import keyfiles, output
from ledger.errors import Fault, LedgerStopped, Malformed
from ledger.ledger import Ledger

LINES = (".jsonl", ".ndjson")

_JOURNAL_BYTES_MAX = 1 << 30


class Source(NamedTuple):
    """An act that was read, or why it could not be, and where it came from."""

    place: str
    packet: Packet | Malformed


class Tally:
    """How many acts were recorded now, before, and not at all."""

    def __init__(self) -> None:
        self.recorded = self.again = self.known = self.refused = 0

    def document(self) -> dict[str, int]:
        """The numbers by name; `known` stood in the journal and were not sent."""
        return dict(sorted(vars(self).items()))


def is_many(paths: Sequence[Path]) -> bool:
    """Whether these are more than the one act of one file."""
    return len(paths) != 1 or paths[0].suffix in LINES


def submit(opened: Ledger, paths: Sequence[Path], journal: Path | None) -> Tally:
    """Submit all acts of these files in order, and write what became of each into the journal."""
    tally = Tally()
    recorded = set() if journal is None else _recorded(journal)
    with _opened(journal) as file:
        for batch in _batches(_sources(paths)):
            fresh = [one for one in batch if _digest(one) not in recorded]
            tally.known += len(batch) - len(fresh)
            _record(opened, fresh, tally, file)
            if tally.recorded + tally.again + tally.refused:
                output.hint(so_far(tally))
    return tally


def _record(opened: Ledger, batch: list[Source], tally: Tally, file: IO[str] | None) -> None:
    packets = [one.packet for one in batch if isinstance(one.packet, Packet)]
    found = iter(verb.submit(opened, packets)) if packets else iter(())
    lines = []
    for one in batch:
        answer = next(found) if isinstance(one.packet, Packet) else one.packet
        line = {"act": _digest(one)} | _told(answer, tally)
        if "code" in line:
            line["source"] = one.place
            output.hint(f"{one.place}: {line['code']}: {line['detail']}")
        lines.append(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n")
    if file is not None:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _told(answer: verb.Answer | Malformed, tally: Tally) -> dict[str, Any]:
    if isinstance(answer, verb.Recorded):
        tally.recorded += answer.is_first
        tally.again += not answer.is_first
        return {"index": answer.index}
    tally.refused += 1
    if isinstance(answer, Malformed):
        return {"code": answer.code, "detail": str(answer)}
    if isinstance(answer, verb.Refused):
        first = answer.problems[0]
        return {"code": first.code, "detail": f"{first}. What to do: {first.do_next}."}
    fault = answer.fault
    code = fault.code if isinstance(fault, LedgerStopped) else "not_judged"
    return {"code": code, "detail": str(fault) if isinstance(fault, Fault) else "a fault of ours"}


def _sources(paths: Sequence[Path]) -> Iterator[Source]:
    for path in paths:
        if path.suffix not in LINES:
            data = keyfiles.read_bytes(path, "a signed act (.act.json)", limits.ENTRY_BYTES_MAX + 1)
            yield _source(str(path), data.removesuffix(b"\n"))
            continue
        try:
            with path.open("rb") as file:
                yield from _lines(path, file)
        except OSError as fault:
            said = os.strerror(fault.errno or 0)
            raise Malformed("unreadable_file", "signed acts, one a line", said, str(path)) from None


def _lines(path: Path, file: IO[bytes]) -> Iterator[Source]:
    number = 0
    while line := file.readline(limits.ENTRY_BYTES_MAX + 2):
        number += 1
        place, is_whole = f"{path}:{number}", line.endswith(b"\n")
        yield _source(place, line.removesuffix(b"\n"))
        while not is_whole and len(line) > limits.ENTRY_BYTES_MAX + 1:
            # The rest of a line that is too long belongs to no act.
            line = file.readline(limits.ENTRY_BYTES_MAX + 2)
            is_whole = line.endswith(b"\n")


def _source(place: str, data: bytes) -> Source:
    try:
        return Source(place, packet_of.parse(data))
    except Malformed as malformed:
        return Source(place, malformed)


def _digest(one: Source) -> str | None:
    return sha256(one.packet.act).hexdigest() if isinstance(one.packet, Packet) else None


def _batches(sources: Iterator[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for one in sources:
        batch.append(one)
        size += len(one.packet.act) if isinstance(one.packet, Packet) else 0
        if len(batch) == limits.BATCH_ACTS_MAX or size > limits.BATCH_BYTES_MAX:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _recorded(journal: Path) -> set[str]:
    """The digests that stand as recorded; a last line that broke off says nothing."""
    if not journal.exists():
        return set()
    found = set()
    data = keyfiles.read_bytes(journal, "a journal of submissions", _JOURNAL_BYTES_MAX)
    *whole, _ = data.split(b"\n")
    for number, line in enumerate(whole, 1):
        try:
            told = json.loads(line)
            is_recorded = "index" in told
            digest = told["act"]
        except (KeyError, TypeError, ValueError):
            raise Malformed(
                "bad_journal", "a journal of `eal act submit`", line[:40], f"{journal}:{number}"
            ) from None
        if is_recorded:
            found.add(digest)
    return found


def _opened(journal: Path | None) -> AbstractContextManager[IO[str] | None]:
    if journal is None:
        return nullcontext()
    try:
        file = journal.open("a+", encoding="utf-8")
    except OSError as fault:
        raise keyfiles.unwritable(fault, journal) from None
    _mend(journal)
    return file


def _mend(journal: Path) -> None:
    """Begin a new line where the last one broke off."""
    size = journal.stat().st_size
    with journal.open("rb") as reader:
        reader.seek(max(0, size - 1))
        if size and reader.read(1) != b"\n":
            reader.seek(0)
            os.truncate(journal, reader.read().rfind(b"\n") + 1)


def so_far(tally: Tally) -> str:
    """What became of the acts, in one line."""
    return (
        f"{tally.recorded} recorded, {tally.again} recorded before, {tally.known} in the journal, "
        f"{tally.refused} not recorded."
    )
