"""Bundles, each damaged in one named way, with the finding that must come of it.

A damage that only hides itself (a manifest made anew, links and checkpoint made anew) is what the
operator of a ledger could do; the others are what a thief of the file could.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.verifiers import maker
from tests.verifiers.maker import LOG_KEY, MEMBERS, PERSONS, RECORDER, Json, Key, Maker, box, event
from verifiers import merkle
from verifiers.reading import encode

Found = tuple[str, str, int | None]
"""Check, code, index."""


class Case(NamedTuple):
    """A damaged bundle, the trust file for it, and what must be found."""

    bundle: bytes
    trust: bytes
    found: Found


DAMAGES: dict[str, Callable[[], Case]] = {}


def damage(make: Callable[[], Case]) -> Callable[[], Case]:
    """Registers a damage under its name."""
    DAMAGES[make.__name__] = make
    return make


def _packed(made: Maker, found: Found, *, trust: Json | None = None, **files: Any) -> Case:
    """The bundle with some files replaced: `entries`, `rows`, `sheets` as lines, `checkpoint`."""
    parts = made.parts()
    for name, content in files.items():
        file = "checkpoint.txt" if name == "checkpoint" else f"{name}.jsonl"
        parts[file] = (
            content if isinstance(content, bytes) else b"".join(x + b"\n" for x in content)
        )
    bundle = maker.bundle(parts, made.ledger, made.size)
    return Case(bundle, made.trust(**(trust or {})), found)


def _edited(line: bytes, **members: Any) -> bytes:
    return encode(json.loads(line) | members)


def _relinked(made: Maker, edit: Callable[[int, Json], Json], found: Found) -> Case:
    """Entries edited, and every link and the checkpoint made anew by one who has the log key."""
    lines: list[bytes] = []
    for index, line in enumerate(made.lines):
        entry = edit(index, json.loads(line))
        entry["previous"] = merkle.leaf_hash(lines[-1]).hex() if lines else None
        lines.append(encode(entry))
    return _packed(made, found, entries=lines, checkpoint=maker.checkpoint(lines))


def _appended(found: Callable[[int], Found], **given: Any) -> Case:
    """The story with one more entry that the ledger should have refused, then an innocent one."""
    made = maker.story()
    events = given.pop("events")
    index = made.add(*events, **given)
    made.add(event("word.said", text="Life goes on."), by=["m1"], act_id="later")
    return _packed(made, found(index))


# -- bytes changed in the file ------------------------------------------------------------------


@damage
def a_byte_of_an_act_is_changed() -> Case:
    """The day of the annulment."""
    made = maker.story()
    lines = list(made.lines)
    lines[8] = lines[8].replace(b'"day":"2013-11-05"', b'"day":"2013-11-04"')
    return _packed(made, ("V10", "signature_invalid", 8), entries=lines)


@damage
def a_byte_outside_the_act_is_changed() -> Case:
    """The time of recording, which nobody signed: only the next entry knows."""
    made = maker.story()
    lines = list(made.lines)
    lines[5] = lines[5].replace(b":05.000000Z", b":05.000001Z")
    return _packed(made, ("V05", "link_broken", 5), entries=lines)


@damage
def the_last_entry_is_changed() -> Case:
    """No later entry names it: only the checkpoint knows."""
    made = maker.story()
    lines = list(made.lines)
    lines[-1] = lines[-1].replace(b":11.000000Z", b":11.000001Z")
    return _packed(made, ("V06", "root_differs", 11), entries=lines)


@damage
def the_hash_of_the_entry_before_is_changed() -> Case:
    """In the middle of the log."""
    made = maker.story()
    lines = list(made.lines)
    lines[6] = _edited(lines[6], previous="ab" * 32)
    return _packed(made, ("V05", "link_broken", 6), entries=lines)


@damage
def the_hash_in_the_last_entry_is_changed() -> Case:
    """The entry before is innocent."""
    made = maker.story()
    lines = list(made.lines)
    lines[-1] = _edited(lines[-1], previous="ab" * 32)
    return _packed(made, ("V05", "link_broken", 11), entries=lines)


@damage
def the_entry_before_the_last_is_changed() -> Case:
    """The last one is innocent."""
    made = maker.story()
    lines = list(made.lines)
    lines[10] = lines[10].replace(b":10.000000Z", b":10.000001Z")
    return _packed(made, ("V05", "link_broken", 10), entries=lines)


@damage
def an_entry_is_removed() -> Case:
    """The annulment."""
    made = maker.story()
    lines = [line for index, line in enumerate(made.lines) if index != 8]
    return _packed(made, ("V04", "index_out_of_order", 8), entries=lines)


@damage
def the_last_entry_is_cut_off() -> Case:
    """The manifest still speaks of twelve."""
    made = maker.story()
    return _packed(made, ("V04", "entries_missing", 11), entries=made.lines[:-1])


@damage
def two_entries_are_swapped() -> Case:
    """The fifth and the sixth."""
    made = maker.story()
    lines = list(made.lines)
    lines[5], lines[6] = lines[6], lines[5]
    return _packed(made, ("V04", "index_out_of_order", 5), entries=lines)


@damage
def an_entry_stands_twice() -> Case:
    """The same line, again."""
    made = maker.story()
    lines = [*made.lines[:8], made.lines[7], *made.lines[8:]]
    return _packed(made, ("V04", "index_out_of_order", 7), entries=lines)


@damage
def an_entry_is_spelled_otherwise() -> Case:
    """With white space that means nothing."""
    made = maker.story()
    lines = list(made.lines)
    lines[3] = lines[3].replace(b'"format":0', b'"format": 0', 1)
    return _packed(made, ("V02", "not_canonical", 3), entries=lines)


@damage
def an_entry_has_a_key_twice() -> Case:
    """Two readers would see two entries."""
    made = maker.story()
    lines = list(made.lines)
    lines[3] = lines[3].replace(b'"format":0', b'"format":0,"format":0', 1)
    return _packed(made, ("V02", "duplicate_key", 3), entries=lines)


@damage
def an_entry_is_not_text() -> Case:
    """A byte that is no UTF-8."""
    made = maker.story()
    lines = list(made.lines)
    lines[9] = lines[9].replace(b"Mitrovic", b"Mitrovi\xff")
    return _packed(made, ("V02", "not_utf8", 9), entries=lines)


@damage
def an_entry_is_split_in_two() -> Case:
    """A line feed in the middle of it."""
    made = maker.story()
    lines = list(made.lines)
    lines[4] = lines[4][:50] + b"\n" + lines[4][50:]
    return _packed(made, ("V02", "not_json", 4), entries=lines)


@damage
def a_decision_names_no_language() -> Case:
    """Which the form of an act does not admit."""
    made = maker.story()
    lines = list(made.lines)
    lines[8] = lines[8].replace(b'"languages":["en","sq"]', b'"languages":[]')
    return _packed(made, ("V02", "bad_member", 8), entries=lines)


@damage
def the_manifest_has_another_digest() -> Case:
    """Of the rows."""
    made = maker.story()
    parts = made.parts()
    manifest = json.loads(maker.manifest(parts, made.ledger, made.size))
    manifest["files"][2]["sha256"] = "00" * 32
    files = [("bundle.json", encode(manifest)), *parts.items()]
    return Case(maker.pack(files), made.trust(), ("V01", "file_differs", None))


# -- what the bundle claims about state ----------------------------------------------------------


@damage
def a_row_is_changed() -> Case:
    """How much was destroyed."""
    made = maker.story()
    rows = [row.replace(b'"bucket":"destroyed"', b'"bucket":"damaged"') for row in made.rows]
    return _packed(made, ("V14", "row_differs", 6), rows=rows)


@damage
def a_row_is_missing() -> Case:
    """The annulment's."""
    made = maker.story()
    rows = [row for row in made.rows if b'"id":"8.1.1"' not in row]
    return _packed(made, ("V14", "row_differs", 8), rows=rows)


