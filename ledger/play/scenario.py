"""A scenario file, read: who there is, what happens in which order, and what must then be so.

    scenario: {id: tiny, title: ..., purpose: rehearsal, origin: village.example/2020, seed: tiny, ...}
    setup: {founded: 2020-03-01T09:00Z, bodies: [...], authorities: {...}, ...}
    acts:
    - chapter: The vote
    - {recorded: 2020-03-08T19:10Z, act: {...}, says: ..., invented: ...}
    - {expect: After the vote, sheets: [...]}

docs/guides/scenarios.md describes every member.
"""

from dataclasses import dataclass
from typing import Any

from ledger import limits
from ledger.drafts import moments, reader
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import count, listed, mapped, text

_SCENARIO = (
    "conventions", "id", "note", "origin", "purpose", "seed", "source", "sources", "title",
)  # fmt: skip
_SETUP = (
    "authorities", "bodies", "floors", "founded", "groups", "recovery_delay_days", "rulesets",
    "single_officers", "vocabulary",
)  # fmt: skip
_STEP = (
    "act", "broken_signature_of", "invented", "marks", "outcomes", "recorded", "refused", "says",
    "signed_by", "split", "src", "title", "without_effect",
)  # fmt: skip
_AGAIN = ("again", "recorded", "says", "src", "title")
_EXPECT = (
    "accounts", "acts", "as_known", "computed", "demands", "expect", "forms", "in_force_on", "mandates",
    "open_items", "results", "says", "sheets", "src", "statuses",
)  # fmt: skip
BETWEEN_PASSAGES = " … "
"""What stands between two passages that `says` quotes."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the story."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act that somebody sends in, and what must come of it.

    `act` is a draft, or None where the act named by `again` is sent once more. `refused` is the
    code with which it must be refused. `signed_by` are those who sign; None: all who are asked.
    `without_effect` is the reason why nothing that is asked for would be otherwise without it.
    `split` is the most members of its one long list that an act may have: it becomes several acts.
    """

    recorded: str
    act: Tree
    again: str | None
    title: str | None
    says: str | None
    src: tuple[str, ...]
    invented: str | None
    signed_by: tuple[str, ...] | None
    broken_signature_of: str | None
    refused: str | None
    marks: Tree
    outcomes: Tree
    split: int | None
    without_effect: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be so, as known at a position and in force on a day."""

    title: str
    as_known: str | None
    in_force_on: str | None
    says: str | None
    src: tuple[str, ...]
    demands: tuple[str, ...]
    """Codes of what the expectation shows, from a list that the story's readers keep."""
    sheets: list[Tree]
    open_items: Tree
    statuses: list[Tree]
    results: list[Tree]
    accounts: list[Tree]
    mandates: list[Tree]
    forms: list[Tree]
    computed: list[Tree]
    acts: list[Tree]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole story. `setup` and what is in `about` stay as they were written."""

    id: str
    title: str
    purpose: str
    origin: str
    seed: str
    about: dict[str, Tree]
    setup: dict[str, Tree]
    groups: dict[str, list[Tree]]
    parts: tuple[Chapter | Step | Expectation, ...]


def parse(data: bytes) -> Scenario:
    """Return the scenario that a file holds; raise Malformed `bad_draft`."""
    tree = reader.read(data, limits.SCENARIO_BYTES_MAX)
    given = mapped(tree, ("acts", "scenario", "setup"), "")
    about = mapped(given.get("scenario"), _SCENARIO, "scenario")
    setup = mapped(given.get("setup"), _SETUP, "setup")
    parts = tuple(
        _part(item, f"acts[{i}]") for i, item in enumerate(listed(given.get("acts"), "acts"))
    )
    _require_progress(parts)
    return Scenario(
        id=text(about.get("id"), "scenario.id"),
        title=text(about.get("title"), "scenario.title"),
        purpose=_purpose(text(about.get("purpose"), "scenario.purpose")),
        origin=text(about.get("origin"), "scenario.origin"),
        seed=text(about.get("seed"), "scenario.seed"),
        about=about,
        setup=setup,
        groups=_groups(setup.get("groups", {})),
        parts=parts,
    )


def _purpose(purpose: str) -> str:
    if purpose not in ("rehearsal", "reconstruction"):
        raise reader.Malformed(
            "play_not_allowed",
            "rehearsal or reconstruction: keys made from a seed are known to everybody",
            purpose,
            "scenario.purpose",
        )
    return purpose


def _groups(value: Tree) -> dict[str, list[Tree]]:
    if not isinstance(value, dict):
        raise bad("lists of persons by name", value, "setup.groups")
    return {name: listed(persons, f"setup.groups.{name}") for name, persons in value.items()}


def _part(item: Tree, where: str) -> Chapter | Step | Expectation:
    kinds = ("chapter", "expect", "again", "act")
    kind = next((each for each in kinds if isinstance(item, dict) and each in item), None)
    if kind == "chapter":
        return Chapter(text(mapped(item, ("chapter",), where)["chapter"], where))
    if kind == "expect":
        return _expectation(mapped(item, _EXPECT, where), where)
    if kind is None:
        raise bad(f"one of {', '.join(kinds)}", item, where)
    return _step(mapped(item, _AGAIN if kind == "again" else _STEP, where), where)


def _step(given: dict[str, Tree], where: str) -> Step:
    signed_by = given.get("signed_by")
    return Step(
        recorded=moments.instant(text(given.get("recorded"), f"{where}.recorded"), where),
        act=given.get("act"),
        again=_maybe(given, "again", where),
        title=_maybe(given, "title", where),
        says=_quoted(given.get("says"), where),
        src=_texts(given, "src", where),
        invented=_maybe(given, "invented", where),
        signed_by=None if signed_by is None else _texts(given, "signed_by", where),
        broken_signature_of=_maybe(given, "broken_signature_of", where),
        refused=_maybe(given, "refused", where),
        marks=given.get("marks"),
        outcomes=given.get("outcomes"),
        split=count(given["split"], f"{where}.split") if "split" in given else None,
        without_effect=_maybe(given, "without_effect", where),
    )


def _expectation(given: dict[str, Tree], where: str) -> Expectation:
    return Expectation(
        title=text(given["expect"], f"{where}.expect"),
        as_known=_maybe(given, "as_known", where),
        in_force_on=_maybe(given, "in_force_on", where),
        says=_quoted(given.get("says"), where),
        src=_texts(given, "src", where),
        demands=_texts(given, "demands", where),
        sheets=listed(given.get("sheets", []), f"{where}.sheets"),
        open_items=given.get("open_items"),
        statuses=listed(given.get("statuses", []), f"{where}.statuses"),
        results=listed(given.get("results", []), f"{where}.results"),
        accounts=listed(given.get("accounts", []), f"{where}.accounts"),
        mandates=listed(given.get("mandates", []), f"{where}.mandates"),
        forms=listed(given.get("forms", []), f"{where}.forms"),
        computed=listed(given.get("computed", []), f"{where}.computed"),
        acts=listed(given.get("acts", []), f"{where}.acts"),
    )


def _quoted(value: Tree, where: str) -> str | None:
    """What is quoted: one text, or a list of passages."""
    if value is None:
        return None
    passages = [value] if isinstance(value, str) else listed(value, f"{where}.says")
    return BETWEEN_PASSAGES.join(text(each, f"{where}.says").strip() for each in passages)


def _maybe(given: dict[str, Tree], name: str, where: str) -> str | None:
    value = given.get(name)
    return None if value is None else text(value, f"{where}.{name}").strip()


def _texts(given: dict[str, Tree], name: str, where: str) -> tuple[str, ...]:
    here = f"{where}.{name}"
    return tuple(text(each, here) for each in listed(given.get(name, []), here))


def _require_progress(parts: tuple[Chapter | Step | Expectation, ...]) -> None:
    before = ""
    for part in parts:
        if isinstance(part, Step):
            if part.recorded <= before:
                raise bad(f"an instant after {before}", part.recorded, "recorded")
            before = part.recorded


def member(tree: Any, name: str) -> Tree:
    """Return a member of an object, None where there is no object or no such member."""
    return tree.get(name) if isinstance(tree, dict) else None
