"""The bundle: a zip with a few files, and documents beside them, read in a stream and never unpacked (section 10).

Names, sizes and methods are looked at before a byte is unpacked. The digests of `bundle.json` are
compared while the files are read, so that a bundle that was damaged is examined to its end.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import IO, Any, NamedTuple, Protocol

from verifiers import spelling as s
from verifiers.merkle import Tree
from verifiers.reading import DOCUMENT_BYTES_MAX, Json, Malformed, read

NAMES = (
    "bundle.json", "entries.jsonl", "checkpoint.txt", "rows.jsonl", "sheets.jsonl", "results.jsonl",
    "accounts.jsonl",
)  # fmt: skip
BEFORE, README = "before.json", "README.txt"
LAW, PATHS, PROOF = UNIT = ("law.jsonl", "paths.jsonl", "proof.json")
"""The files that only a bundle of one unit has."""
_STORY = re.compile(r"story\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.txt")
STORIES_MAX = 64
FILE_BYTES_MAX = 2**30
DOCUMENT_FILE_BYTES_MAX = 2**26
_DOCUMENT = re.compile(r"evidence/([0-9a-f]{64})")
LINE_BYTES_MAX = 2**24
_CHUNK_BYTES = 2**16
_ENCRYPTED, _DESCRIPTOR = 0x1, 0x8
_FILE = s.record("bytes:count name:name sha256:hash", name=lambda name: isinstance(name, str) and _is_file(name))
_SHAPE = s.record(
    "files:files format:zero ledger:ledger size:count",
    files=s.array(_FILE, 1, len(NAMES) + 4 + STORIES_MAX),
    ledger=s.record("id:hash origin:origin"),
)
# What the zip reader of the standard library is known to raise on hostile files.
_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OverflowError, ValueError,
    EOFError, OSError, IndexError,
)  # fmt: skip


def _is_file(name: str) -> bool:
    """Whether it is one of those that the manifest lists."""
    return name in (*NAMES[1:], BEFORE, *UNIT, README) or language_of(name) is not None


def language_of(name: str) -> str | None:
    """The language of a story, by the name of its file."""
    found = _STORY.fullmatch(name)
    return found[1] if found else None


class Readable(Protocol):
    """Bytes that are read from front to end."""

    def read(self, count: int, /) -> bytes:
        """The next bytes, at most `count`; empty at the end."""


class _Counted(io.RawIOBase):
    """What a zip unpacks, with its size and digest, up to the size that the zip's own list gives."""

    def __init__(self, opened: Readable | None, bytes_max: int) -> None:
        self._opened, self._bytes_max = opened, bytes_max
        self.digest, self.size = hashlib.sha256(), 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Unpacks the next bytes."""
        try:
            data = self._opened.read(len(buffer)) if self._opened else b""
        except _ZIP_FAULTS as error:
            raise Malformed("bundle_damaged", str(error)[:200]) from None
        self.size += len(data)
        if self.size > self._bytes_max:
            raise Malformed("bundle_too_large", "more bytes than the zip's own list says")
        self.digest.update(data)
        buffer[: len(data)] = data
        return len(data)


class Stream:
    """One file of the bundle, read once from front to end; knows its size and digest then."""

    def __init__(self, opened: Readable | None, bytes_max: int) -> None:
        self._raw = _Counted(opened, bytes_max)
        self._file = io.BufferedReader(self._raw, _CHUNK_BYTES)
        self._back = b""

    @property
    def size(self) -> int:
        """How many bytes were unpacked."""
        return self._raw.size

    @property
    def sha256(self) -> str:
        """Digest of what was unpacked."""
        return self._raw.digest.hexdigest()

    def take(self, count: int) -> bytes:
        """The next `count` bytes, or what is left."""
        if not self._back:
            return self._file.read(count)
        back, self._back = self._back[:count], self._back[count:]
        return back + self._file.read(count - len(back))

    def put_back(self, data: bytes) -> None:
        """Undoes a `take`."""
        self._back = data + self._back

    def line(self) -> bytes | None:
        """The next line without its line feed; None at the end.

        A last line without line feed keeps a mark that no canonical text has, so that it differs.
        """
        found, feed, rest = self._back.partition(b"\n")
        self._back = rest
        if not feed:
            found += self._file.readline(LINE_BYTES_MAX)
            if not found:
                return None
            feed = found[-1:] if found.endswith(b"\n") else b""
            found = found.removesuffix(b"\n")
        if len(found) >= LINE_BYTES_MAX:
            raise Malformed("bundle_too_large", f"a line of more than {LINE_BYTES_MAX} bytes")
        return found if feed else found + b"\xff"

    def lines(self) -> Iterator[bytes]:
        """The lines that are left."""
        return iter(self.line, None)

    def drain(self) -> None:
        """Reads to the end, for the sake of size and digest."""
        while self._file.read(_CHUNK_BYTES):
            pass


class Files(NamedTuple):
    """A file as it should be, and as it is; None where there is none."""

    name: str
    expected: Json | None
    found: Json | None


class Source(Protocol):
    """What an examination reads: a bundle, or a folder of tiles."""

    manifest: Json

    @property
    def told_from(self) -> int:
        """The index at which its stories begin."""

    def names(self) -> list[str]:
        """The files to be read, whether or not they are there: those of every bundle, then what it has for people."""

    def has(self, name: str) -> bool:
        """Whether it holds the file."""

    def stream(self, name: str) -> Stream:
        """The file from its beginning; empty if it is not there."""

    def files(self, streams: dict[str, Stream], tree: Tree) -> Iterator[Files]:
        """What it says of its files beside what was read, once the streams are read."""

    def documents(self) -> Iterator[tuple[str, Stream]]:
        """The documents that came with it, by the digests that their names say."""


class Bundle:
    """An opened bundle: its manifest, and a stream for each file."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _ZIP_FAULTS as error:
            raise Malformed("not_a_bundle", str(error)[:200]) from None
        self._infos = _listed(self._zip)
        self.manifest = self._manifest()
        self.claims: dict[str, Json] = {file["name"]: file for file in self.manifest["files"]}

    @property
    def told_from(self) -> int:
        """The beginning: what does not begin there is joined to what does."""
        return 0

    def _manifest(self) -> Json:
        manifest = read(self.stream("bundle.json").take(DOCUMENT_BYTES_MAX + 1))
        _SHAPE(manifest)
        names = [file["name"] for file in manifest["files"]]
        if names != _in_order(names):
            raise Malformed("bad_member", "bundle.json: files are not in their order, once each")
        return manifest

    def names(self) -> list[str]:
        """The files of every bundle, and what is there or listed for people."""
        return _in_order({*NAMES[1:], *self.claims, *(name for name in self._infos if _is_file(name))})

    def has(self, name: str) -> bool:
        """Whether the zip holds the file."""
        return name in self._infos

    def files(self, streams: dict[str, Stream], tree: Tree) -> Iterator[Files]:
        """The sizes and digests of the manifest beside those of what was read."""
        for name, stream in streams.items():
            if name in self.claims or self.has(name):
                stream.drain()
                found = {"bytes": stream.size, "name": name, "sha256": stream.sha256}
                yield Files(name, self.claims.get(name), found)

    def documents(self) -> Iterator[tuple[str, Stream]]:
        """The documents that are there, by the digests that their names say."""
        for name in sorted(self._infos):
            if found := _DOCUMENT.fullmatch(name):
                yield found[1], self.stream(name)

    def stream(self, name: str) -> Stream:
        """The file from its beginning; empty if it is not there."""
        info = self._infos.get(name)
        if info is None:
            return Stream(None, 0)
        # Digests are compared by check V01, which can name what a checksum error would hide.
        info.CRC = None  # type: ignore[assignment]
        try:
            return Stream(self._zip.open(info), info.file_size)
        except _ZIP_FAULTS as error:
            raise Malformed("bundle_damaged", str(error)[:200]) from None


