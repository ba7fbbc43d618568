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
        price = Fraction(total, seats) if method == "hare" else Fraction(total // (seats + 1) + 1)
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


def allocation(row: Json, votes: dict[str, Interval], base: Interval | None, *, drawn: set[str], missing: bool) -> Json:
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
    status = "open" if missing else "tied" if tied else "complete"
    return {
        "base": written(base) if base else None,
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
