"""A log without bytes or signatures: acts become rows in memory, as the judge would have them."""

from __future__ import annotations

from typing import Any

from ledger.election import declarations, effects, values
from ledger.election.effects import Happening, Outcome
from ledger.election.memory import MemoryState
from ledger.election.overlay import Overlay
from ledger.election.rows import Act, Row, Touch
from ledger.election.state import State
from ledger.election.world import is_known
from tests.election.vocabulary import TYPES, box

Event = tuple[str, dict[str, Any]]
ORDER = ("statement", "filing", "finding", "ruling")


class Known:
    """A world in which every body and person exists, and the subjects of a state."""

    def __init__(self, state: State) -> None:
        self.state = state

    def body(self, body: str) -> bool:
        """Whether the body was ever entered."""
        return body != "nobody"

    def person(self, person: str) -> bool:
        """Whether the person was ever entered."""
        return person != "nobody"

    def subject(self, key: str) -> bool:
        """Whether the subject exists."""
        return is_known(self.state, key)


class Chronicle:
    """Acts one after the other, and state as of any of them."""

    def __init__(self) -> None:
        self.entries: list[list[Row]] = []
        self.outcomes: list[list[Outcome]] = []
        self.state = MemoryState()

    def act(self, act_id: str, day: str, *events: Event, **given: Any) -> list[Outcome]:
        """Record an act: `body`, `number`, `from_day`, `awaits`, `occurred` may be given."""
        kind = max((TYPES[name].kind for name, _ in events), key=ORDER.index)
        overlay = Overlay(self.state)
        rows: list[Row] = [_act_row(act_id, day, kind, given)]
        overlay.extend(self.size, rows)
        outcomes, touched = [], set()
        for number, (name, fields) in enumerate(events, 1):
            declaration = TYPES[name]
            problem, _ = declarations.check_fields(declaration, fields, Known(overlay))
            assert problem is None, problem
            happening = self._happening(act_id, day, number, fields, overlay, given)
            outcome = effects.apply(declaration, happening)
            assert outcome.refusal is None, outcome.refusal
            touched |= effects.touches(declaration, fields, overlay)
            overlay.extend(self.size, outcome.rows, len(rows))
            rows += outcome.rows
            outcomes.append(outcome)
        rows += [Touch(key) for key in sorted(touched)]
        self.state.extend(self.size, rows)
        self.entries.append(rows)
        return outcomes

    def _happening(
        self,
        act_id: str,
        day: str,
        number: int,
        fields: dict[str, Any],
        state: State,
        given: dict[str, Any],
    ) -> Happening:
        return Happening(
            act_id=act_id,
            body=given.get("body", "cec"),
            day=day,
            from_day=given.get("from_day", day),
            awaits=given.get("awaits"),
            index=self.size,
            event=number,
            fields=fields,
            occurred_day=values.day_of(given.get("occurred"), day),
            state=state,
        )

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.entries)

    def at(self, position: int) -> MemoryState:
        """State as of a position, folded anew."""
        state = MemoryState()
        for since, rows in enumerate(self.entries[:position]):
            state.extend(since, rows)
        return state


def _act_row(act_id: str, day: str, kind: str, given: dict[str, Any]) -> Act:
    return Act(
        act=act_id,
        body=given.get("body", "cec"),
        contested_margin=0,
        day=day,
        digest="0" * 64,
        kind=kind,
        number=given.get("number"),
        persons=(),
    )


def founded(day: str = "2013-09-01") -> Chronicle:
    """A chronicle with a municipality `town`, three centres with two stations each, a first vote.

    town > pc-1 > ps-1a, ps-1b; town > pc-2 > ps-2a, ps-2b; town > pc-3 > ps-3a, ps-3b.
    """
    chronicle = Chronicle()
    places: list[tuple[str, str | None, str]] = [("town", None, "municipality")]
    places += [(f"pc-{n}", "town", "polling_centre") for n in (1, 2, 3)]
    places += [(f"ps-{n}{x}", f"pc-{n}", "polling_station") for n in (1, 2, 3) for x in "ab"]
    items = [{"id": i, "name": i.upper(), "parent": p, "type": t} for i, p, t in places]
    chronicle.act(
        "setup",
        day,
        ("units.made", {"units": items}),
        ("contest.made", {"contest": "mayor", "name": "Mayor"}),
        ("contest.made", {"contest": "assembly", "name": "Assembly"}),
        ("vote.called", {"run": "run-1", "scope": [box("town", contests=["assembly", "mayor"])]}),
    )
    return chronicle
