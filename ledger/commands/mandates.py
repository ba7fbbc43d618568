"""`eal mandates`: who holds which seat, and everybody who ever had a title to it."""

from typing import Any

from ledger import titles
from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, AsOf, InForceOn, LedgerDir


def mandates(
    *seats: str,
    ledger: LedgerDir,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
    json: AsJson = False,
) -> None:
    """Show who holds a seat, by which act, and the history of its titles. Without a seat: all.

    For example:
      eal mandates --ledger demo-story
      eal mandates --ledger demo-story --in-force-on 2013-12-31 --json

    Exit codes: 0 shown; 2 wrong usage; 4 no such seat.
    """
    with asking.view(ledger, as_of, in_force_on) as view:
        found = [titles.mandate(view, seat) for seat in seats or titles.seats(view)]
        if json:
            output.document(asking.about(view) | {"mandates": found})
            return
        output.say(asking.point(view))
    if not found:
        output.say("No seat is known to this ledger.")
    for told in found:
        output.say(f"{told['seat']}: {_held(told)}; mandate {words.plain(told['status'])}")
        for title in told["history"]:
            output.say(f"  {_title(title)}")


def _held(told: dict[str, Any]) -> str:
    if not told["held_by"]:
        return "held by nobody"
    disputed = " (more than one; no decision says which)" if len(told["held_by"]) > 1 else ""
    return f"held by {words.listed(told['held_by'])}{disputed}"


def _title(title: dict[str, Any]) -> str:
    gone = "" if title["in_force"] else "; not in force"
    return f"{title['day']}  {title['holder']}: {words.plain(title['status'])}, by {title['event']}{gone}"
