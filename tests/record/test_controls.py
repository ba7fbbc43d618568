"""What each defence is for: with it switched off, the harm is done, and the other program sees it.

A check that could not fail would look exactly like one that passes. So every defence here is taken
away once, and the test is that something then goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from ledger import export, read
from ledger.chain import curve25519, keys
from ledger.election import authority, contested, judgement
from ledger.election.administration import documents, lawmaking
from ledger.errors import LedgerStopped
from ledger.projections import compare, generations, tables
from ledger.submit import Packet, Recorded, deciding
from tests.record import dishonest
from tests.record.dishonest import Lines
from tests.record.house import ANNULLED, CERTIFIED, MEMBERS, House, opened, opening, public, said
from tests.record.test_bad_acts import SMALL_ORDER, one_forged, person
from verifiers import arithmetic, integrity, judge
from verifiers import keys as verifiers_keys

NOTHING: Callable[..., list[Any]] = lambda *_, **__: []  # noqa: E731


class Control(NamedTuple):
    """A defence: where it is, what takes its place, the act it keeps out, and by which code."""

    target: object
    name: str
    off: Any
    make: Callable[[House], Packet]
    code: str
    """That of the refusal with the defence on."""
    found: str
    """What the verifiers find in what was recorded with it off."""


def entering(house: House) -> Packet:
    """Somebody enters whose key nobody proves to hold."""
    return house.governed(*person("new", public("new")))


def doubted(house: House) -> Packet:
    """A certification on top of an act whose quorum is in doubt."""
    since = read.size(house.ledger)
    house.record(house.decided(ANNULLED))
    fields = {"key": key_id("m1"), "suspect_from": since}
    house.record(house.governed(("key.compromised", fields), by=("m2", "m3", "m4")))
    return house.decided(CERTIFIED, by=("m2", "m3", "m4"))


def key_id(name: str) -> str:
    """The id of somebody's key."""
    return documents.id_of(public(name))


def revoked(house: House) -> Packet:
    """A member signs with a key that the commission has revoked."""
    house.record(house.governed(("key.revoked", {"key": key_id("m5"), "reason": "Lost."})))
    return house.packet(said(), by=("m5",))


def lowered(house: House) -> Packet:
    """From now on one person is to be enough for whatever is done about keys."""
    return house.governed(("authority.set", {"body": "cec", "class": "keys", "persons": 1}))


def unlisted(house: House) -> Packet:
    """Somebody signs along who was not asked."""
    return house.decided(ANNULLED, signed_by=MEMBERS[:4])


def system(house: House) -> Packet:
    """A member who was adopted as a system signs a statement along with another."""
    adopted = {"events": ["results_form.recorded"], "officer": "m1", "person": "m2"}
    house.record(house.governed(("intake_system.adopted", adopted)))
    return house.packet(said(), by=("m1", "m2"))


def _without(code: str) -> Callable[..., str | None]:
    """What is wrong with one signature, but for this code."""
    fault = authority._fault

    def found(*given: Any) -> str | None:
        told = fault(*given)
        return None if told == code else told

    return found


CONTROLS: dict[str, Control] = {
    "every signature is evaluated": Control(
        keys,
        "verify",
        lambda *_: True,
        one_forged,
        "signature_invalid",
        "signature_invalid",
    ),
    "persons are counted": Control(
        authority,
        "_too_few",
        NOTHING,
        lambda house: house.decided(ANNULLED, by=("m1",)),
        "too_few_persons",
        "too_few_persons",
    ),
    "offices are looked up": Control(
        authority,
        "check_offices",
        NOTHING,
        lambda house: house.decided(ANNULLED, by=("j1", "j2", "j3")),
        "office_not_held",
        "office_not_held",
    ),
    "nobody signs unasked": Control(
        authority,
        "_fault",
        _without("unlisted_signer"),
        unlisted,
        "unlisted_signer",
        "unlisted_signer",
    ),
    "a system records forms only": Control(
        authority, "_beyond_intake", lambda *_: None, system, "beyond_intake", "beyond_intake"
    ),
    "a revoked key signs nothing": Control(
        authority, "_fault", _without("key_revoked"), revoked, "key_revoked", "key_revoked"
    ),
    "what the signers saw is ours": Control(
        deciding,
        "_is_seen_ours",
        lambda *_: True,
        lambda house: house.decided(ANNULLED, seen={"root": "00" * 32, "size": 3}),
        "seen_not_ours",
        "seen_not_ours",
    ),
    "the act names this ledger": Control(
        judgement,
        "_check_ledger",
        NOTHING,
        lambda house: house.packet(said(), ledger={"id": "ab" * 32, "origin": "b.example"}),
        "other_ledger",
        "other_ledger",
    ),
    "floors bind": Control(
        lawmaking, "below_floor", lambda *_: None, lowered, "below_floor", "below_floor"
    ),
    "contested acts block certification": Control(
        contested,
        "unresolved",
        NOTHING,
        doubted,
        "certification_contested",
        "certification_contested",
    ),
}


@pytest.fixture
def house(sqlite_url: str) -> Any:
    """A ledger of its own for each control."""
    made = opened(sqlite_url)
    yield made
    made.close()


