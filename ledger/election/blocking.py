"""What blocks the certification of a contest: exactly what, and by which rule.

    {"about":"run:run-2","acts":["cec-87"],"cites":[{"instrument":"law","point":"106.1"}],
     "code":"undated_run","detail":"repeat_undated","rules":["xk-2013.certification"],
     "units":["pc-1"]}

The rules named are those with the test `blockers`, or by-law rules, that ask for it; without one it
is shown all the same, with no rule (docs/spec/09-views.md, Blockers).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.election import by_law, contested, items, statuses
from ledger.election.law import LawBook
from ledger.election.reading import Reading, place
from ledger.election.results.counts import Board, Leaf
from ledger.election.rules import Rule
from ledger.election.standing import BEFORE_THE_VOTE, date_effect, status_of

_WITHHOLD = ("annul", "hold_back", "stay")


class Blocker(NamedTuple):
    """Something that blocks: what, about which subject, at which units, by which acts."""

    code: str
    about: str
    detail: str | None
    acts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    rule: str | None = None
    """The consequence that says so; other rules are found by the code."""


def blockers(law: LawBook, board: Board) -> list[dict[str, Any]]:
    """Everything that blocks, sorted by code, subject and detail."""
    reading = board.reading
    found = [
        *_undated(board),
        *_uncounted(board),
        *_open_items(board),
        *_owed(law, board),
        *_contested(law, reading),
        *_withheld(board),
    ]
    asking = _asking(law, reading.day)
    told = [_document(law, asking, each) for each in found]
    return sorted(
        told, key=lambda each: (each["code"], each["about"], each["detail"] or "", each["acts"])
    )


def _document(law: LawBook, asking: list[Rule], blocker: Blocker) -> dict[str, Any]:
    rules = {r.id: r.document for r in asking if blocker.code in r.parameters["blockers"]}
    if blocker.rule is not None:
        rules[blocker.rule] = law.doc("consequence", blocker.rule) or {"cites": []}
    cites = {(c["instrument"], c["point"]) for rule in rules.values() for c in rule["cites"]}
    return {
        "about": blocker.about,
        "acts": sorted(blocker.acts),
        "cites": [
            {"instrument": instrument, "point": point}
            for instrument, point in sorted(cites, key=lambda each: (each[0], each[1] or ""))
        ],
        "code": blocker.code,
        "detail": blocker.detail,
        "rules": sorted(rules),
        "units": sorted(blocker.units),
    }


def _asking(law: LawBook, day: str) -> list[Rule]:
    """The rules on certification that ask whether something blocks."""
    return [
        rule
        for rule in law.rules(day)
        if rule.test == "blockers" and (not rule.effects or "certify" in rule.effects)
    ]


def _undated(board: Board) -> Iterator[Blocker]:
    """Runs ordered without a date, with the leaves where that is so."""
    where: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in _leaves(board):
        for order in leaf.runs:
            run = str(order.row.run)
            date = date_effect(board.reading, run, leaf.unit)
            if date is None or date.row.data["day"] is None:
                where[run].append(leaf)
    for run, leaves in where.items():
        yield Blocker("undated_run", f"run:{run}", None, _orders(leaves, run), _units(leaves))


def _uncounted(board: Board) -> Iterator[Blocker]:
    """Leaves whose last run is not counted, or does not stand, by how far it has come."""
    leaves = _leaves(board)
    _load_statuses(board, leaves)
    where: dict[tuple[str, str], list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        how = _lack(board, leaf)
        if how is not None:
            where[leaf.last, how].append(leaf)
    for (run, how), found in where.items():
        bars = {bar.row.act for leaf in found for bar in leaf.bars.get(run, ())}
        acts = tuple(bars) or _orders(found, run)
        yield Blocker("run_not_counted", f"run:{run}", how, acts, _units(found))


def _lack(board: Board, leaf: Leaf) -> str | None:
    """What is missing at a leaf; None if it is counted and stands, or is excluded."""
    stands = leaf.standing(leaf.last)
    if stands != "stands":
        return None if stands == "excluded" else stands
    name = f"{board.contest}/{leaf.unit}/{leaf.last}"
    count = status_of(board.reading, f"count:{name}", "count")
    if count == "counted":
        return None
    polling = status_of(board.reading, f"poll:{name}", "polling")
    return count if polling not in BEFORE_THE_VOTE and count != "not_counted" else polling


def _open_items(board: Board) -> Iterator[Blocker]:
    """What is due about the contest, its runs and units, or what stands above these."""
    about = {f"contest:{board.contest}"}
    for leaf in _leaves(board):
        about |= {f"run:{order.row.run}" for order in leaf.runs}
        about |= {f"unit:{unit}" for unit in board.reading.path(leaf.unit)}
    for item in items.duties(board.reading):
        if item.about in about:
            yield Blocker("open_items", item.about, item.item)


def _owed(law: LawBook, board: Board) -> Iterator[Blocker]:
    """What is owed by operation of law and has not come; remedies that may still be used."""
    state = board.reading.state
    for document, trigger in by_law.by_law(law, board.reading):
        acts = (trigger.row.act,)
        if document["kind"] == "owed" and board.contest in trigger.row.contests:
            yield Blocker("by_law", document["about"], document["item"], acts, (), document["rule"])
        elif document["kind"] == "runs" and any(
            board.contest in made.row.contests for made in state.effects_of(trigger.row.act)
        ):
            yield Blocker("by_law", document["about"], document["item"], acts)


def _contested(law: LawBook, reading: Reading) -> Iterator[Blocker]:
    for act in contested.unresolved(law, reading.state, reading.day):
        yield Blocker("contested", f"act:{act.row.act}", None, (act.row.act,))


def _withheld(board: Board) -> Iterator[Blocker]:
    """Bars on the certification itself: set aside, held back, stayed."""
    where: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for unit in board.leaves:
        for bar in sorted(board.bars[unit], key=place):
            if bar.row.object == "certification" and bar.row.what in _WITHHOLD:
                where[bar.row.act, str(bar.row.run), str(bar.row.what)].add(unit)
    for (act, run, what), units in where.items():
        yield Blocker("withheld", f"run:{run}", what, (act,), tuple(units))


def _leaves(board: Board) -> list[Leaf]:
    return [board.leaves[unit] for unit in sorted(board.leaves)]


def _orders(leaves: list[Leaf], run: str) -> tuple[str, ...]:
    return tuple({o.row.act for leaf in leaves for o in leaf.runs if o.row.run == run})


def _units(leaves: list[Leaf]) -> tuple[str, ...]:
    return tuple(leaf.unit for leaf in leaves)


def _load_statuses(board: Board, leaves: list[Leaf]) -> None:
    """Ask for all statuses at once, where state is a database."""
    for kind, field in (("poll", "polling"), ("count", "count")):
        subjects = [f"{kind}:{board.contest}/{leaf.unit}/{leaf.last}" for leaf in leaves]
        every = [
            key for one in subjects for key in statuses.own_and_above(board.reading.state, one)
        ]
        board.reading.state.latest_statuses(list(dict.fromkeys(every)), field)
