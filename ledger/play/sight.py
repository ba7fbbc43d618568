"""What an expectation looks at: state and law at a position, a legal day, and what acts said.

It is the same whether the story is played into a store or in memory, so that an expectation
cannot be met in one and not in the other for want of being asked alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ledger.drafts import moments
from ledger.election import contested, mandates, results, sheets, standing, unended
from ledger.election.accounts import Books
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.state import State
from ledger.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An act as it was recorded, and how it was judged."""

    act: dict[str, Any]
    judgement: dict[str, Any]
    conclusions: Sequence[dict[str, Any]] = ()
    """What its outcome tests compared."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """As known at a position, in force on a day. `recorded` finds an act of the whole log."""

    state: State
    law: LawBook
    position: int
    day: str
    recorded: Callable[[str], Recorded | None]

    @cached_property
    def open_items(self) -> list[dict[str, Any]]:
        """What is ordered, promised or due and not done."""
        return unended.open_items(self.state, self.day)

    def sheet(self, unit: str) -> dict[str, Any]:
        """Return the sheet of a unit (docs/spec/09-views.md)."""
        if self.state.subject(f"unit:{unit}") is None:
            found = f"no unit {unit} as known at position {self.position}"
            raise NotFound(found, "check the spelling, or ask as of a later position")
        return sheets.sheet(self.state, unit, self.day, contested=self._contested, law=self.law)

    def result(self, contest: str, unit: str | None) -> dict[str, Any]:
        """Return the result of a contest, or of a part of it (docs/spec/12-results.md)."""
        for kind, identity in (("contest", contest), ("unit", unit)):
            if identity is not None and self.state.subject(f"{kind}:{identity}") is None:
                found = f"no {kind} {identity} as known at position {self.position}"
                raise NotFound(found, "check the spelling, or ask as of a later position")
        board = results.draw(Reading(self.state, self.day), contest)
        return results.document(board, unit=unit, prevails=self.law.prevailing(self.day))

    def account(self, key: str) -> dict[str, Any]:
        """Return the account of a subject (docs/spec/13-accounts.md)."""
        if self.state.subject(key) is None:
            found = f"no {key} as known at position {self.position}"
            raise NotFound(found, "check the spelling, or ask as of a later position")
        return Books(Reading(self.state, self.day), self.law).account(key)

    def mandate(self, seat: str) -> dict[str, Any]:
        """Return who holds a seat, and every title to it."""
        if self.state.subject(f"seat:{seat}") is None:
            found = f"no seat {seat} as known at position {self.position}"
            raise NotFound(found, "check the spelling, or ask as of a later position")
        return mandates.mandate(Reading(self.state, self.day), seat)

    def possibly_affected(self, unit: str, contest: str) -> list[str]:
        """Return the acts whose bars may cover the unit: they name more units than are known."""
        found = standing.possibly_affected(Reading(self.state, self.day), contest, unit)
        bars = {e.row.id: e.row.act for e in self.state.effects_by_verb("bar")}
        return [bars[each] for each in found]

    @cached_property
    def _contested(self) -> list[str]:
        unresolved = contested.unresolved(self.law, self.state, self.day)
        return [placed.row.act for placed in unresolved]


def as_of(known: str | None) -> int | str | None:
    """Return what `as_known` asks for: a position, an instant, a day, or None for now."""
    if known is None or known == "now":
        return None
    if known.isdecimal():
        return int(known)
    return moments.instant(known) if moments.is_instant(known) else known
