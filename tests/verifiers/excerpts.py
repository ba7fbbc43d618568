"""Bundles of one unit for tests: taken apart, changed, put together again, and shown to both checkers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.chain import canonical
from tests.verifiers import js, maker
from verifiers.desk import main

Json = dict[str, Any]
Finding = tuple[str, str, int | None]
REQUIRED = [f"V{n:02}" for n in (1, 2, 3, 4, 6, 7, 10, 11, 12, 16, 17, 20, 24, 26, 27, 28)]
"""What a bundle of one unit can show, for a reader who has no memory and no witnesses."""


class Excerpt:
    """The files of a bundle of one unit, to be changed."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.contents = canonical.loads(self.files.pop("bundle.json"))

    def lines(self, name: str) -> list[Json]:
        """The lines of a file, as documents."""
        return [json.loads(line) for line in self.files[name].splitlines()]

    def put(self, name: str, lines: list[Json]) -> None:
        """Write the lines of a file."""
        self.files[name] = b"".join(canonical.respell(line) + b"\n" for line in lines)

    def change(self, name: str, edit: Callable[[list[Json]], list[Json] | None]) -> None:
        """Change the lines of a file."""
        lines = self.lines(name)
        edited = edit(lines)
        self.put(name, lines if edited is None else edited)

    @property
    def proof(self) -> Json:
        """The state proof."""
        found: Json = json.loads(self.files["proof.json"])
        return found

    @proof.setter
    def proof(self, proof: Json) -> None:
        self.files["proof.json"] = canonical.respell(proof)

    def index_of(self, act: str) -> int:
        """The index of an act."""
        return next(e["index"] for e in self.lines("entries.jsonl") if e["act"]["act_id"] == act)

    def drop(self, index: int, *, path: bool = True) -> None:
        """Leave an entry out, and what leads to it."""
        for name in ("entries.jsonl", *(["paths.jsonl"] if path else [])):
            self.change(name, lambda lines: [one for one in lines if one["index"] != index])

    def packed(self) -> bytes:
        """The bundle, its list right for what it holds."""
        listed = [
            {"bytes": len(data), "name": name, "sha256": sha256(data).hexdigest()}
            for name, data in self.files.items()
            if not name.startswith("evidence/")
        ]
        contents = canonical.dumps(self.contents | {"files": listed})
        return maker.pack([("bundle.json", contents), *self.files.items()])


def told(report: Json) -> tuple[str | None, set[Finding], dict[str, str]]:
    """Verdict (or the code of what cannot be read), findings, and results."""
    if report["verdict"] is None:
        return report["code"], set(), {}
    checks = report["checks"]
    found = {(f["check"], f["code"], f["index"]) for check in checks for f in check["findings"]}
    return report["verdict"], found, {check["id"]: check["result"] for check in checks}


def look(folder: Path, data: bytes, trust: Json, *words: str) -> Json:
    """The report of the first checker, after the second said the same."""
    bundle, brought = folder / "court.zip", folder / "trust.json"
    bundle.write_bytes(data)
    brought.write_text(json.dumps(trust))
    out = io.StringIO()
    main.run(["bundle", str(bundle), "--trust", str(brought), "--json", *words], out, io.StringIO())
    first: Json = json.loads(out.getvalue())
    _, printed, complaints = js.run("bundle", bundle, "--trust", brought, "--json", *words)
    assert printed, complaints
    second = json.loads(printed)
    ours, theirs = told(first), told(second)
    assert ours == theirs, (ours, theirs)
    for name in ("cannot_show", "exit_code", "kind", "verified"):
        assert first.get(name) == second.get(name), name
    return first
