"""The result of a contest, from the forms and from what stands (specification, section 12); claim: V22."""

from __future__ import annotations

from collections.abc import Iterable

from verifiers import seats
from verifiers.blockers import blockers
from verifiers.by_law import ByLaw
from verifiers.certification import certification
from verifiers.counts import Contest, Count
from verifiers.differing import Differing
from verifiers.figures import Part
from verifiers.findings import NOT_CHECKED, Claim, Lines
from verifiers.forms import Cells, Interval, ordered, summed, taken, written
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Tables


def result(contest: str, tables: Tables, day: str, size: int, law: Law | None = None) -> Json:
    """The result of a whole contest (12.11); the law says which figure prevails."""
    return document(Contest(contest, tables, day, size), law)


def document(board: Contest, law: Law | None = None) -> Json:
    """The result of a contest of which the counts are known."""
    day = board.day
    rulesets = reversed(law.rulesets(day)) if law else ()
    prevailing = {named["level"]: named["figure"] for doc in rulesets for named in doc["prevails"]}
    part = Part(board, board.leaves)
    given, seats_given = _seats(part)
    possibly = list(part.possibly())
    newer = [leaf for leaf in part.reported if leaf.used != leaf.runs[-1]]
    return {
        "certification": certification(part),
        "contest": board.contest,
        "coverage": {
            "counts": len(part.whole),
            "excluded": len(part.excluded),
            "missing": len(part.missing),
            "possibly_affected": len(possibly),
            "repeat_open": len(newer),
            "reported": len(part.reported),
            "units": len(part.leaves),
        },
        "day": day,
        "declared": [
            {**each, "prevails": prevailing.get(each["level"])} for each in _declared(board, part.units, given)
        ],
        "excluded": [part.entry(leaf, "excluded") for leaf in part.excluded],
        "figures": part.figures(),
        "margin": part.margin(),
        "missing": [part.entry(leaf, part.reason(leaf)) for leaf in part.missing],
        "not_separable": list(part.mixtures()),
        "position": board.size,
        "possibly_affected": possibly,
        "registered_missing": part.registered(),
        "seats": seats_given,
        "sources": [_source(count) for count in part.whole],
        "unit": None,
        "unplaced": [{"forms": [f.id for f in c.forms], "run": c.run, "unit": c.unit} for c in board.unplaced],
    }


def blocked(board: Contest, law: Law, by_law: ByLaw) -> Json:
    """A result as a bundle shows it: with what blocks its certification."""
    return document(board, law) | {"blockers": blockers(board, law, by_law)}


def _declared(contest: Contest, units: set[str], given: Cells) -> list[Json]:
    """What is declared for leaves that are all among the units, and how it differs (12.8)."""
    found = []
    for count in contest.declared:
        if not count.leaves or not count.leaves <= units:
            continue
        part, own = Part(contest, count.leaves), Part(contest, count.leaves, count.run)
        is_whole = len(count.leaves) == len(contest.leaves) and not own.aside
        computed = own.cells | (given if is_whole else {})
        forms = count.chain or [form for form in count.forms if not form.is_out]
        level = (count.chain or count.forms)[0].claims[-1]["level"]
        differing = []
        for cell in ordered(count.cells):
            here, there = count.cells[cell], computed.get(cell)
            verdict = _verdict(here, there)
            if verdict:
                sides: Json = {"computed": written(there) if there else None, "declared": written(here)}
                differing.append(sides | {"measure": cell[0], "selection": cell[1], "verdict": verdict})
        document = {
            "differences": differing,
            "forms": [form.id for form in forms],
            "level": level,
            "missing": len(part.missing),
            "problem": count.problem,
            "run": count.run,
            "set_aside": len(own.aside),
            "status": count.chain[0].status if count.chain else None,
            "unit": count.unit,
        }
        found.append(((count.unit, level, count.run, count.key), document))
    return [document for _, document in sorted(found, key=lambda pair: pair[0])]


def _verdict(here: Interval, there: Interval | None) -> str:
    if there is None:
        return "not_computed"
    if here[0] == here[1] and here[:2] == there[:2]:
        return ""
    meet = (there[1] is None or here[0] <= there[1]) and (here[1] is None or there[0] <= here[1])
    return "indeterminate" if meet else "differs"


def _seats(part: Part) -> tuple[Cells, Json | None]:
    """Seats as figures, and as the document has them (12.9)."""
    tables, day = part.contest.tables, part.contest.day
    orders = [e for e in tables.get("allocate", "contest:" + part.contest.contest) if tables.in_force(e, day)]
    if not orders:
        return {}, None
    row = orders[-1].row
    share = row["data"]["threshold"]
    base = part.cells.get((share["base"], None)) if share else None
    if share and share["base"] == "votes":
        base = summed(part.votes.values())
    drawn = {name for name in part.votes if tables.status("selection:" + name, "lot", day) == "drawn"}
    found = seats.allocation(
        row, part.votes, base, drawn=drawn, missing=bool(part.missing), uncounted=part.registered()["high"]
    )
    given: Cells = {("seats", each["selection"]): (each["seats"], each["seats"], None) for each in found["lists"]}
    return given, found


def _source(count: Count) -> Json:
    forms = []
    for form, cells in taken(count.chain):
        named = [{"measure": measure, "selection": s} for measure, s in ordered(cells)]
        forms.append({"cells": named if len(count.chain) > 1 else None, "form": form.id, "status": form.status})
    feeds = None if count.leaves == {count.unit} else sorted(count.leaves)
    return {"channels": list(count.channels), "feeds": feeds, "forms": forms, "run": count.run, "unit": count.unit}


_DIFFERING = Differing("V22", "contest", {
    "blockers": ("blocker_differs", ("code", "about", "detail")),
    "figures": ("figure_differs", ("measure", "selection")),
    "missing": ("missing_unit_differs", ("unit",)),
    "sources": ("form_differs", ("unit", "run", "channels", "feeds")),
}, other="result_differs", name="a result")  # fmt: skip


class Results(Claim):
    """Holds the results that the bundle shows against those that follow from its entries (V22)."""

    def __init__(self, lines: Lines | None) -> None:
        super().__init__("V22")
        self._lines = lines
        if lines is None:
            self.outcomes["V22"].skipped = NOT_CHECKED
            self.outcomes["V22"].reason = "the bundle has no results"

    def finish(self, contests: Iterable[Contest], law: Law, by_law: ByLaw) -> None:
        """Every contest there is, and lines that are left."""
        if self._lines is None:
            return
        for board in contests:
            ours = blocked(board, law, by_law)
            self.file(("V22",), _DIFFERING.findings(ours, self._lines.line() or b""))
        left = self._lines.line()
        if left is not None:
            self.file(("V22",), [_DIFFERING.finding("result_differs", "no further contest", left)])
