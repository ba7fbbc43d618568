"""More vectors about bundles of one unit: what its entries, paths, sheets and documents can be made to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.verifiers import maker, state_proofs
from tests.verifiers.courts import ANNULLED, LOST, REQUIRED, Change, Excerpt, _excerpt, _lie, _of
from tests.verifiers.handed_over import ANNEX, OTHER, REASONS, _documented, _files
from tests.verifiers.maker import Json
from tests.verifiers.vectors import ATTACK, CONTRADICTED, INCOMPLETE, TWIN, Found, Vector, vector
from verifiers.reading import encode

DATED = 10
"""The index of the decision that names documents."""


def _entry(edit: Callable[[Json], object]) -> Change:
    """The annulment is changed, and spelled as it must be."""

    def change(kept: Excerpt) -> None:
        entry = json.loads(kept.lines[ANNULLED])
        edit(entry)
        kept.lines[ANNULLED] = encode(entry)

    return change


def _counted(kept: Excerpt) -> list[Json]:
    """What the sheets of the proof say of the annulment, each time."""
    acts = [act for sheet in kept.proof["sheets"] for act in sheet["acts"]]
    return [act for act in acts if act["rows"][0]["since"] == ANNULLED]


# -- entries and paths -------------------------------------------------------------------------------


@vector
def a_court_is_given_another_signature() -> Vector:
    """Under the annulment one member's signature stands twice, under both names."""

    def edit(entry: Json) -> None:
        first, second = entry["signatures"][:2]
        first["signature"] = second["signature"]

    return _lie(("V10", "signature_invalid", ANNULLED), _entry(edit), number=22)


@vector
def a_court_is_given_the_path_of_another_act() -> Vector:
    """A true path, of the entry before."""

    def change(kept: Excerpt) -> None:
        kept.paths[ANNULLED]["inclusion"] = kept._path(ANNULLED - 1)["inclusion"]

    return _lie(("V06", "entry_not_in_log", ANNULLED), change, number=11)


@vector
def a_court_is_shown_another_past() -> Vector:
    """What the signers of the annulment had seen does not lead to the root."""

    def change(kept: Excerpt) -> None:
        kept.paths[ANNULLED]["seen"] = []

    return _lie(("V03", "seen_not_ours", ANNULLED), change, number=46)


@vector
def a_court_is_given_an_act_twice() -> Vector:
    """The annulment, once more at the end."""

    def change(kept: Excerpt) -> None:
        kept.again = kept.lines[ANNULLED] + b"\n"

    return _lie(("V04", "index_out_of_order", ANNULLED), change, number=29)


@vector
def a_court_is_given_a_judgement_that_is_none() -> Vector:
    """Of one event where the act has three: nothing can be told of it."""

    def edit(entry: Json) -> None:
        entry["judgement"]["events"] = [*entry["judgement"]["events"], "void"]

    return _lie(("V13", "judgement_differs", ANNULLED), _entry(edit), number=4)


# -- sheets ------------------------------------------------------------------------------------------


def _law(edit: Callable[[Json], object]) -> Change:
    """The sheet of law that counts the act by which a key was lost."""

    def change(kept: Excerpt) -> None:
        edit(next(line for line in kept.law[1:] if LOST in line["acts"]))

    return change


@vector
def a_court_is_given_a_sheet_that_counts_one_more() -> Vector:
    """Of a key's law: an act more, which is in the bundle."""
    return _lie(("V26", "sheet_not_sealed", None), _law(lambda one: one["acts"].append(LOST + 2)))


@vector
def a_court_is_given_another_chain() -> Vector:
    """Of a key's law: the count is right, the acts behind it would be others."""
    found: Found = ("V14", "sheet_differs", None)
    return _lie(found, _law(lambda one: one.update(chain="ab" * 32)))


@vector
def a_court_is_given_law_from_another_place() -> Vector:
    """The sheets of law are said to stand one place further."""

    def change(kept: Excerpt) -> None:
        kept.law[0]["first"] += 1

    return _lie(("V26", "sheet_not_sealed", None), change)


