"""Claim: the state that the bundle shows is the one that its entries make (V14, V19)."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any, Protocol

from verifiers.findings import NOT_CHECKED, Claim, Finding
from verifiers.reading import Json, encode
from verifiers.views import Views

_SINCE = re.compile(rb'.*[{,]"since":([0-9]{1,16}),')


class Lines(Protocol):
    """A file of the bundle that is read forward, with one step back."""

    def take(self, count: int) -> bytes:
        """The next bytes."""

    def put_back(self, data: bytes) -> None:
        """Undoes a `take`."""

    def line(self) -> bytes | None:
        """The next line, None at the end."""


class State(Claim):
    """Compares rows entry by entry, and sheets at the end."""

    def __init__(self, rows: Lines | None, sheets: Lines | None) -> None:
        super().__init__("V14", "V19")
        self._rows, self._sheets = rows, sheets
        self._digest = bytes(32)
        if rows is None or sheets is None:
            self.outcomes["V14"].skipped = NOT_CHECKED
            self.outcomes["V14"].reason = "the bundle has no rows or no sheets"

    @property
    def digest(self) -> str:
        """The state digest of the entries so far (section 8.4)."""
        return self._digest.hex()

    def take(self, index: int, rows: list[Json]) -> None:
        """The rows of an entry, as they must be; none for an entry that is not admitted."""
        ours = b"".join([encode(row) + b"\n" for row in rows])
        self._digest = hashlib.sha256(self._digest + hashlib.sha256(ours).digest()).digest()
        if self._rows is None:
            return
        theirs = self._rows.take(len(ours))
        if theirs != ours or not rows:
            self._rows.put_back(theirs)
            self._compare(index, ours.splitlines(), self._claimed(index))
        else:
            self.outcomes["V14"].examined += 1

    def _claimed(self, index: int) -> list[bytes]:
        """The lines that the bundle has for entries up to this one."""
        found: list[bytes] = []
        while self._rows and (line := self._rows.line()) is not None:
            since = _SINCE.match(line)
            if since and int(since[1]) > index:
                self._rows.put_back(line + b"\n")
                break
            found.append(line)
        return found

    def _compare(self, index: int | None, ours: list[bytes], theirs: list[bytes]) -> None:
        findings = []
        for n in range(max(len(ours), len(theirs))):
            a, b = (side[n] if n < len(side) else b"(no row)" for side in (ours, theirs))
            if a != b:
                sides = a.decode(errors="replace")[:2000], b.decode(errors="replace")[:2000]
                findings.append(Finding("V14", "row_differs", index, *sides))
        self.outcomes["V14"].add(findings)

    def finish(self, views: Views) -> None:
        """What is left of the rows, then the sheets."""
        if self._rows is not None:
            left = self._claimed(2**62)
            if left:
                self._compare(None, [], left)
        for unit in views.units() if self._sheets is not None else ():
            ours, theirs = encode(views.sheet(unit)), self._next_sheet()
            self._check_sheet(unit, ours, theirs)
        left_over = self._next_sheet()
        if left_over:
            self._check_sheet("none", b"(no sheet)", left_over)

    def _next_sheet(self) -> bytes:
        return (self._sheets.line() if self._sheets is not None else None) or b""

    def _check_sheet(self, unit: str, ours: bytes, theirs: bytes) -> None:
        sides = ours.decode()[:4000], theirs.decode(errors="replace")[:4000]
        finding = Finding("V14", "sheet_differs", None, f"unit {unit}: {sides[0]}", sides[1])
        self.file(("V14",), [] if ours == theirs else [finding])
        counts = Counter(_contests(theirs))
        twice = sorted(contest for contest, count in counts.items() if count > 1)
        found = Finding("V19", "two_headlines", None, f"unit {unit}: one a contest", str(twice))
        self.file(("V19",), [found] if twice else [])


def _contests(sheet: bytes) -> list[str]:
    """The contests of a sheet's headlines, however odd the sheet."""
    try:
        headlines: Any = json.loads(sheet)["headlines"]
        return [str(headline["contest"]) for headline in headlines]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
