"""One bounded HTTP request: no redirects, no proxies, never more bytes or seconds than allowed."""

import http.client
import ssl
import time
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
        try:
            connection.request(method, parts.path or "/", body, {"Connection": "close"})
            response = connection.getresponse()
            data = _read(response, until)
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


def _read(response: http.client.HTTPResponse, until: float) -> bytes | None:
    data = b""
    while piece := response.read1(_PIECE):
        data += piece
        if len(data) > limits.NOTE_BYTES_MAX or time.monotonic() > until:
            return None
    return data
