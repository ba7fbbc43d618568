"""A village of three stations that votes for lists `a`, `b`, `c`, as a chronicle to which acts are added.

village > ps-1, ps-2, ps-3; contest `council`, run `run-1`
"""

from __future__ import annotations

from typing import Any

from ledger.election import results
from ledger.election.reading import Reading
from tests.election.chronicle import Chronicle
from tests.election.vocabulary import box, exactly

DAY = "2013-11-03"
STATIONS = ("ps-1", "ps-2", "ps-3")
Fields = dict[str, Any]


class Village(Chronicle):
    """A chronicle that knows how to state a form, rule on it, and what the result is."""

    def __init__(self) -> None:
        super().__init__()
        places: list[tuple[str, str | None, str]] = [("village", None, "municipality")]
        places += [(station, "village", "polling_station") for station in STATIONS]
        items = [{"id": i, "name": i.upper(), "parent": p, "type": t} for i, p, t in places]
        lists = [{"id": s, "name": s.upper(), "parent": "council", "type": "list"} for s in "abc"]
        self.tell(
            ("units.made", {"units": items}),
            ("contest.made", {"contest": "council", "name": "Council"}),
            ("vote.called", {"run": "run-1", "scope": [self.box("village")]}),
            ("selections.made", {"lists": lists}),
        )

    @staticmethod
    def box(*units: str, **given: Any) -> Fields:
        """A box of the council contest."""
        return box(*units, contests=["council"], **given)

    def tell(self, *events: tuple[str, Fields], act: str = "", **given: Any) -> str:
        """Record an act under its number, or the name given, and return that."""
        name = act or f"act-{self.size}"
        self.act(name, given.pop("day", DAY), *events, **given)
        return name

    def state_form(self, form: str, unit: str, cells: Fields, **given: Any) -> str:
        """State a form: `{"votes a": 3, "valid": 5}`; a value may be a quantity."""
        figures = [
            {"measure": measure, "selection": selection or None, "value": _quantity(value)}
            for measure, _, selection, value in sorted(
                (*name.partition(" "), value) for name, value in cells.items()
            )
        ]
        empty = ("corrects", "covers", "part", "parts", "recounts", "supersedes")
        fields = dict.fromkeys(empty) | {"contest": "council", "level": "station", "run": "run-1"}
        fields |= {"figures": figures, "form": form, "unit": unit} | given
        return self.tell(("count.stated", fields))

    def judge(self, form: str, status: str) -> str:
        """Rule on a form."""
        return self.tell(("form.judged", {"form": form, "status": status}))

    def rule(self, type_: str, *units: str, run: str = "run-1", **given: Any) -> str:
        """A ruling with a scope and a run."""
        return self.tell((type_, {"run": run, "scope": [self.box(*units)], **given}))

    def repeat(self, *units: str, run: str = "run-2") -> str:
        """Order a repeat."""
        return self.rule("repeat.ordered", *units, run=run, basis=None, replaces="run-1")

    def lift(self, target: str) -> str:
        """Lift what an act did."""
        return self.tell(("ruling.lifted", {"target": target}))

    def count_all(self, *votes: tuple[int, int]) -> None:
        """State forms `f-1`, `f-2` … of the stations, with the votes of `a` and `b`."""
        for number, (a, b) in enumerate(votes, 1):
            self.state_form(f"f-{number}", f"ps-{number}", {"votes a": a, "votes b": b})

    def result(self, unit: str | None = None, *, day: str = "2013-12-31") -> Fields:
        """The result of the council, on a late day."""
        board = results.draw(Reading(self.state, day), "council")
        return results.document(board, unit=unit)


def _quantity(value: Any) -> Any:
    return exactly(value) if isinstance(value, int) else value


def figures(result: Fields) -> dict[str, tuple[int, int | None]]:
    """The bounds of each figure: `{"votes a": (3, 3)}`."""
    return {
        f"{each['measure']} {each['selection'] or ''}".strip(): (each["low"], each["high"])
        for each in result["figures"]
    }


def reasons(result: Fields) -> dict[str, str]:
    """Why each unit is missing."""
    return {each["unit"]: each["reason"] for each in result["missing"]}
