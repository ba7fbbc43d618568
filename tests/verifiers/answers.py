"""Vectors about state proofs: true answers, and every way in which an answer can be a lie."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.verifiers import maker, state_proofs
from tests.verifiers.handed_over import SEALED
from tests.verifiers.maker import Json, Key, Maker, event
from tests.verifiers.more_attacks import caught
from tests.verifiers.twins import SAID
from tests.verifiers.vectors import ATTACK, BLIND, CONTRADICTED, TWIN, Found, Vector, vector
from verifiers.reading import encode

REQUIRED = ["V02", "V03", "V06", "V07", "V10", "V20", "V26", "V27"]
ORDINARY = [f"V{n:02}" for n in (*range(1, 8), *range(10, 29))]
ANSWERED = "an_answer_is_proven"


@cache
def _sealed() -> tuple[Maker, int]:
    """The story, sealed; and something that came later."""
    made = maker.story()
    index = state_proofs.seal(made)
    made.add(SAID, by=["m2"])
    return made, index


def proof(unit: str = "pc-1") -> Json:
    """An honest proof."""
    return state_proofs.proof(*_sealed(), unit)


def _answer(document: Json, asked: tuple[str, ...] = (), trust: Json | None = None, **given: Any) -> Vector:  # fmt: skip
    brought = _sealed()[0].trust(**({"required_checks": REQUIRED} | (trust or {})))
    return Vector(
        command="state", files={"proof.json": encode(document)}, given=("proof.json",),
        asked=asked, trust=brought, **given,
    )  # fmt: skip


def _true(document: Json, *asked: str, **given: Any) -> Vector:
    return _answer(document, asked, kind=TWIN, **given)


def _false(must: Found, change: Callable[[Json], object], *asked: str, number: int = 54, **given: Any) -> Vector:  # fmt: skip
    document = copy.deepcopy(given.pop("document", None) or proof())
    change(document)
    return _answer(
        document, asked, kind=ATTACK, attacks=(number,), verdict=CONTRADICTED, must=must,
        **{"twin": ANSWERED} | given,
    )  # fmt: skip


def _sheet(document: Json, key: str) -> Json:
    (found,) = (sheet for sheet in document["sheets"] if sheet["key"] == key)
    return dict(found)


def nothing(document: Json) -> None:
    """Changes nothing."""


# -- true answers ----------------------------------------------------------------------------------------


@vector
def an_answer_is_proven() -> Vector:
    """What holds for the centre that was attacked, as its reader asked."""
    return _true(proof(), "--unit", "pc-1", "--day", "2013-11-07", "--position", "14")


@vector
def nothing_was_annulled_there() -> Vector:
    """The other centre: no act that bars anything lies on it or above it."""
    return _true(proof("pc-2"), "--unit", "pc-2")


@vector
def an_answer_is_as_new_as_what_was_seen() -> Vector:
    """The auditor kept the checkpoint of fourteen entries."""
    made, _ = _sealed()
    seen = {"root": made.tree.root(made.size).hex(), "size": made.size}
    required = {"last_seen": seen, "required_checks": sorted([*REQUIRED, "V08"])}
    return _true(proof(), "--since", "12", trust=required)


@vector
def an_answer_to_who_has_the_trust_file_of_everybody() -> Vector:
    """All checks but memory and witnesses are required: those that only a whole log answers are not asked here."""
    return _true(proof(), "--unit", "pc-1", trust={"required_checks": ORDINARY})


@vector
def an_answer_to_who_waives_the_answer() -> Vector:
    """A trust file may waive much, but not that the answer follows from what was sealed."""
    return _true(proof(), trust={"required_checks": ["V20"]})


# -- lying answers ---------------------------------------------------------------------------------------


def _put(value: Any, *path: Any) -> Callable[[Json], object]:
    """Put a value at a place of the answer, where another one of equal worth to some programs stands."""

    def change(document: Json) -> None:
        holder = document["answer"]
        for step in path[:-1]:
            holder = holder[step]
        assert holder[path[-1]] is not value
        holder[path[-1]] = value

    return change


LIES: Found = ("V27", "state_differs", None)


@vector
def an_answer_says_that_the_vote_stands() -> Vector:
    """The poll that was annulled is shown as standing."""
    return _false(LIES, _put("stands", "polls", 0, "standing"))


@vector
def an_answer_has_another_headline() -> Vector:
    """As if no repeat had to come."""
    return _false(LIES, _put("certified", "headlines", 0, "headline", "code"))


@vector
def an_answer_has_false_for_nothing() -> Vector:
    """To some programs false is 0: what was destroyed is from false on."""
    return _false(LIES, _put(False, "amounts", 0, "low"), number=63)


@vector
def an_answer_has_nothing_for_false() -> Vector:
    """And 0 is false: that a poll has no basis is 0."""
    return _false(LIES, _put(0, "polls", 0, "without_basis"), number=63)


def _counted() -> Json:
    """An honest proof in which one ballot paper is said to be destroyed."""
    made = maker.story()
    one = {"high": 1, "low": 1, "why": None}
    made.add(event("material.destroyed", quantity=one, unit="pc-2"), by=["m3"])
    return state_proofs.proof(made, state_proofs.seal(made), "pc-2") | {"_of": made}


@vector
def an_answer_has_true_for_one() -> Vector:
    """One paper was destroyed, and true papers are shown."""
    document = _counted()
    made = document.pop("_of")
    assert document["answer"]["amounts"][0]["low"] == 1
    brought = made.trust(required_checks=REQUIRED)
    document["answer"]["amounts"][0]["low"] = True
    return Vector(
        command="state", files={"proof.json": encode(document)}, given=("proof.json",), trust=brought,
        kind=ATTACK, attacks=(63,), verdict=CONTRADICTED, must=LIES, twin=ANSWERED,
    )  # fmt: skip


@vector
def an_answer_has_a_point() -> Vector:
    """0.0 for 0: what is no canonical text is not read."""
    data = encode(proof()).replace(b'"low":0', b'"low":0.0', 1)
    return Vector(
        command="state", files={"proof.json": data}, given=("proof.json",),
        trust=_sealed()[0].trust(required_checks=REQUIRED), kind=ATTACK, attacks=(63,), verdict=None,
        code="number_not_integer", twin=ANSWERED,
    )  # fmt: skip


@vector
def an_answer_is_about_another_place() -> Vector:
    """True of the other centre, and given to who asked about this one."""
    must: Found = ("V27", "other_unit", None)
    return _false(must, nothing, "--unit", "pc-1", document=proof("pc-2"))


@vector
def an_answer_is_for_another_day() -> Vector:
    """The reader asked what held on the day of the vote."""
    return _false(("V27", "other_day", None), nothing, "--day", "2013-11-03")


@vector
def an_answer_is_as_of_another_position() -> Vector:
    """The reader asked as of the thirteenth entry."""
    return _false(("V27", "other_position", None), nothing, "--position", "13")


@vector
def an_answer_is_by_an_old_seal() -> Vector:
    """The reader knows of a later one."""
    must: Found = ("V27", "answer_is_old", None)
    twin = "an_answer_is_as_new_as_what_was_seen"
    return _false(must, nothing, "--since", "14", number=39, twin=twin)


@vector
def an_answer_is_older_than_what_was_seen() -> Vector:
    """The auditor has seen a longer log."""
    made = copy.deepcopy(_sealed()[0])
    made.add(SAID, by=["m1"])
    seen = {"root": made.tree.root(made.size).hex(), "size": made.size}
    required = {"last_seen": seen, "required_checks": sorted([*REQUIRED, "V08"])}
    twin = "an_answer_is_as_new_as_what_was_seen"
    return _false(("V08", "answer_is_old", None), nothing, number=39, trust=required, twin=twin)


# -- sheets and absences ---------------------------------------------------------------------------------

UNSEALED: Found = ("V26", "sheet_not_sealed", None)


def _without_act(document: Json) -> None:
    sheet = _sheet(document, "unit:pc-1")
    (at,) = (n for n, act in enumerate(sheet["acts"]) if act["rows"][0]["act"] == "act-8")
    del sheet["acts"][at]


@vector
def an_act_is_left_out_of_a_sheet() -> Vector:
    """The annulment: the sheet states how many acts there are, and chains them."""
    return _false(UNSEALED, _without_act)


def _without_row(document: Json) -> None:
    del _sheet(document, "unit:pc-1")["acts"][-1]["rows"][-1]


@vector
def a_row_is_left_out_of_a_sheet() -> Vector:
    """And the act stays."""
    return _false(UNSEALED, _without_row)


def _other_row(document: Json) -> None:
    rows = (r for act in _sheet(document, "unit:pc-1")["acts"] for r in act["rows"])
    next(row for row in rows if row.get("verb") == "bar")["what"] = "stay"


@vector
def a_row_of_a_sheet_is_changed() -> Vector:
    """The vote was stayed, not annulled."""
    return _false(UNSEALED, _other_row)


def _hidden(document: Json) -> None:
    document["sheets"].remove(_sheet(document, "act:act-8"))


@vector
def a_sheet_is_hidden() -> Vector:
    """That of the annulment itself, on which the answer depends."""
    return _false(("V27", "sheet_missing", None), _hidden)


def _denied(document: Json) -> None:
    """Between true neighbours, which do not stand next to each other."""
    made, sealed = _sealed()
    sheets = state_proofs.state(made, sealed)
    hashes, at = state_proofs.leaves(sheets), list(sheets).index("act:act-8")
    _hidden(document)
    absent = {
        "after": state_proofs.neighbour(sheets, hashes, at + 1),
        "before": state_proofs.neighbour(sheets, hashes, at - 1) if at else None,
        "key": "act:act-8",
    }
    document["absent"] = sorted([*document["absent"], absent], key=lambda one: str(one["key"]))


@vector
def a_sheet_is_said_to_be_absent() -> Vector:
    """Between the two that stand beside it: they are no neighbours."""
    return _false(("V26", "absence_differs", None), _denied)


def _undenied(document: Json) -> None:
    document["absent"] = []


@vector
def an_absence_is_not_shown() -> Vector:
    """That no key is suspect is said, and not shown."""
    must: Found = ("V27", "sheet_missing", None)
    return _false(must, _undenied, twin="nothing_was_annulled_there")


# -- the seal and the log --------------------------------------------------------------------------------


def _other_seal(document: Json) -> None:
    entry = json.loads(document["seal"]["entry"])
    entry["act"]["events"][0]["fields"]["root"] = "ab" * 32
    entry["signatures"] = [maker.RECORDER.sign_act(entry["act"])]
    document["seal"]["entry"] = encode(entry).decode()


@vector
def an_answer_rests_on_a_seal_that_was_not_recorded() -> Vector:
    """The recorder key signed it, and it is not in the log."""
    return _false(("V06", "seal_not_in_log", 12), _other_seal)


@vector
def an_answer_rests_on_an_entry_that_is_no_seal() -> Vector:
    """In the log, and about something else."""

    def change(document: Json) -> None:
        document["seal"] = state_proofs.included(_sealed()[0], 10)

    return _false(("V10", "not_a_seal", 10), change)


@vector
def an_answer_rests_on_a_seal_by_another_key() -> Vector:
    """The log's operator let another key seal, and recorded it."""
    made = maker.story()
    index = state_proofs.seal(made, key=Key("thief"))
    document = state_proofs.proof(made, index, "pc-1")
    return Vector(
        command="state", files={"proof.json": encode(document)}, given=("proof.json",),
        trust=made.trust(required_checks=REQUIRED), kind=ATTACK, attacks=(27, 54),
        verdict=CONTRADICTED, must=("V10", "unlisted_signer", 12), twin=ANSWERED,
    )  # fmt: skip


