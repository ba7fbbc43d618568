"""Counting the statements that are given to a database driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from ledger.store import driver


@contextmanager
def sent() -> Iterator[list[str]]:
    """The statements that are sent meanwhile by way of `ledger.store.driver`, on any connection."""
    found: list[str] = []
    execute = driver._execute

    def note(connection: Connection, text: str, *rest: Any, **more: Any) -> Any:
        found.append(text)
        return execute(connection, text, *rest, **more)

    with patch.object(driver, "_execute", note):
        yield found
