"""What the API knows of the ledger it serves, and how it says so in every answer."""

from __future__ import annotations

import itertools
import logging
import secrets
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from anyio import to_thread
from fastapi import Request

from api.kept import Headers, Kept, lines
from api.meters import Meters
from api.together import Together
from api.verdict import Verdict
from ledger import read
from ledger.evidence import Store
from ledger.ledger import Ledger
from ledger.publish import certainty

log = logging.getLogger("api")

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="none")
"""Which request is answered here: in its problem, in its log line, and in nothing that is kept."""

CERTAIN_SECONDS = 1.0
"""For how long an answer about certainty is good enough for a header."""


_EVERYWHERE = {
    # Public records: whoever reads them in a browser may do so from any page.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Ledger-Certainty, Ledger-Checkpoint, "
    "Ledger-Clock, Ledger-Final-Size, Ledger-Id, Ledger-Memories, Ledger-Origin, Ledger-Position, "
    "Ledger-Purpose, Link, Location, Not-Final, Repr-Digest, Request-Id, Retry-After",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(slots=True)
class Desk:
    """A ledger that is served. What entry 0 says of it never changes, and is read once.

    `ledger_document` stands in every JSON answer of ours:
    `{"clock":"simulated","id":"aa5c...","notice":"...","origin":"...","purpose":"rehearsal"}`.
    `notice` is null where the ledger is an official record.
    """

    ledger: Ledger
    ledger_document: dict[str, Any]
    last_position: int = field(default=0)
    meters: Meters = field(default_factory=Meters)
    verdict: Verdict = field(default_factory=Verdict)
    together: Together = field(init=False)
    kept: Kept = field(default_factory=Kept)
    store: Store | None = field(default=None)
    _stamps: tuple[float, Headers] = field(default=(-CERTAIN_SECONDS, []))
    _lines: tuple[Headers, bytes] = field(default=([], b""))
    _is_stamping: bool = field(default=False)
    _requests: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.together = Together(self.ledger)
        process = secrets.token_hex(6)
        self._requests = (f"{process}-{number}" for number in itertools.count(1))

    @property
    def accepts_acts(self) -> bool:
        """Whether acts are recorded here, or only read."""
        return self.ledger.log_key is not None and self.ledger.recorder_key is not None

    def position(self) -> int:
        """The number of entries now; if that cannot be found out, the last that is known.

        A problem has to be told even if the database is the problem.
        """
        try:
            self.last_position = read.size(self.ledger)
        except Exception:
            log.exception("the position could not be read")
        return self.last_position

    def begin_request(self) -> str:
        """Name the request that begins: by this process, and a number in it."""
        told = next(self._requests)
        REQUEST_ID.set(told)
        return told

    def is_fresh(self) -> bool:
        """Whether the headers of every answer are good enough as they are, or being made anew."""
        return self._is_stamping or time.monotonic() - self._stamps[0] < CERTAIN_SECONDS

    async def freshen(self) -> None:
        """Make the headers of every answer anew, once a second at most, away from the loop.

        Whoever comes meanwhile gets those that are there: a database that hangs holds up one.
        """
        if self.is_fresh():
            return
        at, self._is_stamping = time.monotonic(), True
        try:
            self._stamps = at, await to_thread.run_sync(self.stamp)
        finally:
            self._is_stamping = False

    def stamps(self) -> Headers:
        """The headers of every answer: whose ledger it is, and how certain all of it is."""
        return self._stamps[1] or self.stamp()

    def stamp_lines(self) -> bytes:
        """The same as they are sent."""
        stamps = self.stamps()
        if self._lines[0] is not stamps:
            self._lines = stamps, lines(stamps)
        return self._lines[1]

    def stamp(self) -> Headers:
        """Find out what the headers of every answer say."""
        told = self._named() | self._certainty()
        return [(name.lower().encode(), text.encode("latin-1")) for name, text in told.items()]

    def _named(self) -> dict[str, str]:
        told = self.ledger_document
        return {
            **_EVERYWHERE,
            "Ledger-Clock": told["clock"],
            "Ledger-Id": told["id"],
            "Ledger-Memories": " ".join(self.ledger.memories) or "none",
            "Ledger-Origin": told["origin"],
            "Ledger-Purpose": told["purpose"],
        }

    def _certainty(self) -> dict[str, str]:
        """How certain all that is recorded is, and the newest checkpoint."""
        try:
            found = certainty.of(self.ledger, read.size(self.ledger))
            seen = "" if found.level == "final" else f" {found.by}/{found.of}"
            newest = read.last_seen(self.ledger)
            return {
                "Ledger-Certainty": found.level + seen,
                "Ledger-Checkpoint": f"{newest['size']} {newest['root']}",
                "Ledger-Final-Size": str(found.final_size),
            }
        except Exception:
            # A problem has to be told even if the database is the problem.
            log.exception("how certain the answers are could not be found out")
            unknown = {"Ledger-Certainty": "recorded 0/0", "Ledger-Checkpoint": "none"}
            return unknown | {"Ledger-Final-Size": "0"}


def open_desk(ledger: Ledger, store: Store | None = None) -> Desk:
    """Return the desk of a founded ledger; NotFound before there is an entry 0."""
    with read.view(ledger) as view:
        told, position = view.law.ledger, view.position
    assert ledger.ledger_id is not None, "a founded ledger has an id"
    document = {
        "clock": told["clock"],
        "id": ledger.ledger_id.hex(),
        "notice": _notice(told["purpose"], told["clock"]),
        "origin": ledger.origin,
        "purpose": told["purpose"],
    }
    return Desk(ledger, document, position, store=store)


def desk_of(request: Request) -> Desk:
    """Return the desk at which a request arrived."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


def _notice(purpose: str, clock: str) -> str | None:
    if purpose == "official":
        return None
    return f"This is a {purpose} with a {clock} clock, not an official record."
