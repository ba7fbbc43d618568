"""`eal history`: every act that touches a unit or another subject, in the order of the log."""

from dataclasses import asdict

from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, AsOf, LedgerDir
from ledger.read import HistoryLine


def history(subject: str, *, ledger: LedgerDir, as_of: AsOf = None, json: AsJson = False) -> None:
    """Show every act that touches a unit, or another subject named as KIND:ID.

    For example:
      eal history pc-st-sava --ledger demo-story
      eal history run:run-2 --ledger demo-story --json

    Exit codes: 0 shown; 2 wrong usage; 4 no such subject.
    """
    key = subject if ":" in subject else f"unit:{subject}"
    with asking.view(ledger, as_of) as view:
        lines = view.history(key)
        if json:
            acts = [asdict(line) for line in lines]
            output.document(asking.about(view) | {"acts": acts, "subject": key})
            return
        output.say(asking.point(view))
    heading = ("ENTRY", "DAY", "RECORDED (UTC)", "BODY", "ACT", "EVENTS")
    output.table(heading, map(_row, lines))


def _row(line: HistoryLine) -> tuple[object, ...]:
    told = [
        name if outcome == "effective" else f"{name} ({words.plain(outcome)})"
        for name, outcome in line.events
    ]
    marks = sorted({mark["code"] for mark in line.marks})
    marked = f"  [{', '.join(map(words.plain, marks))}]" if marks else ""
    recorded = words.instant(line.recorded_at)
    return line.index, line.day, recorded, line.body, line.act, words.counted(told) + marked
