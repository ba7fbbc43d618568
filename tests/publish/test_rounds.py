"""Rounds with witnesses: published where the policy of the log is met, not otherwise, and stopped by proof only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import append
from ledger import publish as verb
from ledger.chain import checkpoint, cosignature, note, policy
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.note import SignerKey
from ledger.chain.witnessing import Reply
from ledger.errors import LedgerStopped
from ledger.publish import policies, rounds
from ledger.publish.rounds import Round
from ledger.store import checkpoints, heads, publications
from ledger.store.publications import Publication
from tests.publish.witnesses import Town, attach
from tests.verbs.commission import ORIGIN, Commission, key_of, opened


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Three witnesses."""
    town = Town(tmp_path / "town")
    town.add("a", "b", "c")
    return town


@pytest.fixture
def commission(engine_url: str) -> Iterator[Commission]:
    """An open ledger, on each engine."""
    made = opened(engine_url)
    yield made
    made.close()


@pytest.fixture
def small(sqlite_url: str) -> Iterator[Commission]:
    """An open ledger on SQLite."""
    made = opened(sqlite_url)
    yield made
    made.close()


def adopt(commission: Commission, text: str) -> None:
    """A policy becomes law."""
    commission.record(commission.administration(("witness_policy.adopted", {"policy": text})))


def round_of(commission: Commission, town: Town) -> Round:
    """One round."""
    return rounds.publish(commission.ledger, web=town.web)


def kept(commission: Commission) -> list[Publication]:
    """Every checkpoint signed to be published, the oldest first."""
    with commission.ledger.engine.connect() as connection:
        return publications.scan(connection, 0, 1_000)


def size(commission: Commission) -> int:
    """The number of entries."""
    with commission.ledger.engine.connect() as connection:
        return heads.read(connection).size


def test_without_a_policy_nobody_is_asked(commission: Commission, town: Town) -> None:
    """The log's own signatures are all there is."""
    made = round_of(commission, town)
    assert (made.by, made.of, made.missing) == (0, 0, "")
    assert made.publication is not None and made.publication.size == size(commission)
    assert town.asked == []


def test_a_quorum_publishes(commission: Commission, town: Town) -> None:
    """All cosignatures that came are in it, verified; a second round has nothing to do."""
    adopt(commission, town.policy(2, "a", "b", "c"))
    made = round_of(commission, town)
    assert made.publication is not None
    assert (made.publication.size, made.by, made.of, made.missing) == (size(commission), 3, 3, "")
    keys = policy.parse(town.policy(2, "a", "b", "c").encode()).witnesses
    assert len(cosignature.verified(made.publication.note, [each.key for each in keys])) == 3
    asked = list(town.asked)
    assert round_of(commission, town).publication == made.publication
    assert town.asked == asked
    assert [each.stage for each in kept(commission)] == ["signed", "published"]


def test_below_the_quorum_the_older_one_stays(small: Commission, town: Town) -> None:
    """What was cosigned is kept, and the next round asks those who are missing."""
    adopt(small, town.policy(2, "a", "b", "c"))
    first = round_of(small, town)
    small.record(small.moved("opened", "ps-1"))
    town.away = {"b", "c"}
    second = round_of(small, town)
    assert second.publication == first.publication
    assert (second.by, second.of) == (3, 3)
    assert "cosigned by 1, at least 2 needed" in second.missing and "b: no answer" in second.missing
    with small.ledger.engine.connect() as connection:
        assert rounds.witnessed(connection, size(small)) == (1, 3)
        assert verb.newest(connection) == first.publication
    town.away, town.asked = {"c"}, []
    third = round_of(small, town)
    assert town.asked == ["b", "b", "c"] or sorted(town.asked) == ["b", "c"]
    assert third.publication is not None and third.publication.size == size(small)
    assert (third.by, third.of, third.missing) == (2, 3, "")


def test_a_change_is_witnessed_by_the_old_and_by_the_new(small: Commission, town: Town) -> None:
    """The first checkpoint over it meets both; the next one the new alone."""
    town.add("d", "e")
    adopt(small, town.policy("all", "a", "b"))
    assert round_of(small, town).missing == ""
    adopt(small, town.policy("all", "d", "e"))
    for away in ({"a", "e"}, {"e"}):
        town.away = away
        late = round_of(small, town)
        assert late.missing and "by the old policy and by the new" in late.missing
        assert late.publication is not None and late.publication.size < size(small)
    town.away = set()
    over = round_of(small, town)
    assert over.missing == "" and over.publication is not None
    assert len(note.parse(over.publication.note)[1]) == 1 + 4
    small.record(small.moved("opened", "ps-1"))
    town.away, town.asked = {"a", "b"}, []
    assert round_of(small, town).missing == ""
    assert set(town.asked) == {"d", "e"}


def test_every_policy_in_between_is_due(small: Commission, town: Town) -> None:
    """Two changes before anything was published: neither can be jumped over."""
    town.add("d")
    round_of(small, town)
    for names in (("a",), ("b",), ("d",)):
        adopt(small, town.policy(1, *names))
    with small.ledger.engine.connect() as connection:
        due = policies.due(connection, size(small))
    assert [each.witnesses[0].name for each in due] == ["a", "b", "d"]
    town.away = {"b"}
    assert round_of(small, town).missing
    town.away = set()
    assert round_of(small, town).missing == ""
    with small.ledger.engine.connect() as connection:
        assert [each.witnesses[0].name for each in policies.due(connection, size(small))] == ["d"]


