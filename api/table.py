"""Lists as CSV (RFC 4180): what each column is, and how values are spelt. docs/guides/csv.md is the contract.

    id,name,type,parent,since,statuses,url,as_of_position,in_force_on
    c-1,For St Sava,shipment,,19,consignment=received,/v1/consignments/c-1,61,2014-03-05

Columns have names and are read by name: new ones are added at any place. UTF-8, commas, a header row,
CRLF after every row. `csv-excel` is for people who open it by a double click: a byte order mark,
semicolons, and ids of digits kept as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson

CSV = "csv"
CSV_EXCEL = "csv-excel"
FORMATS = ("json", CSV, CSV_EXCEL)
MEDIA_TYPE = "text/csv"
FULL_TYPE = f"{MEDIA_TYPE}; charset=utf-8; header=present"

Item = Mapping[str, Any]

# A spreadsheet takes such a text for a formula. Ids, dates and addresses are none, whatever they begin with.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_HARMLESS = re.compile(r"[A-Za-z0-9._:/-]*")
_DIGITS = re.compile(r"[0-9]+")


class Column(NamedTuple):
    """A column: its name, and its value in a row."""

    name: str
    of: Callable[[Item], Any]


class Table(NamedTuple):
    """How a list is told in rows: its columns, and which rows an item has (one, if not said).

    A table of the log says in a column of its own where a row stands, and `is_about` no moment.
    """

    columns: tuple[Column, ...]
    rows: Callable[[Item], Iterable[Item]] = lambda item: (item,)
    is_about: bool = True

    @property
    def every(self) -> tuple[Column, ...]:
        """The columns, with those that every table about state ends with."""
        return (*self.columns, *(_ABOUT if self.is_about else ()))

    @property
    def names(self) -> list[str]:
        """The header row."""
        return [column.name for column in self.every]


def columns(*named: str, **made: Callable[[Item], Any]) -> tuple[Column, ...]:
    """Return columns of members, and of what is made of members, in this order."""
    return tuple(Column(name, _member(name)) for name in named) + tuple(
        Column(name, of) for name, of in made.items()
    )


def _member(name: str) -> Callable[[Item], Any]:
    return lambda item: item[name]


_ABOUT = columns("as_of_position", "in_force_on")
"""The last columns of every list: what was known, and on which day it holds."""


def is_asked(form: str | None) -> bool:
    """Whether a list is wanted as a table."""
    return form in (CSV, CSV_EXCEL)


def headers(path: str, position: int) -> dict[str, str]:
    """Return what a table is called where it is saved: `units-61.csv`."""
    name = f"{path.rpartition('/')[2]}-{position}.csv"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def write(table: Table, form: str, told: Item) -> bytes:
    """Return a page of a list, `told` as its JSON has it, as CSV."""
    is_excel = form == CSV_EXCEL
    about = {"as_of_position": told["position"], "in_force_on": told.get("day")}
    out = io.StringIO(newline="")
    if is_excel:
        out.write("\ufeff")
    writer = csv.writer(out, delimiter=";" if is_excel else ",", lineterminator="\r\n")
    writer.writerow(table.names)
    for item in told["items"]:
        for row in table.rows(item):
            whole = {**row, **about}
            cells = (column.of(whole) for column in table.every)
            writer.writerow([spell(cell, is_excel=is_excel) for cell in cells])
    return out.getvalue().encode()


def spell(value: Any, *, is_excel: bool = False) -> str:
    """Return a value as a cell: what is unknown is empty, several words stand beside each other.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    if isinstance(value, list | tuple):
        return spell(" ".join(map(str, value)), is_excel=is_excel)
    if _FORMULA.match(value) and not _HARMLESS.fullmatch(value):
        return f"'{value}"
    return f'="{value}"' if is_excel and _DIGITS.fullmatch(value) else str(value)
