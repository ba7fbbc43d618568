"""A mapping: what the columns of somebody's file are called here, as a person writes it down.

columns:
  Polling station: unit
  Candidate A: votes/a
  Comment: null
contest: mayor
run: run-1
level: station
day: 2026-11-05
separator: semicolon
ids: {gp-17: ps-17}
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger.drafts import reader
from ledger.errors import Malformed
from ledger.intake import forms
from ledger.intake.rows import SEPARATORS, Plan

CONSTANTS = ("contest", "run", "level", "day")


def read(data: bytes | None, given: Mapping[str, str | None]) -> Plan:
    """Return the plan for a file: the mapping, and what was given on the command line over it."""
    tree = reader.read(data) if data is not None else {}
    if not isinstance(tree, dict):
        raise _wrong("an object with columns, contest, run, level, day, separator", tree, "mapping")
    for name in tree:
        if name not in ("columns", "ids", "separator", *CONSTANTS):
            raise _wrong("only columns, ids, contest, run, level, day, separator", name, "mapping")
    columns = tree.get("columns") or {}
    if not isinstance(columns, dict):
        raise _wrong("a name here for each header there", columns, "columns")
    for header, column in columns.items():
        if column is not None and not (isinstance(column, str) and _is_known(column)):
            raise _wrong("a column of ours, a measure, or null", column, f"columns, {header}")
    ids = tree.get("ids") or {}
    if not isinstance(ids, dict) or not all(isinstance(one, str) for one in ids.values()):
        raise _wrong("an id here for each id there", ids, "ids")
    constants = {n: given.get(n) or tree.get(n) for n in CONSTANTS}
    named = {n: str(value) for n, value in constants.items() if value is not None}
    named_columns = {k: v if v is None else str(v) for k, v in columns.items()}
    return Plan(named_columns, named, _mark(tree), {k: str(v) for k, v in ids.items()})


def _is_known(name: str) -> bool:
    return name in forms.NAMES or forms.is_figure(name)


def _mark(tree: Mapping[str, object]) -> str | None:
    named = tree.get("separator")
    if named is None:
        return None
    for mark, name in SEPARATORS.items():
        if named == name:
            return mark
    raise _wrong("comma, semicolon or tab", named, "separator")


def _wrong(expected: str, found: object, where: str) -> Malformed:
    return Malformed("bad_mapping", expected, found, where)
