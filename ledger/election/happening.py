"""One event about to take effect, and what comes of it.

These are the values that pass between the judge and the effects. The judge knows acts, bodies and
rules; an effect knows only the event's fields and the state it meets.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.election.rows import Effect, Row
from ledger.election.state import State


# Not frozen: one is made for every event of every act, and freezing would double its price.
@dataclass(slots=True, kw_only=True, eq=False)
class Happening:
    """An event with what its effects need to know of the act around it."""

    act_id: str
    body: str
    day: str
    """The act's legal day."""
    from_day: str
    """`decision.effective_on`, else the act's day."""
    awaits: str | None
    """The milestone that gives the decision effect; None for adoption, and without a decision."""
    index: int
    event: int
    """The event's number within the act, from 1."""
    fields: dict[str, Any]
    occurred_day: str
    """The day of the event's `occurred`, else the act's day: see `values.day_of`."""
    state: State
    """State before the event: the entries before, and the earlier events of this act."""
    made: Container[str] = ()
    """Keys of subjects made by earlier events of this act that `state` does not hold yet."""

    @property
    def reference(self) -> str:
        """The event as others refer to it: `ACT#N`."""
        return f"{self.act_id}#{self.event}"

    def has_subject(self, key: str) -> bool:
        """Whether a subject exists before this event."""
        return key in self.made or self.state.subject(key) is not None

    def has_act(self, act_id: str) -> bool:
        """Whether an act is in the log; the act being judged counts."""
        return act_id == self.act_id or self.state.act(act_id) is not None


class Outcome(NamedTuple):
    """What an event does: its rows, in order; what is marked; and whether it must be refused."""

    rows: list[Row]
    marks: list[tuple[str, str | None]]
    """Code and subject, without order or duplicates removed."""
    refusal: tuple[str, str] | None
    """Code and what was found, if the log would contradict itself."""


class Gathering:
    """An outcome while the effects of one event add to it."""

    __slots__ = ("effect_count", "happening", "marks", "refusal", "rows")

    def __init__(self, happening: Happening) -> None:
        self.happening = happening
        self.rows: list[Row] = []
        self.marks: list[tuple[str, str | None]] = []
        self.refusal: tuple[str, str] | None = None
        self.effect_count = 0

    def mark(self, code: str, subject: str | None) -> None:
        """Mark the event."""
        self.marks.append((code, subject))

    def refuse(self, code: str, found: str) -> None:
        """Refuse the act; the first reason stays."""
        if self.refusal is None:
            self.refusal = (code, found)

    def effect(
        self,
        verb: str,
        *,
        box: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        object: str | None = None,
        run: str | None = None,
        target: str | None = None,
        what: str | None = None,
    ) -> str:
        """Add an effect row and return its id, `INDEX.EVENT.K`."""
        here = self.happening
        self.effect_count += 1
        identity = f"{here.index}.{here.event}.{self.effect_count}"
        self.rows.append(
            Effect(
                act=here.act_id,
                awaits=here.awaits,
                body=here.body,
                channels=box["channels"] if box else [],
                contests=box["contests"] if box else [],
                data=data if data is not None else {},
                event=here.reference,
                from_day=from_day or here.from_day,
                id=identity,
                object=object,
                run=run,
                selections=box["selections"] if box else [],
                target=target,
                until_day=until_day,
                verb=verb,
                what=what,
            )
        )
        return identity

    def outcome(self) -> Outcome:
        """What the event did."""
        return Outcome(self.rows, self.marks, self.refusal)
