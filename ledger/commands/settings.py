"""What a server is told when it starts: by the command line, the environment, a file, in this order.

    # /etc/eal/settings.toml
    ledger = "/srv/ledger"
    database = "postgresql+psycopg://eal_server@/ledger?host=/run/postgresql"
    port = 8081
    passphrase_file = "/run/credentials/eal.service/passphrase"

`EAL_PORT=8081` says the same in the environment, and `EAL_SETTINGS` names the file. A name that is
not known is an error: a misspelt setting must not leave a server with another one than was meant.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from ledger import limits
from ledger.commands import keyfiles
from ledger.errors import Malformed

PREFIX = "EAL_"
FILE = "EAL_SETTINGS"

LOG_LEVELS = ("debug", "info", "warning", "error")

_OTHERS = ("EAL_DEBUG", FILE)
# What the project's own tests are told, which may run a server.
_TESTS = ("EAL_CAMPAIGN_", "EAL_CRASH_AT", "EAL_INTEROP", "EAL_TEST_")
_SECRET_WORDS = ("password", "sslpassword", "passfile")


class Setting(NamedTuple):
    """One setting: how its text is read, what it is where nobody says, what it is for."""

    read: Callable[[Any], Any]
    default: Any
    expected: str
    meaning: str


class Told(NamedTuple):
    """The value of a setting and who said so: `argument`, `EAL_PORT`, a file, or `default`."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, read and checked; `told` says where each comes from."""

    ledger: Path
    database: str | None
    evidence: str | None
    host: str
    port: int
    passphrase_file: Path | None
    publish_every: float
    seal_every: float
    waiting_max: int
    log_level: str
    told: Mapping[str, Told]

    def shown(self) -> list[tuple[str, str, str]]:
        """Name, value and source of every setting, without secrets."""
        return [
            (name, _shown(name, each.value), each.source)
            for name, each in sorted(self.told.items())
        ]


def load(arguments: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Return the settings; Malformed names the first that is unknown, missing or misspelt.

    `arguments` are those of the command line, None where not given; `settings` names the file.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    named = given.pop("settings", None) or environment.get(FILE)
    found: dict[str, Told] = {name: Told(each.default, "default") for name, each in KNOWN.items()}
    if named is not None:
        found |= _of_file(Path(named))
    found |= _of_environment(environment)
    found |= {name: _read(name, value, "argument") for name, value in given.items()}
    if found["ledger"].value is None:
        expected = "--ledger, EAL_LEDGER or `ledger` in a settings file"
        raise Malformed("missing_setting", expected, "none of them", "ledger")
    return Settings(**{name: each.value for name, each in found.items()}, told=found)


def has_password(database: str) -> bool:
    """Whether the address of a database holds a secret."""
    try:
        url = make_url(database)
    except ArgumentError:
        return False
    return url.password is not None or any(word in url.query for word in _SECRET_WORDS[:2])


def require_no_password(database: str | None, environment: Mapping[str, str]) -> None:
    """Refuse a password in an argument, which every user of the machine can read."""
    if database in (None, environment.get("EAL_DATABASE")) or not has_password(str(database)):
        return
    expected = "an address without a password (in EAL_DATABASE, a settings file or ~/.pgpass)"
    raise Malformed("bad_setting", expected, "one with a password", "--database")


def _of_file(path: Path) -> dict[str, Told]:
    data = keyfiles.read_bytes(path, "a settings file")
    try:
        values = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed("bad_setting", "a TOML file in UTF-8", str(error), str(path)) from None
    for name in values:
        _require_known(name, f"{path}: {name}")
    return {name: _read(name, value, str(path)) for name, value in values.items()}


def _of_environment(environment: Mapping[str, str]) -> dict[str, Told]:
    found = {}
    for variable, value in sorted(environment.items()):
        if not variable.startswith(PREFIX) or variable in _OTHERS or variable.startswith(_TESTS):
            continue
        name = variable.removeprefix(PREFIX).lower()
        _require_known(name, variable)
        found[name] = _read(name, value, variable)
    return found


def _require_known(name: str, where: str) -> None:
    if name not in KNOWN:
        expected = f"one of {', '.join(KNOWN)}"
        raise Malformed("unknown_setting", expected, name, where)


def _read(name: str, value: Any, source: str) -> Told:
    setting = KNOWN[name]
    try:
        return Told(setting.read(value), source)
    except (TypeError, ValueError, ArgumentError):
        # A database may hold a password, so what came is never repeated.
        found = "something else" if name == "database" else value
        where = name if source == "argument" else f"{source}: {name}"
        raise Malformed("bad_setting", setting.expected, found, where) from None


def _path(value: Any) -> Path:
    if not isinstance(value, (str, Path)) or not str(value):
        raise TypeError
    return Path(value)


def _database(value: Any) -> str:
    parsed = make_url(_text(value))
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError
    return _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _count(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        # Exactly one spelling, as everywhere: neither "080" nor true is a number.
        if isinstance(value, bool) or str(value) != str(int(value)):
            raise ValueError
        if not low <= int(value) <= high:
            raise ValueError
        return int(value)

    return read


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not 0 <= float(value) <= 86_400:
        raise ValueError
    return float(value)


def _level(value: Any) -> str:
    if value not in LOG_LEVELS:
        raise ValueError
    return str(value)


KNOWN: dict[str, Setting] = {
    "ledger": Setting(_path, None, "a folder", "the folder that holds ledger.json"),
    "database": Setting(
        _database,
        None,
        "postgresql+psycopg://login@host/name or sqlite:////path",
        "the database, where it is another than ledger.json names",
    ),
    "evidence": Setting(
        _text,
        None,
        "a folder, or s3://bucket/prefix",
        "where documents are kept that acts name; `evidence` in the ledger's folder if not said",
    ),
    "host": Setting(_text, "127.0.0.1", "an address of this machine", "where to listen"),
    "port": Setting(
        _count(0, 65_535), 8080, "a port from 0 to 65535", "where to listen; 0 is any that is free"
    ),
    "passphrase_file": Setting(
        _path, None, "a file", "what opens the ledger's own keys; without it acts are not accepted"
    ),
    "publish_every": Setting(
        _seconds, 10.0, "seconds from 0 to 86400", "between rounds of publishing; 0 is never"
    ),
    "seal_every": Setting(
        _seconds, 60.0, "seconds from 0 to 86400", "between seals of the state; 0 is never"
    ),
    "waiting_max": Setting(
        _count(1, limits.SUBMISSIONS_WAITING_MAX),
        limits.SUBMISSIONS_WAITING_MAX,
        f"a number from 1 to {limits.SUBMISSIONS_WAITING_MAX}",
        "submissions that may be under way at once; more are asked to come again",
    ),
    "log_level": Setting(
        _level,
        "warning",
        f"one of {', '.join(LOG_LEVELS)}",
        "what is logged; with info a line for every request and act",
    ),
}
"""Every setting by its name."""


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "-"
    if name == "database" and "://" in str(value):
        url = make_url(str(value))
        hidden = {word: "***" for word in _SECRET_WORDS if word in url.query}
        return url.update_query_dict(hidden).render_as_string(hide_password=True)
    return f"{value:g}" if isinstance(value, float) else str(value)
