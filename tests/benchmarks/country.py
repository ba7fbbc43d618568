"""A national election on its worst day, generated: python -m tests.benchmarks.country [STATIONS]

Three contests at every station: ballots given out, polls opened, closed, counted, a form a contest.
One station in a hundred is attacked: voting halted, ballots destroyed, nobody knows how many.
Thirty stations are annulled and vote again. All of it is played, rebuilt, verified and asked about.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ledger import export, read, rebuild
from ledger.submit import Packet, Recorded
from tests.benchmarks import yardsticks
from tests.verbs import commission
from tests.verbs.commission import Commission, box, item

STATIONS, MUNICIPALITIES, ANNULLED, ATTACKED_ONE_IN = 10_000, 100, 30, 100
CONTESTS = ("assembly", "council", "mayor")
FAMILIES = (
    "elections", "geography", "material", "polling", "counting", "annulment", "rerun",
    "certification",
)  # fmt: skip
LISTS = "abcde"
AT_ONCE, UNITS_AN_EVENT, ASKED = 2_000, 500, 300
_UNSAID = dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard"))
Event = tuple[str, dict[str, Any]]


class Country:
    """A ledger of a country, and how long it took to play what is in it."""

    def __init__(self, folder: Path, stations: int) -> None:
        self.made = _opened(f"sqlite+pysqlite:///{folder / 'ledger.sqlite'}")
        self.stations = [
            f"s-{m}-{n}" for m in range(MUNICIPALITIES) for n in range(stations // MUNICIPALITIES)
        ]
        self.acts = self.events = 0
        self.seconds = 0.0
        for municipality in range(MUNICIPALITIES):
            mine = [s for s in self.stations if s.startswith(f"s-{municipality}-")]
            parent = f"m-{municipality}"
            units = [item(parent, "country", "municipality")]
            units += [item(station, parent, "polling_station") for station in mine]
            self.play([self.made.ruling(("units.established", {"units": units}))])

    def play(self, packets: list[Packet]) -> None:
        """Submit acts that must all be admitted."""
        for start in range(0, len(packets), AT_ONCE):
            some = packets[start : start + AT_ONCE]
            started = time.perf_counter()
            answers = self.made.submit(*some)
            self.seconds += time.perf_counter() - started
            refused = [answer for answer in answers if not isinstance(answer, Recorded)]
            assert not refused, refused[0]
            self.acts += len(some)
            self.events += sum(len(json.loads(packet.act)["events"]) for packet in some)

    def each(self, stations: list[str], events: Callable[[str], list[Event]]) -> None:
        """One act a station."""
        self.play([self.made.act(*events(station)) for station in stations])


def _opened(url: str) -> Commission:
    made = commission.founded(url)
    adopted = [
        ("declaration.adopted", {"declaration": d}) for d in commission.vocabulary(*FAMILIES)
    ]
    for start in range(0, len(adopted), 20):
        made.record(made.administration(*adopted[start : start + 20]))
    made.record(made.administration(("ledger.opened", {})))
    election = {"election": "general", "event": None, "kind": "general", "name": "General"}
    contests = [
        ("contest.defined", {"contest": c, "election": "general", "kind": c, "name": c})
        for c in CONTESTS
    ]
    made.record(
        made.ruling(
            ("units.established", {"units": [item("country", None, "country")]}),
            ("election.called", election),
            *contests,
            ("vote.ordered", {"run": "run-1", "scope": [box("country", contests=CONTESTS)]}),
            ("run.dated", {"day": "2013-11-03", "run": "run-1", "scope": None}),
        )
    )
    return made


def grown(folder: Path, stations: int) -> Country:
    """A country that has voted, with what went wrong."""
    country = Country(folder, stations)
    attacked = country.stations[::ATTACKED_ONE_IN]
    quiet = [station for station in country.stations if station not in set(attacked)]
    given = {"bucket": "held", "material": "ballots", "quantity": _exactly(600)}
    for start in range(0, len(country.stations), UNITS_AN_EVENT):
        units = country.stations[start : start + UNITS_AN_EVENT]
        country.play([country.made.act(("material.added", {**given, "units": units}))])
    country.each(country.stations, lambda station: [_moved("polling.opened", station, "run-1")])
    country.each(attacked, _attack)
    country.each(quiet, lambda station: list(_held(station, "run-1")))
    again = quiet[:ANNULLED]
    for number, station in enumerate(again):
        country.play([country.made.ruling(*_annulled(station, f"run-x{number}"))])
    for number, station in enumerate(again):
        run = f"run-x{number}"
        country.play([country.made.act(_moved("polling.opened", station, run))])
        country.play([country.made.act(*_held(station, run))])
    return country


def _moved(type_: str, station: str, run: str, **more: Any) -> Event:
    return type_, {"run": run, "scope": [box(station, contests=CONTESTS)], **more}


def _attack(station: str) -> list[Event]:
    unknown = {"high": None, "low": 0, "why": "not_ascertainable"}
    gone = {"cause": "attack", "material": "ballots", "quantity": unknown, "unit": station}
    return [
        _moved("polling.halted", station, "run-1", cause="attack"),
        ("material.destroyed", gone),
    ]


def _held(station: str, run: str) -> Iterator[Event]:
    used = {"material": "ballots", "quantity": _exactly(500), "unit": station}
    yield _moved("polling.closed", station, run)
    yield "material.used", used
    yield _moved("counting.begun", station, run, place=None)
    yield _moved("counting.completed", station, run)
    for contest in CONTESTS:
        votes = [{"measure": "votes", "selection": s, "value": _exactly(100)} for s in LISTS]
        cells = [{"measure": "valid", "selection": None, "value": _exactly(500)}, *votes]
        form = {"contest": contest, "figures": cells, "form": f"f-{contest}-{station}-{run}"}
        yield "results_form.recorded", {**form, "level": "count", "run": run, "unit": station}


def _annulled(station: str, run: str) -> list[Event]:
    here = {"scope": [box(station, contests=CONTESTS)]}
    return [
        ("annulment.ordered", {**_UNSAID, **here, "grounds": ["violence"], "run": "run-1"}),
        ("rerun.ordered", {**here, "basis": None, "replaces": "run-1", "run": run}),
        ("run.dated", {"day": "2013-11-17", "run": run, "scope": None}),
    ]


def _exactly(number: int) -> dict[str, Any]:
    return {"high": number, "low": number, "why": None}


# --- what is measured --------------------------------------------------------------------------


def figures(folder: Path, stations: int) -> Iterator[tuple[str, str]]:
    """What was measured, each with what it is about."""
    country = grown(folder, stations)
    made, size = country.made, read.size(country.made.ledger)
    polls = len(country.stations) * len(CONTESTS)
    yield "a country", f"{stations:,} stations, {polls:,} polls, {size:,} entries"
    rate, events = country.acts / country.seconds, country.events / country.seconds
    yield "played", f"{rate:,.0f} acts/s, {events:,.0f} events/s"
    seconds = yardsticks.seconds(lambda: rebuild.rebuild(made.ledger))
    yield "rebuilt", f"{size / seconds:,.0f} entries/s ({seconds:.1f} s)"
    yield from _asked(country)
    yield from _annulling(country)
    yield from _verified(folder, made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield "peak memory of playing and asking", f"{peak} MiB"


def _asked(country: Country) -> Iterator[tuple[str, str]]:
    """Single units, and the result of the country."""
    ledger, times = country.made.ledger, []
    for unit in random.Random(3).sample(country.stations, ASKED):
        with read.view(ledger) as view:
            started = time.perf_counter()
            view.sheet(unit)
            times.append(time.perf_counter() - started)
    times.sort()
    middle, late = statistics.median(times) * 1000, times[len(times) * 99 // 100] * 1000
    yield "the standing of a unit", f"{middle:.1f} ms, 99 in 100 under {late:.1f} ms (goal 5 ms)"
    for what in ("the result of the country", "  asked once more"):
        with read.view(ledger) as view:
            seconds = yardsticks.seconds(partial(view.result, "mayor", None))
        yield what, f"{seconds * 1000:,.1f} ms"


def _annulling(country: Country) -> Iterator[tuple[str, str]]:
    """The same decision about one station, and about every poll of the country."""
    made, spent = country.made, {}
    for unit in (country.stations[-1], "country"):
        here = {"run": "run-1", "scope": [box(unit, contests=CONTESTS)]}
        times = []
        for _ in range(15):
            packet = made.ruling(
                ("annulment.ordered", {**_UNSAID, **here, "grounds": ["violence"]})
            )
            times.append(yardsticks.seconds(partial(made.record, packet)))
        spent[unit] = statistics.median(times)
    one, all_ = spent.values()
    yield "annulling every poll", f"{all_ / one:.2f} times annulling one (goal 3)"


def _verified(folder: Path, made: Commission) -> Iterator[tuple[str, str]]:
    bundle, trust = folder / "bundle.zip", folder / "trust.json"
    seconds = yardsticks.seconds(lambda: export.bundle(made.ledger, bundle))
    yield "a bundle", f"{seconds:.1f} s"
    trust.write_bytes(export.trust(made.ledger, required_checks=["V10", "V13", "V14", "V22"]))
    words = [sys.executable, "-m", "verifiers", "bundle", str(bundle), "--trust", str(trust)]
    run = [*words, "--quiet"]
    seconds = yardsticks.seconds(lambda: subprocess.run(run, check=True, stdout=subprocess.DEVNULL))
    size = read.size(made.ledger)
    yield "verified, everything", f"{size / seconds:,.0f} entries/s ({seconds:.1f} s)"


def show(stations: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        for what, told in figures(Path(name), stations):
            print(f"{what:34}  {told}")


if __name__ == "__main__":
    show(int(sys.argv[1]) if len(sys.argv) > 1 else STATIONS)
