"""Loading what a group of acts names before it is judged: a few statements instead of many.

Nothing here decides anything: what is not loaded now is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from ledger.election import effects, scopes
from ledger.election.declarations import Declaration
from ledger.election.law import LawBook
from ledger.projections import sql, tables
from ledger.projections.state import DbState

_SUBJECT = ("subject", "key")
_ACT = ("act", "act")
_FORM = "form:"


def load(acts: Iterable[dict[str, Any]], law: LawBook, state: DbState) -> None:
    """Load acts, subjects with their ancestors, and the statuses that the acts move."""
    listed = list(acts)
    state.prefetch({_ACT: [act["act_id"] for act in listed]})
    events = [
        (declaration, event["fields"])
        for act in listed
        for event in act["events"]
        if (declaration := law.declaration(event["type"])) is not None
    ]
    keys: set[str] = set()
    for declaration, fields in events:
        keys |= _touches(declaration, fields, state)
    forms = [key.removeprefix(_FORM) for key in keys if key.startswith(_FORM)]
    state.prefetch({_SUBJECT: keys, ("figure", "form"): forms})
    _load_ancestors(keys, state)
    state.prefetch_latest(key for event in events for key in _moved(*event, state))
    state.prefetch_touched([key for act in listed if act["decision"] for key in keys])


def load_for_sheets(units: Sequence[str], state: DbState) -> None:
    """Load what the sheets of some units are made of: amounts, scopes, and statuses of every run."""
    keys = [f"unit:{unit}" for unit in units]
    state.prefetch({_SUBJECT: keys, ("amount", "holder"): keys, ("effect_unit", "unit"): units})
    _load_ancestors(keys, state)
    polls = {poll for unit in units for poll in _polls(unit, state)}
    state.prefetch_latest(f"{kind}:{poll}" for kind in ("poll", "count") for poll in polls)


def load_for_result(contest: str, state: DbState) -> None:
    """Load what the result of a contest is made of: its forms, and whatever rules on them."""
    state.prefetch({("effect", "verb"): ("bar", "certify", "lift", "link", "order_run")})
    scoped = [e for verb in ("bar", "certify", "order_run") for e in state.effects_by_verb(verb)]
    state.prefetch({("effect_unit", "effect"): [effect.row.id for effect in scoped]})
    told = {placed.row.event for placed in state.figures_for(contest)}
    links = [link for link in state.effects_by_verb("link") if link.row.event in told]
    aims = {aim for e in [*scoped, *links] for aim in (e.row.act, e.row.event)}
    state.prefetch({("effect", "target"): aims})


def load_for_missing(units: Sequence[str], state: DbState) -> None:
    """Load what is said of units whose result is missing: how far they came, their registers."""
    keys = [f"unit:{unit}" for unit in units]
    state.prefetch({_SUBJECT: keys, ("amount", "holder"): keys})
    _load_ancestors(keys, state)


def holders(connection: Connection, generation: int, size: int) -> list[str]:
    """Whoever something was put into, below a position: unit, consignment, container, anything."""
    table = f'"{tables.prefix(generation)}amount"'
    statement = f"SELECT DISTINCT holder FROM {table} WHERE since < ?"
    return [row[0] for row in sql.fetch(connection, statement, (size,))]


def load_for_accounts(keys: Sequence[str], state: DbState) -> None:
    """Load what some accounts are made of: the amounts of the subjects, and what lies below."""
    state.prefetch({_SUBJECT: keys, ("amount", "holder"): keys, ("subject", "parent"): keys})
    state.prefetch({("effect", "target"): keys})


def _polls(unit: str, state: DbState) -> Iterator[str]:
    """Where the statuses of a unit's polls and counts may have been told: its own, and above."""
    path = scopes.path(state, unit)
    for effect in state.effects_on(path):
        if effect.row.verb == "order_run":
            for contest in effect.row.contests:
                yield from (f"{contest}/{above}/{effect.row.run}" for above in path)


def _touches(declaration: Declaration, fields: dict[str, Any], state: DbState) -> set[str]:
    """What an event names. Its fields are not checked yet, so anything may stand in them."""
    try:
        return effects.touches(declaration, fields, state)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return set()


def _load_ancestors(keys: Iterable[str], state: DbState) -> None:
    level = set(keys)
    seen: set[str] = set()
    while level:
        seen |= level
        state.prefetch({_SUBJECT: level})
        found = (state.subject(key) for key in level)
        parents = {placed.row.parent for placed in found if placed is not None}
        level = {parent for parent in parents if parent is not None and parent not in seen}


def _moved(declaration: Declaration, fields: dict[str, Any], state: DbState) -> list[str]:
    """The keys whose statuses an event's moves look at."""
    try:
        found = []
        for effect in declaration.effects:
            if effect["do"] == "move":
                found += _moved_by(effect, fields, declaration, state)
        return found
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return []


def _moved_by(
    effect: dict[str, Any], fields: dict[str, Any], declaration: Declaration, state: DbState
) -> list[str]:
    if "scope" not in effect:
        kind, value = effect["of"], fields[effect["subject"][1:]]
        return [] if value is None else [f"{kind}:{value}"]
    run = fields[effect["run"][1:]]
    return [
        f"{effect['of']}:{contest}/{above}/{run}"
        for contest, unit in scopes.pairs(fields[effect["scope"][1:]], state)
        for above in scopes.path(state, unit)
    ]
