"""Whatever truly happens to material and is told within its bounds, no account is ever violated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.differential.pair import Pair, real_keys, replayed  # noqa: F401 (a fixture)
from tests.differential.test_accounts import every_account
from tests.differential.test_histories import SLOWLY
from tests.election import builders
from tests.election.vocabulary import TYPES, between, exactly
from tests.story import documents
from tests.story.test_custody import DAY, LATER, tell
from verifiers.accounts import Accounts

Event = tuple[str, dict[str, Any]]
Draw = Callable[[st.SearchStrategy[Any]], Any]
UNITS = ("pc-1", "ps-1a", "ps-1b", "ps-2a")
FAMILIES = ("custody", "material", "printing")
NOT_ALWAYS = ("paper-account", "print-order", "returns", "tree-register")
"""Balances that ask for more than that nothing vanishes: that all is booked, or was ordered."""


def house() -> Pair:
    """A pair with the families of material, the proposed balances, a print run and a shipment."""
    pair = replayed(builders.furnished())
    named = [d for name in FAMILIES for d in documents.families()[name] if d["name"] not in TYPES]
    ordered = [{**d, "fields": sorted(d["fields"], key=lambda f: f["name"])} for d in named]
    adopted = [builders.event("declaration.adopted", declaration=d) for d in ordered]
    assert pair.act(*adopted[:40]) and pair.act(*adopted[40:])
    law = documents.rulesets()["accounts"]["balances"]
    always = [b for b in law if b["id"].partition(".")[2] not in NOT_ALWAYS]
    assert pair.act(
        builders.ruleset_adopted("zz-accounts"),
        *(builders.event("balance.adopted", balance=b) for b in always),
    )
    for consignment, kind in (("run", "print_run"), ("lorry", "shipment"), ("slip", "shipment")):
        formed = {"consignment": consignment, "kind": kind, "name": kind}
        tell(pair, ("consignment.formed", formed))
    return pair


class World:
    """What really is where: a number for each holder and bucket."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.there: Counter[tuple[str, str]] = Counter()

    def one(self, *values: Any) -> Any:
        """One of the values."""
        return self.draw(st.sampled_from(values))

    def told(self, number: int) -> dict[str, Any]:
        """The number, or bounds around it, or that nobody knows."""
        how = self.one("exactly", "exactly", "about", "unknown")
        if how == "unknown":
            return between(0, None, "not_ascertainable")
        if how == "exactly":
            return exactly(number)
        return between(self.draw(st.integers(0, number)), number + self.one(1, 7))

    def take(self, holder: str, bucket: str = "held") -> int:
        """Some of what is there, taken away."""
        number: int = self.draw(st.integers(0, self.there[holder, bucket]))
        self.there[holder, bucket] -= number
        return number

    def moved(self, number: int, holder: str, bucket: str = "held") -> dict[str, Any]:
        """It is put elsewhere; how many are told."""
        self.there[holder, bucket] += number
        return {"material": "ballots", "quantity": self.told(number)}

    def printed(self) -> Iterator[Event]:
        """A print run, whose every number may be told differently."""
        good, waste = self.draw(st.integers(0, 200)), self.draw(st.integers(0, 5))
        self.there["run", "held"] += good
        sizes = {"good": good, "run_size": good + waste, "waste": waste}
        told = {name: self.told(number) for name, number in sizes.items()}
        yield "print_run.completed", {"consignment": "run", "material": "ballots", **told}

    def packed(self) -> Iterator[Event]:
        """From the printer onto the lorry."""
        given = self.moved(self.take("run"), "lorry")
        yield "material.packed", {"consignment": "lorry", "source": "run", **given}

    def delivered(self) -> Iterator[Event]:
        """From the lorry to a unit, or not."""
        if self.one(0, 0, 1):
            what = self.one("damaged", "destroyed", "lost", "seized", "stolen")
            given = self.moved(self.take("lorry"), "lorry", what)
            yield "contents.not_delivered", {"consignment": "lorry", "what": what, **given}
            return
        unit = self.one(*UNITS)
        given = self.moved(self.take("lorry"), unit)
        yield "material.handed_over", {"consignment": "lorry", "unit": unit, **given}

    def issued(self) -> Iterator[Event]:
        """From unit to unit."""
        one, other = self.one(*UNITS), self.one(*UNITS)
        given = self.moved(self.take(one), other)
        yield "material.issued", {"from": one, "to": other, **given}

    def slip(self) -> Iterator[Event]:
        """From unit to unit with a slip of two halves, either first; some fall short."""
        one, other = self.one(*UNITS), self.one(*UNITS)
        number = self.take(one)
        arrived = self.draw(st.integers(0, number))
        slip = {"consignment": "slip", "material": "ballots"}
        gave = {**slip, "from": one, "quantity": self.told(number)}
        took = {**slip, **self.moved(arrived, other), "to": other}
        first = self.one(True, False)
        halves = [("custody.given", gave), ("custody.taken", took)]
        if not first:
            halves = [("custody.taken_first", took), ("custody.given_after", gave)]
        short = {**slip, "quantity": self.told(number - arrived), "what": "lost"}
        yield from [*halves, ("custody.shortfall", short)]

    def used(self) -> Iterator[Event]:
        """What happens to papers at a unit."""
        unit = self.one(*UNITS)
        type_, bucket, more = self.one(
            ("material.used", "used", {}),
            ("material.spoiled", "spoiled", {}),
            ("material.damaged", "damaged", {}),
            ("material.missing", "unaccounted", {}),
            ("material.stolen", "stolen", {}),
            ("material.taken_by_authority", "seized", {}),
            ("material.quarantined", "quarantined", {"reason": "no seal"}),
        )
        given = self.moved(self.take(unit), unit, bucket)
        yield type_, {"unit": unit, **given, **more}

    def came_back(self) -> Iterator[Event]:
        """What was lost is found, what was seized or quarantined is given back."""
        unit = self.one(*UNITS)
        type_, before, after = self.one(
            ("material.found", "unaccounted", "quarantined"),
            ("material.quarantine_lifted", "quarantined", "held"),
            ("material.given_back", "seized", "held"),
        )
        yield type_, {"unit": unit, **self.moved(self.take(unit, before), unit, after)}

    def counted(self) -> Iterator[Event]:
        """An inventory, of a unit or of the lorry."""
        holder = self.one("lorry", *UNITS)
        told = {"material": "ballots", "quantity": self.told(self.there[holder, "held"])}
        if holder == "lorry":
            yield "contents.counted", {"consignment": holder, **told}
        else:
            yield "material.counted_in_store", {"unit": holder, **told}


