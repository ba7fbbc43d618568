"""V21: tables of units and polls that somebody has, each row held to what the entries make (specification, 9).

A row says from when it is, so rows may be cut out, sorted and put together from several tables. Also told is which
rows held when they were made, and do not hold any more.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from verifiers.desk.files import read
from verifiers.findings import NOT_APPLICABLE, NOT_CHECKED, Finding, Outcome
from verifiers.law import Law
from verifiers.reading import Json, Malformed
from verifiers.tables import Tables
from verifiers.views import Views

BYTES_MAX, ROWS_MAX, MOMENTS_MAX, LISTED_MAX = 33_554_432, 200_000, 1_000, 1_000
_NO_VOTE: Json = {"annulled": [], "code": "no_vote_called", "count": None, "day": None, "run": None}
_COUNT, _DAY = re.compile(r"0|[1-9][0-9]{0,15}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Cells = Mapping[str, str]


def _units(views: Views, unit: str) -> Iterator[Cells]:
    """The rows of a unit: one for each contest that is voted on there; one, where there is none."""
    answer, subject = views.answer(unit), views.tables.get("subject", f"unit:{unit}")[-1]
    for vote in answer["headlines"] or [{"contest": None, "headline": _NO_VOTE}]:
        headline, contest = vote["headline"], vote["contest"]
        polls = [poll for poll in answer["polls"] if poll["contest"] == contest]
        bars = {int(bar.partition(".")[0]) for poll in polls for bar in poll["bars"]}
        is_repeat = len(polls) > 1
        yield _spelled({
            "annulled": bool(headline["annulled"]), "annulled_runs": headline["annulled"],
            "by_entries": sorted(bars), "contest": contest, "count": headline["count"], "day": headline["day"],
            "id": unit, "name": subject["name"], "no_poll_held": headline["code"] == "not_held",
            "parent": (subject["parent"] or "").removeprefix("unit:"), "repeat_ordered": is_repeat,
            "repeat_date": headline["day"] if is_repeat else None, "run": headline["run"],
            "status": headline["code"], "type": subject["type"],
        })  # fmt: skip


def _polls(views: Views, unit: str) -> Iterator[Cells]:
    """The rows of a unit: one for each contest and run."""
    yield from (_spelled(poll | {"unit": unit}) for poll in views.answer(unit)["polls"])


class Kind(NamedTuple):
    """A kind of table: the columns that say what a row is about, the first of them or `unit` the unit; its rows."""

    keys: tuple[str, ...]
    unit: str
    rows: Callable[[Views, str], Iterator[Cells]]


_KINDS = (Kind(("id", "contest", "status"), "id", _units), Kind(("contest", "unit", "run"), "unit", _polls))
_MOMENT = ("as_of_position", "in_force_on")


class Row(NamedTuple):
    """A row of a table, and where it stands (the header is row 1)."""

    kind: Kind
    place: str
    cells: Cells

    @property
    def moment(self) -> tuple[int, str]:
        """The position and the legal day of which it speaks."""
        return int(self.cells["as_of_position"]), self.cells["in_force_on"]


class Table(NamedTuple):
    """A file of rows."""

    name: str
    sha256: str
    rows: Sequence[Row]


def read_table(path: Path) -> Table:
    """A table as the server gives it, or as it was sorted, cut or saved again."""
    data = read(path, BYTES_MAX)
    if len(data) > BYTES_MAX:
        raise Malformed("bad_spreadsheet", f"{path.name}: more than {BYTES_MAX} bytes")
    try:
        rows = list(_rows(path.name, data.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Malformed("bad_spreadsheet", f"{path.name}: {error}") from None
    if len({row.moment for row in rows}) > MOMENTS_MAX:
        raise Malformed("bad_spreadsheet", f"{path.name}: rows of more than {MOMENTS_MAX} positions and days")
    if not rows:
        raise Malformed("bad_spreadsheet", f"{path.name}: it has no row")
    return Table(path.name, hashlib.sha256(data).hexdigest(), rows)


def _rows(name: str, text: str) -> Iterator[Row]:
    header = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=header.count), strict=True)
    columns = next(lines, [])
    kind = next((kind for kind in _KINDS if {*kind.keys, *_MOMENT} <= {*columns}), None)
    if kind is None or len({*columns}) < len(columns):
        raise Malformed("bad_spreadsheet", f"{name}: its header is of no table of units or polls")
    for number, cells in enumerate(lines, 2):
        place = f"{name}, row {number}"
        if number > ROWS_MAX or len(cells) != len(columns):
            raise Malformed("bad_spreadsheet", f"{place}: {len(cells)} cells, or beyond row {ROWS_MAX}")
        row = Row(kind, place, dict(zip(columns, map(_plain, cells), strict=True)))
        if not (_COUNT.fullmatch(row.cells["as_of_position"]) and _is_day(row.cells["in_force_on"])):
            raise Malformed("bad_spreadsheet", f"{place}: {' '.join(_MOMENT)} are a number and a day")
        yield row


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _plain(cell: str) -> str:
    """A cell without what keeps a spreadsheet from reading it as a number or a formula."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    return cell.lower() if cell in ("TRUE", "FALSE") else cell.removeprefix("'")


