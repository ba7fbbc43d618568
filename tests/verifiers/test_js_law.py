"""The second checker on whole elections: it finds what the first finds, and that nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import export, read
from ledger.play import play
from tests.verifiers import examined, js

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
STORIES = sorted(
    [
        *(ROOT / "tests" / "quiet").glob("*.yaml"),
        *(ROOT / "tests" / "strange").glob("*.yaml"),
        *(CASES / f"{name}.scenario.yaml" for name in ("EC-2023-EXT", "MW-2019-PRES")),
        ROOT / "ledger" / "scenarios" / "north-mitrovica-2013.yaml",
    ]
)
REQUIRED = [f"V{number:02d}" for number in (*range(1, 25), 28) if number not in (9, 15, 18, 21)]
"""Witnesses, evidence files, printed decisions, spreadsheets are not in the stories."""


def _told(folder: Path, path: Path) -> tuple[Path, Path]:
    """A story, played: its bundle and a trust file for it."""
    name = path.stem
    played = play(path, folder / name)
    bundle, trust = folder / f"{name}.zip", folder / f"{name}.json"
    export.bundle(played.ledger, bundle, size=read.size(played.ledger))
    trust.write_bytes(export.trust(played.ledger, required_checks=REQUIRED))
    return bundle, trust


def _verified_by_both(folder: Path, stories: list[Path]) -> None:
    made = [_told(folder, path) for path in stories]
    found = js.batch(folder, [("bundle", *files) for files in made])
    for path, (bundle, trust), theirs in zip(stories, made, found, strict=True):
        ours = examined.report(bundle.read_bytes(), trust.read_bytes())
        assert (theirs["verdict"], theirs["first_finding"]) == ("VERIFIED", None), path.stem
        assert js.told(theirs, REQUIRED) == js.told(ours, REQUIRED), path.stem
        counted = [(c["id"], c["examined"]) for c in ours["checks"] if c["id"] in MEANING]
        assert [(c["id"], c["examined"]) for c in theirs["checks"] if c["id"] in MEANING] == counted
        for member in ("accounts", "breaks_in_authority", "state_digest", "unmatched"):
            assert theirs["subject"][member] == ours["subject"][member], (path.stem, member)


def test_elections_are_verified_by_both(tmp_path: Path) -> None:
    """Quiet ones, strange ones, real ones: judgements, rows, sheets, results, accounts follow."""
    _verified_by_both(tmp_path, STORIES)


@pytest.mark.campaign
def test_every_case_is_verified_by_both(tmp_path: Path) -> None:
    """All real elections that are told."""
    _verified_by_both(tmp_path, sorted(CASES.glob("*.scenario.yaml")))


MEANING = ("V11", "V12", "V13", "V14", "V16", "V19", "V22", "V23", "V24", "V28")
