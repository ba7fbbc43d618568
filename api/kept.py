"""Answers kept in memory, to be given again without a thread, a parser or a query (`api.front`).

What can never change is kept under its path, its query and whether octets were asked for. What was
answered about now is kept with the moment of which it is true. The least asked for makes room.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ledger import limits

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, Hashable]
"""Path with query, as they are sent; then whether octets were asked for, or NOW."""

NOW: Final = "now"
OCTETS: Final = b"application/octet-stream"


class Moment(NamedTuple):
    """A number of entries, and how many are final; None for what says nothing of the latter."""

    position: int
    final_size: int | None

    def is_still(self, now: Moment) -> bool:
        """Whether what was true at this moment is true now."""
        return self.position == now.position and self.final_size in (None, now.final_size)


@dataclass(slots=True)
class Answer:
    """An answer: its tag, its header lines with a body and without one (304), the body, its route.

    `moment` is when it was true, None for ever. `by_language` says that whoever wants another language
    than English may be answered otherwise.
    """

    etag: bytes
    lines: bytes
    lines_only: bytes
    body: bytes
    route: Any
    moment: Moment | None = None
    by_language: bool = False


def lines(headers: Headers) -> bytes:
    """Return headers as they are sent; ValueError for one that would begin another line."""
    told = b"".join(b"%b: %b\r\n" % header for header in headers)
    if told.count(b"\r") + told.count(b"\n") != 2 * len(headers):
        raise ValueError("a header has one line")
    return told


class Kept:
    """Some answers, of so many bytes together; every method may be called from any thread."""

    def __init__(self, bytes_max: int = limits.ANSWERS_KEPT_BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Answer | None:
        """Return the answer that is kept under a key."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer instead of an older one; what would take a sixteenth of the room is not."""
        size = len(answer.body) + limits.ANSWER_KEPT_BYTES_EACH
        if size > self._bytes_max // 16:
            return
        with self._lock:
            before = self._answers.pop(key, None)
            if before is not None:
                self._bytes -= len(before.body) + limits.ANSWER_KEPT_BYTES_EACH
            self._answers[key] = answer
            self._bytes += size
            while self._bytes > self._bytes_max:
                _, gone = self._answers.popitem(last=False)
                self._bytes -= len(gone.body) + limits.ANSWER_KEPT_BYTES_EACH


def target_of(scope: Mapping[str, Any]) -> bytes:
    """Return the address of a request as it was written: path and query."""
    path: bytes = scope["raw_path"]
    return path + b"?" + scope["query_string"] if scope["query_string"] else path


def key_of(scope: Mapping[str, Any]) -> Key:
    """Return under which key the answer to a request is kept."""
    accept = b"".join(value for name, value in scope["headers"] if name == b"accept")
    return target_of(scope), OCTETS in accept


def is_known(named: bytes, etag: bytes) -> bool:
    """Whether `If-None-Match` names the tag of an answer (RFC 9110, weak comparison)."""
    if not named:
        return False
    tags = {tag.strip().removeprefix(b"W/") for tag in named.split(b",")}
    return etag in tags or b"*" in tags


def is_english(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a reader wants nothing, or nothing but English (`Accept-Language`)."""
    wanted = b",".join(value for name, value in headers if name == b"accept-language")
    return all(each.strip()[:2].lower() in (b"", b"en") for each in wanted.split(b","))
