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
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import (
    accounts,
    acts,
    certainty,
    checkpoints,
    contests,
    contract,
    entries,
    home,
    items,
    operations,
    problems,
    schemas,
    tiles,
    units,
)
from api.desk import Desk, log, open_desk
from api.gate import Access, Gate
from ledger import limits
from ledger.errors import Fault
from ledger.ledger import Ledger

TITLE = "Election Audit Ledger"
SUMMARY = "Acts come in signed; state, history and proofs go out. No key is needed to read."

# A writer holds three connections at once, every other thread one.
THREADS = limits.CONNECTIONS_KEPT_MAX + limits.CONNECTIONS_EXTRA_MAX - 4

_EVERYWHERE = {
    # Public records: whoever reads them in a browser may do so from any page.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Ledger-Clock, Ledger-Id, Ledger-Memories, "
    "Ledger-Origin, Ledger-Position, Ledger-Purpose, Location, Repr-Digest",
    "X-Content-Type-Options": "nosniff",
}


def create_app(ledger: Ledger, *, waiting_max: int = limits.SUBMISSIONS_WAITING_MAX) -> FastAPI:
    """Return the application that serves a founded ledger; NotFound before there is an entry 0.

    At most `waiting_max` submissions are under way at once; more are asked to come again.
    """
    desk = open_desk(ledger)
    app = describe()
    app.state.desk = desk
    # The last is the outermost.
    app.add_middleware(Gate, desk=desk, most=waiting_max)
    app.add_middleware(Stamp, desk=desk)
    app.add_middleware(Access, desk=desk)
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
        certainty,
        checkpoints,
        tiles,
        units,
        contests,
        accounts,
        items,
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


def _description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, without the framework's own errors: they are never sent."""
    if app.openapi_schema is None:
        told = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        for operations in told["paths"].values():
            for operation in operations.values():
                if operation["operationId"] != "submitAct":
                    operation["responses"].pop("422", None)
        told["components"] = schemas.components()
        app.openapi_schema = told
    return app.openapi_schema


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

        async def stamped(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(_EVERYWHERE | self._desk.headers())
            await send(message)

        if scope["method"] == "HEAD":
            scope = dict(scope) | {"method": "GET"}
        try:
            await self._app(scope, receive, stamped)
        except ClientDisconnect:
            log.info("a client left before its request was complete")
        except Exception:
            log.exception("a request failed: %s %s", scope["method"], scope["path"])
            if started:
                raise
            await problems.unforeseen(self._desk)(scope, receive, stamped)
