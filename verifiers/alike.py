"""Lines that are built alike: the same members in the same order, other texts and numbers in them.

A line is spelled canonically (specification, section 1) if it has the build of one that was read strictly, as long as
its texts are printable ASCII without quotation mark and backslash, and its numbers natural ones without a zero in
front: such texts and numbers have one spelling, and quotation marks tell where each begins and ends. One match of a
pattern then stands for what the strict reader does: writing the document again, and looking at depth and keys.

A pattern is made of the third line of its kind that no pattern fits, since making one takes a millisecond.
"""

from __future__ import annotations

import re
from collections import Counter

LINE_BYTES_MAX = 4_096
KINDS_MAX, OF_A_KIND_MAX, LEARNED_AT = 100, 4, 3
_TEXT, _NUMBER = rb'"[ !#-\[\]-~]*"', rb"(?:0|[1-9][0-9]{0,14})"
_KIND = b'"type":"'


class Alike:
    """The patterns of the lines so far."""

    def __init__(self) -> None:
        self._patterns: dict[bytes, list[re.Pattern[bytes]]] = {}
        self._missed: Counter[bytes] = Counter()

    def fits(self, line: bytes) -> bool:
        """Whether the line is built like one that was learned."""
        if len(line) > LINE_BYTES_MAX:
            return False
        return any(known.fullmatch(line) for known in self._patterns.get(_kind(line), ()))

    def learn(self, line: bytes) -> None:
        """Notes the build of a line that was read strictly and fits no pattern."""
        kind = _kind(line)
        made = pattern(line) if self._is_wanted(line, kind) else None
        if made:
            self._patterns.setdefault(kind, []).append(made)

    def _is_wanted(self, line: bytes, kind: bytes) -> bool:
        if len(line) > LINE_BYTES_MAX or len(self._patterns.get(kind, ())) == OF_A_KIND_MAX:
            return False
        if kind not in self._missed and len(self._missed) == KINDS_MAX:
            return False
        self._missed[kind] += 1
        return self._missed[kind] % LEARNED_AT == 0


def _kind(line: bytes) -> bytes:
    """The type of the last event: where to look for a pattern, and nothing more."""
    start = line.rfind(_KIND) + len(_KIND)
    return line[start : line.find(b'"', start)]


def pattern(line: bytes) -> re.Pattern[bytes] | None:
    """What all lines of this build match; None where it is not as simple as that."""
    pieces = line.split(b'"')
    between, texts = pieces[::2], pieces[1::2]
    if b"\\" in line or not line.isascii() or any(b"-" in piece for piece in between):
        return None
    found = _numbers(between[0])
    for text, after in zip(texts, between[1:], strict=True):
        is_name = after.startswith(b":")
        found += (b'"' + re.escape(text) + b'"' if is_name else _TEXT) + _numbers(after)
    return re.compile(found)


def _numbers(between: bytes) -> bytes:
    return re.sub(rb"[0-9]+", lambda _: _NUMBER, re.escape(between))
