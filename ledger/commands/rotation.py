"""`eal log rotate`: another key for the log, and what the commission has to adopt for it."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from ledger import limits, read
from ledger.chain import mldsa, vkey
from ledger.chain.cosignature import Cosigner
from ledger.chain.keys import PrivateKey
from ledger.chain.note import SignerKey
from ledger.commands import keyfiles, output, places
from ledger.commands.options import AsJson, LedgerDir, PassphraseFile
from ledger.errors import Malformed

_AHEAD = 100
_FOLDER = Path("keys")


def rotate(
    *,
    ledger: LedgerDir,
    alg: Literal["Ed25519", "ML-DSA-44"] = "Ed25519",
    from_size: Annotated[
        int | None,
        Parameter(name="--from-size", help="The first size that the new key signs."),
    ] = None,
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Make another key for the log, and print the event that adopts it. Nothing is recorded.

    The key is written beside the others, under the same passphrase, and named in ledger.json.
    The body that is competent for the ledger adopts it by an act with the event printed here,
    well before the log has so many entries. At that size both keys sign, after it the new one.
    Restart the server before the act is submitted, so that it has both. Auditors get new trust
    files (`eal export trust`). Once the log is past that size: name the new file as log_key (or
    mldsa_key) in ledger.json, empty further_keys, and destroy the old file.

    For example:
      eal log rotate --ledger DIR --from-size 5000
      eal log rotate --ledger DIR --alg ML-DSA-44 --passphrase-file secret.txt --json

    Exit codes: 0 made; 2 wrong usage, or no passphrase.
    """
    place = places.read(ledger)
    secret = keyfiles.passphrase(passphrase_file, "the ledger's own keys")
    if place.log_key is None:
        expected = "a ledger whose own keys are on this machine"
        raise Malformed("log_key_missing", expected, "none named", str(ledger / places.FILE))
    # One passphrase opens them all, or the server could not start again.
    keyfiles.open_key(ledger / place.log_key, secret)
    with places.reading(ledger) as opened:
        size, origin = read.size(opened), opened.origin
    first = _first(from_size, size)
    key, text = _make(origin, alg)
    name = str(_FOLDER / f"log-{text.split('+')[1]}.pem")
    keyfiles.write(ledger / name, key, secret)
    places.rewrite(ledger, replace(place, further_keys=(*place.further_keys, name)))
    if json:
        output.document({"file": name, "from_size": first, "size": size, "vkey": text})
        return
    output.say(f"Written to {ledger / name}, encrypted, and named in {places.FILE}.")
    output.say(f"The log has {size} entries. To be adopted before it has {first}:")
    output.say(f"- type: log_key.adopted\n  fields: {{from_size: {first}, vkey: '{text}'}}")


def _first(stated: int | None, size: int) -> int:
    """The size from which the new key signs; the adopting entry comes before it."""
    first = size + _AHEAD if stated is None else stated
    if not size < first <= size + limits.LOG_KEY_AHEAD_MAX:
        expected = f"a size from {size + 1} to {size + limits.LOG_KEY_AHEAD_MAX}"
        raise Malformed("wrong_usage", expected, first, "--from-size")
    return first


def _make(origin: str, alg: str) -> tuple[PrivateKey | mldsa.PrivateKey, str]:
    seed = os.urandom(32)
    if alg == "ML-DSA-44":
        second = mldsa.PrivateKey.from_seed(seed)
        return second, vkey.format(Cosigner(origin, second, 0).verifier)
    first = PrivateKey.from_seed(seed)
    return first, vkey.format(SignerKey(origin, first).verifier)
