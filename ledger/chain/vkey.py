"""Verifier keys of any type that a log or a witness may have.

NAME+HEX8+BASE64(type || public key)

0x01  Ed25519 over the text             the log's first signature on a checkpoint
0x04  Ed25519, timestamped cosignature  witnesses
0x06  ML-DSA-44, timestamped            witnesses, and the log's second signature
"""

from ledger.chain import cosignature, note
from ledger.chain.cosignature import CosignerKey
from ledger.chain.note import VerifierKey
from ledger.errors import Malformed

AnyKey = VerifierKey | CosignerKey


def parse(text: str) -> AnyKey:
    """Return the key that a text states, whatever its type."""
    kind = note.split_vkey(text)[2][0]
    return note.parse_vkey(text) if kind == note.ED25519 else cosignature.parse_vkey(text)


def format(key: AnyKey) -> str:
    """Return the text that states a key."""
    if isinstance(key, VerifierKey):
        return note.format_vkey(key)
    return cosignature.format_vkey(key)


def parse_log_key(text: str) -> AnyKey:
    """Return a key with which a log may sign its checkpoints: of type 0x01, or 0x06 beside it."""
    key = parse(text)
    if isinstance(key, CosignerKey) and key.kind == cosignature.ED25519:
        expected = "a log's key: type 1 (Ed25519) or 6 (ML-DSA-44)"
        raise Malformed("vkey_malformed", expected, text)
    return key
