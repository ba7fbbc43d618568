"""The application: routers, problems, and what every answer carries, put together.

app = wiring.create_app(ledger)         # an ASGI application; `eal serve` runs it
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import (
    accounts,
    acts,
    bundles,
    certainty,
    changes,
    checkpoints,
    contests,
    contract,
    decisions,
    documents,
    entries,
    evidence,
    home,
    intake,
    items,
    operations,
    polls,
    problems,
    registers,
    schemas,
    subjects,
    tiles,
    units,
)
from api.bundles import Shelf
from api.desk import Desk, log, open_desk
from api.feed import Feed
from api.front import Front, Straight
from api.gate import Access, Gate
from ledger import limits
from ledger.errors import Fault
from ledger.evidence import Store
from ledger.ledger import Ledger

TITLE = "Election Audit Ledger"
SUMMARY = "Acts come in signed; state, history and proofs go out. No key is needed to read."

# A writer holds three connections at once, every other thread one.
THREADS = limits.CONNECTIONS_KEPT_MAX + limits.CONNECTIONS_EXTRA_MAX - 4


def create_app(
    ledger: Ledger,
    *,
    waiting_max: int = limits.SUBMISSIONS_WAITING_MAX,
    store: Store | None = None,
) -> FastAPI:
    """Return the application that serves a founded ledger; NotFound before there is an entry 0.

    At most `waiting_max` submissions are under way at once; more are asked to come again.
    `store` keeps the documents that acts name; without one there are none here.
    """
    desk = open_desk(ledger, store)
    app = describe()
    app.state.desk = desk
    app.state.feed = Feed(ledger)
    app.state.shelf = Shelf()
    # The last is the outermost.
    app.add_middleware(Straight)
    app.add_middleware(Gate, desk=desk, most=waiting_max)
    app.add_middleware(Stamp, desk=desk)
    app.add_middleware(Access, desk=desk)
    app.add_middleware(Front, desk=desk)
    return app


def describe() -> FastAPI:
    """Return the application without a ledger: what is at which address."""
    app = FastAPI(
        title=TITLE,
        summary=SUMMARY,
        version=contract.VERSION,
        # The description is an address of ours; pages that load scripts from elsewhere are not.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        dependencies=[Depends(contract.only_known_parameters)],
    )
    for module in (
        home,
        acts,
        entries,
        evidence,
        changes,
        certainty,
        checkpoints,
        bundles,
        tiles,
        subjects,
        contests,
        units,
        polls,
        accounts,
        decisions,
        documents,
        intake,
        items,
        registers,
        operations,
    ):
        app.include_router(module.router)
    app.add_exception_handler(Fault, problems.of_fault)
    app.add_exception_handler(HTTPException, problems.of_http)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    app.openapi = lambda: _description(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
    app.state.feed.close()
    app.state.shelf.close()


def _description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, without the framework's own errors: they are never sent."""
    if app.openapi_schema is None:
        told = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        for methods in told["paths"].values():
            for operation in methods.values():
                if operation["operationId"] not in ("keepEntry", "submitAct"):
                    operation["responses"].pop("422", None)
                schemas.show(operation)
        told["components"] = schemas.components()
        told["components"]["responses"] = _shared(told["paths"])
        app.openapi_schema = told
    return app.openapi_schema


def _shared(paths: dict[str, Any]) -> dict[str, Any]:
    """Give the answers that many operations have one place; refer to them from everywhere."""
    shared: dict[str, Any] = {}
    for methods in paths.values():
        for operation in methods.values():
            for status, told in operation["responses"].items():
                name = f"Status{status}"
                if status != "200" and shared.setdefault(name, told) == told:
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return shared


class Stamp:
    """Names the ledger in every answer, and lets no fault out as anything but a problem."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; HEAD is a GET whose body the server keeps to itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        await self._desk.freshen()

        async def stamped(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *self._desk.stamps()]
            await send(message)

        if scope["method"] == "HEAD":
            scope = dict(scope) | {"is_head": True, "method": "GET"}
        try:
            if _asks_whether_it_may(scope):
                await Response(status_code=204, headers=_READERS_MAY)(scope, receive, stamped)
            else:
                await self._app(scope, receive, stamped)
        except ClientDisconnect:
            log.info("a client left before its request was complete")
        except Exception:
            log.exception("a request failed: %s %s", scope["method"], scope["path"])
            if started:
                raise
            await problems.unforeseen(self._desk)(scope, receive, stamped)


_READERS_MAY = {
    "Access-Control-Allow-Headers": "Accept, If-None-Match, Last-Event-ID",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Max-Age": "86400",
    "Vary": "Access-Control-Request-Method",
}


def _asks_whether_it_may(scope: Scope) -> bool:
    """Whether a browser asks, on behalf of another site's page, if that may read here."""
    if scope["method"] != "OPTIONS":
        return False
    asked = (b"access-control-request-method", b"GET"), (b"access-control-request-method", b"HEAD")
    return any(header in asked for header in scope["headers"])
