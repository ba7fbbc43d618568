"""`eal rebuild`: state made anew from the entries, compared with the old, and put in its place."""

import sys
from dataclasses import asdict

from rich.progress import Progress

from ledger import rebuild as verb
from ledger.commands import output, places
from ledger.commands.options import AsJson, LedgerDir
from ledger.ledger import Ledger
from ledger.rebuild import Rebuilt


def rebuild(*, ledger: LedgerDir, json: AsJson = False) -> None:
    """Rebuild state from the entries beside the live tables, compare, switch.

    Entries are never touched; killing it leaves the live tables as they were.

    For example:
      eal rebuild --ledger demo-story
      eal rebuild --ledger demo-story --json

    Exit codes: 0 rebuilt and equal; 1 rebuilt, and the old tables or a judgement differed;
    2 no ledger.json there; 4 no database.
    """
    with places.reading(ledger) as opened:
        found = _with_progress(opened)
    if json:
        output.document(asdict(found))
    else:
        _tell(found)
    if found.difference is not None or found.wrong:
        sys.exit(output.REFUSED)


def _with_progress(opened: Ledger) -> Rebuilt:
    if not sys.stderr.isatty():
        return verb.rebuild(opened)
    from rich.console import Console

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Replaying entries", total=None)
        return verb.rebuild(
            opened, lambda done, size: progress.update(task, completed=done, total=size)
        )


def _tell(found: Rebuilt) -> None:
    output.say(f"Rebuilt from {found.size} entries.")
    if found.difference is None:
        output.say("The tables that were in use said the same.")
    else:
        output.say(f"The tables that were in use differed: {found.difference}.")
    for index, reason in found.wrong:
        output.say(f"Entry {index}: {reason}.")
