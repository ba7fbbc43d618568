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

from api import (
    accounts,
    acts,
    asking,
    atom,
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
    state_seals,
    subjects,
    tiles,
    units,
    waiting,
)
from api.bundles import Shelf
from api.desk import open_desk
from api.feed import Feed
from api.front import Front
from api.gate import Access, Gate
from api.stamp import Stamp
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
    app.state.front = Front(desk, waiting_max)
    app.state.feed = Feed(ledger)
    app.state.shelf = Shelf()
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
        dependencies=[Depends(contract.only_known_parameters), Depends(waiting.until_reached)],
    )
    app.state.routes = []
    for module in (
        home,
        acts,
        entries,
        evidence,
        changes,
        atom,
        certainty,
        checkpoints,
        bundles,
        tiles,
        state_seals,
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
        app.state.routes += module.router.routes
    app.add_exception_handler(Fault, problems.of_fault)
    app.add_exception_handler(HTTPException, problems.of_http)
    app.add_exception_handler(RequestValidationError, problems.of_validation)
    app.openapi = lambda: _description(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
    app.state.front.close()
    app.state.desk.together.close()
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
        told["components"]["parameters"] = _shared_parameters(told["paths"])
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


def _shared_parameters(paths: dict[str, Any]) -> dict[str, Any]:
    """As `_shared`, for the parameters that nearly every address takes."""
    shared = {each.name: each.described() for each in asking.EVERYWHERE}
    for methods in paths.values():
        for operation in methods.values():
            operation["parameters"] = [
                {"$ref": f"#/components/parameters/{each['name']}"}
                if each == shared.get(each["name"])
                else each
                for each in operation.get("parameters", [])
            ]
    return shared
