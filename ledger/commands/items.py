"""`eal open-items`: what is ordered, promised or due and not done, so that silence can be seen."""

from datetime import date
from typing import Any

from ledger import unmatched
from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, AsOf, InForceOn, LedgerDir


def open_items(
    *,
    ledger: LedgerDir,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
    json: AsJson = False,
) -> None:
    """Show what is ordered, promised or due and not done. A vote without a date stands first.

    For example:
      eal open-items --ledger demo-story --as-of 2013-11-05
      eal open-items --ledger demo-story --json

    Exit codes: 0 shown, also when nothing is open; 2 wrong usage; 4 nothing recorded then.
    """
    with asking.view(ledger, as_of, in_force_on) as view:
        found = [told | {"age_days": age(told, view.day)} for told in view.open_items()]
        following = view.by_law()
        marks = unmatched.of(view, {told["since"] for told in (*found, *following)})
        if json:
            output.document(
                asking.about(view) | {"by_law": following, "items": found, "marks": marks}
            )
            return
        output.say(asking.point(view))
    if not found and not following:
        output.say("Nothing is open.")
    if found:
        output.table(("OPEN", "ABOUT", "OWNER", "DUE BY", "AGE", "SINCE ENTRY"), map(_row, found))
    for told in following:
        output.say(f"By law: {words.by_law(told)}")
    for mark in marks:
        output.say(f"Marked: {words.marked(mark)}")


def age(told: dict[str, Any], day: str) -> int | None:
    """Return for how many days an item has been open on a day, None where nobody can say."""
    if told["day"] is None:
        return None
    return (date.fromisoformat(day) - date.fromisoformat(told["day"])).days


def _row(told: dict[str, Any]) -> tuple[object, ...]:
    days = told["age_days"]
    aged = None if days is None else f"{days} day{'' if days == 1 else 's'}"
    return words.item(told), told["about"], told["owner"], told["by"], aged, told["since"]
