"""`eal blockers`: exactly what blocks the certification of a contest, and by which rule."""

from typing import Any

from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, AsOf, InForceOn, LedgerDir

UNITS_SHOWN_MAX = 5


def blockers(
    contest: str,
    /,
    *,
    ledger: LedgerDir,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
    json: AsJson = False,
) -> None:
    """Show what blocks the certification of a contest, with the rule that says so and its citation.

    What no rule of the ledger asks for is shown too, and said to be so.

    For example:
      eal blockers mayor --ledger demo-story --as-of 2013-11-05
      eal blockers mayor --ledger demo-story --json

    Exit codes: 0 shown, also when nothing blocks; 2 wrong usage; 4 no such contest.
    """
    with asking.view(ledger, as_of, in_force_on) as view:
        found = view.blockers(contest)
        if json:
            output.document(asking.about(view) | {"blockers": found, "contest": contest})
            return
        output.say(asking.point(view))
    if not found:
        output.say(f"Nothing blocks the certification of {contest}.")
    for told in found:
        output.say(f"  {_line(told)}")


def _line(told: dict[str, Any]) -> str:
    what = words.plain(told["code"]) + (
        f", {words.plain(told['detail'])}" if told["detail"] else ""
    )
    units = told["units"][:UNITS_SHOWN_MAX]
    more = len(told["units"]) - len(units)
    where = f" at {', '.join(units)}{f' and {more} more' if more else ''}" if units else ""
    acts = f", by {', '.join(told['acts'])}" if told["acts"] else ""
    return f"{what}: {told['about']}{where}{acts}; {_rule(told)}"


def _rule(told: dict[str, Any]) -> str:
    if not told["rules"]:
        return "no rule of this ledger asks for it"
    cites = [f"{one['instrument']} {one['point'] or ''}".strip() for one in told["cites"]]
    return f"rule {', '.join(told['rules'])} ({', '.join(cites) or 'no citation'})"
