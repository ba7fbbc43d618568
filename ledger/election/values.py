"""Field values with an inside: quantities, times, figures, scopes, items.

A quantity  {"high":120,"low":100,"why":"estimated"} or {"disputed":[…]}
A when      {"at":null,"earliest":"2013-11-03","latest":null,"why":null}
A scope     [{"channels":["all"],"contests":["mayor"],"further":null,"lists":[],
              "selections":["all"],"units":["pc-1"]}]
Figures     [{"measure":"valid_votes","selection":null,"value":QUANTITY}]
Numbers     {"ranges":[{"first":1,"last":500,"prefix":"A"}],"why":null}
Items       [{"id":"ps-1","name":"Station 1","parent":"pc-1","type":"polling_station"}]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ledger import limits
from ledger.election.refusals import Problem
from ledger.election.spellings import is_code, is_day, is_id, is_instant
from ledger.election.world import World, bad, unknown, within

BOXES_MAX = 50
FIGURES_MAX = 500
ITEMS_MAX = 1000
RANGES_MAX = 500
PREFIX_CHARACTERS_MAX = 20
SOURCES_MAX = 9
SOURCE_CHARACTERS_MAX = 200
NAME_CHARACTERS_MAX = 500

_ALL = ["all"]


def hull(quantity: dict[str, Any]) -> tuple[int, int | None, str | None]:
    """Low, high (None: no bound) and reason of a quantity; a dispute has the widest interval."""
    versions = quantity.get("disputed")
    if versions is None:
        return quantity["low"], quantity["high"], quantity["why"]
    highs = [version["high"] for version in versions]
    low = min(version["low"] for version in versions)
    return low, None if None in highs else max(highs), "disputed"


def day_of(when: dict[str, Any] | None, day: str) -> str:
    """The day of a time in the world: `earliest`, else `latest`, else the act's day."""
    if when is None:
        return day
    return when["earliest"] or when["latest"] or day


def is_count(value: object) -> bool:
    """Whether it is a whole number that every reader can hold."""
    return type(value) is int and 0 <= value <= limits.INTEGER_MAX


def check_quantity(value: Any, world: World, missing: list[str]) -> Problem | None:
    """A known, bounded or disputed quantity."""
    if type(value) is dict and value.keys() == {"disputed"}:
        return _check_dispute(value["disputed"])
    problem = _check_members(value, {"high", "low", "why"})
    return problem or _check_interval(value)


def _check_dispute(versions: Any) -> Problem | None:
    if type(versions) is not list or not 2 <= len(versions) <= SOURCES_MAX:
        return bad(f"an array of 2 to {SOURCES_MAX} versions", versions, ".disputed")
    for number, version in enumerate(versions):
        problem = _check_members(version, {"high", "low", "source", "why"})
        problem = problem or _check_interval(version)
        problem = problem or _check_text(version["source"], SOURCE_CHARACTERS_MAX, ".source")
        if problem:
            return within(problem, f".disputed[{number}]")
    return None


def _check_interval(value: dict[str, Any]) -> Problem | None:
    low, high, why = value["low"], value["high"], value["why"]
    if not is_count(low):
        return bad("a count", low, ".low")
    if high is not None and not (is_count(high) and high >= low):
        return bad("null or a count not below `low`", high, ".high")
    if why is None:
        return None if low == high else bad("a code, since the quantity is not exact", why, ".why")
    return None if type(why) is str and is_code(why) else bad("null or a code", why, ".why")


def check_when(value: Any, world: World, missing: list[str]) -> Problem | None:
    """A time in the world: a moment, a day, or between two days."""
    problem = _check_members(value, {"at", "earliest", "latest", "why"})
    if problem:
        return problem
    at, why = value["at"], value["why"]
    if at is not None and not (type(at) is str and is_instant(at)):
        return bad("null or an instant", at, ".at")
    for name in ("earliest", "latest"):
        day = value[name]
        if day is not None and not (type(day) is str and is_day(day)):
            return bad("null or a day", day, f".{name}")
    earliest, latest = value["earliest"], value["latest"]
    if earliest is not None and latest is not None and earliest > latest:
        return bad("a day not before `earliest`", latest, ".latest")
    if why is not None and not (type(why) is str and is_code(why)):
        return bad("null or a code", why, ".why")
    return None


