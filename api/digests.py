"""How the digest of a body is told: `Repr-Digest: sha-256=:base64:` (RFC 9530)."""

from __future__ import annotations

import base64
from hashlib import sha256

REPR_DIGEST = "Repr-Digest"


def told(digest: bytes) -> str:
    """Return the header's value for a SHA-256."""
    return f"sha-256=:{base64.b64encode(digest).decode()}:"


def of(body: bytes) -> dict[str, str]:
    """Return the header for a body."""
    return {REPR_DIGEST: told(sha256(body).digest())}