@damage
def a_row_is_added() -> Case:
    """A certification that nobody made."""
    made = maker.story()
    rows = list(made.rows)
    at = next(n for n, row in enumerate(rows) if b'"since":9,' in row)
    rows.insert(at + 1, rows[at].replace(b'"ordinal":0', b'"ordinal":7'))
    return _packed(made, ("V14", "row_differs", 9), rows=rows)


@damage
def rows_go_on_after_the_last_entry() -> Case:
    """Of an entry that is not there."""
    made = maker.story()
    extra = made.rows[-1].replace(b'"since":11', b'"since":12')
    return _packed(made, ("V14", "row_differs", None), rows=[*made.rows, extra])


def _sheets(made: Maker) -> list[bytes]:
    return made.parts()["sheets.jsonl"].splitlines()


@damage
def a_sheet_is_changed() -> Case:
    """The centre is shown as it stood before."""
    made = maker.story()
    sheets = [s.replace(b'"repeat_dated"', b'"halted"') for s in _sheets(made)]
    return _packed(made, ("V14", "sheet_differs", None), sheets=sheets)


@damage
def a_sheet_is_missing() -> Case:
    """The municipality's."""
    made = maker.story()
    return _packed(made, ("V14", "sheet_differs", None), sheets=_sheets(made)[:-1])


