"""`eal intake`: paper forms become acts, from files or by two clerks; and what is still missing."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from ledger import read
from ledger.commands import clerks, keyfiles, output, places
from ledger.commands.options import AsJson, LedgerDir, TakingIn
from ledger.errors import Malformed
from ledger.intake import importing, mappings, queues, sources
from ledger.intake.importing import Progress, Rows, Source
from ledger.ledger import Ledger

app = App(name="intake", help_format="plaintext")

Contest = Annotated[str | None, Parameter(help="The contest of every form in the file.")]
Run = Annotated[str | None, Parameter(help="The run of every form in the file.")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file of forms is read."""

    mapping: Annotated[
        Path | None, Parameter(help="What columns are called here (docs/guides/intake.md).")
    ] = None
    level: Annotated[str | None, Parameter(help="The level of every form: station, count ...")] = (
        None
    )
    day: Annotated[str | None, Parameter(help="The legal day of every form (2026-11-05).")] = None
    attempt: Annotated[
        int, Parameter(help="2, 3 ...: go through a file again whose rows were put aside.")
    ] = 1


_AS_IT_STANDS = Reading()

_TOLD_SECONDS = 2.0


for _command in (clerks.key, clerks.settle, clerks.agree):
    app.command(_command)


@app.command
def status(
    queue: Annotated[
        str | None, Parameter(help="not_arrived, mismatches, no_image or bad_rows: what is in it.")
    ] = None,
    *,
    ledger: LedgerDir,
    contest: Annotated[str | None, Parameter(help="Of not_arrived: the contest.")] = None,
    after: Annotated[str, Parameter(help="Only what comes after this; the last line says.")] = "",
    json: AsJson = False,
) -> None:
    """Show what is missing: how much is in each queue, or what is in one of them.

    For example:
      eal intake status --ledger DIR
      eal intake status not_arrived --contest mayor --ledger DIR --json

    Exit codes: 0 shown; 2 no such queue; 4 no such contest; 5 not reachable.
    """
    if queue is not None and queue not in queues.QUEUES:
        raise Malformed("wrong_usage", f"one of {', '.join(queues.QUEUES)}", queue, "QUEUE")
    with places.reading(ledger) as opened, read.view(opened) as view:
        if queue is None:
            told = queues.summary(opened, view)
            output.document(told) if json else _tell_summary(told)
            return
        page = queues.page(opened, view, queue, contest=contest, after=after, most=queues.PAGE_MAX)
    if json:
        output.document({"after": page.after, "items": page.items})
        return
    for item in page.items:
        output.say("  ".join(f"{name}: {_plain(value)}" for name, value in item.items()))
    if page.after is not None:
        output.hint(f"There is more: --after {page.after}")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)


def _tell_summary(told: dict[str, Any]) -> None:
    for one in told["not_arrived"]:
        output.say(f"{one['contest']}: {one['count']:,} units without a form.")
    for name, text in _QUEUES.items():
        found = (
            told[name] if isinstance(told[name], dict) else {"count": told[name], "is_all": True}
        )
        output.say(f"{'' if found['is_all'] else 'more than '}{found['count']:,} {text}.")
    for one in told["files"]:
        state = "to its end" if one["is_done"] else "NOT TO ITS END"
        counts = f"{one['recorded'] + one['again']:,} recorded, {one['bad']:,} put aside"
        output.say(f"{one['name']} ({one['kind']}, {one['begun_at']}): {state}; {counts}.")


_QUEUES = {
    "mismatches": "forms keyed once, or differently",
    "no_image": "forms without an image",
    "bad_rows": "rows put aside",
}


@app.command
def csv(
    path: Path,
    *,
    by: TakingIn,
    contest: Contest = None,
    run: Run = None,
    reading: Reading = _AS_IT_STANDS,
) -> None:
    """Take in a CSV file, a form a row, signed by the intake system's key.

    After any break the same command goes on where it was. A row that cannot be taken in is put
    aside with the reason, and holds up no other.

    For example:
      eal intake csv forms.csv --ledger DIR --key scanner.pem --run run-1
      eal intake csv forms.csv --ledger DIR --key k.pem --mapping m.yaml --json

    Exit codes: 0 all taken in; 1 rows were put aside; 2 unreadable; 3 writing is stopped;
    4 the key is not enrolled; 5 not reachable.
    """
    _import(path, sources.of_csv, by, reading, {"contest": contest, "run": run})


@app.command
def nist(
    path: Path,
    *,
    by: TakingIn,
    run: Run,
    reading: Reading = _AS_IT_STANDS,
) -> None:
    """Take in a report of NIST SP 1500-100 version 2 (JSON), a form a contest and unit.

    For example:
      eal intake nist r.json --ledger DIR --key scanner.pem --run run-1
      eal intake nist r.json --ledger DIR --key k.pem --run run-1 --json

    Exit codes: 0 all taken in; 1 rows were put aside; 2 unreadable; 3 writing is stopped;
    4 the key is not enrolled; 5 not reachable.
    """
    _import(path, sources.of_nist, by, reading, {"run": run})


Opened = Callable[[BufferedReader, Path, Any, str, int], tuple[Source, Rows]]


def _import(
    path: Path, opened_as: Opened, by: TakingIn, reading: Reading, given: dict[str, str | None]
) -> None:
    named = reading.mapping
    written = None if named is None else keyfiles.read_bytes(named, "a mapping of columns")
    plan = mappings.read(written, given | {"level": reading.level, "day": reading.day})
    key = keyfiles.read(by.key, by.key_passphrase_file or by.passphrase_file)
    try:
        file = path.open("rb")
    except OSError as fault:
        raise Malformed("unreadable_file", "a file of forms", fault.strerror, str(path)) from None
    with file, places.writing(by.ledger, by.passphrase_file, by.at) as opened:
        source, rows = opened_as(file, path, plan, key.public.id, reading.attempt)
        signing = _signing(opened, key)
        told = _Teller(path.stat().st_size)
        done = importing.take_in(opened, source, rows, signing=signing, key=key, told=told)
        _tell_done(done, source.digest.hex(), by.json)
    if done.bad:
        sys.exit(output.REFUSED)


def _signing(opened: Ledger, key: Any) -> Any:
    assert opened.ledger_id is not None, "a founded ledger has an id"
    with read.view(opened) as view:
        return sources.signing_of(
            view.law, key, ledger_id=opened.ledger_id.hex(), origin=opened.origin
        )


class _Teller:
    """Says how far a file has come, every few seconds, on standard error."""

    def __init__(self, size: int) -> None:
        self._size = max(size, 1)
        self._begun = self._last = time.monotonic()
        self._first: int | None = None

    def __call__(self, found: Progress) -> None:
        now = time.monotonic()
        done = found.recorded + found.again + found.bad
        if self._first is None:
            self._first = done
        if now - self._last < _TOLD_SECONDS:
            return
        self._last = now
        rate = (done - self._first) / max(now - self._begun, 0.001)
        share = min(100, found.offset * 100 // self._size)
        output.hint(f"{share} %: {_counts(found)}; {rate:,.0f} rows a second.")


def _tell_done(done: Progress, source: str, as_json: bool) -> None:
    if as_json:
        told = done._asdict() | {"source": source}
        output.document(told)
        return
    output.say(f"Taken in to its end: {_counts(done)}.")
    if done.bad:
        output.hint("See the rows put aside with `eal intake status bad_rows`.")


def _counts(found: Progress) -> str:
    return (
        f"{found.recorded:,} forms recorded, {found.again:,} recorded before, "
        f"{found.bad:,} rows put aside"
    )
