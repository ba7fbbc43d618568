"""`eal doctor`: what is wrong with this installation, and what to do about it."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ledger import doctor as verb
from ledger.commands import output, places, settings
from ledger.commands.options import AsJson, LedgerDir
from ledger.commands.settings import Settings
from ledger.doctor import Finding
from ledger.errors import Fault, Malformed

_SIGNS = {True: "ok", False: "WRONG", None: "note"}


def doctor(
    *,
    ledger: LedgerDir,
    settings_file: Annotated[
        Path | None,
        Parameter(name="--settings", help="The settings file that `eal serve` is given."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Look at the installation of a ledger and say what is wrong with it; changes nothing.

    The settings that a server would have here are shown too, without secrets.

    For example:
      eal doctor --ledger demo-story
      eal doctor --ledger demo-story --json

    Exit codes: 0 nothing is wrong; 2 no ledger.json there; 3 something is wrong; 4 no database.
    """
    finding, found = _settings(ledger, settings_file)
    database = None if found is None else found.database
    shown = [] if found is None else found.shown()
    try:
        findings = [*_examined(ledger, database), finding]
    except Fault:
        # Whoever was told of another database wants to see of which, and by whom.
        if database is not None and not json:
            _tell([finding], shown)
        raise
    if json:
        told = [{"name": name, "source": source, "value": value} for name, value, source in shown]
        output.document({"findings": [each._asdict() for each in findings], "settings": told})
    else:
        _tell(findings, shown)
    if any(each.is_good is False for each in findings):
        sys.exit(output.STOPPED)


def _examined(ledger: Path, database: str | None) -> list[Finding]:
    place = places.read(ledger, database)
    with places.reading(ledger, database=database) as opened:
        return list(verb.examine(opened, has_head_record=place.head_record is not None))


def _settings(ledger: Path, file: Path | None) -> tuple[Finding, Settings | None]:
    """The settings that a server would have; a fault in them is a finding like any other."""
    try:
        found = settings.load({"ledger": ledger, "settings": file}, os.environ)
    except Malformed as malformed:
        told = f"{malformed.code}: {malformed.found} at {malformed.where}"
        return Finding("settings", False, told, malformed.do), None
    return Finding("settings", True, "every one is known and in its bounds", ""), found


def _tell(findings: list[Finding], shown: list[tuple[str, str, str]]) -> None:
    for finding in findings:
        output.say(f"{_SIGNS[finding.is_good]:5}  {finding.about}: {finding.found}")
        if finding.is_good is not True:
            output.say(f"       what to do: {finding.do}")
    if shown:
        output.say("\nWhat `eal serve` would be told here:")
        output.table(("SETTING", "VALUE", "SOURCE"), shown)
