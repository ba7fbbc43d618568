"""How an address asks about state: said here once, for every noun.

    @state(router, "/v1/units/{unit}", "readUnit", "What holds for a unit", "Unit", UNIT)
    def read_unit(view: View, unit: str) -> Members: ...

    @listing(router, "/v1/units", "listUnits", "All units", "Units", AFTER_ID, PARENT, rows=ROWS)
    def list_units(view: View, after: str | None, limit: int, parent: str | None) -> Page: ...

Both take `as_of` and `in_force_on`. A position is answered for ever; a time is found out once and
leads to its position (307); without either the answer is about now. A list is read at one
position: its `next` carries it, so that nothing recorded in between is missed or met twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, problems, schemas, table, waiting, whole
from api.desk import Desk, desk_of
from api.table import Table
from ledger import limits, read
from ledger.election import spellings
from ledger.publish import certainty
from ledger.read import View

Members = dict[str, Any]
Answerer = Callable[..., Members]
Moving = Callable[[Desk, View, str], dict[str, str]]
"""What a header says of an answer about now only, given the id that was asked for."""


Instead = Callable[[Request], Response | None]
"""Another answer to a request, None where the usual one is wanted."""


class Page(NamedTuple):
    """Some items of a list; `last` is what to give as `after` for more of them, None at its end."""

    items: Sequence[Any]
    last: str | None


class Parameter(NamedTuple):
    """What an address takes: its name, whether it stands in the path, what it says, its spelling."""

    name: str
    is_in_path: bool
    text: str
    parse: Callable[[str, str], Any]

    def read(self, request: Request) -> Any:
        """Return what a request gives for it, None where it gives nothing."""
        given = (request.path_params if self.is_in_path else request.query_params).get(self.name)
        return None if given is None else self.parse(given, self.name)

    def described(self) -> schemas.Schema:
        """Return the parameter as the description of the API has it."""
        return {
            "description": self.text,
            "in": "path" if self.is_in_path else "query",
            "name": self.name,
            "required": self.is_in_path,
            "schema": {"type": "string"},
        }


def in_path(
    name: str, text: str, parse: Callable[[str, str], Any] = contract.identity
) -> Parameter:
    """Return a parameter of the path, an id unless said otherwise."""
    return Parameter(name, True, text, parse)


def in_query(
    name: str, text: str, parse: Callable[[str, str], Any] = contract.identity
) -> Parameter:
    """Return a parameter of the query, an id unless said otherwise."""
    return Parameter(name, False, text, parse)


_LIMIT = re.compile(r"[1-9][0-9]{0,3}")
_CURSOR = re.compile(r"[!-~]{1,255}")


def _limit(text: str, name: str) -> int:
    most = limits.LIST_ITEMS_MAX
    if not _LIMIT.fullmatch(text) or int(text) > most:
        raise problems.wrong("bad_parameter", text, name, expected=f"a number from 1 to {most}")
    return int(text)


def _cursor(text: str, name: str) -> str:
    if not _CURSOR.fullmatch(text):
        expected = "what `next` of the page before gives"
        raise problems.wrong("bad_parameter", text, name, expected=expected)
    return text


def subject_key(text: str, name: str) -> str:
    """Return the key of a subject as it is spelt: its kind, a colon, its id."""
    kind, _, identity = text.partition(":")
    if not spellings.is_id(kind) or not spellings.is_id(identity):
        expected = "a kind and an id: `election:local-2013`"
        raise problems.wrong("bad_parameter", text, name, expected=expected)
    return text


def yes_or_no(text: str, name: str) -> bool:
    """Return what `true` or `false` say."""
    if text not in ("true", "false"):
        raise problems.wrong("bad_parameter", text, name, expected="`true` or `false`")
    return text == "true"


def _as_it_is(text: str, name: str) -> str:
    """Return what is looked at together with the clock, or with the other of the two."""
    return text


def _format(text: str, name: str) -> str:
    if text not in table.FORMATS:
        expected = f"one of {', '.join(table.FORMATS)}"
        raise problems.wrong("bad_parameter", text, name, expected=expected)
    return text


AS_OF = in_query(
    "as_of",
    "As known at: a position (41: entries 0 to 40), an instant (2013-11-05T18:00:00.000000Z) or a "
    "legal day (2013-11-05: until its end). A time is answered with 307, which leads to its "
    "position. Left out: everything recorded.",
    _as_it_is,
)
IN_FORCE_ON = in_query(
    "in_force_on",
    "In force on this legal day (2013-11-05). Left out: the day that as_of names, or on which the "
    "last entry known was recorded.",
    _as_it_is,
)
LIMIT = in_query(
    "limit",
    f"How many items at most, {limits.LIST_ITEMS} if left out, {limits.LIST_ITEMS_MAX} at most.",
    _limit,
)
MIN_POSITION = in_query(waiting.NAME, waiting.TEXT, contract.count)
FORMAT = in_query(
    "format",
    "`json`, if left out; `csv` (docs/guides/csv.md); `csv-excel`, with a byte order mark and "
    "semicolons. CSV without `limit` is the whole list, or 413 where it is too long for that.",
    _format,
)
EVERYWHERE = AS_OF, FORMAT, IN_FORCE_ON, LIMIT, MIN_POSITION
"""What nearly every address takes; it is described once."""

AFTER_ID = in_query("after", "Only items after the one of this id; `next` gives it.")
AFTER_KEY = in_query("after", "Only items after this one; `next` gives it.", _cursor)
AFTER_INDEX = in_query(
    "after", "Only what the entries from this index on tell; `next` gives it.", contract.count
)


def state(
    router: APIRouter,
    path: str,
    operation: str,
    summary: str,
    schema: str,
    *takes: Parameter,
    moving: Moving | None = None,
    instead: Instead | None = None,
    rows: Table | None = None,
) -> Callable[[Answerer], Answerer]:
    """Serve what a function says of a view at an address; it is given the parameters by name.

    Where `instead` has an answer, that is given. `rows` says how a list is told as CSV.
    """

    def register(answerer: Answerer) -> Answerer:
        def endpoint(request: Request) -> Response:
            other = instead(request) if instead else None
            return other or _answer(request, takes, answerer, moving, rows)

        all_of_them = (*takes, AS_OF, IN_FORCE_ON)
        responses = schemas.listed(schema, rows.names) if rows else schemas.about_state(schema)
        _add(router, path, endpoint, operation, summary, answerer, responses, all_of_them)
        return answerer

    return register


def plain(
    router: APIRouter,
    path: str,
    operation: str,
    summary: str,
    responses: schemas.Responses,
    *takes: Parameter,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve what a function answers at an address that is not about state."""

    def register(answerer: Callable[..., Response]) -> Callable[..., Response]:
        def endpoint(request: Request) -> Response:
            return answerer(request, desk_of(request), **_given(request, takes))

        _add(router, path, endpoint, operation, summary, answerer, responses, takes)
        return answerer

    return register


