"""`/`: whose ledger this is, and where everything is; the description; what a code means.

Programs get JSON; whoever asks for text/html, as a browser does, gets a page without scripts.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import contract, pages, problems, schemas
from api.asking import in_path, plain
from api.desk import Desk
from ledger import limits

router = APIRouter(tags=["service"])

LINKS = {
    "accounts": "/v1/accounts",
    "act": "/v1/acts/{act}",
    "act_conclusions": "/v1/acts/{act}/conclusions",
    "acts": "/v1/acts",
    "bodies": "/v1/bodies",
    "bundle": "/v1/bundles/latest",
    "by_law": "/v1/by-law",
    "certainty": "/v1/certainty?position={size}",
    "changes": "/v1/changes?after={position}",
    "checkpoint": "/v1/checkpoints/latest",
    "complaints": "/v1/complaints",
    "consignments": "/v1/consignments",
    "consistency": "/v1/consistency?from={size}&to={size}",
    "containers": "/v1/containers",
    "contests": "/v1/contests",
    "decisions": "/v1/decisions",
    "declarations": "/v1/declarations",
    "description": "/openapi.json",
    "document": "/v1/documents/{digest}",
    "document_standing": "/v1/documents/{digest}/standing",
    "election_events": "/v1/election-events",
    "elections": "/v1/elections",
    "entries": "/v1/entries?after={index}",
    "entry": "/v1/entries/{index}",
    "evidence": "/v1/entries/{index}/evidence",
    "feed": "/v1/feed.atom",
    "history": "/v1/units/{unit}/history",
    "intake": "/v1/intake",
    "intake_queue": "/v1/intake/{queue}",
    "keys": "/v1/keys",
    "log_keys": "/v1/log-keys",
    "open_items": "/v1/open-items",
    "poll": "/v1/polls/{contest}/{unit}/{run}",
    "polls": "/v1/polls?unit={unit}",
    "problem": "/problems/{code}",
    "problems": "/problems",
    "proof": "/v1/entries/{index}/proof?size={size}",
    "published": "/checkpoint",
    "result": "/v1/contests/{contest}/result",
    "rulesets": "/v1/rulesets",
    "runs": "/v1/runs",
    "seals": "/v1/seals",
    "seats": "/v1/seats",
    "selections": "/v1/selections",
    "state_proof": "/v1/units/{unit}/proof",
    "state_seals": "/v1/state-seals",
    "stream": "/v1/changes/stream?after={position}",
    "unit": "/v1/units/{unit}",
    "unit_bundle": "/v1/units/{unit}/bundle",
    "units": "/v1/units",
}

CODE = in_path("code", "A code of a problem or refusal.", lambda text, name: text)


@plain(
    router,
    "/",
    "readHome",
    "Whose ledger this is, and where everything is",
    schemas.page_or("Home"),
)
def read_home(request: Request, desk: Desk) -> Response:
    """Name the ledger, say whether it is an official record, and link to everything."""
    position = desk.position()
    members = {
        "accepts_acts": desk.accepts_acts,
        "api_version": contract.VERSION,
        "ledger": desk.ledger_document,
        "limits": {
            "act_bytes_max": limits.ACT_BYTES_MAX,
            "batch_acts_max": limits.BATCH_ACTS_MAX,
            "batch_bytes_max": limits.BATCH_BYTES_MAX,
            "body_bytes_max": limits.ENTRY_BYTES_MAX,
            "list_items_max": limits.LIST_ITEMS_MAX,
            "signatures_max": limits.SIGNATURES_MAX,
        },
        "links": LINKS,
        "position": position,
    }
    return pages.answer(request, members, pages.of_home, position)


@plain(
    router,
    "/openapi.json",
    "readDescription",
    "This description",
    schemas.responses("Description"),
)
def read_description(request: Request, desk: Desk) -> Response:
    """Return the description of the API (OpenAPI 3.1)."""
    data = contract.dumps(request.app.openapi())
    return contract.answer(request, data, position=desk.position(), is_fixed=False)


@plain(router, "/problems", "listProblems", "Every code there is", schemas.page_or("Pages"))
def list_problems(request: Request, desk: Desk) -> Response:
    """Return every code with its title, and where its page is."""
    listed = [(code, problems.page(code)) for code in problems.codes()]
    items = [
        {"code": code, "title": told["title"], "url": f"{problems.PAGES}/{code}"}
        for code, told in listed
        if told is not None
    ]
    members = {"items": items, "ledger": desk.ledger_document, "next": None, "object": "list"}
    return pages.answer(request, members, pages.of_problems, desk.position())


@plain(
    router,
    "/problems/{code}",
    "readProblem",
    "What a code means",
    schemas.page_or("Page", 404),
    CODE,
)
def read_problem(request: Request, desk: Desk, code: str) -> Response:
    """Explain a code: what it means, how it comes about with and without ill will, what to do."""
    told = problems.page(code)
    if told is None:
        raise problems.wrong("not_in_log", code, "code", expected="a code of this API")
    members = told | {"ledger": desk.ledger_document}
    return pages.answer(request, members, pages.of_problem, desk.position())
