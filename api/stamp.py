"""What every answer carries; and HEAD and OPTIONS, for which no address has a function.

Answers from memory (`api.front`) carry the same, but no `Request-Id`: an answer that somebody may keep
is the same for everybody, and has no asker.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.desk import REQUEST_ID, Desk, log

_READERS_MAY = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match, Last-Event-ID, Range",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Max-Age": "86400",
    "Vary": "Access-Control-Request-Method",
}


class Stamp:
    """Names the ledger in every answer, and lets no fault out as anything but a problem."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; HEAD is a GET whose body the server keeps to itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        await self._desk.freshen()

        async def stamped(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = [*message["headers"], *self._desk.stamps()]
                if message["status"] >= 400 or scope["method"] not in ("GET", "HEAD"):
                    headers.append((b"request-id", REQUEST_ID.get().encode()))
                message["headers"] = headers
            await send(message)

        inner = scope
        if scope["method"] == "HEAD":
            inner = dict(scope) | {"is_head": True, "method": "GET"}
        try:
            answer = _options(scope) if scope["method"] == "OPTIONS" else None
            await (answer or self._app)(inner, receive, stamped)
        except ClientDisconnect:
            log.info("a client left before its request was complete")
        except Exception:
            told = REQUEST_ID.get(), scope["method"], scope["path"]
            log.exception("request %s failed: %s %s", *told)
            if started:
                raise
            await problems.unforeseen(self._desk)(scope, receive, stamped)


def _options(scope: Scope) -> Response | None:
    """The answer to OPTIONS; None where nothing is at the address, or a browser asks to write."""
    headers = scope["headers"]
    asked = [value for name, value in headers if name == b"access-control-request-method"]
    if asked:
        # On behalf of another site's page: that may read here.
        is_reading = asked[0] in (b"GET", b"HEAD")
        return Response(status_code=204, headers=_READERS_MAY) if is_reading else None
    app: FastAPI = scope["app"]
    methods = problems.methods_at(app, scope)
    return Response(status_code=204, headers={"Allow": ", ".join(methods)}) if methods else None
