"""Plays a scenario in memory and says what is not as it says; for whoever is writing one.

python -m tests.cases.tell tests/cases/ID.scenario.yaml [--marks]
"""

from __future__ import annotations

import sys
from pathlib import Path

from ledger.errors import Fault
from ledger.play import Chapter, Expected, Performed
from ledger.play.rehearse import rehearse
from ledger.play.telling import Told
from ledger.play.without import leaving_out
from tests.cases import casebook
from tests.cases.casebook import SECTIONS


def main() -> None:
    """Tell what is not met, what is marked, what could be left out, what is not quoted."""
    path = Path(sys.argv[1])
    try:
        told = rehearse(path).told
    except Fault as fault:
        sys.exit(f"cannot be told: {fault}")
    for each in told:
        _show(each, marks="--marks" in sys.argv)
    for left in leaving_out(path):
        if not left.is_as_stated:
            print(f"COULD BE LEFT OUT {left.step.title}: {left.noticed or 'nothing notices'}")
    for case in casebook.cases():
        if case.path.resolve() == path.resolve():
            _show_unquoted(case)


def _show(told: Told, *, marks: bool) -> None:
    if isinstance(told, Chapter):
        return
    title = told.expectation.title if isinstance(told, Expected) else told.act["act_id"]
    for check in told.checks:
        if not check.is_met:
            print(f"NOT MET {title}: {check.of}: expected {check.expected}, found {check.found}")
    if isinstance(told, Performed) and told.detail and not all(c.is_met for c in told.checks):
        print(f"        {told.detail}")
    if marks and isinstance(told, Performed) and told.judgement["marks"]:
        for mark in told.judgement["marks"]:
            named = " ".join(str(value) for value in mark.values() if value is not None)
            print(f"marked  {title}: {named}")


def _show_unquoted(case: casebook.Case) -> None:
    said = [p for part in casebook.quoting(case.scenario()) for p in casebook.passages(part)]
    for section in SECTIONS:
        for sentence in case.sentences(section):
            if sentence not in said:
                print(f"NOT QUOTED {section}: {sentence}")
    for passage in said:
        if passage not in case.text:
            print(f"NOT IN THE CASE: {passage}")
    asked = {code for part in case.scenario().parts for code in getattr(part, "demands", ())}
    for code in sorted(set(case.demands) - asked):
        print(f"NOT CLAIMED {code}: {casebook.demands()[code]}")


if __name__ == "__main__":
    main()
