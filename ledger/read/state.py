"""Reading: state as known at a position and in force on a day, and the log with its proofs.

    with read.view(ledger, as_of="2013-11-05") as view:
        view.position, view.day         # both are said, whichever was asked
        view.sheet("pc-1")

Reading never writes and never stops: a ledger that must not be written can still be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger.chain import entry as entry_of
from ledger.chain import spelling
from ledger.chain.entry import Entry
from ledger.election import (
    blocking,
    by_law,
    contested,
    history,
    results,
    sheets,
    standing,
    unended,
)
from ledger.election.accounts import Books, is_told
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.rows import Act, Law, Placed, Seal, Subject
from ledger.errors import NotFound
from ledger.ledger import Ledger
from ledger.projections import generations, law, listed, prefetch, touched
from ledger.projections.state import DbState
from ledger.read.log import stored
from ledger.store import entries, heads
from ledger.store.trees import Tree

UNITS_AT_ONCE = 500
"""Units whose rows are loaded in a few statements."""

RESULTS_REMEMBERED_MAX = 32
"""Results, roots and books kept in memory; the result of 10,000 stations takes some megabytes."""

AsOf = int | str | None
"""A position (the number of entries known), an instant or a day; None is everything recorded."""


class Point(NamedTuple):
    """Which question is asked: as known at a position (entries 0 … position − 1), on a legal day."""

    position: int
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One act in the story of a subject: `events` are pairs of type and outcome."""

    index: int
    act: str
    day: str
    recorded_at: str
    body: str
    kind: str
    events: tuple[tuple[str, str], ...]
    marks: tuple[dict[str, Any], ...]


