"""Attacks by those who sign: too few, in the wrong office, with the wrong key, for another election.

The ledger refuses every one of these acts. Here the operator records them all the same, and signs
the log anew with its own key: a verifier counts again.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ledger import demo
from ledger.chain import keys
from ledger.chain.keys import PrivateKey
from ledger.demo import Files
from ledger.tamper import attack, forging
from ledger.tamper.attack import Attack
from ledger.tamper.forging import Json, signers
from ledger.tamper.lab import Lab

_ANA, _BEN, _CEM = ("ana", "chair"), ("ben", "member"), ("cem", "member")
_FAY = ("fay", "member")
_DUA, _ELI = ("dua", "registrar"), ("eli", "registrar")


def attacks(lab: Lab) -> Iterator[Attack]:
    """The attacks of this kind."""
    for numbers, name, told, (given, signing), (check, code) in [
        *_quorum(lab),
        *_offices(lab),
        *_keys(lab),
        *_texts(lab),
    ]:
        looks = (attack.bundle(check, code, lab.size),)
        mount = _mount(forging.appended(lab, given, signing))
        yield Attack(numbers=numbers, name=name, told=told, mount=mount, looks=looks)


Row = tuple[tuple[int, ...], str, str, tuple[Json, list[PrivateKey]], tuple[str, str]]


def _mount(files: Files) -> attack.Mount:
    def write(lab: Lab, folder: Path) -> None:
        (folder / "bundle.zip").write_bytes(demo.pack(files))

    return write


def _signed(lab: Lab, given: Json, *persons: str) -> tuple[Json, list[PrivateKey]]:
    return given, [lab.person(person) for person in persons]


def _annulment(lab: Lab, *listed: tuple[str, str], **members: Any) -> Json:
    """The annulment of the story once more, by these persons."""
    given = forging.act(lab, "board-2", signers=signers(*listed), **members)
    given["events"] = given["events"][:1]
    return given


def _notice(lab: Lab, *listed: tuple[str, str], **members: Any) -> Json:
    return forging.act(lab, "notice-1", signers=signers(*listed), **members)


def _administration(lab: Lab, events: Sequence[Json], *listed: tuple[str, str], **members: Any) -> Json:  # fmt: skip
    given = forging.act(lab, "opening", signers=signers(*listed), **members)
    given["events"] = list(events)
    return given


def _event(type_: str, **fields: Any) -> Json:
    return {"fields": fields, "occurred": None, "type": type_, "version": 1}


def _quorum(lab: Lab) -> Iterator[Row]:
    one = _signed(lab, _annulment(lab, _ANA), "ana")
    yield (20,), "quorum-short-by-one", "one member annuls where two must", one, ("V12", "too_few_persons")  # fmt: skip
    asked = _signed(lab, _annulment(lab, _ANA, _FAY), "ana")
    yield (20,), "one-of-two-signed", "two were asked, one signed, and it was recorded all the same", asked, ("V12", "too_few_persons")  # fmt: skip
    second = lab.person("ana's second")
    enrolled = _event("key.enrolled", key=keys.format(second.public), person="ana", replaces=None)
    twice = _signed(lab, _administration(lab, [enrolled], _ANA, _FAY), "ana", "fay", "ana's second")
    yield (21,), "one-person-two-keys", "a second key is enrolled for somebody who has one, to sign twice", twice, ("V12", "person_has_key")  # fmt: skip
    required = {"administration": 2, "filing": 1, "finding": 1, "ruling": 1, "statement": 1}
    lowered = _event("body.constituted", body="board", name="Village election board", required=required)  # fmt: skip
    below = _signed(lab, _administration(lab, [lowered], _ANA, _FAY), "ana", "fay")
    yield (23, 26), "quorum-below-the-floor", "those who decide let one person be enough from now on", below, ("V12", "below_floor")  # fmt: skip
    none = _event("body.constituted", body="board", name="Board", required=required | {"ruling": 0})
    nobody = _signed(lab, _administration(lab, [none], _ANA, _FAY), "ana", "fay")
    yield (23,), "quorum-of-nobody", "no signature at all shall be needed", nobody, ("V13", "bad_field")  # fmt: skip
    left = [_event("office.ended", body="board", office=o, on="2021-04-05", person=p) for p, o in (_ANA, _FAY)]  # fmt: skip
    gone = _signed(lab, _administration(lab, left, _ANA, _FAY), "ana", "fay")
    yield (37,), "roster-emptied-at-once", "one act ends the offices of two members of three", gone, ("V12", "below_floor")  # fmt: skip


def _offices(lab: Lab) -> Iterator[Row]:
    wrong = _signed(lab, _annulment(lab, ("dua", "member"), ("eli", "member")), "dua", "eli")
    yield (27,), "wrong-office", "two registrars sign as members of the board", wrong, ("V11", "office_not_held")  # fmt: skip
    ghost = _notice(lab, _ANA, body="ghosts") | {"signers": signers(_ANA, body="ghosts")}
    yield (27,), "body-that-is-not-there", "a body decides that was never constituted", _signed(lab, ghost, "ana"), ("V11", "unknown_body")  # fmt: skip
    entered = _event("person.entered", name="X", person="x")
    registry = _administration(lab, [entered], _DUA, _ELI, body="registry")
    registry["signers"] = signers(_DUA, _ELI, body="registry")
    yield (27,), "body-without-authority", "the registry enters a person, which is the board's to do", _signed(lab, registry, "dua", "eli"), ("V12", "not_competent")  # fmt: skip
    place = _notice(lab, _ANA) | {"signers": signers(("dua", "chair"), place="ana")}
    yield (27,), "place-without-delegation", "a registrar signs in the place of the chair, who never said so", _signed(lab, place, "dua"), ("V11", "no_delegation")  # fmt: skip
    unasked = _signed(lab, _notice(lab, _ANA), "ana", "fay")
    yield (27,), "signed-unasked", "somebody signs whom the act does not list", unasked, ("V11", "unlisted_signer")  # fmt: skip
    succeeded = _signed(lab, _annulment(lab, _ANA, _BEN), "ana", "ben")
    yield (37,), "seat-that-was-succeeded", "the member whose seat another has now signs on", succeeded, ("V11", "office_not_held")  # fmt: skip


def _keys(lab: Lab) -> Iterator[Row]:
    revoked = _signed(lab, _annulment(lab, _ANA, _CEM), "ana", "cem")
    yield (17,), "revoked-key", "the key that its holder reported lost signs an annulment", revoked, ("V11", "key_revoked")  # fmt: skip
    unknown = _signed(lab, _annulment(lab, _ANA, _FAY), "ana", "a stranger")
    yield (27,), "unknown-key", "a key signs that nobody enrolled", unknown, ("V11", "unknown_key")
    stranger = lab.person("a stranger")
    enrolled = _event("key.enrolled", key=keys.format(stranger.public), person="cem", replaces=None)
    unproven = _signed(lab, _administration(lab, [enrolled], _ANA, _FAY), "ana", "fay")
    yield (25,), "key-without-possession", "a key is enrolled that did not sign its own enrolment", unproven, ("V12", "possession_not_proven")  # fmt: skip
    elses = _event("key.enrolled", key=keys.format(lab.person("dua").public), person="cem", replaces=None)  # fmt: skip
    rogue = _signed(lab, _administration(lab, [elses], _ANA, _FAY), "ana", "fay")
    yield (25,), "somebody-elses-key", "the key of a registrar is enrolled as a member's", rogue, ("V12", "already_exists")  # fmt: skip
    weak = {"alg": "Ed25519", "public": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
    everybodys = _event("key.enrolled", key=weak, person="cem", replaces=None)
    small = _signed(lab, _administration(lab, [everybodys], _ANA, _FAY), "ana", "fay")
    yield (24,), "key-of-everybody", "a key of small order is enrolled: one signature fits every text", small, ("V13", "bad_field")  # fmt: skip


def _texts(lab: Lab) -> Iterator[Row]:
    other = {"id": "ab" * 32, "origin": lab.entries[1]["act"]["ledger"]["origin"]}
    replayed = _signed(lab, _annulment(lab, _ANA, _FAY, ledger=other), "ana", "fay")
    yield (28,), "replay-from-another-election", "an annulment signed for another ledger is recorded in this one", replayed, ("V03", "other_ledger")  # fmt: skip
    again = lab.act("notice-2")
    yield (29,), "replay-in-the-same-election", "the last act is recorded a second time", _signed(lab, again, "ana"), ("V13", "act_id_taken")  # fmt: skip
    blind = _signed(lab, _annulment(lab, _ANA, _FAY, seen=None), "ana", "fay")
    yield (46,), "decided-without-looking", "a ruling does not say what its signers had seen", blind, ("V12", "seen_missing")  # fmt: skip
    unseen = {"root": "ab" * 32, "size": 9}
    split = _signed(lab, _annulment(lab, _ANA, _FAY, seen=unseen), "ana", "fay")
    yield (38,), "signers-shown-another-log", "its signers had been shown a log that is not this one", split, ("V03", "seen_not_ours")  # fmt: skip
    entered = _event("person.entered", name="X", person="x")
    old = lab.act("notice-1")["seen"] | {"size": 12, "root": lab.entries[12]["act"]["seen"]["root"]}
    late = _signed(lab, _administration(lab, [entered], _ANA, _FAY, seen=old), "ana", "fay")
    yield (46,), "administration-overtaken", "the law is changed by who had not seen its last change", late, ("V12", "administration_overtaken")  # fmt: skip
    undeclared = _notice(lab, _ANA)
    undeclared["events"][0]["type"] = "announcement.forgotten"
    yield (7,), "undeclared-event", "an event of a type that nobody adopted", _signed(lab, undeclared, "ana"), ("V13", "unknown_event_type")  # fmt: skip
    look_alike = _annulment(lab, _ANA, _FAY)
    look_alike["events"][0]["fields"]["scope"][0]["units"] = ["o1o"]
    yield (62,), "unit-that-looks-alike", "a unit whose id only looks like the other's", _signed(lab, look_alike, "ana", "fay"), ("V13", "unknown_unit")  # fmt: skip
