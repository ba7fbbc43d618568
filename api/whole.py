"""A list to its end in one answer, never a part of it that looks like the whole; few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from api import problems
from ledger import limits

_places = threading.BoundedSemaphore(limits.WHOLE_LISTS_AT_ONCE_MAX)


@contextmanager
def place() -> Iterator[None]:
    """One of the whole lists that may be made at once; a problem where there is none."""
    if not _places.acquire(blocking=False):
        raise problems.wrong("busy", "as many whole lists as this server makes at once", "format")
    try:
        yield
    finally:
        _places.release()


def gather(page: Callable[[Any], tuple[Sequence[Any], Any | None]], after: Any) -> list[Any]:
    """Return the items of every page from `after` on; `page` says with what to ask for the next."""
    items: list[Any] = []
    with place():
        while True:
            found, last = page(after)
            items += found
            if last is None:
                return items
            require_room(len(items) + 1)
            after = last


def require_room(count: int) -> None:
    """Refuse a list of more items than are given in one answer."""
    if count > limits.WHOLE_LIST_ITEMS_MAX:
        raise problems.wrong("list_too_large", f"{count} items or more", "format")
