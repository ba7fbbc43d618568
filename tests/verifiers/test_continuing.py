"""Bundles of what came after: what they show alone, and together with the bundle before."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import export, read
from ledger.chain import canonical
from ledger.errors import Malformed
from tests.verbs.commission import Clock, opened
from tests.verbs.story import tell
from tests.verifiers import js, maker
from tests.verifiers.excerpts import told
from verifiers.desk import verifying
from verifiers.desk.files import Unreadable
from verifiers.desk.report import Report
from verifiers.merkle import Tree, joined, leaf_hash

Json = dict[str, Any]
ALONE = ("V01", "V02", "V04", "V05", "V06", "V07", "V08", "V10", "V16", "V17", "V20")
ELSEWHERE = ("V03", "V11", "V12", "V13", "V14", "V22", "V24", "V28")


class Parts:
    """A log in three bundles, the whole of it, and a trust file that saw the end of the first."""

    def __init__(self, folder: Path) -> None:
        commission = opened(f"sqlite:///{folder / 'ledger.db'}", Clock())
        days = tell(commission)
        ledger, self.folder = commission.ledger, folder
        self.sizes = [days[0][1], days[1][1], read.size(ledger)]
        first, second, third = self.sizes
        export.bundle(ledger, folder / "whole.zip")
        export.bundle(ledger, folder / "one.zip", size=first)
        export.bundle(ledger, folder / "two.zip", since=first, size=second)
        export.bundle(ledger, folder / "three.zip", since=second)
        export.bundle(ledger, folder / "rest.zip", since=first)
        export.bundle(ledger, folder / "again.zip", since=first)
        seen = {"root": read.root(ledger, first).hex(), "size": first}
        self.trust = json.loads(export.trust(ledger)) | {"last_seen": seen}
        with pytest.raises(Malformed, match="nothing_since"):
            export.bundle(ledger, folder / "none.zip", since=third)
        commission.close()

    def files(self, name: str) -> dict[str, bytes]:
        """The files of one of the bundles."""
        with zipfile.ZipFile(self.folder / f"{name}.zip") as archive:
            return {each: archive.read(each) for each in archive.namelist()}

    def look(self, name: str, *others: str, **trusted: Json | None) -> Report:
        """The report on a bundle, with others, of which both checkers say the same."""
        path = self.folder / "trust.json"
        path.write_text(json.dumps(self.trust | trusted))
        first, *rest = (self.folder / f"{each}.zip" for each in (name, *others))
        words = [word for each in rest for word in ("--with", each)]
        printed = js.run("bundle", first, *words, "--trust", path, "--json")[1]
        theirs = told(json.loads(printed))
        try:
            brought = verifying.bring(path)
            report = verifying.bundle(first, brought, lambda *_: None, others=rest)
        except Unreadable as error:
            report = {"code": error.code, "verdict": None}
        assert theirs == told(report)
        if report["verdict"] is None:
            raise Unreadable(report["code"], "")
        return report

    def changed(self, name: str, **files: bytes) -> str:
        """A bundle with other files, named by their first word, whose manifest is right for them."""
        parts = self.files(name)
        parts |= {next(n for n in parts if n.startswith(key)): data for key, data in files.items()}
        contents = canonical.loads(parts.pop("bundle.json"))
        contents["files"] = [
            {"bytes": len(data), "name": n, "sha256": sha256(data).hexdigest()}
            for n, data in parts.items()
        ]
        packed = maker.pack([("bundle.json", canonical.dumps(contents)), *parts.items()])
        (self.folder / "changed.zip").write_bytes(packed)
        return "changed"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The same log for all tests."""
    return Parts(tmp_path_factory.mktemp("parts"))


def _results(report: Report) -> dict[str, str]:
    return {check["id"]: check["result"] for check in report["checks"]}


def _failed(report: Report) -> set[tuple[str, str]]:
    return {(f["check"], f["code"]) for check in report["checks"] for f in check["findings"]}


