"""Attacks by somebody who has the log's key, or who hands out different files to different people.

Each is made so that nothing gives it away but what the vector names; where nothing can, the vector
is `blind`, and one that stands beside it shows what the auditor would have had to bring.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.verifiers import maker
from tests.verifiers.damages import _unfolded as recorded_unread
from tests.verifiers.maker import PERSONS, Json, Key, Maker, event
from tests.verifiers.trees import path_of, root_of
from tests.verifiers.twins import ANNULLED, SAID, replaced, succeeded
from tests.verifiers.vectors import (
    ATTACK,
    BLIND,
    CHECKS,
    CONTRADICTED,
    INCOMPLETE,
    NOT_FOUND,
    Found,
    Vector,
    of_bundle,
    vector,
)
from verifiers import merkle
from verifiers.reading import encode
from verifiers.spelling import base64url, unpadded

MEMORY: Json = {"required_checks": sorted([*CHECKS, "V08"])}


def caught(made: Maker, must: Found, attacks: tuple[int, ...], twin: str, **given: Any) -> Vector:
    """A contradiction, found where it was made."""
    return of_bundle(
        made, kind=ATTACK, must=must, attacks=attacks, twin=twin, verdict=CONTRADICTED, **given
    )


def lines_of(lines: list[bytes]) -> dict[str, bytes]:
    """The entries of a bundle, and a checkpoint over them with the log's key."""
    joined = b"".join(line + b"\n" for line in lines)
    return {"checkpoint.txt": maker.checkpoint(lines), "entries.jsonl": joined}


def edited(index: int, find: bytes, put: bytes) -> tuple[Maker, dict[str, bytes]]:
    """The story with one text in one entry changed, and nothing made anew."""
    made = maker.story()
    assert made.lines[index].count(find) >= 1, find
    lines = list(made.lines)
    lines[index] = lines[index].replace(find, put, 1)
    return made, {"entries.jsonl": lines_of(lines)["entries.jsonl"]}


def remembered(size: int = 12) -> Json:
    """A trust file with the checkpoint of the true story at a size."""
    root = maker.story().tree.root(size).hex()
    return MEMORY | {"last_seen": {"root": root, "size": size}}


# -- history -----------------------------------------------------------------------------------------


@vector
def the_tail_is_dropped_without_a_memory() -> Vector:
    """The last three entries; manifest, state and checkpoint are those of the day before."""
    return of_bundle(maker.story(9), kind=BLIND, attacks=(2, 39), twin="the_log_as_it_was_before")


@vector
def the_tail_is_dropped() -> Vector:
    """The same file, for an auditor who remembers the checkpoint of size 12."""
    made = maker.story(9)
    return caught(
        made, ("V08", "not_extended", None), (2,), "the_log_goes_on_from_what_was_seen",
        trust=remembered(),
    )  # fmt: skip


def _other_end() -> Maker:
    made = maker.story(11)
    made.add(SAID, by=["m2"])
    return made


@vector
def the_last_entry_is_replaced_without_a_memory() -> Vector:
    """By another that its signer truly signed; everything after the change is made anew."""
    return of_bundle(_other_end(), kind=BLIND, attacks=(4, 33, 38))


@vector
def the_last_entry_is_replaced() -> Vector:
    """The same file, for an auditor who remembers the checkpoint of size 12."""
    twin = "nothing_new_since_it_was_seen"
    return caught(_other_end(), ("V08", "not_extended", None), (4, 33), twin, trust=remembered())


@vector
def an_entry_is_inserted_and_all_made_anew() -> Vector:
    """A statement that its signer truly signed, put in at 7; those who signed later had seen another log."""
    made, true = maker.story(7), maker.story()
    made.add(SAID, by=["m2"], act_id="put-in")
    for line in true.lines[7:]:
        entry = json.loads(line)
        made.day = entry["act"]["day"]
        given = {k: v for k, v in entry["act"].items() if k != "events"}
        made.add(*entry["act"]["events"], **given, by=[])
    return caught(made, ("V03", "seen_not_ours", 9), (4,), "the_same_is_said_twice")


