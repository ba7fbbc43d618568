"""Expectations: what a story says must be so, held against what the ledger answers."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ledger.drafts import ranges
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import figures as figures_of
from ledger.drafts.values import listed, mapped, text
from ledger.election import statuses
from ledger.play import computed
from ledger.play.comparing import (
    Check,
    contains,
    each_in_order,
    equal,
    match,
    none_matches,
    same_marks,
)
from ledger.play.scenario import Expectation, Step, member
from ledger.play.sight import Sight

_SHEET = (
    "amounts", "by_law", "contests", "headline", "items", "no_amounts", "polls",
    "possibly_affected", "units",
)  # fmt: skip
_OF_A_CONTEST = frozenset({"headline", "polls", "possibly_affected"})
_OPEN_ITEMS = ("all", "first", "none_of", "some")
_STATUS = ("field", "subject", "value")
_ACT = (
    "act", "attestation", "body", "conclusions", "day", "decision", "events", "marks", "outcomes",
    "signers",
)  # fmt: skip
_SAID = ("attestation", "body", "day", "decision", "signers")
_ACCOUNT = ("account", "buckets", "checks")
_FORM = ("figures", "form")
_MANDATE = ("held_by", "history", "seat", "status", "titles")
_RESULT = (
    "certification", "contest", "coverage", "declared", "excluded", "figures", "margin", "missing",
    "not_separable", "possibly_affected", "registered_missing", "seats", "sources", "unit",
)  # fmt: skip


def of_expectation(sight: Sight, expected: Expectation) -> list[Check]:
    """Return every check of an expectation."""
    checks = [check for sheet in expected.sheets for check in _sheet(sight, sheet)]
    checks += _open_items(sight, expected.open_items)
    checks += [check for status in expected.statuses for check in _status(sight, status)]
    checks += [check for result in expected.results for check in _result(sight, result)]
    checks += [check for account in expected.accounts for check in _account(sight, account)]
    checks += [check for mandate in expected.mandates for check in _mandate(sight, mandate)]
    checks += [check for form in expected.forms for check in _form(sight, form)]
    checks += [computed.check(sight, value) for value in expected.computed]
    checks += [check for act in expected.acts for check in _act(sight, act)]
    if not checks:
        raise bad(
            "something that must be so", "an expectation that asks for nothing", expected.title
        )
    return checks


def of_judgement(step: Step, judgement: dict[str, Any]) -> list[Check]:
    """Return the checks of what a step says of its own outcomes and marks."""
    checks = []
    if step.outcomes is not None:
        checks.append(equal("outcomes", step.outcomes, judgement["events"]))
    if step.marks is not None:
        checks.append(same_marks("marks", step.marks, judgement))
    return checks


def of_refusal(step: Step, code: str | None) -> Check:
    """Return the check of whether an act was refused as the story says."""
    expected, found = step.refused or "recorded", code or "recorded"
    return Check(of="answer", expected=expected, found=found, is_met=expected == found)


def _sheet(sight: Sight, value: Tree) -> Iterator[Check]:
    given = mapped(value, _SHEET, "sheets")
    asked = given.keys() - {"contests", "units"}
    if not asked or (_OF_A_CONTEST & asked and not given.get("contests")):
        named = f"something that is asked ({', '.join(sorted(asked)) or 'nothing is'})"
        raise bad(f"{named}, and a contest where it is of contests", "none", "sheets.contests")
    for unit in ranges.members(listed(given.get("units"), "sheets.units"), "sheets.units"):
        sheet = sight.sheet(text(unit, "sheets.units"))
        for contest in listed(given.get("contests", []), "sheets.contests"):
            name = text(contest, "sheets.contests")
            yield from _contest(sight, sheet, given, contest=name)
        for amount in listed(given.get("amounts", []), "sheets.amounts"):
            yield contains(f"{unit}: amounts", amount, sheet["amounts"])
        for kind in listed(given.get("no_amounts", []), "sheets.no_amounts"):
            held = [{"kind": f"{each['material']}/{each['bucket']}"} for each in sheet["amounts"]]
            yield none_matches(f"{unit}: amounts", {"kind": kind}, held)
        if "by_law" in given:
            wanted = listed(given["by_law"], "sheets.by_law")
            yield each_in_order(f"{unit}: by law", wanted, sheet["by_law"])
        if "items" in given:
            wanted = listed(given["items"], "sheets.items")
            yield each_in_order(f"{unit}: open items", wanted, _aged(sheet["items"], sight.day))


def _contest(
    sight: Sight, sheet: dict[str, Any], given: dict[str, Tree], *, contest: str
) -> Iterator[Check]:
    of = f"{sheet['unit']}, {contest}"
    if "headline" in given:
        headlines = {each["contest"]: each["headline"] for each in sheet["headlines"]}
        yield match(of, given["headline"], headlines.get(contest))
    if "possibly_affected" in given:
        wanted = listed(given["possibly_affected"], "sheets.possibly_affected")
        bars = [{"act": act} for act in sight.possibly_affected(sheet["unit"], contest)]
        yield each_in_order(f"{of}: possibly affected", wanted, bars)
    polls = {each["run"]: each for each in sheet["polls"] if each["contest"] == contest}
    for poll in listed(given.get("polls", []), "sheets.polls"):
        run = text(member(poll, "run"), "sheets.polls.run")
        yield match(f"{of}, {run}", poll, polls.get(run))


def _open_items(sight: Sight, value: Tree) -> Iterator[Check]:
    if value is None:
        return
    given = mapped(value, _OPEN_ITEMS, "open_items")
    items = _aged(sight.open_items, sight.day)
    if "first" in given:
        first = listed(given["first"], "open_items.first")
        yield each_in_order("the first open items", first, items[: len(first)])
    if "all" in given:
        yield each_in_order("open items", listed(given["all"], "open_items.all"), items)
    for item in listed(given.get("some", []), "open_items.some"):
        yield contains("open items", item, items)
    for item in listed(given.get("none_of", []), "open_items.none_of"):
        yield none_matches("open items", item, items)


def _aged(items: Sequence[dict[str, Any]], day: str) -> list[dict[str, Any]]:
    """Items with their age in days, where they have a day."""
    today = date.fromisoformat(day)
    return [
        {**each, "age": (today - date.fromisoformat(each["day"])).days if each["day"] else None}
        for each in items
    ]


def _status(sight: Sight, value: Tree) -> Iterator[Check]:
    given = mapped(value, _STATUS, "statuses")
    subject, field = text(given.get("subject"), "subject"), text(given.get("field"), "field")
    found = statuses.value_of(sight.state, subject, field, day=sight.day)
    yield equal(f"{subject}, {field}", given.get("value"), found)


def _result(sight: Sight, value: Tree) -> Iterator[Check]:
    """What is named of the result of a contest, or of the part of it at or below a unit."""
    given = mapped(value, _RESULT, "results")
    contest, unit = text(given.get("contest"), "results.contest"), given.get("unit")
    found = sight.result(contest, None if unit is None else text(unit, "results.unit"))
    of = f"result of {contest}" if unit is None else f"result of {contest} at {unit}"
    for name in sorted(given.keys() - {"contest", "unit"}):
        yield from _named(f"{of}: {name}", given[name], found[name])


def _account(sight: Sight, value: Tree) -> Iterator[Check]:
    """What is named of the account of a subject: its buckets, and what they are held to."""
    given = mapped(value, _ACCOUNT, "accounts")
    key = text(given.get("account"), "accounts.account")
    found = sight.account(key)
    for name in sorted(given.keys() - {"account"}):
        yield from _named(f"account of {key}: {name}", given[name], found[name])


def _mandate(sight: Sight, value: Tree) -> Iterator[Check]:
    """Who holds a seat; the titles and their history are whole lists, in order."""
    given = mapped(value, _MANDATE, "mandates")
    seat = text(given.get("seat"), "mandates.seat")
    found = sight.mandate(seat)
    for name in sorted(given.keys() - {"seat"}):
        of = f"mandate {seat}: {name}"
        if name in ("history", "titles"):
            yield each_in_order(of, listed(given[name], f"mandates.{name}"), found[name])
        else:
            yield equal(of, given[name], found[name])
    if given.keys() == {"seat"}:
        raise bad("something that is asked of the seat", "nothing", "mandates")


def _named(of: str, expected: Tree, found: Any) -> Iterator[Check]:
    """Of an object what is named; of a list each that is named, and of an empty one: nothing."""
    if isinstance(expected, dict):
        yield match(of, expected, found)
    elif isinstance(expected, list) and expected:
        for item in expected:
            yield contains(of, item, found)
    else:
        yield equal(of, expected, found)


def _form(sight: Sight, value: Tree) -> Iterator[Check]:
    """What a form states, the last time it did: the figures named, as a draft spells them."""
    given = mapped(value, _FORM, "forms")
    form = text(given.get("form"), "forms.form")
    stated = [each.row for each in sight.state.figures(form) if each.row.day <= sight.day]
    found = stated[-1].figures if stated else ()
    for figure in figures_of(given.get("figures"), "forms.figures"):
        name = f"{figure['measure']}/{figure['selection']}".removesuffix("/None")
        same = [f for f in found if (f["measure"], f["selection"]) == _which(figure)]
        value_found = same[0]["value"] if same else None
        wanted = figure["value"]
        of = f"form {form}, {name}"
        yield Check(
            of=of, expected=str(wanted), found=str(value_found), is_met=wanted == value_found
        )


def _which(figure: dict[str, Any]) -> tuple[str, str | None]:
    return figure["measure"], figure["selection"]


def _act(sight: Sight, value: Tree) -> Iterator[Check]:
    """How an act was judged, and what it says; found wherever it stands in the log."""
    given = mapped(value, _ACT, "acts")
    act = text(given.get("act"), "acts.act")
    recorded = sight.recorded(act)
    if recorded is None:
        yield Check(of=act, expected="recorded", found="not in this log", is_met=False)
        return
    if "outcomes" in given:
        yield equal(f"{act}: outcomes", given["outcomes"], recorded.judgement["events"])
    if "marks" in given:
        yield same_marks(f"{act}: marks", given["marks"], recorded.judgement)
    for concluded in listed(given.get("conclusions", []), "acts.conclusions"):
        yield contains(f"{act}: conclusions", concluded, recorded.conclusions)
    said = {name: given[name] for name in _SAID if name in given}
    if said:
        yield match(act, said, recorded.act)
    numbered = [{"event": n, **e} for n, e in enumerate(recorded.act["events"], 1)]
    for event in listed(given.get("events", []), "acts.events"):
        yield contains(f"{act}: events", event, numbered)
    if given.keys() == {"act"}:
        yield Check(of=act, expected="recorded", found="recorded", is_met=True)