@damage
def a_sheet_is_added() -> Case:
    """Of a unit that does not exist."""
    made = maker.story()
    extra = _sheets(made)[-1].replace(b'"unit":"town"', b'"unit":"village"')
    return _packed(made, ("V14", "sheet_differs", None), sheets=[*_sheets(made), extra])


@damage
def a_sheet_has_two_headlines() -> Case:
    """Two states of one contest at one place."""
    made = maker.story()
    sheets = [json.loads(sheet) for sheet in _sheets(made)]
    sheets[0]["headlines"] *= 2
    return _packed(made, ("V19", "two_headlines", None), sheets=[encode(s) for s in sheets])


# -- the checkpoint ------------------------------------------------------------------------------


@damage
def the_checkpoint_is_signed_by_another_key() -> Case:
    """Under the log's name."""
    made = maker.story()
    forged = maker.checkpoint(made.lines, key=Key("thief"))
    return _packed(made, ("V07", "note_unsigned", None), checkpoint=forged)


@damage
def the_signature_of_the_checkpoint_is_invalid() -> Case:
    """The root is another, the signature the old one."""
    made = maker.story()
    true = maker.checkpoint(made.lines).split(b"\n")
    other = maker.checkpoint(made.lines[:-1], size=12).split(b"\n")
    mixed = b"\n".join([*other[:3], *true[3:]])
    return _packed(made, ("V07", "note_signature_invalid", None), checkpoint=mixed)


@damage
def the_checkpoint_is_of_another_log() -> Case:
    """The same key, another name."""
    made = maker.story()
    keys = [{"from_size": 0, "until_size": None, "vkey": maker.vkey(origin="other.example")}]
    other = maker.checkpoint(made.lines, origin="other.example")
    found: Found = ("V07", "origin_mismatch", None)
    return _packed(made, found, checkpoint=other, trust={"log_keys": keys})


@damage
def the_log_key_is_not_valid_at_this_size() -> Case:
    """It was replaced at size 12."""
    made = maker.story()
    keys = [{"from_size": 0, "until_size": 12, "vkey": maker.vkey()}]
    return _packed(made, ("V07", "log_key_out_of_range", None), trust={"log_keys": keys})


@damage
def the_checkpoint_is_about_other_entries() -> Case:
    """Truly signed, for another history of the same size."""
    made = maker.story()
    lines = [*made.lines[:-1], made.lines[-1].replace(b"last", b"least")]
    found: Found = ("V06", "root_differs", 11)
    return _packed(made, found, checkpoint=maker.checkpoint(lines))


