"""`eal init`: a ledger is founded, in two steps, since people sign in between.

eal init DIR --founding FOUNDING.yaml     keys, ledger.json, DIR/founding.act.json to be signed
eal init DIR                              founded, and DIR/founding-record.txt to be printed
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from ledger import found, read
from ledger.chain import canonical, entry, jws, keys
from ledger.chain import packet as packet_of
from ledger.chain.entry import Entry
from ledger.chain.envelope import Act
from ledger.chain.packet import Packet
from ledger.commands import keyfiles, output, packets, places, preparing, record, telling
from ledger.commands.options import AsJson, At, PassphraseFile
from ledger.errors import Malformed
from ledger.publish import rounds
from ledger.submit import Failed, Refused


def init(
    folder: Path,
    *,
    founding: Annotated[
        Path | None, Parameter(help="The founding file; its form is in docs/guides/founding.md.")
    ] = None,
    signed: Annotated[
        list[Path] | None,
        Parameter(help="A copy of the founding act that was signed elsewhere; may be repeated."),
    ] = None,
    database: Annotated[
        str | None, Parameter(help="A PostgreSQL database; by default an SQLite file in FOLDER.")
    ] = None,
    head_record: Annotated[
        Path | None, Parameter(help="Where to remember the head of the log, best on another disk.")
    ] = None,
    mldsa: Annotated[
        bool, Parameter(help="Sign published checkpoints with ML-DSA-44 beside Ed25519.")
    ] = True,
    at: At = None,
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Found a ledger in a folder: first from a founding file, again when everybody has signed.

    Both times may be repeated; what was done is found done, and nothing is overwritten.

    For example:
      eal init DIR --founding founding.yaml --head-record /mnt/other/head.json
      eal init DIR --signed from-ana.act.json --signed from-ben.act.json

    Exit codes: 0 prepared or founded; 1 refused; 2 unreadable, or wrong usage; 3 somebody has
    still to sign, or writing is stopped; 5 the database is not reachable.
    """
    if founding is None:
        if database is not None or head_record is not None:
            expected = "them together with --founding"
            raise Malformed("wrong_usage", expected, "--database or --head-record alone")
        _found(folder, signed or [], at, passphrase_file, as_json=json)
        return
    if signed:
        raise Malformed("wrong_usage", "--founding first, --signed later", "both at once")
    place = preparing.place_of(database, head_record, has_mldsa=mldsa)
    act = preparing.prepare(folder, founding, place, passphrase_file)
    if not isinstance(act, Act):
        telling.tell_refused(tuple(act), None, json)
        sys.exit(output.REFUSED)
    _tell_prepared(folder, act, json)


def _found(
    folder: Path,
    signed: Sequence[Path],
    at: str | None,
    passphrase: Path | None,
    *,
    as_json: bool,
) -> None:
    place = places.read(folder)
    packet, act = _collected(folder, signed)
    fields = act.events[0].fields
    missing = _missing(packet, fields)
    if missing:
        _tell_missing(folder, fields, missing, as_json=as_json)
        sys.exit(output.STOPPED)
    clock = places.clock_at(at, is_simulated=fields["clock"] == "simulated")
    own = places.own_keys(place, folder, passphrase)
    founded = found.found(
        place.url(folder),
        packet_of.add(packet, own.recorder),
        clock=clock,
        log_key=own.log,
        mldsa_key=own.mldsa,
        recorder_key=own.recorder,
        head_record=None if place.head_record is None else folder / place.head_record,
    )
    if isinstance(founded.answer, Failed):
        raise founded.answer.fault
    if isinstance(founded.answer, Refused):
        telling.tell_refused(founded.answer.problems, founded.answer.refusal, as_json)
        sys.exit(output.REFUSED)
    if founded.answer.is_first:
        rounds.publish(founded.ledger)
    first = entry.parse(read.entry(founded.ledger, 0))
    founded.ledger.engine.dispose()
    keyfiles.write_same(folder / record.FILE, record.text(first).encode())
    _tell_founded(folder, first, founded.answer.is_first, as_json=as_json)


