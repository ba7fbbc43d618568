"""The digest of the specification: `LC_ALL=C; sha256sum * | sha256sum` in docs/spec."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "ledger" / "spec.sha256"


def digest(folder: Path = ROOT / "docs" / "spec") -> str:
    """Of a line for each file, sorted by name: digest, two spaces, name."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    listed = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    return sha256("".join(listed).encode()).hexdigest()


if __name__ == "__main__":
    RECORDED.write_text(digest() + "\n", encoding="ascii")
