"""The log's own keys: which verifier key may sign checkpoints of which sizes.

A row of law a key, under the eight hex digits of its verifier key text:

    log_key/532521c5: {"from_size":0,"until_size":41,"vkey":"kqz.example/2013+532521c5+AQOh..."}

`until_size` is not part of the range, null means no end. Where one key follows another of its
type, both are valid at one size, and both sign there: whoever trusts the one is led to the other.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator

from ledger import limits
from ledger.election import shapes
from ledger.election.administration import documents
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import Doc, LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Law

NAME = "log_key.adopted"
"""The event by which a key of the log gets a successor."""

LAW = "log_key"
"""The kind of the rows of law."""

FIELDS = {"from_size": shapes.count, "vkey": documents.vkey}


def founded(vkeys: list[str]) -> list[Law] | Problem:
    """The rows of the keys that a founding act lists, valid from the first entry on."""
    rows = [_row({"from_size": 0, "until_size": None, "vkey": vkey}) for vkey in vkeys]
    if len({row.id for row in rows}) < len(rows):
        return problem("already_exists", "a key twice", "log_keys")
    return rows


def adopt(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Another key of the log, from a size on; the one before it of the same type ends there.

    One that was adopted before and is not valid yet is withdrawn: it has signed nothing.
    """
    refused = _refused(law, fields, setting.index)
    return refused or list(_rows(law, fields, setting.index))


def _refused(law: LawBook, fields: Fields, index: int) -> Problem | None:
    vkey, size = fields["vkey"], fields["from_size"]
    origin = law.ledger["origin"]
    if vkey.split("+")[0] != origin:
        return problem("bad_field", vkey[:200], "vkey", expected=f"a key named {origin}")
    if not index < size <= index + limits.LOG_KEY_AHEAD_MAX:
        expected = f"a size from {index + 1} to {index + limits.LOG_KEY_AHEAD_MAX}"
        return problem("bad_field", size, "from_size", expected=expected)
    identity = _id(vkey)
    known = law.doc(LAW, identity)
    if known is not None and known["from_size"] <= index:
        return problem("already_exists", identity, "vkey")
    return None


def _rows(law: LawBook, fields: Fields, index: int) -> Iterator[Law]:
    vkey, size = fields["vkey"], fields["from_size"]
    same = [(i, doc) for i, doc in sorted(law.docs(LAW).items()) if _type(doc) == kind_of(vkey)]
    for identity, doc in same:
        if doc["from_size"] > index and identity != _id(vkey):
            yield Law(None, identity, LAW)
    for _, doc in same:
        until = doc["until_size"]
        if doc["from_size"] <= index and (until is None or until > index + 1):
            yield _row({**doc, "until_size": size + 1})
    yield _row({"from_size": size, "until_size": None, "vkey": vkey})


def _row(doc: Doc) -> Law:
    return Law(doc, _id(doc["vkey"]), LAW)


def _id(vkey: str) -> str:
    return vkey.split("+")[1]


def _type(doc: Doc) -> int:
    return kind_of(doc["vkey"])


def kind_of(vkey: str) -> int:
    """The type byte of a key: 1 is Ed25519, 6 is ML-DSA-44."""
    return b64decode(vkey.split("+", 2)[2])[0]
