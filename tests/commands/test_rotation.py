"""`eal log rotate`: from a new key file to a bundle that both keys' sizes verify."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.people import Office
from tests.commands.running import done, eal


@pytest.fixture
def founded(tmp_path: Path) -> Office:
    """A ledger that has only been founded, with both kinds of keys."""
    office = Office(tmp_path)
    office.found()
    return office


def adopt(office: Office, name: str, *events: dict[str, object]) -> Path:
    """An act that adopts keys, not yet signed."""
    listed = [{"fields": each, "type": "log_key.adopted"} for each in events]
    draft = {"act": name, "body": "cec", "events": listed, "signers": ["ana", "ben"]}
    out = office.folder / f"{name}.act.json"
    written = office.write(f"{name}.json", json.dumps(draft))
    done("act", "new", written, "--ledger", office.ledger, "--out", out)
    return out


def test_a_key_is_made_adopted_and_takes_over(founded: Office) -> None:
    """Both keys of each kind sign at size 3; then the old files may go."""
    ledger, folder = ("--ledger", founded.ledger), founded.folder
    before = json.loads((founded.ledger / "ledger.json").read_bytes())
    made = [
        done("log", "rotate", *ledger, "--alg", alg, "--from-size", "3", *founded.open, "--json")
        for alg in ("Ed25519", "ML-DSA-44")
    ]
    first, second = (each.document for each in made)
    place = json.loads((founded.ledger / "ledger.json").read_bytes())
    assert place["further_keys"] == [first["file"], second["file"]]
    assert (founded.ledger / first["file"]).stat().st_mode & 0o777 == 0o600
    fields = [{"from_size": 3, "vkey": each["vkey"]} for each in (first, second)]
    founded.record(adopt(founded, "keys", *fields))
    for number, family in enumerate(("geography", "elections", "rerun")):
        out = folder / f"{number}.act.json"
        done("act", "adopt", family, *ledger, "--out", out)
        founded.record(out)
        done("log", "publish", *ledger, *founded.open)
    told = done("log", "vkey", *ledger)
    assert len(told.out.splitlines()) == 4 and "from size 0 to 3" in told.err
    place |= {"log_key": first["file"], "mldsa_key": second["file"], "further_keys": []}
    (founded.ledger / "ledger.json").write_text(json.dumps(place))
    out = folder / "more.act.json"
    done("act", "adopt", "annulment", *ledger, "--out", out)
    founded.record(out)
    done("log", "publish", *ledger, *founded.open)
    done("doctor", *ledger)
    done("export", "trust", folder / "trust.json", *ledger)
    done("export", "bundle", folder / "bundle.zip", *ledger)
    words = ["-m", "verifiers", "bundle", str(folder / "bundle.zip")]
    words += ["--trust", str(folder / "trust.json")]
    found = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert "V07 PASS" in found.stdout and "V24 PASS" in found.stdout, found.stdout + found.stderr
    assert before["log_key"] == "keys/log.pem"


def test_what_cannot_be_rotated(founded: Office) -> None:
    """A size that is behind; and a key whose file is not named: nothing is recorded."""
    words = ("log", "rotate", "--ledger", founded.ledger, *founded.open)
    told = eal(*words, "--from-size", "1")
    assert told.code == 2 and "from 2 to" in told.err
    made = done(*words, "--json").document
    assert made["from_size"] == 101
    path = adopt(founded, "keys", {"from_size": 9, "vkey": made["vkey"]})
    place = json.loads((founded.ledger / "ledger.json").read_bytes())
    (founded.ledger / "ledger.json").write_text(json.dumps(place | {"further_keys": []}))
    founded.sign(path, "ana", "ben")
    told = eal("act", "submit", path, "--ledger", founded.ledger, *founded.open)
    assert told.code == 3 and "log_key_missing" in told.err
    (founded.ledger / "ledger.json").write_text(json.dumps(place))
    done("act", "submit", path, "--ledger", founded.ledger, *founded.open)
