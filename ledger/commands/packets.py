"""An act and the signatures it has so far, as a file that travels from person to person.

    {"act":{...},"signatures":[{"key":"wbJd...","signature":"qLc2..."}]}

Canonical, with the extension `.act.json`. The act is the bytes that are signed; adding a signature
never changes them.
"""

from dataclasses import dataclass
from pathlib import Path

from ledger import limits
from ledger.chain import canonical, envelope, jws, members
from ledger.chain.envelope import Act, Signature
from ledger.chain.keys import PrivateKey
from ledger.commands import keyfiles

_PACKET = frozenset({"act", "signatures"})


@dataclass(frozen=True, slots=True)
class Packet:
    """An act with the signatures collected so far, sorted by key."""

    act: Act
    signatures: tuple[Signature, ...]


def parse(data: bytes) -> Packet:
    """Return the packet that `data` spells; nothing in it is verified yet."""
    value = canonical.loads(data, limits.ENTRY_BYTES_MAX)
    members.check_names(value, _PACKET)
    act = envelope.parse(canonical.dumps(members.parse_object(value["act"], "act")))
    signatures = value["signatures"]
    return Packet(act, envelope.parse_signatures(signatures) if signatures else ())


def format(packet: Packet) -> bytes:
    """Return the bytes of the file."""
    signatures = [envelope.format_signature(each) for each in packet.signatures]
    value = {"act": canonical.loads(packet.act.data, limits.ACT_BYTES_MAX)}
    return canonical.dumps(value | {"signatures": signatures})


def read(path: Path) -> Packet:
    """Return the packet in a file."""
    return parse(keyfiles.read_bytes(path, "a signed act (.act.json)").rstrip(b"\n"))


def add(packet: Packet, key: PrivateKey) -> Packet:
    """Return the packet with one more signature; the same key signs once."""
    signature = jws.sign(key, packet.act.data)
    others = [each for each in packet.signatures if each.key != signature.key]
    return Packet(packet.act, tuple(sorted([*others, signature], key=lambda each: each.key)))