def _in_order(names: Collection[str]) -> list[str]:
    """The files that a manifest lists, each once, in their order."""
    known = (*NAMES[1:], BEFORE, *UNIT, README)
    stories = sorted({name for name in names if language_of(name)})
    return [name for name in known if name in names] + stories


def _listed(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The zip's list of files, by name, if all of it may be in a bundle."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in opened.infolist():
        document = _DOCUMENT.fullmatch(info.orig_filename)
        is_known = info.orig_filename == NAMES[0] or _is_file(info.orig_filename) or document
        if not is_known or info.is_dir():
            raise Malformed("file_not_of_a_bundle", ascii(info.orig_filename)[:200])
        if info.filename in found:
            raise Malformed("file_twice", info.filename)
        if info.flag_bits & (_ENCRYPTED | _DESCRIPTOR):
            raise Malformed("zip_not_plain", f"{info.filename}: encrypted, or sizes come after it")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Malformed("zip_not_plain", f"{info.filename}: neither stored nor deflated")
        if info.file_size > (DOCUMENT_FILE_BYTES_MAX if document else FILE_BYTES_MAX):
            raise Malformed("bundle_too_large", f"{info.filename}: {info.file_size} bytes")
        found[info.filename] = info
    for name in NAMES[:2]:
        if name not in found:
            raise Malformed("not_a_bundle", f"no {name}")
    _check_unit(found)
    return found


def _check_unit(found: Collection[str]) -> None:
    """Whether the files are those of a whole bundle, or those of a bundle of one unit."""
    is_unit = PROOF in found
    for name in UNIT:
        if is_unit and name not in found:
            raise Malformed("not_a_bundle", f"{PROOF} without {name}")
    for name in (*NAMES[2:], BEFORE) if is_unit else (LAW, PATHS):
        if name in found:
            raise Malformed("file_not_of_a_bundle", f"{name} {'beside' if is_unit else 'without'} {PROOF}")
