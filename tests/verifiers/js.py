"""Runs the second checker under Node: one process for many files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "verifiers" / "js"
SCRIPT = FOLDER / "eal-verify.js"
SECONDS_MAX = 110

# What the second checker is held to: the checks on bytes, then those on what the entries mean.
CATALOGUE = FOLDER.parents[1] / "docs" / "spec" / "checks.json"
CHECKS = [check["id"] for check in json.loads(CATALOGUE.read_text("utf-8"))["checks"]]

Json = dict[str, Any]
Finding = tuple[str, str, int | None]


def node() -> str:
    """The program, or the end of the test: a skip, or a failure where it is required."""
    found = shutil.which("node") or shutil.which("nodejs")
    if found is None:
        why = "JAVASCRIPT NOT CHECKED: there is no node here"
        if os.environ.get("EAL_INTEROP") == "required":
            pytest.fail(why)
        pytest.skip(why)
    return found


def run(*words: str | Path) -> tuple[int, str, str]:
    """Exit code, output and complaints of the script."""
    done = subprocess.run(
        [node(), str(SCRIPT), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS_MAX,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def batch(folder: Path, cases: Iterable[tuple[str, Path, Path]]) -> list[Json]:
    """The reports on (command, file, trust file), in order, from one process."""
    listed = folder / "list.txt"
    listed.write_text("".join(f"{c}\t{f}\t{t}\n" for c, f, t in cases), encoding="utf-8")
    code, out, err = run("--batch", listed)
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.split("\n") if line]


def report(folder: Path, command: Sequence[str]) -> Json:
    """The report on a command of the conformance pack, whose files lie below a folder."""
    words = [str(folder / word) if "/" in word else word for word in command]
    found: Json = json.loads(run(*words, "--json")[1])
    return found


def ask(program: str, *words: str | Path) -> Any:
    """What a program prints as JSON that has the script as `Eal`."""
    loaded = f"const Eal = require({json.dumps(str(SCRIPT))});\n"
    done = subprocess.run(
        [node(), "-", *map(str, words)],
        input=loaded + program,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def told(report: Json, checks: Sequence[str]) -> Json:
    """What a report says, as far as two checkers must agree: word, results, codes and indexes."""
    if report["verdict"] is None:
        return {"code": report["code"]}
    return {
        check["id"]: (check["result"], _findings(check))
        for check in report["checks"]
        if check["id"] in checks
    }


def _findings(check: Json) -> list[Finding]:
    found = {(f["check"], f["code"], f["index"]) for f in check["findings"]}
    return sorted(found, key=lambda one: (one[1], -1 if one[2] is None else one[2]))


# A line that breaks section 1 by a key, and section 2 by the same member: the first checker tells the second.
KEY_OR_MEMBER = ("bad_key", "missing_member", "unknown_member", "bad_member")


def folded(said: Json) -> Json:
    """The same without what is known to differ: README.md of the second checker says what and why."""
    made = dict(said)
    if "V02" in said:
        result, findings = said["V02"]
        codes = {(c, "a member" if code in KEY_OR_MEMBER else code, i) for c, code, i in findings}
        made["V02"] = (result, sorted(codes, key=lambda one: (one[1], one[2])))
    if said.get("V19", ("",))[0] in ("NOT CHECKED", "NOT APPLICABLE"):
        made["V19"] = ("not made", [])
    return made
