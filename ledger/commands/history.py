"""`eal history`: every act that touches a unit or another subject, in the order of the log."""

from dataclasses import asdict

from ledger import read
from ledger.commands import output, places
from ledger.commands.options import AsJson, AsOf, LedgerDir
from ledger.commands.state import position_or_time
from ledger.read import HistoryLine


def history(subject: str, *, ledger: LedgerDir, as_of: AsOf = None, json: AsJson = False) -> None:
    """Show every act that touches a unit, or another subject named as KIND:ID.

    For example:
      eal history pc-st-sava --ledger demo-story
      eal history consignment:c-1 --ledger demo-story --json

    Exit codes: 0 shown; 2 wrong usage; 4 no such subject.
    """
    key = subject if ":" in subject else f"unit:{subject}"
    with read.view(places.open_to_read(ledger), as_of=position_or_time(as_of)) as view:
        lines = view.history(key)
        if json:
            acts = [asdict(line) for line in lines]
            output.document({"acts": acts, "position": view.position, "subject": key})
            return
    output.table(("ENTRY", "DAY", "RECORDED", "BODY", "ACT", "EVENTS"), map(_row, lines))


def _row(line: HistoryLine) -> tuple[object, ...]:
    events = ", ".join(
        name if outcome == "effective" else f"{name} ({outcome.replace('_', ' ')})"
        for name, outcome in line.events
    )
    marks = f"  [{', '.join(sorted({mark['code'] for mark in line.marks}))}]" if line.marks else ""
    return line.index, line.day, line.recorded_at[:16], line.body, line.act, events + marks
