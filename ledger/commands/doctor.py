"""`eal doctor`: what is wrong with this installation, and what to do about it."""

import sys

from ledger import doctor as verb
from ledger.commands import output, places
from ledger.commands.options import AsJson, LedgerDir

_SIGNS = {True: "ok", False: "WRONG", None: "note"}


def doctor(*, ledger: LedgerDir, json: AsJson = False) -> None:
    """Look at the installation of a ledger and say what is wrong with it; changes nothing.

    For example:
      eal doctor --ledger demo-story
      eal doctor --ledger demo-story --json

    Exit codes: 0 nothing is wrong; 2 no ledger.json there; 3 something is wrong; 4 no database.
    """
    place = places.read(ledger)
    with places.reading(ledger) as opened:
        findings = verb.examine(opened, has_head_record=place.head_record is not None)
    if json:
        output.document({"findings": [finding._asdict() for finding in findings]})
    else:
        for finding in findings:
            output.say(f"{_SIGNS[finding.is_good]:5}  {finding.about}: {finding.found}")
            if finding.is_good is not True:
                output.say(f"       what to do: {finding.do}")
    if any(finding.is_good is False for finding in findings):
        sys.exit(output.STOPPED)
