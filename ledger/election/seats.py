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


class Outstanding(NamedTuple):
    """Votes that are not counted yet, and the threshold that lists have to reach with them."""

    votes: int
    share: Fraction = Fraction(0)
    base: int = 0
    exempt: Collection[str] = ()

    def may_take_part(self, name: str, votes: int) -> bool:
        """Whether the list can reach the threshold, with every outstanding vote."""
        now, then = self.share * self.base, self.share * (self.base + self.votes)
        return name in self.exempt or votes >= now or votes + self.votes >= then

    def takes_part(self, name: str, votes: int) -> bool:
        """Whether the list reaches the threshold without any of them."""
        return name in self.exempt or votes >= self.share * (self.base + self.votes)


def bounds(
    votes: Votes, seats: int, outstanding: Outstanding, *, method: str
) -> dict[str, tuple[int, int]]:
    """The least and the most seats that each list can have, whatever is still to be counted.

    For averages: every other list, or it alone, gets all outstanding votes. For quotas: what the
    whole prices give, and one more for a remainder. Safe, and not always the closest.
    """
    return {name: _between(votes, seats, outstanding, name, method) for name in votes}


def _between(
    votes: Votes, seats: int, outstanding: Outstanding, name: str, method: str
) -> tuple[int, int]:
    own, more = votes[name], votes[name] + outstanding.votes
    others = {other: n for other, n in votes.items() if other != name}
    sure = {other: n for other, n in others.items() if outstanding.takes_part(other, n)}
    rivals = {
        other: n + outstanding.votes
        for other, n in others.items()
        if outstanding.may_take_part(other, n)
    }
    least = most = 0
    if method in DIVISORS:
        least = give({**rivals, name: own}, seats, method=method).seats[name]
        given = give({**sure, name: more}, seats, method=method)
        most = given.seats[name] + (name in given.tied)
    elif more and seats:
        whole = sum(votes.values()) + outstanding.votes
        least = int(own / QUOTAS[method](whole, seats))
        most = min(seats, int(more / QUOTAS[method](sum(sure.values()) + more, seats)) + 1)
    return (
        least if outstanding.takes_part(name, own) else 0,
        most if outstanding.may_take_part(name, own) else 0,
    )


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
