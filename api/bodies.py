"""The body of a submission: one packet, or a batch of them; nothing beyond the bound is read."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from fastapi import Request

from api import contract, problems
from ledger import limits

LINES = "application/x-ndjson"

# A packet has 64 KiB at most; whoever takes longer holds a place that others need.
BODY_SECONDS_MAX = 30

_EXPECTED = (
    f"at most {limits.ENTRY_BYTES_MAX:,} bytes, or a batch of at most "
    f"{limits.BATCH_BYTES_MAX:,} whose Content-Length is given"
)


class Body(NamedTuple):
    """What was sent, and whether it has a packet a line."""

    data: bytes
    is_lines: bool


async def read_body(request: Request) -> Body:
    """Return the body as it came; its room was counted by its Content-Length at the door."""
    is_lines = _is_lines(request)
    most = _room(request)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise problems.wrong(
                        "too_large", f"{len(body)} bytes or more", "body", expected=_EXPECTED
                    )
    except TimeoutError:
        raise problems.wrong("body_too_slow", f"{len(body)} bytes", "body") from None
    return Body(bytes(body), is_lines)


def declared(text: str) -> int | None:
    """Return the number that a Content-Length spells, None if it spells none."""
    return int(text) if len(text) <= 12 and text.isascii() and text.isdigit() else None


def _room(request: Request) -> int:
    """How many bytes may come: what was declared, if it is in bounds; undeclared, one packet."""
    text = request.headers.get("content-length", "0")
    named = declared(text)
    if named is None or named > limits.BATCH_BYTES_MAX:
        raise problems.wrong("too_large", f"{text[:20]} bytes", "body", expected=_EXPECTED)
    return max(named, limits.ENTRY_BYTES_MAX)


def _is_lines(request: Request) -> bool:
    encoding = request.headers.get("content-encoding", "identity")
    named = request.headers.get("content-type", "none")
    kind, _, parameter = named.lower().partition(";")
    is_utf8 = parameter.strip().replace('"', "") in ("", "charset=utf-8")
    if kind.strip() not in (contract.JSON, LINES) or not is_utf8:
        raise problems.wrong("wrong_content_type", named, "header Content-Type")
    if encoding != "identity":
        raise problems.wrong("wrong_content_type", encoding, "header Content-Encoding")
    return kind.strip() == LINES
