"""Each defence is needed: without it the damage that it is there for goes unnoticed.

The table names a piece of the verifiers' source that occurs once, what to put in its place, and the
damages whose finding must vanish with it. A defence that moves must be moved here too.
"""

from __future__ import annotations

import importlib
import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers import answers, vectors
from tests.verifiers.damages import DAMAGES
from tests.verifiers.examined import findings

ROOT = Path(__file__).resolve().parents[2] / "verifiers"

DEFENCES: list[tuple[str, str, str, list[str]]] = [
    # V01, V02
    ("integrity.py", "is_same = expected == found", "is_same = True", ["the_manifest_has_another_digest"]),
    ("reading.py", "if canonical and encode(value) != data:", "if False:", ["an_entry_is_spelled_otherwise"]),
    ("reading.py", "if len(found) < len(pairs):", "if False:", ["an_entry_has_a_key_twice"]),
    ("reading.py", "data.decode()\n        value = _STRICT", "data.decode(errors='replace')\n        value = _STRICT", ["an_entry_is_not_text"]),
    ("act.py", 's.array(s.TYPES["language"], 1,', 's.array(s.TYPES["language"], 0,', ["a_decision_names_no_language"]),
    # V03
    ("integrity.py", "if ledger != own:", "if False:", ["an_act_for_another_ledger_is_recorded"]),
    ("integrity.py", 'self._leaf.hex() != own["id"]', "False", ["entry_0_is_another"]),
    ("integrity.py", 'if root != seen["root"]:', "if False:", ["the_signers_had_seen_another_log"]),
    # V04, V05, V17
    (
        "integrity.py", "if stated != self._next:", "if False:",
        ["an_entry_is_removed", "two_entries_are_swapped", "an_entry_stands_twice"],
    ),
    ("integrity.py", "if self._next != size:", "if False:", ["the_last_entry_is_cut_off"]),
    (
        "integrity.py", "if head.previous == expected:", "if True:",
        ["a_byte_outside_the_act_is_changed", "the_hash_of_the_entry_before_is_changed"],
    ),
    ("integrity.py", "blamed = was[1] if torn else was[0]", "blamed = was[0]", ["the_hash_of_the_entry_before_is_changed"]),
    ("integrity.py", "blamed = was[1] if torn else was[0]", "blamed = was[1]", ["the_entry_before_the_last_is_changed"]),
    ("integrity.py", "if at < self._recorded_at:", "if False:", ["an_entry_is_dated_back"]),
    # V06, V07, V08
    (
        "integrity.py", 'is_same = sides[0] == sides[1]', "is_same = True",
        ["the_last_entry_is_changed", "the_checkpoint_is_about_other_entries"],
    ),
    (
        "note.py", "if not cosignature.verify(key.kind", "if False and not cosignature.verify(key.kind",
        ["the_signature_of_the_checkpoint_is_invalid"],
    ),
    ("note.py", "    if not found:\n", "    if False:\n", ["the_checkpoint_is_signed_by_another_key"]),
    ("integrity.py", "if stated.origin != origin or not", "if False and not", ["the_checkpoint_is_of_another_log"]),
    ("trust.py", "size is None or (", "True or (", ["the_log_key_is_not_valid_at_this_size"]),
    (
        "integrity.py", '[] if sides[0] == sides[1] else [Finding("V08"', '[] if True else [Finding("V08"',
        ["the_log_does_not_extend_what_was_seen"],
    ),
    # V10
    (
        "keys.py", "or len(signature) != 64:\n        return False", "or True:\n        return True",
        ["a_byte_of_an_act_is_changed", "a_signature_is_forged"],
    ),
    # V11
    ("authority.py", "        if doc is None:\n            yield", "        if False:\n            yield", ["an_unknown_key_signs"]),
    ("authority.py", 'elif doc.get("revoked") is not None:', "elif False:", ["a_revoked_key_signs"]),
    ("authority.py", "if person is None or person not in listed:", "if False:", ["somebody_signs_unasked"]),
    ("authority.py", 'if not law.in_force("body", body, day):', "if False:", ["a_body_decides_that_is_not_there"]),
    ("authority.py", 'if not law.holds(', 'if False and law.holds(', ["a_member_of_another_body_signs"]),
    ("authority.py", "if not any(wanted <= doc.items()", "if False and any(wanted <= doc.items()", ["a_place_is_taken_without_delegation"]),
    # V12
    ("authority.py", "if len(case.counted) < case.required:", "if False:", ["too_few_persons_annul"]),
    ("authority.py", 'if body != act["body"]:', "if False:", ["a_body_without_authority_changes_the_law"]),
    ("authority.py", "if roster and len(persons) > most:", "if False:", ["a_commission_is_replaced_in_one_act"]),
    ("authority.py", 'if any(count < floors["persons_min"] for count in counts):', "if False:", ["a_quorum_goes_below_the_floor"]),
    ("authority.py", "if key not in proven:", "if False:", ["a_key_is_enrolled_without_its_signature", "the_founding_lacks_a_signature"]),
    ("administration.py", 'demand(self.law.key_of(f["person"]) in', 'demand(True or self.law.key_of(f["person"]) in', ["a_second_key_is_enrolled"]),
    ("administration.py", 'demand(f["clock"] == "real"', 'demand(True or f["clock"] == "real"', ["an_official_ledger_has_a_simulated_clock"]),
    ("authority.py", 'seen["size"] <= last and', "False and", ["administration_goes_on_regardless"]),
    ("authority.py", "elif seen is None and", "elif False and", ["a_ruling_does_not_say_what_was_seen"]),
    # V13
    ("lifecycles.py", 'if ours != theirs or (ours["marks"] and encode(ours) != encode(theirs)):', "if False:", ["a_judgement_is_changed", "a_mark_is_left_out"]),
    ("lifecycles.py", '"act_id_taken" if known else', '"act_id_taken" if False else', ["an_act_is_recorded_twice"]),
    ("judge.py", "if declaration is None or declaration.version", "if False and declaration.version", ["an_event_is_not_declared"]),
    ("fields.py", 'if not known(f"{kind}:{id}"):', "if False:", ["a_unit_does_not_exist"]),
    ("judge.py", 'if (self.kind == "ruling") != (act["decision"] is not None):', "if False:", ["a_decision_has_no_decision"]),
    ("judge.py", 'or _when_fault(event["occurred"])', 'or ""', ["an_administration_happened_at_no_time"]),
    ("administration.py", "fields.holds(own, value)", "True", ["the_founding_names_a_policy_that_is_none", "the_founding_names_a_predecessor_that_is_none"]),
    ("fields.py", 'lambda value, known: "" if holds(check, value) else "bad_field"', 'lambda value, known: ""', ["a_field_is_not_what_was_declared"]),
    ("keys.py", "point not in _SMALL and", "True and", ["a_weak_key_is_enrolled"]),
    ("effects.py", "if self.tables.exists(key):", "if False:", ["a_unit_is_made_twice"]),
    # V14, V19
    ("state.py", "if theirs == ours and lines:", "if True:", ["a_row_is_changed", "a_row_is_missing", "a_row_is_added"]),
    ("state.py", "if pair[0] != pair[1]", "if False", ["rows_go_on_after_the_last_entry"]),
    ("state.py", "[] if ours == theirs else", "[] if True else", ["a_sheet_is_changed", "a_sheet_is_missing", "a_sheet_is_added"]),
    ("state.py", "if count > 1", "if count > 99", ["a_sheet_has_two_headlines"]),
]  # fmt: skip
CASES = [(*row[:3], name) for row in DEFENCES for name in row[3]]


