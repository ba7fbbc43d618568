"""The options that several commands share, said once so that they read the same everywhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

AsJson = Annotated[bool, Parameter(name="--json", negative="", help="Print one JSON document.")]
"""Machine-readable output; the exit code is the same in every form."""

LedgerDir = Annotated[
    Path,
    Parameter(
        name="--ledger",
        env_var="EAL_LEDGER",
        help="The folder of the ledger (the one that holds ledger.json).",
    ),
]
"""Where the ledger is kept."""

Database = Annotated[
    str | None,
    Parameter(
        name="--database",
        env_var="EAL_DATABASE",
        help="The database, where it is another than ledger.json names: postgresql+psycopg://...",
    ),
]
"""Which database; a password never stands in an argument, which others could see."""

AsOf = Annotated[
    str | None,
    Parameter(
        name="--as-of",
        help="As known then: a position (41), a day (2013-11-05: its end) or an instant (2013-11-05T20:30Z).",
    ),
]
"""Which entries count."""

InForceOn = Annotated[
    str | None,
    Parameter(name="--in-force-on", help="In force on this legal day (2013-11-05)."),
]
"""On which legal day the answer holds."""

PassphraseFile = Annotated[
    Path | None,
    Parameter(
        name="--passphrase-file",
        env_var="EAL_PASSPHRASE_FILE",
        help="A file whose first line is the passphrase; without it you are asked.",
    ),
]
"""Where the passphrase of a private key is; never an argument, which others could see."""

At = Annotated[
    str | None,
    Parameter(
        name="--at",
        help="The simulated time (2013-11-05T20:30Z); only in a rehearsal or reconstruction.",
    ),
]
"""What a simulated clock shows."""


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakingIn:
    """What every command takes that signs forms and records them."""

    ledger: LedgerDir
    key: Annotated[
        Path, Parameter(name="--key", help="The private key of the intake system, or of the clerk.")
    ]
    passphrase_file: PassphraseFile = None
    key_passphrase_file: Annotated[
        Path | None,
        Parameter(
            name="--key-passphrase-file",
            help="A file with the passphrase of --key, if it is not the ledger's own.",
        ),
    ] = None
    at: At = None
    json: AsJson = False
