"""`eal result`: the result of a contest, with everything that is missing from it."""

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from ledger.commands import asking, output, words
from ledger.commands.options import AsJson, AsOf, InForceOn, LedgerDir

UNITS_SHOWN_MAX = 20
"""Units named in one line; a country has thousands."""

Within = Annotated[
    str | None, Parameter(name="--unit", help="Only the part at or below this unit.")
]

_REASONS = {
    "annulled": "annulled; no repeat is ordered",
    "cannot_establish": "the result cannot be established",
    "closed": "voting has ended, nothing is counted",
    "counts_overlap": "two counts speak of the same ballots",
    "excluded": "not to be counted, and not to be repeated",
    "form_incomplete": "a part of the form is missing",
    "forms_conflict": "forms contradict each other, and none is accepted",
    "forms_rejected": "every form was rejected",
    "held_back": "held back",
    "no_form": "counted, but no form states the figures",
    "not_counted": "not counted",
    "not_separable": "its ballots were mixed with others'",
    "repeat_dated": "a repeat has a date and is not counted",
    "repeat_undated": "a repeat is ordered and has NO DATE",
    "runs_conflict": "two votes stand; nobody has decided which counts",
    "undated": "a vote is called and has NO DATE",
}
_ABOUT_FORMS = (
    "counts_overlap",
    "form_incomplete",
    "forms_conflict",
    "not_separable",
    "runs_conflict",
)
_STATES = {
    "final": "certified (version {version})",
    "none": "not certified",
    "partial": "certified in part: {units} units (version {version})",
    "preliminary": "preliminary",
    "provisional": "provisional",
    "withdrawn": "its certification was withdrawn",
    "withheld": "certification is withheld",
}
_SEATS = {
    "indeterminate": "no seat can be given: a figure on which it depends is not known",
    "open": "these seats may still change: units are missing",
    "tied": "equal votes: a lot must decide between {tied}",
}


def result(
    contest: str,
    *,
    ledger: LedgerDir,
    unit: Within = None,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
    json: AsJson = False,
) -> None:
    """Show the result of a contest: what stands, what is missing and why, seats, certification.

    It is computed from the forms that stand; nothing is stored. What nobody knows is not nought.

    For example:
      eal result mayor --ledger demo-story --as-of 2013-11-05
      eal result mayor --ledger demo-story --unit pc-st-sava --json

    Exit codes: 0 shown; 2 wrong usage; 4 no such contest or unit, or nothing recorded then.
    """
    with asking.view(ledger, as_of, in_force_on) as view:
        told = view.result(contest, unit)
        if json:
            output.document(asking.about(view) | {"result": told})
            return
        output.say(asking.point(view))
        _tell(told)
        output.say(f"  what blocks its certification: eal blockers {contest}")


def _tell(told: dict[str, Any]) -> None:
    coverage, unit = told["coverage"], told["unit"]
    where = "" if unit is None else f" at {unit}"
    output.say(f"{told['contest']}{where}: {_state(told['certification'])}")
    output.say(
        f"  {coverage['reported']} of {coverage['units']} units are counted; "
        f"{coverage['missing']} missing, {coverage['excluded']} excluded"
    )
    if coverage["repeat_open"]:
        output.say(f"  at {coverage['repeat_open']} of them a later vote is ordered")
    _figures(told)
    _absent("missing", told["missing"])
    _absent("excluded", told["excluded"])
    if told["missing"]:
        registered = words.quantity(told["registered_missing"] | {"why": None})
        output.say(f"  voters registered where the result is missing: {registered}")
    for mixed in told["not_separable"]:
        output.say(f"  {_mixed(mixed)}")
    possibly = [each["unit"] for each in told["possibly_affected"]]
    if possibly:
        output.say(f"  possibly affected: {_some(possibly)}")
    _seats(told["seats"])
    for declared in told["declared"]:
        output.say(f"  {_declared(declared)}")


