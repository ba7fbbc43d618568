"""Submitting: receipts, retries, refusals and faults, one act or many."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger import read
from ledger.chain import entry, keys, note, receipt, refusal
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import SignerKey
from ledger.errors import LedgerStopped
from ledger.projections import prefetch
from ledger.projections.state import DbState
from ledger.rebuild import rebuild
from ledger.submit import Failed, Packet, Recorded, Refused, packets, submit
from tests.verbs.commission import ORIGIN, Commission, box, founded, key_of, opened, real_clock

LOG_KEYS = [LogKey(SignerKey(ORIGIN, key_of("log")).verifier)]


def test_a_recorded_act_gets_a_receipt_that_proves_it(commission: Commission) -> None:
    """The receipt holds the very act, and its path leads to the signed checkpoint."""
    packet = commission.moved("opened", "ps-1")
    recorded = commission.record(packet)
    given = receipt.parse(recorded.receipt)
    assert given.entry.act.data == packet.act
    assert given.entry.index == recorded.index == read.size(commission.ledger) - 1
    assert given.entry.data == read.entry(commission.ledger, recorded.index)
    covered = receipt.check(given, LOG_KEYS)
    assert covered.size == recorded.index + 1
    assert read.checkpoint(commission.ledger) == given.checkpoint


def test_many_acts_get_receipts_under_one_checkpoint(commission: Commission) -> None:
    """Every path of a commit is right, and all entries of it share their time."""
    before = read.size(commission.ledger)
    found = commission.submit(*[commission.moved("opened", f"ps-{n % 3 + 1}") for n in range(37)])
    receipts = [receipt.parse(one.receipt) for one in found if isinstance(one, Recorded)]
    assert [one.entry.index for one in receipts] == list(range(before, before + 37))
    assert {one.size for one in receipts} == {before + 37}
    assert len({one.entry.recorded_at for one in receipts}) == 1
    for one in receipts:
        receipt.check(one, LOG_KEYS)


def test_a_retry_gets_the_first_receipt(commission: Commission) -> None:
    """Whenever and wherever the act is sent again, the same bytes come back, and nothing is added."""
    packet = commission.moved("opened", "ps-1")
    first = commission.record(packet)
    commission.record(commission.moved("opened", "ps-2"))
    size = read.size(commission.ledger)
    for asked in (commission, commission.reopened()):
        again = asked.record(packet)
        assert (again.index, again.receipt) == (first.index, first.receipt)
        assert first.is_first
        assert not again.is_first
    assert read.size(commission.ledger) == size


def test_the_same_act_twice_in_one_call_is_recorded_once(commission: Commission) -> None:
    """Both answers are the receipt of one entry."""
    packet = commission.moved("opened", "ps-1")
    one, other = commission.submit(packet, packet)
    assert isinstance(one, Recorded)
    assert isinstance(other, Recorded)
    assert one.receipt == other.receipt


def test_a_refused_act_gets_a_signed_refusal_and_leaves_no_trace(commission: Commission) -> None:
    """The refusal names the act's digest, the code, and the size of the log; reasons are complete."""
    size = read.size(commission.ledger)
    packet = commission.moved("opened", "ps-77")
    answer = commission.submit(packet)[0]
    assert isinstance(answer, Refused)
    assert answer.problems[0].code == "unknown_unit"
    assert answer.refusal is not None
    stated = refusal.open(answer.refusal, key_of("recorder").public)
    assert (stated.code, stated.size) == ("unknown_unit", size)
    assert stated.ledger_id == commission.ledger.ledger_id
    assert read.size(commission.ledger) == size


