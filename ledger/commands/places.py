"""A ledger's folder: where its database, head record and keys are.

    {"database":"ledger.sqlite","format":0,"head_record":"head.json","log_key":"keys/log.pem",
     "mldsa_key":"keys/log-mldsa.pem","recorder_key":"keys/recorder.pem"}

is `ledger.json`; without `mldsa_key` checkpoints are signed with Ed25519 alone. While a key of the
log follows another, `"further_keys":["keys/log-df8ccc4a.pem"]` names the other one too. Paths are relative to the folder; a database may also be a URL of PostgreSQL,
without a password (PostgreSQL reads that from ~/.pgpass or PGPASSFILE).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ledger import ledger
from ledger import read as read_verb
from ledger.chain import entry, mldsa
from ledger.chain.keys import PrivateKey
from ledger.commands import keyfiles
from ledger.drafts import moments
from ledger.errors import Malformed, NotFound
from ledger.ledger import Clock, Ledger
from ledger.publish import rounds

FILE = "ledger.json"
FOUNDING = "founding.act.json"
"""The founding act while it is being signed; `eal init` writes and reads it."""

_FORMAT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What `ledger.json` says. `head_record` is None where the ledger has none.

    `tiles` is the folder to which tiles are exported, if the guard is to look at it.
    `further_keys` are files of the log's own keys beside `log_key` and `mldsa_key`, for the time
    when one follows another.
    """

    database: str
    head_record: str | None
    log_key: str | None
    recorder_key: str | None
    mldsa_key: str | None = None
    tiles: str | None = None
    further_keys: tuple[str, ...] = ()

    @property
    def is_file(self) -> bool:
        """Whether the database is a file (SQLite) and not a server (PostgreSQL)."""
        return not self.database.startswith("postgresql")

    def url(self, folder: Path) -> str:
        """Return the database as a URL."""
        if not self.is_file:
            return self.database
        return f"sqlite+pysqlite:///{(folder / self.database).resolve()}"


def now() -> str:
    """Return the present instant: the clock of every command that is not told another time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def write(folder: Path, place: Place) -> None:
    """Write `ledger.json` into a folder that has none."""
    keyfiles.write_new(folder / FILE, _format(place))


def rewrite(folder: Path, place: Place) -> None:
    """Put another `ledger.json` in the place of the one that is there, whole or not at all."""
    keyfiles.replace(folder / FILE, _format(place))


def _format(place: Place) -> bytes:
    value = {"format": _FORMAT} | asdict(place)
    for name in ("further_keys", "tiles"):
        if not value[name]:
            del value[name]
    return json.dumps(value, sort_keys=True, indent=1).encode() + b"\n"


def read(folder: Path, database: str | None = None) -> Place:
    """Return what the folder's `ledger.json` says; `database` stands in for the one named there."""
    place = _read(folder)
    if database is None:
        return place
    return replace(place, database=_path_or_url(database))


def _path_or_url(database: str) -> str:
    """An SQLite database by its path, as `ledger.json` names it; any other by its URL."""
    scheme, mark, path = database.partition(":///")
    return path if mark and scheme.startswith("sqlite") else database


def _read(folder: Path) -> Place:
    path = folder / FILE
    data = keyfiles.read_bytes(path, "the folder of a ledger, which holds ledger.json")
    try:
        value = json.loads(data)
        if value.pop("format") != _FORMAT:
            raise ValueError
        further = value.pop("further_keys", [])
        if not isinstance(further, list) or not all(isinstance(each, str) for each in further):
            raise TypeError
        place = Place(**value, further_keys=tuple(further))
        others = (place.head_record, place.log_key, place.recorder_key, place.mldsa_key)
        if not isinstance(place.database, str) or not all(
            isinstance(each, str | None) for each in (*others, place.tiles)
        ):
            raise TypeError
        return place
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        expected = "the members that `eal init` writes"
        raise Malformed("bad_place", expected, "something else", str(path)) from None


