"""Giving seats to lists, exactly: greatest averages and largest remainders, and thresholds.

    give({"a": 340, "b": 280, "c": 160}, 7, method="dhondt")   # {"a": 3, "b": 3, "c": 1}, no tie

Only whole numbers and fractions are used. A tie that decides about a seat is never broken here: it
is returned, and a lot that was drawn and recorded breaks it (docs/spec/12-results.md, 12.9).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import NamedTuple

Votes = Mapping[str, int]
"""The votes of each list, by its id."""

DIVISORS: dict[str, Callable[[int], int]] = {
    "dhondt": lambda seats: seats + 1,
    "sainte_lague": lambda seats: 2 * seats + 1,
}
"""What the votes of a list are divided by when it has so many seats."""

QUOTAS: dict[str, Callable[[int, int], Fraction]] = {
    "droop": lambda votes, seats: Fraction(votes // (seats + 1) + 1),
    "hare": lambda votes, seats: Fraction(votes, seats),
}
"""How many votes a seat costs."""


class Given(NamedTuple):
    """The seats of each list, and the lists between which a lot must decide about the rest."""

    seats: dict[str, int]
    tied: list[str]


def reaching(votes: Votes, share: Fraction, base: int, *, exempt: Collection[str] = ()) -> Votes:
    """The lists with at least that share of the base, and those that need not reach it."""
    return {name: n for name, n in votes.items() if n >= share * base or name in exempt}


def give(votes: Votes, seats: int, *, method: str, drawn: Collection[str] = ()) -> Given:
    """Give the seats; `drawn` are the lists that won a lot. Without votes nobody gets one."""
    voted = {name: n for name, n in votes.items() if n > 0}
    if not voted or seats < 1:
        return Given(dict.fromkeys(votes, 0), [])
    if method in DIVISORS:
        given = _by_averages(voted, seats, DIVISORS[method], drawn)
    else:
        given = _by_remainders(voted, seats, QUOTAS[method], drawn)
    return Given({name: given.seats.get(name, 0) for name in votes}, given.tied)


def _by_averages(
    votes: Votes, seats: int, divisor: Callable[[int], int], drawn: Collection[str]
) -> Given:
    """Seat after seat to the list with the greatest average; equals take theirs together."""
    given = dict.fromkeys(votes, 0)
    averages = [(-Fraction(n, divisor(0)), name) for name, n in votes.items()]
    heapify(averages)
    left = seats
    while left:
        best = averages[0][0]
        equal = []
        while averages and averages[0][0] == best:
            equal.append(heappop(averages)[1])
        winners = equal if len(equal) <= left else _by_lot(equal, left, drawn)
        if not winners:
            return Given(given, equal)
        for name in winners:
            given[name] += 1
            heappush(averages, (-Fraction(votes[name], divisor(given[name])), name))
        left -= len(winners)
    return Given(given, [])


def _by_remainders(
    votes: Votes, seats: int, quota: Callable[[int, int], Fraction], drawn: Collection[str]
) -> Given:
    price = quota(sum(votes.values()), seats)
    given = {name: int(n / price) for name, n in votes.items()}
    rest = {name: n - given[name] * price for name, n in votes.items()}
    left = seats - sum(given.values())
    for remainder in sorted(set(rest.values()), reverse=True):
        equal = sorted(name for name, each in rest.items() if each == remainder)
        if not left:
            break
        winners = equal if len(equal) <= left else _by_lot(equal, left, drawn)
        if not winners:
            return Given(given, equal)
        for name in winners:
            given[name] += 1
        left -= len(winners)
    return Given(given, [])


def _by_lot(equal: list[str], seats: int, drawn: Collection[str]) -> list[str]:
    """Those of the equal lists that a lot favoured, if it decides the matter."""
    winners = [name for name in equal if name in drawn]
    return winners if len(winners) == seats else []