def _collected(folder: Path, signed: Sequence[Path]) -> tuple[Packet, Act]:
    """Return the founding act with all signatures known by now, and keep those that are new."""
    packet, act = packets.read(folder / places.FOUNDING)
    joined = packet
    for path in signed:
        other, _ = packets.read(path)
        if other.act != packet.act:
            expected = f"a copy of {folder / places.FOUNDING}"
            raise Malformed("other_act", expected, "another act", str(path))
        _require_valid(other, act, path)
        joined = packet_of.join(joined, other.signatures)
    _require_valid(joined, act, folder / places.FOUNDING)
    if joined != packet:
        keyfiles.replace(folder / places.FOUNDING, packets.format(joined))
    return joined, act


def _require_valid(packet: Packet, act: Act, path: Path) -> None:
    """Require that every signature is by somebody who founds, over exactly this act."""
    fields = act.events[0].fields
    stated = [keys.parse(each["key"]) for each in fields["persons"]]
    known = {key.id: key for key in [*stated, keys.parse(fields["recorder_key"])]}
    for signature in packet.signatures:
        key = known.get(signature.key)
        if key is None:
            raise Malformed("unknown_key", "keys named in the act", signature.key, str(path))
        if not jws.check(key, packet.act, signature.signature):
            expected = "a signature over this act"
            raise Malformed("signature_invalid", expected, f"one by {key.id}", str(path))


def _missing(packet: Packet, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The persons of the founding act who have not signed it."""
    present = {signature.key for signature in packet.signatures}
    return [each for each in fields["persons"] if keys.parse(each["key"]).id not in present]


def _tell_prepared(folder: Path, act: Act, as_json: bool) -> None:
    fields = act.events[0].fields
    path = folder / places.FOUNDING
    if as_json:
        told = {"digest": act.digest.hex(), "founding": str(path), "origin": act.origin}
        to_sign = [_person(each) for each in fields["persons"]]
        output.document(told | {"log_keys": fields["log_keys"], "to_sign": to_sign})
        return
    output.say(f"Prepared {folder}; nothing is founded yet.")
    output.say(f"  origin        {act.origin} ({fields['purpose']}, {fields['clock']} clock)")
    for printed in record.verifier_keys(fields["log_keys"]):
        output.say(f"  verifier key  {printed}")
    output.say(f"  founding act  {path}, digest {act.digest.hex()}")
    output.say("\nEach of these persons reads the act and signs it, on their own machine:")
    _persons_table(fields, fields["persons"])
    _tell_how_to_sign(folder)


def _tell_missing(
    folder: Path, fields: dict[str, Any], missing: list[dict[str, Any]], *, as_json: bool
) -> None:
    number, count = len(fields["persons"]) - len(missing), len(fields["persons"])
    if as_json:
        told = {"founding": str(folder / places.FOUNDING), "signatures": number}
        output.document(told | {"missing": [_person(each) for each in missing]})
        return
    output.say(f"{number} of {count} persons have signed; nothing is founded yet. Missing:")
    _persons_table(fields, missing)
    _tell_how_to_sign(folder)


def _tell_how_to_sign(folder: Path) -> None:
    path = folder / places.FOUNDING
    output.hint(f"\nRead it: eal act show {path}")
    output.hint(f"Sign it: eal act sign {path.name} --key THEIR-KEY.pem")
    output.hint(f"Then:    eal init {folder} [--signed COPY.act.json ...]")


def _tell_founded(folder: Path, first: Entry, is_first: bool, *, as_json: bool) -> None:
    if as_json:
        identity = {"id": first.leaf_hash.hex(), "origin": first.act.origin}
        told = {"is_first": is_first, "ledger": identity, "record": str(folder / record.FILE)}
        output.document(told | {"entry": canonical.loads(first.data)})
        return
    if not is_first:
        output.hint("It was founded before; here is its record again.\n")
    output.say(record.text(first).rstrip("\n"))
    output.hint(f"\nWritten to {folder / record.FILE}. Next, adopt vocabulary and rules:")
    output.hint(f"  eal act adopt geography elections --ledger {folder} --out adopt-1.act.json")


def _persons_table(fields: dict[str, Any], persons: Sequence[dict[str, Any]]) -> None:
    rows = [
        (each["person"], each["name"], record.offices(fields, each["person"]), told["key"])
        for each in persons
        if (told := _person(each))
    ]
    output.table(("PERSON", "NAME", "OFFICE", "KEY"), rows)


def _person(stated: dict[str, Any]) -> dict[str, str]:
    key = keys.parse(stated["key"]).id
    return {"key": key, "name": stated["name"], "person": stated["person"]}