@vector
def a_court_is_shown_another_signer() -> Vector:
    """Who was counted for the annulment: the sheets name another."""

    def change(kept: Excerpt) -> None:
        for act in _counted(kept):
            act["rows"][0]["persons"] = ["m3"]

    return _lie(("V14", "row_differs", ANNULLED), change)


@vector
def a_court_is_shown_the_leaf_of_another_act() -> Vector:
    """The sheets count another entry than the one that is here."""

    def change(kept: Excerpt) -> None:
        for act in _counted(kept):
            act["leaf"] = "ab" * 32

    return _lie(("V14", "row_differs", ANNULLED), change)


# -- the proof ---------------------------------------------------------------------------------------


@vector
def a_court_is_answered_by_a_lie() -> Vector:
    """The poll that was annulled is shown as standing."""

    def change(kept: Excerpt) -> None:
        kept.proof["answer"]["polls"][0]["standing"] = "stands"

    return _lie(("V27", "state_differs", None), change)


@vector
def a_court_is_given_the_proof_of_another_centre() -> Vector:
    """A true one, beside the entries of this centre, which it does not count."""

    def change(kept: Excerpt) -> None:
        kept.proof = _excerpt("pc-2").proof

    return _lie(("V04", "entry_not_of_unit", 6), change, "--unit", "pc-1")


@vector
def a_court_is_given_an_unsigned_root() -> Vector:
    """A thief's key signs the checkpoint."""

    def change(kept: Excerpt) -> None:
        lines = kept.made.lines
        kept.proof["checkpoint"] = maker.checkpoint(lines, key=maker.Key("thief")).decode()

    return _lie(("V07", "note_unsigned", None), change, number=33)


# -- documents ---------------------------------------------------------------------------------------

WITHHELD, WHOLE = "a_court_is_told_of_a_withheld_document", "a_court_is_given_all_documents"


def _with_documents(
    *data: bytes, kept_back: str = "", renamed: dict[str, bytes] | None = None
) -> Excerpt:
    """A bundle of the centre in a log whose decision names reasons and an annex."""
    made = _documented(kept_back)
    kept = Excerpt(made, state_proofs.seal(made), "pc-1")
    assert DATED in kept.lines, "the decision concerns the centre"
    kept.beside = _files(*data, **(renamed or {}))
    return kept


def _asked(kept: Excerpt, **given: Any) -> Vector:
    return _of(kept, trust={"required_checks": sorted([*REQUIRED, "V15"])}, **given)


@vector
def a_court_is_given_all_documents() -> Vector:
    """Reasons and annex of a decision about the centre."""
    return _asked(_with_documents(REASONS, ANNEX), kind=TWIN)


@vector
def a_court_is_told_of_a_withheld_document() -> Vector:
    """An act withholds the annex, and says why: it is not there, and nothing is missing."""
    return _asked(_with_documents(REASONS, kept_back="withheld"), kind=TWIN)


def _documents_lie(code: str, kept: Excerpt, number: int, twin: str) -> Vector:
    return _asked(
        kept, kind=ATTACK, attacks=(number,), verdict=CONTRADICTED, must=("V15", code, None), twin=twin,
    )  # fmt: skip


@vector
def a_court_is_given_a_withheld_document() -> Vector:
    """The act says that nobody may read it, and it lies in the bundle."""
    kept = _with_documents(REASONS, ANNEX, kept_back="withheld")
    return _documents_lie("document_held_back", kept, 60, WITHHELD)


@vector
def a_court_is_given_other_reasons() -> Vector:
    """They lie under the digest of those that were given."""
    name = next(iter(_files(REASONS))).partition("/")[2]
    return _documents_lie(
        "document_differs", _with_documents(ANNEX, renamed={name: OTHER}), 58, WHOLE
    )


@vector
def a_court_is_given_a_document_that_no_act_names() -> Vector:
    """Under its own digest."""
    return _documents_lie("document_not_named", _with_documents(REASONS, ANNEX, OTHER), 58, WHOLE)


@vector
def a_court_is_not_given_the_reasons() -> Vector:
    """No act withholds them: nothing is contradicted, nothing said to be fine."""
    return _asked(
        _with_documents(ANNEX), kind=ATTACK, attacks=(60,), verdict=INCOMPLETE, twin=WHOLE
    )