def check_figures(value: Any, world: World, missing: list[str]) -> Problem | None:
    """The figures of a form, sorted by measure and selection, each once."""
    if type(value) is not list or not 1 <= len(value) <= FIGURES_MAX:
        return bad(f"an array of 1 to {FIGURES_MAX} figures", value)
    before: tuple[str, str] | None = None
    for number, figure in enumerate(value):
        problem = _check_figure(figure, world, missing)
        if problem:
            return within(problem, f"[{number}]")
        place = (figure["measure"], figure["selection"] or "")
        if before is not None and place <= before:
            expected = "figures sorted by measure and selection, null first, each once"
            return bad(expected, "/".join(place), f"[{number}]")
        before = place
    return None


def _check_figure(figure: Any, world: World, missing: list[str]) -> Problem | None:
    problem = _check_members(figure, {"measure", "selection", "value"})
    if problem:
        return problem
    measure, selection = figure["measure"], figure["selection"]
    if not (type(measure) is str and is_code(measure)):
        return bad("a code", measure, ".measure")
    if selection is not None and not (type(selection) is str and is_id(selection)):
        return bad("null or an id", selection, ".selection")
    problem = check_quantity(figure["value"], world, missing)
    return within(problem, ".value") if problem else None


_BOX = frozenset({"channels", "contests", "further", "lists", "selections", "units"})


def check_scope(value: Any, world: World, missing: list[str]) -> Problem | None:
    """A union of boxes: units × contests × channels × selections."""
    if type(value) is not list or not 1 <= len(value) <= BOXES_MAX:
        return bad(f"an array of 1 to {BOXES_MAX} boxes", value)
    for number, box in enumerate(value):
        problem = _check_box(box, world)
        if problem:
            return within(problem, f"[{number}]")
    return None


def _check_box(box: Any, world: World) -> Problem | None:
    if type(box) is not dict or box.keys() != _BOX:
        return _check_members(box, _BOX)
    problem = (
        _check_choice(box["channels"], is_code, ".channels")
        or _check_names(box["contests"], "contest", world, ".contests")
        or _check_names(box["units"], "unit", world, ".units")
        or _check_names(box["lists"], "unit_list", world, ".lists")
        or _check_choice(box["selections"], is_id, ".selections")
    )
    if problem:
        return problem
    if not box["contests"]:
        return bad("at least one contest", box["contests"], ".contests")
    if box["further"] is not None:
        return _check_further(box["further"], world)
    if not box["units"] and not box["lists"]:
        return bad("a unit, a list of units, or further ones", box["units"], ".units")
    return None


def _check_choice(value: Any, is_spelled: Callable[[str], object], where: str) -> Problem | None:
    """`["all"]`, or names in order."""
    if value == _ALL:
        return None
    if type(value) is not list or not value:
        return bad('`["all"]` or a sorted array of names', value, where)
    return _check_sorted(value, is_spelled, where)


def _check_sorted(
    names: list[Any], is_spelled: Callable[[str], object], where: str
) -> Problem | None:
    before = ""
    for number, name in enumerate(names):
        if type(name) is not str or not is_spelled(name):
            return bad("a name in its spelling", name, f"{where}[{number}]")
        if name <= before:
            return bad("names sorted, each once", name, f"{where}[{number}]")
        before = name
    return None


def _check_names(names: Any, kind: str, world: World, where: str) -> Problem | None:
    """Ids of subjects that exist, in order."""
    if type(names) is not list:
        return bad("a sorted array of ids", names, where)
    problem = _check_sorted(names, is_id, where) if names else None
    if problem:
        return problem
    for number, name in enumerate(names):
        if not world.subject(f"{kind}:{name}"):
            return unknown(kind, name, f"{where}[{number}]")
    return None


