"""`eal export`: what an auditor needs, in one file."""

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ledger import export, read
from ledger.commands import keyfiles, output, places, publishing
from ledger.commands.evidence import Where, store_of
from ledger.commands.options import AsJson, LedgerDir
from ledger.errors import Malformed
from ledger.evidence import supplied

app = App(name="export", help_format="plaintext", help_formatter="plain")
app.command(publishing.tiles)


@app.command
def bundle(
    path: Path,
    *,
    ledger: LedgerDir,
    size: Annotated[int | None, Parameter(help="The first SIZE entries only.")] = None,
    evidence: Where = None,
    json: AsJson = False,
) -> None:
    """Export the log, its checkpoint and the state it claims, for `eal-verify bundle`.

    For example:
      eal export bundle demo.zip --ledger demo-story
      eal export bundle then.zip --ledger demo-story --size 40 --json

    The documents that acts name go with it, as far as they are kept and not withheld.

    Exit codes: 0 written; 2 the file exists or cannot be written; 4 no checkpoint of that size.
    """
    kept = store_of(ledger, evidence)
    if path.exists():
        raise Malformed("file_exists", "a new file", "one that exists", str(path))
    with places.reading(ledger) as opened:
        try:
            written = export.bundle(
                opened, path.resolve(), size=size, documents=partial(supplied, opened, kept)
            )
        except OSError as fault:
            raise keyfiles.unwritable(fault, path) from None
    if json:
        output.document({"path": str(path), "size": written})
        return
    output.say(f"Wrote {path}: {written} entries.")
    output.hint(f"Verify it with: eal-verify bundle {path} --trust TRUSTFILE")


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
