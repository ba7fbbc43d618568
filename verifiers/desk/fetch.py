"""One bounded HTTP request: no redirects, no proxies, no more bytes or seconds than were allowed."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

SECONDS_MAX = 20.0
_PIECE = 65_536


class Fetched(NamedTuple):
    """What a server answered."""

    status: int
    body: bytes


class Unreachable(Exception):
    """There was no answer, or none within bounds; the text says why."""


def get(url: str, bytes_max: int, seconds_max: float = SECONDS_MAX) -> Fetched:
    """Reads one address, http or https."""
    parts = urlsplit(url)
    until = time.monotonic() + seconds_max
    try:
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds_max)
        # A class by its type; only called, with what a response is made of.
        connection.response_class = partial(_within, until)  # type: ignore[assignment]
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"Accept": "text/plain", "Connection": "close"})
            return _read(connection.getresponse(), bytes_max)
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable(f"{url}: {error or type(error).__name__}"[:300]) from None


def _connection(scheme: str, host: str, port: int | None, seconds: float) -> http.client.HTTPConnection:
    if not host or scheme not in ("http", "https"):
        raise ValueError("expected an address that begins with http:// or https://")
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _read(response: http.client.HTTPResponse, bytes_max: int) -> Fetched:
    body = b""
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > bytes_max:
            raise ValueError(f"more than {bytes_max} bytes")
    return Fetched(response.status, body)


def _within(until: float, connected: Any, *more: Any, **named: Any) -> http.client.HTTPResponse:
    bounded: Any = _Until(connected, until)
    return http.client.HTTPResponse(bounded, *more, **named)


class _Until(io.RawIOBase):
    """What comes over a connection until a moment; a byte now and then, also of the headers, is no answer."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self._socket, self._until = connected, until
        self._comes = connected.makefile("rb", buffering=0)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("it takes too long")
        self._socket.settimeout(left)
        return self._comes.readinto(buffer)

    def close(self) -> None:
        self._comes.close()
        super().close()