def test_what_is_not_well_signed_gets_no_signed_refusal(commission: Commission) -> None:
    """Anybody could have sent it; the ledger says why, and signs nothing."""
    good = commission.moved("opened", "ps-1")
    other = commission.moved("opened", "ps-2")
    forged = Packet(good.act, other.signatures)
    answer = commission.submit(forged)[0]
    assert isinstance(answer, Refused)
    assert answer.problems[0].code == "signature_invalid"
    assert answer.refusal is None


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "not_json"),
        (b"\xff", "not_utf8"),
        (b'{"a":1,"a":2}', "duplicate_key"),
        (b'{"a":1.5}', "number_not_integer"),
        (b'{"b":1, "a":2}', "not_canonical"),
        (b'{"a":1}', "unknown_member"),
        (b'{"a":"' + b"x" * 50_000 + b'"}', "too_large"),
    ],
)
def test_what_is_no_act_is_refused_by_its_code(sqlite_url: str, data: bytes, code: str) -> None:
    """Malformed bytes are an answer like any other, and the acts beside them are judged."""
    commission = founded(sqlite_url)
    answer = commission.submit(Packet(data, commission.moved("opened", "ps-1").signatures))[0]
    assert isinstance(answer, Refused)
    assert answer.problems[0].code == code
    assert answer.refusal is None


def test_signatures_out_of_order_are_refused(commission: Commission) -> None:
    """A packet has one spelling too: signatures sorted by key, each key once, at least one."""
    packet = commission.ruling(("run.date_left_open", {"run": "run-1"}))
    for signatures in ((), packet.signatures[::-1], packet.signatures * 2):
        answer = commission.submit(Packet(packet.act, signatures))[0]
        assert isinstance(answer, Refused)
        assert answer.problems[0].code == "bad_member"


def test_acts_of_a_group_see_those_before_them(commission: Commission) -> None:
    """The second act of a group may stand on what the first has made, and must not repeat its id."""
    seen = read.last_seen(commission.ledger)
    made = {"id": "ps-9", "name": "PS-9", "parent": "pc-1", "type": "polling_station"}
    found = commission.submit(
        commission.moved("opened", "ps-9"),
        commission.ruling(("units.established", {"units": [made]}), seen=seen),
        commission.moved("opened", "ps-9"),
        commission.ruling(("units.established", {"units": [made]}), seen=seen),
    )
    codes = [one.problems[0].code if isinstance(one, Refused) else "recorded" for one in found]
    assert codes == ["unknown_unit", "recorded", "recorded", "already_exists"]


def test_a_seen_root_that_is_not_ours_is_refused(commission: Commission) -> None:
    """Another root at a size of ours, or a size that we do not have, shows another log."""
    seen = read.last_seen(commission.ledger)
    for wrong in ({**seen, "root": "00" * 32}, {**seen, "size": seen["size"] + 50}):
        packet = commission.ruling(("run.date_left_open", {"run": "run-1"}), seen=wrong)
        answer = commission.submit(packet)[0]
        assert isinstance(answer, Refused)
        assert answer.problems[0].code == "seen_not_ours"
    for right in (seen, {"root": read.root(commission.ledger, 2).hex(), "size": 2}):
        commission.record(commission.ruling(("run.date_left_open", {"run": "run-1"}), seen=right))


def test_a_fault_of_one_act_removes_that_act_alone(commission: Commission) -> None:
    """What cannot be judged because of a row that cannot be read fails; its neighbours do not."""
    commission.record(commission.moved("opened", "ps-1"))
    with commission.ledger.engine.begin() as connection:
        connection.execute(text("UPDATE s1_effect SET data = 'no JSON' WHERE verb = 'due'"))
    commission.ledger.projections.forget()
    held = commission.act(("run.held", {"run": "run-1"}))
    one, fault, two = commission.submit(
        commission.moved("opened", "ps-2"), held, commission.moved("opened", "ps-3")
    )
    assert isinstance(one, Recorded)
    assert isinstance(fault, Failed)
    assert isinstance(two, Recorded)
    assert two.index == one.index + 1


def test_a_key_enrolled_elsewhere_meanwhile_may_sign(commission: Commission) -> None:
    """Law that moved after this process last looked is caught up with under the lock."""
    other = commission.reopened()
    other.record(other.moved("opened", "ps-1"))
    enrolled = {"key": keys.format(key_of("person-d").public), "person": "person-d"}
    office = {"body": "cec", "from": "2013-01-01", "office": "member", "until": None}
    entering = commission.act(
        ("person.entered", {"name": "Person-D", "person": "person-d"}),
        ("office.assigned", {**office, "person": "person-d"}),
        ("key.enrolled", {**enrolled, "replaces": None}),
        signers=("person-a", "person-b"),
        seen=read.last_seen(commission.ledger),
    )
    with_proof = packets.add(entering, key_of("person-d"))
    commission.record(with_proof)
    scope = {"run": "run-1", "scope": [box("ps-2")]}
    other.record(other.act(("polling.opened", scope), signers=("person-d",)))


