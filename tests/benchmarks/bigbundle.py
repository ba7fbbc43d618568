"""Bundles of a million entries, written in minutes: for measuring the verifiers, and nothing else.

    python -m tests.benchmarks.bigbundle 1000000 FOLDER     # FOLDER/bundle.zip, FOLDER/trust.json

A small ledger is made for real. Its last two rounds of acts R (every polling station suspends and
resumes) are then repeated under new numbers, each signed, chained and told anew, so that the
bundle verifies like any other.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from ledger import export
from ledger.chain import canonical, checkpoint, jws
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.merkle import Frontier
from ledger.ledger import Ledger
from tests.benchmarks import acts
from tests.verbs import commission

ROUNDS = 2 * acts.STATIONS
_HEAD, _TAIL, _SIGNED = b'{"act":', b',"format":0,"index":', b'","signature":"'


class _Pattern(NamedTuple):
    """An entry to repeat: its number and digest as its lines have them, its act, its lines."""

    number: bytes
    digest: bytes
    act: bytes
    rest: bytes
    previous: bytes
    rows: bytes
    story: bytes


def make(folder: Path, size: int) -> int:
    """Write a bundle of about so many entries and its trust file; return how many it has."""
    made = commission.opened(
        f"sqlite+pysqlite:///{folder / 'small.sqlite'}", stations=acts.STATIONS
    )
    made.submit(*acts.reference_acts(made, ROUNDS + acts.STATIONS))
    base = export.bundle(made.ledger, folder / "small.zip")
    trust = export.trust(made.ledger, required_checks=["V06", "V10", "V14"])
    (folder / "trust.json").write_bytes(trust)
    size = base + max(0, size - base) // ROUNDS * ROUNDS
    with ZipFile(folder / "small.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "bundle.json"}
    _repeat(made.ledger, folder, parts, size)
    _pack(made.ledger, folder, list(parts), size)
    made.close()
    return size


def _repeat(ledger: Ledger, folder: Path, parts: dict[str, bytes], size: int) -> None:
    """Write the files of the larger bundle into the folder."""
    lines = parts["entries.jsonl"].splitlines()
    base, frontier, leaf = len(lines), Frontier(), b""
    for line in lines:
        leaf = sha256(b"\x00" + line).digest()
        frontier.append(leaf)
    patterns = list(_patterns(lines, parts))
    key = commission.key_of("person-a")
    longer = ("entries.jsonl", "rows.jsonl", "story.en.txt")
    for name in parts.keys() - longer:
        text = parts[name].replace(b'"position":%d,' % base, b'"position":%d,' % size)
        (folder / name).write_bytes(
            text.replace(b" 0 to %d\n" % (base - 1), b" 0 to %d\n" % (size - 1))
        )
    entries, rows, story = ((folder / name).open("wb") for name in longer)
    with entries, rows, story:
        for file, name in zip((entries, rows, story), longer, strict=True):
            file.write(parts[name])
        for index in range(base, size):
            one, number = patterns[(index - base) % ROUNDS], b"%d" % index
            act = one.act.replace(b"act-" + one.number, b"act-" + number, 1)
            start, _, _ = one.rest.rpartition(_SIGNED)
            tail = start.replace(one.previous, leaf.hex().encode(), 1)
            signature = base64.urlsafe_b64encode(jws.sign(key, act).signature).rstrip(b"=")
            line = b"".join((_HEAD, act, _TAIL, number, tail, _SIGNED, signature, b'"}]}'))
            leaf = sha256(b"\x00" + line).digest()
            frontier.append(leaf)
            digest = sha256(act).hexdigest().encode()
            own = one.rows.replace(b"act-" + one.number, b"act-" + number)
            own = own.replace(b'"since":' + one.number, b'"since":' + number)
            entries.write(line + b"\n")
            rows.write(own.replace(one.digest, digest))
            told = one.story.replace(b"#" + one.number, b"#" + number, 1)
            story.write(told.replace(b"act-" + one.number, b"act-" + number))
    assert ledger.signer is not None
    stated = Checkpoint(ledger.origin, size, frontier.root())
    (folder / "checkpoint.txt").write_bytes(checkpoint.sign(stated, [ledger.signer]))


def _patterns(lines: list[bytes], parts: dict[str, bytes]) -> Iterator[_Pattern]:
    """Yield the last two rounds."""
    rows: dict[int, bytes] = {}
    for row in parts["rows.jsonl"].splitlines(keepends=True):
        since = canonical.loads(row[:-1])["since"]
        rows[since] = rows.get(since, b"") + row
    stories = parts["story.en.txt"].split(b"\n\n")
    for index in range(len(lines) - ROUNDS, len(lines)):
        act, _, rest = lines[index].removeprefix(_HEAD).rpartition(_TAIL)
        previous = sha256(b"\x00" + lines[index - 1]).hexdigest().encode()
        number, digest = b"%d" % index, sha256(act).hexdigest().encode()
        story = stories[index] + b"\n\n"
        rest = rest.removeprefix(number)
        yield _Pattern(number, digest, act, rest, previous, rows[index], story)


def _pack(ledger: Ledger, folder: Path, names: list[str], size: int) -> None:
    """Zip the files with their manifest."""
    listed = []
    for name in names:
        with (folder / name).open("rb") as file:
            digest = sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        length = (folder / name).stat().st_size
        listed.append({"bytes": length, "name": name, "sha256": digest.hexdigest()})
    assert ledger.ledger_id is not None
    identity = {"id": ledger.ledger_id.hex(), "origin": ledger.origin}
    manifest = {"files": listed, "format": 0, "ledger": identity, "size": size}
    (folder / "bundle.json").write_bytes(canonical.dumps(manifest))
    with ZipFile(folder / "bundle.zip", "w") as archive:
        for name in ("bundle.json", *names):
            info = ZipInfo(name)
            info.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as source, archive.open(info, "w") as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
            (folder / name).unlink()


if __name__ == "__main__":
    (folder_ := Path(sys.argv[2])).mkdir(parents=True, exist_ok=True)
    print(make(folder_, int(sys.argv[1])))
