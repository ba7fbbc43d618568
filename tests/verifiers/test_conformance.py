"""The conformance pack: no attack is missed, no honest log is accused, and the pack is what is made."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.verifiers import attacks, conformance, vectors
from tests.verifiers.damages import DAMAGES
from verifiers.desk import catalogue

Json = dict[str, Any]
MANIFEST: Json = json.loads((conformance.PACK / "manifest.json").read_bytes())
VECTORS: list[Json] = MANIFEST["vectors"]
SCHEMA = jsonschema.Draft202012Validator(json.loads(catalogue.report_schema()))
BYTES_MAX = 3_700_000
AS_KNOWN = "run `make vectors`, then read the diff: every line of it is a change of rule"


def _of(kind: str) -> list[Json]:
    return [each for each in VECTORS if each["kind"] == kind]


def test_the_pack_is_what_is_made() -> None:
    """File by file, nothing missing and nothing left over."""
    made, folder = conformance.files(), conformance.PACK
    there = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    readme = there.pop(conformance.README)
    assert there.keys() == made.keys(), AS_KNOWN
    for name, path in there.items():
        assert conformance.contents(path.read_bytes()) == conformance.contents(made[name]), (
            f"{name}: {AS_KNOWN}"
        )
    assert sum(path.stat().st_size for path in [*there.values(), readme]) < BYTES_MAX


@pytest.mark.parametrize("each", VECTORS, ids=lambda each: each["name"])
def test_the_answer_is_the_one_that_must_come(each: Json) -> None:
    """Verdict, exit code, code; the finding that names the attack; nothing against who is honest."""
    found = conformance.answer(conformance.PACK, each["command"])
    told = conformance.told(found)
    assert found["exit_code"] == each["exit"]
    assert found.get("code") == each["code"]
    if each["command"][0] in ("bundle", "record", "state", "tiles"):
        assert found["verdict"] == each["verdict"]
        SCHEMA.validate(found)
    if each["must_find"]:
        assert each["must_find"] in told["findings"]
        assert found["first_finding"]["index"] == each["must_find"][2]
    if each["kind"] != vectors.ATTACK:
        assert told["findings"] == []
    assert told == {name: each[name] for name in ("findings", "results", "verified")}


def test_every_attack_has_an_honest_neighbour() -> None:
    """One that is there, and that is not accused; and the attacks are more than a few."""
    honest = {each["name"] for each in _of(vectors.TWIN)}
    assert {each["twin"] for each in _of(vectors.ATTACK)} <= honest
    assert all(not each["findings"] and each["exit"] != 1 for each in _of(vectors.TWIN))
    assert len(_of(vectors.ATTACK)) >= 100
    assert len(honest) >= 35


def test_an_attack_is_answered_or_said_to_be_blind() -> None:
    """None is simply let pass; what is blind is caught with more in hand, in another vector."""
    assert all(each["exit"] != 0 for each in _of(vectors.ATTACK))
    caught = {number for each in _of(vectors.ATTACK) for number in each["attacks"]}
    for each in _of(vectors.BLIND):
        assert set(each["attacks"]) & caught, each["name"]


def test_the_named_attacks_are_all_mounted() -> None:
    """The manifest names them, and no others."""
    mounted = {number for each in VECTORS for number in each["attacks"]}
    assert {str(number) for number in mounted} == MANIFEST["attacks"].keys()
    assert attacks.OF_DAMAGES.keys() <= DAMAGES.keys()
