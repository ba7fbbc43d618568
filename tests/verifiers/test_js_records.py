"""Receipts, checkpoints and proofs in files, by the second checker."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers import js, maker
from tests.verifiers.test_looking import inclusion, receipt
from tests.verifiers.test_tiles import command
from verifiers.merkle import leaf_hash
from verifiers.reading import encode

Json = dict[str, Any]
MADE = maker.story()
NOTE = MADE.parts()["checkpoint.txt"]


def _receipts() -> dict[str, Json]:
    """A right one, and others of which a part belongs to another."""
    right, other = receipt(5), receipt(6, 11)
    changed = {
        name: right | {name: other[name]} for name in ("index", "size", "entry", "inclusion")
    }
    changed |= {"checkpoint": right | {"checkpoint": other["checkpoint"]}}
    stranger = maker.checkpoint(MADE.lines, key=maker.Key("thief")).decode()
    changed |= {"stranger": right | {"checkpoint": stranger}, "note": right | {"checkpoint": "x"}}
    changed |= {"spelled": right | {"entry": right["entry"].replace(":", ": ", 1)}}
    changed |= {"more": right | {"more": 1}, "path": right | {"inclusion": ["ab"]}}
    return {"first": receipt(0), "right": right, "last": receipt(11), **changed}


def test_receipts_are_told_alike(tmp_path: Path) -> None:
    """Right ones, and ones whose parts do not fit: the same results, codes and indexes."""
    (tmp_path / "trust.json").write_bytes(MADE.trust())
    documents = _receipts()
    for name, document in documents.items():
        (tmp_path / f"{name}.json").write_bytes(encode(document))
    listed = [("record", tmp_path / f"{n}.json", tmp_path / "trust.json") for n in documents]
    checks = [f"V{n:02}" for n in range(1, 25)]
    for name, found in zip(documents, js.batch(tmp_path, listed), strict=True):
        words = ("record", tmp_path / f"{name}.json", "--trust", tmp_path / "trust.json", "--json")
        ours = json.loads(command(*words)[1])
        # Whose an entry is that cannot be read, nobody knows; the first checker says PASS.
        asked = [check for check in checks if (name, check) != ("spelled", "V03")]
        assert js.told(found, asked) == js.told(ours, asked), name
        assert found["verdict"] == ours["verdict"], name


@pytest.mark.parametrize(
    "data, seen, results",
    [
        (NOTE, None, ("PASS", "NOT CHECKED")),
        (NOTE, (12, "own"), ("PASS", "PASS")),
        (NOTE, (12, "ab" * 32), ("PASS", "FAIL")),
        (NOTE, (13, "ab" * 32), ("PASS", "FAIL")),
        (NOTE, (5, "ab" * 32), ("PASS", "NOT CHECKED")),
        (maker.checkpoint(MADE.lines, key=maker.Key("thief")), None, ("FAIL", "NOT CHECKED")),
    ],
)
def test_a_checkpoint_alone(
    tmp_path: Path, data: bytes, seen: tuple[int, str] | None, results: tuple[str, str]
) -> None:
    """Signed by the log, and no older than what was seen."""
    last = None
    if seen:
        root = MADE.tree.root(12).hex() if seen[1] == "own" else seen[1]
        last = {"root": root, "size": seen[0]}
    (tmp_path / "trust.json").write_bytes(MADE.trust(last_seen=last))
    (tmp_path / "note").write_bytes(data)
    (found,) = js.batch(tmp_path, [("checkpoint", tmp_path / "note", tmp_path / "trust.json")])
    told = {check["id"]: check["result"] for check in found["checks"]}
    assert (told["V07"], told["V08"]) == results


def _proof(index: int) -> bytes:
    path = inclusion([leaf_hash(line) for line in MADE.lines], index)
    hashes = "".join(base64.b64encode(each).decode() + "\n" for each in path)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n".encode() + NOTE


@pytest.mark.parametrize(
    "proof, entry, exit_code, code",
    [
        (_proof(8), MADE.lines[8], 0, None),
        (_proof(8), MADE.lines[9], 1, "root_differs"),
        (_proof(8).replace(b"index 8", b"index 9"), MADE.lines[8], 1, "root_differs"),
        (_proof(8).replace(b"index 8", b"index 08"), MADE.lines[8], 2, "tlog_proof_malformed"),
        (_proof(8).replace(b"@v1", b"@v2"), MADE.lines[8], 2, "tlog_proof_malformed"),
        (_proof(8)[:60], MADE.lines[8], 2, "tlog_proof_malformed"),
    ],
)
def test_a_proof_in_a_file(
    tmp_path: Path, proof: bytes, entry: bytes, exit_code: int, code: str | None
) -> None:
    """With the entry that it is about: it leads to the checkpoint, or it does not, or it is none."""
    for name, data in (("proof", proof), ("entry", entry), ("trust", MADE.trust())):
        (tmp_path / name).write_bytes(data)
    words = (
        "proof",
        tmp_path / "proof",
        "--entry",
        tmp_path / "entry",
        "--trust",
        tmp_path / "trust",
    )
    done, out, _ = js.run(*words, "--json")
    found = json.loads(out)
    assert done == exit_code == found["exit_code"]
    codes = {f["code"] for check in found.get("checks", []) for f in check["findings"]}
    assert (code in codes) if exit_code == 1 else (found.get("code") == code)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """In JSON and in text, whatever time it is."""
    (tmp_path / "b.zip").write_bytes(maker.bundle(MADE.parts(), MADE.ledger, MADE.size))
    (tmp_path / "t.json").write_bytes(MADE.trust())
    words = ("bundle", tmp_path / "b.zip", "--trust", tmp_path / "t.json")
    for more in ((), ("--json",)):
        first, second = (js.run(*words, *more) for _ in range(2))
        assert first == second
        assert first[2] == ""
