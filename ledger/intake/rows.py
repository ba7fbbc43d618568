"""CSV, a row a form, read strictly: what is not plain is an error of its row, and of no other.

    form;unit;registered;votes/a;remarks
    f-001;ps-1;612;200;"the clock had stopped; 7:40"

UTF-8, with or without byte order mark; one line a row (no line feed inside quotes), so that a
quote which is never closed spoils one row; a header; one separator out of `,` `;` and tab.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from ledger.errors import Malformed
from ledger.intake import forms
from ledger.intake.forms import Form

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
ROW_BYTES_MAX = 65_535
"""An act has 48 KiB; a row that is longer is no form."""
COLUMNS_MAX = 600
"""A form has 500 figures at most (section 5)."""

_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")
_NAMES = forms.NAMES


class Row(NamedTuple):
    """A row as it was read: its number (the header is 1), where the next begins, what it says."""

    number: int
    next_offset: int
    form: Form | Malformed
    form_id: str | None
    unit_id: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What columns are called in a file, and what is the same in every row of it.

    `columns` gives the name here for a header there, None for a column to leave out; `ids` gives
    the id here of a unit, contest or selection that a NIST report calls otherwise.
    """

    columns: Mapping[str, str | None]
    constants: Mapping[str, str]
    separator: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


PLAIN = Plan({}, {})


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a file by place (None: left out), the separator, and where rows begin."""

    columns: tuple[str | None, ...]
    separator: str
    next_offset: int
    constants: Mapping[str, str]


def read_header(file: BinaryIO, plan: Plan = PLAIN) -> Header:
    """Return the header; Malformed where it does not say what every column is, before any row."""
    line = file.readline(ROW_BYTES_MAX + 2)
    if line[:2] in _OTHER_BOMS:
        raise _of_header("not_utf8", "UTF-8 (save as `CSV UTF-8`)", "UTF-16")
    text = _text(line.removeprefix(_BOM))
    separator = plan.separator or _separator(text)
    given = _cells(text, separator)
    if len(given) > COLUMNS_MAX:
        raise _of_header("too_many_columns", f"at most {COLUMNS_MAX} columns", len(given))
    columns = tuple(_column(name, plan) for name in given)
    _check(columns, plan)
    return Header(columns, separator, len(line), plan.constants)


def read_rows(file: BinaryIO, header: Header, *, row: int, offset: int) -> Iterator[Row]:
    """Yield the rows from an offset on; `row` is the number of the row before it."""
    file.seek(offset)
    while line := file.readline(ROW_BYTES_MAX + 2):
        row += 1
        offset += len(line)
        is_too_long = len(line) > ROW_BYTES_MAX + 1
        while is_too_long and not line.endswith(b"\n"):
            # The rest of a row that is too long is no row.
            line = file.readline(ROW_BYTES_MAX + 2)
            if not line:
                break
            offset += len(line)
        if is_too_long:
            wrong = Malformed(
                "row_too_long", f"at most {ROW_BYTES_MAX} bytes", "more", f"row {row}"
            )
            yield Row(row, offset, wrong, None, None)
        elif line.strip(b"\r\n"):
            yield _row(line, header, row, offset)


def _row(line: bytes, header: Header, number: int, offset: int) -> Row:
    cells: dict[str, str] = {}
    try:
        given = _cells(_text(line), header.separator)
        if len(given) != len(header.columns):
            expected = f"{len(header.columns)} cells, as in the header"
            raise Malformed("wrong_columns", expected, len(given), "")
        pairs = zip(header.columns, given, strict=True)
        cells = {name: cell for name, cell in pairs if name is not None}
        cells = {**header.constants, **{name: cell for name, cell in cells.items() if cell}}
        form: Form | Malformed = forms.read(cells)
    except Malformed as malformed:
        place = f"row {number}, {malformed.where}".removesuffix(", ")
        form = Malformed(malformed.code, malformed.expected, malformed.found, place)
    return Row(number, offset, form, _id(cells, "form"), _id(cells, "unit"))


def _id(cells: Mapping[str, str], name: str) -> str | None:
    text = cells.get(name, "")
    return text if forms.spellings.is_id(text) else None


def _text(line: bytes) -> str:
    try:
        text = line.removesuffix(b"\n").removesuffix(b"\r").decode()
    except UnicodeDecodeError as error:
        expected = "UTF-8 (save as `CSV UTF-8`)"
        raise Malformed("not_utf8", expected, f"byte {line[error.start]:#04x}", "") from None
    if "\0" in text or "\r" in text:
        raise Malformed("bad_quotes", "one row a line, without NUL or CR inside", text, "")
    return text


def _cells(text: str, separator: str) -> list[str]:
    try:
        found = next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        expected = 'quotes around whole cells, doubled inside: "a ""b"" c", closed in the same row'
        raise Malformed("bad_quotes", expected, text, "") from None
    if any("\n" in cell for cell in found):
        raise Malformed("bad_quotes", "no line feed inside a cell", text, "")
    return [cell.strip(" ") for cell in found]


def _separator(text: str) -> str:
    found = [one for one in SEPARATORS if one in text]
    if len(found) != 1:
        expected = "one separator in the header: comma, semicolon or tab; or name it in the mapping"
        raise _of_header("bad_separator", expected, ", ".join(SEPARATORS[o] for o in found))
    return found[0]


def _column(name: str, plan: Plan) -> str | None:
    if name in plan.columns:
        return plan.columns[name]
    if name in _NAMES or (forms.is_figure(name) and name.partition("/")[0] in forms.MEASURES):
        return name
    expected = f"one of {', '.join(_NAMES)}, a measure (voted, votes/a), or a column of the mapping"
    raise _of_header("unknown_column", expected, name)


def _check(columns: tuple[str | None, ...], plan: Plan) -> None:
    seen: set[str] = set()
    for name in filter(None, columns):
        if name in seen:
            raise _of_header("column_twice", "each column once", name)
        if name not in _NAMES and not forms.is_figure(name):
            raise _of_header("unknown_column", "a name of ours in the mapping", name)
        seen.add(name)
    for name in forms.PLACE:
        if name not in seen and name not in plan.constants:
            raise _of_header(
                "missing_column", f"a column {name}, or one value for all rows", "none"
            )
    if not any(forms.is_figure(name) for name in seen):
        raise _of_header("missing_column", "at least one column of figures", "none")


def _of_header(code: str, expected: str, found: object) -> Malformed:
    return Malformed(code, expected, found, "row 1 (the header)")
