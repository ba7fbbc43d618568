"""What a claim hands over: findings, and one outcome a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

PASS, FAIL, NOT_CHECKED, NOT_APPLICABLE = "PASS", "FAIL", "NOT CHECKED", "NOT APPLICABLE"
FINDINGS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that contradicts a check: its code, the entry's index, both sides."""

    check: str
    code: str
    index: int | None
    expected: object
    found: object


@dataclass(slots=True)
class Outcome:
    """The result of one check: how many things were looked at, how many were wrong, which."""

    check: str
    skipped: str = ""
    """NOT CHECKED or NOT APPLICABLE, if the check was not made, and why."""
    reason: str = ""
    examined: int = 0
    failed: int = 0
    findings: list[Finding] = field(default_factory=list)

    def fail(self, *findings: Finding) -> None:
        """Counts one thing as wrong, if there are findings; keeps the first thousand."""
        self.failed += bool(findings)
        self.findings += findings[: FINDINGS_MAX - len(self.findings)]

    @property
    def result(self) -> str:
        """PASS, FAIL, NOT CHECKED or NOT APPLICABLE: what failed is said first."""
        return FAIL if self.failed else self.skipped or PASS


class Lines(Protocol):
    """A file of the bundle that is read forward."""

    def line(self) -> bytes | None:
        """The next line, None at the end."""


class Stretch(Lines, Protocol):
    """The same, with one step back."""

    def take(self, count: int) -> bytes:
        """The next bytes."""

    def put_back(self, data: bytes) -> None:
        """Undoes a `take`."""


class Claim:
    """Outcomes by check; claims file their findings here."""

    def __init__(self, *checks: str) -> None:
        self.outcomes = {check: Outcome(check) for check in checks}

    def file(self, examined: Sequence[str], findings: Sequence[Finding]) -> bool:
        """Counts one thing for each of the checks; whether nothing was found against it."""
        for check in examined:
            outcome = self.outcomes[check]
            outcome.examined += 1
            if findings:
                outcome.fail(*(f for f in findings if f.check == check))
        return not findings