def test_alone_it_shows_that_the_log_goes_on_and_who_signed(parts: Parts) -> None:
    """Integrity and authorship are made, meaning is NOT CHECKED, and it is said what to supply."""
    report = parts.look("rest")
    results = _results(report)
    assert {results[check] for check in ALONE} == {"PASS"}, results
    assert {results[check] for check in ELSEWHERE} == {"NOT CHECKED"}
    assert report["verdict"] == "INCOMPLETE"
    assert report["subject"]["entries"] == parts.sizes[2] - parts.sizes[0]
    assert report["subject"]["first"] == parts.sizes[0]
    reasons = {check["id"]: check["reason"] for check in report["checks"]}
    assert "--with" in reasons["V12"]
    assert _results(parts.look("rest", last_seen=None))["V08"] == "NOT CHECKED"


def test_with_those_before_everything_is_checked_as_in_the_whole(parts: Parts) -> None:
    """In any order, and with the same state digest; the bytes are the same each time."""
    whole = parts.look("whole")
    for names in (("rest", "one"), ("three", "two", "one"), ("one", "three", "two")):
        report = parts.look(*names)
        assert _results(report) == _results(whole), names
        assert report["subject"] == whole["subject"], names
        assert len(report["inputs"]["with"]) == len(names) - 1
    assert (parts.folder / "rest.zip").read_bytes() == (parts.folder / "again.zip").read_bytes()


@pytest.mark.parametrize(
    "names", [("three", "one"), ("three", "two"), ("one", "two", "three", "rest")]
)
def test_bundles_that_do_not_meet_are_told(parts: Parts, names: tuple[str, ...]) -> None:
    """One is missing between them, the beginning is missing, one is there twice."""
    with pytest.raises(Unreadable, match="bundles_do_not_meet"):
        parts.look(*names)


def test_another_past_is_found_by_who_remembers(parts: Parts) -> None:
    """The hashes are of a made-up past that gives a root: the checkpoint and the memory tell."""
    before = canonical.loads(parts.files("rest")["before.json"])
    before["frontier"] = [sha256(each.encode()).hexdigest() for each in before["frontier"]]
    before["root"] = joined([bytes.fromhex(each) for each in before["frontier"]]).hex()
    name = parts.changed("rest", before=canonical.dumps(before))
    assert {("V06", "root_differs"), ("V08", "not_extended")} <= _failed(parts.look(name))
    assert _failed(parts.look(name, "one")) == {("V01", "file_differs")}
    with pytest.raises(Unreadable, match="bad_member"):
        parts.look(parts.changed("rest", before=canonical.dumps(before | {"root": "00" * 32})))


def test_a_changed_entry_is_found_alone(parts: Parts) -> None:
    """By its signature and by the root."""
    lines = parts.files("rest")["entries.jsonl"].splitlines(keepends=True)
    lines[-1] = lines[-1].replace(b'"day":"2013-', b'"day":"2012-', 1)
    found = _failed(parts.look(parts.changed("rest", entries=b"".join(lines))))
    assert {("V06", "root_differs"), ("V10", "signature_invalid")} <= found
    without = parts.changed("rest", entries=b"".join(lines[1:]))
    assert ("V04", "index_out_of_order") in _failed(parts.look(without))


def test_a_signature_by_a_key_that_did_not_come_along_is_not_checked(parts: Parts) -> None:
    """It is neither right nor wrong, and never passes."""
    before = canonical.loads(parts.files("rest")["before.json"])
    report = parts.look(parts.changed("rest", before=canonical.dumps(before | {"keys": []})))
    assert _results(report)["V10"] == "NOT CHECKED"
    assert report["verdict"] == "INCOMPLETE"


def test_a_tree_that_is_grown_on_has_the_roots_of_the_whole() -> None:
    """From every size to every later one."""
    leaves = [leaf_hash(bytes([n])) for n in range(40)]
    whole = Tree()
    for leaf in leaves:
        whole.add(leaf)
    for size in range(1, 40):
        edge = [
            whole.nodes(level, (size >> level) - 1, 1)
            for level in reversed(range(size.bit_length()))
            if size >> level & 1
        ]
        assert joined(edge) == whole.root(size)
        grown = Tree(size, edge)
        assert (grown.size, grown.root(size)) == (size, whole.root(size))
        for leaf in leaves[size:]:
            grown.add(leaf)
            assert grown.root(grown.size) == whole.root(grown.size)