def _state(told: dict[str, Any]) -> str:
    sentence = _STATES.get(told["state"], words.plain(told["state"]))
    return sentence.format(version=told["version"], units=told["units"])


def _figures(told: dict[str, Any]) -> None:
    rows = [
        (words.plain(each["measure"]), each["selection"], words.quantity(each))
        for each in told["figures"]
    ]
    if rows:
        output.table(("FIGURE", "OF", "COUNTED"), rows)
    else:
        output.say("  no figure stands")
    margin = told["margin"]
    if margin is not None:
        output.say(f"  {margin['first']} is ahead of {margin['second']} by {_lead(margin)}")


def _lead(margin: dict[str, Any]) -> str:
    low, high = margin["low"], margin["high"]
    if low is not None and low == high:
        return str(low)
    least = "an unknown number" if low is None else f"at least {low}"
    return least if high is None else f"{least}, at most {high}"


def _absent(what: str, entries: Sequence[dict[str, Any]]) -> None:
    """Say which units have no result, those with one reason and the same acts in one line."""
    alike: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        reason = _REASONS.get(entry["reason"], words.plain(entry["reason"]))
        is_about_forms = entry["reason"] in _ABOUT_FORMS and entry["forms"]
        forms = f" (forms {words.listed(entry['forms'])})" if is_about_forms else ""
        acts = f"; by {words.listed(entry['acts'])}" if entry["acts"] else ""
        alike.setdefault((reason + forms, acts), []).append(entry["unit"])
    for (reason, acts), units in alike.items():
        output.say(f"  {what}: {_some(units)}: {reason}{acts}")


def _some(units: Sequence[str]) -> str:
    shown = words.listed(list(units[:UNITS_SHOWN_MAX]))
    more = len(units) - UNITS_SHOWN_MAX
    return shown if more <= 0 else f"{shown} and {more} more (--json names all)"


def _mixed(mixed: dict[str, Any]) -> str:
    forms, touched = words.listed(mixed["forms"]), words.listed(mixed["touched"])
    what = "nothing is subtracted" if mixed["is_in"] else "it is not added"
    return f"not separable: {forms} at {mixed['unit']} also counts {touched}; {what}"


def _seats(told: dict[str, Any] | None) -> None:
    if told is None:
        return
    rows = [(each["selection"], each["seats"]) for each in told["lists"]]
    if rows and told["bounds"] is not None:
        between = {each["selection"]: each for each in told["bounds"]}
        wide = [(name, n, between[name]["least"], between[name]["most"]) for name, n in rows]
        output.table(("LIST", "SEATS NOW", "AT LEAST", "AT MOST"), wide)
    elif rows:
        output.table(("LIST", "SEATS"), rows)
    note = _SEATS.get(told["status"])
    if note is not None:
        output.say(f"  {note.format(tied=words.listed(told['tied']))}")


_PROVISIONAL = {"telephone": "; provisional, no count"}


def _declared(told: dict[str, Any]) -> str:
    forms = words.listed(told["forms"])
    level = words.plain(told["level"]) + _PROVISIONAL.get(told["level"], "")
    where = f"declared for {told['unit']} by {forms} ({level})"
    if told["problem"] is not None:
        return f"{where}: {_REASONS.get(told['problem'], words.plain(told['problem']))}"
    if not told["differences"]:
        return f"{where}: as computed"
    cells = [_difference(each) for each in told["differences"]]
    prevails = (
        "" if told["prevails"] is None else f"; by law the {told['prevails']} figure prevails"
    )
    return f"{where}: {words.listed(cells)}{prevails}"


def _difference(told: dict[str, Any]) -> str:
    cell = words.plain(told["measure"]) + (f" of {told['selection']}" if told["selection"] else "")
    computed = "nothing" if told["computed"] is None else words.quantity(told["computed"])
    return f"{cell} {words.quantity(told['declared'])}, computed {computed}"
