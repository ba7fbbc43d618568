"""What changed since somebody looked last: the memory of an auditor, and the story in between.

    {"checkpoint":NOTE,"format":0,"root":HASH,"size":N}

One file a log, named by the digest of its origin. It is written only after the log was shown to continue what was
remembered: a log that does not is a reason to keep the old checkpoint, which together with the new one is the proof.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from verifiers import act, note
from verifiers import spelling as s
from verifiers.desk import files
from verifiers.desk.bundle import Source
from verifiers.desk.files import Unreadable
from verifiers.desk.report import Report, visible
from verifiers.desk.verifying import Brought
from verifiers.reading import Json, Malformed, encode, read
from verifiers.trust import Trust

MEMORY_BYTES_MAX = 600_000
LINES_MAX = 200
_SHAPE = s.record("checkpoint:note format:zero root:hash size:count", note=lambda value: isinstance(value, str))


def place(folder: Path, origin: str) -> Path:
    """The file in which a log is remembered."""
    return folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.json"


def recall(folder: Path, brought: Brought) -> tuple[Brought, Json | None]:
    """The trust file with the checkpoint last seen, and what was remembered; None the first time."""
    path = place(folder, brought.trust.ledger["origin"])
    if not path.exists():
        return brought, None
    try:
        seen = read(files.read(path, MEMORY_BYTES_MAX))
        _SHAPE(seen)
    except Malformed as error:
        raise Unreadable(error.code, f"memory {path.name}: {error.found}") from None
    doc = brought.trust.doc | {"last_seen": {"root": seen["root"], "size": seen["size"]}}
    return Brought(brought.name, Trust(doc, brought.trust.digest)), seen


def may_be_remembered(found: Report) -> bool:
    """Whether chain, checkpoint and continuation held: what the checks V03 to V08 say."""
    results = {check["id"]: check["result"] for check in found["checks"]}
    asked = ("V03", "V04", "V05", "V06", "V07")
    return all(results.get(check) == "PASS" for check in asked) and results.get("V08") != "FAIL"


def remember(folder: Path, source: Source, origin: str) -> None:
    """Keeps the checkpoint of what was verified."""
    data = source.stream("checkpoint.txt").take(note.NOTE_BYTES_MAX)
    stated = note.parse_checkpoint(note.parse(data).text)
    seen = {"checkpoint": data.decode(), "format": 0, "root": stated.root.hex(), "size": stated.size}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreadable("unreadable", f"{folder}: {error.strerror}") from None
    files.write(place(folder, origin), encode(seen))


def story(source: Source, seen: Json | None) -> Iterator[str]:
    """What was recorded since, in words: how much of what, then a line an entry."""
    start, size = (seen["size"] if seen else 0), source.manifest["size"]
    if seen is None:
        yield f"Seen for the first time: {size} entries. From now on it is remembered."
        return
    if start == size:
        yield f"Nothing was recorded since: {size} entries, as before."
        return
    lines, types = [], Counter[str]()
    for index, line in enumerate(source.stream("entries.jsonl").lines()):
        if index >= start:
            text, named = _line(index, line)
            types.update(named)
            lines.append(text)
    yield f"{size - start} entries were recorded since ({start} to {size - 1}):"
    yield "  " + ", ".join(f"{count} {name}" for name, count in sorted(types.items()))
    yield from lines[:LINES_MAX]
    if len(lines) > LINES_MAX:
        yield f"  and {len(lines) - LINES_MAX} more"


def _line(index: int, line: bytes) -> tuple[str, list[str]]:
    try:
        entry = act.read(line)
    except Malformed:
        return f"  {index:>6}  cannot be read", []
    named = [event["type"] for event in entry.act["events"]]
    what = ", ".join(dict.fromkeys(named))
    marks = sorted({mark["code"] for mark in entry.doc["judgement"]["marks"]})
    told = f"  marked: {', '.join(marks)}" if marks else ""
    return visible(f"  {index:>6}  {entry.act['day']}  {entry.act['body']}: {what}{told}"), named
