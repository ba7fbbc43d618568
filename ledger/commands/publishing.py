"""`eal log publish`, `eal log proof`, `eal export tiles`: what others' tools can check."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ledger.commands import keyfiles, output, places
from ledger.commands.options import AsJson, At, LedgerDir, PassphraseFile
from ledger.publish import proofs, rounds
from ledger.publish import tiles as verb


def publish(
    *,
    ledger: LedgerDir,
    at: At = None,
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Publish the newest checkpoint: signed with both keys of the log, and by its witnesses.

    What is published already stays; running it again publishes what is new. `eal serve` does the
    same at a cadence.

    For example:
      eal log publish --ledger DIR
      eal log publish --ledger DIR --passphrase-file secret.txt --json

    Exit codes: 0 the newest checkpoint is published; 2 wrong usage; 3 writing is stopped; 5 the
    witness policy is not met yet, or the database not reachable.
    """
    with places.writing(ledger, passphrase_file, at) as opened:
        done = rounds.publish(opened)
    found = done.publication
    if json:
        told = {"by": done.by, "missing": done.missing, "of": done.of}
        stated = None if found is None else found.note.decode()
        size = None if found is None else found.size
        output.document(told | {"checkpoint": stated, "size": size})
    else:
        covered = (
            "Nothing is published yet." if found is None else f"Published: {found.size} entries."
        )
        witnessed = f" Witnessed by {done.by} of {done.of}." if done.of else ""
        output.say(covered + witnessed)
        if done.missing:
            output.hint(f"Not published: {done.missing}")
    if done.missing:
        sys.exit(output.UNREACHABLE)


def proof(
    index: int,
    path: Annotated[
        Path | None, Parameter(help="Where to write it; ENTRY.tlog-proof if left out.")
    ] = None,
    *,
    ledger: LedgerDir,
    json: AsJson = False,
) -> None:
    """Write the proof that an entry is in the published log, for any C2SP tool (tlog-proof).

    For example:
      eal log proof 31 --ledger demo-story
      eal log proof 31 decision.tlog-proof --ledger demo-story --json

    Exit codes: 0 written; 2 the file exists; 4 no such entry is published yet.
    """
    with places.reading(ledger) as opened:
        data = proofs.prove(opened, index)
    path = Path(f"{index}{proofs.SUFFIX}") if path is None else path
    keyfiles.write_same(path, data)
    if json:
        output.document({"index": index, "path": str(path)})
        return
    output.say(f"Wrote {path}: entry {index} is in the published log.")


def tiles(folder: Path, *, ledger: LedgerDir, json: AsJson = False) -> None:
    """Bring a folder up to the published log, for any web server to serve (C2SP tlog-tiles).

    Only what is new is written; nothing that is there is changed. A folder of another log, or one
    that has seen more than this ledger, is refused.

    For example:
      eal export tiles site/log --ledger demo-story
      eal export tiles site/log --ledger demo-story --json

    Exit codes: 0 the folder is up to date; 2 it belongs to another log; 3 it has seen more, or
    something does not verify; 4 nothing is published yet; 5 it cannot be written.
    """
    with places.reading(ledger) as opened:
        done = verb.export(opened, folder)
    if json:
        output.document(done._asdict() | {"path": str(folder)})
        return
    output.say(
        f"{folder}: {done.size} entries; {done.added} files added, {done.removed} partial ones removed."
    )