@damage
def the_log_does_not_extend_what_was_seen() -> Case:
    """The auditor kept the root of six entries."""
    made = maker.story()
    seen = {"root": "ab" * 32, "size": 6}
    return _packed(made, ("V08", "not_extended", None), trust={"last_seen": seen})


# -- what the operator could do, with every hash and the checkpoint made anew ---------------------


@damage
def entry_0_is_another() -> Case:
    """A ledger founded anew under the old name."""
    made = maker.story()
    mine = made.ledger

    def edit(index: int, entry: Json) -> Json:
        return entry | {"recorded_at": "2013-11-03T11:00:00.000000Z"} if index == 0 else entry

    case = _relinked(made, edit, ("V03", "other_ledger", 0))
    assert json.loads(case.trust)["ledger"] == mine
    return case


@damage
def a_signature_is_forged() -> Case:
    """One of three, the others are good: taken from another act."""

    def edit(index: int, entry: Json) -> Json:
        if index == 8:
            line = entry["signatures"][1]
            key = next(key for key in PERSONS.values() if key.id == line["key"])
            line["signature"] = key.sign_act(entry["act"] | {"act_id": "another"})["signature"]
        return entry

    return _relinked(maker.story(), edit, ("V10", "signature_invalid", 8))


@damage
def a_judgement_is_changed() -> Case:
    """The annulment is said to have no effect."""

    def edit(index: int, entry: Json) -> Json:
        if index == 8:
            entry["judgement"]["events"][0] = "void"
        return entry

    return _relinked(maker.story(), edit, ("V13", "judgement_differs", 8))


@damage
def a_mark_is_left_out() -> Case:
    """That no rule assessed the decision."""

    def edit(index: int, entry: Json) -> Json:
        if index == 8:
            entry["judgement"]["marks"].pop()
        return entry

    return _relinked(maker.story(), edit, ("V13", "judgement_differs", 8))


@damage
def an_entry_is_dated_back() -> Case:
    """Recorded before the one before."""

    def edit(index: int, entry: Json) -> Json:
        at = "2013-11-01T12:00:00.000000Z"
        return entry | {"recorded_at": at} if index == 10 else entry

    return _relinked(maker.story(), edit, ("V17", "clock_did_not_progress", 10))


SAID = event("word.said", text="Something.")
ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-2")])


@damage
def too_few_persons_annul() -> Case:
    """One member for two; the ledger's own key signed the checkpoint."""
    return _appended(lambda i: ("V12", "too_few_persons", i), events=[ANNULLED], by=["m1"])


@damage
def a_member_of_another_body_signs() -> Case:
    """Judges hold no office of the commission."""
    return _appended(lambda i: ("V11", "office_not_held", i), events=[ANNULLED], by=["j1", "j2"])


@damage
def somebody_signs_unasked() -> Case:
    """Whom the act does not list."""
    keys = [PERSONS["m1"], PERSONS["m2"]]
    return _appended(
        lambda i: ("V11", "unlisted_signer", i), events=[SAID], by=["m1"], signed_by=keys
    )


@damage
def an_unknown_key_signs() -> Case:
    """A key that nobody enrolled."""
    keys = [PERSONS["m1"], Key("thief")]
    return _appended(lambda i: ("V11", "unknown_key", i), events=[SAID], by=["m1"], signed_by=keys)


@damage
def a_revoked_key_signs() -> Case:
    """The entry after its revocation."""
    made = maker.story()
    made.add(event("key.revoked", key=PERSONS["m3"].id, reason="Lost."))
    index = made.add(SAID, by=["m3"])
    return _packed(made, ("V11", "key_revoked", index))


@damage
def a_place_is_taken_without_delegation() -> Case:
    """A judge signs as if in a member's place."""
    signers = [{"body": "cec", "in_place_of": "m1", "office": "member", "person": "j1"}]
    return _appended(
        lambda i: ("V11", "no_delegation", i), events=[SAID], by=["j1"], signers=signers
    )


