"""The forms of a contest: what each states, how far it counts, and which stand at one place.

Which form stands is a ruling, never the latest: a form is `claimed` until somebody accepts or
rejects it, and of several that are merely claimed none stands (docs/spec/12-results.md, 12.2, 12.3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.election.reading import Reading, place
from ledger.election.results.quantities import Interval, of_value
from ledger.election.rows import Effect, Figure, Placed, Status, status_place
from ledger.election.spellings import act_of

OUT = frozenset({"forged", "found_forged", "rejected", "superseded", "withdrawn"})
"""Statuses of forms that count for nothing."""

REPLACES, OVERLAYS = "supersedes", ("corrects", "recounts")
"""What a later form does to an earlier one: all of it, or the cells that it states."""

Cell = tuple[str, str | None]
"""Measure and selection."""

Cells = dict[Cell, Interval]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: its status, and the rows by which it claims its place (one, if nothing is odd)."""

    name: str
    status: str
    claims: list[Placed[Figure]]
    problem: str | None
    """Why it has no figures: it was stated in two ways, or a part of it is missing."""
    cells: Cells

    @property
    def is_out(self) -> bool:
        """Whether it was rejected, found forged, replaced or taken back."""
        return self.status in OUT


class Source(NamedTuple):
    """A form that stands, and the cells that are taken from it (None: all there are)."""

    form: Form
    cells: list[Cell] | None


class Standing(NamedTuple):
    """What stands at a place: figures from these forms, or the problem that there is."""

    problem: str | None
    cells: Cells
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Link:
    """A form says that it corrects, recounts or supersedes another."""

    relation: str
    target: Form


