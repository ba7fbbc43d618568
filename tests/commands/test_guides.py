"""What the guides tell people to type is typed here, line by line, in a scratch folder.

A fenced block whose lines begin with `$ ` is a session: its commands run in order, the other lines
show the beginning of what is printed. `# exit 3` at the end of a command names its exit code. A
fenced block `yaml NAME.yaml` is a file. A block marked `not-run` is left out, and so is a session
with a server, which does not end by itself (tests/api has one).
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.running import ROOT, SCENARIO, eal
from verifiers.desk import main as desk

GUIDES = ROOT / "docs" / "guides"
FENCED = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d+)$")


def parts(guide: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a guide: what is said about them, and what is in them."""
    yield from FENCED.findall(guide.read_text())


def is_session(about: str, text: str) -> bool:
    """Whether a block is to be typed."""
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    served = any(line.startswith(("$ eal serve", "$ curl")) for line in commands)
    return bool(commands) and not served and "not-run" not in about


def has_sessions(guide: Path) -> bool:
    """Whether there is anything to type."""
    return any(is_session(*part) for part in parts(guide))


def run(line: str) -> str:
    """Run one command and return what it printed; it must end as the guide says."""
    expected = EXIT.search(line)
    words = shlex.split(line, comments=True)
    redirected = words[-2] == ">" if len(words) > 2 else False
    if words[0] == "eal-verify":
        out, err = io.StringIO(), io.StringIO()
        code = desk.run(words[1:], out, err)
        assert code == (int(expected[1]) if expected else 0), f"{line}\n{err.getvalue()}"
        return out.getvalue() + err.getvalue()
    if words[0] != "eal":
        subprocess.run(line, shell=True, check=True)
        return ""
    told = eal(*words[1:-2] if redirected else words[1:])
    assert told.code == (int(expected[1]) if expected else 0), f"{line}\n{told.err}{told.out}"
    if redirected:
        Path(words[-1]).write_text(told.out)
    return told.out + told.err


def play(guide: Path) -> None:
    """Do everything that a guide says, in the folder where we are."""
    for about, text in parts(guide):
        name = about.rpartition(" ")[2]
        if name.endswith((".csv", ".yaml", ".json")):
            Path(name).write_text(text)
        if not is_session(about, text):
            continue
        told = ""
        for line in text.splitlines():
            if line.startswith("$ "):
                told = run(line.removeprefix("$ "))
            elif line.strip():
                assert re.sub(r"\d{4}-\d\d-\d\d", "DAY", line.strip()) in re.sub(
                    r"\d{4}-\d\d-\d\d", "DAY", told
                ), f"{guide.name} shows {line!r}, printed was:\n{told}"


def test_from_founding_to_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the three goes on where the one before ends, in the same folder."""
    monkeypatch.chdir(tmp_path)
    assert has_sessions(GUIDES / "founding.md") and has_sessions(GUIDES / "acts.md")
    play(GUIDES / "founding.md")
    play(GUIDES / "acts.md")
    play(GUIDES / "intake.md")


@pytest.mark.parametrize(
    "name",
    [
        path.name
        for path in sorted(GUIDES.glob("*.md"))
        if path.name not in ("founding.md", "acts.md", "intake.md") and has_sessions(path)
    ],
)
def test_every_other_guide(
    name: str, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a played story, `demo-story`, and the scenarios of the project."""
    shutil.copytree(story, tmp_path / "demo-story")
    shutil.copytree(SCENARIO.parent, tmp_path / "ledger" / "scenarios")
    monkeypatch.chdir(tmp_path)
    play(GUIDES / name)


def test_the_commands_guide_is_among_them() -> None:
    """The check could not pass by finding nothing."""
    assert has_sessions(GUIDES / "commands.md")
