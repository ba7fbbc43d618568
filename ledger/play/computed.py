"""Sums and comparisons over what the ledger holds, as an expectation states them.

    that: ordered + widened - narrowed = covered
    with:
      ordered:  {named_in: bundestag-2022#1}
      widened:  {named_in: court-2023#2}
      narrowed: {named_in: court-2023#3}
      covered:  {covered_by: bundestag-2022#1, contest: list-vote, type: polling_district}

Numbers are exact; a day counts as a number of days. What is not known exactly is no number, and
a sum with it is not met.
"""

import ast
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import mapped, text
from ledger.election import amounts, scopes, standing, statuses
from ledger.election.reading import Reading
from ledger.election.rows import Effect, Placed
from ledger.election.spellings import act_of
from ledger.play.comparing import Check
from ledger.play.sight import Sight

Number = Fraction
Found = Number | None
Source = Callable[[Sight, dict[str, Tree]], Found]

_COMPARISONS: dict[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Eq: lambda one, other: one == other,
    ast.NotEq: lambda one, other: one != other,
    ast.Gt: lambda one, other: one > other,
    ast.GtE: lambda one, other: one >= other,
    ast.Lt: lambda one, other: one < other,
    ast.LtE: lambda one, other: one <= other,
}
_OPERATIONS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.Mult: lambda one, other: one * other,
    ast.Div: lambda one, other: one / other,
}
_GRAMMAR = "names, numbers, + - * / ( ), round(x) or round(x, 1), and one of = != > >= < <="


def check(sight: Sight, value: Tree) -> Check:
    """Return the check of one sum or comparison."""
    given = mapped(value, ("that", "with"), "computed")
    that = text(given.get("that"), "computed.that")
    sources = given.get("with")
    if not isinstance(sources, dict):
        raise bad("where each number comes from, by name", sources, "computed.with")
    numbers = {name: _number(sight, source, name) for name, source in sources.items()}
    stated = ", ".join(f"{name} {_spell(found)}" for name, found in numbers.items())
    return Check(of="computed", expected=that, found=stated, is_met=_holds(that, numbers))


def _spell(found: Found) -> str:
    return "not known exactly" if found is None else str(found)


# --- the sentence ----------------------------------------------------------------------------


def _holds(that: str, numbers: dict[str, Found]) -> bool:
    """Whether a comparison holds; with a number that is not known exactly it does not."""
    spelled = that.replace("=", "==")
    for twice, once in (("!==", "!="), (">==", ">="), ("<==", "<=")):
        spelled = spelled.replace(twice, once)
    try:
        tree = ast.parse(spelled.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise bad(_GRAMMAR, that, "computed.that") from None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
        raise bad(_GRAMMAR, that, "computed.that")
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"round"}
    if used != set(numbers):
        odd = ", ".join(sorted(used ^ set(numbers)))
        raise bad("the same names in `that` and in `with`", odd, "computed")
    if any(found is None for found in numbers.values()):
        return False
    known = {name: found for name, found in numbers.items() if found is not None}
    left, right = (_value(each, known, that) for each in (tree.left, tree.comparators[0]))
    compare = _COMPARISONS.get(type(tree.ops[0]))
    if compare is None:
        raise bad(_GRAMMAR, that, "computed.that")
    return compare(left, right)


def _value(node: ast.expr, numbers: dict[str, Number], that: str) -> Number:
    if isinstance(node, ast.Name) and node.id in numbers:
        return numbers[node.id]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = (_value(each, numbers, that) for each in (node.left, node.right))
        if isinstance(node.op, ast.Div) and right == 0:
            raise bad("a number that is not divided by nothing", that, "computed.that")
        return _OPERATIONS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round":
        given = [_value(each, numbers, that) for each in node.args]
        if len(given) in (1, 2) and not node.keywords:
            return _rounded(given[0], int(given[1]) if len(given) == 2 else 0)
    raise bad(_GRAMMAR, that, "computed.that")


def _rounded(value: Number, places: int) -> Number:
    """A number to some decimals, halves away from nought, as people round."""
    scaled = abs(value) * 10**places
    whole = Fraction(int(scaled + Fraction(1, 2)), 10**places)
    return whole if value >= 0 else -whole


# --- where numbers come from -----------------------------------------------------------------


def _number(sight: Sight, value: Tree, name: str) -> Found:
    where = f"computed.with.{name}"
    kind = next(iter(value), None) if isinstance(value, dict) else None
    if kind not in _SOURCES:
        raise bad(f"an object that begins with one of {', '.join(_SOURCES)}", value, where)
    names, source = _SOURCES[kind]
    optional = ("below",) if "type" in names or kind == "units_of_type" else ()
    given = mapped(value, (kind, *names, *optional), where)
    for needed in names:
        if needed not in given:
            raise bad(f"the member {needed}", "none", where)
    return source(sight, given)


def _exact(low: int, high: int | None) -> Found:
    return Fraction(low) if low == high else None


def _of_form(sight: Sight, given: dict[str, Tree]) -> Found:
    """What a form states, the last time it stated it."""
    form, measure = str(given["form"]), str(given["measure"])
    rows = [each for each in sight.state.figures(form) if each.row.day <= sight.day]
    named, _, selection = measure.partition("/")
    for figure in rows[-1].row.figures if rows else ():
        if (figure["measure"], figure["selection"]) == (named, selection or None):
            stated = figure["value"]
            return None if "disputed" in stated else _exact(stated["low"], stated["high"])
    return None


def _of_amount(sight: Sight, given: dict[str, Tree]) -> Found:
    held = amounts.balances(sight.state, str(given["amount_of"]), day=sight.day)
    balance = held.get((str(given["material"]), str(given["bucket"])))
    return None if balance is None else _exact(balance.low, balance.high)


