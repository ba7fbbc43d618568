"""Packs this program into one file that a bare Python 3.11 or newer runs: `python -m verifiers.desk.pack FILE`.

The same sources give the same bytes: files in order of their names, one date, nothing compressed. The digest of what
was packed is printed, and is what two people compare before they trust the file.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

from verifiers.desk.files import write

_FIRST_LINE = b"#!/usr/bin/env python3\n"
_START = (
    '"""eal-verify, in one file."""\n\nfrom verifiers.desk.main import main\n\nif __name__ == "__main__":\n    main()\n'
)
_DATE = (1980, 1, 1, 0, 0, 0)
_KINDS = (".py", ".json", ".txt")


def pack(folder: Path) -> bytes:
    """The program in `folder` (that of the package `verifiers`) as the bytes of one file."""
    found_in = (path for path in folder.rglob("*") if path.suffix in _KINDS and path.is_file())
    names = sorted(path for path in found_in if "js" not in path.relative_to(folder).parts)
    found = io.BytesIO()
    found.write(_FIRST_LINE)
    with zipfile.ZipFile(found, "a") as packed:
        _add(packed, "__main__.py", _START.encode())
        for path in names:
            _add(packed, f"verifiers/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return found.getvalue()


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system, info.external_attr = 3, 0o644 << 16
    packed.writestr(info, content)


def main(target: Path) -> None:
    """Writes the file, whole or not at all, and prints its digest as `sha256sum` does."""
    content = pack(Path(__file__).parent.parent)
    write(target, content)
    target.chmod(0o755)
    # With one line feed, as `sha256sum` writes it, so that `sha256sum --check` reads it.
    print(f"{hashlib.sha256(content).hexdigest()}  {target.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
