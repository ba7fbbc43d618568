"""`eal demo tamper`: damaged copies of an honest ledger, and the programs that must see it."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from cyclopts import Parameter

from ledger import seal
from ledger import tamper as catalogue
from ledger.commands import output, places
from ledger.errors import Malformed, Unavailable
from ledger.tamper import Attack, Lab, Look, forging
from ledger.tamper import lab as places_of

PROGRAMS = {"eal": "ledger.commands.main", "eal-verify": "verifiers"}
_AT_ONCE = max(2, min(4, os.cpu_count() or 2))
_TOLD_MAX = 160
_MISSEALED_AT = "2021-04-06T09:00Z"
_DEFENCES = {
    "bundle": "verifying the bundle",
    "tiles": "verifying the log as tiles",
    "receipt": "verifying a receipt",
    "answer": "verifying an answer about the state",
    "court": "verifying a bundle of one unit",
    "doctor": "eal doctor",
    "memory": "a checkpoint that the auditor kept",
    "witnesses": "witnesses that the auditor named",
    "comparing": "two auditors who compare",
}


class Seen(NamedTuple):
    """What a look came to, beside what was expected of it."""

    look: Look
    exit_code: int
    told: str
    as_expected: bool


class Result(NamedTuple):
    """What became of an attack: each look at it, and whether all were as they must be."""

    attack: Attack
    seen: list[Seen]

    @property
    def caught(self) -> bool:
        """Whether it was caught by all who must, and by nobody who cannot."""
        return all(each.as_expected for each in self.seen) and any(s.look.sees for s in self.seen)

    @property
    def by(self) -> list[str]:
        """The defences that caught it."""
        return list(dict.fromkeys(s.look.defence for s in self.seen if s.look.sees))


def tamper(
    folder: Path,
    *,
    only: Annotated[
        list[str] | None, Parameter(help="An attack by its name; all of them if none is named.")
    ] = None,
) -> None:
    """Damage copies of a small ledger, each a named attack, and show which program catches it.

    Leaves there the honest ledger, every damaged copy with what its auditor brings, and
    results.json, which has every command: run any of them yourself in its attack's folder. Needs no
    network.

    For example:
      eal demo tamper attacked
      eal demo tamper another --only split-view --only lying-index

    Exit codes: 0 every attack was caught; 1 one was missed; 2 the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Malformed("file_exists", "a new or empty folder", "one with files in it", str(folder))
    started = time.monotonic()
    lab = _built(folder.resolve())
    attacks = _chosen(catalogue.attacks(lab), only or ())
    output.say(f"An honest ledger of {lab.size} entries lies in {folder / places_of.HONEST}: all programs find it in order.")  # fmt: skip
    output.say(f"Now {len(attacks)} attacks, each on a copy of its own in {folder / 'attacks'}.\n")
    results = []
    for number, result in enumerate(_mounted(lab, attacks), 1):
        results.append(result)
        _tell(number, len(attacks), result)
    _sum_up(results, time.monotonic() - started)
    (folder / "results.json").write_text(output_of(results), encoding="utf-8")
    output.say(f"Everything is kept: {folder / 'results.json'} has it for programs.")
    if not all(result.caught for result in results):
        sys.exit(output.REFUSED)


def _chosen(attacks: list[Attack], only: Sequence[str]) -> list[Attack]:
    unknown = sorted(set(only) - {attack.name for attack in attacks})
    if unknown:
        raise Malformed("wrong_usage", "the name of an attack", unknown[0], "--only")
    return [attack for attack in attacks if not only or attack.name in only]


# --- the honest ledger ---------------------------------------------------------------------------


def _built(folder: Path) -> Lab:
    """Play the ledgers of the lab, export what auditors get, and see that all is in order."""
    folder.mkdir(parents=True, exist_ok=True)
    variants = places_of.variants()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda pair: _play(folder, *pair), variants.items()))
    honest, lab = folder / places_of.HONEST, Lab(folder)
    _misseal(honest, folder / places_of.MISSEALED)
    _require(honest, "eal", "export", "tiles", "tiles", "--ledger", ".")
    for unit in ("010", "village"):
        told = _require(honest, "eal", "state", unit, "--proof", "--ledger", ".")
        (honest / f"proof-{unit}.json").write_text(told, encoding="utf-8")
    _require(honest, "eal", "export", "bundle", "court.zip", "--unit", "010", "--ledger", ".")
    (honest / "receipt.json").write_bytes(lab.receipt("board-2"))
    bundle = honest / "bundle.zip"
    bundle.write_bytes(lab.witnessed_bundle())
    for name, data in lab.brought().items():
        (honest / name).write_bytes(data)
    for words in _honest_looks():
        _require(honest, *words)
    return lab


