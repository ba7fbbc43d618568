"""Statements with tuples in and tuples out, on either engine, with nothing built per row.

Keys are passed as one value (a JSON array, or an array), so that a statement's text does not grow
with what it asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from ledger.store.driver import fetch, run, run_many

__all__ = ["among", "fetch", "keys", "numbers", "run", "run_many"]


def among(column: str, dialect: str) -> str:
    """The condition that a column is one of the keys given as one parameter, `keys(...)`."""
    if dialect == "postgresql":
        return f'"{column}" = ANY(?)'
    return f'"{column}" IN (SELECT value FROM json_each(?))'


def keys(wanted: Sequence[str], dialect: str) -> Any:
    """The parameter for `among`."""
    return list(wanted) if dialect == "postgresql" else orjson.dumps(list(wanted)).decode()


def numbers(wanted: Sequence[int], dialect: str) -> Any:
    """The same for whole numbers."""
    return list(wanted) if dialect == "postgresql" else orjson.dumps(list(wanted)).decode()