@vector
def two_entries_are_swapped_and_all_made_anew() -> Vector:
    """A statement and the act that set the date, with indexes, links, times and checkpoint to fit."""
    made, true = maker.story(9), maker.story()
    for index in (10, 9, 11):
        entry = json.loads(true.lines[index])
        made.day = "2013-11-07"
        given = {k: v for k, v in entry["act"].items() if k != "events"}
        made.add(*entry["act"]["events"], **given, by=[])
    return caught(made, ("V03", "seen_not_ours", 9), (5,), "two_acts_came_in_the_other_order")


@vector
def the_last_leaf_stands_twice() -> Vector:
    """The last entry is in the file and in the tree twice, and the size says so."""
    made = maker.story()
    parts = lines_of([*made.lines, made.lines[-1]])
    found: Found = ("V04", "index_out_of_order", 11)
    return caught(made, found, (10,), "the_same_is_said_twice", parts=parts, size=13)


@vector
def two_entries_are_offered_as_one() -> Vector:
    """The only line is the two hashes under the root: where leaves and nodes hash alike, the root is right."""
    made = maker.opened()
    left, right = made.tree.nodes(1, 0, 2)[:32], made.tree.nodes(1, 0, 2)[32:]
    parts = {
        "checkpoint.txt": maker.checkpoint(made.lines[:4], size=1),
        "entries.jsonl": left + right + b"\n",
    }
    twin = "the_log_as_it_was_before"
    return caught(made, ("V02", "not_utf8", 0), (9,), twin, parts=parts, size=1)


@vector
def the_ledger_is_another_under_the_same_name() -> Vector:
    """Founded anew with another nonce, by the same people with the same keys."""
    made = Maker()
    founding = maker.founding(nonce="dd" * 32)
    made.add(founding, by=["m1"], signed_by=[*PERSONS.values(), maker.RECORDER])
    true = maker.story().ledger
    return of_bundle(
        made, kind=ATTACK, attacks=(15,), twin="nothing_is_wrong", verdict=NOT_FOUND,
        trust={"ledger": true},
    )  # fmt: skip


@vector
def an_entry_is_of_a_format_that_is_to_come() -> Vector:
    """This reader knows format 0 only, and says so."""
    made, parts = edited(7, b'"format":0,"index"', b'"format":1,"index"')
    return caught(made, ("V02", "bad_member", 7), (7,), "nothing_is_wrong", parts=parts)


# -- keys, quorum, offices -----------------------------------------------------------------------------


@vector
def a_key_that_was_replaced_signs_too() -> Vector:
    """One person, once with the new key and once with the old."""
    made, spare = maker.story(), Key("spare")
    enrolled = event("key.enrolled", key=spare.public, person="m1", replaces=PERSONS["m1"].id)
    made.add(enrolled, signed_by=[PERSONS["m1"], PERSONS["m2"], spare])
    index = made.add(ANNULLED, by=["m1"], signed_by=[spare, PERSONS["m1"]])
    return caught(made, ("V11", "key_revoked", index), (17, 21), "a_key_is_replaced")


@vector
def a_signature_stands_twice() -> Vector:
    """The same line, so that one looks like two."""
    made = maker.story()
    made.add(ANNULLED, by=["m1", "m3"])
    entry = json.loads(made.lines[12])
    entry["signatures"] = entry["signatures"][:1] * 2
    lines = [*made.lines[:12], encode(entry)]
    found: Found = ("V02", "bad_member", 12)
    return caught(made, found, (21, 22), "exactly_enough_persons_annul", parts=lines_of(lines))


@vector
def a_signature_is_spelled_otherwise() -> Vector:
    """S plus the order of the group: the same equation, another spelling."""
    made = maker.story()
    lines = list(made.lines)
    entry = json.loads(lines[11])
    line = entry["signatures"][0]
    raw = base64url(line["signature"], 64)
    assert raw is not None
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(raw[32:], "little") + order
    line["signature"] = unpadded(raw[:32] + s.to_bytes(32, "little"))
    lines[11] = encode(entry)
    found: Found = ("V10", "signature_invalid", 11)
    return caught(made, found, (22,), "nothing_is_wrong", parts=lines_of(lines))


@vector
def a_quorum_of_nobody() -> Vector:
    """No signature shall be needed for a ruling."""
    made = maker.story()
    nobody = event("body.constituted", body="cec", name="C", required=maker.required(ruling=0))
    recorded_unread(made, made.act(nobody), ("V13", "bad_field", 12))
    return caught(made, ("V13", "bad_field", 12), (23,), "a_body_asks_for_more_persons")


