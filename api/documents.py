"""`/v1/documents/{digest}`: the files that acts name by their SHA-256, and what became of them.

    PUT /v1/documents/9c11...?act=cec-2013-87     the bytes, as they are
    GET /v1/documents/9c11...                     the bytes; 451 where an act withholds them
    GET /v1/documents/9c11.../standing            kept, absent, withheld or erased, and by which act

A file is taken if a recorded act names it and its bytes are those named, whoever sends it. It is
given out as something to save, never as something to show: nobody's browser runs what was sent.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Any

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from api import bodies, contract, digests, problems, schemas
from api.asking import in_path, in_query, plain
from api.desk import Desk, desk_of
from ledger import evidence, limits
from ledger.evidence import Standing, index
from ledger.evidence.store import CHUNK_BYTES, Store
from ledger.evidence.store import digest as parse_digest

router = APIRouter(tags=["documents"])

DIGEST = in_path("digest", "The SHA-256 of a document.", parse_digest)
ACT = in_query("act", "The act, recorded before, that names the document.")

# What a file begins with, and what may be said of it; of all others nothing is said.
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

_places = threading.BoundedSemaphore(limits.EVIDENCE_AT_ONCE_MAX)


@plain(
    router,
    "/v1/documents/{digest}",
    "readDocument",
    "A document that an act names",
    schemas.document(),
    DIGEST,
)
def read_document(request: Request, desk: Desk, digest: str) -> Response:
    """Return a document as it was named: it is hashed again before its first byte is given."""
    store = _store_of(desk)
    found = evidence.standing(desk.ledger, store, digest)
    _require_readable(found, digest)
    headers = {
        "Cache-Control": contract.ASK_AGAIN,
        "ETag": f'"{digest}"',
        "Ledger-Position": str(found.position),
    }
    if contract.has(request, f'"{digest}"'):
        return Response(status_code=304, headers=headers)
    stack = ExitStack()
    try:
        stack.enter_context(_place())
        file = stack.enter_context(evidence.opened(store, digest))
        kind = _kind_of(file)
    except BaseException:
        stack.close()
        raise
    headers |= _HARMLESS | {
        "Content-Disposition": f'attachment; filename="{digest}"',
        "Content-Length": str(found.bytes),
        digests.REPR_DIGEST: digests.told(bytes.fromhex(digest)),
    }
    return StreamingResponse(_chunks(file, stack), headers=headers, media_type=kind)


@plain(
    router,
    "/v1/documents/{digest}/standing",
    "readStandingOfDocument",
    "What became of a document, and by which act",
    schemas.responses("Standing", 404),
    DIGEST,
)
def read_standing(request: Request, desk: Desk, digest: str) -> Response:
    """Return whether a document is kept, absent, withheld or erased, and the law that says so.

    `named_by` are the acts that name it, the first hundred of them, as far as was looked.
    """
    found = evidence.standing(desk.ledger, _store_of(desk), digest)
    members = found._asdict() | {"document": digest, "ledger": desk.ledger_document}
    members["named_by"] = index.named_by(desk.ledger, digest)
    members["object"] = "standing"
    data = contract.dumps(members)
    return contract.answer(request, data, position=found.position, is_fixed=False)


@router.put(
    "/v1/documents/{digest}",
    operation_id="putDocument",
    summary="Keep a document that an act names",
    responses=schemas.kept(),
    openapi_extra={
        "parameters": [DIGEST.described(), ACT.described() | {"required": True}],
        "requestBody": {
            "content": {contract.BYTES: {"schema": {"type": "string", "format": "binary"}}},
            "required": True,
        },
    },
)
async def put_document(request: Request) -> Response:
    """Take the bytes of a document, at most 64 MiB, as they are: no form, no compression."""
    desk = desk_of(request)
    digest, act = DIGEST.read(request), ACT.read(request)
    if act is None:
        raise problems.wrong("missing_parameter", "none", "query", expected="act")
    _require_plain(request)
    store = _store_of(desk)
    found = await to_thread.run_sync(evidence.standing, desk.ledger, store, digest)
    if found.state == evidence.ERASED:
        raise problems.wrong("document_erased", digest, "digest")
    await to_thread.run_sync(evidence.require_named, desk.ledger, digest, act)
    with _place():
        is_new = await _receive(request, store, digest)
    told = {"document": digest, "is_new": is_new, "ledger": desk.ledger_document}
    data = contract.dumps(told | {"object": "kept", "position": found.position})
    headers = {"Ledger-Position": str(found.position), "Cache-Control": "no-store"}
    headers |= digests.of(data)
    if is_new:
        headers["Location"] = f"/v1/documents/{digest}"
    return Response(data, 201 if is_new else 200, headers=headers, media_type=contract.JSON)


async def _receive(request: Request, store: Store, digest: str) -> bool:
    with evidence.arriving() as place:
        try:
            async with asyncio.timeout(limits.EVIDENCE_SECONDS_MAX):
                async for chunk in request.stream():
                    place.add(chunk)
        except TimeoutError:
            raise problems.wrong("body_too_slow", f"{place.size} bytes", "body") from None
        return await to_thread.run_sync(evidence.keep, store, digest, place)


def _require_plain(request: Request) -> None:
    """Whoever says what is sent says that it is bytes, uncompressed, and not too many."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding != "identity":
        raise problems.wrong("wrong_content_type", encoding, "header Content-Encoding")
    named = request.headers.get("content-type", "").lower()
    if named.startswith(("multipart/", "application/x-www-form-urlencoded")):
        raise problems.wrong("wrong_content_type", named[:60], "header Content-Type")
    length = bodies.declared(request.headers.get("content-length", "0"))
    if length is None or length > limits.EVIDENCE_BYTES_MAX:
        raise problems.wrong("document_too_large", length, "header Content-Length")


def _require_readable(found: Standing, digest: str) -> None:
    if found.state in (evidence.WITHHELD, evidence.ERASED):
        law: dict[str, Any] = found.law or {}
        until = f" until {law['until']}" if law.get("until") else ""
        told = f"{found.state}{until} by entry {found.since}: {law['reason']}"
        raise problems.wrong(f"document_{found.state}", told, "digest")
    evidence.require_kept(found, digest)


def _store_of(desk: Desk) -> Store:
    if desk.store is None:
        raise problems.wrong("no_documents_here", "none", "")
    return desk.store


@contextmanager
def _place() -> Iterator[None]:
    """One of the files that may be on their way at once."""
    if not _places.acquire(blocking=False):
        raise problems.wrong("busy", "as many documents as this server gives at once", "")
    try:
        yield
    finally:
        _places.release()


def _kind_of(file: IO[bytes]) -> str:
    begins = file.read(16)
    file.seek(0)
    kinds = (kind for head, kind in _KINDS if begins.startswith(head))
    return next(kinds, contract.BYTES)


def _chunks(file: IO[bytes], stack: ExitStack) -> Iterator[bytes]:
    with stack:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