class View:
    """State and law at one point; use it inside `view`, which keeps its transaction open."""

    def __init__(
        self,
        connection: Connection,
        generation: int,
        *,
        point: Point,
        book: LawBook,
        remembered: dict[Any, Any] | None = None,
    ) -> None:
        self.position, self.day = point
        self.law = book
        self._generation = generation
        self._remembered = {} if remembered is None else remembered
        self.state = DbState(connection, generation, point.position)
        self._connection = connection
        self._unresolved: list[str] | None = None

    def sheet(self, unit: str) -> dict[str, Any]:
        """The sheet of a unit (docs/spec/09-views.md); NotFound if there is no such unit yet."""
        self._require("unit", unit)
        contested = self._contested()
        return sheets.sheet(self.state, unit, self.day, contested=contested, law=self.law)

    def sheets(self, units: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """The sheets of some units, or of all, sorted; some hundreds are worked out together."""
        units = self.units() if units is None else units
        for start in range(0, len(units), UNITS_AT_ONCE):
            several = units[start : start + UNITS_AT_ONCE]
            prefetch.load_for_sheets(several, self.state)
            contested = self._contested()
            yield from sheets.sheets(
                self.state, several, self.day, contested=contested, law=self.law
            )
            self.state.trim()

    def possibly_affected(self, unit: str) -> list[dict[str, str]]:
        """The bars in force that may cover the unit: they name more units than are known."""
        self._require("unit", unit)
        reading = Reading(self.state, self.day)
        contests = {c for bar in reading.near(unit, "bar") for c in bar.row.contests}
        return [
            {"bar": bar, "contest": contest}
            for contest in sorted(contests)
            for bar in standing.possibly_affected(reading, contest, unit)
        ]

    def open_items(self) -> list[dict[str, Any]]:
        """What is ordered, promised or due and not done; undated runs stand first."""
        return unended.open_items(self.state, self.day)

    def by_law(self) -> list[dict[str, Any]]:
        """What is owed, or has happened, by operation of law; nobody decided it."""
        return by_law.documents(self.law, Reading(self.state, self.day))

    def lines(self, indexes: Collection[int]) -> list[HistoryLine]:
        """What is told of the acts of these entries, in order of the log."""
        return [self._line(index) for index in sorted(indexes)]

    def result(self, contest: str, unit: str | None = None) -> dict[str, Any]:
        """The result of a contest, or of its part at or below a unit (docs/spec/12-results.md).

        It is remembered, since nothing can change it; whoever gets it leaves it as it is.
        """
        self._require("contest", contest)
        if unit is not None:
            self._require("unit", unit)
        key = ("result", self._generation, self.position, self.day, contest, unit)
        found: dict[str, Any] | None = self._remembered.get(key)
        if found is None:
            found = self._result(contest, unit)
            _keep(self._remembered, key, found)
        return found

    def _result(self, contest: str, unit: str | None) -> dict[str, Any]:
        board = self._board(contest)
        prefetch.load_for_missing(board.missing(unit), self.state)
        found = results.document(board, unit=unit, prevails=self.law.prevailing(self.day))
        self.state.trim()
        return found

    def _board(self, contest: str) -> results.Board:
        prefetch.load_for_result(contest, self.state)
        return results.draw(Reading(self.state, self.day), contest)

    def blockers(self, contest: str) -> list[dict[str, Any]]:
        """Exactly what the certification of a contest waits for (docs/spec/09-views.md)."""
        self._require("contest", contest)
        return blocking.blockers(self.law, self._board(contest))

    def account(self, key: str) -> dict[str, Any]:
        """The account of a subject (`unit:pc-1`): what it holds, and what of it is certain."""
        found = self._books().account(key)
        if not is_told(found):
            kind, _, identity = key.partition(":")
            self._require(kind, identity)
        return found

    def accounts(self) -> Iterator[dict[str, Any]]:
        """Every account in which there is something, by subject (docs/spec/13-accounts.md)."""
        books = self._books()
        keys = books.keys(prefetch.holders(self._connection, self._generation, self.position))
        for start in range(0, len(keys), UNITS_AT_ONCE):
            several = keys[start : start + UNITS_AT_ONCE]
            prefetch.load_for_accounts(several, self.state)
            yield from filter(is_told, map(books.account, several))
            self.state.trim()

    def _books(self) -> Books:
        return Books(Reading(self.state, self.day), self.law, self._board)

    def contests(self) -> list[str]:
        """The ids of all contests, sorted."""
        return results.contests(self.state)

    def units(self) -> list[str]:
        """The ids of all units, sorted."""
        return sorted(placed.row.key.partition(":")[2] for placed in self.state.subjects("unit"))

    def history(self, key: str) -> list[HistoryLine]:
        """The acts that touch a subject (`unit:pc-1`), its ancestors, or its contests' decisions."""
        kind, _, identity = key.partition(":")
        self._require(kind, identity)
        return [self._line(index) for index in history.indexes(self.state, key, self.day)]

    def acts_since(self, position: int) -> list[HistoryLine]:
        """The acts recorded from a position on, in order."""
        return [self._line(index) for index in range(position, self.position)]

    def touched_since(self, position: int) -> list[str]:
        """The subject keys (`unit:pc-1`) that acts from a position on touch, sorted."""
        return touched.keys(self._connection, self._generation, position, self.position)

    def touched_by(self, start: int, stop: int) -> dict[int, Sequence[str]]:
        """The subject keys that each of the entries [start, stop) touches, sorted."""
        return listed.touched(self._connection, self._generation, start, stop)

    def subjects(
        self, *, after: str, limit: int, alike: Mapping[str, str]
    ) -> list[Placed[Subject]]:
        """Subjects with this `kind`, `parent` or `type`, by key, from the one after `after` on."""
        where = self._connection, self._generation, self.position
        return listed.subjects(*where, after=after, limit=limit, alike=alike)

    def acts(self, *, start: int, limit: int, alike: Mapping[str, str]) -> list[Placed[Act]]:
        """Acts with this `kind` or `body`, in order of the log from an index on."""
        where = self._connection, self._generation, self.position
        return listed.acts(*where, start=start, limit=limit, alike=alike)

    def newest_acts(self, *, before: int, limit: int, kind: str) -> list[int]:
        """Indexes of the last acts of a kind below an index, the newest first."""
        where = self._connection, self._generation
        return listed.newest_acts(*where, before=before, limit=limit, kind=kind)

    def seals(self, *, start: int, limit: int) -> list[Placed[Seal]]:
        """Seals of the state in order of the log, from an index on."""
        where = self._connection, self._generation, self.position
        return listed.seals(*where, start=start, limit=limit)

    def law_rows(self, kind: str) -> list[Placed[Law]]:
        """Everything that was ever law of a kind: what is withdrawn has rows too."""
        return listed.law(self._connection, self._generation, self.position, kind)

    def declared(self) -> Mapping[tuple[str, int], dict[str, Any]]:
        """Every event type that was ever adopted, by its name and version."""
        key = "declared", self._generation, self.law.last_index
        found: dict[tuple[str, int], dict[str, Any]] | None = self._remembered.get(key)
        if found is None:
            docs = (placed.row.doc for placed in self.law_rows("declaration"))
            found = {(doc["name"], doc["version"]): doc for doc in docs if doc is not None}
            _keep(self._remembered, key, found)
        return found

    def entry(self, index: int) -> Entry:
        """The entry at an index below the position."""
        assert index < self.position, "what came later is not known yet"
        return entry_of.parse(stored(self._connection, index))

    def root(self) -> bytes:
        """The root of the tree of the entries known: with the position it names them all."""
        key = "root", self.position
        if key not in self._remembered:
            _keep(self._remembered, key, Tree(self._connection).root_at(self.position))
        found: bytes = self._remembered[key]
        return found

    def _contested(self) -> list[str]:
        if self._unresolved is None:
            unresolved = contested.unresolved(self.law, self.state, self.day)
            self._unresolved = [placed.row.act for placed in unresolved]
        return self._unresolved

    def _line(self, index: int) -> HistoryLine:
        one = self.entry(index)
        placed = self.state.act(one.act.act_id)
        outcomes = zip(one.act.events, one.judgement["events"], strict=True)
        return HistoryLine(
            index=index,
            act=one.act.act_id,
            day=one.act.day,
            recorded_at=one.recorded_at,
            body=one.act.body,
            kind="" if placed is None else placed.row.kind,
            events=tuple((event.type, outcome) for event, outcome in outcomes),
            marks=tuple(one.judgement["marks"]),
        )

    def _require(self, kind: str, identity: str) -> None:
        if self.state.subject(f"{kind}:{identity}") is None:
            found = f"no {kind} {identity} as known at position {self.position}"
            raise NotFound(found, "check the spelling, or ask as of a later position")


@contextmanager
def view(ledger: Ledger, *, as_of: AsOf = None, in_force_on: str | None = None) -> Iterator[View]:
    """State as known at `as_of` and in force on `in_force_on`; one alone defaults the other."""
    with ledger.engine.connect() as connection, connection.begin():
        generation = generations.live(connection).number
        point = _resolve(connection, ledger, generation, as_of=as_of, in_force_on=in_force_on)
        book = _law(connection, ledger, generation, point.position)
        remembered = ledger.remembered
        yield View(connection, generation, point=point, book=book, remembered=remembered)


def resolve(ledger: Ledger, *, as_of: AsOf = None, in_force_on: str | None = None) -> Point:
    """The position and legal day that a question is about (docs/spec/09-views.md)."""
    with view(ledger, as_of=as_of, in_force_on=in_force_on) as found:
        return Point(found.position, found.day)


def _resolve(
    connection: Connection,
    ledger: Ledger,
    generation: int,
    *,
    as_of: AsOf,
    in_force_on: str | None,
) -> Point:
    size = heads.read(connection).size
    if in_force_on is not None:
        spelling.parse_day(in_force_on, "in_force_on")
    if isinstance(as_of, str):
        return _at_time(connection, ledger, generation, size=size, asked=as_of, day=in_force_on)
    position = size if as_of is None else as_of
    if not 0 < position <= size:
        found = f"position {position} in a log of {size} entries"
        raise NotFound(found, "ask for a position from 1 to the size of the log")
    if in_force_on is not None:
        return Point(position, in_force_on)
    last = entries.read(connection, position - 1)
    assert last is not None, "the log has no gaps"
    book = _law(connection, ledger, generation, position)
    return Point(position, book.day_of(last.recorded_at))


def _at_time(
    connection: Connection,
    ledger: Ledger,
    generation: int,
    *,
    size: int,
    asked: str,
    day: str | None,
) -> Point:
    """A day stands for the instants before its end, as today's law has it."""
    book = _law(connection, ledger, generation, size)
    if len(asked) == len("2013-11-05"):
        end = book.end_of(spelling.parse_day(asked, "as_of"))
        position, on = entries.size_before(connection, end), asked
    else:
        position = entries.size_at(connection, spelling.parse_instant(asked, "as_of"))
        on = book.day_of(asked)
    if position == 0:
        raise NotFound(f"nothing recorded as of {asked}", "ask as of a later time")
    return Point(position, day or on)


def _law(connection: Connection, ledger: Ledger, generation: int, size: int) -> LawBook:
    """The law at a size: it never changes there, so it is read once. The newest book grows."""
    kept, newest = ledger.remembered, ("law", generation)
    book: LawBook | None = kept.get((*newest, size))
    if book is not None:
        return book
    known: int = kept.get(newest, size)
    before: LawBook | None = kept.get((*newest, known))
    if before is not None and known < size:
        book = law.catch_up(before.fork(), connection, generation, old=known, new=size)
    else:
        named = None if ledger.ledger_id is None else ledger.ledger_id.hex()
        book = law.load(connection, generation, size, ledger_id=named)
    _keep(kept, (*newest, size), book)
    kept[newest] = max(known, size)
    return book


def _keep(remembered: dict[Any, Any], key: tuple[Any, ...], value: object) -> None:
    """Remember what cannot change; what is remembered is forgotten at once where it becomes much."""
    if len(remembered) >= RESULTS_REMEMBERED_MAX:
        remembered.clear()
    remembered[key] = value
