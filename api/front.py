"""Ways past the framework, for what is asked most: answers from memory, and acts.

What never changes goes out as it was made: no routing, no thread, no parser. What was asked about
now goes out again if nothing was recorded and nothing became final since: that is asked of the
database each time, but once for all who wait for it. Whoever is not answered here is answered
behind, in the same words.
"""

from __future__ import annotations

import asyncio
import logging
import time

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api import acts, gate, problems
from api.bodies import read_body
from api.desk import Desk
from api.kept import NOW, OCTETS, Answer, Moment, is_known
from ledger import read
from ledger.errors import Fault
from ledger.ledger import Ledger
from ledger.publish import certainty


class Front:
    """Answers what is kept; everything else goes on to the application."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk
        self._now = _Now(desk.ledger)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; of an answer to HEAD the server keeps the body to itself."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        accept = known = b""
        for name, value in scope["headers"]:
            if name == b"accept":
                accept += value
            elif name == b"if-none-match":
                known += b"," + value if known else value
        found = self._desk.kept.get((scope["path"], scope["query_string"], OCTETS in accept))
        if found is None:
            found = await self._as_now(scope)
        if found is None:
            await self._app(scope, receive, send)
            return
        if not self._desk.is_fresh():
            await self._desk.freshen()
        status = 304 if known and is_known(known, found.etag) else 200
        body = found.body if status == 200 else b""
        await send(found.start(status, self._desk.stamps()))
        await send({"type": "http.response.body", "body": body})
        self._desk.meters.note_status(status)
        if gate.log.isEnabledFor(logging.INFO):
            scope["route"] = found.route
            gate.say(scope, status, size=len(body), seconds=time.perf_counter() - started)

    async def _as_now(self, scope: Scope) -> Answer | None:
        """Return what was answered about now, if it would be answered again."""
        key = scope["path"], scope["query_string"], NOW
        # Only of what was answered so before: whether the process lives is asked of no database.
        if self._desk.kept.get(key) is None:
            return None
        moment = await self._now.ask()
        found = self._desk.kept.get(key)
        if moment is None or found is None or found.moment is None:
            return None
        return found if found.moment.is_still(moment) else None


class Straight:
    """Leads acts to where they are recorded, past routing and the framework's reading of parameters."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what has a parameter is for the application to refuse."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) != ("POST", acts.PATH):
            await self._app(scope, receive, send)
            return
        if scope["query_string"]:
            await self._app(scope, receive, send)
            return
        scope["route"] = acts.ROUTE
        request = Request(scope, receive)
        try:
            answer = await acts.submit_act(request, await read_body(request))
        except Fault as fault:
            answer = problems.of_fault(request, fault)
        except HTTPException as raised:
            answer = problems.of_http(request, raised)
        await answer(scope, receive, send)


class _Now:
    """What is recorded and final, found out once for all who ask at the same time; of one loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._line: list[asyncio.Future[Moment | None]] = []
        self._work: asyncio.Task[None] | None = None
        self._thread: CapacityLimiter | None = None

    async def ask(self) -> Moment | None:
        """Return what the database says after this was asked; None where it cannot be asked.

        A look that is under way may be older than what this reader knows of: it takes the next.
        """
        told: asyncio.Future[Moment | None] = asyncio.get_running_loop().create_future()
        self._line.append(told)
        if self._work is None:
            self._work = asyncio.create_task(self._look())
        return await told

    async def _look(self) -> None:
        self._thread = self._thread or CapacityLimiter(1)
        try:
            while self._line:
                together, self._line = self._line, []
                try:
                    moment = await to_thread.run_sync(self._moment, limiter=self._thread)
                except Exception:
                    # Whoever answers behind meets the same fault, and knows how to tell it.
                    moment = None
                for told in together:
                    if not told.done():
                        told.set_result(moment)
        finally:
            self._work = None

    def _moment(self) -> Moment:
        # In this order, as behind: what becomes final meanwhile is told the next time.
        final_size = certainty.final_size(self._ledger)
        return Moment(read.size(self._ledger), final_size)