def _play(folder: Path, name: str, scenario: bytes) -> None:
    path = folder / f"{name}.yaml"
    path.write_bytes(scenario)
    _require(folder, "eal", "play", path.name, name)
    (folder / name / "reasons.txt").write_bytes(places_of.REASONS)
    _require(
        folder / name, "eal", "evidence", "add", "reasons.txt", "--act", "board-2", "--ledger", "."
    )
    _require(folder / name, "eal", "export", "bundle", "bundle.zip", "--ledger", ".")


def _misseal(honest: Path, folder: Path) -> None:
    """A copy of the ledger, in which a changed program sealed a state that is none."""
    shutil.copytree(honest, folder)
    with places.writing(folder, folder / "keys" / "passphrase.txt", _MISSEALED_AT) as opened:
        opened.sheets = forging.Lying()
        assert seal.seal(opened) is not None
    (folder / "bundle.zip").unlink()
    _require(folder, "eal", "export", "bundle", "bundle.zip", "--ledger", ".")


def _honest_looks() -> Iterator[tuple[str, ...]]:
    """The control: what is not damaged is found in order by every look; the auditor remembers it."""
    yield "eal", "doctor", "--ledger", "."
    yield "eal-verify", "bundle", "bundle.zip", "--trust", "trust.json"
    yield "eal-verify", "bundle", "bundle.zip", "--trust", "trust-witnesses.json"
    yield "eal-verify", "tiles", "tiles", "--trust", "trust.json"
    yield "eal-verify", "record", "receipt.json", "--trust", "trust.json"
    yield "eal-verify", "state", "proof-010.json", "--trust", "trust.json", "--unit", "010"
    yield "eal-verify", "bundle", "court.zip", "--trust", "trust.json", "--unit", "010"
    yield "eal-verify", "compare", "bundle.zip", "bundle.zip", "--trust", "trust.json"
    yield "eal-verify", "since", "bundle.zip", "--trust", "trust.json", "--memory", "seen"


def _require(folder: Path, *words: str) -> str:
    """What a program printed that must find everything in order."""
    done = _run(folder, words)
    if done.returncode != 0:
        found = f"{' '.join(words)}: exit code {done.returncode}: {done.stderr or done.stdout}"
        raise Unavailable(found[:500], "send this to the people who keep the project")
    return done.stdout


