"""`eal account`: what a place holds, what of it is certain, and what cannot be balanced."""

from collections.abc import Iterator
from typing import Annotated, Any

from cyclopts import Parameter

from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, AsOf, InForceOn, LedgerDir
from ledger.election.accounts import failing as failing_checks
from ledger.errors import Malformed
from ledger.read import View

Failing = Annotated[
    bool,
    Parameter(
        name="--failing", negative="", help="Every check of the whole ledger that does not hold."
    ),
]

_VERDICTS = {
    "holds": "balanced",
    "indeterminate": "cannot be balanced",
    "violated": "DOES NOT BALANCE",
}
_CHECKS = {
    "inventory": "{bucket}: the inventory of entry {since} found {left}, there should be {right}",
    "ranges_again": "numbers: entry {since} brings {left} of which some are there already ({what})",
    "ranges_held": "numbers: entry {since} gives {left}, of {right} there ({what})",
    "ranges_once": "numbers: entry {since} makes {left} of which some were made before ({what})",
    "ranges_quantity": "numbers: those of entry {since} are {left}, and should be {right}",
    "seal_match": "seals: entry {since} names {left}, on it are {right} ({what})",
    "seal_once": "seals: entry {since} uses {left} that were used before ({what})",
    "overdrawn": "{bucket}: entry {since} took out {left}, there were {right}",
}
_HOLD = {
    "inventory": "every inventory found what there should be",
    "overdrawn": "nothing was taken out that was not there",
    "ranges_again": "no number came twice",
    "ranges_held": "no number was given that was not there",
    "ranges_once": "no number was made twice",
    "ranges_quantity": "the numbers are as many as the papers",
    "seal_match": "the seals found are those that were put on",
    "seal_once": "no seal was used twice",
}


def account(
    *subjects: str,
    ledger: LedgerDir,
    failing: Failing = False,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
    json: AsJson = False,
) -> None:
    """Show what units, consignments or containers hold, and whether it balances.

    A unit is named by its id, anything else as KIND:ID. What nobody knows is never a pass: it
    cannot be balanced, and is listed beside what does not balance.

    For example:
      eal account pc-st-sava --ledger demo-story --as-of 2013-11-05
      eal account --failing --ledger demo-story --json

    Exit codes: 0 shown; 2 wrong usage; 4 no such subject, or nothing recorded then.
    """
    if failing == bool(subjects):
        raise Malformed("wrong_usage", "subjects, or --failing alone", " ".join(subjects) or "none")
    with asking.view(ledger, as_of, in_force_on) as view:
        keys = [one if ":" in one else f"unit:{one}" for one in subjects]
        told = [view.account(key) for key in keys] if keys else list(_failing(view))
        if json:
            output.document(asking.about(view) | {"accounts": told})
            return
        output.say(asking.point(view))
        if failing and not told:
            output.say("Every check of every account holds.")
        for one in told:
            _tell(view, one)


def _failing(view: View) -> Iterator[dict[str, Any]]:
    """The accounts in which something does not hold, with what does not."""
    for told in view.accounts():
        checks = failing_checks(told)
        if checks:
            yield told | {"checks": checks}


def _tell(view: View, told: dict[str, Any]) -> None:
    key = told["account"]
    subject = view.state.subject(key)
    name = None if subject is None else subject.row.name
    output.say(f"{name} ({key})" if name else key)
    for bucket in told["buckets"]:
        output.say(f"  {words.amount(bucket)}")
    if not told["checks"]:
        output.say("  nothing that could be checked")
    for check in told["checks"]:
        output.say(f"  {_VERDICTS[check['outcome']]}: {_check(view, check)}")


def _check(view: View, check: dict[str, Any]) -> str:
    sides = {side: _side(check[side]) for side in ("left", "right")}
    if check["rule"] is not None:
        balance = view.law.doc("balance", check["rule"])
        assert balance is not None, "what was struck is law"
        said = balance["says"]
        sentence = next((s["text"] for s in said if s["language"] == "en"), said[0]["text"])
        of = f" in {check['contest']}" if check["contest"] else ""
        return f"{sentence.rstrip('.')}: {sides['left']} and {sides['right']}{of} ({check['rule']})"
    material = words.plain(check["material"]) if check["material"] else ""
    if check["outcome"] == "holds":
        return f"{material}: {_HOLD[check['check']]}".lstrip(": ")
    bucket = words.plain(check["bucket"]) if check["bucket"] else ""
    what = ", ".join(check["at_issue"]) or "which is not known"
    told = {"bucket": bucket, "since": check["since"], "what": what, **sides}
    return f"{material} {_CHECKS[check['check']].format(**told)}".lstrip()


def _side(side: dict[str, Any]) -> str:
    told = words.quantity(side | {"why": None})
    return "an unknown number" if told == "unknown" else told
