"""Both checkers, one by each reading of the specification, and the single file, on the same bundles."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import FOLDER
from tests.verifiers import examined, js, maker
from tests.verifiers.court_mutants import FAMILIES
from tests.verifiers.damages import DAMAGES
from tests.verifiers.one_file import OneFile
from verifiers.desk import main

SUBJECT = ("accounts", "breaks_in_authority", "state_digest", "unmatched")


def test_every_damage_is_told_by_both_in_the_same_words(tmp_path: Path) -> None:
    """Every check: result, codes and indexes; what follows from the entries; the verdict."""
    made = maker.story()
    whole = maker.bundle(made.parts(), made.ledger, made.size)
    cases = {"whole": (whole, made.trust())}
    cases |= {name: make()[:2] for name, make in DAMAGES.items()}
    for name, (bundle, trust) in cases.items():
        (tmp_path / f"{name}.zip").write_bytes(bundle)
        (tmp_path / f"{name}.json").write_bytes(trust)
    listed = [("bundle", tmp_path / f"{n}.zip", tmp_path / f"{n}.json") for n in cases]
    found = dict(zip(cases, js.batch(tmp_path, listed), strict=True))
    for name, (bundle, trust) in cases.items():
        ours = examined.report(bundle, trust)
        theirs = found[name]
        assert js.told(theirs, js.CHECKS) == js.told(ours, js.CHECKS), name
        assert theirs["verdict"] == ours["verdict"], name
        assert [theirs["subject"][m] for m in SUBJECT] == [ours["subject"][m] for m in SUBJECT]


PACK = FOLDER / "bundles"


def _pack() -> list[Any]:
    manifest = json.loads((PACK / "manifest.json").read_text(encoding="utf-8"))
    return [v for v in manifest["vectors"] if v["command"][0] in ("bundle", "record", "state")]


def _told_by_the_second(folder: Path, vectors: list[Any]) -> list[Any]:
    """Its reports: all in one process, but for those to which a reader's question belongs."""
    plain = [v["command"] for v in vectors if len(v["command"]) == 4]
    listed = [(command, PACK / file, PACK / trust) for command, file, _, trust in plain]
    found = iter(js.batch(folder, listed))
    return [
        next(found) if v["command"] in plain else js.report(PACK, v["command"]) for v in vectors
    ]


def test_the_conformance_pack_is_told_alike(tmp_path: Path) -> None:
    """Attacks, honest twins and what nobody can see: findings and results of every check."""
    vectors = _pack()
    assert len(vectors) >= 200
    for vector, found in zip(vectors, _told_by_the_second(tmp_path, vectors), strict=True):
        said = js.told(found, js.CHECKS)
        if vector["verdict"] is None:
            assert said == {"code": vector["code"]}, vector["name"]
            continue
        assert found["verified"] == vector["verified"], vector["name"]
        results = {check: result for result, ids in vector["results"].items() for check in ids}
        findings = sorted(
            (c, k, -1 if i is None else i) for c, k, i in vector["findings"] if c in js.CHECKS
        )
        assert {check: said[check][0] for check in said} == {
            check: results[check] for check in said
        }, vector["name"]
        found_here = [
            (c, k, -1 if i is None else i) for _, all_ in said.values() for c, k, i in all_
        ]
        assert sorted(found_here) == findings, vector["name"]


ONCE_TOLD_DIFFERENTLY: dict[str, tuple[int, ...]] = {
    "bundle": (4492, 6140, 8275, 12760, 12847, 13167, 13325, 13342, 15112, 33002, 62507, 64557),
    "sealed": (372, 478, 1432),
    "state": (223, 238, 2248),  # and 1, 28, 43, 64, 75 of the first hundred
    "unit": (505, 1373),
}


def differing(
    folder: Path, numbers: Sequence[int], third: OneFile, family: str = "bundle"
) -> list[tuple[int, Any, Any]]:
    """The mutants of these numbers of a family of which the three programs do not say the same.

    The single file must print what the installed verifier prints, byte for byte; the second checker
    must come to the same verdict, and to the same results, codes and indexes of every check. The
    single file computes signatures by its own arithmetic, but the same one (key, text, signature)
    only once: most of a mutant's are those of the log from which it was made.
    """
    listed = []
    for number in numbers:
        bundle, trust = folder / f"{number}.zip", folder / f"{number}.json"
        mutant = FAMILIES[family](number)
        bundle.write_bytes(mutant.bundle)
        trust.write_bytes(mutant.trust)
        listed.append((mutant.command, bundle, trust))
    found = []
    for number, case, theirs in zip(numbers, listed, js.batch(folder, listed), strict=True):
        words = [case[0], str(case[1]), "--trust", str(case[2]), "--json"]
        out = io.StringIO()
        ours = main.run(words, out, io.StringIO()), out.getvalue()
        if (one_file := third.run(words)) != ours:
            found.append((number, "single file", (one_file, ours)))
        said = [_said(report) for report in (theirs, json.loads(ours[1]))]
        if said[0] != said[1]:
            found.append((number, *said))
        for path in case[1:]:
            path.unlink()
    return found


def _said(report: Any) -> Any:
    said = js.folded(js.told(report, js.CHECKS))
    return report["verdict"], report["exit_code"], report.get("verified"), said


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneFile]:
    """The single file, in one process for all."""
    with OneFile(tmp_path_factory.mktemp("packed")) as started:
        yield started


@pytest.mark.parametrize("family", FAMILIES)
def test_mutants_are_told_alike(tmp_path: Path, one_file: OneFile, family: str) -> None:
    """A hundred of each family, and those that a long run once found told differently; by all three programs."""
    numbers = [*range(100), *ONCE_TOLD_DIFFERENTLY[family]]
    assert differing(tmp_path, numbers, one_file, family) == []


@pytest.mark.campaign
@pytest.mark.parametrize("family", FAMILIES)
def test_many_mutants_are_told_alike(tmp_path: Path, one_file: OneFile, family: str) -> None:
    """Fifty thousand (`EAL_CAMPAIGN_MUTANTS`) of each, by all three; all that differ are told, not the first alone."""
    count = int(os.environ.get("EAL_CAMPAIGN_MUTANTS", "50000"))
    found = [
        one
        for first in range(100, 100 + count, 100)
        for one in differing(tmp_path, range(first, first + 100), one_file, family)
    ]
    assert found == []


@pytest.mark.parametrize("words", [(), ("bundle",), ("nonsense", "x", "--trust", "y")])
def test_wrong_usage_is_told(words: tuple[str, ...]) -> None:
    """On the side, with exit code 2."""
    code, out, err = js.run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("usage:")