def _run(folder: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", PROGRAMS[words[0]], *words[1:]]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


# --- the attacks ---------------------------------------------------------------------------------


def _mounted(lab: Lab, attacks: Sequence[Attack]) -> Iterator[Result]:
    """Mount and look, several at once; in their order."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda attack: _attacked(lab, attack), attacks)


def _attacked(lab: Lab, attack: Attack) -> Result:
    folder = lab.folder / "attacks" / attack.name
    folder.mkdir(parents=True)
    attack.mount(lab, folder)
    for name, data in lab.brought().items():
        (folder / name).write_bytes(data)
    if any(look.defence == "memory" for look in attack.looks):
        (folder / "seen").mkdir()
        for path in (lab.folder / places_of.HONEST / "seen").iterdir():
            (folder / "seen" / path.name).write_bytes(path.read_bytes())
    return Result(attack, [_looked(folder, look) for look in attack.looks])


def _looked(folder: Path, look: Look) -> Seen:
    done = _run(folder, [*look.words, "--json"])
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return Seen(look, done.returncode, done.stderr.strip()[:300] or "no answer", False)
    found = _findings(report, look.words[0])
    told = _fitting(look, found)
    as_expected = done.returncode == look.exit_code
    if look.finding is not None:
        as_expected = as_expected and any(_names(look.finding, each) for each in found)
    elif not look.sees:
        as_expected = as_expected and not found
    return Seen(look, done.returncode, told or _verdict(report), as_expected)


Found = tuple[str, str, int | None, str]


def _findings(report: dict[str, Any], program: str) -> list[Found]:
    """Check, code, entry and sentence of everything that a program found wrong."""
    if "error" in report:
        return [("opening", report["error"]["code"], None, report["error"]["found"])]
    if program == "eal":
        wrong = (each for each in report["findings"] if each["is_good"] is False)
        return [(e["about"], e["code"], _entry_in(e["found"]), e["found"]) for e in wrong]
    return [
        (each["check"], each["code"], each["index"], each["message"])
        for check in report.get("checks", ())
        for each in check["findings"]
    ]


def _entry_in(told: str) -> int | None:
    """The entry that a sentence of the doctor names first."""
    named = re.search(r"\bentry ([0-9]+)\b", told)
    return int(named[1]) if named else None


def _names(expected: tuple[str, str, int | None], found: Found) -> bool:
    return expected == found[:3]


def _fitting(look: Look, found: list[Found]) -> str:
    named = [each for each in found if look.finding and _names(look.finding, each)]
    for check, code, index, message in (named or found)[:1]:
        place = "" if index is None or f"entry {index}" in message else f" at entry {index}"
        return f"{check} {code}{place}: {message}"
    return ""


def _verdict(report: dict[str, Any]) -> str:
    if "fork" in report or "proven" in report:
        return "TWO HISTORIES" if report["exit_code"] == 1 else "ONE HISTORY"
    return str(report.get("verdict") or report.get("code") or "nothing is wrong")


# --- telling -------------------------------------------------------------------------------------


def _tell(number: int, count: int, result: Result) -> None:
    attack = result.attack
    numbers = ", ".join(map(str, attack.numbers))
    sign = "caught" if result.caught else "MISSED"
    output.say(f"{number:3} of {count}  {sign}  {attack.name} ({numbers}): {attack.told}")
    for seen in result.seen:
        how = "sees it" if seen.look.sees else "cannot see it"
        shown = "" if seen.as_expected else f" (expected {_expected(seen.look)})"
        told = textwrap.shorten(seen.told, _TOLD_MAX, placeholder=" ...")
        output.say(f"            {_DEFENCES[seen.look.defence]} {how}: {told}{shown}")


def _expected(look: Look) -> str:
    if look.finding is None:
        return f"exit code {look.exit_code}"
    check, code, index = look.finding
    return f"exit code {look.exit_code}, {check} {code}{'' if index is None else f' at {index}'}"


def _sum_up(results: list[Result], seconds: float) -> None:
    caught = [result for result in results if result.caught]
    counts = Counter(by for result in caught for by in result.by)
    alone = Counter(result.by[0] for result in caught if len(result.by) == 1)
    rows = [(told, str(counts[name]), str(alone[name])) for name, told in _DEFENCES.items()]
    output.say("")
    output.table(("DEFENCE", "CAUGHT", "ALONE"), rows)
    unseen = sum(any(not seen.look.sees for seen in result.seen) for result in results)
    output.say(
        f"\n{len(caught)} of {len(results)} attacks were caught, by check, code and entry. {unseen} of them cannot be seen in the\n"
        "copy alone: that was tried first, and nothing was found. It took "
        f"{seconds:.0f} s."
    )


def output_of(results: list[Result]) -> str:
    """Return all results as one JSON document."""
    listed = [
        {
            "attack": list(result.attack.numbers),
            "by": result.by,
            "caught": result.caught,
            "looks": [_look_document(seen) for seen in result.seen],
            "name": result.attack.name,
            "told": result.attack.told,
        }
        for result in results
    ]
    caught = sum(result.caught for result in results)
    document = {"attacks": listed, "caught": caught, "count": len(results), "format": 0}
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _look_document(seen: Seen) -> dict[str, Any]:
    look = seen.look
    expected = {"exit": look.exit_code, "finding": look.finding and list(look.finding)}
    return {
        "as_expected": seen.as_expected,
        "command": list(look.words),
        "defence": look.defence,
        "exit": seen.exit_code,
        "expected": expected,
        "sees": look.sees,
        "told": seen.told,
    }
