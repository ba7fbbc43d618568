"""`eal key`: keys are made and kept on the machine of the person who signs."""

import os
from pathlib import Path
from typing import Literal

from cyclopts import App

from ledger.chain import canonical, keys
from ledger.chain.keys import PrivateKey
from ledger.commands import keyfiles, output
from ledger.commands.options import AsJson, PassphraseFile

app = App(name="key", help_format="plaintext", help_formatter="plain")


@app.command
def new(
    path: Path,
    *,
    alg: Literal["Ed25519", "ES256"] = "Ed25519",
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Make a private key, encrypted, and show its public half.

    For example:
      eal key new chair.pem
      eal key new card-backup.pem --alg ES256 --passphrase-file secret.txt

    Exit codes: 0 made; 2 the file exists, or no passphrase.
    """
    key = PrivateKey.from_seed(os.urandom(32), alg)
    keyfiles.write(path, key, keyfiles.new_passphrase(passphrase_file, path.name))
    _print(key, json)
    if not json:
        output.hint(f"Written to {path}, encrypted. Keep the passphrase apart from it.")


@app.command
def show(path: Path, *, passphrase_file: PassphraseFile = None, json: AsJson = False) -> None:
    """Show the public half of a key and its id.

    For example:
      eal key show chair.pem
      eal key show chair.pem --passphrase-file secret.txt --json

    Exit codes: 0 shown; 2 unreadable, or the passphrase does not open it.
    """
    _print(keyfiles.read(path, passphrase_file), json)


def _print(key: PrivateKey, as_json: bool) -> None:
    if as_json:
        output.document({"id": key.public.id, "key": keys.format(key.public)})
        return
    output.say(f"key id      {key.public.id}")
    output.say(f"public key  {canonical.dumps(dict(keys.format(key.public))).decode()}")
