"""A signed refusal: proof that an act was offered and why it was not recorded.

    {"key":"kPrK...","refusal":{"act_digest":"9f86...","code":"unknown_unit","detail":"...",
     "format":0,"ledger":{"id":"aa5c...","origin":"kqz.example/2013"},
     "refused_at":"2013-11-05T18:00:00.000000Z","size":41},"signature":"qLc2..."}

docs/spec/03-log.md is normative. The recorder key signs the bytes of `refusal` as a JWS.
"""

from dataclasses import dataclass
from typing import Any

from ledger import limits
from ledger.chain import canonical, envelope, jws, members, spelling
from ledger.chain.envelope import Signature
from ledger.chain.keys import PrivateKey, PublicKey
from ledger.errors import Malformed

_DELIVERED = frozenset({"key", "refusal", "signature"})
_REFUSAL = frozenset({"act_digest", "code", "detail", "format", "ledger", "refused_at", "size"})
_LEDGER = frozenset({"id", "origin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What the ledger says when it does not record an act; `size` is that of the log then.

    `ledger_id` is None while there is no entry 0.
    """

    act_digest: bytes
    code: str
    detail: str
    ledger_id: bytes | None
    origin: str
    refused_at: str
    size: int


def parse(data: bytes) -> tuple[Refusal, Signature]:
    """Return a delivered refusal and its signature, which is not verified."""
    value = canonical.loads(data)
    members.check_names(value, _DELIVERED)
    stated = {"key": value["key"], "signature": value["signature"]}
    return _read(value["refusal"]), envelope.parse_signature(stated, "refusal")


def format(refusal: Refusal) -> bytes:
    """Return the bytes of a refusal that the recorder key signs."""
    value = _members(refusal)
    _read(value)
    return canonical.dumps(value)


def sign(refusal: Refusal, recorder_key: PrivateKey) -> bytes:
    """Return the refusal as it is delivered."""
    signature = jws.sign(recorder_key, format(refusal), jws.REFUSAL)
    return canonical.dumps(
        envelope.format_signature(signature) | {"refusal": _members(refusal)},
    )


def open(data: bytes, recorder_key: PublicKey) -> Refusal:
    """Return a delivered refusal that the recorder key has signed."""
    refusal, signature = parse(data)
    payload = format(refusal)
    if signature.key != recorder_key.id:
        raise Malformed("signature_invalid", f"a signature of {recorder_key.id}", signature.key)
    if not jws.check(recorder_key, payload, signature.signature, jws.REFUSAL):
        found = "one that does not verify"
        raise Malformed("signature_invalid", "a signature over this refusal", found)
    return refusal


def _read(value: Any) -> Refusal:
    members.check_names(value, _REFUSAL, "refusal")
    members.check_format(value["format"], "refusal.format")
    ledger = value["ledger"]
    members.check_names(ledger, _LEDGER, "refusal.ledger")
    detail_max = limits.DETAIL_CHARACTERS_MAX
    return Refusal(
        act_digest=spelling.parse_hash(value["act_digest"], "refusal.act_digest"),
        code=spelling.parse_code(value["code"], "refusal.code"),
        detail=members.parse_text(value["detail"], "refusal.detail", high=detail_max),
        ledger_id=_hash_or_null(ledger["id"]),
        origin=spelling.parse_origin(ledger["origin"], "refusal.ledger.origin"),
        refused_at=spelling.parse_instant(value["refused_at"], "refusal.refused_at"),
        size=members.parse_count(value["size"], "refusal.size"),
    )


def _members(refusal: Refusal) -> dict[str, Any]:
    ledger_id = None if refusal.ledger_id is None else refusal.ledger_id.hex()
    return {
        "act_digest": refusal.act_digest.hex(),
        "code": refusal.code,
        "detail": refusal.detail,
        "format": 0,
        "ledger": {"id": ledger_id, "origin": refusal.origin},
        "refused_at": refusal.refused_at,
        "size": refusal.size,
    }


def _hash_or_null(value: Any) -> bytes | None:
    return None if value is None else spelling.parse_hash(value, "refusal.ledger.id")
