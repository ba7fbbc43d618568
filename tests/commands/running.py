"""Running `eal`: in this process where that is enough, as a process where it is not."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.commands.main import main

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "ledger" / "scenarios" / "north-mitrovica-2013.yaml"
DECISION = "cec-2013-11-05"
PASSPHRASE = "keys/passphrase.txt"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document that was printed."""
        return json.loads(self.out)


def eal(*words: object) -> Done:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Done(code, out.getvalue(), err.getvalue())


def done(*words: object) -> Done:
    """Run a command that must succeed."""
    ended = eal(*words)
    assert ended.code == 0, ended.err + ended.out
    return ended


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "ledger.commands.main", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
    )
