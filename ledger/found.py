"""Founding a ledger: the tables are made and entry 0 is recorded, or nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.chain import keys, merkle, mldsa, receipt, vkey
from ledger.chain.keys import PrivateKey
from ledger.election.refusals import Problem
from ledger.errors import LedgerStopped, Malformed
from ledger.ledger import Clock, Ledger
from ledger.projections import generations
from ledger.store import entries, heads, schema
from ledger.store.engine import open_engine, writing
from ledger.store.head_record import HeadRecord
from ledger.submit import Answer, Packet, Recorded, Refused, packets, submit


class Founded(NamedTuple):
    """The ledger, ready to be written, and the answer to its founding act."""

    ledger: Ledger
    answer: Answer


def found(
    url: str,
    packet: Packet,
    *,
    clock: Clock,
    log_key: PrivateKey,
    recorder_key: PrivateKey,
    mldsa_key: mldsa.PrivateKey | None = None,
    head_record: Path | None = None,
) -> Founded:
    """Make the tables in an empty database and record the founding act.

    A founding act that is refused leaves empty tables behind; a better one may follow. Founding
    again with the same act gets the first receipt; where another ledger is, LedgerStopped.
    """
    engine = open_engine(url)
    schema.upgrade(engine)
    with engine.connect() as connection, writing(connection):
        heads.lock(connection)
        generations.prepare(connection)
    ledger = Ledger(
        origin="",
        ledger_id=None,
        engine=engine,
        clock=clock,
        log_key=log_key,
        mldsa_key=mldsa_key,
        recorder_key=recorder_key,
        head_record=None if head_record is None else HeadRecord(head_record),
    )
    prepared = packets.read(packet)
    if isinstance(prepared, Problem):
        return Founded(ledger, Refused((prepared,), None))
    ledger.origin = prepared.act.origin
    problem = _foreign_key(prepared.value["events"][0]["fields"], ledger)
    if problem is not None:
        return Founded(ledger, Refused((problem,), None))
    with engine.connect() as connection:
        is_ours = entries.index_of_digest(connection, prepared.act.digest) is not None
        if heads.read(connection).size > 0 and not is_ours:
            do = "open it, or found another in another database"
            raise LedgerStopped("already_founded", "there is a ledger in this database", do)
    answer = submit(ledger, [packet])[0]
    if isinstance(answer, Recorded):
        ledger.ledger_id = merkle.leaf_hash(receipt.parse(answer.receipt).entry.data)
    return Founded(ledger, answer)


def _foreign_key(fields: dict[str, object], ledger: Ledger) -> Problem | None:
    """What is wrong if the act founds a ledger for which our keys could not sign."""
    assert ledger.log_key is not None and ledger.recorder_key is not None
    listed, where = fields.get("log_keys"), "events[0].fields.log_keys"
    texts = listed if isinstance(listed, list) else []
    for key in ledger.verifier_keys() if isinstance(listed, list) else []:
        if vkey.format(key) not in texts:
            expected = f"the log key {key.name}+{key.key_id.hex()}"
            return Problem("bad_field", expected, f"{len(texts)} others", where)
    for text in texts:
        try:
            vkey.parse_log_key(text if isinstance(text, str) else "")
        except Malformed as malformed:
            return Problem("bad_field", malformed.expected, malformed.found, where)
    recorder = keys.format(ledger.recorder_key.public)
    if fields.get("recorder_key", recorder) != recorder:
        found = str(fields["recorder_key"])
        return Problem("bad_field", str(recorder), found, "events[0].fields.recorder_key")
    return None
