"""What blocks the certification of a contest (specification, section 9): computed anew, from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from verifiers.by_law import ByLaw
from verifiers.counts import Contest, Leaf
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Effect

_WITHHOLDING = ("annul", "hold_back", "stay")


class _Found(NamedTuple):
    """A blocker before the rules that ask for it are looked up."""

    code: str
    about: str
    detail: str | None
    acts: set[str]
    units: set[str]
    consequence: str | None = None


def blockers(contest: Contest, law: Law, by_law: ByLaw) -> list[Json]:
    """All of them, sorted by code, about and detail."""
    leaves = list(contest.leaves.values())
    found = [*_runs(contest, leaves), *_due(contest, leaves), *_following(contest, by_law)]
    acts = contest.tables.contested(law, contest.day)
    found += [_Found("contested", f"act:{act}", None, {act}, set()) for act in acts]
    found += _withheld(leaves)
    asking = [doc for doc in law.rules_of_day(contest.day) if doc["test"] == "blockers"]
    asking = [doc for doc in asking if not doc["applies_to"]["effects"] or "certify" in doc["applies_to"]["effects"]]
    told = [_document(each, law, asking) for each in found]
    return sorted(told, key=lambda each: (each["code"], each["about"], each["detail"] or "", each["acts"]))


def _document(found: _Found, law: Law, asking: list[Json]) -> Json:
    rules = {doc["id"]: doc["cites"] for doc in asking if found.code in doc["parameters"]["blockers"]}
    if found.consequence is not None:
        rules[found.consequence] = (law.get("consequence", found.consequence) or {"cites": []})["cites"]
    cited = {(one["instrument"], one["point"] or "") for cites in rules.values() for one in cites}
    return {
        "about": found.about,
        "acts": sorted(found.acts),
        "cites": [{"instrument": instrument, "point": point or None} for instrument, point in sorted(cited)],
        "code": found.code,
        "detail": found.detail,
        "rules": sorted(rules),
        "units": sorted(found.units),
    }


def _runs(contest: Contest, leaves: list[Leaf]) -> Iterator[_Found]:
    """Runs without a date, and last runs that are not counted or do not stand."""
    places: dict[tuple[str, str, str | None], list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        for run in leaf.runs:
            if contest.tables.date(run, leaf.unit, contest.day) is None:
                places["undated_run", run, None].append(leaf)
        lack = _lack(contest, leaf)
        if lack:
            places["run_not_counted", leaf.runs[-1], lack].append(leaf)
    for (code, run, detail), found in places.items():
        orders = {order.row["act"] for leaf in found for order in leaf.orders if order.row["run"] == run}
        bars = {bar.row["act"] for leaf in found for bar in leaf.bars if bar.row["run"] == run}
        acts = bars if bars and code == "run_not_counted" else orders
        yield _Found(code, f"run:{run}", detail, acts, {leaf.unit for leaf in found})


def _lack(contest: Contest, leaf: Leaf) -> str | None:
    """How far the last run of a leaf has come; nothing if it is counted and stands, or is left out expressly."""
    standing, place = leaf.standing(leaf.runs[-1]), f"{contest.contest}/{leaf.unit}/{leaf.runs[-1]}"
    if standing != "stands":
        return None if standing == "excluded" else standing
    count = contest.tables.status("count:" + place, "count", contest.day)
    polling = contest.tables.status("poll:" + place, "polling", contest.day)
    if count == "counted":
        return None
    return polling if count == "not_counted" or polling in ("planned", "ready") else count


def _due(contest: Contest, leaves: list[Leaf]) -> Iterator[_Found]:
    tables = contest.tables
    about = {"contest:" + contest.contest} | {f"run:{run}" for leaf in leaves for run in leaf.runs}
    about |= {f"unit:{above}" for leaf in leaves for above in tables.path(leaf.unit)}
    for key in tables.keys("due"):
        item, _, subject = key.partition("/")
        if subject in about and tables.open_due(key, contest.day):
            yield _Found("open_items", subject, item, set(), set())


def _following(contest: Contest, by_law: ByLaw) -> Iterator[_Found]:
    """What is owed by law, and remedies of decisions on the contest that may still be used."""
    for told, effect in by_law.found:
        act = effect.row["act"]
        if told["kind"] == "owed" and contest.contest in effect.row["contests"]:
            yield _Found("by_law", told["about"], told["item"], {act}, set(), told["rule"])
        elif told["kind"] == "runs":
            made: list[Effect] = contest.tables.get("by_act", act)
            if any(contest.contest in one.row["contests"] for one in made):
                yield _Found("by_law", told["about"], told["item"], {act}, set())


def _withheld(leaves: list[Leaf]) -> Iterator[_Found]:
    where: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for leaf in leaves:
        for bar in leaf.bars:
            row = bar.row
            if row["object"] == "certification" and row["what"] in _WITHHOLDING:
                where[row["act"], str(row["run"]), row["what"]].add(leaf.unit)
    for (act, run, what), units in where.items():
        yield _Found("withheld", f"run:{run}", what, {act}, units)
