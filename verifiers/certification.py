"""How far a result is certified (specification, section 12.10)."""

from __future__ import annotations

from collections import defaultdict

from verifiers.figures import Part, ids
from verifiers.reading import Json
from verifiers.tables import Effect, Tables


def certification(part: Part) -> Json:
    """The certification of the leaves of a part, and its acts."""
    contest, tables, day = part.contest, part.contest.tables, part.contest.day
    effects = [e for run in tables.keys("certify") for e in tables.get("certify", run)]
    effects = sorted((e for e in effects if contest.contest in e.row["contests"]), key=lambda e: e.order)
    bars = {leaf.unit: [b for b in leaf.bars if b.row["object"] == "certification"] for leaf in part.leaves}
    every = {bar.order: bar for listed in bars.values() for bar in listed}.values()
    aside = [bar for bar in every if bar.row["what"] == "annul"]
    held: dict[str, set[str]] = defaultdict(set)
    in_force = {effect.row["id"] for effect in effects if tables.in_force(effect, day)}
    for unit, listed in bars.items():
        for effect in tables.covering("certify", contest.contest, unit, day=day):
            since, run = effect.row["since"], effect.row["run"]
            if not any(b in aside and b.row["run"] == run and b.row["since"] > since for b in listed):
                held[effect.row["id"]].add(unit)
    events: dict[str, list[Effect]] = {}
    for effect in effects:
        events.setdefault(effect.row["event"], []).append(effect)
    acts: list[Json] = []
    final, version = set[str](), 0
    for event, listed in events.items():
        is_final = any(effect.row["what"] == "result" for effect in listed)
        version += is_final
        for effect in listed:
            final |= held[effect.row["id"]] if effect.row["what"] == "result" else set()
        acts.append(
            {
                "event": event,
                "in_force": any(effect.row["id"] in in_force for effect in listed),
                "kind": _kind(listed, tables, day),
                "units": len(set[str]().union(*(held[effect.row["id"]] for effect in listed))),
                "version": version if is_final else None,
            }
        )
    withheld = ids(bar for bar in every if bar.row["what"] in ("hold_back", "stay"))
    given = [effect for effect in effects if effect.row["what"] == "result"]
    lifts = (lift for e in given for lift in tables.aimed(e, "lift") if lift.row["since"] > e.row["since"])
    if final:
        state = "final" if len(final) == len(part.leaves) else "partial"
    elif (given and aside) or any(tables.in_force(lift, day) for lift in lifts):
        state = "withdrawn"
    else:
        state = "withheld" if withheld else next((str(a["kind"]) for a in reversed(acts) if a["units"]), "none")
    return {
        "acts": acts,
        "set_aside": ids(aside),
        "state": state,
        "units": len(final),
        "version": max((act["version"] for act in acts if act["version"] and act["units"]), default=None),
        "withheld": withheld,
    }


def _kind(effects: list[Effect], tables: Tables, day: str) -> str:
    """What the certifications of an event are called; a final one may take the place of another."""
    what = str(effects[0].row["what"])
    if all(effect.row["what"] != "result" for effect in effects):
        return "provisional" if what == "declaration" else what
    links = [e for e in tables.get("by_act", effects[0].row["act"]) if e.verb == "link"]
    links = [e for e in links if e.row["event"] == effects[0].row["event"] and e.row["what"] == "supersedes"]
    return "reissued" if any(tables.in_force(link, day) for link in links) else "final"
