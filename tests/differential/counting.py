"""Histories of counting, drawn: forms, recounts, rulings on them, annulments, repeats, reversals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.differential.histories import BOXES, DAYS, QUANTITIES
from tests.differential.pair import Pair
from tests.election import builders
from tests.election.vocabulary import box, exactly

Draw = Callable[[st.SearchStrategy[Any]], Any]

CONTESTS = ("mayor", "mayor", "mayor", "assembly")
STATIONS = ("ps-1a", "ps-1b", "ps-2a", "ps-2b", "ps-3a", "ps-3b")
PLACES = (*STATIONS, *STATIONS, "pc-1", "pc-2", "pc-3", "town", "centre")
LEVELS = ("station", "station", "count", "canvass", "declaration", "telephone", "turnout")
FORMS = tuple(f"f-{number}" for number in range(9))
STATUSES = ("accepted", "accepted", "accepted", "rejected", "found_forged", "superseded", "odd")

_VALUES = st.one_of(st.integers(0, 9).map(exactly), st.integers(0, 9).map(exactly), QUANTITIES)
_CELLS = st.dictionaries(
    st.sampled_from(
        (("valid", None), ("votes", "a"), ("votes", "b"), ("votes", "c"), ("seats", "a"))
    ),
    _VALUES,
    min_size=1,
)


def _figures(cells: dict[Any, Any]) -> list[dict[str, Any]]:
    ordered = sorted(cells.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    return [{"measure": m, "selection": s, "value": value} for (m, s), value in ordered]


FIGURES = _CELLS.map(_figures)
COVERS = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        lambda units, channels: [
            box(*units, channels=sorted(channels), contests=["assembly", "mayor"])
        ],
        st.sets(st.sampled_from(("pc-1", "pc-2", *STATIONS)), min_size=1, max_size=3),
        st.sampled_from((["all"], ["all"], ["post"], ["paper", "post"])),
    ),
    st.lists(BOXES, min_size=1, max_size=2),
)


class Counting:
    """Draws acts about counts in a pair, some of them out of order."""

    def __init__(self, draw: Draw, pair: Pair) -> None:
        self.draw, self.pair = draw, pair

    def start(self) -> None:
        """Perhaps: every station counted, or one counted again, so that drawn acts meet results."""
        if self.one(0, 1):
            for number, unit in enumerate(STATIONS):
                self._state(f"all-{number}", unit, votes=(self.one(1, 2, 4), self.one(1, 2, 4)))
        if self.one(0, 1):
            unit = self.one(*STATIONS)
            self._state("first", unit, votes=(3, 5))
            first = self.pair.log.acts[-1]["act_id"]
            relation = self.one("corrects", "recounts", "supersedes")
            self._state("again", unit, votes=(4,), **{relation: first})
            for form in self.one(("again",), ("first", "again"), ("first",)):
                judged = builders.event("form.judged", form=form, status="accepted")
                self.pair.act(judged, day=DAYS[1])

    def _state(self, form: str, unit: str, *, votes: tuple[int, ...], **links: str) -> None:
        cells = {("votes", s): exactly(n) for s, n in zip("ab", votes, strict=False)}
        given: dict[str, Any] = dict.fromkeys(
            ("corrects", "covers", "part", "parts", "recounts", "supersedes")
        )
        given |= {"contest": "mayor", "level": "station", "run": "run-1"} | links
        event = builders.event(
            "count.stated", figures=_figures(cells), form=form, unit=unit, **given
        )
        self.pair.act(event, day=DAYS[1])

    def one(self, *values: Any) -> Any:
        """One of the values."""
        return self.draw(st.sampled_from(values))

    def act(self) -> None:
        """Draw one act, mostly a form."""
        steps = (self.form, self.form, self.form, self.judged, self.legal, self.polling, self.other)
        events = [self.one(*steps)()]
        if events[0]["type"] in ("count.stated", "form.judged") and self.one(0, 0, 1):
            step = self.form if events[0]["type"] == "count.stated" else self.judged
            events.append(step())
        self.pair.act(*events, day=self.one(*DAYS))

    def reference(self) -> str:
        """An act of late, or an event of it."""
        acts = [act["act_id"] for act in self.pair.log.acts][-6:]
        return str(self.one(*acts, *(f"{act}#1" for act in acts), *(f"{act}#2" for act in acts)))

    def maybe(self, *values: Any) -> Any:
        """Mostly null."""
        return self.one(None, None, None, None, *values)

    def runs(self) -> str:
        """A run, mostly one there is."""
        return str(self.one("run-1", "run-1", "run-1", "run-2", "run-2"))

    def form(self) -> dict[str, Any]:
        """A form of a station, now and then of a centre, a correction, or a part."""
        return builders.event(
            "count.stated",
            contest=self.one(*CONTESTS),
            corrects=self.maybe(self.reference()),
            covers=self.draw(COVERS),
            figures=self.draw(FIGURES),
            form=self.one(*FORMS),
            level=self.one(*LEVELS),
            part=self.one(*[None] * 9, 1, 2),
            parts=self.one(*[None] * 6, [self.reference()]),
            recounts=self.maybe(self.reference(), self.reference()),
            run=self.runs(),
            supersedes=self.maybe(self.reference()),
            unit=self.one(*PLACES),
        )

    def judged(self) -> dict[str, Any]:
        """A ruling on a form."""
        return builders.event("form.judged", form=self.one(*FORMS), status=self.one(*STATUSES))

    def scope(self) -> list[Any]:
        """A station, a centre, a few, or whatever may be drawn."""
        units = self.one(*STATIONS, "pc-1", "pc-2", "town")
        simple = st.just([box(units, contests=["assembly", "mayor"])])
        return list(self.draw(simple | st.lists(BOXES, min_size=1, max_size=2)))

    def legal(self) -> dict[str, Any]:
        """What bars, lifts, orders, dates, certifies."""
        type_ = self.one(
            "vote.annulled", "vote.annulled", "vote.excluded", "ruling.lifted", "ruling.lifted",
            "repeat.ordered", "repeat.ordered", "date.set", "result.certified", "ruling.widened",
            "ruling.narrowed", "certification.barred", "result.held", "result.provisional",
            "result.anew", "certification.held",
        )  # fmt: skip
        scope = self.scope()
        given: dict[str, Any] = {"run": self.runs(), "scope": scope}
        if type_ == "repeat.ordered":
            given = {"basis": None, "replaces": "run-1", "scope": scope} | {
                "run": self.one("run-2", "run-3")
            }
        elif type_ in ("ruling.lifted",):
            given = {"target": self.reference()}
        elif type_ in ("ruling.widened", "ruling.narrowed"):
            given = {"scope": scope, "target": self.reference()}
        elif type_ == "date.set":
            given = {"day": self.one(None, *DAYS), "run": self.runs(), "scope": None}
        elif type_ == "result.anew":
            given |= {"supersedes": self.reference()}
        return builders.event(str(type_), **given)

    def polling(self) -> dict[str, Any]:
        """How far a vote has come."""
        type_ = self.one("poll.opened", "poll.closed", "poll.halted", "count.begun", "count.done")
        return builders.event(str(type_), run=self.runs(), scope=self.scope())

    def other(self) -> dict[str, Any]:
        """Seats and lots."""
        if self.one(0, 0, 1):
            return builders.event("lot.drawn", selection=self.one("a", "b", "c"))
        return builders.event(
            "seats.given",
            base=self.one(None, "valid", "votes", "in_box"),
            contest=self.one(*CONTESTS),
            denominator=self.one(None, 0, 4, 20),
            exempt=self.one(None, ["c"], ["c", "a"]),
            method=self.one("dhondt", "droop", "hare", "sainte_lague"),
            numerator=self.one(None, 1, 1),
            seats=self.one(0, 1, 3, 5, 20_000),
        )
