"""Vectors about bundles of one unit: honest ones, and every way in which one can be a lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from tests.verifiers import maker, state_proofs
from tests.verifiers.handed_over import SPEC
from tests.verifiers.maker import MEMBERS, PERSONS, Json, Maker, box, event
from tests.verifiers.state_proofs import Acts
from tests.verifiers.trees import path_of, root_of
from tests.verifiers.twins import SAID
from tests.verifiers.vectors import (
    ATTACK,
    BLIND,
    CONTRADICTED,
    INCOMPLETE,
    TWIN,
    VERIFIED,
    Found,
    Vector,
    vector,
)
from verifiers import merkle
from verifiers.desk import readme, story
from verifiers.reading import encode

REQUIRED = [f"V{n:02}" for n in (1, 2, 3, 4, 6, 7, 10, 11, 12, 16, 17, 20, 24, 26, 27, 28)]
ORDINARY = [f"V{n:02}" for n in (*range(1, 8), *range(10, 29))]
HONEST = "a_court_is_given_what_concerns_a_centre"
Files = dict[str, bytes]
Change = Callable[["Excerpt"], object]


class Excerpt:
    """A bundle of one unit while it is put together; what is not changed is as it should be."""

    def __init__(self, made: Maker, sealed: int, unit: str, *, later: tuple[int, ...] = (), sheets: dict[str, Acts] | None = None) -> None:  # fmt: skip
        self.made, self.leaves = made, [merkle.leaf_hash(line) for line in made.lines]
        position = json.loads(made.lines[sealed])["act"]["events"][0]["fields"]["position"]
        sheets = sheets or state_proofs.state(made, position)
        self.proof = state_proofs.proof(made, sealed, unit, sheets)
        self.proof["later"] = [state_proofs.included(made, index) for index in later]
        self.law, named = _law(sheets), {sealed, *later}
        for line in self.law[1:]:
            named.update(line["acts"] if line["key"].startswith("law:") else [])
        for sheet in self.proof["sheets"]:
            named.update(act["rows"][0]["since"] for act in sheet["acts"])
        self.lines = {index: made.lines[index] for index in sorted(named)}
        self.paths = {index: self._path(index) for index in sorted(named)}
        told = [one for one in made.told if one.entry.index in named and one.entry.index < position]
        self.story = {one.entry.index: story.paragraph(one, "en") for one in told}
        self.beside: Files = {}
        self.again = b""

    def _path(self, index: int) -> Json:
        act, seen = json.loads(self.made.lines[index])["act"], None
        if act["seen"]:
            seen = [one.hex() for one in _consistency(self.leaves, act["seen"]["size"])]
        return {"inclusion": [h.hex() for h in path_of(self.leaves, index)], "index": index, "seen": seen}  # fmt: skip

    def drop(self, *indexes: int) -> None:
        """Leaves entries out, with all that is told of them beside the sheets."""
        for held in (self.lines, self.paths, self.story):
            for index in indexes:
                held.pop(index, None)

    def files(self) -> Files:
        """The files of the bundle."""
        proof, ledger = self.proof, self.made.ledger
        answer = {name: proof["answer"][name] for name in ("day", "position", "unit")}
        later = ", ".join(str(one["index"]) for one in proof["later"]) or "none"
        listed = {
            "entries.jsonl": b"".join(line + b"\n" for line in self.lines.values()) + self.again,
            "law.jsonl": b"".join(encode(line) + b"\n" for line in self.law),
            "paths.jsonl": b"".join(encode(path) + b"\n" for path in self.paths.values()),
            "proof.json": encode(proof),
            "README.txt": readme.readme_of_unit(**ledger, **answer, later=later, spec=SPEC),
            "story.en.txt": b"".join(self.story.values()),
        }
        told = [{"bytes": len(d), "name": n, "sha256": sha256(d).hexdigest()} for n, d in listed.items()]  # fmt: skip
        contents = {"files": told, "format": 0, "ledger": ledger, "size": proof["size"]}
        return {"bundle.json": encode(contents), **listed, **self.beside}


def _law(sheets: dict[str, Acts]) -> list[Json]:
    """`law.jsonl`: the sheets of law with their neighbours, and what stands beside them."""
    keys, hashes = list(sheets), state_proofs.leaves(sheets)
    own = [n for n, key in enumerate(keys) if key.startswith("law:")]
    first, end = max(0, own[0] - 1), min(len(keys), own[-1] + 2)
    head = {"first": first, "path": [one.hex() for one in _beside(hashes, 0, first, end)]}
    return [head, *(_told(key, sheets[key]) for key in keys[first:end])]


def _told(key: str, acts: Acts) -> Json:
    _, chain = state_proofs.sheet_of(acts)
    return {"acts": [rows[0]["since"] for _, rows in acts], "chain": chain.hex(), "key": key}


def _beside(hashes: list[bytes], low: int, first: int, end: int) -> list[bytes]:
    if low + len(hashes) <= first or low >= end:
        return [root_of(hashes)]
    if len(hashes) == 1:
        return []
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return _beside(hashes[:split], low, first, end) + _beside(hashes[split:], low + split, first, end)  # fmt: skip


def _consistency(hashes: list[bytes], size: int, is_whole: bool = True) -> list[bytes]:
    """The proof of RFC 6962, section 2.1.2, as it is defined there."""
    if size == len(hashes):
        return [] if is_whole else [root_of(hashes)]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if size <= split:
        return [*_consistency(hashes[:split], size, is_whole), root_of(hashes[split:])]
    return [*_consistency(hashes[split:], size - split, False), root_of(hashes[:split])]


# -- the log, and what is made of it ---------------------------------------------------------------------


def _log(*, bad: Callable[[Maker], int] | None = None, hidden: int = -1) -> tuple[Maker, int]:
    """The story, a key that was lost, something about the other centre alone, perhaps what should not be; sealed.

    The seal leaves out what the entry `hidden` makes.
    """
    made = maker.story()
    made.add(event("key.revoked", key=PERSONS["m3"].id, reason="Lost."), by=["m3"])
    made.add(event("poll.halted", run="run-1", scope=[box("pc-2")]), by=["m2"])
    if bad is not None:
        bad(made)
    made.rows = [row for row in made.rows if json.loads(row)["since"] != hidden]
    return made, state_proofs.seal(made)


_sealed = cache(_log)
LOST, OTHER_CENTRE, ANNULLED = 12, 13, 8


def _excerpt(unit: str = "pc-1") -> Excerpt:
    return Excerpt(*_sealed(), unit)


def _of(kept: Excerpt, asked: tuple[str, ...] = (), trust: Json | None = None, **given: Any) -> Vector:  # fmt: skip
    brought = kept.made.trust(**({"required_checks": REQUIRED} | (trust or {})))
    packed = maker.pack(kept.files().items())
    return Vector(files={"bundle.zip": packed}, given=("bundle.zip",), asked=asked, trust=brought, **given)  # fmt: skip


def _lie(must: Found, change: Change, *asked: str, number: int = 54, kept: Excerpt | None = None) -> Vector:  # fmt: skip
    kept = kept or _excerpt()
    change(kept)
    return _of(
        kept, asked, kind=ATTACK, attacks=(number,), verdict=CONTRADICTED, must=must, twin=HONEST
    )


@vector
def a_court_is_given_what_concerns_a_centre() -> Vector:
    """The bundle of the centre that was attacked: its acts, and all law."""
    return _of(_excerpt(), ("--unit", "pc-1", "--day", "2013-11-07"), kind=TWIN)


@vector
def a_court_is_given_what_concerns_the_whole_town() -> Vector:
    """The bundle of a unit with others below it."""
    return _of(_excerpt("town"), ("--unit", "town"), kind=TWIN)


@vector
def a_court_asks_for_every_check() -> Vector:
    """A trust file that waives nothing: no witnesses are named in it, and nothing that was seen before."""
    return _of(_excerpt(), kind=TWIN, trust={"required_checks": []}, verdict=INCOMPLETE)


@vector
def a_court_has_the_trust_file_of_everybody() -> Vector:
    """All checks but memory and witnesses are required: those that only a whole log answers are not asked here."""
    return _of(_excerpt(), kind=TWIN, trust={"required_checks": ORDINARY})


@vector
def a_court_is_shown_what_came_after_the_seal() -> Vector:
    """It is there, and nobody says that there is no more."""
    made, sealed = _log()
    index = made.add(event("poll.halted", run="run-1", scope=[box("pc-1")]), by=["m2"])
    return _of(Excerpt(made, sealed, "pc-1", later=(index,)), kind=TWIN, verdict=INCOMPLETE)


# -- lies ------------------------------------------------------------------------------------------------

MISSING = "entries_missing"


@vector
def a_court_is_not_given_the_annulment() -> Vector:
    """The entry is left out; the sheets of the unit count it."""
    return _lie(("V04", MISSING, ANNULLED), lambda kept: kept.drop(ANNULLED), number=60)


@vector
def a_court_is_not_told_of_the_annulment() -> Vector:
    """The entry is left out, and so is what the sheets say of it."""

    def change(kept: Excerpt) -> None:
        kept.drop(ANNULLED)
        for sheet in kept.proof["sheets"]:
            sheet["acts"] = [a for a in sheet["acts"] if a["rows"][0]["since"] != ANNULLED]
        kept.proof["sheets"] = [sheet for sheet in kept.proof["sheets"] if sheet["acts"]]

    return _lie(("V26", "sheet_not_sealed", None), change, number=60)


@vector
def a_court_is_not_given_a_revocation() -> Vector:
    """The act that took a key out of use is left out; the law counts it."""
    return _lie(("V04", MISSING, LOST), lambda kept: kept.drop(LOST), number=60)


def _without_revocation(kept: Excerpt) -> None:
    kept.drop(LOST)
    for line in kept.law[1:]:
        line["acts"] = [index for index in line["acts"] if index != LOST]


@vector
def a_court_is_not_told_of_a_revocation() -> Vector:
    """The act is left out, and the law does not count it any more."""
    return _lie(("V26", "sheet_not_sealed", None), _without_revocation, number=60)


@vector
def a_court_is_given_half_of_the_law() -> Vector:
    """What is there leads to the sealed root; but there is more law beside it."""

    def change(kept: Excerpt) -> None:
        keys = list(sheets := state_proofs.state(kept.made, kept.proof["answer"]["position"]))
        last, end = kept.law[-3]["key"], len(kept.law) - 3
        hashes, first = state_proofs.leaves(sheets), kept.law[0]["first"]
        assert keys[first + end - 1] == last
        beside = _beside(hashes, 0, first, first + end)
        kept.law = [{"first": first, "path": [h.hex() for h in beside]}, *kept.law[1 : end + 1]]

    return _lie(("V27", "sheet_missing", None), change, number=60)


@vector
def a_court_is_given_an_act_about_another_centre() -> Vector:
    """It is in the log, well signed, with its path; the sheets of this centre do not count it."""

    def change(kept: Excerpt) -> None:
        kept.lines[OTHER_CENTRE] = kept.made.lines[OTHER_CENTRE]
        kept.paths[OTHER_CENTRE] = kept._path(OTHER_CENTRE)
        kept.lines = dict(sorted(kept.lines.items()))
        kept.paths = dict(sorted(kept.paths.items()))

    return _lie(("V04", "entry_not_of_unit", OTHER_CENTRE), change)


@vector
def a_court_is_given_an_act_of_another_ledger() -> Vector:
    """In the place of the annulment stands one that was signed for another election."""

    def change(kept: Excerpt) -> None:
        line = kept.lines[ANNULLED]
        kept.lines[ANNULLED] = line.replace(kept.made.ledger["id"].encode(), b"ab" * 32, 1)

    return _lie(("V03", "other_ledger", ANNULLED), change, number=28)


@vector
def a_court_is_given_an_act_that_was_not_recorded() -> Vector:
    """The judgement in the entry is another: the signatures hold, the path does not."""

    def change(kept: Excerpt) -> None:
        old, new = b'"judgement":{"events":["effective"', b'"judgement":{"events":["void"'
        assert old in kept.lines[ANNULLED]
        kept.lines[ANNULLED] = kept.lines[ANNULLED].replace(old, new, 1)

    return _lie(("V06", "entry_not_in_log", ANNULLED), change, number=1)


@vector
def a_court_is_given_an_edited_act() -> Vector:
    """Another day in the annulment."""

    def change(kept: Excerpt) -> None:
        line = kept.lines[ANNULLED]
        kept.lines[ANNULLED] = line.replace(b'"day":"2013-11-05"', b'"day":"2013-11-04"', 1)
        assert kept.lines[ANNULLED] != line

    return _lie(("V10", "signature_invalid", ANNULLED), change, number=1)


@vector
def a_court_is_given_a_changed_row() -> Vector:
    """The annulment is shown as a stay."""

    def change(kept: Excerpt) -> None:
        rows = [row for s in kept.proof["sheets"] for act in s["acts"] for row in act["rows"]]
        next(row for row in rows if row.get("verb") == "bar")["what"] = "stay"

    return _lie(("V26", "sheet_not_sealed", None), change)


@vector
def a_court_is_answered_by_an_old_seal() -> Vector:
    """The seal is true, of a time before the annulment; the reader asked for a later one."""
    made = maker.story(8)
    early = state_proofs.seal(made)
    made.add(SAID, by=["m2"])
    return _lie(("V27", "answer_is_old", None), lambda _: None, "--since", "12", kept=Excerpt(made, early, "pc-1"))  # fmt: skip


@vector
def a_court_is_answered_about_another_centre() -> Vector:
    """A true bundle, of the centre at which nothing happened."""
    return _lie(("V27", "other_unit", None), lambda _: None, "--unit", "pc-1", kept=_excerpt("pc-2"))  # fmt: skip


@vector
def a_court_is_told_another_story() -> Vector:
    """The annulment in other words."""

    def change(kept: Excerpt) -> None:
        told = kept.story[ANNULLED]
        kept.story[ANNULLED] = told.replace(b"It happened.", b"It did not happen.", 1)
        assert kept.story[ANNULLED] != told

    return _lie(("V28", "story_differs", ANNULLED), change, number=69)


def _sealed_all_the_same(by: tuple[str, ...], code: Found, number: int) -> Vector:
    made, sealed = _log(bad=lambda log: log.add(_again(), by=by))
    return _lie(code, lambda _: None, number=number, kept=Excerpt(made, sealed, "pc-2"))


def _again() -> Json:
    return event("vote.annulled", run="run-1", scope=[box("pc-2")])


@vector
def a_court_is_given_an_act_that_too_few_signed() -> Vector:
    """One member annuls where two must, and the ledger sealed it all the same: who could decide is judged anew."""
    return _sealed_all_the_same(("m1",), ("V12", "too_few_persons", 14), 20)


@vector
def a_court_is_given_an_act_by_a_revoked_key() -> Vector:
    """A key that was lost signs, and the ledger sealed it all the same."""
    return _sealed_all_the_same(("m1", "m3"), ("V11", "key_revoked", 14), 17)


@vector
def a_court_cannot_see_that_the_seal_lies() -> Vector:
    """The ledger seals a state without the revocation: the whole bundle shows it (V25), this one rests on the seal."""
    made, sealed = _log(hidden=LOST)
    return _of(Excerpt(made, sealed, "pc-1"), kind=BLIND, attacks=(54,), twin=HONEST, verdict=VERIFIED)  # fmt: skip


assert MEMBERS[2] == "m3", "the member whose key is lost"