def _of_field(sight: Sight, given: dict[str, Tree]) -> Found:
    """A count, a quantity or a day that an event of an act states."""
    event = str(given["field_of"])
    recorded = sight.recorded(act_of(event))
    number = int(event.partition("#")[2] or 1)
    if recorded is None or not 1 <= number <= len(recorded.act["events"]):
        return None
    return _plain(recorded.act["events"][number - 1]["fields"].get(str(given["name"])))


def _plain(value: Any) -> Found:
    if isinstance(value, dict) and "low" in value:
        return _exact(value["low"], value["high"])
    if isinstance(value, str):
        return _day(value)
    return Fraction(value) if type(value) is int else None


def _day(text_: str | None) -> Found:
    if text_ is None:
        return None
    try:
        return Fraction(date.fromisoformat(text_).toordinal())
    except ValueError:
        return None


def _of_occurred(sight: Sight, given: dict[str, Tree], end: str) -> Found:
    """The first or the last day on which an event may have happened."""
    event = str(given[f"{end}_of"])
    recorded = sight.recorded(act_of(event))
    number = int(event.partition("#")[2] or 1)
    if recorded is None or not 1 <= number <= len(recorded.act["events"]):
        return None
    return _day((recorded.act["events"][number - 1]["occurred"] or {}).get(end))


def _of_date(sight: Sight, given: dict[str, Tree]) -> Found:
    """The date of a run at a unit."""
    reading = Reading(sight.state, sight.day)
    effect = standing.date_effect(reading, str(given["date_of"]), str(given["unit"]))
    return None if effect is None else _day(effect.row.data["day"])


def _of_act(sight: Sight, given: dict[str, Tree]) -> Found:
    placed = sight.state.act(str(given["day_of"]))
    return None if placed is None else _day(placed.row.day)


def _units_named(sight: Sight, given: dict[str, Tree]) -> Found:
    """How many units the effects of an event name, whatever became of them."""
    event = str(given["named_in"])
    effects = [e for e in sight.state.effects_of(act_of(event)) if e.row.event == event]
    rows = [row.row for effect in effects for row in sight.state.effect_units(effect.row.id)]
    return Fraction(len({row.unit for row in rows if row.further is None}))


def _units_of_type(sight: Sight, given: dict[str, Tree]) -> Found:
    return Fraction(len(_units(sight, given, str(given["units_of_type"]))))


def _units_covered(sight: Sight, given: dict[str, Tree]) -> Found:
    """How many units of a type the effects of an event cover, while they are in force."""
    event, contest = str(given["covered_by"]), str(given["contest"])
    reading = Reading(sight.state, sight.day)
    effects = [
        e
        for e in sight.state.effects_of(act_of(event))
        if event in (e.row.event, e.row.act) and e.row.verb != "link" and reading.in_force(e)
    ]
    covered = [
        u for u in _units(sight, given, str(given["type"])) if _covers(reading, effects, contest, u)
    ]
    return Fraction(len(covered))


def _units_standing(sight: Sight, given: dict[str, Tree]) -> Found:
    """How many units of a type, which a run covers, have a standing."""
    contest, run = str(given["contest"]), str(given["run"])
    reading = Reading(sight.state, sight.day)
    mine = [e for e in sight.state.effects_by_run(run) if reading.in_force(e)]
    orders = [e for e in mine if e.row.verb == "order_run"]
    bars = [e for e in mine if e.row.verb == "bar"]
    return Fraction(
        sum(
            standing.standing_of([e for e in bars if reading.covers(e, contest, unit)])
            == given["units_standing"]
            for unit in _units(sight, given, str(given["type"]))
            if _covers(reading, orders, contest, unit)
        )
    )


def _units_with(sight: Sight, given: dict[str, Tree], of: str, field: str) -> Found:
    """How many units of a type have a status of a run."""
    contest, run, wanted = str(given["contest"]), str(given["run"]), given[f"{field}_is"]
    found = (
        statuses.value_of(sight.state, f"{of}:{contest}/{unit}/{run}", field, day=sight.day)
        for unit in _units(sight, given, str(given["type"]))
    )
    return Fraction(sum(value == wanted for value in found))


def _covers(
    reading: Reading, effects: list[Placed[Effect]], contest: str, unit: str
) -> bool:  # fmt: skip
    return any(reading.covers(effect, contest, unit) for effect in effects)


def _units(sight: Sight, given: dict[str, Tree], type_: str) -> list[str]:
    """The ids of the units of a type, all or those at or below one."""
    below = given.get("below")
    keys = [placed.row.key for placed in sight.state.subjects("unit") if placed.row.type == type_]
    units = [key.partition(":")[2] for key in keys]
    return [u for u in units if below is None or below in scopes.path(sight.state, u)]


_SOURCES: dict[str, tuple[tuple[str, ...], Source]] = {
    "form": (("measure",), _of_form),
    "amount_of": (("material", "bucket"), _of_amount),
    "field_of": (("name",), _of_field),
    "earliest_of": ((), lambda sight, given: _of_occurred(sight, given, "earliest")),
    "latest_of": ((), lambda sight, given: _of_occurred(sight, given, "latest")),
    "date_of": (("unit",), _of_date),
    "day_of": ((), _of_act),
    "named_in": ((), _units_named),
    "units_of_type": ((), _units_of_type),
    "covered_by": (("contest", "type"), _units_covered),
    "count_is": (
        ("run", "contest", "type"),
        lambda sight, given: _units_with(sight, given, "count", "count"),
    ),
    "polling_is": (
        ("run", "contest", "type"),
        lambda sight, given: _units_with(sight, given, "poll", "polling"),
    ),
    "units_standing": (("run", "contest", "type"), _units_standing),
}
