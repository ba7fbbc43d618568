"""Reading: positions and days, and the log with its proofs."""

from __future__ import annotations

import pytest

from ledger import read
from ledger.chain import checkpoint, merkle
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import SignerKey
from ledger.election import contested, sheets, unended
from ledger.election.law import LawBook
from ledger.election.memory import MemoryState
from ledger.election.rows import Law, Placed
from ledger.errors import Malformed, NotFound
from ledger.projections import replay
from tests.verbs.commission import ORIGIN, Commission, key_of
from tests.verbs.story import tell

DAYS = ("2013-11-01", "2013-11-03", "2013-11-05", "2013-11-07", "2013-11-17", "2014-01-01")


def test_as_of_every_position_equals_a_replay_to_it(commission: Commission) -> None:
    """At each position and on each day the tables say what a replay in memory up to it says."""
    tell(commission)
    assert commission.ledger.ledger_id is not None
    law, state = LawBook(commission.ledger.ledger_id.hex()), MemoryState()
    for index, data in enumerate(read.log(commission.ledger)):
        # A replay asks what any state can answer, so memory will do as well as tables.
        replayed = replay.fold(replay.parse(data), law, state)
        assert replayed.wrong is None
        state.extend(index, replayed.rows)
        for ordinal, row in enumerate(replayed.rows):
            if isinstance(row, Law):
                law.apply(Placed(index, ordinal, row))
        for day in DAYS:
            with read.view(commission.ledger, as_of=index + 1, in_force_on=day) as view:
                named = [placed.row.act for placed in contested.unresolved(law, state, day)]
                assert view.open_items() == unended.open_items(state, day)
                for unit in view.units():
                    wanted = sheets.sheet(state, unit, day, contested=named)
                    assert view.sheet(unit) == wanted, (index + 1, day, unit)


def test_what_was_known_on_a_day_differs_from_what_is_known_today(commission: Commission) -> None:
    """As of each day of the story the headline is another, whatever came later."""
    tell(commission)
    found = {}
    for day in ("2013-11-03", "2013-11-05", "2013-11-07", "2013-11-17"):
        with read.view(commission.ledger, as_of=day) as view:
            assert view.day == day
            headline = view.sheet("ps-1")["headlines"][0]["headline"]
            found[day] = (headline["code"], headline["run"], headline["day"])
    assert found == {
        "2013-11-03": ("halted", "run-1", "2013-11-03"),
        "2013-11-05": ("repeat_undated", "run-2", None),
        "2013-11-07": ("repeat_dated", "run-2", "2013-11-17"),
        "2013-11-17": ("certified", "run-2", "2013-11-17"),
    }
    with read.view(commission.ledger, in_force_on="2013-11-04") as view:
        assert view.position == read.size(commission.ledger)
        assert view.sheet("ps-1")["headlines"][0]["headline"]["code"] == "halted"


def test_one_of_position_and_day_defaults_the_other(commission: Commission) -> None:
    """A position takes the day of its last entry; a day or instant takes what was recorded by it."""
    days = tell(commission)
    size = read.size(commission.ledger)
    ledger = commission.ledger
    assert read.resolve(ledger) == (size, "2013-11-17")
    for day, position in days:
        assert read.resolve(ledger, as_of=day) == (position, day)
        assert read.resolve(ledger, as_of=position) == (position, day)
        assert read.resolve(ledger, as_of=f"{day}T23:59:59.999999Z") == (position, day)
        assert read.resolve(ledger, in_force_on=day) == (size, day)
        assert read.resolve(ledger, as_of=day, in_force_on="2015-01-01") == (position, "2015-01-01")
    assert read.resolve(ledger, as_of="2013-11-04") == (days[0][1], "2013-11-04")
    assert read.resolve(ledger, as_of="2030-01-01") == (size, "2030-01-01")


def test_an_instant_counts_what_was_recorded_at_or_before_it(commission: Commission) -> None:
    """The instant of a commit includes it; a microsecond earlier does not."""
    first = commission.record(commission.moved("opened", "ps-1"))
    recorded_at = replay.parse(read.entry(commission.ledger, first.index))["recorded_at"]
    assert read.resolve(commission.ledger, as_of=recorded_at).position == first.index + 1
    before = recorded_at[:18] + str(int(recorded_at[18]) - 1) + recorded_at[19:]
    assert read.resolve(commission.ledger, as_of=before).position == first.index


