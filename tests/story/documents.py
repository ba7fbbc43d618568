"""The families and rulesets as files, for the tests and for the page that lists the vocabulary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ROOT / "ledger" / "election" / "families"
JURISDICTIONS = ROOT / "ledger" / "jurisdictions"
SCENARIOS = ROOT / "ledger" / "scenarios"
CASES = ROOT / "tests" / "cases"


def families() -> dict[str, list[dict[str, Any]]]:
    """Every family by name, sorted."""
    return {path.stem: json.loads(path.read_bytes()) for path in sorted(FAMILIES.glob("*.json"))}


def declarations() -> list[dict[str, Any]]:
    """Every declaration of every family."""
    return [each for family in families().values() for each in family]


def rulesets() -> dict[str, dict[str, Any]]:
    """Every ruleset file by name, sorted."""
    paths = sorted(JURISDICTIONS.glob("*.json"))
    return {path.stem: json.loads(path.read_bytes()) for path in paths}
