"""Claim: the state that the bundle shows is the one that its entries make (V14, V19)."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter

from verifiers.findings import NOT_CHECKED, Claim, Finding, Stretch
from verifiers.reading import encode
from verifiers.views import Views

_SINCE = re.compile(rb'.*[{,]"since":([0-9]{1,16}),')


class State(Claim):
    """Compares rows entry by entry, and sheets at the end."""

    def __init__(self, rows: Stretch | None, sheets: Stretch | None) -> None:
        super().__init__("V14", "V19")
        self._rows, self._sheets, self._digest = rows, sheets, bytes(32)
        if rows is None or sheets is None:
            self.outcomes["V14"].skipped = NOT_CHECKED
            self.outcomes["V14"].reason = "the bundle has no rows or no sheets"
        if sheets is None:
            self.outcomes["V19"].skipped = NOT_CHECKED
            self.outcomes["V19"].reason = "the bundle has no sheets"

    @property
    def digest(self) -> str:
        """The state digest of the entries so far (section 8.4)."""
        return self._digest.hex()

    def take(self, index: int, lines: list[str]) -> None:
        """The lines of an entry's rows, as they must be; none for an entry that is not admitted."""
        ours = "".join(lines).encode()
        self._digest = hashlib.sha256(self._digest + hashlib.sha256(ours).digest()).digest()
        theirs = self._rows.take(len(ours)) if self._rows else ours
        if theirs == ours and lines:
            self.outcomes["V14"].examined += 1
        elif self._rows:
            self._rows.put_back(theirs)
            self._compare(index, ours.splitlines(), self._claimed(self._rows, index))

    def _claimed(self, stream: Stretch, index: int) -> list[bytes]:
        """The lines that the bundle has for entries up to this one."""
        found: list[bytes] = []
        while (line := stream.line()) is not None:
            since = _SINCE.match(line)
            if since and int(since[1]) > index:
                stream.put_back(line + b"\n")
                break
            found.append(line)
        return found

    def _compare(self, index: int | None, ours: list[bytes], theirs: list[bytes]) -> None:
        ours += [b"(no row)"] * (len(theirs) - len(ours))
        theirs += [b"(no row)"] * (len(ours) - len(theirs))
        differing = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
        self.file(("V14",), [Finding("V14", "row_differs", index, _text(a), _text(b)) for a, b in differing])

    def finish(self, views: Views) -> None:
        """What is left of the rows, then the sheets."""
        left = self._claimed(self._rows, 2**62) if self._rows else []
        if left:
            self._compare(None, [], left)
        for unit in views.units() if self._sheets else ():
            self._check_sheet(f"unit {unit}: ", encode(views.sheet(unit)))
        if self._sheets and (line := self._sheets.line()) is not None:
            self._sheets.put_back(line + b"\n")
            self._check_sheet("", b"(no sheet)")

    def _check_sheet(self, unit: str, ours: bytes) -> None:
        theirs = (self._sheets.line() if self._sheets else None) or b"(no sheet)"
        finding = Finding("V14", "sheet_differs", None, unit + _text(ours), _text(theirs))
        self.file(("V14",), [] if ours == theirs else [finding])
        twice = sorted(contest for contest, count in Counter(_contests(theirs)).items() if count > 1)
        found = Finding("V19", "two_headlines", None, unit + "one a contest", twice)
        self.file(("V19",), [found] if twice else [])


def _text(line: bytes) -> str:
    return line.decode(errors="replace")[:4000]


def _contests(sheet: bytes) -> list[str]:
    """The contests of a sheet's headlines, however odd the sheet."""
    try:
        return [str(headline["contest"]) for headline in json.loads(sheet)["headlines"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
