"""What an attack is, and the looks that are taken at it with the programs that everybody has."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ledger.tamper.lab import Lab

Mount = Callable[[Lab, Path], None]
"""Writes the damaged copy into a folder of its own."""

Found = tuple[str, str, int | None]
"""Check, code and entry; of `eal doctor` what it looked at, code, and the entry that it names."""

VERIFIED, CONTRADICTED, UNREADABLE, INCOMPLETE, NOT_FOUND = 0, 1, 2, 3, 4
"""Exit codes of `eal-verify`."""
_COURT = ("eal-verify", "bundle", "court.zip", "--trust", "trust.json")
DOCTOR_WRONG = 3
"""Exit code of `eal doctor` where something is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One command, run in the attack's folder, and what must come of it.

    `sees` is false where the defence cannot see the attack: then the exit code is that of an
    honest ledger and nothing is found.
    """

    defence: str
    words: tuple[str, ...]
    exit_code: int
    finding: Found | None = None
    sees: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A named attack: its numbers, its name, what was done in plain words, how, and who sees it."""

    numbers: tuple[int, ...]
    name: str
    told: str
    mount: Mount
    looks: tuple[Look, ...]


def bundle(check: str, code: str, index: int | None, exit_code: int = CONTRADICTED) -> Look:
    """Verifying the bundle contradicts it, by this check, at this entry."""
    words = ("eal-verify", "bundle", "bundle.zip", "--trust", "trust.json")
    return Look(defence="bundle", words=words, exit_code=exit_code, finding=(check, code, index))


def plain(exit_code: int = VERIFIED, *, sees: bool = False) -> Look:
    """Verifying the bundle finds nothing: with neither memory nor witnesses it cannot."""
    words = ("eal-verify", "bundle", "bundle.zip", "--trust", "trust.json")
    return Look(defence="bundle", words=words, exit_code=exit_code, sees=sees)


def remembered() -> Look:
    """The auditor kept a checkpoint of the honest log (`eal-verify since`), and this is no continuation."""
    words = ("eal-verify", "since", "bundle.zip", "--trust", "trust.json", "--memory", "seen")
    found = ("V08", "not_extended", None)
    return Look(defence="memory", words=words, exit_code=CONTRADICTED, finding=found)


def witnessed(exit_code: int = INCOMPLETE, finding: Found | None = None, *, sees: bool = True) -> Look:  # fmt: skip
    """The auditor asks for two of three witnesses."""
    words = ("eal-verify", "bundle", "bundle.zip", "--trust", "trust-witnesses.json")
    return Look(defence="witnesses", words=words, exit_code=exit_code, finding=finding, sees=sees)


def compared(other: str = "honest.zip") -> tuple[Look, Look]:
    """Two auditors lay side by side what they were shown, and get a proof that anybody can check."""
    words = ("eal-verify", "compare", other, "bundle.zip", "--trust", "trust.json")
    keep = ("--proof", "fork.json")
    proven = ("eal-verify", "fork", "fork.json", "--trust", "trust.json")
    return (
        Look(defence="comparing", words=words + keep, exit_code=CONTRADICTED),
        Look(defence="comparing", words=proven, exit_code=CONTRADICTED),
    )


def doctor(about: str, code: str, index: int | None = None) -> Look:
    """`eal doctor` says what is wrong, and at which entry where it can tell."""
    words = ("eal", "doctor", "--ledger", ".")
    return Look(defence="doctor", words=words, exit_code=DOCTOR_WRONG, finding=(about, code, index))


def doctor_blind() -> Look:
    """`eal doctor` finds everything in order: all that it knows was changed with the rest."""
    words = ("eal", "doctor", "--ledger", ".")
    return Look(defence="doctor", words=words, exit_code=0, sees=False)


def court(finding: Found, *asked: str) -> Look:
    """A bundle of one unit is verified, by a court that says what it asked for."""
    return Look(defence="court", words=_COURT + asked, exit_code=CONTRADICTED, finding=finding)


def court_open(*asked: str) -> Look:
    """A bundle of one unit lacks something: nothing is contradicted, and nothing is verified."""
    return Look(defence="court", words=_COURT + asked, exit_code=INCOMPLETE)


def tiles(exit_code: int, finding: Found | None = None) -> Look:
    """A copy of the log as tiles is verified."""
    words = ("eal-verify", "tiles", "tiles", "--trust", "trust.json")
    return Look(defence="tiles", words=words, exit_code=exit_code, finding=finding)


def answer(finding: Found, *asked: str) -> Look:
    """An answer about the state is verified, by who says what was asked for."""
    words = ("eal-verify", "state", "proof.json", "--trust", "trust.json", *asked)
    return Look(defence="answer", words=words, exit_code=CONTRADICTED, finding=finding)


def record(check: str, code: str, index: int | None) -> Look:
    """One receipt is verified."""
    words = ("eal-verify", "record", "receipt.json", "--trust", "trust.json")
    found = (check, code, index)
    return Look(defence="receipt", words=words, exit_code=CONTRADICTED, finding=found)
