"""Signed acts as files, `NAME.act.json`, which travel from person to person."""

from pathlib import Path

from ledger import limits
from ledger.chain import envelope, packet
from ledger.chain.envelope import Act
from ledger.chain.packet import Packet
from ledger.commands import keyfiles


def read(path: Path) -> tuple[Packet, Act]:
    """Return the packet in a file, and its act; nothing in it is verified yet."""
    data = keyfiles.read_bytes(path, "a signed act (.act.json)", limits.ENTRY_BYTES_MAX + 1)
    found = packet.parse(data.removesuffix(b"\n"))
    return found, envelope.parse(found.act)


def format(found: Packet) -> bytes:
    """Return the bytes of the file."""
    return packet.format(found) + b"\n"
