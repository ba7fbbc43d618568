"""Files of forms as sources: what identifies one, who signs it, and how its rows are found again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from io import BufferedReader
from pathlib import Path

import orjson

from ledger.chain.keys import PrivateKey
from ledger.election.law import LawBook
from ledger.errors import Malformed, NotFound
from ledger.intake import nist, rows
from ledger.intake.forms import Signing
from ledger.intake.importing import Rows, Source
from ledger.intake.rows import Plan, Row


def of_csv(
    file: BufferedReader, path: Path, plan: Plan, key_id: str, attempt: int
) -> tuple[Source, Rows]:
    """A CSV file as a source; its header is read first, and refused before any row."""
    digest = _digest(file, plan, key_id, attempt)
    file.seek(0)
    header = rows.read_header(file, plan)
    source = Source(
        digest=digest, name=path.name, kind="csv", first_row=1, first_offset=header.next_offset
    )
    return source, lambda row, offset: rows.read_rows(file, header, row=row, offset=offset)


def of_nist(
    file: BufferedReader, path: Path, plan: Plan, key_id: str, attempt: int
) -> tuple[Source, Rows]:
    """A report of NIST SP 1500-100 as a source; it is read as a whole."""
    digest = _digest(file, plan, key_id, attempt)
    file.seek(0)
    data = file.read(nist.BYTES_MAX + 1)
    if len(data) > nist.BYTES_MAX:
        raise Malformed("too_large", f"at most {nist.BYTES_MAX:,} bytes", "more", str(path))
    found = nist.read_rows(data, plan)

    def left(row: int, offset: int) -> Iterable[Row]:
        return iter(found[row:])

    return Source(digest=digest, name=path.name, kind="nist", first_row=0, first_offset=0), left


def signing_of(law: LawBook, key: PrivateKey, *, ledger_id: str, origin: str) -> Signing:
    """Who signs with a key: its person, in the one office that the person holds.

    Raises NotFound where nobody holds the key, or where it is not one office.
    """
    enrolled = law.key(key.public.id)
    if enrolled is None or enrolled["revoked"] is not None or enrolled["person"] is None:
        found = f"no key {key.public.id} in force in this ledger"
        raise NotFound(found, "enrol the key of the intake system first (docs/guides/intake.md)")
    person = str(enrolled["person"])
    body, office = office_of(law, person)
    return Signing(ledger_id, origin, body, [(person, office)])


def office_of(law: LawBook, person: str) -> tuple[str, str]:
    """The body and the one office in which a person signs; NotFound where it is not one."""
    offices = [doc for doc in law.docs("office").values() if doc and doc["person"] == person]
    held = {(str(doc["body"]), str(doc["office"])) for doc in offices if doc["until"] is None}
    if len(held) != 1:
        found = f"{person} holds {len(held)} offices without an end"
        raise NotFound(found, "give them one office, in a body that may record forms")
    return held.pop()


def clerks_of(law: LawBook, persons: Sequence[str], *, ledger_id: str, origin: str) -> Signing:
    """The clerks who are asked to key a form: all of one body."""
    held = {person: office_of(law, person) for person in persons}
    bodies = {body for body, _ in held.values()}
    if len(bodies) != 1 or len(held) < 2:
        found = f"{len(held)} persons of {len(bodies)} bodies"
        raise NotFound(found, "name two clerks or more, of one body")
    offices = [(person, office) for person, (_, office) in held.items()]
    return Signing(ledger_id, origin, bodies.pop(), offices)


def _digest(file: BufferedReader, plan: Plan, key_id: str, attempt: int) -> bytes:
    """The same file, mapping and key again is the same source, wherever the file lies."""
    told = {
        "attempt": attempt,
        "columns": dict(plan.columns),
        "constants": dict(plan.constants),
        "file": hashlib.file_digest(file, "sha256").hexdigest(),
        "ids": dict(plan.ids),
        "key": key_id,
        "separator": plan.separator,
    }
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).digest()
