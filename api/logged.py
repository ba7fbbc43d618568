"""How lists of the log are asked: by position, a page at a time; said here once for entries and changes.

    @logged(router, "/v1/entries", "listEntries", "Entries in order", "Entries", rows=ROWS)
    def list_entries(request: Request, desk: Desk, start: int, most: int) -> Part: ...

A page that is full never changes. As CSV the log is in one answer, if no `limit` is given and it is
short enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, problems, schemas, table, whole
from api.asking import AFTER_INDEX, FORMAT, LIMIT, plain
from api.desk import Desk
from api.table import Table
from ledger import limits


class Part(NamedTuple):
    """Items of the log in order, as bytes; the log's size; in which language they are told, if in any."""

    items: list[bytes]
    size: int
    headers: Mapping[str, str] = {}


Lister = Callable[[Request, Desk, int, int], Part]
"""Gives at most so many items from an index on."""


def logged(
    router: APIRouter, path: str, operation: str, summary: str, schema: str, *, rows: Table
) -> Callable[[Lister], Lister]:
    """Serve a list of the log at an address."""

    def register(lister: Lister) -> Lister:
        def endpoint(
            request: Request, desk: Desk, after: int | None, limit: int | None, format: str | None
        ) -> Response:
            start, most = after or 0, limit or limits.LIST_ITEMS
            if not table.is_asked(format):
                return _as_json(request, desk, start, most, lister)
            assert format is not None
            if limit is None:
                return _whole(request, desk, start, lister, rows, format)
            return _as_csv(
                request, _part(lister, request, desk, start, most), start, most, rows, format
            )

        endpoint.__doc__ = lister.__doc__
        takes = (AFTER_INDEX, LIMIT, FORMAT)
        plain(router, path, operation, summary, schemas.logged(schema, rows.names), *takes)(
            endpoint
        )
        return lister

    return register


def _part(lister: Lister, request: Request, desk: Desk, start: int, most: int) -> Part:
    found = lister(request, desk, start, most)
    if start > found.size:
        raise problems.wrong("position_not_reached", f"position {start} of {found.size}", "after")
    return found


def _as_json(request: Request, desk: Desk, start: int, most: int, lister: Lister) -> Response:
    found = _part(lister, request, desk, start, most)
    end = start + len(found.items)
    members = {
        "items": [orjson.Fragment(data) for data in found.items],
        "ledger": desk.ledger_document,
        "next": f"{request.url.path}?after={end}&limit={most}",
        "object": "list",
        "position": end,
    }
    return contract.answer(
        request,
        contract.dumps(members),
        position=end,
        is_fixed=end < found.size or len(found.items) == most,
        headers=dict(found.headers),
        by_language=bool(found.headers),
    )


def _as_csv(
    request: Request, found: Part, start: int, most: int, rows: Table, form: str
) -> Response:
    """A page; what may have another after it says so, for a page that is full never changes."""
    end = start + len(found.items)
    is_full = end < found.size or len(found.items) == most
    query = f"after={end}&limit={most}&format={form}"
    link = {"Link": f'<{request.url.path}?{query}>; rel="next"'} if is_full else {}
    items = [orjson.loads(data) for data in found.items]
    return _table(request, items, end, rows, form, {**found.headers, **link}, is_fixed=is_full)


def _whole(
    request: Request, desk: Desk, start: int, lister: Lister, rows: Table, form: str
) -> Response:
    """The log from an index to its end, as it is when the first part is read."""
    parts: list[Part] = []

    def page(after: int) -> tuple[list[Any], int | None]:
        most = limits.LIST_ITEMS_MAX
        if parts:
            most = min(most, parts[0].size - after)
        parts.append(_part(lister, request, desk, after, most))
        whole.require_room(parts[0].size - start)
        end = after + len(parts[-1].items)
        items = [orjson.loads(data) for data in parts[-1].items]
        return items, end if end < parts[0].size else None

    items, headers = whole.gather(page, start), parts[0].headers
    return _table(request, items, parts[0].size, rows, form, headers, is_fixed=False)


def _table(
    request: Request,
    items: list[Any],
    position: int,
    rows: Table,
    form: str,
    headers: Mapping[str, str],
    *,
    is_fixed: bool,
) -> Response:
    data = table.write(rows, form, {"items": items, "position": position})
    shown = dict(headers) | table.headers(request.url.path, position)
    return contract.answer(
        request,
        data,
        position=position,
        is_fixed=is_fixed,
        media_type=table.FULL_TYPE,
        headers=shown,
        by_language="Content-Language" in headers,
    )