@vector
def an_authority_below_the_floor() -> Vector:
    """One person shall be enough for changes of keys."""
    made = maker.story()
    index = made.add(event("authority.set", body="cec", class_="keys", persons=1))
    return caught(made, ("V12", "below_floor", index), (23, 26), "a_body_asks_for_more_persons")


@vector
def somebody_elses_key_is_enrolled() -> Vector:
    """The key of one member as the key of a new person."""
    made = maker.story()
    enrolled = event("key.enrolled", key=PERSONS["m2"].public, person="x", replaces=None)
    index = made.add(event("person.entered", name="X", person="x"), enrolled)
    found: Found = ("V12", "already_exists", index)
    return caught(made, found, (21, 25), "one_member_follows_another")


@vector
def a_seat_that_was_succeeded_signs() -> Vector:
    """The member whose seat another has now; the key was revoked with it."""
    made = succeeded()
    index = made.add(ANNULLED, by=["m1", "m2"])
    return caught(made, ("V11", "office_not_held", index), (17, 37), "a_seat_is_succeeded")


@vector
def a_succession_does_not_wait() -> Vector:
    """Completed two days after it was announced, where seven must pass."""
    made = succeeded(days=2)
    return caught(made, ("V12", "succession_too_early", 13), (37,), "a_seat_is_succeeded")


@vector
def a_delegation_has_ended() -> Vector:
    """The day before."""
    made = maker.story()
    granted = event(
        "delegation.granted", body="cec", delegation="d-1", from_="2013-11-01", giver="m1",
        office="member", taker="j1", until="2013-11-06",
    )  # fmt: skip
    made.add(granted)
    signers = [{"body": "cec", "in_place_of": "m1", "office": "member", "person": "j1"}]
    index = made.add(SAID, by=["j1"], signers=signers)
    return caught(made, ("V11", "no_delegation", index), (27,), "a_place_is_taken_by_delegation")


@vector
def an_office_has_ended() -> Vector:
    """The member left the day before, and signs on."""
    made = maker.story()
    made.add(event("office.ended", body="cec", office="member", on="2013-11-06", person="m3"))
    index = made.add(ANNULLED, by=["m1", "m3"])
    return caught(made, ("V11", "office_not_held", index), (27,), "one_member_follows_another")


@vector
def a_stolen_key_helps_to_accuse_another() -> Vector:
    """Of two who must sign that a key was stolen, one signs with that very key."""
    made = maker.story()
    stolen = event("key.compromised", key=PERSONS["m3"].id, suspect_from=9)
    index = made.add(stolen, by=["m1", "m3"])
    twin = "a_key_was_stolen_and_acts_before_stand"
    return caught(made, ("V12", "too_few_persons", index), (18,), twin)


@vector
def a_contested_act_is_hidden() -> Vector:
    """The rows that say that the act fell below its quorum are left out."""
    made = maker.story()
    first = made.add(ANNULLED, by=["m1", "m3"])
    index = made.add(event("key.compromised", key=PERSONS["m3"].id, suspect_from=first))
    rows = [row for row in made.rows if b'"since":%d,' % index not in row or b'"law"' not in row]
    assert len(rows) < len(made.rows)
    parts = {"rows.jsonl": b"".join(row + b"\n" for row in rows)}
    twin = "a_contested_act_is_shown_as_contested"
    return caught(made, ("V14", "row_differs", index), (18, 53), twin, parts=parts)


@vector
def an_id_looks_like_another() -> Vector:
    """The p of a unit's id is the Cyrillic letter."""
    made, parts = edited(6, b'"unit":"pc-1"', '"unit":"рc-1"'.encode())
    return caught(made, ("V10", "signature_invalid", 6), (62,), "nothing_is_wrong", parts=parts)


# -- what two programs might read in two ways -----------------------------------------------------------


def _spelled(find: bytes, put: bytes, code: str, attack: int) -> Vector:
    made, parts = edited(6, find, put)
    return caught(made, ("V02", code, 6), (attack,), "nothing_is_wrong", parts=parts)


