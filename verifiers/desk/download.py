"""Fetching a log's tiles: first everything into a folder, then the network is left alone.

Files under a name never change (specification, section 11.4), so what is there already is not fetched again. It
is verified like the rest: nothing is believed because of where it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from verifiers import note
from verifiers.desk import fetch, files, tiles
from verifiers.desk.files import Unreadable
from verifiers.reading import Malformed

Progress = Callable[[int, int], None]
_TILE_BYTES_MAX = 256 * 65_537


def fetch_log(url: str, folder: Path, progress: Progress) -> int:
    """Fetches what the checkpoint at a URL needs into a folder; how many files were fetched."""
    base = url.rstrip("/")
    checkpoint = _get(f"{base}/checkpoint", note.NOTE_BYTES_MAX)
    try:
        size = note.parse_checkpoint(note.parse(checkpoint).text).size
    except Malformed as error:
        raise Unreadable(error.code, f"{base}/checkpoint: {error.found}") from None
    if size > tiles.SIZE_MAX:
        raise Unreadable("checkpoint_malformed", f"a log of {size} entries")
    wanted = [found for found in tiles.paths(size) if not (folder / found[0]).exists()]
    for number, (path, level, index, _) in enumerate(wanted):
        progress(number, len(wanted))
        _fetch_tile(base, folder, path, tiles.path(level, index))
    _put(folder / "checkpoint", checkpoint)
    return len(wanted) + 1


def _fetch_tile(base: str, folder: Path, path: str, full: str) -> None:
    """A partial tile may be gone once its full tile is there."""
    for name in dict.fromkeys((path, full)):
        status, body = _ask(f"{base}/{name}", _TILE_BYTES_MAX)
        if status == 200:
            return _put(folder / name, body)
    raise Unreadable("network", f"{base}/{path}: status {status}")


def _ask(url: str, bytes_max: int) -> fetch.Fetched:
    try:
        return fetch.get(url, bytes_max)
    except fetch.Unreachable as error:
        raise Unreadable("network", str(error)) from None


def _get(url: str, bytes_max: int) -> bytes:
    status, body = _ask(url, bytes_max)
    if status != 200:
        raise Unreadable("network", f"{url}: status {status}")
    return body


def _put(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreadable("unreadable", f"{path}: {error.strerror}") from None
    files.write(path, data)
