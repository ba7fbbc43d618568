"""Verifying in a second process: the same verdicts, whatever becomes of the process."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from ledger import read, submit, verifying
from ledger.chain import keys
from ledger.submit import Recorded, Refused
from ledger.verifying import Signed, Verifier
from tests.verbs.commission import Commission, key_of

KEYS = [key_of(name) for name in ("person-a", "person-b")]


def signatures(number: int) -> Signed:
    """Signatures of which every seventh is by another key."""
    messages = [b"message %d" % n for n in range(number)]
    signers = [KEYS[n % 7 == 3] for n in range(number)]
    return [
        (KEYS[0].public, message, signer.sign(message))
        for message, signer in zip(messages, signers, strict=True)
    ]


@pytest.fixture
def verifier() -> Iterator[Verifier]:
    """A process that is ready to be asked."""
    with Verifier(verifying.ACTS_MIN) as made:
        assert made.is_ready(timeout_seconds=60)
        yield made


def test_the_process_gives_the_verdicts_that_are_given_here(verifier: Verifier) -> None:
    """Questions may be asked ahead of their answers, which come each to its own."""
    asked = [signatures(number) for number in (1, 500, 0, 40)]
    waiting = [verifier.begin(signed) for signed in asked]
    assert [verdicts() for verdicts in waiting] == [keys.verify_many(signed) for signed in asked]


def test_what_a_process_that_ended_leaves_open_is_verified_here(verifier: Verifier) -> None:
    """Before, while and after it is asked."""
    signed = signatures(300)
    waiting = [verifier.begin(signed)]
    assert verifier.process is not None
    verifier.process.kill()
    waiting.append(verifier.begin(signed))
    verifier.process.wait()
    waiting.append(verifier.begin(signed))
    assert [verdicts() for verdicts in waiting] == [keys.verify_many(signed)] * 3


def test_no_process_is_started_for_a_few_acts_and_none_is_left_behind() -> None:
    """It ends with the call, even with questions unanswered."""
    with Verifier(verifying.ACTS_MIN - 1) as none:
        assert none.process is None
        assert none.begin(signatures(9))() == keys.verify_many(signatures(9))
    with Verifier(verifying.ACTS_MIN) as made:
        process = made.process
        made.begin(signatures(1_000))
    assert process is not None
    assert process.returncode is not None


def test_acts_judged_while_the_next_are_verified_get_the_same_answers(
    commission: Commission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forged signature is found in whatever group it is, and an act sent twice is recorded once."""
    monkeypatch.setattr(submit, "ACTS_A_COMMIT_MAX", 20)
    monkeypatch.setattr(verifying, "ACTS_MIN", 30)
    acts = [commission.moved("opened", f"ps-{n % 3 + 1}") for n in range(100)]
    forged = dataclasses.replace(acts[70], signatures=acts[71].signatures, value=None)
    size = read.size(commission.ledger)
    answers = commission.submit(*acts[:70], forged, *acts[50:55], *acts[71:])
    refused = [n for n, answer in enumerate(answers) if isinstance(answer, Refused)]
    assert refused == [70]
    again = [answer for answer in answers[71:76] if isinstance(answer, Recorded)]
    assert [(one.index, one.is_first) for one in again] == [
        (size + 50 + n, False) for n in range(5)
    ]
    assert read.size(commission.ledger) == size + 99


def test_an_act_recorded_by_another_since_it_was_looked_for_is_not_recorded_again(
    commission: Commission,
) -> None:
    """It is looked for a second time with the head locked, where it can have come to since."""
    packet = commission.moved("opened", "ps-1")
    one = submit.packets.read(packet)
    assert isinstance(one, submit.Prepared)
    assert submit.answers.recorded_before(commission.ledger, [one]) == {}
    commission.reopened().record(packet)
    with commission.ledger.engine.connect() as connection:
        size = read.size(commission.ledger)
        found = submit.answers.recorded_since(connection, [one], size)
    assert found == {one.act.digest: size - 1}
