"""Serial numbers and seals: is every number had before it is given, every seal used once? (specification, section 13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from verifiers.reading import Json
from verifiers.tables import Effect, Tables

Span = tuple[int, int | None]
_Pieces = dict[str, list[tuple[int, int]]]
"""Half-open stretches by prefix, sorted and apart."""


def _pieces(listed: Iterable[Json]) -> _Pieces:
    found: _Pieces = defaultdict(list)
    for numbers in listed:
        for one in numbers["ranges"]:
            found[one["prefix"] or ""].append((one["first"], one["last"] + 1))
    return _merged(found)


def _merged(pieces: _Pieces) -> _Pieces:
    merged: _Pieces = {}
    for prefix, stretches in pieces.items():
        kept = merged[prefix] = list[tuple[int, int]]()
        for start, end in sorted(stretches):
            if kept and start <= kept[-1][1]:
                start, end = kept[-1][0], max(end, kept[-1][1])
                kept.pop()
            kept.append((start, end))
    return merged


def _plus(one: _Pieces, other: _Pieces) -> _Pieces:
    return _merged({prefix: one.get(prefix, []) + other.get(prefix, []) for prefix in one.keys() | other.keys()})


def _split(one: _Pieces, other: _Pieces, *, common: bool) -> _Pieces:
    """What both have, or what only the first has: between any two neighbouring ends nothing changes."""
    found: _Pieces = {}
    for prefix, stretches in one.items():
        events = [(at, 0, step) for start, end in stretches for at, step in ((start, 1), (end, -1))]
        events += [(at, 1, step) for start, end in other.get(prefix, ()) for at, step in ((start, 1), (end, -1))]
        depth, before, kept = [0, 0], 0, list[tuple[int, int]]()
        for at, which, step in sorted(events):
            if depth[0] and bool(depth[1]) == common and at > before:
                kept.append((before, at))
            depth[which] += step
            before = at
        if kept:
            found[prefix] = kept
    return _merged(found)


def _count(pieces: _Pieces) -> int:
    return sum(end - start for stretches in pieces.values() for start, end in stretches)


def _spelled(pieces: _Pieces) -> list[str]:
    said = []
    for prefix, stretches in sorted(pieces.items()):
        for start, end in stretches:
            said.append((prefix + " " if prefix else "") + (f"{start}-{end - 1}" if end - start > 1 else f"{start}"))
    return said[:100]


def _told(tables: Tables, key: str, verb: str, day: str) -> list[Effect]:
    """The effects in force under a key, in order of the log."""
    return [e for e in tables.get("told", key) if e.verb == verb and tables.in_force(e, day)]


def checks(tables: Tables, key: str, day: str) -> Iterator[tuple[str, str | None, Span, Span, str, list[str], int]]:
    """Check, material, left, right, outcome, what is at issue, since: of numbers by material, then of seals."""
    by_material: dict[str, list[Effect]] = defaultdict(list)
    for effect in _told(tables, key, "number", day):
        by_material[effect.row["data"]["material"]].append(effect)
    for material, effects in sorted(by_material.items()):
        for found in _numbers(tables, effects, day):
            yield found[0], material, *found[1:]
    for name, *rest in _seals(tables, _told(tables, key, "seal", day), day):
        yield name, None, *rest  # type: ignore[misc]


def _numbers(tables: Tables, effects: list[Effect], day: str) -> Iterator[tuple[str, Span, Span, str, list[str], int]]:
    had: _Pieces = {}
    told, whole, sure = False, True, True
    for effect in effects:
        data, since = effect.row["data"], effect.row["since"]
        here, known = _pieces([data["numbers"]]), data["numbers"]["why"] is None
        left = (_count(here), _count(here) if known else None)
        right = (_count(had) if sure else 0, _count(had) if told and whole else None)
        if effect.row["what"] == "given":
            lacking = _split(here, had, common=False)
            outcome = ("violated" if told and whole else "indeterminate") if lacking else _if(known and sure)
            yield "ranges_held", left, right, outcome, _spelled(lacking), since
            had, sure = _split(had, here, common=False), sure and known
            continue
        if data["from"] is None:
            yield "ranges_once", left, *_made_before(tables, effect, here, day=day), since
        twice = _split(here, had, common=True)
        outcome = ("violated" if sure else "indeterminate") if twice else _if(known and whole)
        yield "ranges_again", left, right, outcome, _spelled(twice), since
        if data["quantity"] is not None:
            wanted = (data["quantity"]["low"], data["quantity"]["high"])
            apart = (wanted[1] is not None and wanted[1] < left[0]) or (known and left[0] < wanted[0])
            yield "ranges_quantity", left, wanted, "violated" if apart else _if(left == wanted and known), [], since
        had, whole, told = _plus(had, here), whole and known, True


def _if(holds: bool) -> str:
    return "holds" if holds else "indeterminate"


def _made_before(tables: Tables, effect: Effect, here: _Pieces, *, day: str) -> tuple[Span, str, list[str]]:
    made = _told(tables, "numbers:" + effect.row["data"]["material"], "number", day)
    before = [e.row["data"]["numbers"] for e in made if e.order < (effect.order[0], effect.order[1] - 1)]
    there, whole = _pieces(before), all(numbers["why"] is None for numbers in before)
    twice = _split(here, there, common=True)
    known = not before or (whole and effect.row["data"]["numbers"]["why"] is None)
    span = _count(there), _count(there) if whole else None
    return span, "violated" if twice else _if(known), _spelled(twice)


def _seals(tables: Tables, effects: list[Effect], day: str) -> Iterator[tuple[str, Span, Span, str, list[str], int]]:
    on = set[str]()
    told, whole = False, True
    for effect in effects:
        how, named, since = effect.row["what"], effect.row["data"]["seals"], effect.row["since"]
        seals = set(named or ())
        if how == "put":
            used = {seal for seal in seals if _is_used(tables, seal, effect, day=day)}
            left: Span = (len(used), None if named is None else len(used))
            yield "seal_once", left, (0, 0), "violated" if used else _if(named is not None), sorted(used)[:100], since
            on, told, whole = on | seals, True, whole and named is not None
            continue
        if named is not None or told or how == "missing":
            right: Span = (len(on), len(on) if told and whole else None)
            outcome, issue = _match(how, named, on, is_told=told, is_whole=whole)
            left = (len(seals), None if named is None else len(seals))
            yield "seal_match", left, right, outcome, sorted(issue)[:100], since
        if how == "open" or (named is None and how != "found"):
            on, whole = set(), True
        elif how in ("off", "missing"):
            on = on - seals


def _is_used(tables: Tables, seal: str, effect: Effect, *, day: str) -> bool:
    """Whether an earlier event put the seal on something."""
    puts = _told(tables, "seal:" + seal, "seal", day)
    return any(put.order < effect.order and put.row["event"] != effect.row["event"] for put in puts)


def _match(how: str, named: list[str] | None, on: set[str], *, is_told: bool, is_whole: bool) -> tuple[str, set[str]]:
    if how == "missing":
        return "violated", set(named or ())
    if named is None:
        return _if(is_whole and not on), on
    strange = set(named) - on
    absent = set() if how == "off" else on - set(named)
    wrong = is_told and (bool(absent) or (bool(strange) and is_whole))
    return "violated" if wrong else _if(is_told and is_whole), strange | absent
