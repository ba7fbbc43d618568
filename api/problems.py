"""How the API says that something is wrong: problem documents (RFC 9457) with stable codes.

    {"code":"unknown_parameter","detail":"...","do":"...","errors":[...],"expected":"...",
     "found":"limit","ledger":{...},"position":41,"refusal":null,"request_id":"5b0c6a1f9d3e-7",
     "status":400,"title":"...","type":"/problems/unknown_parameter","where":"query"}

`code` never changes its meaning; the texts may. `type` is a page that explains the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from api import causes, digests
from api.desk import REQUEST_ID, Desk, desk_of, log
from ledger.election import refusals
from ledger.errors import Fault, LedgerStopped, Malformed, NotFound, excerpt
from ledger.submit import Refused

MEDIA_TYPE = "application/problem+json"
PAGES = "/problems"
"""Where each code has its page; the address of a page is the type of the problem."""
RETRY_SECONDS = 2

_PLACE = re.compile(r"[a-z_]+(\[[0-9]+\]|\.[a-z0-9_]+)*")
_IN_THE_LOG = "a fault; its cause stands in the server's log"


class Meaning(NamedTuple):
    """What a code of the API says: its status, a title, what was expected, what to do next."""

    status: int
    title: str
    expected: str
    do_next: str


def _meanings(table: str) -> dict[str, Meaning]:
    """Read lines of `code | status | title | expected | do next`."""
    rows = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    return {code: Meaning(int(status), *texts) for code, status, *texts in rows}


CODES: dict[str, Meaning] = _meanings("""
as_of_in_future | 400 | Nobody knows yet what will be recorded then | a time that is past | for a coming day ask in_force_on
bad_batch | 400 | The batch cannot be cut into acts | a JSON array of packets, or a packet a line | send whole packets; nothing of it was judged
bad_parameter | 400 | A parameter is misspelt | the one spelling that the description of the API gives | correct the parameter
malformed | 400 | The request is not in its one spelling | a document as the specification describes it | correct the document at its source and send it again
missing_parameter | 400 | A parameter is missing | every parameter that is required | give the parameter
repeated_parameter | 400 | A parameter stands twice | each parameter once | give it once
unknown_parameter | 400 | There is a parameter that is not known | only the parameters that this address takes | remove it; ignoring it might answer another question
no_documents_here | 404 | This server keeps no documents | a server with a store of documents | ask the body whose act names the document
document_damaged | 503 | What is kept is not what was named | the file with this SHA-256 | tell the ledger's operator; another copy has the same digest
document_differs | 409 | These bytes are not the document that was named | the file with this SHA-256 | send the very file whose digest the act names
document_erased | 410 | This document was erased by an act | a document that was not erased | read the act that erased it; what names it can still be checked
document_not_named | 409 | The act does not name this document | a document that the act names by its SHA-256 | name the act that does, and record it first
document_too_large | 413 | The document is too large | at most 64 MiB, whose Content-Length is given | cut it into parts, and have the act name each
list_too_large | 413 | The list is too long for one answer | a list of at most 20,000 items, or a limit | give a limit and follow the header Link, or take a bundle
proof_too_large | 413 | The proof is larger than a file that is read at once | a unit whose state fits 16 MiB of proof | ask about a unit below it, or take a bundle
document_withheld | 451 | An act withholds this document | a document that may be read | read the act that withholds it; ask the body that made it
no_such_address | 404 | There is nothing at this address | an address of the API's description, /openapi.json | look at the links of the service document, /
position_not_reached | 503 | This server does not know that position yet | a position that this server has reached | ask again after the seconds of Retry-After; if it stays so, the log may have been set back: keep your checkpoint and show it to others
projection_behind | 503 | This server has not reached the position that you named | a position that this server reaches within five seconds | ask again after the seconds of Retry-After, or ask another server; what you hold a receipt for is recorded
too_many_listeners | 503 | Too many follow the log here | fewer streams at the same time | read /v1/changes by position, which is never refused, or come again after the seconds of Retry-After
not_in_log | 404 | This is not in the ledger | something that was recorded | check the spelling, or ask as of a later position
method_not_allowed | 405 | This cannot be done here | a method that the header Allow names | use one of those methods
range_not_satisfiable | 416 | Nothing lies where Range asks | a part that begins within the file; Content-Range has its length | ask for less, or for all of it
body_too_slow | 408 | The document did not arrive in time | a whole document within 30 seconds | send it again over a better connection; it is never recorded twice
too_large | 413 | The document is too large | at most 65,535 bytes | move long texts to evidence, or divide the act
wrong_content_type | 415 | The document is of another kind | Content-Type application/json in UTF-8, without Content-Encoding | say what you send, and send it uncompressed
busy | 503 | Too many acts are on their way at once | fewer submissions at the same time | send it again after the seconds of Retry-After; it is never recorded twice
ledger_stopped | 503 | The ledger does not write | a ledger that can vouch for itself, and whose keys are here | tell the ledger's operator; reading goes on
unavailable | 503 | The answer could not be made now | a ledger that can be reached | try again; an act that is sent again is never recorded twice
""")  # fmt: skip
"""Every code of the API's own; those of refusals are `ledger.election.refusals.CODES`."""


