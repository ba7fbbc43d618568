"""The account of a subject: whether what it held is somewhere (docs/spec/13-accounts.md).

    {"account":"unit:pc-1","buckets":[...],"checks":[{"bucket":"held","check":"overdrawn",
     "contest":null,"left":{"high":null,"low":0},"material":"ballots","outcome":"indeterminate",
     "right":{"high":8000,"low":8000},"rule":null,"since":61}],"day":"2013-11-05","position":62}

A check holds, is violated, or cannot be decided by what is known; that is never a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ledger.election import amounts, results, serials
from ledger.election.balances import BEFORE_REPEAT, REPLACED, Balance, Term
from ledger.election.law import LawBook
from ledger.election.outcomes import HOLDS, Bounds, Check, at_most, equals, summary
from ledger.election.reading import Reading
from ledger.election.reading import place as log_place
from ledger.election.results.composite import Composite
from ledger.election.results.counts import Board, Leaf
from ledger.election.results.forms import Cells
from ledger.election.rows import Amount, Effect, Placed
from ledger.election.standing import date_effect


class Books:
    """The accounts at a position and on a day; the results of contests are drawn once for all."""

    def __init__(
        self, reading: Reading, law: LawBook, draw: Callable[[str], Board] | None = None
    ) -> None:
        self.reading = reading
        self.balances = law.balances(reading.day)
        self._draw = draw or (lambda contest: results.draw(reading, contest))
        self._boards: dict[str, Board] = {}

    def account(self, key: str) -> dict[str, Any]:
        """The buckets of a subject (`unit:pc-1`) and every check of them."""
        reading = self.reading
        found = [
            *bucket_checks(reading, key),
            *_summaries(serials.number_checks(reading, key)),
            *_summaries(serials.seal_checks(reading, key)),
            *self._balances(key),
        ]
        buckets = amounts.balances(reading.state, key, day=reading.day)
        return {
            "account": key,
            "buckets": [
                {"bucket": bucket, "material": material, "why": balance.why}
                | Bounds(balance.low, balance.high).document()
                for (material, bucket), balance in buckets.items()
            ],
            "checks": [check.document() for check in sorted(found, key=_order)],
            "day": reading.day,
            "position": reading.state.size,
        }

    def keys(self, holders: Iterable[str]) -> list[str]:
        """Who may have an account: those of whom something is told, and whom a balance means."""
        state = self.reading.state
        kinds = {balance.kind for balance in self.balances}
        subjects = [p.row.key for kind in kinds for p in state.subjects(kind)]
        told = [e.row for verb in ("number", "seal") for e in state.effects_by_verb(verb)]
        named = (e.data["holder" if e.verb == "number" else "on"] for e in told)
        givers = (e.target for e in told if e.what == "given")
        return sorted({*holders, *subjects, *named, *filter(None, givers)})

    def board(self, contest: str) -> Board:
        """The counts and units of a contest."""
        if contest not in self._boards:
            self._boards[contest] = self._draw(contest)
        return self._boards[contest]

    def _balances(self, key: str) -> Iterator[Check]:
        """The balances in force that are meant for this subject, struck."""
        subject = self.reading.state.subject(key)
        if subject is None:
            return
        place = _Place(self, key)
        for balance in self.balances:
            if balance.kind != subject.row.kind:
                continue
            if not balance.types or subject.row.type in balance.types:
                yield from _strike(place, balance)


def failing(account: dict[str, Any]) -> list[dict[str, Any]]:
    """The checks of an account that do not hold."""
    return [check for check in account["checks"] if check["outcome"] != HOLDS]


def is_told(account: dict[str, Any]) -> bool:
    """Whether there is anything in an account."""
    return bool(account["buckets"] or account["checks"])


def _order(check: Check) -> tuple[object, ...]:
    return (
        check.check,
        check.rule or "",
        check.material or "",
        check.bucket or "",
        check.contest or "",
        -1 if check.since is None else check.since,
    )


# --- what every bucket is held to ------------------------------------------------------------


def bucket_checks(reading: Reading, key: str) -> Iterator[Check]:
    """Nothing is taken that was not there, and no inventory finds another number."""
    rows: dict[tuple[str, str], list[Placed[Amount]]] = {}
    for placed in reading.state.amounts(key):
        if placed.row.day <= reading.day:
            rows.setdefault((placed.row.material, placed.row.bucket), []).append(placed)
    yield from _summaries(check for _, those in sorted(rows.items()) for check in _along(those))


def _summaries(found: Iterable[Check]) -> Iterator[Check]:
    made: dict[tuple[str, str | None], list[Check]] = {}
    for check in found:
        made.setdefault((check.check, check.material), []).append(check)
    for checks in made.values():
        yield from summary(checks)


def _along(rows: list[Placed[Amount]]) -> Iterator[Check]:
    """A check at every row that takes something, or states anew what is there."""
    before = amounts.EMPTY
    for number, placed in enumerate(rows):
        row, had = placed.row, Bounds(before.low, before.high)
        stated = Bounds(row.low, row.high)
        if row.how == "less" or (row.how == "is" and number > 0):
            name, compare = ("overdrawn", at_most) if row.how == "less" else ("inventory", equals)
            yield Check(
                at_issue=[],
                bucket=row.bucket,
                check=name,
                contest=None,
                left=stated,
                material=row.material,
                outcome=compare(stated, had),
                right=had,
                rule=None,
                since=placed.since,
            )
        before = amounts.after(before, row)


# --- balances ----------------------------------------------------------------------------------


class _Figures(NamedTuple):
    """What stands for some units: whether anything is counted, all of it, and the cells."""

    is_counted: bool
    is_whole: bool
    cells: Cells
    replaced: list[Cells] | None
    """Of a leaf whose last run replaces another: what the counts state that it alone fed then."""


def _figures(composite: Composite, unit: str) -> _Figures:
    is_whole = not any(True for _ in composite.missing())
    replaced = _replaced(composite.board.leaves.get(unit))
    return _Figures(bool(composite.counts), is_whole, composite.cells(), replaced)


def _replaced(leaf: Leaf | None) -> list[Cells] | None:
    before = None if leaf is None else leaf.runs[-1].row.target
    if leaf is None or before is None:
        return None
    return [count.standing.cells for count in leaf.of_run(before) if count.leaves == {leaf.unit}]


class _Place:
    """A subject with its rows, and the figures of the contests that vote there."""

    def __init__(self, books: Books, key: str) -> None:
        self.books = books
        self.reading = books.reading
        self.key = key

    def holders(self, term: Term) -> list[str]:
        """The subject, or the subjects whose parent it is."""
        if term.where == "here":
            return [self.key]
        kind = self.key.partition(":")[0]
        children = self.reading.state.children(self.key)
        return [child.row.key for child in children if child.row.kind == kind]

    def rows(self, term: Term, material: str | None) -> list[list[Amount]]:
        """The rows of the bucket that a term means, holder by holder."""
        return [
            [
                placed.row
                for placed in self.reading.state.amounts(holder)
                if placed.row.day <= self.reading.day
                and (placed.row.material, placed.row.bucket) == (material, term.bucket)
            ]
            for holder in self.holders(term)
        ]

    def is_repeating(self, balance: Balance) -> bool:
        """Whether material of a repeat came, or the day is there on which it is needed."""
        if self.repeat is None:
            return False
        run, since = str(self.repeat.row.run), self.repeat.since
        date = date_effect(self.reading, run, self.key.partition(":")[2])
        day = None if date is None else date.row.data["day"]
        is_there = day is not None and day <= self.reading.day
        came = (self._come(t, balance, since) for t in balance.terms if t.of == BEFORE_REPEAT)
        return is_there or any(row is not None for row in came)

    @cached_property
    def repeat(self) -> Placed[Effect] | None:
        """The last order in force that has the vote here repeated."""
        orders = self.reading.near(self.key.partition(":")[2], "order_run")
        unit = self.key.partition(":")[2]
        again = (o for o in orders if o.row.target and self.reading.covers_any_contest(o, unit))
        return max(again, key=log_place, default=None)

    def _told(self, term: Term, balance: Balance) -> list[Placed[Amount]]:
        wanted = (balance.material, term.bucket)
        return [
            placed
            for placed in self.reading.state.amounts(self.key)
            if placed.row.day <= self.reading.day
            and (placed.row.material, placed.row.bucket) == wanted
        ]

    def _come(self, term: Term, balance: Balance, since: int) -> Placed[Amount] | None:
        """What came first after the order."""
        later = (p for p in self._told(term, balance) if p.since > since and p.row.how != "less")
        return next(later, None)

    def before_repeat(self, balance: Balance, term: Term) -> list[Amount]:
        """The rows before the first that came after the order of the repeat."""
        assert self.repeat is not None
        came = self._come(term, balance, self.repeat.since)
        end = None if came is None else log_place(came)
        told = self._told(term, balance)
        return [p.row for p in told if end is None or log_place(p) < end]

    @cached_property
    def figures(self) -> dict[str, _Figures]:
        """What stands at or below the unit, by contest."""
        unit = self.key.partition(":")[2]
        found = {}
        for contest in results.contests(self.reading.state):
            board = self.books.board(contest)
            leaves = board.tree.leaves(unit)
            if leaves & board.leaves.keys():
                found[contest] = _figures(Composite(board, leaves), unit)
        return found


def _strike(place: _Place, balance: Balance) -> Iterator[Check]:
    """The balance once, or once a contest if figures are in it; not where nothing is told."""
    told = [any(place.rows(t, balance.material)) for t in balance.terms if t.bucket is not None]
    if balance.has(BEFORE_REPEAT) and not place.is_repeating(balance):
        return
    if any(term.measure is not None for term in balance.terms):
        for contest, figures in place.figures.items():
            if balance.has(REPLACED) and figures.replaced is None:
                continue
            if any(told) or figures.is_counted:
                yield _check(place, balance, contest, figures)
    elif any(told):
        yield _check(place, balance, None, None)


def _check(place: _Place, balance: Balance, contest: str | None, figures: _Figures | None) -> Check:
    left, right = (
        _sum(_quantity(place, balance, term, figures) for term in side)
        for side in (balance.left, balance.right)
    )
    outcome = (equals if balance.is_equality else at_most)(left, right)
    return Check(
        at_issue=[],
        bucket=None,
        check="balance",
        contest=contest,
        left=left,
        material=balance.material,
        outcome=outcome,
        right=right,
        rule=balance.id,
        since=None,
    )


def _quantity(place: _Place, balance: Balance, term: Term, figures: _Figures | None) -> Bounds:
    if term.bucket is not None:
        of_all = place.rows(term, balance.material)
        if term.of == BEFORE_REPEAT:
            of_all, term = [place.before_repeat(balance, term)], term._replace(of="now")
        found = _sum(_flow(rows, term.of) for rows in of_all)
    else:
        assert figures is not None and term.measure is not None
        found = _measured(figures, term)
    high = None if found.high is None else found.high * term.factor
    return Bounds(found.low * term.factor, high)


def _flow(rows: list[Amount], of: str | None) -> Bounds:
    """What is in a bucket now, or all that ever came in, or went out."""
    if of == "now":
        return Bounds(*amounts.total(rows)[:2])
    if of == "out":
        return _sum(Bounds(row.low, row.high) for row in rows if row.how == "less")
    opening = [row for row in rows[:1] if row.how == "is"]
    coming = [*opening, *(row for row in rows if row.how == "add")]
    return _sum(Bounds(row.low, row.high) for row in coming)


def _measured(figures: _Figures, term: Term) -> Bounds:
    cells = figures.cells
    if term.of == REPLACED:
        wanted_cell = (str(term.measure), None)
        spoken = [cells[wanted_cell] for cells in figures.replaced or () if wanted_cell in cells]
        is_known = bool(spoken) and len(spoken) == len(figures.replaced or ())
        return _sum([*(Bounds(*v[:2]) for v in spoken), *([] if is_known else [Bounds(0, None)])])
    if term.of == "selections":
        wanted = [cell for cell in cells if cell[0] == term.measure and cell[1] is not None]
    else:
        wanted = [cell for cell in cells if cell == (term.measure, None)]
    found = [Bounds(cells[cell].low, cells[cell].high) for cell in wanted]
    is_known = bool(found) and figures.is_whole
    return _sum([*found, *([] if is_known else [Bounds(0, None)])])


def _sum(terms: Iterable[Bounds]) -> Bounds:
    low, high = 0, 0
    is_bounded = True
    for term in terms:
        low += term.low
        high += term.high or 0
        is_bounded = is_bounded and term.high is not None
    return Bounds(low, high if is_bounded else None)