def open_to_read(folder: Path, at: str | None = None, *, database: str | None = None) -> Ledger:
    """Return the ledger in a folder, to be read only; `at` is a simulated time."""
    place = read(folder, database)
    require_database(place, folder)
    record = None if place.head_record is None else folder / place.head_record
    opened = ledger.open(place.url(folder), clock=now, head_record=record)
    opened.tiles = None if place.tiles is None else folder / place.tiles
    if at is not None:
        opened.clock = clock_at(at, is_simulated=_is_simulated(opened))
    return opened


def require_database(place: Place, folder: Path) -> None:
    """Looking for a ledger must not make an empty database where there is none."""
    if not place.is_file or (folder / place.database).is_file():
        return
    found = f"no database {folder / place.database}"
    if (folder / FOUNDING).is_file():
        raise NotFound(f"{found}: the ledger is not founded yet", f"run `eal init {folder}`")
    raise NotFound(found, f"restore it, or correct {folder / FILE}")


def open_to_write(
    folder: Path,
    passphrase_file: Path | None,
    at: str | None = None,
    *,
    database: str | None = None,
) -> Ledger:
    """Return the ledger in a folder with the keys that sign for it; `at` is a simulated time."""
    opened, place = open_to_read(folder, at, database=database), read(folder)
    keys = own_keys(place, folder, passphrase_file)
    opened.log_key, opened.mldsa_key, opened.recorder_key = keys.log, keys.mldsa, keys.recorder
    opened.further_keys = keys.further
    opened.witnesses = rounds.at_start(opened)
    return opened


@contextmanager
def reading(
    folder: Path, at: str | None = None, *, database: str | None = None
) -> Iterator[Ledger]:
    """The ledger in a folder, to be read only, for as long as the block runs."""
    with _closed_after(open_to_read(folder, at, database=database)) as opened:
        yield opened


@contextmanager
def writing(folder: Path, passphrase_file: Path | None, at: str | None = None) -> Iterator[Ledger]:
    """The ledger in a folder with the keys that sign for it, for as long as the block runs."""
    with _closed_after(open_to_write(folder, passphrase_file, at)) as opened:
        yield opened


@contextmanager
def _closed_after(opened: Ledger) -> Iterator[Ledger]:
    try:
        yield opened
    finally:
        opened.engine.dispose()


class OwnKeys(NamedTuple):
    """The ledger's own keys, which one passphrase opens."""

    log: PrivateKey
    mldsa: mldsa.PrivateKey | None
    recorder: PrivateKey
    further: tuple[PrivateKey | mldsa.PrivateKey, ...] = ()


def own_keys(place: Place, folder: Path, passphrase_file: Path | None) -> OwnKeys:
    """Return the keys that `ledger.json` names."""
    if place.log_key is None or place.recorder_key is None:
        expected = "a ledger whose own keys are on this machine"
        raise Malformed("log_key_missing", expected, "none named", str(folder / FILE))
    secret = keyfiles.passphrase(passphrase_file, "the ledger's own keys")
    second = place.mldsa_key
    return OwnKeys(
        log=keyfiles.open_key(folder / place.log_key, secret),
        mldsa=None if second is None else keyfiles.open_mldsa_key(folder / second, secret),
        recorder=keyfiles.open_key(folder / place.recorder_key, secret),
        further=tuple(keyfiles.open_any(folder / name, secret) for name in place.further_keys),
    )


def clock_at(at: str | None, *, is_simulated: bool) -> Clock:
    """Return a clock that shows a simulated time, or the present where none is named."""
    if at is None:
        return now
    if not is_simulated:
        raise Malformed("clock_not_allowed", "no --at", "a ledger with a real clock", "--at")
    told = moments.instant(at, "--at")
    return lambda: told


def _is_simulated(opened: Ledger) -> bool:
    founding = entry.parse(read_verb.entry(opened, 0))
    return bool(founding.act.events[0].fields["clock"] == "simulated")
