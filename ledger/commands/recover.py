"""`eal recover`: entries that a database lost are brought back from whoever kept them."""

import sys
from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from ledger import recover as verb
from ledger.commands import output, places
from ledger.commands.options import AsJson, LedgerDir
from ledger.errors import Malformed
from ledger.recover import Contradiction, Recovered

From = Annotated[
    str, Parameter(name="--from", help="A bundle, a folder of tiles, or the address of either.")
]
Identity = Annotated[
    str | None,
    Parameter(
        name="--id", help="The ledger's id, where the database is empty and no head record is left."
    ),
]


Keys = Annotated[
    list[str] | None,
    Parameter(
        name="--vkey",
        negative="",
        help="A verifier key that the log adopted in the lost entries, from a trust file.",
    ),
]


def recover(
    *,
    ledger: LedgerDir,
    from_: From,
    id: Identity = None,
    vkey: Keys = None,
    json: AsJson = False,
) -> None:
    """Bring back entries that the database lost, from a bundle, tiles or a mirror.

    Every entry is verified before it is written: it follows the one before, and leads to a root
    that this ledger signed. All of it is written or nothing; what contradicts the database or any
    memory changes nothing. Nothing is signed by it.

    For example:
      eal recover --from bundle.zip --ledger DIR
      eal recover --from https://mirror.example/log --ledger DIR --json

    Exit codes: 0 all that any memory knows of is there; 1 the source contradicts, nothing changed;
    2 unreadable source; 3 entries are there as far as the source has them, and writing is still
    stopped; 4 nothing there; 5 not reachable.
    """
    identity = None if id is None else _parse_id(id)
    with verb.opened(from_) as source:
        # A database that is gone is made anew, empty.
        verb.prepare(places.read(ledger).url(ledger))
        with places.reading(ledger) as opened:
            told = verb.recover(opened, source, ledger_id=identity, vkeys=vkey or ())
    if json:
        output.document(_document(told))
    else:
        _tell(told, from_)
    if isinstance(told, Contradiction) or told.wrong:
        sys.exit(output.REFUSED)
    if told.stopped is not None or told.needs_rebuild:
        sys.exit(output.STOPPED)


def _parse_id(text: str) -> bytes:
    try:
        identity = bytes.fromhex(text)
    except ValueError:
        identity = b""
    if len(identity) != 32:
        raise Malformed("bad_id", "64 hex digits, as in the founding record", text, "--id")
    return identity


def _document(told: Recovered | Contradiction) -> dict[str, object]:
    if isinstance(told, Contradiction):
        return {"contradiction": asdict(told)}
    value = asdict(told)
    value["stopped"] = None if told.stopped is None else told.stopped._asdict()
    return value


def _tell(told: Recovered | Contradiction, place: str) -> None:
    if isinstance(told, Contradiction):
        output.say(f"Nothing was changed. {told.code}: {told.found}. What to do: {told.do}.")
        return
    if told.size == told.old_size:
        output.say(f"{place} has nothing that is missing here; the log has {told.size} entries.")
    else:
        output.say(f"Brought back entries {told.old_size} to {told.size - 1} from {place}.")
    for index, reason in told.wrong:
        output.say(f"Entry {index}: {reason}.")
    if told.needs_rebuild:
        output.say("The tables of state do not end where the log does: run `eal rebuild`.")
    if told.stopped is None:
        output.say("Every memory agrees; the next act that is recorded is vouched for as ever.")
    else:
        stopped = told.stopped
        output.say(f"Writing is still stopped. {stopped.code}: {stopped.found}.")
        output.say(f"What to do: {stopped.do}.")
