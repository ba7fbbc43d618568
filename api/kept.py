"""Answers that can never change, kept in memory: found again without a thread, a parser or a query.

An answer is kept under its path, its query and whether octets were asked for; what it says was
found out once, and whatever is recorded later leaves it as it is. The least asked for makes room.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from ledger import limits

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, Hashable]
"""Path and query; then whether octets were asked for, or what "now" was when it was answered."""

_OCTETS = b"application/octet-stream"


class Answer(NamedTuple):
    """An answer: its tag, its headers with a body and without one (304), the body, its route."""

    etag: bytes
    headers: Headers
    headers_only: Headers
    body: bytes
    route: Any


class Kept:
    """Some answers, of so many bytes together; every method may be called from any thread."""

    def __init__(self, bytes_max: int = limits.ANSWERS_KEPT_BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Answer | None:
        """Return the answer that is kept under a key."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer; one that would take a sixteenth of the room is not kept."""
        size = len(answer.body) + limits.ANSWER_KEPT_BYTES_EACH
        if size > self._bytes_max // 16:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._bytes += size
            while self._bytes > self._bytes_max:
                _, gone = self._answers.popitem(last=False)
                self._bytes -= len(gone.body) + limits.ANSWER_KEPT_BYTES_EACH


def key_of(scope: Scope) -> Key:
    """Return under which key the answer to a request is kept."""
    return scope["path"], scope["query_string"], _OCTETS in _header(scope, b"accept")


def is_known(named: bytes, etag: bytes) -> bool:
    """Whether `If-None-Match` names the tag of an answer (RFC 9110, weak comparison)."""
    if not named:
        return False
    tags = {tag.strip().removeprefix(b"W/") for tag in named.split(b",")}
    return etag in tags or b"*" in tags


def _header(scope: Scope, name: bytes) -> bytes:
    found: list[bytes] = [value for key, value in scope["headers"] if key == name]
    return b",".join(found) if found else b""


class FromMemory:
    """Answers what is kept; everything else goes on to the application."""

    def __init__(self, app: ASGIApp, kept: Kept) -> None:
        self._app, self._kept = app, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        found = self._kept.get(key_of(scope))
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = found.route
        is_same = is_known(_header(scope, b"if-none-match"), found.etag)
        headers = found.headers_only if is_same else found.headers
        start = {"type": "http.response.start", "status": 304 if is_same else 200}
        await send(start | {"headers": headers})
        await send({"type": "http.response.body", "body": b"" if is_same else found.body})
