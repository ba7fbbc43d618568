"""What every address of the API keeps to: how parameters are spelt, and how answers are given.

    GET /v1/units/pc-1?as_of=41&in_force_on=2013-11-05
    200  ETag: "..."  Repr-Digest: sha-256=:...:  Ledger-Position: 41
         Cache-Control: public, max-age=31536000, immutable

What is asked about a position stays as it is, and may be kept for ever; what is asked about
"now" has to be asked again. Parameters that are not known, misspelt or repeated are an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson
from fastapi import Request
from starlette.responses import Response

from api import digests, language, problems
from api.desk import Desk, desk_of
from api.kept import NOW, Answer, Moment, is_known, key_of, lines
from ledger.election import spellings
from ledger.read import View

VERSION = "1.0.0"
JSON = "application/json"
BYTES = "application/octet-stream"

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
ASK_AGAIN_SOON = "public, max-age=1"
"""Of state as it is now: a second in somebody's cache is what keeps a crowd from the server."""

# Fifteen digits hold every size that a log can reach, and fit the integers of any database.
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")


async def only_known_parameters(request: Request) -> None:
    """Refuse what an address does not ask for: `?municipality=` must not return the country."""
    route = request.scope["route"]
    described = (route.openapi_extra or {}).get("parameters", ())
    known = {parameter.alias for parameter in route.dependant.query_params}
    known |= {parameter["name"] for parameter in described if parameter["in"] == "query"}
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            expected = f"only {', '.join(sorted(known))}" if known else "no parameters"
            raise problems.wrong("unknown_parameter", name, "query", expected=expected)
        if name in seen:
            raise problems.wrong("repeated_parameter", name, "query")
        seen.add(name)


def count(text: str, name: str) -> int:
    """Return the number that a parameter spells: digits without leading zeros or sign."""
    if not _COUNT.fullmatch(text):
        expected = "a whole number from 0, at most 15 digits"
        raise problems.wrong("bad_parameter", text, name, expected=expected)
    return int(text)


def identity(text: str, name: str) -> str:
    """Return an id as it is spelt: a letter or digit, then also `.`, `_` and `-`."""
    if not spellings.is_id(text):
        expected = "an id: 1 to 64 of a-z, 0-9, '.', '_' and '-'"
        raise problems.wrong("bad_parameter", text, name, expected=expected)
    return text


def as_of(text: str | None, desk: Desk) -> int | str | None:
    """Return the position, instant or day that `as_of` names; nobody knows what is to come."""
    if text is None:
        return None
    if _COUNT.fullmatch(text):
        return int(text)
    if not spellings.is_day(text) and not spellings.is_instant(text):
        expected = "a position, an instant or a day"
        raise problems.wrong("bad_parameter", text, "as_of", expected=expected)
    now = desk.ledger.clock()
    # The day that begins somewhere on earth is no future.
    last = str(date.fromisoformat(now[:10]) + timedelta(days=1)) if len(text) == 10 else now
    if text > last:
        raise problems.wrong("as_of_in_future", text, "as_of")
    return text


def day(text: str | None) -> str | None:
    """Return the legal day that `in_force_on` names."""
    if text is not None and not spellings.is_day(text):
        raise problems.wrong("bad_parameter", text, "in_force_on", expected="a day: 2013-11-05")
    return text


def dumps(members: dict[str, Any]) -> bytes:
    """Return a document of ours: equal documents are equal bytes."""
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def answer(
    request: Request,
    data: bytes,
    *,
    position: int,
    is_fixed: bool,
    media_type: str = JSON,
    headers: dict[str, str] | None = None,
    moment: Moment | None = None,
    by_language: bool = False,
) -> Response:
    """Return the answer to a GET, or 304 where the reader has these bytes already.

    `is_fixed` says that nothing recorded later can change it; it is kept in memory then, and also
    if there is a `moment` of which it is true. `by_language`: what it says is chosen by
    Accept-Language; in other languages than English it is made each time.
    """
    digest = sha256(data).digest()
    etag = f'"{digest.hex()}"'
    stamped = {
        "Cache-Control": FOR_EVER if is_fixed else ASK_AGAIN,
        "ETag": etag,
        "Ledger-Position": str(position),
        **(headers or {}),
    }
    short = Response(status_code=304, headers=stamped)
    stamped[digests.REPR_DIGEST] = digests.told(digest)
    whole = Response(data, headers=stamped, media_type=media_type)
    is_foreign = by_language and (headers or {}).get("Content-Language") != language.DEFAULT
    if (is_fixed or moment is not None) and not is_foreign:
        route, (target, form) = request.scope["route"], key_of(request.scope)
        with_body, without = lines(whole.raw_headers), lines(short.raw_headers)
        made = Answer(etag.encode(), with_body, without, data, route, moment, by_language)
        desk_of(request).kept.put((target, NOW if moment else form), made)
    return short if has(request, etag) else whole


def has(request: Request, etag: str) -> bool:
    """Whether the reader has the answer of this tag already."""
    named = request.headers.get("if-none-match", "").encode("latin-1")
    return is_known(named, etag.encode())


class Written(NamedTuple):
    """An answer about state in some form: its bytes, their kind, and what its headers say of them."""

    data: bytes
    media_type: str
    headers: Mapping[str, str]


def as_json(told: dict[str, Any]) -> Written:
    """Return an answer about state as JSON."""
    return Written(dumps(told), JSON, {})


def of_view(
    request: Request,
    desk: Desk,
    view: View,
    members: dict[str, Any],
    *,
    is_fixed: bool,
    headers: Mapping[str, str] | None = None,
    query: str = "",
    final_size: int | None = None,
    write: Callable[[dict[str, Any]], Written] = as_json,
) -> Response:
    """Return an answer about state; its `url` is the address at which it never changes.

    `query` is what else was asked, as `&name=value`. `position` and `root` are what a checkpoint
    of that size states: they name the entries from which the answer was worked out. `final_size`
    is what its headers say about the answer now, None where they say nothing of the kind.
    `write` says in which form it is given.
    """
    url = address(request, view.position, view.day, query)
    about = {"day": view.day, "ledger": desk.ledger_document, "position": view.position}
    about |= {"root": view.root().hex(), "url": url}
    written = write(members | about)
    stamped = {"Content-Location": url, **(headers or {}), **written.headers}
    if not is_fixed:
        stamped["Cache-Control"] = ASK_AGAIN_SOON
    return answer(
        request,
        written.data,
        position=view.position,
        is_fixed=is_fixed,
        media_type=written.media_type,
        headers=stamped,
        moment=None if is_fixed else Moment(view.position, final_size),
    )


def address(request: Request, position: int, day: str, query: str) -> str:
    """Return where the answer about a position and a legal day is, and stays."""
    return f"{quote(request.url.path)}?as_of={position}&in_force_on={day}{query}"
