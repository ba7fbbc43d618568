"""`/v1/bundles`: everything an auditor needs, in one file, so that nobody has to collect it by parts.

One bundle is made at a time; it is kept until its checkpoint gets further signatures, or others
are asked for. What is asked for meanwhile is to be asked for again.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from api import contract, digests, problems, schemas
from api.asking import AS_OF, IN_FORCE_ON, in_path, plain
from api.desk import Desk
from api.units import SEEN, UNIT
from ledger import evidence, excerpt, export, limits, read
from ledger.evidence import Store
from ledger.export import Document
from ledger.ledger import Ledger
from ledger.read import Point

router = APIRouter(tags=["log"])

KEPT_MAX = 2

LOOK_SECONDS = 60.0
"""For how long a bundle is given without looking whether further documents came."""

ZIP = "application/zip"

Wanted = tuple[str | int | bytes | None, ...]

SIZE = in_path("size", "A size at which a commit ended.", contract.count)


_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def _mind_range(request: Request, size: int) -> None:
    """Pass over a Range that is not one part of bytes, as RFC 9110 has it; a problem beyond the end."""
    named = request.headers.get("range")
    if named is None:
        return
    found = _RANGE.fullmatch(named.strip())
    first, last = found.groups() if found else ("", "")
    if not first + last or (first and last and int(first) > int(last)):
        headers = request.scope["headers"]
        request.scope["headers"] = [each for each in headers if each[0] != b"range"]
        return
    if (first and int(first) >= size) or (not first and not int(last)):
        beyond = problems.wrong("range_not_satisfiable", named, "header Range")
        beyond.headers = {"Content-Range": f"bytes */{size}"}
        raise beyond


class _Made(NamedTuple):
    """A bundle: its file, the SHA-256 of that, the documents in it, and when those were looked for."""

    path: Path
    digest: str
    documents: list[tuple[str, int]]
    looked_at: float


class Shelf:
    """The bundles that one process made last, in a folder that goes with it."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[int, bytes], _Made] = OrderedDict()
        self._of_units: OrderedDict[Wanted, tuple[Path, str]] = OrderedDict()

    def close(self) -> None:
        """Remove what was made."""
        if self._folder is not None:
            self._folder.cleanup()

    def get(self, ledger: Ledger, store: Store | None, size: int) -> tuple[Path, str] | None:
        """Return the bundle of a size and its SHA-256 in hexadecimal; None while one is made."""
        wanted = export.signed(ledger, size)
        if not self._lock.acquire(blocking=False):
            return None
        try:
            found, now = self._made.get(wanted), time.monotonic()
            held = evidence.held_back(ledger) if store else set()
            if found is None or _is_old(found, held, now):
                documents = _documents(ledger, store, size, held)
                if found is None or found.documents != documents:
                    self._make(ledger, store, wanted, documents)
                else:
                    self._made[wanted] = found._replace(looked_at=now)
            return self._made[wanted][:2]
        finally:
            self._lock.release()

    def get_unit(self, wanted: Wanted, make: Callable[[Path], object]) -> tuple[Path, str] | None:
        """Return a bundle of one unit; `wanted` is all that it depends on. None while one is made."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if wanted not in self._of_units:
                path = self._place(sha256(repr(wanted).encode()).hexdigest())
                make(path)
                with path.open("rb") as file:
                    self._of_units[wanted] = path, file_digest(file, "sha256").hexdigest()
            found = self._of_units[wanted]
            while len(self._of_units) > KEPT_MAX:
                self._of_units.popitem(last=False)[1][0].unlink(missing_ok=True)
            return found
        finally:
            self._lock.release()

    def _place(self, name: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="bundles-")
        return Path(self._folder.name) / f"{name}.zip"

    def _make(
        self,
        ledger: Ledger,
        store: Store | None,
        wanted: tuple[int, bytes],
        documents: list[tuple[str, int]],
    ) -> None:
        name = sha256(wanted[1] + repr(documents).encode()).hexdigest()
        path = self._place(f"{wanted[0]}-{name[:16]}")
        files = None if store is None else lambda point: evidence.files(store, documents)
        export.bundle(ledger, path, size=wanted[0], documents=files)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        gone = [self._made.pop(wanted)] if wanted in self._made else []
        self._made[wanted] = _Made(path, digest, documents, time.monotonic())
        while len(self._made) > KEPT_MAX:
            gone.append(self._made.popitem(last=False)[1])
        for each in gone:
            each.path.unlink(missing_ok=True)


def _is_old(found: _Made, held: set[str], now: float) -> bool:
    """Whether documents may have come since, or one in it may not be read any more."""
    return now - found.looked_at > LOOK_SECONDS or any(each in held for each, _ in found.documents)


def _documents(
    ledger: Ledger, store: Store | None, size: int, held: set[str]
) -> list[tuple[str, int]]:
    """Which documents go with the bundle: all that are kept, or none where they are too large.

    What is withheld today is in no bundle that is made today, of whatever size of the log.
    """
    if store is None:
        return []
    kept = evidence.kept_at(ledger, store, read.resolve(ledger, as_of=size))
    return _fitting([each for each in kept if each[0] not in held])


def _fitting(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    fits = sum(length for _, length in found) <= limits.BUNDLE_DOCUMENTS_BYTES_MAX
    return found if fits else []


@plain(
    router,
    "/v1/bundles/latest",
    "readNewestBundle",
    "The bundle of everything that is signed",
    schemas.leads_on("The address of the bundle"),
)
def read_newest(request: Request, desk: Desk) -> Response:
    """Lead to the bundle of the newest checkpoint."""
    size, _ = export.signed(desk.ledger)
    headers = {"Cache-Control": contract.ASK_AGAIN, "Ledger-Position": str(size)}
    return Response(status_code=307, headers=headers | {"Location": f"/v1/bundles/{size}"})


@plain(
    router,
    "/v1/bundles/{size}",
    "readBundle",
    "Everything up to a size, in one file",
    schemas.archive(),
    SIZE,
)
def read_bundle(request: Request, desk: Desk, size: int) -> Response:
    """Return the bundle of the first entries (docs/spec/10-bundle.md); `eal-verify` checks it.

    Documents that are kept here go with it, if they have 256 MiB together at most. Its checkpoint may get further signatures, so it is to be asked for again. Parts of it are
    given by Range.
    """
    shelf = request.app.state.shelf
    assert isinstance(shelf, Shelf)
    found = shelf.get(desk.ledger, desk.store, size)
    return _given(request, found, name=f"bundle-{size}.zip", position=size)


@plain(
    router,
    "/v1/units/{unit}/bundle",
    "readUnitBundle",
    "What concerns one unit, and all law, in one file",
    schemas.archive(413),
    UNIT,
    AS_OF,
    IN_FORCE_ON,
    SEEN,
)
def read_unit_bundle(request: Request, desk: Desk, unit: str, **asked: Any) -> Response:
    """Return the bundle of one unit (docs/spec/10-bundle.md) by the last seal of a position up to `as_of`.

    `eal-verify bundle --unit` checks it with no further request. Documents go with it as with a
    whole one. It bears the newest checkpoint, so ask again.
    """
    shelf = request.app.state.shelf
    assert isinstance(shelf, Shelf)
    asked["as_of"] = contract.as_of(asked["as_of"], desk)
    asked["in_force_on"] = contract.day(asked["in_force_on"])

    def documents(texts: Iterable[bytes], point: Point) -> Iterator[Document]:
        store = desk.store
        listed = evidence.going_with(desk.ledger, store, texts, point) if store else []
        return evidence.files(store, _fitting(listed)) if store else iter(())

    # After a while it is looked whether further documents came.
    wanted = (
        unit,
        *asked.values(),
        *export.signed(desk.ledger),
        int(time.monotonic() / LOOK_SECONDS),
    )
    make = partial(excerpt.bundle, desk.ledger, unit=unit, documents=documents, **asked)
    found = shelf.get_unit(wanted, make)
    return _given(request, found, name=f"bundle-{unit}.zip", position=desk.position())


def _given(
    request: Request, found: tuple[Path, str] | None, *, name: str, position: int
) -> Response:
    if found is None:
        raise problems.wrong("busy", "a bundle is being made", "")
    path, digest = found
    headers = {
        "Cache-Control": contract.ASK_AGAIN,
        "ETag": f'"{digest}"',
        "Ledger-Position": str(position),
    }
    if contract.has(request, f'"{digest}"'):
        return Response(status_code=304, headers=headers)
    headers[digests.REPR_DIGEST] = digests.told(bytes.fromhex(digest))
    _mind_range(request, path.stat().st_size)
    return FileResponse(path, headers=headers, media_type=ZIP, filename=name)