@pytest.mark.parametrize("what", CONTROLS)
def test_without_a_defence_the_harm_is_recorded_and_found(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Refused with it, recorded without it, and then named by the verifiers at its entry."""
    control = CONTROLS[what]
    packet = control.make(house)
    assert house.submit(packet)[0].problems[0].code == control.code  # type: ignore[union-attr]
    monkeypatch.setattr(control.target, control.name, control.off)
    recorded = house.submit(packet)[0]
    assert isinstance(recorded, Recorded), recorded
    exit_code, told = dishonest.report(*dishonest.bundle(house, tmp_path, lambda log: log))
    assert exit_code == 1
    found = [(code, index) for _, code, index in dishonest.findings(told)]
    assert (control.found, recorded.index) in found


def test_without_the_list_of_small_order_one_signature_fits_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """OpenSSL, which verifiers without libsodium ask, accepts it: the list stands before both."""
    zero = b"\x01" + bytes(63)
    monkeypatch.setattr(arithmetic, "ed25519", arithmetic.ED25519["openssl"])
    assert not verifiers_keys.verify("Ed25519", SMALL_ORDER, b"any text", zero)
    monkeypatch.setattr(verifiers_keys, "_SMALL", frozenset())
    verifiers_keys.load.cache_clear()
    try:
        assert verifiers_keys.verify("Ed25519", SMALL_ORDER, b"any text", zero)
        assert verifiers_keys.verify("Ed25519", SMALL_ORDER, b"any other text", zero)
    finally:
        verifiers_keys.load.cache_clear()


def test_without_the_look_at_points_the_ledger_depends_on_its_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the check off and OpenSSL in the place of libsodium, the ledger would accept it too."""
    raw, zero = b"\x01" + bytes(31), b"\x01" + bytes(63)
    monkeypatch.setattr(keys, "_verify_ed25519", keys._verify_openssl)
    key = keys.PublicKey("Ed25519", raw, "neutral")
    assert not keys.verify(key, b"any text", zero)
    monkeypatch.setattr(curve25519, "is_acceptable", lambda _: True)
    assert keys.verify(key, b"any text", zero)


# --- the log itself: each of these rewrites is done by whoever holds the log's key ---------------


def forked(log: Lines) -> Lines:
    """The last entry follows another entry than the one before it."""
    last = log.pop()
    previous = b'"previous":"'
    place = last.rindex(previous) + len(previous)
    log.append(last[:place] + b"00" * 32 + last[place + 64 :])
    return log


def other_judgement(log: Lines) -> Lines:
    """The last entry says that its event had no effect."""
    last = log.pop()
    assert b'"events":["effective"]' in last
    log.append(last.replace(b'"events":["effective"]', b'"events":["no_effect"]'))
    return log


def test_without_the_previous_hash_a_fork_goes_unnoticed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root and checkpoint fit what was rewritten; the chain alone shows it."""
    files = dishonest.bundle(house, tmp_path, forked)
    last = read.size(house.ledger) - 1
    ((check, code, index),) = dishonest.findings(dishonest.report(*files)[1])
    # Which of the two entries was changed, nobody can tell from outside: the root covers both.
    assert (check, code) == ("V05", "link_broken") and index in (last - 1, last)
    monkeypatch.setattr(integrity.Integrity, "_link", lambda *_: None)
    assert dishonest.findings(dishonest.report(*files)[1]) == []


def test_without_comparing_judgements_a_false_one_goes_unnoticed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State follows the judgement that is specified, so nothing else would differ."""
    house.record(house.packet(opening()))
    files = dishonest.bundle(house, tmp_path, other_judgement)
    last = read.size(house.ledger) - 1
    assert dishonest.findings(dishonest.report(*files)[1]) == [("V13", "judgement_differs", last)]
    recorded = lambda one: one.case.entry.doc["judgement"]  # noqa: E731
    monkeypatch.setattr(judge.Judgement, "document", recorded)
    assert dishonest.findings(dishonest.report(*files)[1]) == []


def test_without_a_checkpoint_seen_before_a_whole_new_log_goes_unnoticed(
    house: House, tmp_path: Path
) -> None:
    """The last decision is left out; only who kept a checkpoint can tell. Keep checkpoints."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    earlier, trust = dishonest.bundle(house, folder, lambda log: log)
    house.record(house.packet(opening()))
    assert dishonest.findings(dishonest.report(earlier, trust)[1]) == []
    kept = tmp_path / "kept.json"
    kept.write_bytes(export.trust(house.ledger))
    found = dishonest.findings(dishonest.report(earlier, kept)[1])
    assert ("V08", "not_extended", None) in found


def test_without_comparing_tables_a_wrong_row_makes_a_wrong_entry(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of law is changed: one person may govern keys. Comparing stops it; else it is found."""
    with house.ledger.engine.begin() as connection:
        prefix = tables.prefix(generations.live(connection).number)
        changed = connection.execute(
            text(
                f"UPDATE {prefix}law SET doc = replace(doc, :three, :one) "
                "WHERE kind = 'authority' AND id = 'persons'"
            ),
            {"three": '"persons":3', "one": '"persons":1'},
        )
        assert changed.rowcount == 1
    again = House(house.reopened().ledger, house.clock, house.url, count=500)
    packet = again.governed(*person("new"), by=("m1",))
    with pytest.raises(LedgerStopped) as stopped:
        again.submit(packet)
    assert stopped.value.code == compare.DIFFERS
    assert stopped.value.found
    assert "eal rebuild" in stopped.value.do
    with read.view(again.ledger) as view:
        assert view.sheet("ps-1")["unit"] == "ps-1"
    monkeypatch.setattr(compare, "require_equal", lambda *_, **__: None)
    with house.ledger.engine.begin() as connection:
        connection.execute(text("UPDATE projection SET stopped = NULL"))
    recorded = again.submit(packet)[0]
    assert isinstance(recorded, Recorded), recorded
    _, told = dishonest.report(*dishonest.bundle(house, tmp_path, lambda log: log))
    assert ("V12", "too_few_persons", recorded.index) in dishonest.findings(told)
