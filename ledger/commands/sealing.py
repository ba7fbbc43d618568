"""`eal seal`: state the root of everything that holds, in an entry of its own."""

from ledger import seal as verb
from ledger.commands import output, places
from ledger.commands.options import AsJson, At, LedgerDir, PassphraseFile


def seal(
    *,
    ledger: LedgerDir,
    at: At = None,
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Seal the state: record its root, signed by the recorder key, so that it can be proven.

    Every certification is sealed by itself, and `eal serve` seals at a cadence; this does it now.
    Where nothing was recorded since the last seal there is nothing to do.

    For example:
      eal seal --ledger DIR
      eal seal --ledger DIR --passphrase-file secret.txt --json

    Exit codes: 0 sealed, or nothing new to seal; 2 wrong usage; 3 writing is stopped, or the ledger
    is not open.
    """
    with places.writing(ledger, passphrase_file, at) as opened:
        done = verb.seal(opened)
    if json:
        output.document({"sealed": None if done is None else done._asdict()})
    elif done is None:
        output.say("Nothing was recorded since the last seal.")
    else:
        output.say(
            f"Sealed: entry {done.entry_index} states the root of the state at {done.position}."
        )
        output.say(f"{done.root}  {done.sheets} sheets")
