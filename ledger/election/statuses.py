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
    taken = taken_of(state, subject, field, day=day)
    return initial(field) if taken is None else taken.row.value


def taken_of(
    state: State, subject: str, field: str, *, day: str | None = None
) -> Placed[Status] | None:
    """The row that a subject has its status from; None where nothing moved it."""
    subjects = own_and_above(state, subject)
    rows = state.latest_statuses(subjects, field)
    if day is not None and any(placed.row.day > day for placed in rows):
        # Only what came later than the day makes the history before it matter.
        rows = [placed for placed in state.statuses(subjects, field) if placed.row.day <= day]
    return max(rows, key=status_place, default=None)


def values_of(
    state: State, subjects: list[str], field: str, *, day: str | None = None
) -> dict[str, str]:
    """The statuses of many subjects at once: as of everything known, or on a legal day."""
    if len(subjects) == 1:
        return {subjects[0]: value_of(state, subjects[0], field, day=day)}
    families = {subject: own_and_above(state, subject) for subject in subjects}
    everyone = list(dict.fromkeys(key for family in families.values() for key in family))
    best = latest_on(state, everyone, field, day)
    return {
        subject: _value([best[key] for key in family if key in best], field)
        for subject, family in families.items()
    }


def latest_on(
    state: State, subjects: list[str], field: str, day: str | None
) -> dict[str, Placed[Status]]:
    """The last status that each subject took itself, up to a day; those without one are left out."""
    found = {placed.row.subject: placed for placed in state.latest_statuses(subjects, field)}
    late = [] if day is None else [key for key, placed in found.items() if placed.row.day > day]
    for key in late:
        # Only what came later than the day makes the history before it matter.
        before = [p for p in state.statuses([key], field) if p.row.day <= str(day)]
        del found[key]
        if before:
            found[key] = max(before, key=status_place)
    return found


def _value(rows: Sequence[Placed[Status]], field: str) -> str:
    return max(rows, key=status_place).row.value if rows else initial(field)
