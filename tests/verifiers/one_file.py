"""The verifier as one file, in one process for many questions: a bare Python, isolated, with no installed package."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from verifiers.desk import pack

# In a process of its own; signatures are computed by the file's own arithmetic, each only once.
DRIVER = """
import io, json, sys
from functools import lru_cache
sys.path.insert(0, sys.argv[1])
from verifiers import arithmetic
from verifiers.desk import main
assert str(main.__file__).startswith(sys.argv[1])
assert [*arithmetic.ED25519, *arithmetic.P256, *arithmetic.MLDSA44] == ["plain"] * 3
for name in ("ed25519", "es256", "ml_dsa_44"):
    setattr(arithmetic, name, lru_cache(maxsize=100_000)(getattr(arithmetic, name)))
for line in sys.stdin:
    out = io.StringIO()
    code = main.run(json.loads(line), out, io.StringIO())
    print(json.dumps([code, out.getvalue()]), flush=True)
"""
Answer = tuple[int, str]
"""Exit code, and what was printed."""


def python() -> str:
    """A Python without the packages of this project."""
    return str(getattr(sys, "_base_executable", sys.executable))


class OneFile:
    """`eal-verify.pyz`, packed from these sources; used as a block, in which its process lives."""

    def __init__(self, folder: Path) -> None:
        path = folder / "eal-verify.pyz"
        path.write_bytes(pack.pack(Path(pack.__file__).parent.parent))
        self._process = subprocess.Popen(
            [python(), "-I", "-S", "-c", DRIVER, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> OneFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        assert self._process.returncode == 0

    def run(self, words: Sequence[str]) -> Answer:
        """What it answers to a command line."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(list(words)), file=self._process.stdin, flush=True)
        code, out = json.loads(self._process.stdout.readline())
        return code, out
