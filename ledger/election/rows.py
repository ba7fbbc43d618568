"""The rows that state is made of: a few plain tables, never changed once written.

Every entry of the log adds rows (docs/spec/08-state.md); state at position p is every row
with ``since`` < p. Columns stand in the order of the canonical form of a row, that is by name.
"""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar


class Act(NamedTuple):
    """One recorded act."""

    act: str
    body: str
    contested_margin: int
    day: str
    digest: str
    kind: str
    number: str | None
    persons: tuple[str, ...]


class Law(NamedTuple):
    """What counts under ``(kind, id)`` from the next entry on; ``doc`` None means withdrawn."""

    doc: dict[str, Any] | None
    id: str
    kind: str


class Subject(NamedTuple):
    """Something that events speak about: a unit, a contest, a run, a consignment."""

    key: str
    kind: str
    name: str | None
    parent: str | None
    type: str | None


class Member(NamedTuple):
    """One unit of an adopted unit list."""

    list: str
    unit: str


class Status(NamedTuple):
    """A status taken by a subject on a day."""

    day: str
    event: str
    field: str
    subject: str
    value: str


class Amount(NamedTuple):
    """A quantity stated of (``is``), added to or taken from (``less``) a bucket."""

    bucket: str
    day: str
    event: str
    high: int | None
    holder: str
    how: str
    low: int
    material: str
    why: str | None


class Figure(NamedTuple):
    """What one form states, or a part of one; see docs/spec/12-results.md."""

    contest: str
    covers: list[dict[str, Any]] | None
    """The boxes of the polls whose ballots it counts; None: those at or below its unit."""
    day: str
    event: str
    figures: list[dict[str, Any]]
    form: str
    level: str
    part: int | None
    """The number of a part, which moves nothing; None: the form itself."""
    parts: list[str] | None
    """References to the events that stated its parts."""
    run: str
    unit: str


class Effect(NamedTuple):
    """What an act does in law, as long as it is in force."""

    act: str
    awaits: str | None
    body: str
    channels: list[str]
    contests: list[str]
    data: dict[str, Any]
    event: str
    from_day: str
    id: str
    object: str | None
    run: str | None
    selections: list[str]
    target: str | None
    until_day: str | None
    verb: str
    what: str | None


REMEDY = "remedy"
"""The verb of the row that keeps what a decision says of its remedy; no declaration has it."""


class EffectUnit(NamedTuple):
    """A unit added to (``+``) or taken from (``-``) the scope of an effect."""

    effect: str
    further: dict[str, Any] | None
    sign: str
    unit: str


class Touch(NamedTuple):
    """An act names a subject."""

    key: str


class Signing(NamedTuple):
    """A key signed an act; ``counted`` if its person counts towards the requirement."""

    counted: bool
    key: str
    person: str | None


class Seal(NamedTuple):
    """The root of the state at a position, as an entry states it; see docs/spec/14-seals.md."""

    position: int
    root: str
    sheets: int


Row = (
    Act
    | Law
    | Subject
    | Member
    | Status
    | Amount
    | Figure
    | Effect
    | EffectUnit
    | Touch
    | Signing
    | Seal
)

TABLES: dict[str, type[Any]] = {
    "act": Act,
    "law": Law,
    "subject": Subject,
    "member": Member,
    "status": Status,
    "amount": Amount,
    "figure": Figure,
    "effect": Effect,
    "effect_unit": EffectUnit,
    "touch": Touch,
    "signing": Signing,
    "seal": Seal,
}
NAMES: dict[type[Any], str] = {row: name for name, row in TABLES.items()}

R = TypeVar("R")


class Placed(NamedTuple, Generic[R]):
    """A row with its place in the log: the index of its entry and its number within the entry."""

    since: int
    ordinal: int
    row: R


def status_place(placed: Placed[Status]) -> tuple[str, int, int]:
    """Statuses come one after the other by the day in the world, then by the log."""
    return placed.row.day, placed.since, placed.ordinal


def document(placed: Placed[Any]) -> dict[str, Any]:
    """The row as the object of which ``rows.jsonl`` holds the canonical form."""
    columns = placed.row._asdict()
    if "persons" in columns:
        columns["persons"] = list(columns["persons"])
    return {
        **columns,
        "ordinal": placed.ordinal,
        "since": placed.since,
        "table": NAMES[type(placed.row)],
    }
