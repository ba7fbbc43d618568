"""The conformance pack in `tests/vectors/bundles/`: written by `make vectors`, read by anybody.

What must come of a vector is said where it is made; beside that the manifest records all that this
project's verifier finds, so that two verifiers can be compared finding by finding.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from ledger.tamper.named import NAMED
from tests.vectors import FOLDER
from tests.verifiers import (
    answers,
    courts,
    handed_over,
    more_attacks,
    more_courts,
    outside,
    twins,
    vectors,
)
from tests.verifiers.vectors import Vector
from verifiers.desk import main

PACK = FOLDER / "bundles"
README = "README.md"
EXIT_CODES = {"ONE HISTORY": 0, "TWO HISTORIES": 1, "CANNOT BE TOLD": 3, None: 2} | {
    "VERIFIED": 0, "CONTRADICTED": 1, "INCOMPLETE": 3, "NOT FOUND": 4,
}  # fmt: skip
Json = dict[str, Any]
assert {
    answers.ATTACK,
    courts.ATTACK,
    handed_over.ATTACK,
    more_attacks.ATTACK,
    more_courts.ATTACK,
    outside.ATTACK,
    twins.TWIN,
} == {
    vectors.ATTACK,
    vectors.TWIN,
}


def pack() -> dict[str, Vector]:
    """All vectors by name: honest ones first, since the others are held against them."""
    made = {name: make() for name, make in vectors.VECTORS.items()} | vectors.of_damages()
    told = {name: make.__doc__ or "" for name, make in vectors.VECTORS.items()}
    order = (vectors.TWIN, vectors.ATTACK, vectors.BLIND)
    named = sorted(made.items(), key=lambda pair: (order.index(pair[1].kind), pair[0]))
    return {name: Vector(**(vars(v) | {"told": v.told or told[name]})) for name, v in named}


def files() -> dict[str, bytes]:
    """The whole pack: paths below its folder, and what stands there (the README aside)."""
    found: dict[str, bytes] = {}
    listed: list[Json] = []
    for name, each in pack().items():
        brought = f"trust/{hashlib.sha256(each.trust).hexdigest()[:12]}.json"
        found[brought] = each.trust
        words = [_place(name, given) for given in each.given]
        found |= {_place(name, file): data for file, data in each.files.items()}
        listed.append(_listed(name, each, [each.command, *words, "--trust", brought, *each.asked]))
    _record(listed, found)
    mounted = {number for each in listed for number in each["attacks"]}
    document = {
        "attacks": {str(number): NAMED[number] for number in sorted(mounted)},
        "format": 0,
        "vectors": listed,
    }
    found["manifest.json"] = _spelled(document)
    return found


def _place(name: str, file: str) -> str:
    """A vector of one file has it under its own name; of more, a folder."""
    stem, dot, ending = file.rpartition(".")
    return (
        f"files/{name}.{ending}"
        if dot and stem in ("bundle", "receipt", "fork", "proof")
        else f"files/{name}/{file}"
    )


def _listed(name: str, each: Vector, command: list[str]) -> Json:
    words = name.replace("_", " ")
    said = " ".join(each.told.split())
    return {
        "attacks": list(each.attacks),
        "code": each.code,
        "command": command,
        "exit": EXIT_CODES[each.verdict],
        "kind": each.kind,
        "must_find": list(each.must) if each.must else None,
        "name": name,
        "told": f"{words[0].upper()}{words[1:]}. {said}",
        "twin": each.twin,
        "verdict": each.verdict,
    }


def _record(listed: list[Json], found: dict[str, bytes]) -> None:
    """Adds what this verifier finds: every finding once, and each check by its result."""
    with tempfile.TemporaryDirectory() as name:
        for path, data in found.items():
            place = Path(name) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        for each in listed:
            each |= told(answer(Path(name), each["command"]))


def answer(folder: Path, command: list[str]) -> Json:
    """What `eal-verify` answers to a command of the manifest, in the folder of the pack."""
    placed = [str(folder / word) if "/" in word else word for word in command]
    out, err = io.StringIO(), io.StringIO()
    code = main.run([*placed, "--json"], out, err)
    found: Json = json.loads(out.getvalue())
    assert found["exit_code"] == code
    return found


def told(report: Json) -> Json:
    """The findings and the results of a report, as the manifest has them."""
    checks = report.get("checks", [])
    findings = {
        (each["check"], each["code"], each["index"]) for check in checks for each in check["findings"]
    }  # fmt: skip
    order = sorted(findings, key=lambda f: (2**53 if f[2] is None else f[2], f[0], f[1]))
    results: dict[str, list[str]] = {}
    for check in sorted(checks, key=lambda check: str(check["id"])):
        results.setdefault(check["result"], []).append(check["id"])
    return {
        "findings": [list(each) for each in order],
        "results": results,
        "verified": report.get("verified"),
    }


def _spelled(document: Json) -> bytes:
    """JSON with a member of a vector a line, so that a diff shows what changed."""
    listed = [",\n".join(_members(each)) for each in document["vectors"]]
    named = ",\n".join(_members(document["attacks"]))
    body = ",\n".join(f"{{\n{each}\n}}" for each in listed)
    text = f'{{"attacks":{{\n{named}\n}},"format":0,"vectors":[\n{body}\n]}}\n'
    assert json.loads(text) == document
    return text.encode()


def _members(document: Json) -> list[str]:
    return [
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}"
        for name, value in document.items()
    ]


def contents(data: bytes) -> object:
    """What a file says, however a zip was packed: programs pack the same bytes in other ways."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return [(one.filename, one.date_time, opened.read(one)) for one in opened.infolist()]
    except (zipfile.BadZipFile, OSError):
        return data


def write(folder: Path = PACK) -> None:
    """Writes what is not there yet or says something else, and removes what is no part of it."""
    made = files()
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in made and name != README:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    for name, data in made.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or contents(place.read_bytes()) != contents(data):
            place.write_bytes(data)