@pytest.mark.parametrize("as_of", [0, -1, 1_000, "1950-01-01", "1950-01-01T00:00:00.000000Z"])
def test_a_position_that_is_not_there_is_not_found(commission: Commission, as_of: int) -> None:
    """There is no state before entry 0, nor beyond the head."""
    with pytest.raises(NotFound):
        read.resolve(commission.ledger, as_of=as_of)


@pytest.mark.parametrize("as_of", ["yesterday", "2013-11-31", "2013-11-03T10:00:00Z", ""])
def test_a_time_that_is_misspelt_is_refused(commission: Commission, as_of: str) -> None:
    """There is one spelling of a day and one of an instant."""
    with pytest.raises(Malformed):
        read.resolve(commission.ledger, as_of=as_of)


def test_what_is_not_there_is_not_found(commission: Commission) -> None:
    """Unit, entry, act and checkpoint: each says what was asked for."""
    ledger = commission.ledger
    with read.view(ledger, as_of=3) as view, pytest.raises(NotFound, match="no unit ps-1"):
        view.sheet("ps-1")
    for ask in (
        lambda: read.entry(ledger, 99),
        lambda: read.entry(ledger, -1),
        lambda: read.index_of(ledger, "nothing"),
        lambda: read.index_of(ledger, "0" * 64),
        lambda: read.checkpoint(ledger, 99),
        lambda: read.inclusion(ledger, 99),
        lambda: read.inclusion(ledger, 0, 99),
        lambda: read.consistency(ledger, 5, 4),
    ):
        with pytest.raises(NotFound):
            ask()


def test_proofs_lead_to_the_checkpoint(commission: Commission) -> None:
    """Every entry has a path to the newest root, and every older size a proof of consistency."""
    tell(commission)
    ledger = commission.ledger
    keys = [LogKey(SignerKey(ORIGIN, key_of("log")).verifier)]
    covered = checkpoint.open(read.checkpoint(ledger), keys)
    size = read.size(ledger)
    assert covered.size == size
    for index, data in enumerate(read.log(ledger)):
        path = read.inclusion(ledger, index)
        assert merkle.check_inclusion(merkle.leaf_hash(data), index, size, path, covered.root)
    for old in range(1, size + 1):
        proof = read.consistency(ledger, old)
        assert merkle.check_consistency(old, size, proof, read.root(ledger, old), covered.root)
    assert read.last_seen(ledger) == {"root": covered.root.hex(), "size": size}


def test_an_act_is_found_by_its_id_and_by_its_digest(commission: Commission) -> None:
    """Both lead to the index of its entry."""
    recorded = commission.record(commission.act(("draft.circulated", {"text": "A"}), act_id="one"))
    digest = replay.parse(read.entry(commission.ledger, recorded.index))["act"]
    assert read.index_of(commission.ledger, "one") == recorded.index
    assert digest["act_id"] == "one"


def test_history_tells_what_touched_a_unit(commission: Commission) -> None:
    """Its own acts, those of the units above, and the decisions on its contests, in order."""
    tell(commission)
    with read.view(commission.ledger) as view:
        lines = view.history("unit:ps-1")
        told = [(line.kind, [name for name, _ in line.events]) for line in lines]
    assert ("finding", ["polling.halted"]) in told
    assert ("ruling", ["annulment.ordered", "rerun.ordered"]) in told
    assert [line.index for line in lines] == sorted(line.index for line in lines)
    assert all(outcome == "effective" for line in lines for _, outcome in line.events)
    first, second = (line.index for line in lines[:2])
    with read.view(commission.ledger, as_of=second + 1) as view:
        assert [line.index for line in view.history("unit:ps-1")] == [first, second]


def test_reading_goes_on_without_a_key(commission: Commission) -> None:
    """Whoever may not write may read everything."""
    tell(commission)
    commission.ledger.log_key = commission.ledger.recorder_key = None
    with read.view(commission.ledger) as view:
        assert view.open_items() == view.open_items()
        assert view.sheet("ps-1")["position"] == read.size(commission.ledger)
