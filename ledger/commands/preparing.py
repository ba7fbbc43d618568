"""The first half of `eal init`: keys, `ledger.json`, and a founding act that nobody has signed.

What was done is found done when the command is run again: keys that are there are used, and the
founding act is compared with the one that the same file would give. `ledger.json` comes last.
"""

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from ledger import limits
from ledger.chain import envelope, keys, mldsa, vkey
from ledger.chain.cosignature import CosignerKey
from ledger.chain.envelope import Act
from ledger.chain.keys import PrivateKey, PublicKey
from ledger.chain.note import SignerKey
from ledger.chain.packet import Packet
from ledger.commands import keyfiles, packets, places
from ledger.commands.places import Place
from ledger.drafts import charter
from ledger.drafts.charter import Charter
from ledger.election.refusals import Problem
from ledger.errors import Malformed
from ledger.preview import founding

LOG_KEY, RECORDER_KEY = "keys/log.pem", "keys/recorder.pem"
MLDSA_KEY = "keys/log-mldsa.pem"
_NONCE_BYTES = 32


def prepare(folder: Path, file: Path, place: Place, passphrase: Path | None) -> Act | list[Problem]:
    """Return the founding act that now lies in the folder, or why no ledger could begin with it."""
    now = places.now()
    if (folder / places.FOUNDING).exists():
        return _prepared_before(folder, file, place)
    if (folder / places.FILE).exists():
        expected = "a folder for a new ledger"
        raise Malformed("file_exists", expected, "one with a ledger", str(folder / places.FILE))
    stated = _charter(file, now)
    secret = _secret(folder, passphrase)
    log_key, is_new_log = _own_key(folder / LOG_KEY, secret)
    recorder_key, is_new_recorder = _own_key(folder / RECORDER_KEY, secret)
    mldsa_key, is_new_mldsa = _mldsa_key(place, folder, secret)
    vkeys = _vkeys(stated.origin, log_key, mldsa_key)
    act = _act(stated, os.urandom(_NONCE_BYTES).hex(), vkeys, recorder=recorder_key.public)
    problems = founding(act, now)
    if problems:
        return list(problems)
    made: list[tuple[str, PrivateKey | mldsa.PrivateKey | None, bool]] = [
        (LOG_KEY, log_key, is_new_log),
        (MLDSA_KEY, mldsa_key, is_new_mldsa),
        (RECORDER_KEY, recorder_key, is_new_recorder),
    ]
    for name, key, is_new in made:
        if is_new and key is not None:
            keyfiles.write(folder / name, key, secret())
    keyfiles.write_new(folder / places.FOUNDING, packets.format(Packet(act.data, ())))
    places.write(folder, place)
    return act


def place_of(database: str | None, head_record: Path | None, *, has_mldsa: bool = True) -> Place:
    """Return what `ledger.json` will say; a head record elsewhere is named by its whole path."""
    return Place(
        database="ledger.sqlite" if database is None else _url(database),
        head_record="head.json" if head_record is None else str(head_record.resolve()),
        log_key=LOG_KEY,
        mldsa_key=MLDSA_KEY if has_mldsa else None,
        recorder_key=RECORDER_KEY,
    )


def _prepared_before(folder: Path, file: Path, place: Place) -> Act:
    """Return the founding act of an earlier run, which must have said the same."""
    act = packets.read(folder / places.FOUNDING)[1]
    fields = act.events[0].fields
    stated = _charter(file, f"{act.day}T00:00:00.000000Z")
    recorder = keys.parse(fields["recorder_key"])
    again = _act(stated, fields["nonce"], fields["log_keys"], recorder=recorder)
    if again.digest != act.digest:
        expected = (
            "the founding file with which the folder was prepared; another needs another folder"
        )
        raise Malformed("file_exists", expected, "one that says something else", str(file))
    if not (folder / places.FILE).exists():
        places.write(folder, place)
    elif places.read(folder) != place:
        expected = "the same --database and --head-record as before"
        raise Malformed("file_exists", expected, "others", str(folder / places.FILE))
    return act


def _charter(file: Path, now: str) -> Charter:
    data = keyfiles.read_bytes(file, "a founding file", limits.DRAFT_BYTES_MAX)
    return charter.parse(data, now[:10], file.parent)


def _act(stated: Charter, nonce: str, vkeys: list[str], *, recorder: PublicKey) -> Act:
    members = stated.act(nonce=nonce, log_vkeys=vkeys, recorder_key=recorder)
    return envelope.parse(envelope.format(members))


def _secret(folder: Path, source: Path | None) -> Callable[[], bytes]:
    """Ask for the passphrase once: twice the same if it is to close new keys."""
    known: list[bytes] = []

    def secret() -> bytes:
        if not known:
            is_new = not (folder / LOG_KEY).exists()
            ask = keyfiles.new_passphrase if is_new else keyfiles.passphrase
            known.append(ask(source, "the ledger's own keys"))
        return known[0]

    return secret


def _own_key(path: Path, secret: Callable[[], bytes]) -> tuple[PrivateKey, bool]:
    """Return the key in a file, or a new one that is still to be written, and whether it is new."""
    if path.exists():
        return keyfiles.open_key(path, secret()), False
    secret()
    return PrivateKey.from_seed(os.urandom(32), "Ed25519"), True


def _mldsa_key(
    place: Place, folder: Path, secret: Callable[[], bytes]
) -> tuple[mldsa.PrivateKey | None, bool]:
    """Return the key that signs published checkpoints beside, None where the place has none."""
    if place.mldsa_key is None:
        return None, False
    path = folder / place.mldsa_key
    if path.exists():
        return keyfiles.open_mldsa_key(path, secret()), False
    return mldsa.PrivateKey.from_seed(os.urandom(32)), True


def _vkeys(origin: str, log_key: PrivateKey, second: mldsa.PrivateKey | None) -> list[str]:
    """Return what founding lists: Ed25519 first, as readers that know nothing else expect it."""
    first = vkey.format(SignerKey(origin, log_key).verifier)
    if second is None:
        return [first]
    return [first, vkey.format(CosignerKey(origin, second.public))]


def _url(database: str) -> str:
    """Return the URL of a PostgreSQL database, in which no password may stand."""
    try:
        url = make_url(database)
    except ArgumentError:
        raise Malformed("wrong_usage", _EXPECTED_URL, database, "--database") from None
    if url.get_backend_name() != "postgresql":
        raise Malformed("wrong_usage", _EXPECTED_URL, url.get_backend_name(), "--database")
    if url.password is not None:
        expected = "a URL without a password; PostgreSQL reads it from ~/.pgpass or PGPASSFILE"
        raise Malformed("wrong_usage", expected, "one with a password", "--database")
    return database


_EXPECTED_URL = "the URL of a PostgreSQL database, such as postgresql://eal@/ledger"
