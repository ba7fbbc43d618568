"""The outermost door: how many submissions may be under way, and one log line a request.

Whoever comes while too many wait is answered 503 with Retry-After, before its body is read: what
is promised to those inside is kept, and memory does not grow with the crowd.
"""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import bodies, problems
from api.desk import Desk
from ledger import limits

log = logging.getLogger("access")

SUBMISSIONS = ("/v1/acts", "/v1/intake")


class Gate:
    """Lets `most` submissions in at once; reading is never turned away.

    A batch takes a place for each packet of the largest kind that its length could be.
    """

    def __init__(self, app: ASGIApp, desk: Desk, most: int) -> None:
        self._app, self._desk, self._most = app, desk, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or ask for it again later."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] != "POST" or scope["path"] not in SUBMISSIONS:
            await self._app(scope, receive, send)
            return
        places = _places(scope)
        if self._desk.meters.enter(self._most, places):
            try:
                await self._app(scope, receive, send)
            finally:
                self._desk.meters.leave(places)
        else:
            await problems.busy(self._desk)(scope, receive, send)


def _places(scope: Scope) -> int:
    """How many places a body takes; one that does not say its length is no larger than one packet."""
    length = dict(scope["headers"]).get(b"content-length", b"0").decode("latin-1")
    size = min(bodies.declared(length) or 0, limits.BATCH_BYTES_MAX)
    return 1 + size // (limits.ENTRY_BYTES_MAX + 1)


class Access:
    """Counts every answer by its status, and logs one line for it.

    The line names the kind of address, never what was asked for: no parameter, body or signature
    gets into a log, and nothing of who asked.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and note how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, size = time.perf_counter(), 0, 0
        name = self._desk.begin_request()

        async def noted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._desk.meters.note_status(status)
            if log.isEnabledFor(logging.INFO):
                seconds = time.perf_counter() - started
                say(scope, status, size=size, seconds=seconds, name=name)


def say(scope: Scope, status: int, *, size: int, seconds: float, name: str | None = None) -> None:
    """Write the line about a request that was answered; what came from memory has no name."""
    route = getattr(scope.get("route"), "path", "none")
    told = {
        "bytes": size,
        "event": "request",
        "method": scope["method"] if scope["method"] in _METHODS else "other",
        "ms": round(seconds * 1_000, 1),
        "request_id": name,
        "route": route,
        "status": status,
    }
    log.info("request", extra={"told": told})


_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT")