def listing(
    router: APIRouter,
    path: str,
    operation: str,
    summary: str,
    schema: str,
    *takes: Parameter,
    rows: Table,
) -> Callable[[Callable[..., Page]], Callable[..., Page]]:
    """Serve a list at an address, a page at a time; the first that it takes is `after`.

    As CSV all of it is in one answer, if no `limit` is given.
    """

    def register(lister: Callable[..., Page]) -> Callable[..., Page]:
        def answerer(view: View, **given: Any) -> Members:
            form = given.pop("format")
            if not table.is_asked(form) or given["limit"] is not None:
                given["limit"] = given["limit"] or limits.LIST_ITEMS
                page = lister(view, **given)
            else:
                page = _whole(lister, view, takes[0], given)
            return {"items": page.items, "next": page.last, "object": "list"}

        answerer.__doc__ = lister.__doc__
        every = (*takes, LIMIT, FORMAT)
        state(router, path, operation, summary, schema, *every, rows=rows)(answerer)
        return lister

    return register


def _whole(
    lister: Callable[..., Page], view: View, after: Parameter, given: dict[str, Any]
) -> Page:
    """Return a list to its end."""
    most = limits.LIST_ITEMS_MAX

    def page(start: Any) -> tuple[Sequence[Any], Any]:
        found = lister(view, **given | {"after": start, "limit": most})
        return found.items, None if found.last is None else after.parse(found.last, after.name)

    return Page(whole.gather(page, given["after"]), None)