def _check_further(further: Any, world: World) -> Problem | None:
    problem = _check_members(further, {"count", "within"})
    if problem:
        return within(problem, ".further")
    problem = check_quantity(further["count"], world, [])
    if problem:
        return within(problem, ".further.count")
    unit = further["within"]
    if type(unit) is not str or not is_id(unit):
        return bad("the id of a unit", unit, ".further.within")
    return None if world.subject(f"unit:{unit}") else unknown("unit", unit, ".further.within")


def check_numbers(value: Any, world: World, missing: list[str]) -> Problem | None:
    """Ranges of serial numbers in order, none in another; `why` if there are more than are known."""
    problem = _check_members(value, {"ranges", "why"})
    if problem:
        return problem
    ranges, why = value["ranges"], value["why"]
    if type(ranges) is not list or len(ranges) > RANGES_MAX:
        return bad(f"an array of up to {RANGES_MAX} ranges", ranges, ".ranges")
    before = ("", -1)
    for number, one in enumerate(ranges):
        problem = _check_range(one)
        if problem:
            return within(problem, f".ranges[{number}]")
        prefix = one["prefix"] or ""
        if (prefix, one["first"]) <= before:
            expected = "ranges sorted by prefix and first, null first, each after the one before"
            return bad(expected, one, f".ranges[{number}]")
        before = prefix, one["last"]
    if why is not None and not (type(why) is str and is_code(why)):
        return bad("null or a code", why, ".why")
    return None if ranges or why else bad("a code, since no number is known", why, ".why")


def _check_range(one: Any) -> Problem | None:
    problem = _check_members(one, {"first", "last", "prefix"})
    if problem:
        return problem
    first, last, prefix = one["first"], one["last"], one["prefix"]
    if not is_count(first):
        return bad("a count", first, ".first")
    if not (is_count(last) and last >= first):
        return bad("a count not below `first`", last, ".last")
    return None if prefix is None else _check_text(prefix, PREFIX_CHARACTERS_MAX, ".prefix")


_ITEM = frozenset({"id", "name", "parent", "type"})


def check_items(value: Any, world: World, missing: list[str]) -> Problem | None:
    """New subjects, or members of a list; whether they may be made is for the effect to say."""
    if type(value) is not list or not 1 <= len(value) <= ITEMS_MAX:
        return bad(f"an array of 1 to {ITEMS_MAX} items", value)
    for number, item in enumerate(value):
        problem = _check_members(item, _ITEM) or _check_item(item)
        if problem:
            return within(problem, f"[{number}]")
    return None


def _check_item(item: dict[str, Any]) -> Problem | None:
    identity, parent, type_ = item["id"], item["parent"], item["type"]
    if not (type(identity) is str and is_id(identity)):
        return bad("an id", identity, ".id")
    if parent is not None and not (type(parent) is str and is_id(parent)):
        return bad("null or an id", parent, ".parent")
    if not (type(type_) is str and is_code(type_)):
        return bad("a code", type_, ".type")
    return _check_text(item["name"], NAME_CHARACTERS_MAX, ".name")


def is_text(value: Any, characters_max: int) -> bool:
    """Whether it is text of one line, not empty."""
    return type(value) is str and 1 <= len(value) <= characters_max and "\n" not in value


def _check_text(value: Any, characters_max: int, where: str) -> Problem | None:
    if is_text(value, characters_max):
        return None
    return bad(f"text of 1 to {characters_max} characters on one line", value, where)


def _check_members(value: Any, names: Iterable[str]) -> Problem | None:
    """An object with exactly these members."""
    expected = frozenset(names)
    if type(value) is not dict:
        return bad("an object of " + ", ".join(sorted(expected)), value)
    for name in sorted(value.keys() - expected):
        return bad("no member of this name", name, f".{name}")
    for name in sorted(expected - value.keys()):
        return bad("a member of this name", "nothing", f".{name}")
    return None
