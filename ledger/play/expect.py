"""Expectations: what a story says must be so, held against what the ledger answers.

Only what an expectation names is compared; every comparison becomes a `Check`, passed or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger import read
from ledger.chain import entry as entry_of
from ledger.drafts import moments
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import listed, mapped, text
from ledger.election import statuses
from ledger.errors import NotFound
from ledger.ledger import Ledger
from ledger.play.scenario import Expectation, Step, member
from ledger.read import View

_SHEET = ("amounts", "contests", "headline", "items", "no_amounts", "polls", "units")
_OPEN_ITEMS = ("all", "first", "none_of", "some")
_STATUS = ("field", "subject", "value")
_ACT = ("act", "marks", "outcomes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that had to be so: of what, what was expected, and what came."""

    of: str
    expected: str
    found: str
    is_met: bool


def of_expectation(ledger: Ledger, expected: Expectation) -> tuple[read.Point, list[Check]]:
    """Return the point that was asked about, and every check of an expectation."""
    as_of = _as_of(expected.as_known)
    with read.view(ledger, as_of=as_of, in_force_on=expected.in_force_on) as view:
        checks = [check for sheet in expected.sheets for check in _sheet(view, sheet)]
        checks += _open_items(view, expected.open_items)
        checks += [check for status in expected.statuses for check in _status(view, status)]
        point = read.Point(view.position, view.day)
    checks += [check for act in expected.acts for check in _act(ledger, act)]
    return point, checks


def of_judgement(step: Step, judgement: dict[str, Any]) -> list[Check]:
    """Return the checks of what a step says of its own outcomes and marks."""
    checks = []
    if step.outcomes is not None:
        checks.append(_equal("outcomes", step.outcomes, judgement["events"]))
    if step.marks is not None:
        checks.append(_marks("marks", step.marks, judgement))
    return checks


def of_refusal(step: Step, code: str | None) -> Check:
    """Return the check of whether an act was refused as the story says."""
    expected, found = step.refused or "recorded", code or "recorded"
    return Check(of="answer", expected=expected, found=found, is_met=expected == found)


def _as_of(known: str | None) -> read.AsOf:
    if known is None or known == "now":
        return None
    if known.isdecimal():
        return int(known)
    return moments.instant(known) if moments.is_instant(known) else known


def _sheet(view: View, value: Tree) -> Iterator[Check]:
    given = mapped(value, _SHEET, "sheets")
    for unit in listed(given.get("units"), "sheets.units"):
        sheet = view.sheet(text(unit, "sheets.units"))
        for contest in listed(given.get("contests", []), "sheets.contests"):
            yield from _contest(sheet, given, text(contest, "sheets.contests"))
        for amount in listed(given.get("amounts", []), "sheets.amounts"):
            yield _contains(f"{unit}: amounts", amount, sheet["amounts"])
        for kind in listed(given.get("no_amounts", []), "sheets.no_amounts"):
            held = [f"{each['material']}/{each['bucket']}" for each in sheet["amounts"]]
            yield _absent(f"{unit}: amounts", kind, [{"kind": each} for each in held], "kind")
        if "items" in given:
            wanted = listed(given["items"], "sheets.items")
            yield _all(f"{unit}: open items", wanted, _aged(sheet["items"], view.day))


def _contest(sheet: dict[str, Any], given: dict[str, Tree], contest: str) -> Iterator[Check]:
    of = f"{sheet['unit']}, {contest}"
    if "headline" in given:
        headlines = {each["contest"]: each["headline"] for each in sheet["headlines"]}
        yield _match(of, given["headline"], headlines.get(contest))
    polls = {each["run"]: each for each in sheet["polls"] if each["contest"] == contest}
    for poll in listed(given.get("polls", []), "sheets.polls"):
        run = text(member(poll, "run"), "sheets.polls.run")
        yield _match(f"{of}, {run}", poll, polls.get(run))


def _open_items(view: View, value: Tree) -> Iterator[Check]:
    if value is None:
        return
    given = mapped(value, _OPEN_ITEMS, "open_items")
    items = _aged(view.open_items(), view.day)
    if "first" in given:
        first = listed(given["first"], "open_items.first")
        yield _all("the first open items", first, items[: len(first)])
    if "all" in given:
        yield _all("open items", listed(given["all"], "open_items.all"), items)
    for item in listed(given.get("some", []), "open_items.some"):
        yield _contains("open items", item, items)
    for item in listed(given.get("none_of", []), "open_items.none_of"):
        found = [each for each in items if _matches(item, each)]
        yield Check(
            of="open items", expected=f"none like {_say(item)}", found=_say(found), is_met=not found
        )


