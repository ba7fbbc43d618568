"""`eal demo tamper`: every attack is caught by whoever must, and by nobody who cannot."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ledger import tamper
from ledger.commands import tampering
from ledger.commands.tampering import Result
from ledger.tamper import Attack, Lab, attack, bundles
from ledger.tamper.named import NAMED
from tests.commands.running import eal
from tests.verifiers import js
from verifiers.desk import main as verify

pytestmark = pytest.mark.slow
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "verifying.md"


def in_this_process(folder: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """What the command would do as a process, a second earlier."""
    with contextlib.chdir(folder):
        if words[0] == "eal":
            done = eal(*words[1:])
            return subprocess.CompletedProcess(words, done.code, done.out, done.err)
        out, err = io.StringIO(), io.StringIO()
        code = verify.run(words[1:], out, err)
        return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab whose honest ledger was found in order, with commands that run in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tampering, "_run", in_this_process)
        patch.setattr(tampering, "_AT_ONCE", 1)
        yield tampering._built(tmp_path_factory.mktemp("lab") / "tamper")


@pytest.fixture(scope="module")
def results(lab: Lab) -> list[Result]:
    """What became of every attack."""
    return list(tampering._mounted(lab, tamper.attacks(lab)))


def test_every_attack_is_caught(results: list[Result]) -> None:
    """By check, code and entry; what cannot be seen in the copy alone is first shown not to be."""
    missed = [(result.attack.name, result.seen) for result in results if not result.caught]
    assert missed == []
    assert len(results) >= 130


def test_a_second_checker_sees_what_a_court_is_given(lab: Lab, results: list[Result]) -> None:
    """The same findings at the same entries of every attack on a bundle of one unit, and the same verdict."""
    given = [(r.attack.name, s) for r in results for s in r.seen if s.look.defence == "court"]
    for name, seen in given:
        folder, (_, command, file, *words) = lab.folder / "attacks" / name, seen.look.words
        words = [str(folder / word) if word.endswith(".json") else word for word in words]
        code, out, _ = js.run(command, folder / file, *words, "--json")
        theirs = json.loads(out)
        done = in_this_process(folder, (*seen.look.words, "--json"))
        ours = json.loads(done.stdout)
        assert (code, theirs["verdict"]) == (seen.exit_code, ours["verdict"]), name
        assert js.told(theirs, js.CHECKS) == js.told(ours, js.CHECKS), name
    assert len(given) >= 26


def test_each_defence_is_needed(results: list[Result]) -> None:
    """Each of them catches something that no other does; and some attacks pass what sees others."""
    alone = {result.by[0] for result in results if len(result.by) == 1}
    assert alone == {
        "answer",
        "bundle",
        "court",
        "tiles",
        "receipt",
        "doctor",
        "memory",
        "witnesses",
    }
    blind = {r.attack.name for r in results if any(not seen.look.sees for seen in r.seen)}
    assert {"dropped-tail", "rewritten-tail", "split-view", "rolled-back-head"} <= blind


def test_the_attacks_are_named(results: list[Result]) -> None:
    """By numbers that have a meaning; and of all parts of what can be attacked."""
    numbers = {number for result in results for number in result.attack.numbers}
    assert numbers <= NAMED.keys()
    assert len(numbers) >= 35
    document = json.loads(tampering.output_of(results))
    assert (document["caught"], document["count"]) == (len(results), len(results))


def test_what_is_not_damaged_is_not_caught(lab: Lab) -> None:
    """The lab tells a missed attack from one that was caught: here nothing is done at all."""
    (real,) = (a for a in bundles.attacks(lab) if a.name == "edited-figure")

    def nothing(lab: Lab, folder: Path) -> None:
        (folder / "bundle.zip").write_bytes(lab.witnessed_bundle())

    for looks in (real.looks, (attack.remembered(),), (attack.witnessed(),)):
        name = f"nothing-{looks[0].defence}"
        mounted = Attack(numbers=(1,), name=name, told="", mount=nothing, looks=looks)
        assert not tampering._attacked(lab, mounted).caught
    alarm = Attack(
        numbers=(1,), name="nothing-blind", told="", mount=real.mount, looks=(attack.plain(),)
    )
    assert not tampering._attacked(lab, alarm).caught


def test_as_anybody_runs_it(tmp_path: Path) -> None:
    """With the real programs, as processes; the folder must be new."""
    words = [sys.executable, "-m", "ledger.commands.main", "demo", "tamper", str(tmp_path / "t")]
    only = ["--only", "edited-figure", "--only", "rewritten-tail", "--only", "trigger-dropped"]
    done = subprocess.run([*words, *only], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 3 attacks were caught" in done.stdout
    assert json.loads((tmp_path / "t" / "results.json").read_bytes())["caught"] == 3
    again = subprocess.run([*words, *only], capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (2, "")


@pytest.mark.campaign
def test_all_of_it_with_the_real_programs(tmp_path: Path) -> None:
    """About a hundred and twenty processes."""
    words = [sys.executable, "-m", "ledger.commands.main", "demo", "tamper", str(tmp_path / "t")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSED" not in done.stdout


def test_the_guide_shows_what_comes(
    results: list[Result], capsys: pytest.CaptureFixture[str]
) -> None:
    """The transcript in the guide is real, to the line; the seconds aside."""
    for number, result in enumerate(results, 1):
        tampering._tell(number, len(results), result)
    _, _, rest = GUIDE.read_text(encoding="utf-8").partition("```transcript tamper\n")
    took = re.search(r"It took ([0-9]+) s\.", rest)
    assert took is not None
    tampering._sum_up(results, int(took[1]))
    printed = capsys.readouterr().out.splitlines()
    shown = rest.partition("\n```")[0].splitlines()
    assert len(shown) > 20
    assert [line for line in shown if line != "..." and line not in printed] == []
