"""One bounded HTTP request: no redirects, no proxies, never more bytes or seconds than allowed."""

import http.client
import io
import socket
import ssl
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ledger import limits
from ledger.chain.witnessing import Reply

_PIECE = 65_536


def post(url: str, body: bytes) -> Reply | None:
    """Send a body; None where there is no answer, or none within bounds."""
    return _ask("POST", url, body)


def get(url: str) -> Reply | None:
    """Read an address; None where there is no answer, or none within bounds."""
    return _ask("GET", url, None)


def _ask(method: str, url: str, body: bytes | None) -> Reply | None:
    until = time.monotonic() + limits.WITNESS_SECONDS_MAX
    try:
        parts = urlsplit(url)
        connection = _connect(parts.scheme, parts.hostname or "", parts.port)
        # A class by its type; only called, with what a response is made of.
        connection.response_class = partial(_within, until)  # type: ignore[assignment]
        try:
            connection.request(method, parts.path or "/", body, {"Connection": "close"})
            response = connection.getresponse()
            data = _read(response)
            kind = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
            return None if data is None else Reply(response.status, kind, data)
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return None


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        seconds = limits.WITNESS_SECONDS_MAX
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
    if scheme != "http" or not host:
        raise ValueError("neither http nor https")
    return http.client.HTTPConnection(host, port, timeout=limits.WITNESS_SECONDS_MAX)


def _read(response: http.client.HTTPResponse) -> bytes | None:
    data = b""
    while piece := response.read1(_PIECE):
        data += piece
        if len(data) > limits.NOTE_BYTES_MAX:
            return None
    return data


def _within(until: float, sock: Any, *more: Any, **named: Any) -> http.client.HTTPResponse:
    whole: Any = _Until(sock, until)
    return http.client.HTTPResponse(whole, *more, **named)


class _Until(io.RawIOBase):
    """What comes over a connection until a moment: who sends a byte now and then has not answered."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until
        # It keeps the connection open for as long as somebody reads.
        self._comes = sock.makefile("rb", buffering=0)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Be read as the socket would be."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Take what comes within the time that is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._comes.readinto(buffer)

    def close(self) -> None:
        """Let go of the connection."""
        self._comes.close()
        super().close()
