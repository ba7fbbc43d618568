"""Seats by greatest averages and largest remainders, in whole numbers (specification, section 12.9)."""

from __future__ import annotations

from fractions import Fraction

from verifiers.forms import Interval, written
from verifiers.reading import Json

SEATS_MAX = 10_000
_AVERAGES = {"dhondt": (1, 1), "sainte_lague": (2, 1)}


def shared(votes: dict[str, int], seats: int, method: str, *, drawn: set[str]) -> tuple[dict[str, int], list[str]]:
    """The seats of each list, and those lists that are tied for the rest."""
    given = dict.fromkeys(votes, 0)
    lists = {name: count for name, count in votes.items() if count}
    if method in _AVERAGES:
        factor, plus = _AVERAGES[method]
        worth = {name: Fraction(count, plus) for name, count in lists.items()}
    elif lists and seats:
        total = sum(lists.values())
        price = _price(total, seats, method)
        given |= {name: int(count / price) for name, count in lists.items()}
        worth = {name: count - price * given[name] for name, count in lists.items()}
    else:
        worth = {}
    left = seats - sum(given.values())
    while left and worth:
        most = max(worth.values())
        equal = sorted(name for name in worth if worth[name] == most)
        if len(equal) > left:
            lucky = [name for name in equal if name in drawn]
            if len(lucky) != left:
                return given, equal
            equal = lucky
        for name in equal:
            given[name] += 1
            if method in _AVERAGES:
                worth[name] = Fraction(lists[name], factor * given[name] + plus)
            else:
                del worth[name]
        left -= len(equal)
    return given, []


def bounded(row: Json, votes: dict[str, int], base: int, uncounted: int) -> list[Json]:
    """The least and the most seats of each list, with so many votes that are not counted yet (12.9)."""
    data, method, total = row["data"], str(row["what"]), row["data"]["seats"]
    share = data["threshold"] or {"numerator": 0, "denominator": 1}

    def reaches(count: int, whole: int) -> bool:
        return bool(count * share["denominator"] >= share["numerator"] * whole)

    free = set(data["exempt"])
    sure = {n for n, count in votes.items() if n in free or reaches(count, base + uncounted)}
    able = {n for n, c in votes.items() if n in free or reaches(c, base) or reaches(c + uncounted, base + uncounted)}
    found = []
    for name in sorted(votes):
        against = {n: votes[n] + (0 if n == name else uncounted) for n in able | {name}}
        in_favour = {n: votes[n] + (uncounted if n == name else 0) for n in sure | {name}}
        if method in _AVERAGES:
            low = shared(against, total, method, drawn=set())[0][name]
            given, tied = shared(in_favour, total, method, drawn=set())
            high = given[name] + tied.count(name)
        elif total and in_favour[name]:
            low = int(votes[name] / _price(sum(votes.values()) + uncounted, total, method))
            high = min(total, int(in_favour[name] / _price(sum(in_favour.values()), total, method)) + 1)
        else:
            low = high = 0
        found.append({"least": low * (name in sure), "most": high * (name in able), "selection": name})
    return found


def _price(votes: int, seats: int, method: str) -> Fraction:
    return Fraction(votes, seats) if method == "hare" else Fraction(votes // (seats + 1) + 1)


def allocation(
    row: Json,
    votes: dict[str, Interval],
    base: Interval | None,
    *,
    drawn: set[str],
    missing: bool,
    uncounted: int | None,
) -> Json:
    """What an `allocate` effect gives to lists whose votes are intervals; `base` is that of its threshold."""
    data, share = row["data"], row["data"]["threshold"]
    exact = all(each[0] == each[1] for each in [*votes.values(), *([base] if base else [])])
    known = votes and exact and (share is None or base) and data["seats"] <= SEATS_MAX
    given: dict[str, int] = {}
    tied: list[str] = []
    if known:
        taking = {name: each[0] for name, each in votes.items()}
        if share and base:
            least = share["numerator"] * base[0]
            part = {n for n, count in taking.items() if count * share["denominator"] >= least}
            taking = {n: count for n, count in taking.items() if n in part or n in data["exempt"]}
        given, tied = shared(taking, data["seats"], str(row["what"]), drawn=drawn)
    bounds = None
    if known and missing and uncounted is not None:
        bounds = bounded(row, {name: each[0] for name, each in votes.items()}, base[0] if base else 0, uncounted)
    status = "open" if missing else "tied" if tied else "complete"
    return {
        "base": written(base) if base else None,
        "bounds": bounds,
        "event": row["event"],
        "exempt": data["exempt"],
        "left": data["seats"] - sum(given.values()),
        "lists": [{"seats": given.get(name, 0), "selection": name} for name in sorted(votes)] if known else [],
        "method": row["what"],
        "seats": data["seats"],
        "status": status if known else "indeterminate",
        "threshold": share,
        "tied": tied,
    }
