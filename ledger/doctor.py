"""What is wrong with this installation of a ledger: everything is looked at, nothing is changed.

Each finding says what was looked at, whether it is as it should be, what was found and what to do.
"""

import dataclasses
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ledger import append, read
from ledger.chain import entry
from ledger.errors import Fault
from ledger.ledger import Ledger
from ledger.projections import compare, generations, leading, sealed
from ledger.publish import certainty, rounds
from ledger.store import checkpoints, heads, integrity
from ledger.store.engine import reachable, reading

_NAMED_MAX = 100


class Finding(NamedTuple):
    """One thing looked at. `is_good` is None where it is no fault but worth knowing.

    `code` is stable where the fault has one: `database_damaged`, `head_record_ahead` and so on.
    """

    about: str
    is_good: bool | None
    found: str
    do: str
    code: str = ""


def examine(ledger: Ledger, *, has_head_record: bool) -> list[Finding]:
    """Look at everything; a fault in one thing does not hide another."""
    return list(looks(ledger, has_head_record=has_head_record))


def looks(ledger: Ledger, *, has_head_record: bool) -> Iterator[Finding]:
    """The same look by look, for whoever needs to know only whether something is wrong."""
    # Whoever only reads does not ask the witnesses; here they are asked what a writer would ask.
    ledger = dataclasses.replace(ledger)
    ledger.witnesses = rounds.at_start(ledger)
    looked_at: list[tuple[str, Callable[[Ledger], Finding]]] = [
        ("python", _python),
        ("database", _database),
        ("purpose", _purpose),
        ("log", _log),
        ("entries", _entries),
        ("vouching", _vouching),
        ("witnesses", _witnesses),
        ("state", _state),
        ("seals", _seals),
    ]
    for about, look in looked_at:
        yield _look(about, look, ledger)
    yield _head_record(has_head_record, ledger.memories)


def _look(about: str, look: Callable[[Ledger], Finding], ledger: Ledger) -> Finding:
    try:
        with reachable():
            return look(ledger)
    except Fault as fault:
        return Finding(about, False, fault.found, fault.do, getattr(fault, "code", ""))
    except Exception as error:
        # What is damaged can be damaged in any way; the other looks are taken all the same.
        found = f"looking at it failed: {type(error).__name__}: {error}"[:500]
        do = "keep this database as it is, and restore a copy that verifies"
        return Finding(about, False, found, do, "look_failed")


def _python(ledger: Ledger) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", sys.version_info >= (3, 11), version, "use Python 3.11 or newer")


def _database(ledger: Ledger) -> Finding:
    """Opening a connection asserts its durable settings."""
    with ledger.engine.connect() as connection:
        version = connection.dialect.server_version_info or ()
        name = connection.dialect.name
    told = f"{name} {'.'.join(map(str, version))}, durable settings as they must be"
    return Finding("database", True, told, "")


def _purpose(ledger: Ledger) -> Finding:
    """Whoever looks at the installation of a story is told that it is one."""
    told = entry.parse(read.entry(ledger, 0)).act.events[0].fields
    if told["purpose"] == "official":
        return Finding("purpose", True, "official", "")
    found = f"a {told['purpose']} with a {told['clock']} clock, not an official record"
    return Finding("purpose", None, found, "never quote it as a commission's record")


def _log(ledger: Ledger) -> Finding:
    with ledger.engine.connect() as connection:
        head, signed = heads.read(connection), checkpoints.last_size(connection)
    told = f"{head.size} entries, checkpoint of size {signed}"
    do = "write once, or open it to be written: what a crash left undone is done then"
    return Finding("log", head.size == signed or None, told, "" if head.size == signed else do)


def _entries(ledger: Ledger) -> Finding:
    """Hash every entry, follow every index, verify every checkpoint."""
    with ledger.engine.connect() as connection, connection.begin():
        keys = ledger.log_keys(connection, heads.read(connection).size)
        size = integrity.require_whole(connection, log_keys=keys.named)
    return Finding(
        "entries", True, f"all {size} hash as the checkpoints say, every index leads to them", ""
    )


def _vouching(ledger: Ledger) -> Finding:
    stopped = append.examine(ledger)
    if stopped is not None:
        found = f"writing is stopped: {stopped.found}"
        return Finding("vouching", False, found, stopped.do, stopped.code)
    return Finding("vouching", True, "database, head record and checkpoints agree", "")


def _witnesses(ledger: Ledger) -> Finding:
    """What is published, and what witnesses claim: those are asked, and nothing is signed."""
    size = read.size(ledger)
    certain = certainty.of(ledger, size)
    if not certain.of:
        found = "the law of this ledger names no witnesses"
        return Finding("witnesses", None, found, "adopt a witness policy: docs/guides/witness.md")
    assert ledger.witnesses is not None, "whoever examines asks them"
    asked = ledger.witnesses()
    told = (
        f"{certain.of} named, {certain.needed} needed; final up to {certain.final_size} of {size}"
    )
    if ledger.witness_alarms:
        alarms = "; ".join(ledger.witness_alarms)
        do = (
            "ask that witness for what it saw, and compare checkpoints; only proof stops the ledger"
        )
        return Finding("witnesses", False, f"{told}. ALARM: {alarms}", do)
    silent = [one.name for one in asked.answers if one.note is None]
    if asked.may_know_more:
        do = "bring them back: nothing can be published, and no process can begin to write"
        return Finding("witnesses", False, f"{told}; no answer from {', '.join(silent)}", do)
    quiet = f"; no answer from {', '.join(silent)}" if silent else ""
    do = "see why they do not answer" if silent else ""
    return Finding("witnesses", None if silent else True, told + quiet, do)


def _state(ledger: Ledger) -> Finding:
    """Replay every entry; what comparing would note is rolled back."""
    named = None if ledger.ledger_id is None else ledger.ledger_id.hex()
    with ledger.engine.connect() as connection, connection.begin() as transaction:
        generation = generations.live(connection)
        compare.require_equal(connection, generation, ledger_id=named, whole=True)
        transaction.rollback()
    # Table and index are looked at as of one moment, whoever writes meanwhile.
    with reading(ledger.engine) as connection:
        leading.require_leading(connection, generation.number)
    told = "the tables say what a replay of the entries says, every index leads to them"
    return Finding("state", True, told, "")


def _seals(ledger: Ledger) -> Finding:
    """Work out every sheet from the rows, and hold each seal against them, as V25 does."""
    with ledger.engine.connect() as connection, connection.begin():
        generation = generations.live(connection)
        found = sealed.require_true(connection, generation.number, generation.position)
    if found.unsealed:
        named = ", ".join(map(str, found.unsealed[:_NAMED_MAX]))
        more = len(found.unsealed) - _NAMED_MAX
        told = f"no seal follows the certifications of entries {named}"
        told += f" and {more} more" if more > 0 else ""
        return Finding("seals", None, told, "run `eal seal` with the recorder key")
    if not found.seal_count:
        return Finding("seals", True, "nothing was sealed, and nothing certified", "")
    return Finding(
        "seals", True, f"all {found.seal_count} tell the state that the entries make", ""
    )


def _head_record(has_one: bool, memories: Sequence[str]) -> Finding:
    if has_one:
        return Finding("head record", True, "named in ledger.json, compared above", "")
    found = "none: if the whole database were restored from a backup, nobody here could tell"
    if memories:
        others = " and ".join(memories)
        found = f"none: of a restored database only {others} could tell, as of what was published"
    return Finding("head record", None, found, "name one in ledger.json, on another disk")
