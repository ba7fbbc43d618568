"""Two views of one log, what is new since the last look, one record, and reports for other tools."""

from __future__ import annotations

import json
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from tests.verifiers import maker
from tests.verifiers.damages import DAMAGES
from tests.verifiers.test_tiles import Quiet, command, write_tiles
from verifiers import proofs
from verifiers.desk import forks
from verifiers.merkle import Tree, leaf_hash
from verifiers.reading import encode

Json = dict[str, Any]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with `short.zip` and `long.zip`, two bundles of one log, and `trust.json`."""
    for name, entries in (("short", 9), ("long", 12)):
        made = maker.story(entries)
        (tmp_path / f"{name}.zip").write_bytes(maker.bundle(made.parts(), made.ledger, made.size))
        (tmp_path / f"{name}.note").write_bytes(made.parts()["checkpoint.txt"])
    (tmp_path / "trust.json").write_bytes(made.trust())
    return tmp_path


def forged(desk: Path, size: int) -> None:
    """A checkpoint `forged.note` that the log signed over another history."""
    data = maker.checkpoint([b"another"], size=size)
    (desk / "forged.note").write_bytes(data)


def compare(desk: Path, *names: str, proof: str = "") -> tuple[int, str]:
    """Exit code and answer."""
    words = [desk / name for name in names] + ["--trust", desk / "trust.json"]
    code, out, _ = command("compare", *words, *(["--proof", desk / proof] if proof else []))
    return code, out


def test_the_larger_of_two_bundles_continues_the_smaller(desk: Path) -> None:
    """In either order; checkpoints alone of different sizes say nothing."""
    assert compare(desk, "short.zip", "long.zip")[0] == 0
    assert compare(desk, "long.zip", "short.note")[0] == 0
    assert compare(desk, "long.zip", "long.note")[0] == 0
    code, out = compare(desk, "short.note", "long.note")
    assert (code, out.startswith("CANNOT BE TOLD")) == (3, True)
    assert compare(desk, "short.zip", "long.note")[0] == 3


@pytest.mark.parametrize(
    ("size", "other"),
    [(12, "long.note"), (12, "long.zip"), (5, "long.zip"), (11, "long.zip"), (8, "long.zip")],
)
def test_a_fork_is_proven_to_anyone(desk: Path, size: int, other: str) -> None:
    """At the same size by two notes, at different ones by a consistency proof; the file stands alone."""
    forged(desk, size)
    code, out = compare(desk, "forged.note", other, proof="fork.json")
    assert (code, out.startswith("TWO HISTORIES")) == (1, True)
    assert (desk / "fork.json").stat().st_size < 4_096
    code, out, _ = command("fork", desk / "fork.json", "--trust", desk / "trust.json")
    assert (code, out.startswith("TWO HISTORIES")) == (1, True)


def test_an_honest_log_cannot_be_made_to_look_forked(desk: Path) -> None:
    """Whatever is changed in a proof, and whatever is put together from honest checkpoints."""
    forged(desk, 5)
    compare(desk, "forged.note", "long.zip", proof="fork.json")
    fork = json.loads((desk / "fork.json").read_bytes())
    honest = (desk / "short.note").read_text(), (desk / "long.note").read_text()
    attempts = [
        fork | {"first": honest[0]},
        fork | {"first": honest[0], "second": honest[0]},
        fork | {"first": honest[1], "second": honest[1], "consistency": []},
        fork | {"consistency": fork["consistency"][1:]},
        fork | {"root_at_first": "ab" * 32},
        fork | {"first": fork["second"], "second": fork["first"]},
        fork | {"format": 1},
    ]
    for attempt in attempts:
        (desk / "try.json").write_bytes(encode(attempt))
        code, out, err = command("fork", desk / "try.json", "--trust", desk / "trust.json")
        assert (code, out) == (2, "")
        assert "fork_unproven" in err or "bad_member" in err


def test_a_view_that_the_log_did_not_sign_is_none(desk: Path) -> None:
    """Somebody else's signature proves nothing about the log."""
    data = maker.checkpoint([b"another"], key=maker.Key("stranger"), size=12)
    (desk / "forged.note").write_bytes(data)
    code, _, err = command(
        "compare", desk / "forged.note", desk / "long.zip", "--trust", desk / "trust.json"
    )
    assert code == 2
    assert "note_unsigned" in err


def test_consistency_proofs_are_right_at_every_size() -> None:
    """Made by one function and checked by another."""
    tree, roots = Tree(), []
    for number in range(40):
        tree.add(leaf_hash(bytes([number])))
        roots.append(tree.root(number + 1))
    for size in range(1, 40):
        path = forks.consistency(tree, size)
        is_shown = partial(proofs.is_consistent, size, new_size=40, new_root=roots[39], proof=path)
        assert is_shown(roots[size - 1])
        assert not is_shown(b"\x02" * 32)


def since(desk: Path, name: str) -> tuple[int, str]:
    """A look at a bundle with the memory `seen`."""
    words = ("since", desk / name, "--trust", desk / "trust.json", "--memory", desk / "seen")
    code, out, _ = command(*words)
    return code, out


def test_what_is_new_is_told_in_words(desk: Path) -> None:
    """The first time, then with more, then with nothing new."""
    assert "Seen for the first time: 9 entries" in since(desk, "short.zip")[1]
    code, out = since(desk, "long.zip")
    assert code == 0
    assert "3 entries were recorded since (9 to 11):" in out
    assert "2013-11-07  cec: date.set" in out
    assert "Nothing was recorded since: 12 entries" in since(desk, "long.zip")[1]