@vector
def a_number_has_a_point() -> Vector:
    """0.0 for 0."""
    return _spelled(b'"low":0', b'"low":0.0', "number_not_integer", 63)


@vector
def a_number_has_an_exponent() -> Vector:
    """0e9 for 0."""
    return _spelled(b'"low":0', b'"low":0e9', "number_not_integer", 63)


@vector
def a_number_is_minus_nothing() -> Vector:
    """-0 for 0."""
    return _spelled(b'"low":0', b'"low":-0', "number_not_integer", 63)


@vector
def a_number_is_larger_than_all_programs_count() -> Vector:
    """Two to the 53rd."""
    return _spelled(b'"low":0', b'"low":9007199254740992', "number_out_of_range", 63)


@vector
def a_number_is_none() -> Vector:
    """NaN, as some programs write it."""
    return _spelled(b'"low":0', b'"low":NaN', "not_json", 63)


@vector
def a_text_begins_with_a_mark() -> Vector:
    """A byte order mark before the entry."""
    return _spelled(b'{"act":', b'\xef\xbb\xbf{"act":', "not_utf8", 64)


@vector
def a_text_goes_on_after_its_end() -> Vector:
    """A second document on the line."""
    return _spelled(b'"previous"', b'"previous":null}{"a"', "not_json", 64)


@vector
def a_text_turns_the_reading_order() -> Vector:
    """A code point that shows what follows from right to left."""
    return _spelled(b'"pc-1"', '"\u202epc-1"'.encode(), "text_not_allowed", 64)


@vector
def a_time_is_none() -> Vector:
    """The last second of a day that has no more of them."""
    return _spelled(b"T12:00:06.000000Z", b"T24:00:00.000000Z", "bad_member", 48)


@vector
def a_time_is_of_another_zone() -> Vector:
    """An offset that says nothing, in another spelling."""
    return _spelled(b"T12:00:06.000000Z", b"T12:00:06.00+00:00", "bad_member", 48)


# -- results, accounts, what is left out -----------------------------------------------------------------


@vector
def a_result_is_changed() -> Vector:
    """Both centres are shown as counted."""
    made = maker.story()
    told = made.parts()["results.jsonl"].replace(b'"reported":0', b'"reported":2')
    parts = {"results.jsonl": told}
    return caught(made, ("V22", "result_differs", None), (69,), "nothing_is_wrong", parts=parts)


@vector
def a_blocker_is_hidden() -> Vector:
    """The repeat that nobody counted is left out of what the certification waits for."""
    made = maker.story()
    told = json.loads(made.parts()["results.jsonl"])
    told["blockers"] = [each for each in told["blockers"] if each["about"] != "run:run-2"]
    parts = {"results.jsonl": encode(told) + b"\n"}
    found: Found = ("V22", "blocker_differs", None)
    return caught(made, found, (69,), "nothing_is_wrong", parts=parts)


@vector
def a_missing_place_is_hidden() -> Vector:
    """The attacked centre is left out of what is missing."""
    made = maker.story()
    told = json.loads(made.parts()["results.jsonl"])
    told["missing"] = told["missing"][1:]
    parts = {"results.jsonl": encode(told) + b"\n"}
    found: Found = ("V22", "missing_unit_differs", None)
    return caught(made, found, (69,), "nothing_is_wrong", parts=parts)


@vector
def an_account_is_changed() -> Vector:
    """As if it were known that nothing was destroyed."""
    made = maker.story()
    told = json.loads(made.parts()["accounts.jsonl"])
    told["buckets"][0] |= {"high": 0, "why": None}
    parts = {"accounts.jsonl": encode(told) + b"\n"}
    found: Found = ("V23", "bucket_differs", None)
    return caught(made, found, (69,), "a_figure_is_corrected_by_an_act", parts=parts)


@vector
def a_false_account_stands_before_the_true_one() -> Vector:
    """Whoever takes the first of that name reads that nothing was destroyed."""
    made = maker.story()
    told = json.loads(made.parts()["accounts.jsonl"])
    told["buckets"].insert(0, told["buckets"][0] | {"high": 0, "why": None})
    parts = {"accounts.jsonl": encode(told) + b"\n"}
    found: Found = ("V23", "bucket_differs", None)
    return caught(made, found, (69,), "a_figure_is_corrected_by_an_act", parts=parts)