class Told(NamedTuple):
    """A problem on its way to whoever asked; `page` is the code that `type` explains."""

    page: str
    code: str
    expected: str
    found: str
    where: str
    do: str


def wrong(code: str, found: object, where: str, *, expected: str = "") -> HTTPException:
    """Return the exception that answers a request with a problem of the API's own."""
    meaning = CODES[code]
    told = Told(code, code, expected or meaning.expected, excerpt(found), where, meaning.do_next)
    return HTTPException(meaning.status, detail=told)  # type: ignore[arg-type]


def of_fault(request: Request, fault: Exception) -> Response:
    """Answer with what is wrong with the request, or with the ledger."""
    assert isinstance(fault, Fault)
    return respond(desk_of(request), of(fault))


def of_http(request: Request, raised: Exception) -> Response:
    """Answer with a problem that was raised by `wrong`, or found by the framework."""
    assert isinstance(raised, HTTPException)
    desk = desk_of(request)
    if isinstance(raised.detail, Told):
        return respond(desk, raised.detail, headers=raised.headers)
    code = {404: "no_such_address", 405: "method_not_allowed"}.get(raised.status_code, "malformed")
    found = f"{request.method} {request.url.path}"
    headers = dict(raised.headers or {})
    if code == "method_not_allowed":
        # The framework names those of the first function only that has this address.
        headers["Allow"] = ", ".join(methods_at(request.app, request.scope))
    return respond(desk, _own(code, excerpt(found)), headers=headers)


def methods_at(app: FastAPI, scope: Scope) -> list[str]:
    """Return the methods that an address takes, sorted; none where there is no such address."""
    found = set[str]()
    for route in app.state.routes:
        if route.matches(scope)[0] is not Match.NONE:
            found |= route.methods
    if "GET" in found:
        found.add("HEAD")
    return sorted(found | {"OPTIONS"}) if found else []


def of_validation(request: Request, raised: Exception) -> Response:
    """Answer with what the framework found; ours reads its parameters itself."""
    assert isinstance(raised, RequestValidationError)
    return respond(desk_of(request), _own("bad_parameter", excerpt(raised.errors())))


def unforeseen(desk: Desk) -> Response:
    """The answer to a fault of the program: the cause stands in the server's log, not here."""
    return respond(desk, unavailable(), position=desk.last_position)


def unavailable() -> Told:
    """The problem of an answer that could not be made, without its cause."""
    return _own("unavailable", _IN_THE_LOG)


def busy(desk: Desk) -> Response:
    """The answer to a submission that has to wait outside; nothing of it was read."""
    told = _own("busy", "as many as this server takes")
    return respond(desk, told, position=desk.last_position)


def refused(desk: Desk, answer: Refused) -> Response:
    """Answer with why an act was refused: every reason, and the signed refusal if there is one."""
    first = answer.problems[0]
    told = Told(first.code, first.code, first.expected, first.found, first.where, first.do_next)
    errors = [
        one._asdict() | {"do": one.do_next, "pointer": pointer(one.where)}
        for one in answer.problems
    ]
    return respond(desk, told, errors=errors, refusal=answer.refusal)


