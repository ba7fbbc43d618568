"""`/v1/feed.atom`: what was recorded, the newest first, for feed readers and newsrooms (RFC 4287, RFC 5005).

    <entry><id>urn:uuid:...</id><title>cec: The vote run-1 is annulled ...</title><updated>...

An entry of the feed is an entry of the log: its id, its time and its text never change. Whoever must not miss
anything reads /v1/changes, which goes forward; this goes back, page by page (`rel="next"`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, language, problems, schemas
from api.asking import LIMIT, in_query, plain
from api.desk import Desk
from ledger import feed, limits

router = APIRouter(tags=["feed"])

PATH = "/v1/feed.atom"
MEDIA_TYPE = "application/atom+xml"
TITLE_CHARACTERS_MAX = 160

BEFORE = in_query(
    "before", "Only entries below this index; the link `next` gives it.", contract.count
)
KIND = in_query("kind", "Only acts of this kind: `ruling` for decisions.")


@plain(
    router,
    PATH,
    "readFeed",
    "What was recorded, the newest first, as Atom",
    schemas.feed(MEDIA_TYPE),
    BEFORE,
    KIND,
    LIMIT,
)
def read_feed(
    request: Request, desk: Desk, before: int | None, kind: str | None, limit: int | None
) -> Response:
    """Return an Atom feed of acts in sentences. A page with `before` never changes."""
    most = limit or limits.LIST_ITEMS
    told = feed.newest(
        desk.ledger, before=before, limit=most, kind=kind, wanted=language.wanted(request)
    )
    if before is not None and before > told.size:
        raise problems.wrong("position_not_reached", f"position {before} of {told.size}", "before")
    named = {"before": before, "kind": kind, "limit": limit}
    last = (
        told.events[-1]["index"] if len(told.events) == most and told.events[-1]["index"] else None
    )
    links = {"self": _address(named)}
    if last is not None:
        links["next"] = _address(named | {"before": last})
    text = _document(desk.ledger_document, kind, told, links)
    return contract.answer(
        request,
        text.encode(),
        position=told.size if before is None else before,
        is_fixed=before is not None,
        media_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers=language.headers(told.language),
        by_language=True,
    )


def _address(named: dict[str, Any]) -> str:
    given = urlencode({name: value for name, value in named.items() if value is not None})
    return f"{PATH}?{given}" if given else PATH


def _document(
    ledger: dict[str, Any], kind: str | None, told: feed.Newest, links: dict[str, str]
) -> str:
    space = UUID(ledger["id"][:32])
    updated = told.events[0]["recorded_at"] if told.events else told.founded_at
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"',
        f" xml:lang={quoteattr(told.language)}>\n",
        _text("id", uuid5(space, kind or "all").urn),
        _text("title", f"{ledger['origin']}: {kind or 'everything'} recorded"),
        _text("subtitle", ledger["notice"]) if ledger["notice"] else "",
        _text("updated", updated),
        _author(ledger["origin"]),
    ]
    parts += [f"<link rel={quoteattr(rel)} href={quoteattr(url)}/>\n" for rel, url in links.items()]
    parts += [_entry(space, event) for event in told.events]
    return "".join([*parts, "</feed>\n"])


def _entry(space: UUID, event: dict[str, Any]) -> str:
    says = str(event["says"])
    short = says if len(says) <= TITLE_CHARACTERS_MAX else f"{says[: TITLE_CHARACTERS_MAX - 1]}…"
    url = f"/v1/decisions/{event['act']}" if event["kind"] == "ruling" else event["url"]
    category = f"<category term={quoteattr(event['kind'])}/>\n" if event["kind"] else ""
    return "".join(
        [
            "<entry>\n",
            _text("id", uuid5(space, str(event["index"])).urn),
            _text("title", short),
            _text("updated", event["recorded_at"]),
            _author(event["body"]),
            f'<link rel="alternate" type="application/json" href={quoteattr(url)}/>\n',
            category,
            _text("summary", says),
            "</entry>\n",
        ]
    )


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>\n"


def _author(name: str) -> str:
    return f"<author><name>{escape(name)}</name></author>\n"
