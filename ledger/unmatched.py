"""The rules that acts do not match, beside every answer about what those acts concern.

    {"act":"cec-10","code":"rule_not_met","event":1,"index":31,"rule":"xk-2013.annulment-power"}

An act without power is recorded and moves things; nobody is to read what it moved without its mark.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ledger.election import scopes
from ledger.read import View
from ledger.saying import UNMATCHED


def at(view: View, unit: str) -> list[dict[str, Any]]:
    """The rules that acts which touch a unit, or stand above it, do not match."""
    units = scopes.path(view.state, unit)
    return of(view, {index for one in units for index in view.state.touches(f"unit:{one}")})


def of(view: View, indexes: Collection[int]) -> list[dict[str, Any]]:
    """The rules that the acts of these entries do not match, in order of the log."""
    return [
        {
            "act": line.act,
            "code": mark["code"],
            "event": mark["event"],
            "index": line.index,
            "rule": mark["rule"],
        }
        for line in view.lines(indexes)
        for mark in line.marks
        if mark["code"] in UNMATCHED
    ]
