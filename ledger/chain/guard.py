"""Whether a log may go on: one decision over everything that is known of how far it had gone.

    the database      what is about to be continued
    the head record   a file outside it, moved before anything is signed
    checkpoints       signed last, kept in the database
    tiles             what was published in a folder
    witnesses         what others have seen bear our signature

The database may be ahead of all the others: a process ended after its commit. Whatever bears our
signature and is ahead of the database, or unlike it, means a restored backup, a fork, or a second
writer. Then nothing is signed any more, and reading goes on. There is no going on by force.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ledger.errors import LedgerStopped

SOURCES = {
    "head_record": "the head record",
    "checkpoint": "the last signed checkpoint",
    "tiles": "the tiles",
    "witness": "a witness",
}
"""Memories that can be ahead of the database or unlike it, in the order in which they count."""


class End(NamedTuple):
    """How far the database goes: entries, and the leaf hash and time of the last."""

    size: int
    leaf: bytes | None
    recorded_at: str | None


class Statement(NamedTuple):
    """What one memory says: a size, and a hash that it knows there (a root, a leaf, an id).

    `here` is what the database has in that place, None where it does not go as far. Without
    `stated` only the size is said.
    """

    source: str
    where: str
    size: int
    stated: bytes | None = None
    here: bytes | None = None


class Trouble(NamedTuple):
    """A memory that must be there and says nothing: `kind` is `missing`, `damaged` or `moved`."""

    source: str
    kind: str
    where: str
    why: str = ""


class Answer(NamedTuple):
    """What a witness holds: a note that bears our signature, or None where it proved nothing."""

    name: str
    note: bytes | None


class Asked(NamedTuple):
    """What all the witnesses answered, asked at the start of a process.

    `may_know_more` says whether those that proved nothing are enough for a quorum: then what they
    have cosigned may be ahead of us, and nobody would have told.
    """

    answers: tuple[Answer, ...]
    may_know_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that was looked at before a log goes on. What was not looked at is left out.

    `last` is where the entries really end. `server` names the database server that answers and
    `server_before` the one that the head record remembers. `silent` are the witnesses that proved
    nothing. `now` is the time that the next entries would get.
    """

    head: End = End(0, None, None)
    last: End | None = None
    founding: bytes | None = None
    founding_opened: bytes | None = None
    statements: tuple[Statement, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    server: str | None = None
    server_before: str | None = None
    is_standby: bool = False
    silent: tuple[str, ...] = ()
    may_know_more: bool = False
    now: str | None = None


class Verdict(NamedTuple):
    """Why nothing may be written: a stable code, what was found and what to do."""

    code: str
    found: str
    do: str


_RECOVER = (
    "find the database that went further (its disk, its standby, its newest backup) and use that, "
    "or bring the missing entries back with `eal recover`; do not write here until then"
)
_KEEP = "keep everything as it is and find out which is the log: two are signed under one name"
_ALONE = "look for a second ledger, or a program of another kind, that writes here; try again"
_DO = {
    ("head_record", "missing"): "put its disk or its newest copy back; without it a restored "
    "backup looks complete",
    ("head_record", "damaged"): "restore it from its disk's backup, or ask a witness how far the "
    "log had gone",
    ("head_record", "moved"): "look for a second ledger that uses this file; each needs one of "
    "its own",
    ("checkpoint", "damaged"): _RECOVER,
    ("head", "moved"): _ALONE,
    ("tiles", "damaged"): "look who wrote there; export the tiles into an empty folder, and name "
    "that one",
}


def judge(found: Found) -> Verdict | None:
    """Return why the log must not go on, or None where nothing speaks against it."""
    for rule in _RULES:
        verdict = rule(found)
        if verdict is not None:
            return verdict
    return None


def require(found: Found) -> None:
    """Raise LedgerStopped with the verdict, if there is one."""
    verdict = judge(found)
    if verdict is not None:
        raise LedgerStopped(*verdict)


def _identity(found: Found) -> Verdict | None:
    """Entry 0 must be that of the ledger which was opened."""
    opened = found.founding_opened
    if opened is None or found.founding == opened:
        return None
    told = "entry 0 is not the one that this ledger was opened with"
    return Verdict("ledger_differs", told, "check which database belongs to the ledger")


def _standby(found: Found) -> Verdict | None:
    if not found.is_standby:
        return None
    told = f"the database server {found.server or ''} is a standby, which follows another"
    return Verdict("database_is_standby", told, "write to the primary; read here")


def _end(found: Found) -> Verdict | None:
    """The entries must end where the head says."""
    last = found.last
    if last is None or last == found.head:
        return None
    end = "nothing" if last.size == 0 else f"entry {last.size - 1}"
    told = f"the head says {found.head.size} entries, and the log ends with {end}, or another one"
    return Verdict("head_differs", told, "restore a copy of the database that verifies")


def _troubled(found: Found) -> Verdict | None:
    if not found.troubles:
        return None
    trouble = found.troubles[0]
    why = f": {trouble.why}" if trouble.why else ""
    words = {"missing": "is gone", "damaged": "cannot be relied on", "moved": "was moved meanwhile"}
    told = f"{trouble.where} {words[trouble.kind]}{why}"
    do = _DO[trouble.source, trouble.kind]
    return Verdict(f"{trouble.source}_{trouble.kind}", told, do)


def _differing(found: Found) -> Verdict | None:
    """A memory knows another hash in a place that the database has."""
    for one in _in_order(found):
        if one.size <= found.head.size and one.stated != one.here:
            told = f"{one.where} and the database state different logs of size {one.size}"
            return Verdict(f"{one.source}_differs", told + _everything(found), _KEEP)
    return None


def _ahead(found: Found) -> Verdict | None:
    """A memory goes further than the database."""
    for one in _in_order(found):
        if one.size > found.head.size:
            held = f"the database holds {found.head.size} entries"
            told = f"{one.where} is at {one.size}, and {held}"
            return Verdict(f"{one.source}_ahead", told + _everything(found), _RECOVER)
    return None


def _server(found: Found) -> Verdict | None:
    """On another server all that we vouched for must be there, and nothing besides.

    A standby that was promoted too early lacks entries; one that has more than the head record
    may have them from a primary that is still at work.
    """
    if None in (found.server, found.server_before) or found.server == found.server_before:
        return None
    if any(s.source == "head_record" and s.size == found.head.size for s in found.statements):
        return None
    told = (
        f"the database is on server {found.server}, the head record remembers "
        f"{found.server_before}, and the two do not end at the same entry"
    )
    do = "end the former server for good; use a standby that ends where the head record does"
    return Verdict("database_server_changed", told + _everything(found), do)


def _silent(found: Found) -> Verdict | None:
    """Enough witnesses must have answered that no quorum could know more than we do."""
    if not found.may_know_more:
        return None
    told = f"no proof of what they have seen came from {', '.join(found.silent) or 'witnesses'}"
    do = "wait until they answer; a quorum of them could know of entries that are missing here"
    return Verdict("witnesses_silent", told + _everything(found), do)


def _clock(found: Found) -> Verdict | None:
    """Time must have gone on since the last entry."""
    before = found.head.recorded_at
    if found.now is None or before is None or found.now > before:
        return None
    told = f"the clock says {found.now}, and the last entry was recorded at {before}"
    do = "set the clock right, or wait until it has passed that time; then send the act again"
    return Verdict("clock_did_not_progress", told, do)


_RULES: tuple[Callable[[Found], Verdict | None], ...] = (
    _identity,
    _standby,
    _end,
    _troubled,
    _differing,
    _ahead,
    _server,
    _silent,
    _clock,
)
"""In the order in which they count: what contradicts comes before what is only missing."""


def _in_order(found: Found) -> list[Statement]:
    if len(found.statements) < 2:
        return list(found.statements)
    return sorted(found.statements, key=lambda one: _RANK[one.source])


_RANK = {source: rank for rank, source in enumerate(SOURCES)}


def _everything(found: Found) -> str:
    """Who says what, for the person who has to find the right copy."""
    said = [f"the database: {found.head.size}{_short(found.head.leaf, 'last entry')}"]
    for one in _in_order(found):
        line = f"{one.where}: {one.size}{_short(one.stated, 'says')}"
        if one.stated != one.here:
            line += _short(one.here, "here")
        said.append(line)
    return "; " + "; ".join(dict.fromkeys(said))


def _short(value: bytes | None, name: str) -> str:
    return "" if value is None else f" ({name} {value.hex()[:16]})"
