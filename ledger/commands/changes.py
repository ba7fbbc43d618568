"""`eal changes`: what happened between two moments, and what it changed, in words."""

from typing import Any

from ledger import changes as changing
from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, LedgerDir


def changes(start: str, end: str | None = None, *, ledger: LedgerDir, json: AsJson = False) -> None:
    """Show what was recorded between two moments, and what it changed.

    A moment is a position (41), a day (2013-11-05: its end) or an instant. Without END: until now.

    For example:
      eal changes 2013-11-04 2013-11-05 --ledger demo-story
      eal changes 30 32 --ledger demo-story --json

    Exit codes: 0 shown, also when nothing changed; 2 wrong usage; 4 no such moment.
    """
    with asking.view(ledger, start) as before, asking.view(ledger, end) as after:
        found = changing.between(before, after)
        if json:
            output.document(asking.about(after) | found)
            return
        caution = asking.caution_of(after.law.ledger)
    output.say(_span(found))
    if caution is not None:
        output.say(caution)
    for act in found["acts"]:
        told = words.counted([name for name, _ in act["events"]])
        output.say(f"  entry {act['index']}  {act['day']}  {act['body']}: {told}")
    _tell_units(found["units"])
    for heading, name in (("Open since then", "opened"), ("No longer open", "ended")):
        if found[name]:
            output.say(f"{heading}:")
        for item in found[name]:
            output.say(f"  {words.item(item)} ({item['about']}), {item['owner']}")


def _span(found: dict[str, Any]) -> str:
    start, end, number = found["from"], found["to"], len(found["acts"])
    acts = "Nothing was recorded" if not number else f"{number} act{'' if number == 1 else 's'}"
    return (
        f"{acts} between position {start['position']} ({start['day']}) "
        f"and position {end['position']} ({end['day']})."
    )


def _tell_units(changed: list[dict[str, Any]]) -> None:
    if changed:
        output.say("What it changed where these acts name a place:")
    for each in changed:
        runs, was = each["runs"], "Nothing was called."
        if each["before"] is not None:
            was = words.headline(each["before"], runs)
        output.say(f"  {each['unit']}, {each['contest']}")
        output.say(f"    before  {was}")
        output.say(f"    after   {words.headline(each['after'], runs)}")