def test_eight_threads_share_commits(engine_url: str) -> None:
    """Each gets its own answers, no index is given twice, and the tables equal a replay."""
    commission = opened(engine_url, real_clock)
    size = read.size(commission.ledger)
    offered = [[commission.moved("opened", "ps-1") for _ in range(6)] for _ in range(8)]

    def work(mine: list[Packet]) -> list[Recorded]:
        found = [submit(commission.ledger, [packet])[0] for packet in mine]
        assert all(isinstance(one, Recorded) for one in found)
        return [one for one in found if isinstance(one, Recorded)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, offered))
    for mine, answers in zip(offered, found, strict=True):
        for packet, answer in zip(mine, answers, strict=True):
            assert receipt.parse(answer.receipt).entry.act.data == packet.act
    indexes = sorted(answer.index for answers in found for answer in answers)
    assert indexes == list(range(size, size + 48))
    assert rebuild(commission.ledger).difference is None
    commission.close()


@pytest.mark.slow
def test_four_processes_append_at_once(engine_url: str) -> None:
    """No fork, no gap, nothing acknowledged is lost, and the tables equal a replay."""
    commission = opened(engine_url, real_clock)
    size = read.size(commission.ledger)
    command = [sys.executable, "-m", "tests.verbs.appending", engine_url]
    running = [
        subprocess.Popen(
            [*command, f"p{number}", "12"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for number in range(4)
    ]
    told = [process.communicate(timeout=100)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    acknowledged = sorted(int(line) for text in told for line in text.split())
    assert acknowledged == list(range(size, size + 48))
    leaf = None
    for number, data in enumerate(read.log(commission.ledger)):
        one = entry.parse(data)
        assert (one.index, one.previous) == (number, leaf)
        leaf = one.leaf_hash
    assert rebuild(commission.ledger).difference is None
    commission.close()


def test_a_log_key_that_is_not_here_fails_alone(commission: Commission) -> None:
    """The act that adopts it is not recorded, and says why; those beside it are, on both engines."""
    stranger = note.format_vkey(SignerKey(ORIGIN, key_of("stranger")).verifier)
    adopting = commission.administration(
        ("log_key.adopted", {"from_size": read.size(commission.ledger) + 4, "vkey": stranger})
    )
    one, fault, two = commission.submit(
        commission.moved("opened", "ps-1"), adopting, commission.moved("opened", "ps-2")
    )
    assert isinstance(one, Recorded) and isinstance(two, Recorded)
    assert isinstance(fault, Failed) and isinstance(fault.fault, LedgerStopped)
    assert fault.fault.code == "log_key_missing"
    assert two.index == one.index + 1


@pytest.mark.parametrize("place", ["prefetch", "flush"])
def test_a_fault_that_names_no_act_is_found(
    commission: Commission, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside of judging too: what fails when its rows are loaded or written fails alone."""
    bad = commission.moved("opened", "ps-3")
    load, flush = prefetch.load, DbState.flush
    seen: list[object] = []

    def broken_load(acts: Iterable[dict[str, Any]], *more: Any) -> None:
        listed = list(acts)
        seen[:] = [act["act_id"] for act in listed]
        if place == "prefetch" and json.loads(bad.act)["act_id"] in seen:
            raise RuntimeError("a fault of the program")
        load(listed, *more)

    def broken_flush(state: DbState, connection: Any) -> None:
        if place == "flush" and json.loads(bad.act)["act_id"] in seen:
            raise RuntimeError("a fault of the program")
        flush(state, connection)

    monkeypatch.setattr(prefetch, "load", broken_load)
    monkeypatch.setattr(DbState, "flush", broken_flush)
    one, fault, two = commission.submit(
        commission.moved("opened", "ps-1"), bad, commission.moved("opened", "ps-2")
    )
    assert isinstance(one, Recorded) and isinstance(two, Recorded)
    assert isinstance(fault, Failed)
    assert read.size(commission.ledger) == two.index + 1
