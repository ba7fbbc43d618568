"""Keys are made encrypted, on the machine of the person who signs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.commands.running import done, eal


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with a passphrase."""
    path = tmp_path / "pass.txt"
    path.write_text("correct horse\n")
    return path


@pytest.mark.parametrize("alg", ["Ed25519", "ES256", "ML-DSA-44"])
def test_a_key_is_made_and_shown(tmp_path: Path, secret: Path, alg: str) -> None:
    """Encrypted, for its owner only; `show` says the same as `new`."""
    path = tmp_path / "chair.pem"
    made = done("key", "new", path, "--alg", alg, "--passphrase-file", secret, "--json")
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shown = done("key", "show", path, "--passphrase-file", secret, "--json")
    assert shown.document == made.document
    assert made.document["key"]["alg"] == alg
    assert made.document["id"] in done("key", "show", path, "--passphrase-file", secret).out


def test_a_key_is_never_overwritten(tmp_path: Path, secret: Path) -> None:
    """A second key under the same name is refused, and the first is still there."""
    path = tmp_path / "chair.pem"
    done("key", "new", path, "--passphrase-file", secret)
    before = path.read_bytes()
    told = eal("key", "new", path, "--passphrase-file", secret)
    assert told.code == 2 and "file_exists" in told.err
    assert path.read_bytes() == before


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path, secret: Path) -> None:
    """And says so, without a word of what was tried."""
    path, other = tmp_path / "chair.pem", tmp_path / "other.txt"
    done("key", "new", path, "--passphrase-file", secret)
    other.write_text("battery staple\n")
    told = eal("key", "show", path, "--passphrase-file", other)
    assert told.code == 2 and "wrong_passphrase" in told.err
    assert "battery" not in told.err + told.out


@pytest.mark.parametrize("content", ["", "\n", None])
def test_no_passphrase(tmp_path: Path, content: str | None) -> None:
    """An empty file, an empty line, no file, nobody to ask: no key is made."""
    path, source = tmp_path / "chair.pem", tmp_path / "empty.txt"
    if content is not None:
        source.write_text(content)
    for words in (("--passphrase-file", source), ()):
        told = eal("key", "new", path, *words)
        assert told.code == 2 and "What to do: " in told.err
    assert not path.exists()


@pytest.mark.parametrize("data", [b"", b"no key", b"\xff" * 100, b"x" * 100_000])
def test_what_is_no_key_file(tmp_path: Path, secret: Path, data: bytes) -> None:
    """Anything else is refused in one sentence."""
    path = tmp_path / "no.pem"
    path.write_bytes(data)
    told = eal("key", "show", path, "--passphrase-file", secret)
    assert told.code == 2
    assert told.err.count("\n") == 1
