"""How long the accounts of a country take: python -m tests.benchmarks.custody [STATIONS]

The country of `national`, its ballots booked, the proposed balances adopted, one station in a
hundred attacked. Printed: all accounts, those that fail, one account, and verification.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ledger import export, read
from ledger.drafts import proposals
from tests.benchmarks import national
from tests.verbs import commission
from tests.verbs.commission import Commission

UNITS_AN_EVENT = 1000
ATTACKED_ONE_IN = 100


def booked(folder: Path, stations: int) -> Commission:
    """A country whose every station got ballots, some of which nobody finds."""
    made = national.grown(folder, stations)
    declared = [
        d
        for d in commission.vocabulary("material")
        if d["name"] in ("material.added", "material.destroyed")
    ]
    law = [(e["type"], e["fields"]) for e in proposals.adopting("accounts", folder)[1]]
    for events in ([("declaration.adopted", {"declaration": d}) for d in declared], law):
        made.record(made.administration(*events))
    with read.view(made.ledger) as view:
        units = [unit for unit in view.units() if unit.startswith("s-")]
    given = {"bucket": "held", "material": "ballots", "quantity": _quantity(600, 600)}
    for start in range(0, len(units), UNITS_AN_EVENT):
        named = {**given, "units": units[start : start + UNITS_AN_EVENT]}
        made.record(made.act(("material.added", named)))
    gone = {"cause": "attack", "material": "ballots", "quantity": _quantity(0, None)}
    attacked = units[::ATTACKED_ONE_IN]
    made.record(made.act(*(("material.destroyed", {**gone, "unit": u}) for u in attacked)))
    return made


def _quantity(low: int, high: int | None) -> dict[str, Any]:
    return {"high": high, "low": low, "why": None if low == high else "not_ascertainable"}


def _timed(what: str, do: Callable[[], object]) -> None:
    started = time.perf_counter()
    found = do()
    print(f"{what:<28}{time.perf_counter() - started:8.2f} s  {found}")


def main(stations: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = booked(folder, stations)

        def accounts() -> str:
            with read.view(made.ledger) as view:
                found = list(view.accounts())
            checks = [check for account in found for check in account["checks"]]
            failing = sum(check["outcome"] != "holds" for check in checks)
            return f"{len(found)} accounts, {len(checks)} checks, {failing} that do not hold"

        def one() -> str:
            with read.view(made.ledger) as view:
                return str(len(view.account("unit:s-0-1")["checks"]))

        _timed("every account", accounts)
        _timed("one account", one)
        _timed("a bundle", lambda: export.bundle(made.ledger, folder / "bundle.zip"))
        checks = ["V10", "V14", "V22", "V23"]
        (folder / "trust.json").write_bytes(export.trust(made.ledger, required_checks=checks))
        words = ["bundle", str(folder / "bundle.zip"), "--trust", str(folder / "trust.json")]
        command = [sys.executable, "-m", "verifiers", *words, "--quiet"]
        _timed("verified, V23 too", lambda: subprocess.run(command, check=True).returncode)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
