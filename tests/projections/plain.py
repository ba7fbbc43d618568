"""State as a plain list of rows that is searched from end to end: slow, and plainly right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from ledger.election import rows
from ledger.election.rows import Placed, Row

IDS = st.sampled_from(["a", "b", "c", "d"])
KEYS = st.sampled_from(["unit:a", "unit:b", "run:c", "poll:m/a/c"])
DAYS = st.sampled_from(["2013-11-03", "2013-11-05"])
MAYBE = st.none() | IDS

ROWS: st.SearchStrategy[Row] = st.one_of(
    st.builds(
        rows.Act,
        act=IDS,
        body=IDS,
        contested_margin=st.integers(0, 5),
        day=DAYS,
        digest=st.just("0" * 64),
        kind=st.sampled_from(["finding", "ruling"]),
        number=st.none() | st.just("87/2013"),
        persons=st.lists(IDS, max_size=3).map(tuple),
    ),
    st.builds(rows.Subject, key=KEYS, kind=IDS, name=MAYBE, parent=st.none() | KEYS, type=MAYBE),
    st.builds(rows.Member, list=IDS, unit=IDS),
    st.builds(rows.Status, day=DAYS, event=IDS, field=IDS, subject=KEYS, value=IDS),
    st.builds(
        rows.Amount,
        bucket=IDS,
        day=DAYS,
        event=IDS,
        high=st.none() | st.integers(0, 2**53 - 1),
        holder=KEYS,
        how=st.sampled_from(["add", "is", "less"]),
        low=st.integers(0, 2**53 - 1),
        material=IDS,
        why=MAYBE,
    ),
    st.builds(
        rows.Figure,
        contest=IDS,
        covers=st.none() | st.just([{"channels": ["all"], "contests": ["a"], "units": ["b"]}]),
        day=DAYS,
        event=IDS,
        figures=st.just([{"measure": "valid", "selection": None, "value": {"high": 1, "low": 1}}]),
        form=IDS,
        level=IDS,
        part=st.none() | st.integers(0, 3),
        parts=st.none() | st.just(["a#1", "b"]),
        run=IDS,
        unit=IDS,
    ),
    st.builds(
        rows.Effect,
        act=IDS,
        awaits=MAYBE,
        body=IDS,
        channels=st.lists(IDS, max_size=2),
        contests=st.lists(IDS, max_size=2),
        data=st.just({}) | st.just({"works": "from_now", "text": "Mitrovicë %s ?"}),
        event=IDS,
        from_day=DAYS,
        id=IDS,
        object=MAYBE,
        run=MAYBE,
        selections=st.lists(IDS, max_size=2),
        target=MAYBE,
        until_day=st.none() | DAYS,
        verb=IDS,
        what=MAYBE,
    ),
    st.builds(
        rows.EffectUnit,
        effect=IDS,
        further=st.none() | st.just({"count": {"high": 2, "low": 1, "why": "a"}, "within": "a"}),
        sign=st.sampled_from(["+", "-"]),
        unit=IDS,
    ),
    st.builds(rows.Touch, key=KEYS),
    st.builds(rows.Signing, counted=st.booleans(), key=IDS, person=MAYBE),
    st.builds(rows.Law, doc=st.none() | st.just({"name": "x"}), id=IDS, kind=IDS),
)

ENTRIES = st.lists(st.lists(ROWS, max_size=8), min_size=1, max_size=6)
"""The rows of some entries, one list an entry."""


class Plain:
    """`ledger.election.state.State` over a list."""

    def __init__(self, entries: Sequence[Sequence[Row]], size: int) -> None:
        self.size = size
        self.rows = [
            Placed(since, ordinal, row)
            for since, made in enumerate(entries[:size])
            for ordinal, row in enumerate(made)
        ]

    def of(self, kind: type[Any]) -> list[Placed[Any]]:
        """Every row of a type."""
        return [placed for placed in self.rows if type(placed.row) is kind]

    def having(self, kind: type[Any], column: str, *values: str) -> list[Placed[Any]]:
        """Every row of a type with one of these values in a column."""
        return [placed for placed in self.of(kind) if getattr(placed.row, column) in values]


def answers(state: Any) -> dict[str, Any]:
    """What state says to every question about the ids and keys used here."""
    ids, keys = ["a", "b", "c", "d"], ["unit:a", "unit:b", "run:c", "poll:m/a/c"]
    found: dict[str, Any] = {"size": state.size, "acts": list(state.acts())}
    for key in keys:
        found[f"subject {key}"] = state.subject(key)
        found[f"children {key}"] = list(state.children(key))
        found[f"amounts {key}"] = list(state.amounts(key))
        found[f"touches {key}"] = list(state.touches(key))
        for index in range(7):
            found[f"touched {key} {index}"] = state.touched_since([key, "run:c"], index)
    for one in ids:
        found[f"subjects {one}"] = list(state.subjects(one))
        found[f"members {one}"] = list(state.members(one))
        found[f"act {one}"] = state.act(one)
        found[f"statuses {one}"] = list(state.statuses(keys[:3], one))
        found[f"latest {one}"] = sorted(state.latest_statuses(keys[:3], one))
        found[f"figures {one}"] = list(state.figures(one))
        found[f"figures for {one}"] = list(state.figures_for(one))
        found[f"effects of {one}"] = list(state.effects_of(one))
        found[f"verb {one}"] = list(state.effects_by_verb(one))
        found[f"run {one}"] = list(state.effects_by_run(one))
        found[f"target {one}"] = list(state.effects_by_target(one))
        found[f"on {one}"] = list(state.effects_on([one, "a"]))
        found[f"units of {one}"] = list(state.effect_units(one))
        for index in range(4):
            found[f"signings {one} {index}"] = list(state.signings(one, index))
    found["signings"] = [list(state.signings_of(index)) for index in range(7)]
    return found


def plain_answers(plain: Plain) -> dict[str, Any]:
    """The same, found by searching."""
    ids, keys = ["a", "b", "c", "d"], ["unit:a", "unit:b", "run:c", "poll:m/a/c"]
    having = plain.having
    found: dict[str, Any] = {"size": plain.size, "acts": plain.of(rows.Act)}
    for key in keys:
        found[f"subject {key}"] = next(iter(having(rows.Subject, "key", key)), None)
        found[f"children {key}"] = having(rows.Subject, "parent", key)
        found[f"amounts {key}"] = having(rows.Amount, "holder", key)
        found[f"touches {key}"] = [p.since for p in having(rows.Touch, "key", key)]
        for index in range(7):
            touched = having(rows.Touch, "key", key, "run:c")
            found[f"touched {key} {index}"] = any(p.since >= index for p in touched)
    for one in ids:
        found[f"subjects {one}"] = having(rows.Subject, "kind", one)
        found[f"members {one}"] = having(rows.Member, "list", one)
        found[f"act {one}"] = next(iter(having(rows.Act, "act", one)), None)
        found[f"statuses {one}"] = [
            p for p in having(rows.Status, "subject", *keys[:3]) if p.row.field == one
        ]
        # Each in its turn takes the place of the one that was the latest before it.
        by_day = sorted(found[f"statuses {one}"], key=lambda p: (p.row.day, p.since, p.ordinal))
        found[f"latest {one}"] = sorted({p.row.subject: p for p in by_day}.values())
        found[f"figures {one}"] = having(rows.Figure, "form", one)
        found[f"figures for {one}"] = having(rows.Figure, "contest", one)
        found[f"effects of {one}"] = having(rows.Effect, "act", one)
        found[f"verb {one}"] = having(rows.Effect, "verb", one)
        found[f"run {one}"] = having(rows.Effect, "run", one)
        found[f"target {one}"] = having(rows.Effect, "target", one)
        named = {p.row.effect for p in having(rows.EffectUnit, "unit", one, "a")}
        found[f"on {one}"] = having(rows.Effect, "id", *named)
        found[f"units of {one}"] = having(rows.EffectUnit, "effect", one)
        for index in range(4):
            signed = having(rows.Signing, "key", one)
            found[f"signings {one} {index}"] = [p for p in signed if p.since >= index]
    signed = plain.of(rows.Signing)
    found["signings"] = [[p for p in signed if p.since == index] for index in range(7)]
    return found
