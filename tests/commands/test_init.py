"""Founding in two steps, each of which may be interrupted, repeated, or refused."""

from __future__ import annotations

import json
import shutil
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.chain.note import parse_vkey
from tests.commands.people import PERSONS, Office
from tests.commands.running import done, eal


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A secretariat in which everybody has made a key."""
    made = Office(tmp_path)
    made.make_keys()
    return made


@pytest.fixture
def prepared(office: Office) -> Office:
    """The first step is done."""
    done("init", office.ledger, "--founding", office.founding(), *office.open)
    return office


def test_the_first_step_prepares_and_says_who_must_sign(office: Office) -> None:
    """Keys for the owner only, an act nobody signed, and everybody by name and key."""
    told = done("init", office.ledger, "--founding", office.founding(), *office.open)
    for person in PERSONS:
        key = json.loads((office.folder / f"{person}.json").read_text())["id"]
        assert person in told.out and key in told.out
    assert "eal act sign founding.act.json --key" in told.err
    packet = json.loads((office.ledger / "founding.act.json").read_text())
    assert packet["signatures"] == []
    assert packet["act"]["events"][0]["fields"]["clock"] == "real"
    for name in ("log", "recorder"):
        path = office.ledger / "keys" / f"{name}.pem"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"ENCRYPTED" in path.read_bytes()


def test_the_first_step_may_be_repeated(prepared: Office) -> None:
    """The same file gives the same act; another file, or another place, is refused."""
    act = (prepared.ledger / "founding.act.json").read_bytes()
    again = done("init", prepared.ledger, "--founding", prepared.founding(), *prepared.open)
    assert "Prepared" in again.out
    other = prepared.founding(recovery_delay_days="7")
    told = eal("init", prepared.ledger, "--founding", other, *prepared.open)
    assert told.code == 2 and "one that says something else" in told.err
    words = ("--founding", prepared.founding(), "--head-record", prepared.folder / "h.json")
    assert eal("init", prepared.ledger, *words, *prepared.open).code == 2
    assert (prepared.ledger / "founding.act.json").read_bytes() == act


@pytest.mark.parametrize(
    "lost",
    [
        ("ledger.json",),
        ("ledger.json", "founding.act.json"),
        ("ledger.json", "founding.act.json", "keys/recorder.pem"),
        ("ledger.json", "founding.act.json", "keys/log.pem"),
        ("ledger.json", "founding.act.json", "keys/log-mldsa.pem"),
    ],
)
def test_an_interrupted_first_step_is_finished(prepared: Office, lost: tuple[str, ...]) -> None:
    """Whatever was not yet written is written; what was there is used."""
    kept = {path: path.read_bytes() for path in prepared.ledger.rglob("*") if path.is_file()}
    for name in lost:
        (prepared.ledger / name).unlink()
        del kept[prepared.ledger / name]
    done("init", prepared.ledger, "--founding", prepared.founding(), *prepared.open)
    assert all(path.read_bytes() == data for path, data in kept.items())
    prepared.sign(prepared.ledger / "founding.act.json", *PERSONS)
    done("init", prepared.ledger, *prepared.open)


def test_a_log_may_do_without_mldsa(office: Office) -> None:
    """Then founding lists one key, and nothing is made for a second."""
    words = ("init", office.ledger, "--founding", office.founding(), "--no-mldsa")
    told = done(*words, *office.open, "--json").document
    assert len(told["log_keys"]) == 1
    assert sorted(path.name for path in (office.ledger / "keys").iterdir()) == [
        "log.pem",
        "recorder.pem",
    ]
    assert json.loads((office.ledger / "ledger.json").read_bytes())["mldsa_key"] is None


def test_keys_of_an_interrupted_step_need_their_passphrase(prepared: Office) -> None:
    """Another passphrase does not open them, and does not replace them."""
    for name in ("ledger.json", "founding.act.json"):
        (prepared.ledger / name).unlink()
    prepared.secret.write_text("another\n")
    told = eal("init", prepared.ledger, "--founding", prepared.founding(), *prepared.open)
    assert told.code == 2 and "wrong_passphrase" in told.err


def test_a_founding_that_would_be_refused_is_refused_before_anybody_signs(office: Office) -> None:
    """Exit code 1, the reason, and nothing written."""
    told = eal(
        "init",
        office.ledger,
        "--founding",
        office.founding(floors="{persons_min: 3, share_numerator: 1, share_denominator: 2}"),
        *office.open,
        "--json",
    )
    assert told.code == 1
    assert {each["code"] for each in told.document["refused"]} == {"below_floor"}
    assert not office.ledger.exists()


@pytest.mark.parametrize(
    "changed, code, expected",
    [
        ({"purpose": "fun"}, 1, "official"),
        ({"purpose": "official", "clock": "simulated"}, 1, "clock_not_allowed"),
        ({"authorities": "{ledger: cec 2}"}, 1, "authority_missing"),
        ({"authorities": "{}"}, 2, "an authority for ledger"),
        ({"authorities": "{ledger: cec two}"}, 2, "a whole number"),
        ({"origin": "https://cec"}, 2, "origin"),
        ({"day": "2026-02-31"}, 2, "a real day"),
        ({"floors": "{}"}, 2, "a whole number"),
        ({"bodies": "none"}, 2, "a list"),
        ({"bodies": "[{body: cec, name: C, required: 2, members: [{person: ana, name: A, office: m}]}]"}, 2, "no key|none"),
        ({"bodies": "[{body: cec, name: C, required: 2, members: [{person: ana, name: A, office: m, key: ana.pem}]}]"}, 2, "bad_draft|too_large"),
        ({"bodies": "[{body: cec, name: C, required: 2, members: [{person: ana, name: A, office: m, key: nobody.json}]}]"}, 2, "unreadable_file"),
        ({"colour": "red"}, 2, "a member out of"),
    ],
)  # fmt: skip
def test_a_founding_file_that_says_something_else(
    office: Office, changed: dict[str, str], code: int, expected: str
) -> None:
    """Each is told in words, and nothing is written."""
    founding = office.founding(**changed)
    told = eal("init", office.ledger, "--founding", founding, *office.open)
    assert told.code == code, told.err
    assert any(each in told.err + told.out for each in expected.split("|")), told.err + told.out
    assert not office.ledger.exists()


def test_a_key_is_one_persons(office: Office) -> None:
    """Two persons with one key, and an id that is not the key's, are refused."""
    shutil.copy(office.folder / "ana.json", office.folder / "ben.json")
    told = eal("init", office.ledger, "--founding", office.founding(), *office.open)
    assert told.code == 1 and "already_exists" in told.out
    mixed = json.loads((office.folder / "ana.json").read_text())
    mixed["key"] = json.loads((office.folder / "cleo.json").read_text())["key"]
    (office.folder / "ben.json").write_text(json.dumps(mixed))
    told = eal("init", office.ledger, "--founding", office.founding(), *office.open)
    assert told.code == 2 and "key of ben" in told.err


