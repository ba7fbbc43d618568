"""The verifier as one file, on a Python that has nothing but its own library."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.verifiers import conformance, maker
from tests.verifiers.damages import DAMAGES
from tests.verifiers.one_file import OneFile, python
from verifiers.desk import main, pack

FOLDER = Path(pack.__file__).parent.parent
DAMAGED = ["a_byte_of_an_act_is_changed", "an_entry_is_removed"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed file."""
    path = tmp_path_factory.mktemp("packed") / "eal-verify.pyz"
    path.write_bytes(pack.pack(FOLDER))
    return path


def bare(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Runs it isolated and without any installed package."""
    command = [python(), "-I", "-S", program, *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


def test_the_python_of_these_tests_is_bare(program: Path) -> None:
    """Otherwise they would show nothing: it has no `cryptography`, and the file says so."""
    told = bare(program, "witness", "run", "nowhere")
    assert told.returncode == 2
    assert b"[needs_cryptography]" in told.stderr


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """Wherever they lie and whenever they were written; what is compiled or hidden is left out."""
    copy = tmp_path / "verifiers"
    for name in zipfile.ZipFile(io.BytesIO(pack.pack(FOLDER))).namelist():
        if name.startswith("verifiers/"):
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((FOLDER.parent / name).read_bytes())
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "keys.pyc").write_bytes(b"other")
    assert pack.pack(copy) == pack.pack(FOLDER)


def test_it_packs_itself_and_prints_the_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What two people compare before they trust the file."""
    pack.main(tmp_path / "eal-verify.pyz")
    digest, name = capsys.readouterr().out.split()
    packed = (tmp_path / name).read_bytes()
    assert packed == pack.pack(FOLDER)
    assert hashlib.sha256(packed).hexdigest() == digest


def test_the_digest_that_is_recorded_is_that_of_the_sources() -> None:
    """`make verifier` writes it: whoever packs these sources gets this file."""
    recorded = (FOLDER / "eal-verify.pyz.sha256").read_text().split()
    assert recorded == [hashlib.sha256(pack.pack(FOLDER)).hexdigest(), "eal-verify.pyz"]


@pytest.mark.parametrize("name", ["honest", *DAMAGED])
def test_it_reports_what_the_installed_program_reports(
    program: Path, tmp_path: Path, name: str
) -> None:
    """The same report, byte for byte, though every signature is computed in plain Python."""
    if name == "honest":
        made = maker.story()
        bundle = maker.bundle(made.parts(), made.ledger, made.size)
        trust = made.trust()
    else:
        bundle, trust, _ = DAMAGES[name]()
    (tmp_path / "bundle.zip").write_bytes(bundle)
    (tmp_path / "trust.json").write_bytes(trust)
    asked = [
        "bundle",
        str(tmp_path / "bundle.zip"),
        "--trust",
        str(tmp_path / "trust.json"),
        "--json",
    ]
    out = io.StringIO()
    expected = main.run(asked, out, io.StringIO())
    told = bare(program, *asked)
    assert (told.returncode, told.stdout.decode()) == (expected, out.getvalue())
    assert json.loads(told.stdout)["exit_code"] == (0 if name == "honest" else 1)


def test_it_says_of_the_conformance_pack_what_the_manifest_says(tmp_path: Path) -> None:
    """Of every vector: verdict, exit code, code, findings, results; by its own arithmetic."""
    vectors = json.loads((conformance.PACK / "manifest.json").read_bytes())["vectors"]
    assert len(vectors) >= 210
    with OneFile(tmp_path) as one_file:
        for each in vectors:
            placed = [str(conformance.PACK / w) if "/" in w else w for w in each["command"]]
            code, out = one_file.run([*placed, "--json"])
            report = json.loads(out)
            told = conformance.told(report)
            assert (code, report.get("code")) == (each["exit"], each["code"]), each["name"]
            assert report.get("verdict", each["verdict"]) == each["verdict"], each["name"]
            assert told == {n: each[n] for n in ("findings", "results", "verified")}, each["name"]


def test_it_explains_without_anything_installed(program: Path) -> None:
    """The catalogue is in the file."""
    told = bare(program, "explain", "signature_invalid")
    assert told.returncode == 0
    assert told.stdout.startswith(b"signature_invalid")