CLAIMS = [
    Reply(409, "text/x.tlog.size", b"999999\n"),
    Reply(422, "text/plain", b"not consistent\n"),
    Reply(409, "text/plain", b"no\n"),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=["larger", "inconsistent", "unexplained"])
def test_a_claim_without_proof_is_an_alarm_and_stops_nothing(
    small: Commission, town: Town, claim: Reply
) -> None:
    """The others make the quorum; acts go on; the alarm is there for people to see."""
    adopt(small, town.policy(2, "a", "b", "c"))
    town.replies["c"] = claim
    made = round_of(small, town)
    assert (made.by, made.of, made.missing) == (2, 3, "")
    assert [alarm.partition(":")[0] for alarm in small.ledger.witness_alarms] == ["the witness c"]
    small.record(small.moved("opened", "ps-1"))
    town.replies.clear()
    assert round_of(small, town).missing == ""
    assert small.ledger.witness_alarms == ()


def other_log(to: int) -> bytes:
    """A checkpoint that our key has signed over something else."""
    stated = Checkpoint(ORIGIN, to, bytes(32))
    return checkpoint.sign(stated, [SignerKey(ORIGIN, key_of("log"))])


@pytest.mark.parametrize("further", [5, 0], ids=["larger", "different"])
def test_a_proof_stops_the_ledger(small: Commission, town: Town, further: int) -> None:
    """A page that bears our signature: nothing is published any more, and no act is taken."""
    attach(small.ledger, town)
    adopt(small, town.policy(2, "a", "b", "c"))
    stolen = size(small) + further
    body = b"old 0\n\n" + other_log(stolen)
    assert town.witness("c").add_checkpoint(body).status == 200
    with pytest.raises(LedgerStopped) as stopped:
        round_of(small, town)
    assert stopped.value.code == ("witness_ahead" if further else "witness_differs")
    with pytest.raises(LedgerStopped):
        small.submit(small.moved("opened", "ps-1"))
    with small.ledger.engine.connect() as connection:
        assert checkpoints.last_size(connection) == size(small), "reading goes on"


def test_a_stranger_is_told_of(small: Commission, town: Town) -> None:
    """A witness that does not know the log does not take part, and is no alarm."""
    town.add("d", knows=False)
    adopt(small, town.policy(1, "a", "d"))
    town.away = {"a"}
    made = round_of(small, town)
    assert "d: it does not know this log" in made.missing
    assert small.ledger.witness_alarms == ()


# --- at start ------------------------------------------------------------------------------------


def test_writing_waits_until_no_quorum_could_know_more(small: Commission, town: Town) -> None:
    """With two of three, two must have answered; then they are not asked again."""
    adopt(small, town.policy(2, "a", "b", "c"))
    assert round_of(small, town).missing == ""
    again = small.reopened()
    attach(again.ledger, town)
    town.away = {"a", "b"}
    stopped = append.examine(again.ledger)
    assert stopped is not None and stopped.code == "witnesses_silent"
    with pytest.raises(LedgerStopped):
        again.submit(again.moved("opened", "ps-1"))
    town.away = {"a"}
    assert append.examine(again.ledger) is None
    town.asked = []
    again.record(again.moved("opened", "ps-1"))
    assert town.asked == []


def test_witnesses_that_fall_silent_later_stop_no_act(small: Commission, town: Town) -> None:
    """Nor do those that are adopted while the process runs: nothing is published, acts go on."""
    again = small.reopened()
    attach(again.ledger, town)
    again.record(again.moved("opened", "ps-1"))
    town.away = {"a", "b"}
    adopt(again, town.policy(2, "a", "b", "c"))
    for number in (2, 3):
        assert "at least 2 needed" in round_of(again, town).missing
        again.record(again.moved("opened", f"ps-{number}"))


def test_a_backup_is_refused_before_anything_is_signed(
    sqlite_url: str, tmp_path: Path, town: Town
) -> None:
    """Everything restored at once, no head record: a witness proves that it went further."""
    made = opened(sqlite_url)
    adopt(made, town.policy(2, "a", "b", "c"))
    assert round_of(made, town).missing == ""
    made.ledger.engine.dispose()
    file = Path(sqlite_url.removeprefix("sqlite+pysqlite:///"))
    backup = tmp_path / "backup.sqlite"
    shutil.copy(file, backup)
    again = made.reopened()
    for number in (1, 2, 3):
        again.record(again.moved("opened", f"ps-{number}"))
    assert round_of(again, town).missing == ""
    made.close()
    for left in file.parent.glob(file.name + "-*"):
        left.unlink()
    shutil.copy(backup, file)
    restored = made.reopened()
    attach(restored.ledger, town)
    town.away = {"c"}
    before = kept(restored)
    with pytest.raises(LedgerStopped) as stopped:
        restored.submit(restored.moved("closed", "ps-1"))
    assert stopped.value.code == "witness_ahead"
    with pytest.raises(LedgerStopped):
        round_of(restored, town)
    assert kept(restored) == before
    made.close()
