"""`eal history`: every act that touches a unit or another subject, in the order of the log.

What follows by operation of law stands among them, right after the entry that it follows from, and
says that nobody decided it.
"""

from dataclasses import asdict
from typing import Any

from ledger import following as about_law
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
        following = about_law.about(view, key)
        if json:
            acts = [asdict(line) for line in lines]
            told = {"acts": acts, "by_law": following, "subject": key}
            output.document(asking.about(view) | told)
            return
        output.say(asking.point(view))
    heading = ("ENTRY", "DAY", "RECORDED (UTC)", "BODY", "ACT", "EVENTS")
    rows = [(line.index, 0, _row(line)) for line in lines]
    rows += [(told["since"], number, _by_law(told)) for number, told in enumerate(following, 1)]
    output.table(heading, [row for _, _, row in sorted(rows, key=lambda each: each[:2])])


def _by_law(told: dict[str, Any]) -> tuple[object, ...]:
    """What nobody decided: not an entry, and never to be taken for one."""
    day = (told["instead"] or told)["by"] or "-"
    return "-", day, "by law", told["owner"], f"rule {told['rule']}", words.by_law(told)


def _row(line: HistoryLine) -> tuple[object, ...]:
    told = [
        name if outcome == "effective" else f"{name} ({words.plain(outcome)})"
        for name, outcome in line.events
    ]
    marks = sorted({mark["code"] for mark in line.marks})
    marked = f"  [{', '.join(map(words.plain, marks))}]" if marks else ""
    recorded = words.instant(line.recorded_at)
    return line.index, line.day, recorded, line.body, line.act, words.counted(told) + marked
