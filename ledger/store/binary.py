"""How PostgreSQL's driver is asked to answer: in the form in which the server keeps things."""

from typing import Any

import psycopg


class BinaryCursor(psycopg.Cursor[Any]):
    """A cursor for which bytes travel as bytes: as text each would be two hexadecimal digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format = psycopg.pq.Format.BINARY
