"""The state seal before the judges: the ledger's, and the verifiers' where they say the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.chain import canonical, envelope
from ledger.election import judgement
from ledger.election.rows import Act, Seal, Signing
from ledger.errors import Malformed
from tests.election import builders
from tests.election.builders import Log, event, key_id
from tests.election.sealing import ROOT, SHEETS, seal, submitted
from verifiers import act as their_act
from verifiers.reading import Malformed as TheirMalformed

CEC = "cec"
How = Callable[[Log], Any]


def _code(log: Log, act: dict[str, Any], **given: Any) -> str | None:
    verdict = judgement.judge(log.law, log.state, submitted(log, act, **given))
    return verdict.refusals[0].code if verdict.refusals else None


def test_a_seal_moves_nothing_and_overtakes_nothing() -> None:
    """Act row, seal row, the recorder's signature; no law; administration goes on undisturbed."""
    log = builders.opened()
    before, size = log.law.last_index, log.size
    verdict = log.append(submitted(log, seal(log)))
    assert verdict.judgement == {"events": ["effective"], "marks": []}
    act, sealed, signing = verdict.rows
    assert isinstance(act, Act) and (act.kind, act.persons, act.contested_margin) == (
        "administration", (), 0,
    )  # fmt: skip
    assert sealed == Seal(size, ROOT, SHEETS)
    assert signing == Signing(False, key_id("recorder"), None)
    assert log.law.last_index == before
    entered = event("person.entered", name="New", person="new")
    assert log.code(entered, seen={"root": builders.ROOT, "size": size}) is None


REFUSED: dict[str, tuple[str, How, dict[str, Any]]] = {
    "position 0": ("seal_position", lambda log: seal(log, 0), {}),
    "a position ahead": ("seal_position", lambda log: seal(log, log.size + 1), {}),
    "another root": ("seal_differs", lambda log: seal(log, root="00" * 32), {}),
    "another number": ("seal_differs", lambda log: seal(log, sheets=1), {}),
    "a root that nobody knows": ("seal_differs", seal, {"sealed": None}),
    "another body": ("not_competent", lambda log: seal(log, body="court"), {}),
    "a member's key": ("unlisted_signer", seal, {"by": ["m1"]}),
    "two keys": ("unlisted_signer", seal, {"by": ["m1", "recorder"]}),
    "a stranger's key": ("unknown_key", seal, {"by": ["stranger"]}),
    "a forged signature": ("signature_invalid", seal, {"forged": ["recorder"]}),
    "a field missing": (
        "missing_field",
        lambda log: seal(log) | {"events": [event("state.sealed", position=1, root=ROOT)]},
        {},
    ),
    "a root that is no hash": ("bad_field", lambda log: seal(log, root="x"), {}),
    "another ledger": (
        "other_ledger",
        lambda log: seal(log, ledger={"id": ROOT, "origin": "e"}),
        {},
    ),
    "an id that is taken": ("act_id_taken", lambda log: seal(log, act_id="act-0"), {}),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_seal_is_refused(name: str) -> None:
    """Each with its code."""
    code, make, given = REFUSED[name]
    log = builders.opened()
    assert _code(log, make(log), **given) == code


def test_a_seal_follows_the_one_before_it() -> None:
    """Never the same position again, and none that is long past."""
    log = builders.opened()
    log.append(submitted(log, seal(log)))
    sealed = log.size - 1
    assert _code(log, seal(log, sealed)) == "seal_position"
    assert _code(log, seal(log, sealed + 1)) is None
    far = submitted(log, seal(log, sealed + 1), index=sealed + 10_002)
    (problem,) = judgement.judge(log.law, log.state, far).refusals
    assert problem.code == "seal_position"


def test_nothing_is_sealed_before_opening_or_after_closing() -> None:
    """Nor by a key that was taken out of use."""
    founded = builders.founded()
    assert _code(founded, seal(founded)) == "ledger_not_open"
    closed = builders.opened()
    closed.record(event("ledger.closed", reason="Moved.", successor=None))
    assert _code(closed, seal(closed)) == "ledger_is_closed"
    revoked = builders.opened()
    revoked.record(event("key.revoked", key=key_id("recorder"), reason="Lost."))
    assert _code(revoked, seal(revoked)) == "key_revoked"


def _with(**given: Any) -> How:
    return lambda log: seal(log, **given)


FORMS: dict[str, How] = {
    "signers": _with(signers=[builders.signer(CEC, "m1")]),
    "seen": _with(seen={"root": ROOT, "size": 1}),
    "a decision": _with(decision=builders.decision()),
    "an attestation": _with(attestation=builders.attestation("m1")),
    "another event beside it": lambda log: seal(log) | {"events": seal(log)["events"] * 2},
    "a time": lambda log: (
        seal(log) | {"events": [seal(log)["events"][0] | {"occurred": {"at": None}}]}
    ),
    "nobody in another act": lambda log: log.act(event("thing.noted", text="x")) | {"signers": []},
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_only_a_bare_seal_has_no_signers(name: str) -> None:
    """Both readers refuse the form."""
    act = FORMS[name](builders.opened())
    data = canonical.dumps(act)
    with pytest.raises(Malformed) as ours:
        envelope.parse(data)
    assert ours.value.code == "bad_member"
    with pytest.raises(TheirMalformed) as theirs:
        their_act.read(_entry(data))
    assert theirs.value.code == "bad_member"


def test_both_readers_take_a_seal() -> None:
    """Without signers, signed by one key."""
    data = canonical.dumps(seal(builders.opened()))
    assert envelope.parse(data).signers == ()
    assert their_act.read(_entry(data)).act["signers"] == []


def _entry(act: bytes) -> bytes:
    rest = canonical.dumps(
        {
            "format": 0,
            "index": 9,
            "judgement": {"events": ["effective"], "marks": []},
            "previous": ROOT,
            "recorded_at": "2013-11-05T18:00:00.000000Z",
            "signatures": [{"key": "A" * 43, "signature": "A" * 86}],
        }
    )
    return b'{"act":' + act + b"," + rest[1:]
