"""A folder of tiles that any web server can serve: written so that a crash leaves nothing wrong.

A batch of files is written beside (`NAME.new`), synced, renamed, and the folders that hold them
are synced. A name is given to one content for ever: a file that is there is compared, not
replaced. Only `checkpoint` is replaced, last, when all that it covers is on the disk.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger import limits
from ledger.chain import tiles
from ledger.errors import LedgerStopped, Malformed, Unavailable
from ledger.store import crash

try:
    import fcntl
except ImportError:  # pragma: no cover - no such locks there; then nothing is exported
    fcntl = None  # type: ignore[assignment]

CHECKPOINT = "checkpoint"

# Fewer files are synced one by one: that does not wait for what others write.
_SYNCED_ONE_BY_ONE_MAX = 8

_syncfs = None
if sys.platform == "linux":
    _syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)

_NEW = ".new"
_PARTIAL = ".p"


class Folder:
    """A folder that is written by one export at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: set[Path] = set()
        self._number: int | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Nobody else exports into the folder within this block; what was left half is gone."""
        if fcntl is None:
            found = "a system without file locks"
            raise Unavailable(found, "export tiles on Linux, BSD or macOS")
        try:
            self._make(self.path)
            number = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        try:
            fcntl.flock(number, fcntl.LOCK_EX)
            self._number = number
            yield
        except OSError as error:
            raise _unwritable(self.path, error) from error
        finally:
            self._number = None
            os.close(number)

    def checkpoint(self) -> bytes | None:
        """Return the checkpoint in the folder, None where there is none yet."""
        try:
            with open(self.path / CHECKPOINT, "rb") as file:
                return file.read(limits.NOTE_BYTES_MAX + 1)
        except FileNotFoundError:
            return None

    def put(self, files: Sequence[tuple[str, bytes]]) -> int:
        """Have files under their names, durably; return how many were not there before."""
        missing = [(self.path / name, data) for name, data in files if self._is_missing(name, data)]
        self._write(missing)
        return len(missing)

    def put_checkpoint(self, data: bytes) -> None:
        """Have the checkpoint replaced, after everything that it covers was put."""
        if self.checkpoint() != data:
            self._write([(self.path / CHECKPOINT, data)])

    def remove_partials(self, size: int) -> int:
        """Remove the partial tiles whose full tile is here and covered at `size`; return how many.

        Files that an export left half are removed too. A partial tile that is still the last of
        its level stays, and so do narrower ones of it: older checkpoints need them.
        """
        removed = 0
        for folder, _, names in os.walk(self.path / "tile", topdown=False):
            place = Path(folder)
            is_over = place.suffix == _PARTIAL and self._has_full(place, size)
            for name in names:
                if is_over or name.endswith(_NEW):
                    with crash.around("tile_removed"):
                        os.unlink(place / name)
                    removed += is_over
            if is_over:
                with crash.around("tile_folder_removed"):
                    os.rmdir(place)
        return removed

    def _has_full(self, place: Path, size: int) -> bool:
        full = place.with_suffix("")
        try:
            tile = tiles.parse_path(full.relative_to(self.path).as_posix())
        except Malformed:
            return False
        return full.is_file() and tiles.is_part_of(tile, size)

    def _is_missing(self, name: str, data: bytes) -> bool:
        try:
            with open(self.path / name, "rb") as file:
                found = file.read(len(data) + 1)
        except FileNotFoundError:
            return True
        if found != data:
            told = f"{self.path / name} holds something else than the log has there"
            do = "keep that folder as it is, find out who wrote it, and export into an empty one"
            raise LedgerStopped("tiles_differ", told, do)
        return False

    def _write(self, files: Sequence[tuple[Path, bytes]]) -> None:
        folders = dict.fromkeys(path.parent for path, _ in files)
        for folder in folders:
            self._make(folder)
        with crash.around("tiles_written"):
            for path, data in files:
                with open(f"{path}{_NEW}", "wb", buffering=0) as file:
                    file.write(data)
        with crash.around("tiles_synced"):
            self._sync_files([f"{path}{_NEW}" for path, _ in files])
        with crash.around("tiles_renamed"):
            for path, _ in files:
                os.rename(f"{path}{_NEW}", path)
        with crash.around("tile_folders_synced"):
            for folder in folders:
                _sync(folder)

    def _sync_files(self, paths: Sequence[str]) -> None:
        """Have files on the disk: many by one call for their file system, which is ten times faster."""
        if len(paths) > _SYNCED_ONE_BY_ONE_MAX and _syncfs is not None and self._number is not None:
            # Errors of writing since the folder was opened are reported by this call.
            if _syncfs(self._number) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
            return
        for path in paths:
            _sync(path)

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, and have their names on the disk."""
        if folder in self._known:
            return
        if not folder.is_dir():
            self._make(folder.parent)
            with crash.around("tile_folder_made"):
                folder.mkdir(exist_ok=True)
            with crash.around("tile_folder_above_synced"):
                _sync(folder.parent)
        self._known.add(folder)


def _sync(path: Path | str) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _unwritable(path: Path, error: OSError) -> Unavailable:
    do = "make room or make it writable, and export again: it goes on where it stopped"
    return Unavailable(f"the folder {path}: {error.strerror or error}", do)
