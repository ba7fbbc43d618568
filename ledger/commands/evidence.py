"""`eal evidence`: the files that acts name by their SHA-256, and what became of them."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ledger import evidence, limits
from ledger.commands import keyfiles, output, places
from ledger.commands.options import AsJson, LedgerDir
from ledger.errors import Malformed
from ledger.evidence import salted
from ledger.evidence.store import CHUNK_BYTES, Store, digest, open_store

app = App(name="evidence", help_format="plaintext", help_formatter="plain")

Where = Annotated[
    str | None,
    Parameter(
        name="--evidence",
        env_var="EAL_EVIDENCE",
        help="The store: a folder, or s3://bucket/prefix; `evidence` in the ledger's folder.",
    ),
]


def store_of(ledger: Path, where: str | None) -> Store:
    """The store that was named, or the folder `evidence` beside `ledger.json`."""
    return open_store(ledger / "evidence" if where is None else where)


@app.command
def add(
    file: Path,
    *,
    ledger: LedgerDir,
    act: Annotated[str, Parameter(help="The act, recorded before, that names the file.")],
    evidence: Where = None,
    json: AsJson = False,
) -> None:
    """Keep a file that an act names by its SHA-256.

    For example:
      eal evidence add reasons.pdf --act cec-2013-87 --ledger DIR
      eal evidence add photo.jpg --act note-7 --ledger DIR --json

    Exit codes: 0 kept, now or before; 2 the act does not name this file, or it is too large;
    4 no such act.
    """
    named = _digest_of(file)
    with places.reading(ledger) as opened, _chunks(file) as chunks:
        kept = store_of(ledger, evidence)
        is_new = _receive(opened, kept, named, act=act, chunks=chunks)
    if json:
        output.document({"act": act, "document": named, "is_new": is_new})
        return
    output.say(f"{'Kept' if is_new else 'Was kept before:'} {named} ({file.name})")


@app.command
def show(
    document: str,
    *,
    ledger: LedgerDir,
    evidence: Where = None,
    json: AsJson = False,
) -> None:
    """Say what became of a document: kept, absent, withheld or erased, and by which act.

    For example:
      eal evidence show DIGEST --ledger DIR
      eal evidence show DIGEST --ledger DIR --json

    Exit codes: 0 shown; 2 this is no SHA-256.
    """
    named = digest(document, "DOCUMENT")
    with places.reading(ledger) as opened:
        found = _standing(opened, store_of(ledger, evidence), named)
    if json:
        output.document(found._asdict() | {"document": named})
        return
    output.say(
        f"{named}: {found.state}" + ("" if found.bytes is None else f", {found.bytes} bytes")
    )
    if found.law:
        output.say(f"  by entry {found.since}: {found.law['reason']}")


@app.command
def missing(*, ledger: LedgerDir, evidence: Where = None, json: AsJson = False) -> None:
    """List the documents that acts name and that are neither kept, nor withheld, nor erased.

    For example:
      eal evidence missing --ledger DIR
      eal evidence missing --ledger DIR --json

    Exit codes: 0 none is missing; 1 some are.
    """
    with places.reading(ledger) as opened:
        found = [*_missing(opened, store_of(ledger, evidence))]
    if json:
        keys = ("index", "act", "document")
        output.document({"missing": [dict(zip(keys, one, strict=True)) for one in found]})
    elif found:
        output.table(("entry", "act", "document"), found)
    else:
        output.say("Every document that an act names is here, or its absence is explained.")
    if found:
        raise SystemExit(1)


@app.command
def erase(*, ledger: LedgerDir, evidence: Where = None, json: AsJson = False) -> None:
    """Remove from the store what acts have erased; copies elsewhere are not reached.

    For example:
      eal evidence erase --ledger DIR
      eal evidence erase --ledger DIR --json

    Exit codes: 0 done.
    """
    with places.reading(ledger) as opened:
        removed = _erase(opened, store_of(ledger, evidence))
    if json:
        output.document({"removed": removed})
        return
    output.say(f"Removed {len(removed)} files." if removed else "Nothing to remove.")
    for one in removed:
        output.say(f"  {one}")


@app.command
def salt(file: Path, salted_file: Path, *, json: AsJson = False) -> None:
    """Put 32 random bytes before a file with personal data, so that its digest tells nothing.

    An act then names the digest of the salted file. Once that file is erased, nobody can find out
    by guessing what it said.

    For example:
      eal evidence salt complaint.pdf complaint.salted
      eal evidence salt complaint.pdf complaint.salted --json

    Exit codes: 0 written; 2 the file exists, or the other cannot be read.
    """
    data = salted.seal(
        keyfiles.read_bytes(file, "a file", limits.EVIDENCE_BYTES_MAX),
        secrets.token_bytes(salted.SALT_BYTES),
    )
    keyfiles.write_new(salted_file, data)
    named = sha256(data).hexdigest()
    output.document({"document": named}) if json else output.say(f"{named}  {salted_file.name}")


@app.command
def unsalt(salted_file: Path, file: Path, *, json: AsJson = False) -> None:
    """Take the salt off again.

    For example:
      eal evidence unsalt complaint.salted complaint.pdf
      eal evidence unsalt complaint.salted complaint.pdf --json

    Exit codes: 0 written; 2 it is no salted file.
    """
    keyfiles.write_new(
        file,
        salted.open(keyfiles.read_bytes(salted_file, "a salted file", limits.EVIDENCE_BYTES_MAX)),
    )
    output.document({"path": str(file)}) if json else output.say(f"Wrote {file}")


# The parameter `evidence` of the commands hides the module.
_receive, _standing, _missing, _erase = (
    evidence.receive,
    evidence.standing,
    evidence.missing,
    evidence.erase,
)


def _digest_of(file: Path) -> str:
    found = sha256()
    with _chunks(file) as chunks:
        for chunk in chunks:
            found.update(chunk)
    return found.hexdigest()


@contextmanager
def _chunks(file: Path) -> Iterator[Iterator[bytes]]:
    try:
        with file.open("rb") as opened:
            yield iter(lambda: opened.read(CHUNK_BYTES), b"")
    except OSError as error:
        told = os.strerror(error.errno or 0)
        raise Malformed("unreadable_file", "a file", told, str(file)) from None
