"""A played story can be gone on with by hand: its keys lie beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parents[2] / "ledger" / "scenarios" / "north-mitrovica-2013.yaml"
DRAFT = """
act: cec-after
body: cec
day: 2014-03-06
signers: [member-a]
events:
- type: statement.made
  fields: {speaker: The commission, text: The story goes on.}
"""


@pytest.mark.slow
def test_a_person_of_the_story_signs_one_more_act(tmp_path: Path) -> None:
    """Draft, sign, submit: with nothing but the folder that the story left."""
    folder, draft, act = tmp_path / "story", tmp_path / "draft.yaml", tmp_path / "on.act.json"
    draft.write_text(DRAFT)
    where = ["--ledger", str(folder)]
    secret = ["--passphrase-file", str(folder / "keys" / "passphrase.txt")]
    key = folder / "keys" / "persons" / "member-a.pem"
    at = "2014-03-06T10:00:00.000000Z"
    _eal("play", str(SCENARIO), str(folder))
    _eal("act", "new", str(draft), *where, "--out", str(act))
    _eal("act", "sign", str(act), "--key", str(key), *secret)
    recorded = _eal("act", "submit", str(act), *where, *secret, "--at", at)
    assert recorded.startswith("Recorded as entry 61.")


def _eal(*words: str) -> str:
    command = [sys.executable, "-m", "ledger.commands.main", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
