"""What a claim hands over: findings, and one outcome a check."""

from __future__ import annotations

from dataclasses import dataclass, field

PASS, FAIL, NOT_CHECKED, NOT_APPLICABLE = "PASS", "FAIL", "NOT CHECKED", "NOT APPLICABLE"
FINDINGS_MAX = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that contradicts a check: its code, the entry's index, both sides."""

    check: str
    code: str
    index: int | None
    expected: str
    found: str


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The result of one check: how many things were looked at, how many were wrong, which."""

    check: str
    examined: int = 0
    failed: int = 0
    findings: list[Finding] = field(default_factory=list)
    reason: str = ""
    """Why the check was not made, or what else the reader should know."""
    skipped: str = ""
    """NOT CHECKED or NOT APPLICABLE, if the check was not made."""

    def add(self, findings: list[Finding]) -> None:
        """Counts one more thing that was looked at, with what was wrong about it."""
        self.examined += 1
        self.fail(findings)

    def fail(self, findings: list[Finding]) -> None:
        """Counts one thing as wrong, if there are findings; keeps the first thousand."""
        self.failed += bool(findings)
        self.findings += findings[: FINDINGS_MAX - len(self.findings)]

    @property
    def result(self) -> str:
        """PASS, FAIL, NOT CHECKED or NOT APPLICABLE: what failed is said first."""
        return FAIL if self.failed else self.skipped or PASS


class Claim:
    """Outcomes by check; claims file their findings here."""

    def __init__(self, *checks: str) -> None:
        self.outcomes = {check: Outcome(check=check) for check in checks}

    def file(self, examined: tuple[str, ...], findings: list[Finding]) -> bool:
        """Counts one thing for each of the checks; whether nothing was found against it."""
        for check in examined:
            self.outcomes[check].add([f for f in findings if f.check == check])
        return not findings
