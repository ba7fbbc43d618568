"""One entry of the log: an act with its place in the chain and what the ledger concluded.

    {"act":ACT,"format":0,"index":1,"judgement":{},"previous":"9f86...","recorded_at":
     "2013-11-05T18:00:00.000000Z","signatures":[{"key":"kPrK...","signature":"qLc2..."}]}

docs/spec/03-log.md is normative. The act's bytes are spliced in and cut out as they are: what
was signed is never written a second time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ledger import limits
from ledger.chain import canonical, envelope, members, merkle, spelling
from ledger.chain.envelope import Act, Signature
from ledger.errors import Malformed

_ENTRY = frozenset({"act", "format", "index", "judgement", "previous", "recorded_at", "signatures"})
_HEAD = b'{"act":'
_ENTRY_BYTES = (
    _HEAD
    + b'%s,"format":0,"index":%d,"judgement":%s'
    + b',"previous":%s,"recorded_at":"%s","signatures":[%s]}'
)


# Not frozen: one is made for every entry, and freezing would triple its price.
@dataclass(slots=True)
class Entry:
    """One entry: `data` are the bytes that are hashed, `leaf_hash` is their hash in the tree.

    `previous` is the leaf hash of the entry before, None at index 0; `judgement` is typed by
    section 8 of the specification.
    """

    data: bytes
    leaf_hash: bytes
    act: Act
    index: int
    judgement: dict[str, Any]
    previous: bytes | None
    recorded_at: str
    signatures: tuple[Signature, ...]


def parse(data: bytes) -> Entry:
    """Return the entry that `data` spells, or raise Malformed."""
    value = canonical.loads(data, limits.ENTRY_BYTES_MAX)
    members.check_names(value, _ENTRY)
    members.check_format(value["format"])
    act = _act(value["act"], data)
    index = members.parse_count(value["index"], "index")
    return Entry(
        data,
        merkle.leaf_hash(data),
        act,
        index,
        members.parse_object(value["judgement"], "judgement"),
        _previous(value["previous"], index),
        spelling.parse_instant(value["recorded_at"], "recorded_at"),
        envelope.parse_signatures(value["signatures"]),
    )


def format(
    act: bytes,
    *,
    index: int,
    judgement: dict[str, Any],
    previous: bytes | None,
    recorded_at: str,
    signatures: Iterable[Signature],
) -> bytes:
    """Return the bytes of an entry around the canonical bytes of an act that was parsed before.

    Signatures are put in the order of their keys; one key twice is refused.
    """
    listed = sorted(signatures, key=lambda signature: signature.key)
    envelope.check_signatures(listed)
    link = None if previous is None else previous.hex()
    _previous(link, members.parse_count(index, "index"))
    spelling.parse_instant(recorded_at, "recorded_at")
    # Each part is in its one spelling, and so is what they are put together to.
    data = _ENTRY_BYTES % (
        act,
        index,
        canonical.dumps(judgement, depth=limits.DEPTH_MAX - 1),
        b"null" if link is None else b'"%s"' % link.encode(),
        recorded_at.encode(),
        b",".join(map(envelope.spell_signature, listed)),
    )
    if len(data) > limits.ENTRY_BYTES_MAX:
        expected = f"an entry of at most {limits.ENTRY_BYTES_MAX:,} bytes"
        raise Malformed("too_large", expected, f"{len(data):,} bytes")
    return data


def _act(value: Any, data: bytes) -> Act:
    """Return the act of an entry with its bytes as they stand in the entry."""
    act = canonical.respell(members.parse_object(value, "act"))
    assert data.startswith(act, len(_HEAD)), "a canonical entry begins with its act"
    if len(act) > limits.ACT_BYTES_MAX:
        expected = f"an act of at most {limits.ACT_BYTES_MAX:,} bytes"
        raise Malformed("too_large", expected, f"{len(act):,} bytes", "act")
    try:
        return envelope.read(value, act)
    except Malformed as error:
        where = f"act.{error.where}" if error.where else "act"
        raise Malformed(error.code, error.expected, error.found, where) from None


def _previous(value: Any, index: int) -> bytes | None:
    if index == 0:
        if value is not None:
            members.fail("null at index 0", value, "previous")
        return None
    return spelling.parse_hash(value, "previous")