def respond(
    desk: Desk,
    told: Told,
    *,
    errors: list[dict[str, Any]] | None = None,
    refusal: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    position: int | None = None,
) -> Response:
    """Return the response that tells a problem."""
    status, title = _kind(told.page)
    at = desk.position() if position is None else position
    own = {"code": told.code, "do": told.do, "expected": told.expected}
    own |= {"found": told.found, "where": told.where}
    place = f" at {told.where}" if told.where else ""
    at_fault = [own | {"pointer": pointer(told.where) if status == 422 else None}]
    members: dict[str, Any] = own | {
        "detail": f"Expected {told.expected}; found {told.found}{place}. What to do: {told.do}.",
        "errors": errors or at_fault,
        "ledger": desk.ledger_document,
        "position": at,
        "refusal": None if refusal is None else orjson.Fragment(refusal),
        "request_id": REQUEST_ID.get(),
        "status": status,
        "title": title,
        "type": f"{PAGES}/{told.code if page(told.code) else told.page}",
    }
    stamped = dict(headers or {}) | {"Cache-Control": "no-store", "Ledger-Position": str(at)}
    desk.meters.note_problem(told.code, is_refusal=status == 422)
    if status == 503 and told.page != "ledger_stopped":
        stamped["Retry-After"] = str(RETRY_SECONDS)
    if status in (408, 413, 415) or told.page == "busy":
        # The rest of the body is not waited for.
        stamped["Connection"] = "close"
    data = orjson.dumps(members, option=orjson.OPT_SORT_KEYS)
    stamped |= digests.of(data) | {"Content-Language": "en"}
    return Response(data, status, headers=stamped, media_type=MEDIA_TYPE)


def pointer(where: str) -> str | None:
    """Return a place in an act as a JSON pointer into its packet: `/act/events/0/fields/scope`."""
    if not _PLACE.fullmatch(where):
        return None
    path = where.replace("[", ".").replace("]", "").replace(".", "/")
    return f"/{path}" if path.startswith("signatures") else f"/act/{path}"


def codes() -> list[str]:
    """Every code that has a page: of the API, of refusals, of a ledger that does not write."""
    return sorted({*CODES, *refusals.CODES, *causes.STOPPED})


def page(code: str) -> dict[str, Any] | None:
    """What the page of a code says, None if there is no such code."""
    if code in causes.STOPPED:
        return _page_of_stop(code, causes.STOPPED[code])
    told = CODES.get(code) or refusals.CODES.get(code)
    cause = causes.CAUSES.get(code) or causes.REFUSED.get(code)
    if told is None or cause is None:
        return None
    status, title = _kind(code)
    return {
        "code": code,
        "do": told.do_next,
        "expected": told.expected,
        "hostile": cause.hostile,
        "innocent": cause.innocent,
        "status": status,
        "title": title,
    }


def _page_of_stop(code: str, told: causes.Stopped) -> dict[str, Any]:
    meaning = CODES["ledger_stopped"]
    return {
        "code": code,
        "do": told.do_next,
        "expected": meaning.expected,
        "hostile": told.hostile,
        "innocent": told.innocent,
        "status": meaning.status,
        "title": told.title,
    }


def _kind(page: str) -> tuple[int, str]:
    """The status and title of a page; a refusal of an act is always 422."""
    if page in CODES:
        return CODES[page].status, CODES[page].title
    return 422, refusals.CODES[page].title


def _own(code: str, found: str) -> Told:
    meaning = CODES[code]
    return Told(code, code, meaning.expected, found, "", meaning.do_next)


def of(fault: Fault) -> Told:
    """The problem that a fault is, in words that everybody may read."""
    if isinstance(fault, Malformed):
        page = fault.code if fault.code in CODES else "malformed"
        return Told(page, fault.code, fault.expected, fault.found, fault.where, fault.do)
    if isinstance(fault, NotFound):
        return _own("not_in_log", fault.found)._replace(do=fault.do)
    # Whoever sends an act to a server that only reads is no alarm: the line of the request says it.
    if not (isinstance(fault, LedgerStopped) and fault.code == "reading_only"):
        # Paths and a driver's words are for the operator, not for everybody who can reach us.
        log.error("request %s: %s", REQUEST_ID.get(), fault)
    if isinstance(fault, LedgerStopped):
        return _own("ledger_stopped", _IN_THE_LOG)._replace(code=fault.code, do=fault.do)
    return unavailable()