def _spelled(row: Json) -> Cells:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(map(str, value))
    # Of a name that begins with an apostrophe nobody can tell whether it was put there.
    return "" if value is None else str(value).removeprefix("'")


class Spreadsheets:
    """The rows of all tables, looked at when the entries have come to the position of which they speak."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.outcome, self.outdated = Outcome("V21"), list[Json]()
        self._waiting: dict[int, list[Row]] = defaultdict(list)
        self._good: list[Row] = []
        rows = [row for table in tables for row in table.rows]
        if not tables:
            self.outcome.skipped, self.outcome.reason = NOT_APPLICABLE, "no spreadsheet was given"
        for row in rows:
            self._waiting[row.moment[0]].append(row)

    def look(self, position: int, tables: Tables, law: Law) -> None:
        """Holds the rows of a position to the state there."""
        days = defaultdict[str, list[Row]](list)
        for row in self._waiting.pop(position, ()):
            days[row.moment[1]].append(row)
        for day, rows in sorted(days.items()):
            state = _State(Views(tables, law, day, position))
            self._good += [row for row in rows if self._holds(row, state)]

    def _holds(self, row: Row, state: _State) -> bool:
        self.outcome.examined += 1
        told = state.difference(row)
        if told:
            self.outcome.fail(Finding("V21", told.code, None, told.expected, told.found))
        return told is None

    def finish(self, views: Views) -> None:
        """Tells rows of a later position, and those that do not hold at the end."""
        self.look(views.size, views.tables, views.law)
        later = [row for rows in self._waiting.values() for row in rows]
        if later:
            least = max(row.moment[0] for row in later)
            reason = f"{len(later)} rows are of a later position: they need a bundle of {least} entries"
            self.outcome.skipped, self.outcome.reason = NOT_CHECKED, reason
        if self._good:
            state = _State(views)
            old = ((row, state.difference(row)) for row in self._good)
            self.outdated = [{"row": row.place, "now": told.expected} for row, told in old if told][:LISTED_MAX]


class Difference(NamedTuple):
    """What a row should say and what it says."""

    code: str
    expected: str
    found: str


class _State:
    """The state at one position on one day, as rows."""

    def __init__(self, views: Views) -> None:
        self._views, self._made = views, dict[tuple[Kind, str], dict[tuple[str, ...], Cells]]()

    @cached_property
    def _known(self) -> set[str]:
        return {*self._views.units()}

    def difference(self, row: Row) -> Difference | None:
        """How the row differs from what the entries make, in the first column that does; None if it does not."""
        about = _about(row.kind, row.cells)
        told = self._rows(row.kind, row.cells[row.kind.unit]).get(about)
        where = f"{row.place} ({' '.join(about).strip()})"
        if told is None:
            return Difference("spreadsheet_row_unknown", f"{where}: no such row", f"{where}: a row")
        for name, cell in row.cells.items():
            if name in told and cell != told[name]:
                return Difference("spreadsheet_differs", f"{where}: {name} {told[name]!r}", f"{where}: {name} {cell!r}")
        return None

    def _rows(self, kind: Kind, unit: str) -> dict[tuple[str, ...], Cells]:
        if (kind, unit) not in self._made:
            rows = kind.rows(self._views, unit) if unit in self._known else ()
            self._made[kind, unit] = {_about(kind, row): row for row in rows}
        return self._made[kind, unit]


def _about(kind: Kind, cells: Cells) -> tuple[str, ...]:
    return tuple(cells[name] for name in kind.keys if name != "status")