def test_until_everybody_has_signed_nothing_is_founded(prepared: Office) -> None:
    """Who is missing is said, with exit code 3; the ledger cannot be asked yet."""
    told = eal("init", prepared.ledger, *prepared.open)
    assert told.code == 3 and told.out.startswith("0 of 3 persons have signed")
    prepared.sign(prepared.ledger / "founding.act.json", "ben")
    told = eal("init", prepared.ledger, *prepared.open, "--json")
    assert told.code == 3
    assert [each["person"] for each in told.document["missing"]] == ["ana", "cleo"]
    told = eal("state", "--ledger", prepared.ledger)
    assert told.code == 4 and "not founded yet" in told.err and "eal init" in told.err
    assert not (prepared.ledger / "ledger.sqlite").exists()


def test_copies_signed_elsewhere_are_collected(prepared: Office) -> None:
    """In any order, also when the same one comes twice; what was collected is kept."""
    folder = prepared.folder
    copies = []
    for person in PERSONS:
        copy = Path(
            shutil.copy(prepared.ledger / "founding.act.json", folder / f"{person}.act.json")
        )
        copies.append(prepared.sign(copy, person))
    assert eal("init", prepared.ledger, "--signed", copies[2]).code == 3
    words = ("--signed", copies[0], "--signed", copies[2], "--signed", copies[1])
    told = done("init", prepared.ledger, *words, *prepared.open, "--json").document
    assert told["is_first"]
    again = done("init", prepared.ledger, *prepared.open, "--json").document
    assert not again["is_first"]
    assert again["ledger"] == told["ledger"]


