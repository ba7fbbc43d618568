"""Keys and documents that the tests of the chain start from."""

from __future__ import annotations

import copy
from typing import Any

from ledger.chain import canonical, entry, envelope, jws, keys, merkle, note
from ledger.chain.checkpoint import LogKey

ORIGIN = "kqz.example/2013"
RECORDED_AT = "2013-11-05T18:00:00.000000Z"

CHAIR = keys.PrivateKey.from_seed(b"chair".ljust(32))
MEMBER = keys.PrivateKey.from_seed(b"member".ljust(32), "ES256")
STRANGER = keys.PrivateKey.from_seed(b"stranger".ljust(32))
LOG = note.SignerKey(ORIGIN, keys.PrivateKey.from_seed(b"log".ljust(32)))
LOG_KEY = LogKey(LOG.verifier)

_ACT: dict[str, Any] = {
    "act_id": "cec-2013-87",
    "attestation": None,
    "body": "cec",
    "day": "2013-11-05",
    "decision": {
        "agenda": "3. The vote in the north",
        "annexes": [{"document": "9c" * 32, "name": "Annex 1: stations"}],
        "authentic": ["sq"],
        "effective_on": None,
        "languages": ["en", "sq", "sr-Latn"],
        "legal_basis": [
            {"instrument": "law-03-l-073", "point": None, "version": None},
            {"instrument": "law-03-l-073", "point": "106.2", "version": "Gazette 31/2008"},
        ],
        "members": [
            {"person": "person-a", "vote": "for"},
            {"person": "person-b", "vote": None},
        ],
        "number": "87/2013",
        "reasons": "5f" * 32,
        "remedy": {
            "addressee": "The panel",
            "count": 72,
            "instrument": "law-03-l-073",
            "point": "119",
            "start": "publication",
            "unit": "hours",
        },
        "result": "adopted",
        "session": "5 November, Mitrovicë",
        "votes": {"absent": 0, "abstained": 2, "against": None, "for": 9},
    },
    "events": [
        {
            "fields": {"text": "An example."},
            "occurred": None,
            "type": "notice.published",
            "version": 1,
        }
    ],
    "format": 0,
    "ledger": {"id": "aa" * 32, "origin": ORIGIN},
    "seen": {"root": "1f" * 32, "size": 41},
    "signers": [
        {"body": "cec", "in_place_of": None, "office": "chair", "person": "person-a"},
        {"body": "cec", "in_place_of": "person-c", "office": "member", "person": "person-b"},
    ],
}


def act() -> dict[str, Any]:
    """The members of a valid act, to be changed at will."""
    return copy.deepcopy(_ACT)


def act_data() -> bytes:
    """The bytes of that act."""
    return envelope.format(act())


def entry_data(index: int = 1) -> bytes:
    """The bytes of an entry of that act, signed by both persons."""
    data = act_data()
    return entry.format(
        data,
        index=index,
        judgement={"marks": []},
        previous=merkle.leaf_hash(b"before") if index else None,
        recorded_at=RECORDED_AT,
        signatures=[jws.sign(CHAIR, data), jws.sign(MEMBER, data)],
    )


def replaced(value: dict[str, Any], path: str, new: object) -> dict[str, Any]:
    """Return a copy of a document with what stands at `a.0.b` replaced."""
    value = copy.deepcopy(value)
    *above, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    place: Any = value
    for name in above:
        place = place[name]
    place[last] = new
    return value


def spelled(value: dict[str, Any]) -> bytes:
    """Return the canonical bytes of any document."""
    return canonical.dumps(value)
