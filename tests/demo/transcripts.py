"""The README's transcripts: a fence called `transcript` holds a command and what it printed.

    ```transcript
    $ eal state pc-st-sava --ledger demo-story --as-of 2013-11-05
    As known at position 33, in force on 2013-11-05.
    ```

`python -m tests.demo.transcripts FOLDER` writes the README's anew from a demo played in FOLDER.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from api import wiring
from ledger.commands import places

README = Path(__file__).parents[2] / "README.md"
MODULES = {"eal": "ledger.commands.main", "eal-verify": "verifiers"}
_DIGEST_OF_BUNDLE = re.compile(r"(bundle\.zip, sha256 )[0-9a-f]{64}")
_FENCE = re.compile(r"```transcript\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)


def transcripts() -> list[tuple[str, str]]:
    """Return (command, output) of every transcript in the README."""
    return [(m["command"], m["output"]) for m in _FENCE.finditer(README.read_text("utf-8"))]


def run(command: str, demo: Path) -> str:
    """Run a command of the README where `demo-story` is the folder of a demo; return its output."""
    program, *words = shlex.split(command)
    if program == "curl":
        return _asked(words[-1], demo)
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "demo-story").symlink_to(demo.resolve())
        done = subprocess.run(
            [sys.executable, "-m", MODULES[program], *words],
            cwd=name,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout


def _asked(url: str, demo: Path) -> str:
    """What a server of the demo's ledger answers, as a terminal shows it."""
    path = url.removeprefix("http://127.0.0.1:8080")
    with places.reading(demo) as ledger, TestClient(wiring.create_app(ledger)) as client:
        answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\r\n", "\n")


def comparable(printed: str) -> str:
    """Return what is the same in every run: a bundle holds signatures made with fresh randomness."""
    return _DIGEST_OF_BUNDLE.sub(r"\1", printed)


def write(demo: Path) -> None:
    """Put into the README what its commands print today."""

    def told(match: re.Match[str]) -> str:
        command = match["command"]
        return f"```transcript\n$ {command}\n{run(command, demo)}```"

    README.write_text(_FENCE.sub(told, README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
