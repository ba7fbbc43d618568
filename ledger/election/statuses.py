"""Which status a subject has: the latest that was taken, its own or its poll's further up."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.election import scopes
from ledger.election.rows import Placed, Status, status_place
from ledger.election.state import State

INITIAL = {"polling": "planned", "count": "not_counted"}
"""What a field holds before anything moved it; the others hold `none`."""


def initial(field: str) -> str:
    """The value of a field that nothing has moved."""
    return INITIAL.get(field, "none")


def own_and_above(state: State, subject: str) -> list[str]:
    """A subject and, for the poll or count of a unit, those of its ancestors."""
    kind, _, rest = subject.partition(":")
    if kind not in ("poll", "count"):
        return [subject]
    contest, unit, run = rest.split("/")
    return [f"{kind}:{contest}/{above}/{run}" for above in scopes.path(state, unit)]


def value_of(state: State, subject: str, field: str, *, day: str | None = None) -> str:
    """The status of a subject: as of everything known, or on a legal day."""
    subjects = own_and_above(state, subject)
    rows = state.latest_statuses(subjects, field)
    if day is not None and any(placed.row.day > day for placed in rows):
        # Only what came later than the day makes the history before it matter.
        rows = [placed for placed in state.statuses(subjects, field) if placed.row.day <= day]
    return _value(rows, field)


def values_of(state: State, subjects: list[str], field: str) -> dict[str, str]:
    """The statuses of many subjects at once, as of everything known."""
    if len(subjects) == 1:
        return {subjects[0]: value_of(state, subjects[0], field)}
    families = {subject: own_and_above(state, subject) for subject in subjects}
    everyone = list(dict.fromkeys(key for family in families.values() for key in family))
    best = {placed.row.subject: placed for placed in state.latest_statuses(everyone, field)}
    return {
        subject: _value([best[key] for key in family if key in best], field)
        for subject, family in families.items()
    }


def _value(rows: Sequence[Placed[Status]], field: str) -> str:
    return max(rows, key=status_place).row.value if rows else initial(field)
