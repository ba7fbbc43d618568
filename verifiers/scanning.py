"""Which rule a text breaks first, read from left to right (specification, section 1, step 2).

Only what the quick reader refused is read this way, to give the fault its name.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

_SPACE = re.compile(r"[ \t\n\r]*")
_TEXT = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_RUN = re.compile(r"[-+.0-9eE]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LITERAL = re.compile("true|false|null")
INTEGER_MAX = 2**53 - 1


class _Broken(Exception):
    """Code and what was found."""


def first_fault(text: str, depth_max: int) -> tuple[str, str] | None:
    """The code of the first rule that a text breaks, and what was found; None if it breaks none of this step."""
    scan = _Scan(text, depth_max)
    try:
        scan.value(0)
        scan.space()
        if scan.at < len(text):
            scan.broken()
    except _Broken as broken:
        code, found = broken.args
        return code, found
    return None


class _Scan:
    def __init__(self, text: str, depth_max: int) -> None:
        self.text, self.depth_max, self.at = text, depth_max, 0

    def broken(self) -> NoReturn:
        raise _Broken("not_json", f"at character {self.at}")

    def space(self) -> None:
        self.take(_SPACE)

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """What of the pattern stands here, and passes it; None if nothing does."""
        found = pattern.match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        return found[0]

    def passes(self, character: str) -> bool:
        """Whether the character stands next, after white space; then it is passed."""
        self.space()
        is_here = self.text.startswith(character, self.at)
        self.at += is_here
        return is_here

    def value(self, depth: int) -> None:
        for opening, closing in ("{}", "[]"):
            if self.passes(opening):
                if depth == self.depth_max:
                    raise _Broken("too_deep", f"at most {self.depth_max} containers in each other")
                self._inside(closing, depth + 1)
                return
        if self.take(_TEXT) is None and self.take(_LITERAL) is None:
            self._number()

    def _inside(self, closing: str, depth: int) -> None:
        keys: set[str] = set()
        if self.passes(closing):
            return
        while True:
            if closing == "}":
                self._key(keys)
            self.value(depth)
            if not self.passes(","):
                break
        if not self.passes(closing):
            self.broken()

    def _key(self, keys: set[str]) -> None:
        self.space()
        key = json.loads(self.take(_TEXT) or self.broken())
        if key in keys:
            raise _Broken("duplicate_key", ascii(key)[:200])
        keys.add(key)
        if not self.passes(":"):
            self.broken()

    def _number(self) -> None:
        start = self.at
        run = self.take(_RUN) or ""
        number = _NUMBER.fullmatch(run)
        if not number:
            self.at = start
            self.broken()
        if number[1] or number[2] or run == "-0":
            raise _Broken("number_not_integer", run[:80])
        if len(run) > 17 or abs(int(run)) > INTEGER_MAX:
            raise _Broken("number_out_of_range", run[:80])