class Papers:
    """Every form of a contest, as known at the reading's position and on its day."""

    def __init__(self, reading: Reading, contest: str) -> None:
        self._reading = reading
        rows = [p for p in reading.state.figures_for(contest) if p.row.day <= reading.day]
        self._parts = [p for p in rows if p.row.part is not None]
        wholes: dict[str, list[Placed[Figure]]] = defaultdict(list)
        for placed in rows:
            if placed.row.part is None:
                wholes[placed.row.form].append(placed)
        statuses = self._statuses(wholes)
        self.forms = {
            name: self._form(name, found, statuses.get(name)) for name, found in wholes.items()
        }
        self.links = self._links(wholes)

    def _statuses(self, names: Iterable[str]) -> dict[str, Placed[Status]]:
        """The status of each form; a ruling that was lifted no longer gives one."""
        reading = self._reading
        lifts: dict[str | None, int] = {}
        for lift in reading.state.effects_by_verb("lift"):
            if reading.in_force(lift):
                lifts[lift.row.target] = max(lift.since, lifts.get(lift.row.target, 0))
        latest: dict[str, Placed[Status]] = {}
        subjects = [f"form:{name}" for name in names]
        for placed in sorted(reading.state.statuses(subjects, "form"), key=status_place):
            event = placed.row.event
            lifted = max(lifts.get(event, 0), lifts.get(act_of(event), 0)) > placed.since
            if placed.row.day <= reading.day and not lifted:
                latest[placed.row.subject.partition(":")[2]] = placed
        return latest

    def _form(self, name: str, wholes: list[Placed[Figure]], placed: Placed[Status] | None) -> Form:
        status = "withdrawn" if placed is None else placed.row.value
        claims = wholes
        if placed is not None and status == "accepted":
            # What was accepted is what had been stated by then.
            claims = [whole for whole in wholes if whole.since <= placed.since][-1:] or wholes
            status = "accepted" if claims is not wholes else "claimed"
        status = status if status == "accepted" or status in OUT else "claimed"
        alike = all(_told(claim.row) == _told(claims[0].row) for claim in claims)
        cells = self._cells(claims[-1].row) if alike else None
        problem = None if cells is not None else "form_incomplete" if alike else "forms_conflict"
        return Form(name=name, status=status, claims=claims, problem=problem, cells=cells or {})

    def _cells(self, row: Figure) -> Cells | None:
        """What a form states with its parts; None where a part is missing or says a cell again."""
        figures = list(row.figures)
        for reference in row.parts or ():
            found = [
                placed.row
                for placed in self._parts
                if reference in (placed.row.event, act_of(placed.row.event))
                and (placed.row.form, placed.row.run, placed.row.unit)
                == (row.form, row.run, row.unit)
            ]
            if not found:
                return None
            figures += [figure for part in found for figure in part.figures]
        cells = {(f["measure"], f["selection"]): of_value(f["value"]) for f in figures}
        return cells if len(cells) == len(figures) else None

    def _links(self, wholes: dict[str, list[Placed[Figure]]]) -> dict[str, list[Link]]:
        """The links of each form to others."""
        by_event: dict[str, set[str]] = defaultdict(set)
        by_reference: dict[str, set[str]] = defaultdict(set)
        for name, rows in wholes.items():
            for placed in rows:
                by_event[placed.row.event].add(name)
                by_reference[placed.row.event].add(name)
                by_reference[act_of(placed.row.event)].add(name)
        found: dict[str, list[Link]] = defaultdict(list)
        for link in sorted(self._linking(by_event), key=place):
            for target in sorted(by_reference.get(link.row.target or "", ())):
                for name in by_event[link.row.event] - {target}:
                    found[name].append(Link(str(link.row.what), self.forms[target]))
        return found

    def _linking(self, by_event: dict[str, set[str]]) -> Iterator[Placed[Effect]]:
        for link in self._reading.state.effects_by_verb("link"):
            if link.row.event in by_event and link.row.what in (REPLACES, *OVERLAYS):
                if self._reading.in_force(link):
                    yield link

    # --- one place ---------------------------------------------------------------------------

    def standing(self, forms: Sequence[Form]) -> Standing:
        """What stands of the forms that claim one place."""
        alive = [form for form in forms if not form.is_out]
        accepted = [form for form in alive if form.status == "accepted"]
        if not alive:
            return Standing("forms_rejected", {}, [])
        if not accepted and len(alive) > 1:
            return Standing("forms_conflict", {}, [])
        chain = self._chain(accepted, alive) if accepted else alive
        if not chain:
            return Standing("forms_conflict", {}, [])
        problem = next((form.problem for form in chain if form.problem), None)
        if problem is not None:
            return Standing(problem, {}, [])
        return _overlaid(chain)

    def _chain(self, accepted: list[Form], alive: list[Form]) -> list[Form]:
        """The one accepted form that no other replaces, then those on which it rests; or none."""
        names = {form.name for form in accepted}
        linked = {link.target.name for name in names for link in self.links.get(name, ())}
        heads = [form for form in accepted if form.name not in linked]
        if len(heads) != 1:
            return []
        reached = self._reach(heads[0], alive, (REPLACES, *OVERLAYS))
        if not names <= {form.name for form in reached}:
            return []
        return self._reach(heads[0], alive, OVERLAYS)

    def _reach(self, head: Form, alive: list[Form], relations: Sequence[str]) -> list[Form]:
        """The forms of this place to which links lead, the nearest first."""
        here = {form.name for form in alive}
        found = {head.name: head}
        waiting = [head]
        for form in waiting:
            for link in self.links.get(form.name, ()):
                name = link.target.name
                if link.relation in relations and name in here and name not in found:
                    found[name] = link.target
                    waiting.append(link.target)
        return waiting


def _told(row: Figure) -> Figure:
    """What a row says, whenever and by which event it was said."""
    return row._replace(day="", event="")


def _overlaid(chain: list[Form]) -> Standing:
    """Each cell from the first form of the chain that states it."""
    cells: Cells = {}
    sources = []
    for form in chain:
        own = {cell: value for cell, value in form.cells.items() if cell not in cells}
        cells |= own
        sources.append(Source(form, None if len(chain) == 1 else sorted(own, key=cell_place)))
    return Standing(None, cells, sources)


def cell_place(cell: Cell) -> tuple[str, str]:
    """Where a cell stands among others: by measure, then selection, none first."""
    return cell[0], cell[1] or ""


def cell_document(cell: Cell) -> dict[str, Any]:
    """The cell as a document names it."""
    return {"measure": cell[0], "selection": cell[1]}
