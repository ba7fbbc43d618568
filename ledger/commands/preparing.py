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
from ledger.chain import envelope, keys, note
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
    vkey = note.format_vkey(SignerKey(stated.origin, log_key).verifier)
    act = _act(stated, os.urandom(_NONCE_BYTES).hex(), vkey, recorder=recorder_key.public)
    problems = founding(act, now)
    if problems:
        return list(problems)
    for path, key, is_new in (
        (folder / LOG_KEY, log_key, is_new_log),
        (folder / RECORDER_KEY, recorder_key, is_new_recorder),
    ):
        if is_new:
            keyfiles.write(path, key, secret())
    keyfiles.write_new(folder / places.FOUNDING, packets.format(Packet(act.data, ())))
    places.write(folder, place)
    return act


def place_of(database: str | None, head_record: Path | None) -> Place:
    """Return what `ledger.json` will say; a head record elsewhere is named by its whole path."""
    return Place(
        database="ledger.sqlite" if database is None else _url(database),
        head_record="head.json" if head_record is None else str(head_record.resolve()),
        log_key=LOG_KEY,
        recorder_key=RECORDER_KEY,
    )


def _prepared_before(folder: Path, file: Path, place: Place) -> Act:
    """Return the founding act of an earlier run, which must have said the same."""
    act = packets.read(folder / places.FOUNDING)[1]
    fields = act.events[0].fields
    stated = _charter(file, f"{act.day}T00:00:00.000000Z")
    recorder = keys.parse(fields["recorder_key"])
    again = _act(stated, fields["nonce"], fields["log_keys"][0], recorder=recorder)
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


def _act(stated: Charter, nonce: str, vkey: str, *, recorder: PublicKey) -> Act:
    members = stated.act(nonce=nonce, log_vkey=vkey, recorder_key=recorder)
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
