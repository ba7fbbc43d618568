"""`eal export bundle --since`: what it takes, and what it refuses."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.commands.running import ROOT, done, eal
from verifiers.desk import main

TINY = ROOT / "ledger" / "scenarios" / "tiny.yaml"


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small ledger."""
    folder = tmp_path_factory.mktemp("village")
    done("play", TINY, folder / "ledger")
    return folder


def test_what_came_after_a_checkpoint(village: Path) -> None:
    """A size and the file of the checkpoint give the same bundle; another history gives none."""
    ledger = ("--ledger", village / "ledger")
    done("export", "bundle", village / "early.zip", *ledger, "--size", 12)
    with zipfile.ZipFile(village / "early.zip") as archive:
        seen = archive.read("checkpoint.txt")
    (village / "seen.txt").write_bytes(seen)
    told = done("export", "bundle", village / "a.zip", *ledger, "--since", 12, "--json").document
    assert (told["since"], told["size"]) == (12, 18)
    done("export", "bundle", village / "b.zip", *ledger, "--since", village / "seen.txt")
    assert (village / "a.zip").read_bytes() == (village / "b.zip").read_bytes()
    lines = seen.split(b"\n")
    lines[2] = b"A" * 43 + b"="
    (village / "other.txt").write_bytes(b"\n".join(lines))
    refused = eal("export", "bundle", village / "c.zip", *ledger, "--since", village / "other.txt")
    assert refused.code == 2 and "checkpoint_differs" in refused.err
    assert "keep that file" in refused.err
    for asked, code in ((0, "nothing_since"), (18, "nothing_since"), (99, "")):
        ended = eal("export", "bundle", village / "c.zip", *ledger, "--since", asked)
        assert ended.code in (2, 4) and code in ended.err
    assert not (village / "c.zip").exists()


def test_who_needs_a_whole_log_says_so(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Recovering, and remembering what was seen, take whole bundles; comparing takes its checkpoint."""
    done("export", "bundle", village / "new.zip", "--ledger", village / "ledger", "--since", 14)
    done("export", "bundle", village / "whole.zip", "--ledger", village / "ledger")
    done("export", "trust", village / "trust.json", "--ledger", village / "ledger")
    trust = ["--trust", str(village / "trust.json")]

    def looked(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main.main([*words, *trust])
        assert isinstance(ended.value.code, int)
        return ended.value.code

    assert looked("since", str(village / "new.zip"), "--memory", str(village / "seen")) == 2
    assert "bundles_do_not_meet" in capsys.readouterr().err
    assert looked("compare", str(village / "new.zip"), str(village / "whole.zip")) == 0
    assert not (village / "seen").exists()