def _aged(items: Sequence[dict[str, Any]], day: str) -> list[dict[str, Any]]:
    """Items with their age in days, where they have a day."""
    today = date.fromisoformat(day)
    return [
        {**each, "age": (today - date.fromisoformat(each["day"])).days if each["day"] else None}
        for each in items
    ]


def _status(view: View, value: Tree) -> Iterator[Check]:
    given = mapped(value, _STATUS, "statuses")
    subject, field = text(given.get("subject"), "subject"), text(given.get("field"), "field")
    found = statuses.value_of(view.state, subject, field, day=view.day)
    yield _equal(f"{subject}, {field}", given.get("value"), found)


def _act(ledger: Ledger, value: Tree) -> Iterator[Check]:
    given = mapped(value, _ACT, "acts")
    act = text(given.get("act"), "acts.act")
    try:
        index = read.index_of(ledger, act)
    except NotFound:
        yield Check(of=act, expected="recorded", found="not in this log", is_met=False)
        return
    judgement = entry_of.parse(read.entry(ledger, index)).judgement
    if "outcomes" in given:
        yield _equal(f"{act}: outcomes", given["outcomes"], judgement["events"])
    if "marks" in given:
        yield _marks(f"{act}: marks", given["marks"], judgement)


# --- comparing -------------------------------------------------------------------------------


def _plain(value: Any) -> Tree:
    """What the ledger answered, as a draft would spell it."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None else str(value)


def _matches(expected: Tree, found: Any) -> bool:
    """Whether every member that is named has the value named."""
    if not isinstance(expected, dict):
        raise bad("an object with what must be so", expected)
    return isinstance(found, dict) and all(
        name in found and _plain(found[name]) == value for name, value in expected.items()
    )


def _match(of: str, expected: Tree, found: Any) -> Check:
    return Check(
        of=of, expected=_say(expected), found=_say(_like(expected, found)),
        is_met=_matches(expected, found),
    )  # fmt: skip


def _like(expected: Tree, found: Any) -> Any:
    """The part of an answer that was asked about."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {name: found.get(name) for name in expected}
    return found


def _equal(of: str, expected: Tree, found: Any) -> Check:
    return Check(
        of=of, expected=_say(expected), found=_say(found), is_met=_plain(found) == expected
    )


def _all(of: str, expected: list[Tree], found: Sequence[Any]) -> Check:
    """The same number, in the same order, each matching."""
    pairs = zip(expected, found, strict=False)
    is_met = len(expected) == len(found) and all(_matches(one, other) for one, other in pairs)
    return Check(of=of, expected=_say(expected), found=_say(found), is_met=is_met)


def _marks(of: str, expected: Tree, judgement: dict[str, Any]) -> Check:
    """The same number of marks, each matching another one; a person need not know their order."""
    wanted = listed(expected, "marks")
    left = list(judgement["marks"])
    for one in wanted:
        same = next((mark for mark in left if _matches(one, mark)), None)
        if same is not None:
            left.remove(same)
    is_met = not left and len(wanted) == len(judgement["marks"])
    return Check(
        of=of, expected=_say(wanted), found=_say([_brief(m) for m in judgement["marks"]]),
        is_met=is_met,
    )  # fmt: skip


def _brief(mark: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mark.items() if value is not None}


def _contains(of: str, expected: Tree, found: Sequence[Any]) -> Check:
    is_met = any(_matches(expected, each) for each in found)
    return Check(of=of, expected=_say(expected), found=_say(found), is_met=is_met)


def _absent(of: str, unwanted: Tree, found: Sequence[dict[str, Any]], name: str) -> Check:
    present = [each for each in found if each[name] == unwanted]
    return Check(of=of, expected=f"no {unwanted}", found=_say(present), is_met=not present)


def _say(value: Any) -> str:
    """A value in one line, in the spelling of a draft."""
    if value is None:
        return "~"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_say(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_say(item) for item in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
