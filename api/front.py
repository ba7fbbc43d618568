"""Ways past the framework, for what is asked most: answers from memory, and acts.

What never changes goes out as it was made: no routing, no thread, no task. What was asked about
now goes out again if nothing was recorded and nothing became final since: that is asked of the
database each time, but once for all who wait for it. An act that came whole goes into the line of
those that are recorded next. Whoever is not answered here is answered behind, in the same words.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope
from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle as Cycle

from api import acts, gate, problems
from api.connection import Connection
from api.desk import REQUEST_ID, Desk
from api.kept import NOW, OCTETS, Answer, Moment, is_english, is_known, lines, target_of
from ledger.errors import Malformed
from ledger.ledger import Ledger
from ledger.publish import certainty
from ledger.submit import Answer as Answered
from ledger.submit import Failed


class Front:
    """Answers what is kept, and takes acts; everything else is left to the application.

    At most `waiting_max` submissions are under way at once, as at the gate.
    """

    def __init__(self, desk: Desk, waiting_max: int) -> None:
        self._desk, self._waiting_max = desk, waiting_max
        self._now = Now(desk.ledger)
        self.close = self._now.close
        self._freshening: set[asyncio.Future[None]] = set()

    def take(self, connection: Connection, cycle: Cycle) -> bool:
        """Answer a GET from memory, now or after a look, and return True; else leave it alone."""
        desk, scope = self._desk, cycle.scope
        if scope["method"] not in ("GET", "HEAD"):
            return False
        accept = b"".join([value for name, value in scope["headers"] if name == b"accept"])
        target = target_of(scope)
        found = desk.kept.get((target, OCTETS in accept))
        if found is not None and found.by_language and not is_english(scope["headers"]):
            return False
        if found is not None:
            tell = partial(self._tell, connection, cycle, found)
        # Only of what was answered so before: whether the process lives is asked of no database.
        elif desk.kept.get((target, NOW)) is not None:
            tell = partial(self._now.ask, partial(self._tell_now, connection, cycle, target))
        else:
            return False
        if desk.is_fresh():
            tell()
        else:
            freshening = asyncio.ensure_future(desk.freshen())
            freshening.add_done_callback(
                lambda done: self._told_later(done, tell, connection, cycle)
            )
            self._freshening.add(freshening)
        return True

    def _told_later(
        self,
        done: asyncio.Future[None],
        tell: Callable[[], None],
        connection: Connection,
        cycle: Cycle,
    ) -> None:
        self._freshening.discard(done)
        if done.cancelled() or done.exception() is not None:
            connection.lead_on(cycle)
        else:
            tell()

    def _tell_now(
        self, connection: Connection, cycle: Cycle, target: bytes, moment: Moment | None
    ) -> None:
        found = self._desk.kept.get((target, NOW))
        if moment and found and found.moment and found.moment.is_still(moment):
            self._tell(connection, cycle, found)
        else:
            connection.lead_on(cycle)

    def _tell(self, connection: Connection, cycle: Cycle, found: Answer) -> None:
        started = time.perf_counter()
        named = [value for name, value in cycle.scope["headers"] if name == b"if-none-match"]
        is_same = bool(named) and is_known(b",".join(named), found.etag)
        status, body = (304, b"") if is_same else (200, found.body)
        head = found.lines_only if is_same else found.lines
        connection.answer(cycle, status, head + self._desk.stamp_lines(), body)
        self._note(cycle, status, len(body), started, found.route)

    def submit(self, connection: Connection, cycle: Cycle) -> bool:
        """Put an act that came whole into the line, and return True; else leave it alone."""
        desk = self._desk
        if not (desk.accepts_acts and _is_act(cycle.scope) and desk.is_fresh()):
            return False
        try:
            packet = acts.parse_one(bytes(cycle.body))
        except (Malformed, HTTPException):
            return False
        started, name = time.perf_counter(), desk.begin_request()

        def tell(found: list[Answered] | Exception) -> None:
            desk.meters.leave()
            REQUEST_ID.set(name)
            one = Failed(found) if isinstance(found, Exception) else found[0]
            self._respond(connection, cycle, acts.tell_one(desk, packet, one, started), started)

        if desk.meters.enter(self._waiting_max):
            desk.together.offer([packet], tell)
        else:
            self._respond(connection, cycle, problems.busy(desk), started)
        return True

    def _respond(
        self, connection: Connection, cycle: Cycle, told: Response, started: float
    ) -> None:
        name, body = REQUEST_ID.get(), bytes(told.body)
        named = lines([*told.raw_headers, (b"request-id", name.encode())])
        connection.answer(cycle, told.status_code, named + self._desk.stamp_lines(), body)
        self._note(cycle, told.status_code, len(body), started, acts.ROUTE, name)

    def _note(
        self,
        cycle: Cycle,
        status: int,
        size: int,
        started: float,
        route: object,
        name: str | None = None,
    ) -> None:
        self._desk.meters.note_status(status)
        if gate.log.isEnabledFor(logging.INFO):
            scope: Scope = {**cycle.scope, "route": route}
            seconds = time.perf_counter() - started
            gate.say(scope, status, size=size, seconds=seconds, name=name)


def _is_act(scope: HTTPScope) -> bool:
    """Whether a request is an act as nearly everybody sends it; the others are looked at behind."""
    if scope["method"] != "POST" or scope["raw_path"] != _ACTS or scope["query_string"]:
        return False
    told = [pair for pair in scope["headers"] if pair[0] in (b"content-type", b"content-encoding")]
    return told == [(b"content-type", b"application/json")] and is_english(scope["headers"])


_ACTS = acts.PATH.encode()


class Now:
    """What is recorded and final, found out once for all who ask at the same time; of one loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._line: list[Callable[[Moment | None], None]] = []
        self._is_looking = False
        self._thread = ThreadPoolExecutor(1, "looks")
        self._seen = certainty.Seen()

    def ask(self, tell: Callable[[Moment | None], None]) -> None:
        """Tell what the database says after this was asked; None where it cannot be asked.

        A look that is under way may be older than what this reader knows of: it takes the next.
        """
        self._line.append(tell)
        if not self._is_looking:
            # Soon: whoever came in the same moment is there by then.
            self._is_looking = True
            asyncio.get_running_loop().call_soon(self._look)

    def close(self) -> None:
        """Look no more."""
        self._thread.shutdown(wait=False)

    def _look(self) -> None:
        together, self._line = self._line, []
        looking = asyncio.get_running_loop().run_in_executor(self._thread, self._moment)
        looking.add_done_callback(partial(self._tell, together))

    def _tell(
        self, together: list[Callable[[Moment | None], None]], looking: asyncio.Future[Moment]
    ) -> None:
        # Whoever answers behind meets the same fault, and knows how to tell it.
        has_failed = looking.cancelled() or looking.exception() is not None
        moment = None if has_failed else looking.result()
        for tell in together:
            # What goes wrong with one is no matter of the others.
            looking.get_loop().call_soon(tell, moment)
        self._is_looking = bool(self._line)
        if self._line:
            self._look()

    def _moment(self) -> Moment:
        self._seen = certainty.look(self._ledger, self._seen)
        return Moment(self._seen.size, self._seen.final_size)
