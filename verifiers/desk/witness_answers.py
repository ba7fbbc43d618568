"""A witness at work: the request is judged, remembered, and only then cosigned.

POST /add-checkpoint                      200 and a signature line, or 400 403 404 409 422 (503: in doubt)
GET  /HEX-SHA256-OF-ORIGIN/checkpoint     the largest checkpoint that was cosigned, with that line
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

from verifiers import cosignature, note
from verifiers.desk import witness_request as request
from verifiers.desk.fetch import Fetched, Unreachable
from verifiers.desk.witness_key import Signer
from verifiers.desk.witness_request import Answer, Asked, Head, Refused
from verifiers.desk.witness_state import Doubt, State
from verifiers.reading import Malformed

Clock = Callable[[], int]
"""The present time in POSIX seconds."""
Fetch = Callable[[str, int], Fetched]
"""`fetch(url, bytes_max)`: reads one address, or raises Unreachable."""


class Witness:
    """One witness in one process; several may share a state."""

    def __init__(self, state: State, signer: Signer, *, clock: Clock, fetch: Fetch) -> None:
        self.state, self.signer, self._clock, self._fetch = state, signer, clock, fetch
        self._looked: set[str] = set()
        self._looking = threading.Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answers one request; whatever it was, nothing is signed before it is remembered."""
        try:
            asked = request.parse(body)
            known = [note.parse_vkey(one) for one in self.state.vkeys(asked.stated.origin)]
            request.require_signed(asked, known)
            self._look(asked.stated.origin)
            return self._cosign(asked, _kept(asked, known))
        except Refused as refused:
            return refused.answer
        except (Doubt, Unreachable, OSError, sqlite3.Error) as error:
            return Answer(503, f"this witness does not sign now: {error}\n")

    def read(self, place: str) -> Answer:
        """The largest checkpoint cosigned of the log that is read at this place."""
        try:
            for origin, _ in self.state.logs():
                said = self.state.said(origin) if request.place(origin) == place else None
                if said:
                    # It was remembered before it was said; whether it was said, a crash may have hidden.
                    self.state.settle()
                    text = note.parse(said[0].encode()).text
                    return Answer(200, said[0] + self.signer.line(text, said[1]))
        except (Doubt, OSError, sqlite3.Error) as error:
            return Answer(503, f"this witness does not answer now: {error}\n")
        return Answer(404, "nothing was cosigned of such a log\n")

    def _cosign(self, asked: Asked, kept: str) -> Answer:
        origin, size, root = asked.stated
        held = self.state.held(origin)
        request.require_growth(asked, held)
        now = self._clock()
        if now <= 0 or now < held.at:
            found = f"the clock says {now}, and something was cosigned at {held.at}"
            raise Doubt("clock_went_back", found, "set the clock right")
        if not self.state.swap(origin, held, Head(size, root, now), note=kept):
            raise request.conflict(self.state.held(origin))
        line = self.signer.line(asked.note.text, now)
        self.state.reached("after_signing")
        return Answer(200, line)

    def _look(self, origin: str) -> None:
        """Once a start, before the first signature for a log: reads what this witness is known to have said.

        Whatever bears its cosignature must be in its memory. A place that cannot be read keeps it waiting.
        """
        with self._looking:
            if origin in self._looked:
                return
            for url in self.state.published(origin):
                fetched = self._fetch(url, note.NOTE_BYTES_MAX)
                if fetched.status == 200:
                    self._require_remembered(origin, fetched.body, url)
                elif fetched.status != 404:
                    raise Unreachable(f"{url} answers {fetched.status}")
            self._looked.add(origin)

    def _require_remembered(self, origin: str, data: bytes, url: str) -> None:
        try:
            found = note.parse(data)
            note.signers(found, [self.signer.key])
        except Malformed:
            return  # It does not bear our signature, so it says nothing about what we have said.
        stated = request.stated(found.text)
        if stated and stated.origin == origin and stated.size and not self.state.holds(*stated):
            raise Doubt(
                "state_restored",
                f"{url} bears a cosignature of this witness for {stated.size} entries, of which it knows nothing",
                "end this witness and make a new one with a new name; tell the logs that it was replaced",
            )


def _kept(asked: Asked, known: list[note.VerifierKey]) -> str:
    """The checkpoint with the log's own signatures only: others are not ours to spread."""
    names = {(key.name, key.id) for key in known}
    lines = [(name, id, rest) for name, id, rest in asked.note.lines if (name, id) in names]
    return f"{asked.note.text}\n" + "".join(cosignature.line(name, id + rest) for name, id, rest in lines)
