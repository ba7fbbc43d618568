"""Whatever happens, in whatever order: both programs admit the same and conclude the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.election import contested, sheets
from tests.differential.histories import take_act, take_administration, take_rule
from tests.differential.pair import Pair, real_keys, replayed  # noqa: F401 (a fixture)
from tests.election import builders
from tests.election.vocabulary import box
from verifiers.views import Views

SLOWLY = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DAYS = ("2013-10-01", "2013-10-05", "2013-11-04")


def furnished() -> Pair:
    """A pair with units, contests and a first vote, a list, a second run, a box."""
    pair = replayed(builders.furnished())
    members = [{"id": u, "name": u, "parent": None, "type": "centre"} for u in ("pc-1", "pc-2")]
    run = {"basis": None, "replaces": "run-1", "run": "run-2", "scope": [box("pc-1")]}
    assert pair.act(
        builders.event("list.made", list="north", members=members),
        builders.event("repeat.ordered", **run),
        builders.event("date.set", day="2013-10-02", run="run-1", scope=None),
    )
    assert pair.act(builders.event("box.made", box="box-1"))
    return pair


def check_sheets(pair: Pair) -> None:
    """The sheet of every unit is the same on both sides, on several days."""
    for day in DAYS:
        views = Views(pair.fold.tables, pair.fold.law, day, pair.log.size)
        open_acts = [
            placed.row.act for placed in contested.unresolved(pair.log.law, pair.log.state, day)
        ]
        assert sorted(open_acts) == sorted(pair.fold.tables.contested(pair.fold.law, day))
        for unit in views.units():
            theirs = sheets.sheet(pair.log.state, unit, day, contested=open_acts)
            assert views.sheet(unit) == theirs, (unit, day)


@SLOWLY
@given(st.data())
def test_acts_mean_the_same(data: st.DataObject) -> None:
    """Acts of the vocabulary, with rules in force or without: judgement, rows, sheets."""
    pair = furnished()
    for _ in range(data.draw(st.integers(0, 3))):
        take_rule(data.draw, pair)
    for _ in range(data.draw(st.integers(1, 7))):
        take_act(data.draw, pair)
    check_sheets(pair)


@SLOWLY
@given(st.data())
def test_administration_means_the_same(data: st.DataObject) -> None:
    """Administration, in order and out of it: the same refusals, the same law."""
    pair = furnished()
    for _ in range(data.draw(st.integers(1, 8))):
        step = take_act if data.draw(st.integers(0, 3)) == 0 else take_administration
        step(data.draw, pair)
    check_sheets(pair)


@pytest.mark.parametrize("since", range(9))
def test_a_lost_key_contests_the_same_acts(since: int) -> None:
    """Suspicion from any index of a run: the same acts are contested, until affirmed or lifted."""
    pair = furnished()
    first = pair.log.size
    annulled = builders.event("vote.annulled", run="run-1", scope=[box("pc-1")])
    noted = builders.event("thing.noted", text="An example.")
    for number in range(8):
        by = builders.MEMBERS[number % 3 : number % 3 + 3]
        assert pair.act(annulled if number % 2 else noted, by=by[: 3 if number % 2 else 1])
    lost = {"key": builders.key_id("m3"), "suspect_from": first + since}
    assert pair.act(builders.event("key.compromised", **lost), by=["m1", "m2", "m4"])
    check_sheets(pair)
    names = sorted(pair.fold.tables.contested(pair.fold.law, DAYS[0]))
    certified = builders.event("result.certified", run="run-1", scope=[box("pc-1")])
    clean = ["m1", "m2", "m4"]
    assert pair.act(certified, by=clean) == (not names)
    if len(names) > 1:
        assert pair.act(builders.event("ruling.lifted", target=names[0]), by=clean)
        assert pair.act(builders.event("act.affirmed", acts=names[1:]), by=clean)
        check_sheets(pair)
        assert pair.act(certified, by=clean)