@vector
def a_check_of_an_account_is_told_twice() -> Vector:
    """Both are true, and one is too many: what is shown is not what follows."""
    made = maker.story()
    told = json.loads(made.parts()["accounts.jsonl"])
    told["checks"].append(told["checks"][-1])
    parts = {"accounts.jsonl": encode(told) + b"\n"}
    found: Found = ("V23", "balance_differs", None)
    return caught(made, found, (69,), "a_figure_is_corrected_by_an_act", parts=parts)


@vector
def a_missing_place_is_told_falsely_and_truly() -> Vector:
    """A place that is missing for one reason is shown for another one too."""
    made = maker.story()
    told = json.loads(made.parts()["results.jsonl"])
    told["missing"].insert(0, told["missing"][0] | {"reason": "excluded"})
    parts = {"results.jsonl": encode(told) + b"\n"}
    found: Found = ("V22", "missing_unit_differs", None)
    return caught(made, found, (69,), "nothing_is_wrong", parts=parts)


def _without(name: str) -> Vector:
    return of_bundle(
        maker.story(), kind=ATTACK, attacks=(60,), twin="nothing_is_wrong", verdict=INCOMPLETE,
        parts={name: None},
    )  # fmt: skip


@vector
def the_state_is_left_out() -> Vector:
    """No rows: nothing is contradicted, and nothing is said to be fine."""
    return _without("rows.jsonl")


@vector
def the_results_are_left_out() -> Vector:
    """No results."""
    return _without("results.jsonl")


@vector
def the_checkpoint_is_left_out() -> Vector:
    """No checkpoint: whose log this is, nobody says."""
    return _without("checkpoint.txt")


@vector
def there_is_no_entry() -> Vector:
    """A log of nothing verifies nothing."""
    empty, made = Maker(), maker.story()
    parts = {"checkpoint.txt": maker.checkpoint([]), "entries.jsonl": b""}
    names: list[str] = ["rows.jsonl", "sheets.jsonl", "results.jsonl", "accounts.jsonl"]
    files = parts | dict.fromkeys(names, b"")
    return Vector(
        kind=ATTACK, files={"bundle.zip": maker.bundle(files, made.ledger, empty.size)},
        given=("bundle.zip",), trust=made.trust(), verdict=INCOMPLETE, attacks=(60,),
        twin="an_official_ledger_has_a_real_clock",
    )  # fmt: skip


# -- the key of the log, views, witnesses ----------------------------------------------------------------


@vector
def the_old_key_of_the_log_signs_on() -> Vector:
    """After its last size; the trust file knows until when it was valid."""
    made, _, pinned = replaced()
    found: Found = ("V07", "log_key_out_of_range", None)
    twin = "the_key_of_the_log_was_replaced"
    return caught(made, found, (17, 33), twin, trust={"log_keys": pinned})


@vector
def the_old_key_of_the_log_signs_on_for_who_does_not_know() -> Vector:
    """The trust file was not brought up to date: the log itself says that its key was replaced."""
    made, _, _ = replaced()
    return of_bundle(
        made, kind=ATTACK, attacks=(17, 33), twin="the_key_of_the_log_was_replaced",
        verdict=INCOMPLETE,
    )  # fmt: skip


def receipt(lines: list[bytes], index: int) -> Json:
    """Format 3.6 of the specification, by the definition of RFC 6962."""
    leaves = [merkle.leaf_hash(line) for line in lines]
    return {
        "checkpoint": maker.checkpoint(lines).decode(), "entry": lines[index].decode(),
        "format": 0, "inclusion": [one.hex() for one in path_of(leaves, index)],
        "index": index, "size": len(lines),
    }  # fmt: skip


RECEIPT_CHECKS: Json = {"required_checks": ["V02", "V03", "V06", "V07", "V20"]}


def _record(change: Callable[[Json], Json], **given: Any) -> Vector:
    made = maker.story()
    document = change(receipt(made.lines, 8))
    return Vector(
        command="record", files={"receipt.json": encode(document)}, given=("receipt.json",),
        trust=made.trust(**RECEIPT_CHECKS), **given,
    )  # fmt: skip


@vector
def a_record_is_in_the_log() -> Vector:
    """The annulment, with its path to the root that the log signed."""
    return _record(lambda document: document, kind="twin")


