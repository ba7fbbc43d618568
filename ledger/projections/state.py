"""State as the tables hold it, bounded by a position: `ledger.election.state.State` over SQL.

Each kind of question is a column that is looked up. Answers are remembered, so a group of acts
asks the database once for what it names; rows made since, and not yet written, are laid over
them. What was remembered stays right as the log grows, because rows are only ever added:
`advance` adds the new ones to the answers that they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from ledger.election.rows import (
    Act,
    Amount,
    Effect,
    EffectUnit,
    Figure,
    Member,
    Placed,
    Row,
    Seal,
    Signing,
    Status,
    Subject,
    Touch,
    status_place,
)
from ledger.projections import seals, sql, tables
from ledger.projections.flush import Pending
from ledger.projections.tables import TABLES, Table

REMEMBERED_ROWS_MAX = 100_000
"""Rows kept between two groups; each takes some 500 bytes. Beyond it all is forgotten at once."""

KEYS_AT_ONCE_MAX = 5_000
"""Keys asked for in one statement."""

ACTS_AT_ONCE = 1_000
"""Acts held in memory by a walk over all of them."""

Question = tuple[str, str]
"""A table and the column that is looked up."""

Found = list[Placed[Any]]

_QUESTIONS: dict[str, tuple[str, ...]] = {
    table.name: tuple(tables.indexed(table.name)) for table in TABLES.values()
}
_SUBJECT: Question = ("subject", "key")
_STATUS: Question = ("status", "subject")
_ALL: tuple[Question, ...] = tuple((t, c) for t, columns in _QUESTIONS.items() for c in columns)


def _in_order(answers: Sequence[Found]) -> Found:
    """Rows of several answers, in the order of the log."""
    together = [placed for found in answers for placed in found]
    together.sort(key=_by_place)
    return together


def _by_place(placed: Placed[Any]) -> tuple[int, int]:
    return placed[0], placed[1]


def _keep_latest(latest: dict[str, Placed[Status]], placed: Placed[Status]) -> None:
    before = latest.get(placed.row.field)
    if before is None or status_place(placed) > status_place(before):
        latest[placed.row.field] = placed


class DbState:
    """State before the next entry, or as of a position: rows with `since` < `size`.

    `connection` must be inside a transaction that sees the entries up to `size`.
    """

    def __init__(self, connection: Connection, generation: int, size: int) -> None:
        self.generation = generation
        self.pending = Pending()
        self._connection = connection
        self._written = size
        self._size = size
        self._known: dict[Question, dict[str, Found]] = {question: {} for question in _ALL}
        self._subjects = self._known[_SUBJECT]
        self._touched: dict[str, int] = {}
        self._latest: dict[str, dict[str, Placed[Status]]] = {}
        self._remembered = 0
        self._made: dict[Question, dict[str, Found]] = {question: {} for question in _ALL}
        self._steps = {table.row: self._steps_of(table) for table in TABLES.values()}
        self._made_of: dict[type[Any], Found] = {Act: [], Seal: [], Signing: []}

    @property
    def size(self) -> int:
        """The number of entries folded, those not yet written included."""
        return self._size

    # --- growing -----------------------------------------------------------------------------

    def attach(self, connection: Connection) -> None:
        """Ask over another connection from now on, as each transaction has its own."""
        self._connection = connection

    def extend(self, since: int, rows: Sequence[Row]) -> None:
        """Add the rows of the next entry, to be written by `flush`."""
        assert since == self._size, "entries are folded one after another"
        self.pending.add(since, rows)
        self._size = since + 1
        for ordinal, row in enumerate(rows):
            kind = type(row)
            placed: Placed[Any] = Placed(since, ordinal, row)
            for place, made, known in self._steps[kind]:
                key = placed[2][place]
                if key in made:
                    made[key].append(placed)
                else:
                    made[key] = [placed]
                if key in known:
                    known[key].append(placed)
                    self._remembered += 1
            if kind is Status:
                self._take_status(placed)
            elif kind in self._made_of:
                self._made_of[kind].append(placed)

    def _take_status(self, placed: Placed[Status]) -> None:
        latest = self._latest.get(placed.row.subject)
        if latest is not None:
            _keep_latest(latest, placed)

    def _steps_of(self, table: Table) -> list[tuple[int, dict[str, Found], dict[str, Found]]]:
        """For each column by which a table is asked: its place, and where answers are kept."""
        return [
            (
                table.columns.index(column),
                self._made[table.name, column],
                self._known[table.name, column],
            )
            for column in _QUESTIONS[table.name]
        ]

    def flush(self, connection: Connection) -> None:
        """Write the rows added since the last time, in the caller's transaction."""
        self.pending.flush(connection, self.generation)

    def settle(self) -> None:
        """What was added stood in the tables already, as a comparison has shown."""
        self.pending = Pending()
        self.advance()

    def advance(self) -> None:
        """What was added is committed: it belongs to what is remembered from now on."""
        for key, found in self._made["touch", "key"].items():
            if key in self._touched:
                self._touched[key] = found[-1].since
        self._written = self._size
        self._forget_made()
        self.trim()

    def trim(self) -> None:
        """Forget what is remembered if it has become much."""
        if self._remembered + len(self._touched) + len(self._latest) > REMEMBERED_ROWS_MAX:
            self.forget()

    def abandon(self) -> None:
        """What was added is not recorded after all."""
        if self._size == self._written:
            return
        for question, answers in self._made.items():
            known = self._known[question]
            for key, found in answers.items():
                if key in known:
                    del known[key][-len(found) :]
        self._latest.clear()
        self.pending = Pending()
        self._size = self._written
        self._forget_made()

    def forget(self) -> None:
        """Remember nothing; the database is asked again."""
        for answers in self._known.values():
            answers.clear()
        self._latest.clear()
        self._touched = {}
        self._remembered = 0

    def _forget_made(self) -> None:
        for answers in self._made.values():
            if answers:
                answers.clear()
        self._made_of = {kind: [] for kind in self._made_of}

    # --- asking ------------------------------------------------------------------------------

    def prefetch(self, wanted: Mapping[Question, Iterable[str]]) -> None:
        """Load many answers, one statement a question; nothing depends on it but speed."""
        for question, keys in wanted.items():
            known = self._known[question]
            missing = [key for key in dict.fromkeys(keys) if key not in known]
            for start in range(0, len(missing), KEYS_AT_ONCE_MAX):
                self._load(question, missing[start : start + KEYS_AT_ONCE_MAX])

    def _load(self, question: Question, keys: Sequence[str]) -> None:
        name, column = question
        dialect = self._connection.dialect.name
        condition = f"{sql.among(column, dialect)} AND since < ?"
        statement = tables.select_statement(self.generation, name, condition)
        found = sql.fetch(self._connection, statement, (sql.keys(keys, dialect), self._written))
        table = TABLES[name]
        known = self._known[question]
        for key in keys:
            known[key] = []
        place = table.columns.index(column) + 2
        for values in found:
            known[values[place]].append(table.decode(values))
        made = self._made[question]
        for key in keys:
            known[key].sort(key=_by_place)
            if key in made:
                known[key] += made[key]
        self._remembered += len(found) + len(keys)

    def _rows(self, question: Question, key: str) -> Found:
        known = self._known[question]
        if key not in known:
            self._load(question, [key])
        return known[key]

    def _many(self, question: Question, keys: Sequence[str]) -> Found:
        if len(keys) == 1:
            return self._rows(question, keys[0])
        known = self._known[question]
        missing = [key for key in keys if key not in known]
        if missing:
            self.prefetch({question: missing})
        return _in_order([self._rows(question, key) for key in dict.fromkeys(keys)])

    def subject(self, key: str) -> Placed[Subject] | None:
        """The subject of that key."""
        found = self._subjects.get(key)
        if found is None:
            found = self._rows(_SUBJECT, key)
        return found[0] if found else None

    def subjects(self, kind: str) -> Sequence[Placed[Subject]]:
        """All subjects of a kind."""
        return self._rows(("subject", "kind"), kind)

    def children(self, key: str) -> Sequence[Placed[Subject]]:
        """The subjects whose parent it is."""
        return self._rows(("subject", "parent"), key)

    def members(self, unit_list: str) -> Sequence[Placed[Member]]:
        """The units of an adopted list."""
        return self._rows(("member", "list"), unit_list)

    def act(self, act_id: str) -> Placed[Act] | None:
        """The act of that id."""
        found = self._rows(("act", "act"), act_id)
        return found[0] if found else None

    def acts(self) -> Iterator[Placed[Act]]:
        """All acts, read in pieces."""
        after = -1
        statement = tables.select_statement(
            self.generation, "act", "since > ? AND since < ? ORDER BY since LIMIT ?"
        )
        while found := sql.fetch(self._connection, statement, (after, self._written, ACTS_AT_ONCE)):
            yield from map(TABLES["act"].decode, found)
            after = found[-1][0]
        yield from self._made_of[Act]

    def statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Every status of that field that any of the subjects took."""
        return [p for p in self._many(_STATUS, subjects) if p.row.field == field]

    def latest_statuses(self, subjects: Sequence[str], field: str) -> Sequence[Placed[Status]]:
        """Of each subject the status of that field that comes last in the world, then in the log."""
        latest = self._latest
        missing = [subject for subject in subjects if subject not in latest]
        if missing:
            self.prefetch_latest(missing)
        each = [latest[subject].get(field) for subject in subjects]
        return [placed for placed in each if placed is not None]

    def prefetch_latest(self, subjects: Iterable[str]) -> None:
        """Load the last status of every field of some subjects, but not how they came to it."""
        missing = [one for one in dict.fromkeys(subjects) if one not in self._latest]
        for start in range(0, len(missing), KEYS_AT_ONCE_MAX):
            self._load_latest(missing[start : start + KEYS_AT_ONCE_MAX])

    def _load_latest(self, subjects: Sequence[str]) -> None:
        dialect = self._connection.dialect.name
        statement = tables.latest_statement(self.generation, dialect)
        given = (sql.keys(subjects, dialect), self._written)
        self._latest.update((subject, {}) for subject in subjects)
        for values in sql.fetch(self._connection, statement, given):
            placed = TABLES["status"].decode(values)
            self._latest[placed.row.subject][placed.row.field] = placed
        made = self._made[_STATUS]
        for subject in subjects:
            for placed in made.get(subject, ()):
                _keep_latest(self._latest[subject], placed)

    def amounts(self, holder: str) -> Sequence[Placed[Amount]]:
        """Every amount of a holder."""
        return self._rows(("amount", "holder"), holder)

    def figures(self, form: str) -> Sequence[Placed[Figure]]:
        """What a form stated, every time."""
        return self._rows(("figure", "form"), form)

    def figures_for(self, contest: str) -> Sequence[Placed[Figure]]:
        """What every form stated about a contest."""
        return self._rows(("figure", "contest"), contest)

    def effects_of(self, act_id: str) -> Sequence[Placed[Effect]]:
        """The effects that an act made."""
        return self._rows(("effect", "act"), act_id)

    def effects_by_verb(self, verb: str) -> Sequence[Placed[Effect]]:
        """Every effect of a verb."""
        return self._rows(("effect", "verb"), verb)

    def effects_by_run(self, run: str) -> Sequence[Placed[Effect]]:
        """Every effect that names the run."""
        return self._rows(("effect", "run"), run)

    def effects_by_target(self, target: str) -> Sequence[Placed[Effect]]:
        """Every effect whose target it is."""
        return self._rows(("effect", "target"), target)

    def effects_on(self, units: Sequence[str]) -> Sequence[Placed[Effect]]:
        """Every effect that has a unit row on one of these units, each once."""
        if not units:
            return []
        ids = [placed.row.effect for placed in self._many(("effect_unit", "unit"), units)]
        return self._many(("effect", "id"), list(dict.fromkeys(ids))) if ids else []

    def effect_units(self, effect: str) -> Sequence[Placed[EffectUnit]]:
        """The unit rows of an effect, by its id."""
        return self._rows(("effect_unit", "effect"), effect)

    def touches(self, key: str) -> Sequence[int]:
        """The indexes of the acts that touch a key, ascending."""
        found: list[Placed[Touch]] = self._rows(("touch", "key"), key)
        return [placed.since for placed in found]

    def touched_since(self, keys: Sequence[str], index: int) -> bool:
        """Whether an entry at or after the index touches any of the keys."""
        made = self._made["touch", "key"]
        if any(key in made and made[key][-1].since >= index for key in keys):
            return True
        missing = [key for key in keys if key not in self._touched]
        if missing:
            self.prefetch_touched(missing)
        return any(self._touched[key] >= index for key in keys)

    def prefetch_touched(self, keys: Sequence[str]) -> None:
        """Load the last index at which each key was touched."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._touched]
        if not missing:
            return
        self._touched.update(dict.fromkeys(missing, -1))
        dialect = self._connection.dialect.name
        given = "unnest(?::text[])" if dialect == "postgresql" else "json_each(?)"
        value = "given" if dialect == "postgresql" else "given.value"
        # One step to the end of an index for each key, however often it was touched.
        last = (
            f'SELECT since FROM "{tables.prefix(self.generation)}touch" '
            f'WHERE "key" = {value} AND since < ? ORDER BY since DESC LIMIT 1'
        )
        statement = f"SELECT {value}, ({last}) FROM {given} AS given"
        found = sql.fetch(self._connection, statement, (self._written, sql.keys(missing, dialect)))
        self._touched.update((key, since) for key, since in found if since is not None)

    def signings(self, key: str, index: int) -> Sequence[Placed[Signing]]:
        """What a key signed at or after the index; it reads everything signed since."""
        condition = 'since >= ? AND since < ? AND "key" = ? ORDER BY since, ordinal'
        statement = tables.select_statement(self.generation, "signing", condition)
        found = sql.fetch(self._connection, statement, (index, self._written, key))
        made = [p for p in self._made_of[Signing] if p.row.key == key and p.since >= index]
        return [*map(TABLES["signing"].decode, found), *made]

    def signings_of(self, index: int) -> Sequence[Placed[Signing]]:
        """Who signed the entry at an index."""
        if index >= self._written:
            return [p for p in self._made_of[Signing] if p.since == index]
        statement = tables.select_statement(
            self.generation, "signing", "since = ? ORDER BY ordinal"
        )
        return [*map(TABLES["signing"].decode, sql.fetch(self._connection, statement, (index,)))]

    def last_seal(self) -> Placed[Seal] | None:
        """The latest state seal."""
        made = self._made_of[Seal]
        return made[-1] if made else seals.last(self._connection, self.generation, self._written)
