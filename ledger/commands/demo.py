"""`eal demo story`: what the people of North Mitrovica did in 2013, with public commands only.

Every step is a command that anybody can type; it is printed before its output, and the whole is
kept as a transcript. The last steps do what an adversary would do, and show that it is seen.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from cyclopts import App

from ledger import demo as damages_of
from ledger import limits, read
from ledger.chain import receipt, vkey
from ledger.chain.checkpoint import LogKey
from ledger.commands import output, places, tampering
from ledger.errors import Malformed, Unavailable

app = App(
    name="demo",
    help="Play the story of North Mitrovica 2013; attack a small ledger and see who notices.",
    help_format="plaintext",
)
app.command(tampering.tamper)

SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "north-mitrovica-2013.yaml"
CENTRES = ("pc-st-sava", "pc-technical", "pc-medical")
DECISION = "cec-2013-11-05"
DAYS = ("2013-11-04", "2013-11-05", "2013-11-07", "2013-11-18")
CHECKS = [f"V{number:02}" for number in (*range(1, 9), *range(10, 18), *range(19, 29))]
"""All but witnesses, which an auditor names, and prints. What a document cannot be asked does not apply to it."""
_SERVER_SECONDS_MAX = 20.0


class Stage:
    """Where the demo plays: it runs commands, shows them with their output, keeps a transcript."""

    def __init__(self, folder: Path, transcript: TextIO) -> None:
        self.folder = folder
        self._transcript = transcript

    def chapter(self, title: str) -> None:
        """Print a heading."""
        self.say(f"\n── {title} {'─' * max(0, 74 - len(title))}\n")

    def say(self, text: str) -> None:
        """Print a line and keep it."""
        print(text, flush=True)
        self._transcript.write(text + "\n")

    def run(self, program: str, *words: str, show: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command as anybody would; show it and its output."""
        if show:
            self.say(f"$ {program} {' '.join(self._shown(word) for word in words)}")
        done = subprocess.run(
            [*_program(program), *words], capture_output=True, text=True, check=False
        )
        if show:
            self.say(done.stdout.rstrip("\n") + "\n")
        return done

    def require(self, program: str, *words: str) -> None:
        """Run a command that must succeed."""
        done = self.run(program, *words)
        if done.returncode != 0:
            self.say(done.stderr)
            do = "send this transcript to the people who keep the project; the story must play"
            raise Unavailable(f"the demo's command ended with exit code {done.returncode}", do)

    def _shown(self, word: str) -> str:
        """A path as somebody in the project's folder would type it."""
        return word.replace(f"{SCENARIO.parents[2]}/", "")