@damage
def a_body_decides_that_is_not_there() -> Case:
    """It was never constituted."""
    signers = [{"body": "ghosts", "in_place_of": None, "office": "member", "person": "m1"}]
    return _appended(
        lambda i: ("V11", "unknown_body", i),
        events=[SAID],
        by=["m1"],
        body="ghosts",
        signers=signers,
    )


@damage
def a_body_without_authority_changes_the_law() -> Case:
    """The panel enters a person."""
    entered = event("person.entered", name="X", person="x")
    signers = [
        {"body": "court", "in_place_of": None, "office": "member", "person": p}
        for p in ("j1", "j2")
    ]
    return _appended(
        lambda i: ("V12", "not_competent", i),
        events=[entered],
        by=["j1", "j2"],
        body="court",
        signers=signers,
    )


@damage
def a_commission_is_replaced_in_one_act() -> Case:
    """Two of three at once, where the floor allows one."""
    ended = [
        event("office.ended", body="cec", office="member", on="2013-11-06", person=p)
        for p in ("m1", "m2")
    ]
    return _appended(lambda i: ("V12", "below_floor", i), events=ended)


@damage
def a_quorum_goes_below_the_floor() -> Case:
    """One person shall be enough for rulings."""
    lowered = event("body.constituted", body="cec", name="C", required=maker.required(ruling=1))
    return _appended(lambda i: ("V12", "below_floor", i), events=[lowered])


@damage
def a_key_is_enrolled_without_its_signature() -> Case:
    """Nobody knows who has it."""
    enrolled = event(
        "key.enrolled", key=Key("spare").public, person="m1", replaces=PERSONS["m1"].id
    )
    return _appended(lambda i: ("V12", "possession_not_proven", i), events=[enrolled])


@damage
def a_second_key_is_enrolled() -> Case:
    """A person holds one."""
    spare = Key("spare")
    enrolled = event("key.enrolled", key=spare.public, person="m1", replaces=None)
    keys = [PERSONS["m1"], PERSONS["m2"], spare]
    return _appended(lambda i: ("V12", "person_has_key", i), events=[enrolled], signed_by=keys)


@damage
def administration_goes_on_regardless() -> Case:
    """The signers had seen the log before the last change of law."""
    made = maker.story()
    seen = {"root": made.tree.root(2).hex(), "size": 2}
    entered = event("person.entered", name="X", person="x")
    index = made.add(entered, seen=seen)
    return _packed(made, ("V12", "administration_overtaken", index))


@damage
def a_ruling_does_not_say_what_was_seen() -> Case:
    """So nobody knows which log its signers meant."""
    made = maker.story()
    return _unfolded(made, made.act(ANNULLED, seen=None), ("V12", "seen_missing", made.size))


@damage
def the_signers_had_seen_another_log() -> Case:
    """A root that this log never had."""
    seen = {"root": "ab" * 32, "size": 5}
    return _appended(lambda i: ("V03", "seen_not_ours", i), events=[ANNULLED], seen=seen)


@damage
def an_act_for_another_ledger_is_recorded() -> Case:
    """Same commission, other election."""
    other = {"id": "ab" * 32, "origin": maker.ORIGIN}
    return _appended(lambda i: ("V03", "other_ledger", i), events=[SAID], by=["m1"], ledger=other)


@damage
def an_act_is_recorded_twice() -> Case:
    """A replay."""
    made = maker.story()
    act = json.loads(made.lines[11])["act"]
    index = made.add(*act["events"], **{k: v for k, v in act.items() if k != "events"}, by=["m2"])
    return _packed(made, ("V13", "act_id_taken", index))


@damage
def an_event_is_not_declared() -> Case:
    """Its type was never adopted."""
    made = maker.story()
    act = made.act(event("vote.forgotten", run="run-1"), by=["m1"])
    return _unfolded(made, act, ("V13", "unknown_event_type", made.size))


