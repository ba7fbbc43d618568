r"""Many packets in one body: a JSON array of them, or a line each (NDJSON).

    [{"act":{...},"signatures":[...]},{"act":{...},"signatures":[...]}]
    {"act":{...},"signatures":[...]}\n{"act":{...},"signatures":[...]}\n

Only cut here, not read: each packet is then parsed by itself, so that what is wrong with one is
its own answer, and the bytes of every act stay those that were signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger import limits
from ledger.errors import Malformed

# A text to its end (or that of the body), or one character that opens, closes or divides.
# Possessive: whatever is sent, each byte is looked at once.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_OPENING, _CLOSING = b"[{", b"]}"


def is_array(body: bytes) -> bool:
    """Whether a body is an array of packets; one packet is an object."""
    return body[:1] == b"["


def array(body: bytes) -> list[bytes]:
    """Return the items of a JSON array without spaces between them, or raise Malformed."""
    if body[:1] != b"[" or body[-1:] != b"]":
        raise _wrong(f"{body[:1]!r} to {body[-1:]!r}")
    return _bounded(_items(body))


def lines(body: bytes) -> list[bytes]:
    """Return the lines of NDJSON; the last line feed may be missing. Raises Malformed."""
    return _bounded(iter(body.removesuffix(b"\n").split(b"\n")))


def _items(body: bytes) -> Iterator[bytes]:
    depth, start = 0, 1
    for token in _TOKEN.finditer(body):
        found = token[0]
        if found[0] in _OPENING:
            depth += 1
        elif found[0] in _CLOSING:
            depth -= 1
            if depth == 0:
                if token.end() != len(body):
                    raise _wrong(f"more after byte {token.end()}")
                yield body[start : token.start()]
                return
        elif found == b"," and depth == 1:
            yield body[start : token.start()]
            start = token.end()
    raise _wrong("an array without its end")


def _bounded(items: Iterator[bytes]) -> list[bytes]:
    found: list[bytes] = []
    for item in items:
        if len(found) == limits.BATCH_ACTS_MAX:
            raise _wrong(f"more than {limits.BATCH_ACTS_MAX}")
        if not item:
            raise _wrong(f"nothing in place {len(found)}")
        found.append(item)
    return found


def _wrong(found: str) -> Malformed:
    expected = f"1 to {limits.BATCH_ACTS_MAX} packets, as a JSON array without spaces or one a line"
    return Malformed("bad_batch", expected, found, "body")
