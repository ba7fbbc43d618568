"""The forms of a contest, and what stands of those that claim one place (specification, 12.1 to 12.3)."""

from __future__ import annotations

from collections.abc import Iterable

from verifiers.fields import hull
from verifiers.reading import INTEGER_MAX, Json
from verifiers.tables import Tables

Interval = tuple[int, int | None, str | None]
"""At least, at most (None: no bound), why there are two numbers."""
Cells = dict[tuple[str, str | None], Interval]
OUT = ("forged", "found_forged", "rejected", "superseded", "withdrawn")
_BASES = ("corrects", "recounts")
_RELATIONS = (*_BASES, "supersedes")


def summed(terms: Iterable[Interval]) -> Interval:
    """The sum of intervals, with the reason that is common to all which are not exact."""
    listed = list(terms)
    reasons = {why for low, high, why in listed if low != high}
    highs = [high for _, high, _ in listed if high is not None]
    why = None if not reasons else reasons.pop() if len(reasons) == 1 else "several"
    return sum(low for low, _, _ in listed), sum(highs) if len(highs) == len(listed) else None, why


def written(interval: Interval) -> Json:
    """The interval as a document has it."""
    low, high, why = interval
    low = min(low, INTEGER_MAX)
    high = None if high is None or high > INTEGER_MAX else high
    return {"high": high, "low": low, "why": None if low == high else why or "several"}


def ordered(cells: Iterable[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Cells by measure, then selection, null first."""
    return sorted(cells, key=lambda cell: (cell[0], cell[1] or ""))


class Form:
    """One form of a contest on a day: its status, its claims, its cells or its problem."""

    def __init__(self, id: str, rows: list[Json], tables: Tables, day: str) -> None:
        self.id, self.statements = id, [row for row in rows if row["part"] is None]
        took = [row for row in tables.get("status", "form:" + id, "form") if row[0] <= day]
        took = [row for row in took if not _lifted(tables, row[4], row[1], day)]
        last = max(took, default=None)
        value = last[3] if last else "withdrawn"
        before = [row for row in self.statements if last and row["since"] <= last[1]]
        accepted = value == "accepted" and bool(before)
        self.status = "accepted" if accepted else value if value in OUT else "claimed"
        self.claims = before[-1:] if accepted else self.statements
        self.is_out = self.status in OUT
        self.cells, self.problem = _cells(self.claims[-1], rows)
        if any(_content(claim) != _content(self.claims[0]) for claim in self.claims):
            self.cells, self.problem = {}, "forms_conflict"


def _lifted(tables: Tables, event: str, since: int, day: str) -> bool:
    """Whether what an event did is no longer so, since a later ruling lifted its act or itself."""
    act = event.partition("#")[0]
    lifts = [e for e in tables.get("aimed", act) if e.verb == "lift" and e.row["target"] in (act, event)]
    return any(lift.row["since"] > since and tables.in_force(lift, day) for lift in lifts)


def _content(row: Json) -> Json:
    return {name: row[name] for name in ("covers", "figures", "level", "parts", "run", "unit")}


def _cells(claim: Json, rows: list[Json]) -> tuple[Cells, str | None]:
    """What a claim states, with its parts."""
    figures = list(claim["figures"])
    for reference in claim["parts"] or ():
        parts = [row for row in rows if row["part"] is not None and row["unit"] == claim["unit"]]
        parts = [row for row in parts if row["run"] == claim["run"]]
        found = [row for row in parts if reference in (row["event"], row["event"].partition("#")[0])]
        figures += [figure for row in found for figure in row["figures"]]
        if not found:
            return {}, "form_incomplete"
    cells = {(f["measure"], f["selection"]): hull(f["value"]) for f in figures}
    return (cells, None) if len(cells) == len(figures) else ({}, "form_incomplete")


class Forms:
    """Every form of a contest that states something on a day."""

    def __init__(self, contest: str, tables: Tables, day: str) -> None:
        rows: dict[str, list[Json]] = {}
        for row in tables.get("figures", contest):
            if row["day"] <= day:
                rows.setdefault(row["form"], []).append(row)
        self.by_id = {
            id: Form(id, listed, tables, day)
            for id, listed in rows.items()
            if any(row["part"] is None for row in listed)
        }
        self._links: dict[str, list[tuple[str, str]]] = {}
        self._link(tables, day)

    def _link(self, tables: Tables, day: str) -> None:
        named: dict[str, set[str]] = {}
        for form in self.by_id.values():
            for event in (row["event"] for row in form.statements):
                named.setdefault(event, set()).add(form.id)
                named.setdefault(event.partition("#")[0], set()).add(form.id)
        for form in self.by_id.values():
            events = {row["event"] for row in form.statements}
            acts = dict.fromkeys(event.partition("#")[0] for event in events)
            made = sorted((e for act in acts for e in tables.get("by_act", act)), key=lambda e: e.order)
            for link in made:
                relation, target = link.row["what"], link.row["target"]
                if link.verb == "link" and link.row["event"] in events and relation in _RELATIONS:
                    others = sorted(named.get(target, set()) - {form.id})
                    if others and tables.in_force(link, day):
                        self._links.setdefault(form.id, []).extend((relation, other) for other in others)

    def _reach(self, head: str, here: set[str], relations: tuple[str, ...]) -> list[str]:
        found = [head]
        for id in found:
            for relation, other in self._links.get(id, ()):
                if relation in relations and other in here and other not in found:
                    found.append(other)
        return found

    def chain(self, forms: list[Form]) -> tuple[list[Form], str | None]:
        """Of forms that claim one place those that stand, the last word first; or the problem."""
        here = {form.id for form in forms if not form.is_out}
        accepted = {id for id in here if self.by_id[id].status == "accepted"}
        ids = sorted(here)
        if not here or (not accepted and len(here) > 1):
            return [], "forms_conflict" if here else "forms_rejected"
        if accepted:
            linked = {other for id in accepted for _, other in self._links.get(id, ())}
            heads = accepted - linked
            if len(heads) != 1 or not accepted <= set(self._reach(min(heads), here, _RELATIONS)):
                return [], "forms_conflict"
            ids = self._reach(min(heads), here, _BASES)
        found = [self.by_id[id] for id in ids]
        problem = next((form.problem for form in found if form.problem), None)
        return ([], problem) if problem else (found, None)


def taken(chain: list[Form]) -> list[tuple[Form, Cells]]:
    """Each form of a chain with the cells that no earlier one of it states."""
    found: list[tuple[Form, Cells]] = []
    known: set[tuple[str, str | None]] = set()
    for form in chain:
        found.append((form, {cell: value for cell, value in form.cells.items() if cell not in known}))
        known |= form.cells.keys()
    return found
