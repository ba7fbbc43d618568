"""A packet: an act and the signatures it has so far, as a document that travels.

    {"act":{...},"signatures":[{"key":"kPrK...","signature":"qLc2..."}]}

Canonical; in a file `NAME.act.json` it goes from person to person until everybody has signed, then
it is sent. The act is the bytes that are signed; adding a signature never changes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger import limits
from ledger.chain import canonical, envelope, jws, members
from ledger.chain.envelope import Signature
from ledger.chain.keys import PrivateKey

_PACKET = frozenset({"act", "signatures"})


@dataclass(frozen=True, slots=True)
class Packet:
    """The bytes of an act and its signatures, sorted by key; in a file there may be none yet.

    `value` is the act as `parse` read it, None if nobody read it yet; nothing may be changed in it.
    """

    act: bytes
    signatures: tuple[Signature, ...]
    value: dict[str, Any] | None = field(default=None, compare=False, repr=False)


def parse(data: bytes) -> Packet:
    """Return the packet that `data` spells, or raise Malformed.

    Nothing in it is verified yet, and of the act only that it is an object in canonical form.
    """
    value = canonical.loads(data, limits.ENTRY_BYTES_MAX)
    members.check_names(value, _PACKET)
    read = members.parse_object(value["act"], "act")
    act = canonical.respell(read)
    listed = members.parse_array(value["signatures"], 0, limits.SIGNATURES_MAX, "signatures")
    return Packet(act, envelope.parse_signatures(listed) if listed else (), read)


def format(packet: Packet) -> bytes:
    """Return the canonical bytes of a packet, as they are kept in a file or sent."""
    listed = [envelope.format_signature(signature) for signature in packet.signatures]
    return canonical.dumps({"act": canonical.loads(packet.act), "signatures": listed})


def add(packet: Packet, key: PrivateKey) -> Packet:
    """Return the packet with one more signature; the same key signs once."""
    return join(packet, [jws.sign(key, packet.act)])


def join(packet: Packet, signatures: Iterable[Signature]) -> Packet:
    """Return the packet with these signatures too; of one key the last one given counts."""
    by_key = {signature.key: signature for signature in (*packet.signatures, *signatures)}
    return Packet(packet.act, tuple(by_key[key] for key in sorted(by_key)))
