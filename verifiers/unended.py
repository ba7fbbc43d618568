"""What has not come to an end by its nature (specification, section 9): nobody had to say that it is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from verifiers.counts import Contest, Leaf
from verifiers.reading import Json
from verifiers.tables import Tables

_NO_END = ("planned", "ready", "open", "suspended")
_UNENDED = {
    "complaint none": "complaint_not_docketed",
    "complaint lodged": "complaint_undecided",
    "complaint admitted": "complaint_undecided",
    "consignment in_transit": "consignment_under_way",
    "container consigned": "container_under_way",
    "container opened": "container_open",
}


def items(tables: Tables, contests: Iterable[Contest], day: str) -> list[Json]:
    """Polls whose day is over, then complaints, consignments and containers."""
    polls = [item for contest in contests for item in _polls(tables, contest, day)]
    polls.sort(key=lambda item: (item["by"], item["about"]))
    return polls + list(_subjects(tables, day))


def _polls(tables: Tables, contest: Contest, day: str) -> Iterator[Json]:
    runs = sorted({run for leaf in contest.leaves.values() for run in leaf.runs})
    for run in runs:
        having = {unit: leaf for unit, leaf in contest.leaves.items() if run in leaf.runs}
        late = {unit: _late(tables, contest.contest, leaf, run, day=day) for unit, leaf in having.items()}
        days = {unit: found for unit, found in late.items() if found}
        told = dict[str, None]()
        for unit in sorted(days):
            above = tables.path(unit)
            whole = (u for u in reversed(above) if all(one in days for one in contest.below[u] if one in having))
            told[next(whole)] = None
        for top in told:
            first = min((days[unit], unit) for unit in contest.below[top] if unit in days)
            order = next(o.row for o in having[first[1]].orders if o.row["run"] == run)
            about = f"poll:{contest.contest}/{top}/{run}"
            yield _item("poll_without_end", about, order["body"], order["since"], first[0]) | {"by": first[0]}


def _late(tables: Tables, contest: str, leaf: Leaf, run: str, *, day: str) -> str | None:
    """The day of a poll that is over, stands, and of which nobody says that it ended."""
    name = f"{contest}/{leaf.unit}/{run}"
    if tables.status("poll:" + name, "polling", day) not in _NO_END:
        return None
    date = tables.date(run, leaf.unit, day)
    if tables.status("count:" + name, "count", day) != "not_counted" or date is None or date >= day:
        return None
    certified = tables.covering("certify", contest, leaf.unit, day=day)
    done = any(e.row["what"] == "result" and e.row["run"] == run for e in certified)
    return None if done or leaf.standing(run) != "stands" else date


def _subjects(tables: Tables, day: str) -> Iterator[Json]:
    spoken: dict[str, int] = defaultdict(lambda: -1)
    for target in tables.keys("due"):
        for effect in tables.get("due", target):
            if tables.in_force(effect, day):
                about = target.partition("/")[2]
                spoken[about] = max(spoken[about], effect.row["since"])
    for key in sorted(tables.keys("subject")):
        kind = key.partition(":")[0]
        if kind not in ("complaint", "consignment", "container"):
            continue
        told = [row for row in tables.get("status", key, kind) if row[0] <= day]
        last = max(told) if told else None
        code = _UNENDED.get(f"{kind} {last[3] if last else 'none'}")
        if not code:
            continue
        act = last[4].partition("#")[0] if last else tables.get("maker", key)[0]
        since, body, _, on = tables.get("act", act)[0]
        on = last[0] if last else on
        if spoken[key] < since and on <= day:
            yield _item(code, key, body, since, on)


def _item(code: str, about: str, owner: str, since: int, day: str) -> Json:
    words = {"about": about, "by": None, "day": day, "item": code, "owner": owner}
    return {**words, "rule": "by_nature", "since": since}
