"""What every address of the API keeps to: how parameters are spelt, and how answers are given.

    GET /v1/units/pc-1?as_of=41&in_force_on=2013-11-05
    200  ETag: "..."  Repr-Digest: sha-256=:...:  Ledger-Position: 41
         Cache-Control: public, max-age=31536000, immutable

What is asked about a position stays as it is, and may be kept for ever; what is asked about
"now" has to be asked again. Parameters that are not known, misspelt or repeated are an error.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Annotated, Any

import orjson
from fastapi import Path, Query, Request
from starlette.responses import Response

from api import problems
from api.desk import Desk
from ledger.election import spellings
from ledger.read import View

VERSION = "1.0.0"
JSON = "application/json"
BYTES = "application/octet-stream"

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"

# Fifteen digits hold every size that a log can reach, and fit the integers of any database.
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")

AsOf = Annotated[
    str | None,
    Query(
        description="As known at: a position (41: entries 0 to 40), an instant "
        "(2013-11-05T18:00:00.000000Z) or a legal day (2013-11-05: until its end). "
        "Left out: everything recorded.",
    ),
]
InForceOn = Annotated[
    str | None,
    Query(
        description="In force on this legal day (2013-11-05). Left out: the day that as_of names, "
        "or on which the last entry known was recorded.",
    ),
]
UnitId = Annotated[str, Path(description="The id of a unit.")]
ContestId = Annotated[str, Path(description="The id of a contest.")]


async def only_known_parameters(request: Request) -> None:
    """Refuse what an address does not ask for: `?municipality=` must not return the country."""
    known = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
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
) -> Response:
    """Return the answer to a GET, or 304 where the reader has these bytes already.

    `is_fixed` says that nothing recorded later can change it.
    """
    digest = sha256(data).digest()
    etag = f'"{digest.hex()}"'
    stamped = {
        "Cache-Control": FOR_EVER if is_fixed else ASK_AGAIN,
        "ETag": etag,
        "Ledger-Position": str(position),
        **(headers or {}),
    }
    if _has(request, etag):
        return Response(status_code=304, headers=stamped)
    stamped["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    return Response(data, headers=stamped, media_type=media_type)


def of_view(
    request: Request,
    desk: Desk,
    view: View,
    members: dict[str, Any],
    *,
    is_fixed: bool,
    headers: Mapping[str, str] | None = None,
    query: str = "",
) -> Response:
    """Return an answer about state; its `url` is the address at which it never changes.

    `query` is what else was asked, as `&name=value`.
    """
    url = f"{request.url.path}?as_of={view.position}&in_force_on={view.day}{query}"
    about = {"day": view.day, "ledger": desk.ledger_document, "position": view.position}
    return answer(
        request,
        dumps(members | about | {"url": url}),
        position=view.position,
        is_fixed=is_fixed,
        headers={"Content-Location": url, **(headers or {})},
    )


def _has(request: Request, etag: str) -> bool:
    """Whether `If-None-Match` names the answer (RFC 9110, weak comparison)."""
    named = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in named.split(",")}
    return etag in tags or "*" in tags
