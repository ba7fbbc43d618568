"""`eal key`: keys are made and kept on the machine of the person who signs."""

import os
from pathlib import Path
from typing import Literal

from cyclopts import App

from ledger.chain import canonical, keys, mldsa, spelling
from ledger.chain.keys import PrivateKey
from ledger.commands import keyfiles, output
from ledger.commands.options import AsJson, PassphraseFile

app = App(name="key", help_format="plaintext", help_formatter="plain")


@app.command
def new(
    path: Path,
    *,
    alg: Literal["Ed25519", "ES256", "ML-DSA-44"] = "Ed25519",
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Make a private key, encrypted, and show its public half.

    Persons sign with Ed25519 or ES256. ML-DSA-44 is for checkpoints: of logs, and of witnesses.

    For example:
      eal key new chair.pem
      eal key new card-backup.pem --alg ES256 --passphrase-file secret.txt

    Exit codes: 0 made; 2 the file exists, or no passphrase.
    """
    seed = os.urandom(32)
    key: AnyKey
    if alg == "ML-DSA-44":
        key = mldsa.PrivateKey.from_seed(seed)
    else:
        key = PrivateKey.from_seed(seed, alg)
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
    _print(keyfiles.open_any_key(path, passphrase_file), json)


AnyKey = PrivateKey | mldsa.PrivateKey


def _print(key: AnyKey, as_json: bool) -> None:
    public = key.public
    if isinstance(public, mldsa.PublicKey):
        stated = {"alg": "ML-DSA-44", "public": spelling.format_base64url(public.raw)}
    else:
        stated = keys.format(public)
    if as_json:
        output.document({"id": public.id, "key": stated})
        return
    output.say(f"key id      {public.id}")
    output.say(f"public key  {canonical.dumps(dict(stated)).decode()}")
