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

from ledger import limits
from ledger.election import amounts, results
from ledger.election.balances import Balance, Term
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.results.composite import Composite
from ledger.election.results.counts import Board
from ledger.election.results.forms import Cells
from ledger.election.rows import Amount, Placed

HOLDS, INDETERMINATE, VIOLATED = "holds", "indeterminate", "violated"


class Bounds(NamedTuple):
    """At least `low`, at most `high` (None: no bound)."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one number only."""
        return self.low == self.high

    def document(self) -> dict[str, Any]:
        """`{"high":…,"low":…}`, as far as a document can spell numbers."""
        is_spelled = self.high is not None and self.high <= limits.INTEGER_MAX
        return {"high": self.high if is_spelled else None, "low": min(self.low, limits.INTEGER_MAX)}


class Check(NamedTuple):
    """What was held to what, and what came of it; `rule` is the id of a balance."""

    bucket: str | None
    check: str
    contest: str | None
    left: Bounds
    material: str | None
    outcome: str
    right: Bounds
    rule: str | None
    since: int | None

    def document(self) -> dict[str, Any]:
        """The check as an account holds it."""
        return {**self._asdict(), "left": self.left.document(), "right": self.right.document()}


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
        found = [*bucket_checks(reading, key), *self._balances(key)]
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
        """Who may have an account: those of whom an amount is told, and whom a balance means."""
        kinds = {balance.kind for balance in self.balances}
        subjects = [p.row.key for kind in kinds for p in self.reading.state.subjects(kind)]
        return sorted({*holders, *subjects})

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
    made: dict[tuple[str, str], list[Check]] = {}
    for (material, _), those in sorted(rows.items()):
        for check in _along(those):
            made.setdefault((check.check, material), []).append(check)
    for checks in made.values():
        yield from _summary(checks)


def _along(rows: list[Placed[Amount]]) -> Iterator[Check]:
    """A check at every row that takes something, or states anew what is there."""
    before = amounts.EMPTY
    for number, placed in enumerate(rows):
        row, had = placed.row, Bounds(before.low, before.high)
        stated = Bounds(row.low, row.high)
        if row.how == "less" or (row.how == "is" and number > 0):
            name, compare = ("overdrawn", _at_most) if row.how == "less" else ("inventory", _equals)
            yield Check(
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


def _summary(checks: list[Check]) -> list[Check]:
    """Those that do not hold; if all do, one line that says so."""
    failing = [check for check in checks if check.outcome != HOLDS]
    return failing or [checks[-1]._replace(bucket=None, since=None)]


def _at_most(left: Bounds, right: Bounds) -> str:
    if left.high is not None and left.high <= right.low:
        return HOLDS
    return VIOLATED if right.high is not None and left.low > right.high else INDETERMINATE


def _equals(left: Bounds, right: Bounds) -> str:
    if left.is_exact and left == right:
        return HOLDS
    apart = (a.high is not None and a.high < b.low for a, b in ((left, right), (right, left)))
    return VIOLATED if any(apart) else INDETERMINATE


# --- balances ----------------------------------------------------------------------------------


class _Figures(NamedTuple):
    """What stands for some units: whether anything is counted, all of it, and the cells."""

    is_counted: bool
    is_whole: bool
    cells: Cells


def _figures(composite: Composite) -> _Figures:
    is_whole = not any(True for _ in composite.missing())
    return _Figures(bool(composite.counts), is_whole, composite.cells())


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

    @cached_property
    def figures(self) -> dict[str, _Figures]:
        """What stands at or below the unit, by contest."""
        unit = self.key.partition(":")[2]
        found = {}
        for contest in results.contests(self.reading.state):
            board = self.books.board(contest)
            leaves = board.tree.leaves(unit)
            if leaves & board.leaves.keys():
                found[contest] = _figures(Composite(board, leaves))
        return found


def _strike(place: _Place, balance: Balance) -> Iterator[Check]:
    """The balance once, or once a contest if figures are in it; not where nothing is told."""
    told = [any(place.rows(t, balance.material)) for t in balance.terms if t.bucket is not None]
    if any(term.measure is not None for term in balance.terms):
        for contest, figures in place.figures.items():
            if any(told) or figures.is_counted:
                yield _check(place, balance, contest, figures)
    elif any(told):
        yield _check(place, balance, None, None)


def _check(place: _Place, balance: Balance, contest: str | None, figures: _Figures | None) -> Check:
    left, right = (
        _sum(_quantity(place, balance, term, figures) for term in side)
        for side in (balance.left, balance.right)
    )
    outcome = (_equals if balance.is_equality else _at_most)(left, right)
    return Check(
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
        found = _sum(_flow(rows, term.of) for rows in place.rows(term, balance.material))
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