@pytest.fixture
def without(tmp_path: Path) -> Iterator[Any]:
    """Loads a copy of the verifiers in which one piece of source is another."""
    ours = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_ours(name)}

    def load(file: str, piece: str, other: str) -> Any:
        shutil.copytree(ROOT, tmp_path / "verifiers", ignore=shutil.ignore_patterns("__pycache__"))
        path = tmp_path / "verifiers" / file
        source = path.read_text(encoding="utf-8")
        assert source.count(piece) == 1, (
            f"{file}: {piece!r} stands there {source.count(piece)} times"
        )
        path.write_text(source.replace(piece, other), encoding="utf-8")
        sys.path.insert(0, str(tmp_path))
        sys.dont_write_bytecode, wrote = True, sys.dont_write_bytecode
        importlib.invalidate_caches()
        main = importlib.import_module("verifiers.desk.main")
        sys.dont_write_bytecode = wrote
        assert str(main.__file__).startswith(str(tmp_path))
        return main

    yield load
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    sys.modules.update(ours)
    sys.path[:] = [folder for folder in sys.path if folder != str(tmp_path)]


def _is_ours(name: str) -> bool:
    return name == "verifiers" or name.startswith("verifiers.")


@pytest.mark.parametrize(("file", "piece", "other", "name"), CASES)
def test_without_the_defence_the_damage_is_not_found(
    without: Any, tmp_path: Path, file: str, piece: str, other: str, name: str
) -> None:
    """The finding vanishes; what else is found, or that nothing works any more, does not matter."""
    case = DAMAGES[name]()
    main = without(file, piece, other)
    (tmp_path / "b.zip").write_bytes(case.bundle)
    (tmp_path / "t.json").write_bytes(case.trust)
    out = io.StringIO()
    words = ["bundle", f"{tmp_path}/b.zip", "--trust", f"{tmp_path}/t.json", "--json"]
    main.run(words, out, io.StringIO())
    report = json.loads(out.getvalue())
    assert case.found not in findings(report) if report["verdict"] else report["code"]


assert answers.ATTACK == vectors.ATTACK
ALIKE = ("an_answer_has_false_for_nothing", "an_answer_has_nothing_for_false", "an_answer_has_true_for_one")  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_without_bytes_false_is_nothing_and_true_is_one(
    without: Any, tmp_path: Path, name: str
) -> None:
    """A state proof's answer is compared as bytes: as values of Python these lies are verified."""
    given = vectors.VECTORS[name]()
    main = without("proven.py", "[] if ours == theirs else", "[] if follows == answer else")
    (tmp_path / "p.json").write_bytes(given.files["proof.json"])
    (tmp_path / "t.json").write_bytes(given.trust)
    out = io.StringIO()
    words = ["state", f"{tmp_path}/p.json", "--trust", f"{tmp_path}/t.json", "--json"]
    main.run(words, out, io.StringIO())
    assert json.loads(out.getvalue())["verdict"] == "VERIFIED"


def test_every_damage_has_its_defence() -> None:
    """A damage that no single defence catches is caught by chance."""
    covered = {name for *_, names in DEFENCES for name in names}
    twice = {
        "an_entry_is_split_in_two": "what is no JSON cannot be read by any reader",
        "the_hash_in_the_last_entry_is_changed": "as in the middle, and the checkpoint tells which",
    }
    assert covered | twice.keys() == DAMAGES.keys()
