"""Where missing entries can come from: a bundle, a folder of tiles, a mirror that serves tiles.

    bundle.zip                            `eal export bundle`: entries.jsonl and checkpoint.txt
    /srv/tiles                            `eal export tiles`: checkpoint and tile/entries/...
    https://mirror.example/log            the same files, served by anybody
    https://mirror.example/bundle.zip     a bundle, served by anybody

A source only delivers bytes; what they are worth is found by whoever takes them.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from ledger import limits
from ledger.chain import tiles
from ledger.chain.tiles import ENTRIES, WIDTH, Tile
from ledger.errors import Malformed, NotFound, Unavailable

Fetch = Callable[[str, int], bytes | None]
"""`fetch(name, bytes_max)`: the contents of a file of the source, None where there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Somewhere that has a log: a checkpoint, and the bytes of entries from an index on.

    `entries(start, stop, size)` yields those of a log of `size` in order, and ends early where the
    source does.
    """

    where: str
    checkpoint: Callable[[], bytes]
    entries: Callable[[int, int, int], Iterator[bytes]]


@contextmanager
def opened(place: str) -> Iterator[Source]:
    """The source that a path or a URL names."""
    with ExitStack() as closing:
        if place.startswith(("https://", "http://")):
            if not place.endswith(".zip"):
                yield _tiles(place, _over_http(place.rstrip("/")))
                return
            file = closing.enter_context(tempfile.TemporaryFile())
            _download(place, file)
            yield _bundle(place, closing.enter_context(_archive(place, file)))
        elif Path(place).is_dir():
            yield _tiles(place, _in_folder(Path(place)))
        elif Path(place).is_file():
            yield _bundle(place, closing.enter_context(_archive(place, Path(place))))
        else:
            do = "name a bundle, a folder of tiles, or an address that serves one of them"
            raise NotFound(f"nothing at {place}", do)


# --- bundles ---------------------------------------------------------------------------------


def _archive(place: str, file: Path | IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise Malformed("source_unreadable", "a bundle", str(error), place) from None


def _bundle(place: str, archive: zipfile.ZipFile) -> Source:
    if "before.json" in archive.namelist():
        found = "one of what came after a checkpoint"
        raise Malformed("source_unreadable", "a bundle that begins at entry 0", found, place)

    @contextmanager
    def member(name: str) -> Iterator[IO[bytes]]:
        try:
            with archive.open(name) as file:
                yield file
        except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise Malformed("source_unreadable", f"{name} in a bundle", str(error), place) from None

    def checkpoint() -> bytes:
        with member("checkpoint.txt") as file:
            return file.read(limits.NOTE_BYTES_MAX + 1)

    def entries(start: int, stop: int, size: int) -> Iterator[bytes]:
        with member("entries.jsonl") as file:
            for index in range(stop):
                line = file.readline(limits.ENTRY_BYTES_MAX + 2)
                if not line.endswith(b"\n"):
                    return
                if index >= start:
                    yield line[:-1]

    return Source(place, checkpoint, entries)


# --- tiles -----------------------------------------------------------------------------------


def _tiles(place: str, fetch: Fetch) -> Source:
    def checkpoint() -> bytes:
        data = fetch("checkpoint", limits.NOTE_BYTES_MAX)
        if data is None:
            raise NotFound(f"no checkpoint at {place}", "name the folder that holds `checkpoint`")
        return data

    def entries(start: int, stop: int, size: int) -> Iterator[bytes]:
        for number in range(start // WIDTH, -(-stop // WIDTH)):
            first = number * WIDTH
            found = _entry_bundle(fetch, Tile(ENTRIES, number, min(WIDTH, size - first)))
            if found is None:
                return
            yield from found[max(0, start - first) : stop - first]

    return Source(place, checkpoint, entries)


def _entry_bundle(fetch: Fetch, tile: Tile) -> list[bytes] | None:
    """Return the entries of a bundle; once it is full its partial ones may be gone."""
    for kept in dict.fromkeys((tile, tile.full)):
        data = fetch(tiles.path(kept), WIDTH * (limits.ENTRY_BYTES_MAX + 2))
        if data is not None:
            return tiles.split_entries(data, kept.width, tiles.path(kept))[: tile.width]
    return None


def _in_folder(folder: Path) -> Fetch:
    def fetch(name: str, bytes_max: int) -> bytes | None:
        try:
            with open(folder / name, "rb") as file:
                return _bounded(file, bytes_max, str(folder / name))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(f"{folder / name}: {error.strerror}", "make it readable") from error

    return fetch


# --- over HTTP -------------------------------------------------------------------------------


class _NoRedirect(HTTPRedirectHandler):
    """What was asked of one place is not taken from another."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _over_http(base: str) -> Fetch:
    opener = build_opener(_NoRedirect)

    def fetch(name: str, bytes_max: int) -> bytes | None:
        with _get(opener, f"{base}/{name}") as answer:
            return None if answer is None else _bounded(answer, bytes_max, f"{base}/{name}")

    return fetch


def _download(url: str, file: IO[bytes]) -> None:
    with _get(build_opener(_NoRedirect), url) as answer:
        if answer is None:
            raise NotFound(f"nothing at {url}", "check the address")
        shutil.copyfileobj(answer, file)
    file.seek(0)


@contextmanager
def _get(opener: OpenerDirector, url: str) -> Iterator[HTTPResponse | None]:
    """The answer to a request, None where the server says that there is nothing."""
    try:
        with opener.open(Request(url), timeout=limits.SOURCE_SECONDS_MAX) as answer:
            yield answer
    except HTTPError as error:
        with error:
            if error.code not in (404, 410):
                raise Unavailable(f"{url} answered {error.code}", "try later") from error
        yield None
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unavailable(f"{url}: {error}", "check address and network, try later") from error


def _bounded(file: Any, bytes_max: int, where: str) -> bytes:
    data: bytes = file.read(bytes_max + 1)
    if len(data) > bytes_max:
        raise Malformed("too_large", f"at most {bytes_max:,} bytes", "more", where)
    return data
