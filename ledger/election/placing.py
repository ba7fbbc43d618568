"""Where the rows of an entry are placed: the keys whose sheets they change (docs/spec/14-seals.md).

>>> place([Act(...), Status(subject="poll:mayor/pc-1/run-1", ...), Touch("unit:pc-1")])
{"unit:pc-1": [0, 1]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.election.rows import (
    Amount,
    Effect,
    EffectUnit,
    Figure,
    Law,
    Member,
    Row,
    Status,
    Subject,
    Touch,
)
from ledger.election.spellings import act_of

TOUCHED_BY_ALL = frozenset({"act", "contest", "decision", "election", "run"})
"""Kinds of subjects that nearly every act names: touching them places nothing."""

SUSPECT = "law:suspect"
"""Where every law row of a key lies that says from when the key is suspect."""


def place(rows: Sequence[Row]) -> dict[str, list[int]]:
    """The keys on which an entry is placed, each with the ordinals of its rows there, ascending.

    The act row, ordinal 0, lies on every one of them.
    """
    units: dict[str, list[str]] = {}
    for row in rows:
        if type(row) is EffectUnit:
            units.setdefault(row.effect, []).append(row.unit)
    found: dict[str, list[int]] = {}
    for ordinal, row in enumerate(rows):
        if type(row) is Touch:
            if row.key.partition(":")[0] not in TOUCHED_BY_ALL:
                found.setdefault(row.key, [0])
            continue
        for key in dict.fromkeys(_keys(row, units)):
            found.setdefault(key, [0]).append(ordinal)
    return found


def key_of(subject: str) -> str:
    """The key of a subject: polls and counts lie on their unit, decisions on their act."""
    kind, _, rest = subject.partition(":")
    if kind in ("poll", "count"):
        return "unit:" + rest.split("/")[1]
    return "act:" + rest if kind == "decision" else subject


def _keys(row: Row, units: dict[str, list[str]]) -> Iterator[str]:
    match row:
        case Status():
            yield key_of(row.subject)
        case Amount():
            yield row.holder
        case EffectUnit():
            yield f"unit:{row.unit}"
        case Effect() if row.verb != "link":
            yield from _of_effect(row, units.get(row.id, []))
        case Subject():
            yield row.key
            if row.parent is not None:
                yield row.parent
        case Law():
            yield f"law:{row.kind}/{row.id}"
            if row.kind == "key" and row.doc and row.doc["suspect_from"] is not None:
                yield SUSPECT
        case Figure():
            yield f"form:{row.form}"
        case Member():
            yield f"unit_list:{row.list}"


def _of_effect(row: Effect, units: list[str]) -> Iterator[str]:
    yield f"act:{row.act}"
    for unit in units:
        yield f"unit:{unit}"
    if row.run is not None and not units:
        yield f"run:{row.run}"
    target = row.target or ""
    if row.verb in ("lift", "narrow", "widen"):
        yield f"act:{act_of(target)}"
    elif row.verb in ("due", "done"):
        yield key_of(target.partition("/")[2])
    elif row.verb in ("allocate", "title"):
        yield target


# --- what an answer about a unit depends on ----------------------------------------------------


def needed(rows: Sequence[Row]) -> set[str]:
    """The keys that rows in a needed sheet ask for (section 14.3, 2 to 4)."""
    found = set()
    for row in rows:
        if type(row) is not Effect or row.verb not in _READ:
            continue
        found.add(f"act:{row.act}")
        if row.verb == "order_run":
            found.add(f"run:{row.run}")
            basis = row.data["basis"]
            found |= set() if basis is None else {f"act:{act_of(basis)}"}
        elif row.verb == "widen":
            found.add(f"act:{act_of(row.target or '')}")
    return found


_READ = frozenset({"bar", "certify", "date", "lift", "narrow", "order_run", "widen"})
"""The effects of which a headline, a date or a standing is made."""


def parents(key: str, rows: Sequence[Row]) -> set[str]:
    """The key above a unit, from the rows of its sheet."""
    return {row.parent for row in rows if type(row) is Subject and row.key == key and row.parent}


def children(key: str, rows: Sequence[Row]) -> set[str]:
    """The units next below a unit, from the rows of its sheet."""
    found = (row for row in rows if type(row) is Subject and row.parent == key)
    return {row.key for row in found if row.kind == "unit"}
