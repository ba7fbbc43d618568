"""Which status a subject has: the latest that was taken, its own or its poll's further up."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.election import scopes
from ledger.election.rows import Placed, Status
from ledger.election.state import State

INITIAL = {"polling": "planned", "count": "not_counted"}
"""What a field holds before anything moved it; the others hold `none`."""


def initial(field: str) -> str:
    """The value of a field that nothing has moved."""
    return INITIAL.get(field, "none")


def place(placed: Placed[Status]) -> tuple[str, int, int]:
    """Statuses come one after the other by the day in the world, then by the log."""
    return placed.row.day, placed.since, placed.ordinal


def own_and_above(state: State, subject: str) -> list[str]:
    """A subject and, for the poll or count of a unit, those of its ancestors."""
    kind, _, rest = subject.partition(":")
    if kind not in ("poll", "count"):
        return [subject]
    contest, unit, run = rest.split("/")
    return [f"{kind}:{contest}/{above}/{run}" for above in scopes.path(state, unit)]


def value_of(state: State, subject: str, field: str, *, day: str | None = None) -> str:
    """The status of a subject: as of everything known, or on a legal day."""
    rows = state.statuses(own_and_above(state, subject), field)
    if day is not None:
        rows = [placed for placed in rows if placed.row.day <= day]
    return _value(rows, field)


def values_of(state: State, subjects: list[str], field: str) -> dict[str, str]:
    """The statuses of many subjects at once, as of everything known."""
    if len(subjects) == 1:
        return {subjects[0]: value_of(state, subjects[0], field)}
    families = {subject: own_and_above(state, subject) for subject in subjects}
    everyone = list(dict.fromkeys(key for family in families.values() for key in family))
    best: dict[str, Placed[Status]] = {}
    for placed in state.statuses(everyone, field):
        before = best.get(placed.row.subject)
        if before is None or place(placed) > place(before):
            best[placed.row.subject] = placed
    return {
        subject: _value([best[key] for key in family if key in best], field)
        for subject, family in families.items()
    }


def _value(rows: Sequence[Placed[Status]], field: str) -> str:
    return max(rows, key=place).row.value if rows else initial(field)
