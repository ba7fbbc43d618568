"""Unit files, site, Compose file and guide say what the program understands.

Where `systemd-analyze` or `nginx` are installed they judge the files themselves; everywhere the
files are parsed here, and every setting in them is read by the program.
"""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import operations
from api.meters import Meters
from ledger import limits
from ledger.commands import settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "guides" / "server.md").read_text(encoding="utf-8")
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))


class _Unit(configparser.ConfigParser):
    """A unit file: names keep their case, and may stand twice."""

    def __init__(self) -> None:
        super().__init__(strict=False, interpolation=None, delimiters=("=",))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def _environment(name: str) -> dict[str, str]:
    lines = re.findall(r"^Environment=(\w+)=(.*)$", (DEPLOY / name).read_text(), re.MULTILINE)
    return {
        key: value.replace("%i", "8081").replace("%d", "/run/credentials") for key, value in lines
    }


@pytest.mark.parametrize("name", UNITS)
def test_units_are_units(name: str) -> None:
    """Sections, a command of ours, and no more rights than it needs."""
    unit = _Unit()
    unit.read_string((DEPLOY / name).read_text())
    assert set(unit.sections()) <= {"Unit", "Service", "Timer", "Install"}
    if name.endswith(".service"):
        assert unit["Service"]["ExecStart"].startswith("/opt/eal/.venv/bin/eal ")
        assert unit["Service"]["NoNewPrivileges"] == "yes" and unit["Service"]["User"] == "eal"


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """Told by systemd itself, about the units with a program that is there."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed here")
    names = [name.replace("@", "@8081") for name in UNITS]
    for name, written in zip(UNITS, names, strict=True):
        text = (DEPLOY / name).read_text().replace("/opt/eal/.venv/bin/eal", sys.executable)
        (tmp_path / written).write_text(text)
    asked = subprocess.run(
        [program, "verify", *(str(tmp_path / name) for name in names)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in asked.stderr.splitlines() if "eal" in line]
    assert asked.returncode == 0 and ours == [], asked.stderr


def test_the_settings_of_the_unit_are_known() -> None:
    """The environment and the file that the unit names make a whole set of settings."""
    told = _environment("eal@.service")
    assert told.pop("EAL_SETTINGS") == "/etc/eal/settings.toml"
    found = settings.load({"settings": DEPLOY / "settings.toml"}, told)
    assert (found.port, found.log_level) == (8081, "info")
    assert not settings.has_password(found.database or "")
    assert str(found.passphrase_file) == "/run/credentials/passphrase"


def test_the_compose_file_is_whole() -> None:
    """It is YAML; its settings are known; every secret, volume and service that is named is there."""
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = told["services"]
    assert set(services) == {"server-1", "server-2", "database"}
    for name, service in services.items():
        assert set(service.get("secrets", ())) <= set(told["secrets"])
        assert set(service.get("depends_on", ())) <= set(services)
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert "healthcheck" in service
    environment = services["server-1"]["environment"]
    found = settings.load({}, environment)
    assert found.host == "0.0.0.0" and not settings.has_password(found.database or "")
    inline = services["server-1"]["build"]["dockerfile_inline"]
    assert "--require-hashes" in inline and "USER eal" in inline


def blocks(text: str) -> list[Any]:
    """What an nginx configuration says: a directive is words, a block ends with a list."""
    tokens = re.findall(r'"(?:[^"\\]|\\.)*"|[{};]|[^\s{};"]+', re.sub(r"(?m)#.*$", "", text))
    stack: list[list[Any]] = [[]]
    words: list[Any] = []
    for token in tokens:
        if token == ";":
            assert words, "a directive has a name"
            stack[-1].append(words)
            words = []
        elif token == "{":
            inner: list[Any] = []
            stack[-1].append([*words, inner])
            stack.append(inner)
            words = []
        elif token == "}":
            assert not words, f"{words} is not ended"
            stack.pop()
        else:
            words.append(token.strip('"'))
    assert len(stack) == 1 and not words, "every block is closed"
    return stack[0]


def test_the_site_serves_files_and_hides_what_is_not_for_readers() -> None:
    """Tiles are files kept for ever, the checkpoint is asked for each time, bodies are bounded."""
    told = blocks((DEPLOY / "nginx.conf").read_text())
    server = next(each[-1] for each in told if each[0] == "server")
    assert ["client_max_body_size", "64k"] in server
    places = {" ".join(each[1:-1]): each[-1] for each in server if each[0] == "location"}
    assert places["= /metrics"] == places["= /ready"] == [["return", "404"]]
    tiles, checkpoint = places["/tile/"], places["= /checkpoint"]
    assert ["try_files", "$uri", "@server"] in tiles and "@server" in places
    assert any("immutable" in str(each) for each in tiles)
    assert ["add_header", "Cache-Control", "no-cache", "always"] in checkpoint
    assert ["limit_req_status", "429"] in places["= /v1/acts"]
    sizes = {"= /v1/acts": limits.BATCH_BYTES_MAX, "/v1/documents/": limits.EVIDENCE_BYTES_MAX}
    for place, most in sizes.items():
        assert ["client_max_body_size", f"{most >> 20}m"] in places[place], "as the server has it"
    assert ["proxy_hide_header", "Ledger-Certainty"] in places["/v1/"]


def test_the_reader_of_sites_can_fail() -> None:
    """A block that is not closed, and a directive that is not ended."""
    for text in ("server { listen 80;", "server { listen 80 }", "a b"):
        with pytest.raises(AssertionError):
            blocks(text)


def test_nginx_accepts_the_site(tmp_path: Path) -> None:
    """Told by nginx itself, with a folder of ours in the place of the machine's."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not installed here")
    text = (DEPLOY / "nginx.conf").read_text().replace("/var/cache/nginx", str(tmp_path))
    text = re.sub(r"listen ([^;]*) ssl;", r"listen \1;", text)
    text = re.sub(r"(?m)^\s*ssl_\w+ .*$", "", text)
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    subprocess.run([program, "-t", "-c", str(whole)], check=True, capture_output=True)


def test_the_guide_lists_every_setting_and_number() -> None:
    """Whoever adds one is told here."""
    for name in settings.KNOWN:
        assert f"`{name}`" in GUIDE and f"`EAL_{name.upper()}`" in GUIDE
    named = set(re.findall(r"^# TYPE (\S+)", Meters().text(), re.MULTILINE))
    source = Path(operations.__file__).read_text(encoding="utf-8")
    named |= {f"eal_{name}" for name in re.findall(r'^        \("(\w+)", ', source, re.MULTILINE)}
    assert len(named) > 15
    assert [name for name in sorted(named) if f"`{name}" not in GUIDE] == []
