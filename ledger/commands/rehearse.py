"""`eal rehearse`: a scenario in memory, for whoever is writing one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.commands import output
from ledger.commands.options import AsJson
from ledger.errors import Malformed
from ledger.play import Chapter, Expected, Performed, Told
from ledger.play.rehearse import rehearse as verb
from ledger.play.without import LeftOut, leaving_out


def rehearse(scenario: Path, *, marks: bool = False, json: AsJson = False) -> None:
    """Play a scenario in memory: nothing is signed and nothing is kept.

    Shows what does not come as the scenario says. Then tells the story once without each of its
    acts, and names the acts whose absence nothing notices: either an expectation is missing, or
    the step says with `without_effect` why it stands there.

    For example:
      eal rehearse village.yaml
      eal rehearse village.yaml --marks

    Exit codes: 0 everything came as expected and no act could be left out; 1 otherwise; 2 the
    file is no scenario.

    Parameters
    ----------
    scenario
        The scenario file; its form is in docs/guides/scenarios.md.
    marks
        Also show with what acts were marked.
    """
    if not scenario.is_file():
        raise Malformed("unreadable_file", "a scenario file", "no such file", str(scenario))
    told = verb(scenario).told
    idle = [each for each in leaving_out(scenario) if not each.is_as_stated]
    checks = [check for each in told if not isinstance(each, Chapter) for check in each.checks]
    failed = sum(not check.is_met for check in checks)
    if json:
        output.document(_document(told, idle))
    else:
        for line in [*_unmet(told), *_idle(idle), *(_marked(told) if marks else ())]:
            output.say(line)
        output.say(f"{len(checks) - failed} of {len(checks)} expectations were met.")
    if failed or idle:
        sys.exit(output.REFUSED)


def _unmet(told: list[Told]) -> Iterator[str]:
    for each in told:
        for check in () if isinstance(each, Chapter) else each.checks:
            if not check.is_met:
                found = f"{check.of}: expected {check.expected}, found {check.found}"
                yield f"NOT MET  {_name(each)}: {found}{_why(each)}"


def _why(told: Told) -> str:
    return f" ({told.detail})" if isinstance(told, Performed) and told.detail else ""


def _name(told: Told) -> str:
    if isinstance(told, Expected):
        return told.expectation.title
    return told.act["act_id"] if isinstance(told, Performed) else told.title


def _idle(idle: list[LeftOut]) -> Iterator[str]:
    for each in idle:
        if each.noticed is None:
            yield f"COULD BE LEFT OUT  {_title(each)}: nothing would come otherwise"
        else:
            yield f"NOT WITHOUT EFFECT  {_title(each)}: {each.noticed}"


def _title(left: LeftOut) -> str:
    return left.step.title or left.step.recorded


def _marked(told: list[Told]) -> Iterator[str]:
    for each in told:
        if isinstance(each, Performed):
            for mark in each.judgement["marks"]:
                parts = [mark["code"], mark["rule"], mark["subject"]]
                said = " ".join(part for part in parts if part is not None)
                yield f"MARKED  {_name(each)}, event {mark['event']}: {said}"


def _document(told: list[Told], idle: list[LeftOut]) -> dict[str, Any]:
    checks = [
        {"expected": c.expected, "found": c.found, "is_met": c.is_met, "of": c.of, "at": _name(t)}
        for t in told
        if not isinstance(t, Chapter)
        for c in t.checks
    ]
    left = [{"noticed": each.noticed, "step": _title(each)} for each in idle]
    return {"checks": checks, "could_be_left_out": left}