@settings(SLOWLY, max_examples=25)
@given(st.data())
def test_what_is_true_is_never_violated(data: st.DataObject) -> None:
    """Print to loss, some of it only known within bounds; both programs agree on every account."""
    pair, world = house(), World(data.draw)
    steps = (
        world.printed, world.packed, world.delivered, world.delivered, world.issued, world.slip,
        world.used, world.used, world.came_back, world.counted,
    )  # fmt: skip
    events = [*world.printed(), *world.packed(), *world.delivered()]
    for _ in range(data.draw(st.integers(0, 12))):
        events += data.draw(st.sampled_from(steps))()
    for start in range(0, len(events), 4):
        for listed in _in_runs(events[start : start + 4]):
            tell(pair, *listed, day=DAY)
    found = every_account(pair, LATER)
    assert found == list(Accounts(pair.fold.tables, pair.fold.law, LATER, pair.log.size).all())
    checks = [(one["account"], check) for one in found for check in one["checks"]]
    assert [(key, check) for key, check in checks if check["outcome"] == "violated"] == []


def _is_ruling(event: Event) -> bool:
    return any(d["name"] == event[0] and d["kind"] == "ruling" for d in documents.declarations())


def _in_runs(events: list[Event]) -> Iterator[list[Event]]:
    """Events of one kind that follow each other: an act holds rulings, or none."""
    run: list[Event] = []
    for event in events:
        if run and _is_ruling(run[-1]) != _is_ruling(event):
            yield run
            run = []
        run.append(event)
    if run:
        yield run
