"""`eal export`: what an auditor needs, in one file."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ledger import excerpt, export, limits, read
from ledger.chain import checkpoint, note
from ledger.commands import keyfiles, output, places, publishing
from ledger.commands.evidence import Where, store_of
from ledger.commands.options import AsJson, LedgerDir
from ledger.errors import Malformed
from ledger.evidence import files, going_with, supplied
from ledger.ledger import Ledger

app = App(name="export", help_format="plaintext", help_formatter="plain")
app.command(publishing.tiles)


@app.command
def bundle(
    path: Path,
    *,
    ledger: LedgerDir,
    size: Annotated[int | None, Parameter(help="The first SIZE entries only.")] = None,
    since: Annotated[
        str | None,
        Parameter(help="What came after a checkpoint: its file, or the size that it states."),
    ] = None,
    unit: Annotated[
        str | None,
        Parameter(help="What concerns one unit only, as of the last state seal, and all law."),
    ] = None,
    evidence: Where = None,
    json: AsJson = False,
) -> None:
    """Export the log, its checkpoint and the state it claims, for `eal-verify bundle`.

    For example:
      eal export bundle demo.zip --ledger demo-story
      eal export bundle court.zip --ledger demo-story --unit pc-st-sava --json

    The documents that acts name go with it, as far as they are kept and not withheld. With --unit,
    --since says which checkpoint the reader has: the bundle shows that the log continues it.

    Exit codes: 0 written; 2 the file exists or cannot be written; 4 no checkpoint of that size, no
    such unit, or nothing sealed yet.
    """
    kept = store_of(ledger, evidence)
    if path.exists():
        raise Malformed("file_exists", "a new file", "one that exists", str(path))
    with places.reading(ledger) as opened:
        try:
            first = _seen(opened, since)
            if unit is not None:
                of_unit = excerpt.bundle(
                    opened,
                    path.resolve(),
                    unit,
                    as_of=size,
                    seen=first or None,
                    documents=lambda texts, at: files(kept, going_with(opened, kept, texts, at)),
                )
                return _tell(path, unit, of_unit, as_json=json)
            documents = partial(supplied, opened, kept)
            written = export.bundle(
                opened, path.resolve(), size=size, since=first, documents=documents
            )
        except OSError as fault:
            raise keyfiles.unwritable(fault, path) from None
    if json:
        output.document({"path": str(path), "since": first, "size": written})
        return
    if first:
        output.say(f"Wrote {path}: {written - first} entries, {first} to {written - 1}.")
        output.hint(f"Verify it with: eal-verify bundle {path} --with EARLIER --trust TRUSTFILE")
        return
    output.say(f"Wrote {path}: {written} entries.")
    output.hint(f"Verify it with: eal-verify bundle {path} --trust TRUSTFILE")


def _tell(path: Path, unit: str, written: excerpt.Written, *, as_json: bool) -> None:
    if as_json:
        output.document({"path": str(path), "unit": unit, **written._asdict()})
        return
    position = f"as sealed at position {written.position} of {written.size}"
    output.say(f"Wrote {path}: {written.entries} entries that concern {unit}, {position}.")
    if written.later:
        output.say(
            f"{written.later} acts came after the seal; to cover them too, seal the state (eal seal)"
            " and export again."
        )
    output.hint(f"Verify it with: eal-verify bundle {path} --unit {unit} --trust TRUSTFILE")


def _seen(ledger: Ledger, since: str | None) -> int:
    """The size of the checkpoint that was seen; one of a file must be of this very log."""
    if since is None:
        return 0
    if since.isdecimal() and len(since) <= 16:
        size, stated = int(since), None
    else:
        text, _ = note.parse(
            keyfiles.read_bytes(Path(since), "a checkpoint", limits.NOTE_BYTES_MAX)
        )
        told = checkpoint.parse(text)
        size, stated = told.size, (told.origin, told.root)
    if size < 1:
        raise Malformed("nothing_since", "a size from 1 on", size, "--since")
    ours = ledger.origin, read.root(ledger, size)
    if stated not in (None, ours):
        raise Malformed("checkpoint_differs", f"the root {ours[1].hex()}", "another one", since)
    return size


@app.command
def trust(
    path: Path,
    *,
    ledger: LedgerDir,
    require: Annotated[
        list[str] | None,
        Parameter(help="A check that must be done; all of them if none is named."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Write a trust file from what this ledger says of itself.

    It is worth what its source is worth: an auditor compares it with the printed founding record,
    a newspaper, or an embassy's copy, before relying on it.

    For example:
      eal export trust trust.json --ledger demo-story
      eal export trust trust.json --ledger demo-story --require V06 --require V10

    Exit codes: 0 written; 2 the file exists.
    """
    with places.reading(ledger) as opened:
        data = export.trust(opened, required_checks=require or ())
        count = read.size(opened)
    keyfiles.write_new(path, data + b"\n")
    if json:
        output.document({"path": str(path), "size": count})
        return
    output.say(f"Wrote {path}. It comes from the ledger itself: compare it with another source.")
