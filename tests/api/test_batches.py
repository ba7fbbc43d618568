"""Many acts in one request, and many requests in one commit: an answer each, and no neighbour's."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ledger import limits, read
from ledger.chain import receipt
from ledger.store import heads
from ledger.store.engine import writing
from ledger.submit import Packet, batches, packets
from tests.api.asking import Asked
from tests.verbs.commission import Commission

LINES = {"Content-Type": "application/x-ndjson"}


def _array(*items: bytes) -> bytes:
    return b"[" + b",".join(items) + b"]"


def _each(asked: Asked) -> list[bytes]:
    """A good act, a forged one, one of another form, one that is refused, a good one."""
    people = asked.commission
    good, other = people.moved("opened", "ps-1"), people.moved("opened", "ps-2")
    forged = Packet(people.moved("closed", "ps-1").act, good.signatures)
    refused = people.moved("opened", "ps-404")
    formed = [packets.format(one) for one in (good, forged, refused, other)]
    return [formed[0], formed[1], b'{"act":1.5}', formed[2], formed[3]]


def _told(answers: list[dict[str, Any]]) -> list[object]:
    codes = [one["problem"]["code"] if "problem" in one else "recorded" for one in answers]
    return list(zip([one["status"] for one in answers], codes, strict=True))


EXPECTED = [
    (201, "recorded"),
    (422, "signature_invalid"),
    (400, "number_not_integer"),
    (422, "unknown_unit"),
    (201, "recorded"),
]


def test_each_act_of_a_batch_has_its_own_answer(asked_on_each: Asked) -> None:
    """In order, as an array or a line each; sent again, the receipts are the same bytes."""
    body = _each(asked_on_each)
    first = asked_on_each.post(_array(*body), 200).json()["answers"]
    assert _told(first) == EXPECTED
    assert first[3]["problem"]["refusal"] is not None and first[1]["problem"]["refusal"] is None
    kept = read.size(asked_on_each.commission.ledger)
    again = asked_on_each.client.post("/v1/acts", content=b"\n".join(body) + b"\n", headers=LINES)
    told = [json.loads(line) for line in again.content.splitlines()]
    assert [one["status"] for one in told] == [200, 422, 400, 422, 200]
    assert told[0]["receipt"] == first[0]["receipt"] and told[4]["receipt"] == first[4]["receipt"]
    assert read.size(asked_on_each.commission.ledger) == kept
    digest = receipt.parse(json.dumps(first[0]["receipt"], sort_keys=True, separators=(",", ":"),
                                      ensure_ascii=False).encode()).entry.act.digest  # fmt: skip
    asked_for = asked_on_each.get(f"/v1/acts/{digest.hex()}").content
    assert asked_for in again.content, "the very bytes of the first receipt"


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"[",
        b"[{}",
        b"[{},]",
        b"[{}]x",
        b"[{}]]",
        b"[" * 50_000,
        b'["' + b'\\"' * 20_000,
        b"[" + b"{}," * limits.BATCH_ACTS_MAX + b"{}]",
    ],
)
def test_what_is_no_batch_is_refused_whole(read_only: Asked, body: bytes) -> None:
    """It cannot be cut, so nothing of it was judged; hostile bytes cost no more than good ones."""
    read_only.refused(body, "bad_batch")


def test_a_batch_is_cut_where_json_says() -> None:
    """Brackets and commas inside texts divide nothing."""
    items = [b'{"a":"],[{\\"\\\\"}', b"[1,[2,3]]", b"{}", b'"x"']
    assert batches.array(_array(*items)) == items
    started = time.perf_counter()
    with pytest.raises(Exception, match="bad_batch"):
        batches.array(b'["' + b'\\"' * 1_000_000)
    assert time.perf_counter() - started < 2.0, "each byte is looked at once"


def test_a_batch_that_is_too_large_is_not_read(read_only: Asked) -> None:
    """Its length is known before; one that keeps it to itself may be as long as one act."""
    read_only.refused(b"[" + b" " * limits.BATCH_BYTES_MAX + b"]", "too_large", 413)

    def drip() -> Any:
        yield b"["
        yield b" " * limits.ENTRY_BYTES_MAX

    headers = {"Content-Type": "application/json"}
    answer = read_only.client.post("/v1/acts", content=drip(), headers=headers)
    assert answer.status_code == 413 and "Content-Length" in answer.json()["expected"]


def test_a_batch_takes_the_room_that_it_needs(asked: Asked) -> None:
    """Four megabytes are sixty-five places; who comes then is asked to come again."""
    meters = asked.client.app.state.desk.meters  # type: ignore[attr-defined]
    assert meters.enter(256, 192)
    long = b"[" + b" " * (limits.BATCH_BYTES_MAX - 2) + b"]"
    told = asked.refused(long, "busy", 503)
    assert told["do"]
    packet = packets.format(asked.commission.moved("opened", "ps-1"))
    asked.post(packet, 201)
    meters.leave(192)
    alone = asked.post(long, 200).json()["answers"]
    assert [one["problem"]["code"] for one in alone] == ["too_large"]


def _commits(people: Commission, since: int) -> list[str]:
    """The times of recording of what was recorded since, one a commit."""
    found = []
    for index in range(since, read.size(people.ledger)):
        found.append(json.loads(read.entry(people.ledger, index))["recorded_at"])
    return sorted(set(found))


def test_all_who_wait_share_one_commit(asked_on_each: Asked) -> None:
    """Forty single acts and two batches come while a commit is held up: the next takes them all."""
    people, asked = asked_on_each.commission, asked_on_each
    singles = [packets.format(people.moved("opened", "ps-1")) for _ in range(40)]
    several = [
        _array(*(packets.format(people.moved("opened", "ps-2")) for _ in range(20)))
        for _ in range(2)
    ]
    together = asked.client.app.state.desk.together  # type: ignore[attr-defined]
    since, released = read.size(people.ledger), threading.Event()
    held = threading.Event()

    def hold() -> None:
        with people.ledger.engine.connect() as connection, writing(connection):
            heads.lock(connection)
            held.set()
            released.wait(30)

    with ThreadPoolExecutor(64) as pool:
        holding = pool.submit(hold)
        assert held.wait(30)
        first = pool.submit(asked.post, singles[0], 201)
        # The first is at the lock; whoever comes from now on waits for it.
        while not (together._work and not together._line):
            time.sleep(0.005)
        rest = [pool.submit(asked.post, body, 201) for body in singles[1:]]
        rest += [pool.submit(asked.post, body, 200) for body in several]
        while sum(len(one.packets) for one in together._line) < 79:
            time.sleep(0.005)
        released.set()
        holding.result()
        assert [one.result() for one in (first, *rest)]
    assert read.size(people.ledger) == since + 80
    assert len(_commits(people, since)) == 2


def test_a_submitter_who_leaves_keeps_nobody_waiting(asked: Asked) -> None:
    """What stops the whole ledger is everybody's answer, and the line goes on afterwards."""
    people = asked.commission
    packet = packets.format(people.moved("opened", "ps-1"))
    key, people.ledger.log_key = people.ledger.log_key, None
    asked.refused(packet, "reading_only", 503)
    people.ledger.log_key = key
    asked.post(packet, 201)
