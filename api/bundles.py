"""`/v1/bundles`: everything an auditor needs, in one file, so that nobody has to collect it by parts.

One bundle is made at a time; it is kept until its checkpoint gets further signatures, or others
are asked for. What is asked for meanwhile is to be asked for again.
"""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from api import contract, digests, problems, schemas
from api.asking import in_path, plain
from api.desk import Desk
from ledger import export
from ledger.ledger import Ledger

router = APIRouter(tags=["log"])

KEPT_MAX = 2

ZIP = "application/zip"

SIZE = in_path("size", "A size at which a commit ended.", contract.count)


class Shelf:
    """The bundles that one process made last, in a folder that goes with it."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[int, bytes], tuple[Path, str]] = OrderedDict()

    def close(self) -> None:
        """Remove what was made."""
        if self._folder is not None:
            self._folder.cleanup()

    def get(self, ledger: Ledger, size: int) -> tuple[Path, str] | None:
        """Return the bundle of a size and its SHA-256 in hexadecimal; None while one is made."""
        wanted = export.signed(ledger, size)
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if wanted not in self._made:
                self._make(ledger, wanted)
            return self._made[wanted]
        finally:
            self._lock.release()

    def _make(self, ledger: Ledger, wanted: tuple[int, bytes]) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="bundles-")
        name = sha256(wanted[1]).hexdigest()
        path = Path(self._folder.name) / f"{wanted[0]}-{name[:16]}.zip"
        export.bundle(ledger, path, size=wanted[0])
        with path.open("rb") as file:
            digest = sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        self._made[wanted] = path, digest.hexdigest()
        while len(self._made) > KEPT_MAX:
            _, (gone, _) = self._made.popitem(last=False)
            gone.unlink(missing_ok=True)


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

    Its checkpoint may get further signatures, so it is to be asked for again. Parts of it are
    given by Range.
    """
    shelf = request.app.state.shelf
    assert isinstance(shelf, Shelf)
    found = shelf.get(desk.ledger, size)
    if found is None:
        raise problems.wrong("busy", "a bundle is being made", "")
    path, digest = found
    headers = {
        "Cache-Control": contract.ASK_AGAIN,
        "ETag": f'"{digest}"',
        "Ledger-Position": str(size),
    }
    if contract.has(request, f'"{digest}"'):
        return Response(status_code=304, headers=headers)
    headers[digests.REPR_DIGEST] = digests.told(bytes.fromhex(digest))
    name = f"bundle-{size}.zip"
    return FileResponse(path, headers=headers, media_type=ZIP, filename=name)
