"""The commands that unit files and Compose file name are run as they stand there, with other paths."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ledger import upgrade
from ledger.commands import settings
from ledger.commands.main import NOUNS
from tests.deploy.test_deploy import DEPLOY, ROOT, _environment, _Unit
from tests.faults import serving
from tests.faults.odd import Odd
from tests.faults.serving import SECONDS_MAX, Server
from tests.verbs import commission as commissions
from tests.verbs.commission import real_clock

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())

TOP = {"name", "services", "volumes", "secrets"}
SERVICE = {
    *("build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image"),
    *("mem_limit", "ports", "read_only", "restart", "secrets", "security_opt"),
    *("stop_grace_period", "tmpfs", "volumes"),
}
"""What the Compose specification knows, as far as it is used here: a slip is no member of it."""
HEALTH = {"interval", "retries", "start_period", "test", "timeout"}
DURATION = re.compile(r"[1-9][0-9]*(s|m|h)")


def test_the_compose_file_has_the_shape_of_one() -> None:
    """Known members, durations, restarts and conditions that exist; lists where lists belong."""
    assert {name for name in COMPOSE if not name.startswith("x-")} == TOP
    for name, service in COMPOSE["services"].items():
        assert set(service) <= SERVICE, name
        assert set(service["healthcheck"]) <= HEALTH and service["healthcheck"]["test"][0] in (
            "CMD",
            "CMD-SHELL",
        )
        assert isinstance(service["healthcheck"]["retries"], int)
        for key in ("interval", "timeout", "start_period"):
            assert DURATION.fullmatch(service["healthcheck"].get(key, "1s")), (name, key)
        assert DURATION.fullmatch(service.get("stop_grace_period", "1s"))
        assert service["restart"] in ("no", "always", "on-failure", "unless-stopped")
        for needed in service.get("depends_on", {}).values():
            assert needed["condition"] in ("service_started", "service_healthy")
        for volume in service["volumes"]:
            source, _, target = volume.partition(":")
            assert target.startswith("/") and (
                source.startswith("/") or source in COMPOSE["volumes"]
            )
        for port in service.get("ports", ()):
            assert re.fullmatch(r"127\.0\.0\.1:\d+:8080", port), "where the server listens"


def test_the_image_is_made_of_what_is_there() -> None:
    """Every file that is copied exists, the program is one that is installed, its word is known."""
    server = COMPOSE["services"]["server-1"]
    lines = server["build"]["dockerfile_inline"].splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ")]
    assert len(copied) >= 6 and all((ROOT / name).exists() for name in copied)
    scripts = re.search(r"\[project\.scripts\]\neal = ", (ROOT / "pyproject.toml").read_text())
    assert scripts and 'ENTRYPOINT ["eal"]' in lines
    assert server["command"] == ["serve"] and "serve" in NOUNS
    assert (ROOT / DEPLOY / server["build"]["context"]).resolve() == ROOT
    assert server["mem_limit"] and server["read_only"] is True


def test_logins_are_those_that_the_program_makes() -> None:
    """Whoever serves logs in as the login of `eal upgrade --roles`; nobody serves as the owner."""
    made = set(re.findall(r"CREATE ROLE (\w+) LOGIN", upgrade.roles("ledger")))
    named = [COMPOSE["services"]["server-1"]["environment"]["EAL_DATABASE"]]
    named.append(settings.load({"settings": DEPLOY / "settings.toml"}, {}).database or "")
    for url in named:
        login = re.search(r"//(\w+)@", url)
        assert login and login[1] in made
    database = COMPOSE["services"]["database"]
    assert named[0].rpartition("/")[2] == database["environment"]["POSTGRES_DB"]
    assert "-d ledger" in database["healthcheck"]["test"][1]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Server]]:
    """A ledger in a folder, served and published."""
    made = commissions.opened(f"sqlite+pysqlite:///{tmp_path / 'ledger.sqlite'}", real_clock)
    made.close()
    serving.furnish(tmp_path)
    odd = Odd(asks_always=True)
    with serving.serving(tmp_path, "--publish-every", "1", odd=odd) as server:
        yield tmp_path, server


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_MAX,
        env=environment | {"PATH": os.environ["PATH"]},
    )


def _eal(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return _run([sys.executable, "-m", "ledger.commands.main", *words], environment)


@pytest.mark.slow
def test_the_healthcheck_of_the_containers_asks_what_answers(served: tuple[Path, Server]) -> None:
    """It passes where the server is ready, and fails where it is not or nobody is there."""
    folder, server = served
    _, _, *words = COMPOSE["services"]["server-1"]["healthcheck"]["test"]
    port = server.url.rpartition(":")[2]
    command = [sys.executable, *(word.replace("8080", port) for word in words)]
    assert words[-1].count("8080") == 1
    done = _run(command, {})
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute("UPDATE projection SET stopped = 'a fault of the test'")
    assert server.ask("/ready")[0] == 503 and _run(command, {}).returncode != 0
    server.kill()
    assert _run(command, {}).returncode != 0


@pytest.mark.slow
def test_the_unit_of_tiles_writes_them(served: tuple[Path, Server]) -> None:
    """`ExecStart` as it stands, with the unit's environment."""
    folder, server = served
    deadline = time.monotonic() + SECONDS_MAX
    while server.ask("/ready")[1]["published_size"] == 0:
        assert time.monotonic() < deadline, "nothing was published"
        time.sleep(0.1)
    unit = _Unit()
    unit.read_string((DEPLOY / "eal-tiles.service").read_text())
    _, *words = shlex.split(unit["Service"]["ExecStart"])
    told = _environment("eal-tiles.service")
    assert told == {"EAL_LEDGER": "/srv/ledger"}
    done = _eal(
        [word.replace("/srv/ledger-tiles", str(folder / "tiles")) for word in words],
        {"EAL_LEDGER": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "tiles" / "checkpoint").is_file()


@pytest.mark.slow
def test_the_unit_of_servers_serves(served: tuple[Path, Server]) -> None:
    """`ExecStart`, the environment and the settings file as they stand, but for paths and the port."""
    folder, running = served
    running.kill()
    unit = _Unit()
    unit.read_string((DEPLOY / "eal@.service").read_text())
    _, *words = shlex.split(unit["Service"]["ExecStart"])
    database = f"sqlite:///{folder / 'ledger.sqlite'}"
    text = (DEPLOY / "settings.toml").read_text().replace("/srv/ledger", str(folder))
    text = re.sub(r'(?m)^database = ".*"$', f'database = "{database}"', text)
    (folder / "settings.toml").write_text(text)
    shutil.copy(folder / "passphrase.txt", folder / "passphrase")
    told = _environment("eal@.service") | {"EAL_SETTINGS": str(folder / "settings.toml")}
    told |= {"EAL_PORT": "0", "EAL_PASSPHRASE_FILE": str(folder / "passphrase")}
    process = subprocess.Popen(
        [sys.executable, "-m", "ledger.commands.main", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=told | {"PATH": os.environ["PATH"]},
    )
    try:
        assert process.stdout is not None
        server = Server(process, process.stdout.readline().split()[-1])
        status, ready = server.ask("/ready")
        assert (status, ready["accepts_acts"]) == (200, True)
        process.terminate()
        assert process.wait(int(unit["Service"]["TimeoutStopSec"])) == 0, "it stops as told"
    finally:
        process.kill()
        process.communicate()