@damage
def a_unit_does_not_exist() -> Case:
    """It was never made."""
    made = maker.story()
    opened = event("poll.opened", run="run-1", scope=[box("pc-9")])
    return _unfolded(made, made.act(opened, by=["m1"]), ("V13", "unknown_unit", made.size))


@damage
def a_decision_has_no_decision() -> Case:
    """A ruling in an act without one."""
    made = maker.story()
    act = made.act(ANNULLED, decision=None)
    return _unfolded(made, act, ("V13", "decision_missing", made.size))


@damage
def a_field_is_not_what_was_declared() -> Case:
    """A quantity that is a text."""
    made = maker.story()
    wrong = event("material.destroyed", quantity="all", unit="pc-1")
    return _unfolded(made, made.act(wrong, by=["m1"]), ("V13", "bad_field", made.size))


@damage
def a_weak_key_is_enrolled() -> Case:
    """Of small order: everybody can sign with it."""
    made = maker.story()
    weak = {"alg": "Ed25519", "public": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
    enrolled = event("key.enrolled", key=weak, person="m1", replaces=PERSONS["m1"].id)
    return _unfolded(made, made.act(enrolled), ("V13", "bad_field", made.size))


def _unfolded(made: Maker, act: Json, found: Found) -> Case:
    """An entry that cannot even be typed is recorded; nothing follows from it, says the ledger."""
    signatures = [PERSONS[signer["person"]].sign_act(act) for signer in act["signers"]]
    entry = {
        "act": act,
        "format": 0,
        "index": made.size,
        "judgement": {"events": ["effective"], "marks": []},
        "previous": merkle.leaf_hash(made.lines[-1]).hex(),
        "recorded_at": made.recorded_at(),
        "signatures": sorted(signatures, key=lambda one: str(one["key"])),
    }
    line = encode(entry)
    made.lines.append(line)
    made.tree.add(merkle.leaf_hash(line))
    return _packed(made, found)


@damage
def a_unit_is_made_twice() -> Case:
    """The second has the same id."""
    items = [{"id": "pc-1", "name": "Again", "parent": "town", "type": "centre"}]
    made_again = event("units.made", units=items)
    return _appended(lambda i: ("V13", "already_exists", i), events=[made_again])


@damage
def the_founding_lacks_a_signature() -> Case:
    """The recorder key's."""
    made = Maker()
    made.add(maker.founding(), by=["m1"], signed_by=PERSONS.values())
    made.add(event("person.entered", name="X", person="x"))
    return _packed(made, ("V12", "possession_not_proven", 0))


@damage
def an_administration_happened_at_no_time() -> Case:
    """A person is entered, at a time that is none."""
    entered = event("person.entered", name="X", person="x") | {"occurred": {"at": "noon"}}
    return _appended(lambda i: ("V13", "bad_field", i), events=[entered])


@damage
def the_founding_names_a_policy_that_is_none() -> Case:
    """A text of no form; nothing that follows counts."""
    return _misfounded(witness_policy="whoever comes\n")


@damage
def the_founding_names_a_predecessor_that_is_none() -> Case:
    """An origin alone."""
    return _misfounded(predecessor={"origin": "old.example"})


def _misfounded(**wrong: Any) -> Case:
    made = Maker()
    made.add(maker.founding(**wrong), by=["m1"], signed_by=[*PERSONS.values(), RECORDER])
    return _packed(made, ("V13", "bad_field", 0))


@damage
def an_official_ledger_has_a_simulated_clock() -> Case:
    """Only rehearsals and reconstructions may."""
    made = Maker()
    founding = maker.founding(purpose="official")
    try:
        made.add(founding, by=["m1"], signed_by=[*PERSONS.values(), RECORDER])
    except KeyError:
        raise AssertionError("the maker stumbled") from None
    return _packed(made, ("V12", "clock_not_allowed", 0))


assert LOG_KEY.alg == "Ed25519", "notes are signed with Ed25519"
assert len(MEMBERS) == 3, "what is said of majorities above holds for three"