def test_a_forged_or_foreign_copy_is_named(prepared: Office, tmp_path: Path) -> None:
    """Another act, a key that does not found, a signature over something else."""
    founding = prepared.ledger / "founding.act.json"
    packet = json.loads(founding.read_text())
    other = prepared.write(
        "other.act.json", founding.read_text().replace("cec.example", "xec.example")
    )
    told = eal("init", prepared.ledger, "--signed", other)
    assert told.code == 2 and "other_act" in told.err
    stranger = tmp_path / "stranger.pem"
    done("key", "new", stranger, *prepared.open)
    copy = Path(shutil.copy(founding, tmp_path / "copy.act.json"))
    done("act", "sign", copy, "--key", stranger, *prepared.open)
    told = eal("init", prepared.ledger, "--signed", copy)
    assert told.code == 2 and "unknown_key" in told.err
    prepared.sign(other, "ana")
    packet["signatures"] = json.loads(other.read_text())["signatures"]
    text = json.dumps(packet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    told = eal("init", prepared.ledger, "--signed", prepared.write("forged.act.json", text))
    assert told.code == 2 and "signature_invalid" in told.err
    assert json.loads(founding.read_text())["signatures"] == []


def test_the_founding_record_says_what_has_to_be_known_elsewhere(prepared: Office) -> None:
    """Id, verifier key, bodies, persons with keys, recovery; and that it has to be printed."""
    prepared.sign(prepared.ledger / "founding.act.json", *PERSONS)
    told = done("init", prepared.ledger, *prepared.open)
    text = (prepared.ledger / "founding-record.txt").read_text()
    assert told.out == text
    vkey = done("log", "vkey", "--ledger", prepared.ledger, "--json").document
    assert f"id                {vkey['ledger']['id']}\n" in text
    assert f"verifier key      {vkey['log_keys'][0]}\n" in text
    assert parse_vkey(vkey["log_keys"][0])
    digest = sha256(vkey["log_keys"][1].encode()).hexdigest()
    assert f"(ML-DSA-44), SHA-256 of its text {digest}\n" in text
    assert "purpose           official, with a real clock" in text
    assert "Publish this in print" in text
    assert "RECOVERY AUTHORITY  cec, 2 persons" in text
    for person in PERSONS:
        assert f"  {person}  {person.title()}: member of cec\n" in text
        assert json.loads((prepared.folder / f"{person}.json").read_text())["id"] in text


@pytest.mark.parametrize("name", ["head.json", "founding-record.txt"])
def test_an_interrupted_second_step_is_finished(prepared: Office, name: str) -> None:
    """The record is written again, and says the same; what was founded needs no head record."""
    prepared.sign(prepared.ledger / "founding.act.json", *PERSONS)
    text = done("init", prepared.ledger, *prepared.open).out
    (prepared.ledger / name).unlink()
    told = eal("init", prepared.ledger, *prepared.open)
    assert told.code == 0 and told.out == text
    assert (prepared.ledger / "founding-record.txt").read_text() == text


def test_a_founded_ledger_is_not_prepared_again(prepared: Office, story: Path) -> None:
    """Neither one founded like this, from another file, nor one that was played."""
    prepared.sign(prepared.ledger / "founding.act.json", *PERSONS)
    done("init", prepared.ledger, *prepared.open)
    other = prepared.founding(recovery_delay_days="7")
    assert eal("init", prepared.ledger, "--founding", other, *prepared.open).code == 2
    told = eal("init", story, "--founding", other, *prepared.open)
    assert told.code == 2 and "one with a ledger" in told.err


def test_a_rehearsal_may_have_a_simulated_clock(office: Office) -> None:
    """Then the time is told, and every page says what it is."""
    words = ("--founding", office.founding("rehearsal", clock="simulated", day="2013-11-01"))
    done("init", office.ledger, *words, *office.open)
    office.sign(office.ledger / "founding.act.json", *PERSONS)
    told = done("init", office.ledger, "--at", "2013-11-01T09:00+01:00", *office.open)
    assert "founded           2013-11-01, recorded 2013-11-01T08:00:00.000000Z" in told.out
    told = done("open-items", "--ledger", office.ledger)
    assert "a rehearsal with a simulated clock" in told.out


def test_the_time_of_an_official_founding_cannot_be_told(prepared: Office) -> None:
    """Its clock is the real one."""
    prepared.sign(prepared.ledger / "founding.act.json", *PERSONS)
    told = eal("init", prepared.ledger, "--at", "2013-11-01T09:00Z", *prepared.open)
    assert told.code == 2 and "clock_not_allowed" in told.err


def test_a_head_record_elsewhere(tmp_path: Path) -> None:
    """It is kept where it was said, and the ledger says so."""
    office = Office(tmp_path)
    elsewhere = office.folder / "other-disk" / "head.json"
    elsewhere.parent.mkdir()
    office.found("--head-record", elsewhere)
    assert elsewhere.exists() and not (office.ledger / "head.json").exists()
    assert json.loads((office.ledger / "ledger.json").read_text())["head_record"] == str(elsewhere)


@pytest.mark.parametrize(
    "words, expected",
    [
        (("--database", "postgresql://eal:secret@/ledger"), "a URL without a password"),
        (("--database", "mysql://host/x"), "PostgreSQL"),
        (("--database", "nonsense"), "PostgreSQL"),
        (("--signed", "a.act.json"), "--signed later"),
    ],
)
def test_words_that_do_not_belong_to_the_first_step(
    office: Office, words: tuple[str, ...], expected: str
) -> None:
    """A password is not even repeated."""
    told = eal("init", office.ledger, "--founding", office.founding(), *office.open, *words)
    assert told.code == 2 and expected in told.err
    assert "secret" not in told.err.replace(str(office.secret), "")
    assert not office.ledger.exists()


def test_words_that_do_not_belong_to_the_second_step(prepared: Office) -> None:
    """Where the ledger is kept was said before."""
    told = eal("init", prepared.ledger, "--head-record", "x.json")
    assert told.code == 2 and "--founding" in told.err
