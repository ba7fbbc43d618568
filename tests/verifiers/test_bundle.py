"""Zips that are no bundles, and trust files that are none: a sentence and exit code 2."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifiers import examined, maker
from verifiers.desk import bundle as reader
from verifiers.desk import main
from verifiers.reading import encode


def _files(made: maker.Maker) -> list[tuple[str, bytes]]:
    parts = made.parts()
    manifest = maker.manifest(parts, made.ledger, made.size)
    return [("bundle.json", manifest), *((name, parts[name]) for name in maker.NAMES)]


def _with(*more: tuple[str, bytes]) -> bytes:
    return maker.pack([*_files(maker.story()), *more])


def _patched(find: bytes, other: bytes, *, every: bool = True) -> bytes:
    data = _with()
    assert find in data
    return data.replace(find, other) if every else data.replace(find, other, 1)


def _flagged(bits: int) -> bytes:
    """All local and central headers say that the file is encrypted, or that sizes follow it."""
    data = bytearray(_with())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= bits
            start = data.find(mark, start + 4)
    return bytes(data)


def _sized(size: int, name: bytes = b"rows.jsonl") -> bytes:
    """The zip's list gives another size for a file than it unpacks to."""
    data = bytearray(_with())
    start = data.find(b"PK\x01\x02")
    while data[start + 46 : start + 46 + len(name)] != name:
        start = data.find(b"PK\x01\x02", start + 4)
    data[start + 24 : start + 28] = struct.pack("<I", size)
    return bytes(data)


def _method(method: int) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", compression=method) as archive:
        for name, data in _files(maker.story()):
            archive.writestr(name, data)
    return into.getvalue()


def _twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return _with(("rows.jsonl", b"again\n"))


def _manifest(**members: object) -> bytes:
    files = _files(maker.story())
    return maker.pack([("bundle.json", encode(json.loads(files[0][1]) | members)), *files[1:]])


UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "not_a_bundle"),
    "no zip": (lambda: b"hello", "not_a_bundle"),
    "a zip cut short": (lambda: _with()[:-30], "not_a_bundle"),
    "an empty zip": (lambda: maker.pack([]), "not_a_bundle"),
    "no entries": (lambda: maker.pack(_files(maker.story())[:1]), "not_a_bundle"),
    "no manifest": (lambda: maker.pack(_files(maker.story())[1:]), "not_a_bundle"),
    "a way out of the folder": (lambda: _with(("../evil", b"x")), "file_not_of_a_bundle"),
    "an absolute path": (lambda: _with(("/etc/passwd", b"x")), "file_not_of_a_bundle"),
    "another file": (lambda: _with(("readme.txt", b"x")), "file_not_of_a_bundle"),
    "a folder": (lambda: _with(("rows.jsonl/", b"")), "file_not_of_a_bundle"),
    "another case": (lambda: _with(("ROWS.JSONL", b"x")), "file_not_of_a_bundle"),
    "a name with a null": (lambda: _with(("rows.jsonl2", b"x")).replace(b"jsonl2", b"jsonl\0"), "file_not_of_a_bundle"),
    "a file twice": (_twice, "file_twice"),
    "encrypted": (lambda: _flagged(1), "zip_not_plain"),
    "sizes after the data": (lambda: _flagged(8), "zip_not_plain"),
    "bzip2": (lambda: _method(zipfile.ZIP_BZIP2), "zip_not_plain"),
    "lzma": (lambda: _method(zipfile.ZIP_LZMA), "zip_not_plain"),
    "a file of two gibibytes": (lambda: _sized(2**31), "bundle_too_large"),
    "names that differ": (lambda: _patched(b"rows.jsonl", b"roWs.jsonl", every=False), "bundle_damaged"),
    "a manifest that is no JSON": (lambda: maker.pack([("bundle.json", b"{"), *_files(maker.story())[1:]]), "not_json"),
    "a manifest that is too large": (lambda: maker.pack([("bundle.json", b" " * 70_000), *_files(maker.story())[1:]]), "too_large"),
    "a manifest with more in it": (lambda: _manifest(more=1), "unknown_member"),
    "a manifest of another format": (lambda: _manifest(format=1), "bad_member"),
    "a manifest that lists a path": (
        lambda: _manifest(files=[{"bytes": 1, "name": "../x", "sha256": "00" * 32}]), "bad_member",
    ),
    "a manifest out of order": (
        lambda: _manifest(files=[{"bytes": 1, "name": n, "sha256": "00" * 32} for n in reversed(maker.NAMES)]), "bad_member",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_bundle_is_refused_with_a_sentence(name: str) -> None:
    """Exit code 2, the code, and no traceback."""
    make, code = UNREADABLE[name]
    bundle, trust = make(), maker.story().trust()
    exit_code, out, err = examined.run(bundle, trust)
    assert (exit_code, out) == (2, ""), out
    assert f"[{code}]" in err
    assert "Traceback" not in err
    told = json.loads(examined.run(bundle, trust, "--json")[1])
    assert (told["code"], told["exit_code"], told["verdict"]) == (code, 2, None)


def test_a_file_that_unpacks_to_another_size_is_not_taken() -> None:
    """No more is unpacked than the zip's list says, and the manifest says otherwise."""
    found = examined.report(_sized(10), maker.story().trust())
    assert ("V01", "file_differs", None) in examined.findings(found)
    assert found["verdict"] == "CONTRADICTED"


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that never ends is given up before it fills the memory."""
    monkeypatch.setattr(reader, "LINE_BYTES_MAX", 2**20)
    made = maker.story()
    parts = made.parts() | {"entries.jsonl": b"x" * 2**22}
    exit_code, _, err = examined.run(maker.bundle(parts, made.ledger, 12), made.trust())
    assert exit_code == 2
    assert "bundle_too_large" in err


def test_compressed_or_stored_makes_no_difference() -> None:
    """Nor does the time of the files."""
    made = maker.story()
    files = _files(made)
    stored = maker.pack(files, method=zipfile.ZIP_STORED)
    reports = [examined.report(data, made.trust()) for data in (maker.pack(files), stored)]
    for found in reports:
        assert found["verdict"] == "VERIFIED"
        found["inputs"]["bundle"].pop("sha256")
    assert reports[0] == reports[1]


def test_flipped_bytes_of_a_stored_file_are_named_not_just_refused() -> None:
    """The zip's own checksum would only say that something is wrong."""
    made = maker.story()
    data = maker.pack(_files(made), method=zipfile.ZIP_STORED)
    at = data.index(b"A rerun is likely")
    found = examined.report(data[:at] + b"B" + data[at + 1 :], made.trust())
    assert ("V10", "signature_invalid", 7) in examined.findings(found)
    assert ("V01", "file_differs", None) in examined.findings(found)
    assert found["first_finding"]["index"] == 7


REQUIRED = [f"V{n:02}" for n in range(1, 25) if n not in (8, 9, 15, 18, 21)]


def test_without_rows_or_checkpoint_it_is_incomplete() -> None:
    """What was not given cannot be checked, and that is not fine."""
    made = maker.story()
    for missing, checks in (
        ("rows.jsonl", {"V14"}),
        ("sheets.jsonl", {"V14", "V19"}),
        ("results.jsonl", {"V22"}),
        ("accounts.jsonl", {"V23"}),
        ("checkpoint.txt", {"V06", "V07"}),
    ):
        parts = {name: data for name, data in made.parts().items() if name != missing}
        trust = made.trust(required_checks=REQUIRED)
        found = examined.report(maker.bundle(parts, made.ledger, made.size), trust)
        skipped = {
            c["id"] for c in found["checks"] if c["result"] == "NOT CHECKED" and c["required"]
        }
        assert (found["verdict"], found["exit_code"], skipped) == ("INCOMPLETE", 3, checks)
        supply = {c["id"]: c["supply"] for c in found["checks"]}
        assert all(supply[check] for check in checks)


def test_a_file_that_the_manifest_lists_and_is_not_there() -> None:
    """The bundle contradicts itself."""
    made = maker.story()
    files = [file for file in _files(made) if file[0] != "sheets.jsonl"]
    found = examined.report(maker.pack(files), made.trust())
    assert ("V01", "file_differs", None) in examined.findings(found)


def test_an_empty_log_is_incomplete() -> None:
    """Nothing verified is never verified."""
    made = maker.story()
    parts = {"entries.jsonl": b"", "rows.jsonl": b"", "sheets.jsonl": b""}
    parts["checkpoint.txt"] = maker.checkpoint([])
    found = examined.report(maker.bundle(parts, made.ledger, 0), made.trust())
    assert (found["verdict"], found["exit_code"]) == ("INCOMPLETE", 3)


def test_the_bundle_of_another_ledger_is_not_found() -> None:
    """By id or by origin; nothing of it is examined."""
    made = maker.story()
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    for other in ({"id": "ab" * 32}, {"origin": "other.example"}):
        found = examined.report(bundle, made.trust(ledger=made.ledger | other))
        assert (found["verdict"], found["exit_code"], found["checks"]) == ("NOT FOUND", 4, [])
        exit_code, out, _ = examined.run(bundle, made.trust(ledger=made.ledger | other))
        assert exit_code == 4
        assert "RESULT  NOT FOUND" in out


ODD_TRUST = {
    b"": "not_json",
    b"{}": "missing_member",
    b'{"a":1,"a":1}': "duplicate_key",
    b"[1]": "not_an_object",
    b"\xff": "not_utf8",
}


@pytest.mark.parametrize(("data", "code"), ODD_TRUST.items())
def test_what_is_no_trust_file_is_refused(data: bytes, code: str) -> None:
    """It is read as strictly as everything else."""
    made = maker.story()
    exit_code, _, err = examined.run(maker.bundle(made.parts(), made.ledger, made.size), data)
    assert exit_code == 2
    assert f"[{code}]" in err
    assert "trust file" in err


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"more": 1}, "unknown_member"),
        ({"format": 1}, "bad_member"),
        ({"log_keys": []}, "bad_member"),
        ({"log_keys": [{"from_size": 0, "until_size": None, "vkey": "x+00+AA"}]}, "vkey_malformed"),
        ({"required_checks": ["V02", "V01"]}, "bad_member"),
        ({"last_seen": {"root": "ab", "size": 1}}, "bad_member"),
    ],
)
def test_a_trust_file_has_one_shape(members: dict[str, object], code: str) -> None:
    """Unknown members, weak or misspelled keys, checks out of order."""
    made = maker.story()
    trust = made.trust(**members)
    exit_code, _, err = examined.run(maker.bundle(made.parts(), made.ledger, made.size), trust)
    assert exit_code == 2
    assert f"[{code}]" in err


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A path, and what to do."""
    out, err = io.StringIO(), io.StringIO()
    words = ["bundle", str(tmp_path / "none.zip"), "--trust", str(tmp_path / "none.json")]
    assert main.run(words, out, err) == 2
    assert "[unreadable]" in err.getvalue()
    assert "none.json" in err.getvalue()
