"""V15: documents beside the log, those that were swapped, and those that acts hold back."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers import js, maker
from tests.verifiers.maker import MEMBERS, Maker, decision, event
from verifiers.desk import main
from verifiers.desk.bundle import NAMES

REASONS, ANNEX = b"The reasons.", b"The annex."
HASHES = {data: sha256(data).hexdigest() for data in (REASONS, ANNEX)}


@pytest.fixture
def made() -> Maker:
    """A log whose last decision names its reasons and an annex."""
    log = maker.story()
    named = decision(annexes=[{"document": HASHES[ANNEX], "name": "A"}], reasons=HASHES[REASONS])
    log.add(event("date.set", day="2013-11-24", run="run-2"), by=MEMBERS[:2], decision=named)
    return log


def report(
    made: Maker, folder: Path, *documents: tuple[str, bytes], required: list[str] | None = None
) -> Any:
    """The report on a bundle with these documents."""
    parts = made.parts()
    files = [(name, parts[name]) for name in NAMES if name in parts]
    files.insert(0, ("bundle.json", maker.manifest(parts, made.ledger, made.size)))
    files += [(f"evidence/{name}", data) for name, data in documents]
    (folder / "b.zip").write_bytes(maker.pack(files))
    given = {"required_checks": required} if required else {}
    (folder / "t.json").write_bytes(made.trust(**given))
    out = io.StringIO()
    words = ["bundle", f"{folder}/b.zip", "--trust", f"{folder}/t.json", "--json"]
    main.run(words, out, io.StringIO())
    found = json.loads(out.getvalue())
    (second,) = js.batch(folder, [("bundle", folder / "b.zip", folder / "t.json")])
    if found["verdict"]:
        # The second checker, from the specification alone, says the same.
        assert js.told(second, ["V15"]) == js.told(found, ["V15"])
    return found


def check(found: Any) -> Any:
    """What V15 says."""
    return next(one for one in found["checks"] if one["id"] == "V15")


def test_documents_that_are_all_there(made: Maker, tmp_path: Path) -> None:
    """Two named, two supplied."""
    both = sorted((name, data) for data, name in HASHES.items())
    found = check(report(made, tmp_path, *both))
    assert (found["result"], found["examined"], found["findings"]) == ("PASS", 2, [])


def test_one_that_is_missing_is_not_checked(made: Maker, tmp_path: Path) -> None:
    """The report counts them; where V15 is required, nothing is verified."""
    one = (HASHES[REASONS], REASONS)
    found = report(made, tmp_path, one, required=["V15"])
    assert check(found)["result"] == "NOT CHECKED"
    assert check(found)["reason"].startswith("1 of 2 documents")
    assert found["verdict"] == "INCOMPLETE"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (HASHES[REASONS], b"Other reasons.", "document_differs"),
        (HASHES[REASONS], b"", "document_differs"),
        (sha256(b"x").hexdigest(), b"x", "document_not_named"),
    ],
)
def test_what_was_swapped_or_is_not_named_contradicts(
    made: Maker, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    """Whatever else is missing."""
    found = report(made, tmp_path, (name, data))
    assert [one["code"] for one in check(found)["findings"]] == [code]
    assert found["verdict"] == "CONTRADICTED"


@pytest.mark.parametrize("how", ["withheld", "erased"])
def test_what_an_act_holds_back_is_explained(made: Maker, tmp_path: Path, how: str) -> None:
    """It is listed with the reason and the act."""
    fields: dict[str, Any] = {"basis": None, "document": HASHES[ANNEX], "reason": "A child's name."}
    fields |= {"until": None} if how == "withheld" else {}
    index = made.add(event(f"document.{how}", **fields), by=MEMBERS)
    found = report(made, tmp_path, (HASHES[REASONS], REASONS))
    assert check(found)["result"] == "PASS"
    assert found["subject"]["documents"] == [
        {"document": HASHES[ANNEX], "index": index, "reason": "A child's name.", "state": how}
    ]


def test_withheld_until_a_day_that_has_come_is_missing(made: Maker, tmp_path: Path) -> None:
    """The day on which it may be read is no day on which it is withheld."""
    fields: dict[str, Any] = {"basis": None, "document": HASHES[ANNEX], "reason": "R"}
    fields["until"] = "2013-11-04"
    made.add(event("document.withheld", **fields), by=MEMBERS)
    found = report(made, tmp_path, (HASHES[REASONS], REASONS))
    assert check(found)["result"] == "NOT CHECKED"
    assert found["subject"]["documents"] == []


def test_a_name_that_is_no_digest_is_not_of_a_bundle(made: Maker, tmp_path: Path) -> None:
    """Nor is a path that leads elsewhere."""
    for name in ("x", "../" + "a" * 64, "A" * 64, "a" * 63):
        assert report(made, tmp_path, (name, b""))["code"] == "file_not_of_a_bundle"