def _false(change: Callable[[Json], Json]) -> Vector:
    twin, must = "a_record_is_in_the_log", ("V06", "root_differs", 8)
    return _record(change, kind=ATTACK, attacks=(11,), twin=twin, verdict=CONTRADICTED, must=must)


@vector
def a_record_was_never_in_the_log() -> Vector:
    """The path is another entry's."""
    other = json.loads(maker.story().lines[8])
    other["act"]["day"] = "2013-11-04"
    return _false(lambda document: document | {"entry": encode(other).decode()})


@vector
def a_record_has_a_path_too_short() -> Vector:
    """The last hash is missing."""
    return _false(lambda document: document | {"inclusion": document["inclusion"][:-1]})


@vector
def a_record_has_a_path_too_long() -> Vector:
    """One hash more."""
    return _false(lambda document: document | {"inclusion": [*document["inclusion"], "00" * 32]})


@vector
def a_record_has_no_signed_root() -> Vector:
    """A true path to the root of a tree that nobody signed."""
    made = maker.story()
    forged = maker.checkpoint(made.lines, key=Key("thief")).decode()
    return _record(
        lambda document: document | {"checkpoint": forged}, kind=ATTACK, attacks=(11, 33),
        twin="a_record_is_in_the_log", verdict=CONTRADICTED, must=("V07", "note_unsigned", None),
    )  # fmt: skip


def bundled(made: Maker) -> bytes:
    """The bundle of a log."""
    return maker.bundle(made.parts(), made.ledger, made.size)


def _views(one: bytes, other: bytes, **given: Any) -> Vector:
    names = tuple(
        f"{name}.{'zip' if data[:2] == b'PK' else 'note'}"
        for name, data in (("one", one), ("other", other))
    )
    files = dict(zip(names, (one, other), strict=True))
    return Vector(command="compare", files=files, given=names, trust=maker.story().trust(), **given)


@vector
def two_views_are_of_one_history() -> Vector:
    """A bundle of nine entries and one of twelve."""
    short, long = bundled(maker.story(9)), bundled(maker.story())
    return _views(short, long, kind="twin", verdict="ONE HISTORY")


@vector
def two_views_cannot_be_told_apart() -> Vector:
    """Two checkpoints of different sizes, without entries: neither a lie nor a proof."""
    one, other = (maker.checkpoint(maker.story(size).lines) for size in (9, 12))
    return _views(one, other, kind="twin", verdict="CANNOT BE TOLD")


def _split() -> dict[str, Any]:
    twin = "two_views_are_of_one_history"
    return {"kind": ATTACK, "attacks": (38,), "twin": twin, "verdict": "TWO HISTORIES"}


@vector
def two_views_of_the_same_size() -> Vector:
    """Each alone is verified; both are signed by the log; only together they contradict."""
    return _views(bundled(maker.story()), bundled(_other_end()), **_split())


@vector
def two_views_of_different_sizes() -> Vector:
    """A checkpoint that somebody kept, and a longer log that does not continue it."""
    longer = _other_end()
    longer.add(SAID, by=["m1"])
    kept = maker.checkpoint(maker.story().lines)
    return _views(kept, bundled(longer), **_split())


def _fork(other: list[bytes], **given: Any) -> Vector:
    made = maker.story()
    notes = [maker.checkpoint(lines).decode() for lines in (made.lines, other)]
    root = root_of([merkle.leaf_hash(line) for line in other[:12]]).hex()
    proof = {
        "consistency": [], "first": notes[0], "format": 0, "root_at_first": root,
        "second": notes[1],
    }  # fmt: skip
    return Vector(
        command="fork", files={"fork.json": encode(proof)}, given=("fork.json",),
        trust=made.trust(), **given,
    )  # fmt: skip


@vector
def a_fork_is_proven_by_one_small_file() -> Vector:
    """Two checkpoints of one size, both signed by the log."""
    return _fork(_other_end().lines, **_split() | {"twin": "a_proof_of_a_fork_is_none"})


@vector
def a_proof_of_a_fork_is_none() -> Vector:
    """Twice the same checkpoint: the file proves nothing against an honest log."""
    return _fork(maker.story().lines, kind="twin", verdict=None, code="fork_unproven")
