"""What the API knows of the ledger it serves, and how it says so in every answer."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from ledger import read
from ledger.ledger import Ledger

log = logging.getLogger("api")


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

    def headers(self) -> dict[str, str]:
        """The headers that name the ledger, in every answer."""
        told = self.ledger_document
        return {
            "Ledger-Clock": told["clock"],
            "Ledger-Id": told["id"],
            "Ledger-Memories": " ".join(self.ledger.memories) or "none",
            "Ledger-Origin": told["origin"],
            "Ledger-Purpose": told["purpose"],
        }


def open_desk(ledger: Ledger) -> Desk:
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
    return Desk(ledger, document, position)


def desk_of(request: Request) -> Desk:
    """Return the desk at which a request arrived."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


def _notice(purpose: str, clock: str) -> str | None:
    if purpose == "official":
        return None
    return f"This is a {purpose} with a {clock} clock, not an official record."