def _add(
    router: APIRouter,
    path: str,
    endpoint: Callable[[Request], Response],
    operation: str,
    summary: str,
    told_by: Callable[..., Any],
    responses: schemas.Responses,
    takes: Sequence[Parameter],
) -> None:
    """Let a router serve an address. The parameters are described, and read by us alone."""
    if path.startswith("/v1/"):
        takes = (*takes, MIN_POSITION)
    router.add_api_route(
        path,
        endpoint,
        methods=["GET"],
        operation_id=operation,
        summary=summary,
        description=" ".join((told_by.__doc__ or "").split()),
        responses=responses,
        openapi_extra={"parameters": [each.described() for each in takes]},
    )


def cut(items: Sequence[Any], limit: int, key: Callable[[Any], str]) -> Page:
    """Return the first `limit` items as a page; one more than that says that there are more."""
    page = items[:limit]
    return Page(page, key(page[-1]) if len(items) > limit else None)


def follow(items: Sequence[Any], after: str | None, limit: int, key: Callable[[Any], str]) -> Page:
    """Return a page of items that have an order of their own, from the one after `after` on."""
    start = 0
    if after is not None:
        places = [place for place, item in enumerate(items, 1) if key(item) == after]
        if not places:
            expected = "what `next` of the page before gives"
            raise problems.wrong("bad_parameter", after, "after", expected=expected)
        start = places[0]
    return cut(items[start : start + limit + 1], limit, key)


def _answer(
    request: Request,
    takes: Sequence[Parameter],
    answerer: Answerer,
    moving: Moving | None,
    rows: Table | None,
) -> Response:
    desk = desk_of(request)
    given = _given(request, takes)
    asked = contract.as_of(request.query_params.get("as_of"), desk)
    day = contract.day(request.query_params.get("in_force_on"))
    if isinstance(asked, str):
        return _lead_on(request, takes, read.resolve(desk.ledger, as_of=asked, in_force_on=day))
    is_fixed = asked is not None
    final_size = None
    if moving is not None and not is_fixed:
        # Found out before the answer: what becomes final meanwhile is told the next time.
        final_size = certainty.final_size(desk.ledger)
    with read.view(desk.ledger, as_of=asked, in_force_on=day) as view:
        members = answerer(view, **given)
        headers = {}
        if moving is not None and not is_fixed:
            headers = moving(desk, view, str(next(iter(given.values()))))
        query = _query(request, takes)
        if members.get("next") is not None:
            members["next"] = _next(request, takes, view, members["next"])
            headers["Link"] = f'<{members["next"]}>; rel="next"'
        write = contract.as_json
        if rows is not None and table.is_asked(given["format"]):
            write = partial(_as_csv, request, rows, given["format"])
        return contract.of_view(
            request,
            desk,
            view,
            members,
            is_fixed=is_fixed,
            headers=headers,
            query=query,
            final_size=final_size,
            write=write,
        )


def _as_csv(request: Request, rows: Table, form: str, told: Members) -> contract.Written:
    shown = table.headers(request.url.path, told["position"])
    return contract.Written(table.write(rows, form, told), table.FULL_TYPE, shown)


def _given(request: Request, takes: Sequence[Parameter]) -> dict[str, Any]:
    return {each.name: each.read(request) for each in takes}


def _query(request: Request, takes: Sequence[Parameter], **instead: str) -> str:
    """What else was asked, in the order of the description: `&limit=2`."""
    given = {each.name: request.query_params.get(each.name) for each in takes}
    told = {each.name: given[each.name] for each in takes if not each.is_in_path} | instead
    return "".join(f"&{name}={quote(text, safe=':/')}" for name, text in told.items() if text)


def _next(request: Request, takes: Sequence[Parameter], view: View, last: str) -> str:
    query = _query(request, takes, after=last)
    return contract.address(request, view.position, view.day, query)


def _lead_on(request: Request, takes: Sequence[Parameter], point: read.Point) -> Response:
    """Lead from a time to the position that it had, where the answer stays."""
    url = contract.address(request, point.position, point.day, _query(request, takes))
    headers = {"Cache-Control": contract.ASK_AGAIN, "Ledger-Position": str(point.position)}
    return Response(status_code=307, headers=headers | {"Location": url})
