"""What is committed says nothing about the machine that it was written on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import ROOT

# Put together, so that this file does not hold what it looks for.
PATHS = ["/" + name + "/" for name in ("work", "home")]
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"))]
HOSTS += [".".join(parts) for parts in (("registry", "npmjs"), ("crates", "io"))]
MADE = {"__pycache__", "build", "demo-story", "dist"}


def traces(files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Every file that holds a path of some machine or a host of some package registry."""
    return [
        f"{name}: {trace}"
        for name, content in files
        for trace in PATHS + HOSTS
        if trace.encode() in content
    ]


def tracked() -> list[str]:
    """The files of the project: what git lists, or what is there if this is no checkout."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if asked.returncode == 0:
        return asked.stdout.decode().rstrip("\0").split("\0")
    return list(_walked())


def _walked() -> Iterator[str]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in MADE and not name.startswith(".")]
        yield from (str(Path(folder, name).relative_to(ROOT)) for name in files)


def test_the_tree_names_no_machine_and_no_registry() -> None:
    """Whoever clones it elsewhere finds nothing that was true only here."""
    names = [name for name in tracked() if (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    assert traces((name, (ROOT / name).read_bytes()) for name in names) == []


def test_the_lock_is_hashed_and_names_no_address() -> None:
    """Every pinned package has at least one digest, and none says where to get it."""
    text = (ROOT / "requirements.txt").read_text()
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 20
    assert all(line.endswith("\\") for line in pinned), "each goes on with its --hash lines"
    assert "://" not in text


def test_the_check_of_the_tree_can_fail() -> None:
    """A path and a host are noticed, in text and in anything else."""
    bad = b"\xff see " + PATHS[0].encode() + b"main and " + HOSTS[0].encode()
    assert traces([("a.bin", bad)]) == [f"a.bin: {PATHS[0]}", f"a.bin: {HOSTS[0]}"]
    assert traces([("b.md", b"framework, homework, docs/spec")]) == []
