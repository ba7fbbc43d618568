"""Runs the command on bytes, as an auditor runs it on files."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from verifiers.desk import main


def run(bundle: bytes, trust: bytes, *options: str) -> tuple[int, str, str]:
    """Exit code, what was printed, what was told on the side."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bundle.zip").write_bytes(bundle)
        (Path(folder) / "trust.json").write_bytes(trust)
        words: Sequence[str] = (
            "bundle",
            f"{folder}/bundle.zip",
            "--trust",
            f"{folder}/trust.json",
            *options,
        )
        out, err = io.StringIO(), io.StringIO()
        code = main.run(words, out, err)
        return code, out.getvalue(), err.getvalue()


def report(bundle: bytes, trust: bytes) -> dict[str, Any]:
    """The report as JSON."""
    code, out, _ = run(bundle, trust, "--json")
    found: dict[str, Any] = json.loads(out)
    assert found["exit_code"] == code
    return found


def findings(found: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    """Check, code and index of every finding."""
    return [
        (finding["check"], finding["code"], finding["index"])
        for check in found["checks"]
        for finding in check["findings"]
    ]
