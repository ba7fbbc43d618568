"""An act is submitted over HTTP: a receipt, or a refusal that can be shown to others."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from ledger.chain import receipt, refusal
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import SignerKey
from ledger.submit import Packet, packets
from tests.api.asking import Asked
from tests.verbs.commission import ORIGIN, key_of, signed

LOG_KEYS = [LogKey(SignerKey(ORIGIN, key_of("log")).verifier)]
AUTHENTIC = key_of("recorder").public


def _body(packet: Packet) -> bytes:
    return packets.format(packet)


def test_an_act_gets_its_receipt(asked_on_each: Asked) -> None:
    """201, where it now is, and a receipt that the log's key proves."""
    packet = asked_on_each.commission.moved("opened", "ps-1")
    answer = asked_on_each.post(_body(packet), 201)
    told = receipt.parse(answer.content)
    assert receipt.check(told, LOG_KEYS).size == told.size
    assert told.entry.act.data == packet.act
    assert answer.headers["ledger-position"] == str(told.entry.index + 1)
    where = answer.headers["location"]
    assert asked_on_each.get(where).content == answer.content


def test_sending_again_is_safe(asked: Asked) -> None:
    """200, and the first receipt to the byte, also by the digest of the act."""
    packet = asked.commission.moved("opened", "ps-1")
    first = asked.post(_body(packet), 201)
    asked.commission.record(asked.commission.moved("opened", "ps-2"))
    again = asked.post(_body(packet), 200)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    digest = receipt.parse(first.content).entry.act.digest.hex()
    kept = asked.get(f"/v1/acts/{digest}")
    assert kept.content == first.content
    assert "immutable" in kept.headers["cache-control"]


def test_a_file_may_be_sent_as_it_was_written(asked: Asked) -> None:
    """The line feed at its end is not part of the packet; anything more is refused."""
    body = _body(asked.commission.moved("opened", "ps-1"))
    asked.post(body + b"\n", 201)
    asked.refused(body + b"\n\n", "not_canonical")


def test_a_refused_act_gets_its_signed_refusal(asked: Asked) -> None:
    """422 with every reason, and a refusal by which silence can be disproved."""
    packet = asked.commission.moved("opened", "ps-404")
    told = asked.refused(_body(packet), "unknown_unit", 422)
    stated = refusal.open(
        json.dumps(told["refusal"], sort_keys=True, separators=(",", ":")).encode(), AUTHENTIC
    )
    assert stated.code == "unknown_unit"
    assert stated.size == told["position"]
    assert "ps-404" in told["found"] and told["where"].startswith("events[0]")
    assert asked.get(told["type"]).json()["status"] == 422


def test_a_forged_act_gets_no_signature_of_ours(asked: Asked) -> None:
    """Anybody could have sent it: a signed refusal would say that somebody had signed."""
    good = asked.commission.moved("opened", "ps-1")
    other = asked.commission.moved("closed", "ps-1")
    told = asked.refused(_body(Packet(good.act, other.signatures)), "signature_invalid", 422)
    assert told["refusal"] is None


def test_an_unsigned_act_is_refused(asked: Asked) -> None:
    """A draft on its way between signers is a packet too, but nothing to record."""
    packet = asked.commission.moved("opened", "ps-1")
    told = asked.refused(_body(Packet(packet.act, ())), "bad_member", 422)
    assert told["where"] == "signatures" and told["refusal"] is None


def test_an_act_for_another_ledger_is_refused(asked: Asked) -> None:
    """An act names its ledger; replaying it elsewhere does nothing."""
    act = json.loads(asked.commission.moved("opened", "ps-1").act)
    act["ledger"] = {"id": "00" * 32, "origin": ORIGIN}
    asked.refused(_body(signed(act, ["person-a"])), "other_ledger", 422)


def test_many_at_once_are_each_recorded_once(asked_on_each: Asked) -> None:
    """Twelve acts, each sent twice at the same time: twelve entries, one first answer each."""
    commission = asked_on_each.commission
    made = [_body(commission.act(_announcement(n))) for n in range(12)]
    before = int(asked_on_each.get("/").headers["ledger-position"])
    headers = {"Content-Type": "application/json"}
    with ThreadPoolExecutor(8) as threads:
        given = list(
            threads.map(
                lambda body: asked_on_each.client.post("/v1/acts", content=body, headers=headers),
                made * 2,
            )
        )
    statuses = sorted(answer.status_code for answer in given)
    assert statuses == [200] * 12 + [201] * 12
    indexes = {receipt.parse(answer.content).entry.index for answer in given}
    assert indexes == set(range(before, before + 12))


def test_an_act_not_in_the_log_is_not_found(read_only: Asked) -> None:
    """By a well spelt id 404, by anything else 400."""
    read_only.problem("/v1/acts/never-sent", "not_in_log", 404)
    read_only.problem("/v1/acts/Never%20Sent", "bad_parameter")


def _announcement(number: int) -> tuple[str, dict[str, object]]:
    return "announcement.made", {"about": None, "text": f"Notice {number}."}