def _lying() -> tuple[Maker, dict[str, state_proofs.Acts]]:
    """A log whose seal hides the annulment, and the sheets that it seals."""
    made = maker.story()
    sheets = state_proofs.state(made, made.size)
    sheets["unit:pc-1"] = [one for one in sheets["unit:pc-1"] if one[1][0]["act"] != "act-8"]
    del sheets["act:act-8"]
    hashes = state_proofs.leaves(sheets)
    root = state_proofs.root_of(hashes).hex()
    state_proofs.seal(made, root=root, sheets=len(hashes))
    return made, sheets


@vector
def an_answer_rests_on_a_seal_that_lies() -> Vector:
    """It follows from a seal that follows from nothing: only the log shows that."""
    made, sheets = _lying()
    document = state_proofs.proof(made, 12, "pc-1", sheets)
    return Vector(
        command="state", files={"proof.json": encode(document)}, given=("proof.json",),
        trust=made.trust(required_checks=REQUIRED), kind=BLIND, attacks=(53, 54),
    )  # fmt: skip


@vector
def the_log_of_an_answer_tells_that_its_seal_lies() -> Vector:
    """The same log, whole."""
    made, _ = _lying()
    found: Found = ("V25", "seal_differs", 12)
    return caught(made, found, (53, 54), "the_state_is_sealed", **SEALED)
