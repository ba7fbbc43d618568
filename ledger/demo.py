"""Ways to damage a bundle, as an operator, a thief or a failing disk would: for the demo and tests.

Each damage takes the files of a good bundle and returns changed ones; the bundle is then packed
with fresh sizes and digests, as somebody who knows the format would do, so that it is not the
packing that gives it away. Each names what must be said of it: the check that fails and the entry
at which it is first seen.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from ledger.chain import canonical, merkle

Files = dict[str, bytes]

_LIMIT = 1 << 24
_EPOCH = (1980, 1, 1, 0, 0, 0)
_WORDS = ("README.txt", "story.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One way to damage a bundle, and what a verifier must say: a check, and an entry or none."""

    name: str
    story: str
    check: str
    index: int | None
    apply: Callable[[Files], Files]


def damages(files: Files, decision: int) -> list[Damage]:
    """Return the damages for a bundle; `decision` is the index of the act worth forging."""
    last = len(_entries(files)) - 1
    return [
        _damage("changed-day", "the day of the decision is changed", "V05", decision, _change_day(decision)),
        _damage("removed-entry", "the decision is taken out", "V04", decision, _remove(decision)),
        _damage("swapped-entries", "the decision changes places with the act after it", "V04", decision, _swap(decision)),
        _damage("cut-tail", "the last entry is cut off", "V04", last, _cut),
        _damage("forged-signature", "one signature of the decision is replaced", "V10", decision, _forge(decision)),
        _damage("rewritten-history", "the decision is changed and every hash after it made anew", "V10", decision, _rewrite(decision)),
        _damage("softened-judgement", "a recorded judgement is changed and every hash made anew", "V13", decision, _soften(decision)),
        _damage("time-set-back", "the recording of the decision is dated back a year", "V17", decision, _backdate(decision)),
        _damage("false-row", "a row of the state is changed", "V14", decision, _false_row(decision)),
        _damage("false-sheet", "a polling centre is shown as certified", "V14", None, _false_sheet),
        _damage("forged-checkpoint", "the checkpoint is signed with another key", "V07", None, _forge_checkpoint),
    ]  # fmt: skip


def unpack(data: bytes, *, words: bool = False) -> Files:
    """Return the files of a bundle by name, without what it tells in words unless these are wanted.

    Who changes entries would tell them anew, or leave the words out: they give nobody away.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if words or not name.startswith(_WORDS)]
        files = {name: archive.read(name) for name in names}
    listed = canonical.loads(files["bundle.json"], _LIMIT)
    listed["files"] = [item for item in listed["files"] if item["name"] in files]
    return files | {"bundle.json": canonical.dumps(listed)}


def pack(files: Files) -> bytes:
    """Return a bundle whose list of files is true of these files."""
    listed = canonical.loads(files["bundle.json"], _LIMIT)
    listed["files"] = [
        {
            "bytes": len(files[item["name"]]),
            "name": item["name"],
            "sha256": sha256(files[item["name"]]).hexdigest(),
        }
        for item in listed["files"]
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (files | {"bundle.json": canonical.dumps(listed)}).items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return packed.getvalue()


def _damage(
    name: str, story: str, check: str, index: int | None, apply: Callable[[Files], Files]
) -> Damage:
    return Damage(name=name, story=story, check=check, index=index, apply=apply)


def _entries(files: Files) -> list[bytes]:
    return files["entries.jsonl"].splitlines()


def _with(files: Files, entries: list[bytes]) -> Files:
    return files | {"entries.jsonl": b"".join(entry + b"\n" for entry in entries)}


def _edit(index: int, change: Callable[[dict], None], *, rehash: bool) -> Callable[[Files], Files]:
    """Change one entry; with `rehash` every later entry names the hash that it has now."""

    def apply(files: Files) -> Files:
        entries = _entries(files)
        document = canonical.loads(entries[index])
        change(document)
        entries[index] = canonical.dumps(document)
        return _with(files, _chain_anew(entries, index) if rehash else entries)

    return apply


def _chain_anew(entries: list[bytes], index: int) -> list[bytes]:
    chained = entries[: index + 1]
    for entry in entries[index + 1 :]:
        document = canonical.loads(entry)
        document["previous"] = merkle.leaf_hash(chained[-1]).hex()
        chained.append(canonical.dumps(document))
    return chained


def _change_day(index: int) -> Callable[[Files], Files]:
    return _edit(index, lambda entry: entry["act"].update(day="2013-11-04"), rehash=False)


def _rewrite(index: int) -> Callable[[Files], Files]:
    return _edit(index, lambda entry: entry["act"].update(day="2013-11-04"), rehash=True)


def _soften(index: int) -> Callable[[Files], Files]:
    return _edit(index, lambda entry: entry["judgement"].update(marks=[]), rehash=True)


def _backdate(index: int) -> Callable[[Files], Files]:
    def change(entry: dict) -> None:
        entry["recorded_at"] = "2012" + entry["recorded_at"][4:]

    return _edit(index, change, rehash=True)


def _forge(index: int) -> Callable[[Files], Files]:
    def change(entry: dict) -> None:
        first, *others = entry["signatures"]
        forged = others[0]["signature"] if others else "A" * 85 + "A"
        first["signature"] = forged

    return _edit(index, change, rehash=False)


def _remove(index: int) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        entries = _entries(files)
        return _with(files, entries[:index] + entries[index + 1 :])

    return apply


def _swap(index: int) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        entries = _entries(files)
        entries[index], entries[index + 1] = entries[index + 1], entries[index]
        return _with(files, entries)

    return apply


def _cut(files: Files) -> Files:
    return _with(files, _entries(files)[:-1])


def _false_row(index: int) -> Callable[[Files], Files]:
    def apply(files: Files) -> Files:
        rows = files["rows.jsonl"].splitlines()
        place = next(
            at
            for at, row in enumerate(rows)
            if b'"since":%d,' % index in row and b'"table":"effect"' in row
        )
        document = canonical.loads(rows[place])
        document["from_day"] = "2013-11-30"
        rows[place] = canonical.dumps(document)
        return files | {"rows.jsonl": b"".join(row + b"\n" for row in rows)}

    return apply


def _false_sheet(files: Files) -> Files:
    sheets = files["sheets.jsonl"]
    for code in (
        b"repeat_undated",
        b"repeat_dated",
        b"counting",
        b"halted",
        b"planned",
        b"counted",
    ):
        if b'"code":"%s"' % code in sheets:
            return files | {"sheets.jsonl": sheets.replace(code, b"certified", 1)}
    return files | {"sheets.jsonl": sheets.replace(b'"code":"certified"', b'"code":"annulled"', 1)}


def _forge_checkpoint(files: Files) -> Files:
    # Every line goes: one good signature by a key of the log would be enough.
    text, _, lines = files["checkpoint.txt"].rpartition(b"\n\n")
    name, _, _ = lines.partition(b"\n")[0].rpartition(b" ")
    forged = name + b" " + b"A" * 88 + b"A" * 3 + b"=\n"
    return files | {"checkpoint.txt": text + b"\n\n" + forged}
