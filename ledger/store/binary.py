"""How PostgreSQL's driver speaks: in the form in which the server keeps things, both ways."""

from typing import Any

import psycopg
from psycopg.adapt import Dumper

from ledger.store import arrays


class _Ready(Dumper):
    """An array that was made already; its oid is that of its class."""

    format = psycopg.pq.Format.BINARY

    def dump(self, obj: arrays.Array) -> bytes:
        return obj


for _array in arrays.ARRAYS:
    psycopg.adapters.register_dumper(_array, type(_array.__name__, (_Ready,), {"oid": _array.oid}))


class BinaryCursor(psycopg.Cursor[Any]):
    """A cursor for which bytes travel as bytes: as text each would be two hexadecimal digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format = psycopg.pq.Format.BINARY