def test_a_log_that_lost_entries_is_not_remembered(desk: Path) -> None:
    """It contradicts what was seen, each time anew: the memory is the evidence."""
    since(desk, "long.zip")
    (kept,) = (desk / "seen").iterdir()
    before = kept.read_bytes()
    for _ in range(2):
        code, out = since(desk, "short.zip")
        assert (code, "not_extended" in out) == (1, True)
        assert "The checkpoint remembered before is kept" in out
    assert kept.read_bytes() == before


def test_a_memory_that_was_damaged_is_told(desk: Path) -> None:
    """It is no reason to begin anew in silence."""
    since(desk, "short.zip")
    (kept,) = (desk / "seen").iterdir()
    kept.write_bytes(kept.read_bytes()[:-5])
    code, _, err = command(
        "since", desk / "long.zip", "--trust", desk / "trust.json", "--memory", desk / "seen"
    )
    assert (code, "memory" in err) == (2, True)


def receipt(index: int = 5, entries: int = 12) -> Json:
    """A receipt for an entry of the story."""
    made = maker.story(entries)
    parts = made.parts()
    lines = parts["entries.jsonl"].split(b"\n")[:-1]
    return {
        "checkpoint": parts["checkpoint.txt"].decode(),
        "entry": lines[index].decode(),
        "format": 0,
        "inclusion": [
            hash_.hex() for hash_ in inclusion([leaf_hash(line) for line in lines], index)
        ],
        "index": index,
        "size": entries,
    }


def inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """The path by the definition of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion(left, index), root(right)]
    return [*inclusion(right, index - split), root(left)]


def root(leaves: list[bytes]) -> bytes:
    """The root by a tree."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root(tree.size)


def record(desk: Path, document: Json) -> Json:
    """The report on a receipt."""
    (desk / "receipt.json").write_bytes(encode(document))
    _, out, _ = command("record", desk / "receipt.json", "--trust", desk / "trust.json", "--json")
    found: Json = json.loads(out)
    return found


def test_a_record_is_shown_to_be_in_the_log(desk: Path) -> None:
    """And what a receipt cannot show is not said to be fine."""
    for index in (0, 5, 11):
        found = record(desk, receipt(index))
        told = {check["id"]: check["result"] for check in found["checks"]}
        assert {told[check] for check in ("V02", "V03", "V06", "V07")} == {"PASS"}
        assert {told[check] for check in ("V05", "V10", "V11", "V12", "V13")} == {"NOT APPLICABLE"}
        assert (found["verdict"], found["verified"]) == (
            "VERIFIED",
            f"that entry {index} is in the log of 12 entries",
        )
        assert any("V10" in line["checks"] for line in found["cannot_show"])


@pytest.mark.parametrize("change", ["index", "size", "entry", "inclusion", "checkpoint"])
def test_a_receipt_of_parts_that_do_not_fit_contradicts(desk: Path, change: str) -> None:
    """Each part is held to the others."""
    document, other = receipt(5), receipt(6, 11)
    found = record(desk, document | {change: other[change]})
    assert found["verdict"] == "CONTRADICTED"


def test_reports_for_other_tools(desk: Path) -> None:
    """JUnit and SARIF say what the report says, the same bytes each time."""
    bundle, trust, _ = DAMAGES["a_signature_is_forged"]()
    (desk / "bad.zip").write_bytes(bundle)
    (desk / "bad.json").write_bytes(trust)
    written = []
    for number in "12":
        places = desk / f"{number}.xml", desk / f"{number}.sarif"
        words = ("--junit", places[0], "--sarif", places[1], "--json")
        code, out, _ = command("bundle", desk / "bad.zip", "--trust", desk / "bad.json", *words)
        assert code == 1
        written.append([place.read_bytes() for place in places])
    assert written[0] == written[1]
    found = json.loads(out)
    suite = Xml.fromstring(written[0][0])
    failed = [check for check in found["checks"] if check["result"] == "FAIL"]
    assert suite.get("failures") == str(len(failed))
    assert suite.get("tests") == str(len(found["checks"]))
    assert len(suite.findall("testcase/failure")) == sum(len(c["findings"]) for c in failed)
    run = json.loads(written[0][1])["runs"][0]
    codes = {finding["code"] for check in failed for finding in check["findings"]}
    errors = [result for result in run["results"] if result["level"] == "error"]
    assert {e["partialFingerprints"]["code/v1"].partition("/")[0] for e in errors} == codes
    assert run["properties"]["verdict"] == "CONTRADICTED"


def test_watching_ends_at_a_contradiction(desk: Path, tmp_path: Path) -> None:
    """A server that serves the shorter log after the longer one is caught at the next look."""

    def serve(entries: int) -> None:
        made = maker.story(entries)
        lines = made.parts()["entries.jsonl"].split(b"\n")[:-1]
        write_tiles(tmp_path / "www", lines, made.parts()["checkpoint.txt"])

    serve(12)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path / "www"))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        words = (
            "watch",
            f"http://127.0.0.1:{server.server_port}",
            "--trust",
            desk / "trust.json",
            "--memory",
            desk / "seen",
            "--every",
            1,
            "--times",
        )
        code, out, _ = command(*words, 1)
        assert (code, "Seen for the first time" in out) == (0, True)
        serve(9)
        code, out, _ = command(*words, 5)
        assert (code, out.count("CONTRADICTED")) == (1, 1)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