@app.command
def story(folder: Path) -> None:
    """Play the story into a new folder: record, look back, export, verify, tamper, ask over HTTP.

    Leaves there the ledger, the signed acts, bundle.zip, trust.json and transcript.txt.

    For example:
      eal demo story demo-story
      eal demo story /tmp/another

    Exit codes: 0 everything came as it must; 1 something did not; 2 the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Malformed("file_exists", "a new or empty folder", "one with files in it", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with (folder / "transcript.txt").open("w", encoding="utf-8") as transcript:
        stage = Stage(folder, transcript)
        _record(stage)
        _look_back(stage)
        _verify(stage)
        caught = _tamper(stage)
        _ask(stage)
        stage.say(
            f"\nEverything above lies in {folder}. It took {time.monotonic() - started:.0f} s."
        )
    if not caught:
        sys.exit(output.REFUSED)


def _record(stage: Stage) -> None:
    stage.chapter("1  The record: what was done and decided, as signed acts")
    stage.require("eal", "play", str(SCENARIO), str(stage.folder))


def _look_back(stage: Stage) -> None:
    where = ("--ledger", str(stage.folder))
    stage.chapter("2  The three centres on four days, as known then and as known today")
    for day in DAYS:
        stage.require("eal", "state", *CENTRES, *where, "--as-of", day)
        stage.require("eal", "state", *CENTRES, *where, "--in-force-on", day)
    stage.chapter("3  What was still owed on the evening of the decision")
    stage.require("eal", "open-items", *where, "--as-of", "2013-11-05")
    stage.require("eal", "history", CENTRES[0], *where)


def _verify(stage: Stage) -> None:
    stage.chapter("4  One file for an auditor, checked without the ledger")
    where = ("--ledger", str(stage.folder))
    bundle, trust = str(stage.folder / "bundle.zip"), str(stage.folder / "trust.json")
    required = [word for check in CHECKS for word in ("--require", check)]
    stage.require("eal", "export", "bundle", bundle, *where)
    stage.run("eal", "export", "trust", trust, *where, *required, show=False)
    stage.say(
        "The trust file below was written by this demo from its own ledger. A real auditor brings\n"
        "it from elsewhere: a newspaper, an embassy, the printed founding record.\n"
    )
    stage.require("eal-verify", "bundle", bundle, "--trust", trust)


def _tamper(stage: Stage) -> bool:
    stage.chapter("5  Damaged copies of it, and what gives each away")
    files = damages_of.unpack((stage.folder / "bundle.zip").read_bytes())
    decision = read.index_of(places.open_to_read(stage.folder), DECISION)
    rows = [_damaged(stage, files, each) for each in damages_of.damages(files, decision)]
    width = max(len(row[0]) for row in rows)
    for told, found, is_caught in rows:
        stage.say(f"{'caught' if is_caught else 'MISSED':6}  {told.ljust(width)}  {found}")
    caught = sum(is_caught for *_, is_caught in rows)
    stage.say(f"\n{caught} of {len(rows)} damages were caught, by name and at the right entry.")
    return caught == len(rows)


def _damaged(
    stage: Stage, files: damages_of.Files, damage: damages_of.Damage
) -> tuple[str, str, bool]:
    """Damage a copy, have it verified, and say whether the right thing was said of it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{damage.name}.zip"
        path.write_bytes(damages_of.pack(damage.apply(files)))
        trust = str(stage.folder / "trust.json")
        done = stage.run("eal-verify", "bundle", str(path), "--trust", trust, "--json", show=False)
    report = json.loads(done.stdout)
    findings = [finding for check in report["checks"] for finding in check.get("findings", [])]
    fitting = [
        each
        for each in findings
        if each["check"] == damage.check and each["index"] in (damage.index, None)
    ]
    is_caught = done.returncode == 1 and bool(fitting)
    first = (fitting or findings or [{"check": "-", "message": "nothing was found"}])[0]
    place = "" if first.get("index") is None else f" at entry {first['index']}"
    return damage.story, f"{first['check']}{place}: {first['message']}", is_caught


def _ask(stage: Stage) -> None:
    stage.chapter("6  The decision, asked for over HTTP, and its proof")
    with _server(stage.folder) as address:
        stage.say(f"$ curl {address}/v1/acts/{DECISION}")
        data = _get(f"{address}/v1/acts/{DECISION}")
    told = receipt.parse(data)
    trust = json.loads((stage.folder / "trust.json").read_bytes())
    keys = [LogKey(vkey.parse_log_key(each["vkey"])) for each in trust["log_keys"]]
    covered = receipt.check(told, keys)
    stage.say(f"entry {told.entry.index}: act {told.entry.act.act_id} of {told.entry.act.body}")
    stage.say(
        f"proven: it is entry {told.entry.index} of the {covered.size} that the log's key signed, "
        f"by a path of {len(told.inclusion)} hashes"
    )


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Serve the ledger on a free port of this machine, and take the server down again."""
    words = ["serve", "--ledger", str(folder), "--port", "0", "--json"]
    process = subprocess.Popen(
        [*_program("eal"), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Unavailable("the server did not start", "run `eal serve` and read what it says")
        yield json.loads(line)["url"]
    finally:
        process.terminate()
        process.wait(_SERVER_SECONDS_MAX)


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=_SERVER_SECONDS_MAX) as answer:
        data: bytes = answer.read(limits.RECEIPT_BYTES_MAX + 1)
    return data


def _program(program: str) -> Sequence[str]:
    return [sys.executable, "-m", tampering.PROGRAMS[program]]
