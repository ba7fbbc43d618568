"""A ledger: a name, a database, a clock, the keys that sign for it, and what remembers its head."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from ledger.chain import entry, mldsa
from ledger.chain.cosignature import Cosigner, CosignerKey
from ledger.chain.guard import Asked
from ledger.chain.keys import PrivateKey
from ledger.chain.log_keys import LogKeys, second_keys
from ledger.chain.note import SignerKey, VerifierKey
from ledger.errors import LedgerStopped
from ledger.projections import generations, log_keys
from ledger.projections.sheets import Sheets
from ledger.store import agreement, entries
from ledger.store.agreement import Outside
from ledger.store.engine import open_engine, reachable, require_tables
from ledger.store.head_record import HeadRecord, Record
from ledger.store.heads import Head
from ledger.store.vouching import Memory

Clock = Callable[[], str]
"""Returns the present instant, `YYYY-MM-DDThh:mm:ss.ffffffZ`; given by whoever runs the ledger."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """One ledger, as one process holds it.

    `ledger_id` is the leaf hash of entry 0, None before there is one. `log_key` signs checkpoints
    and `recorder_key` refusals; without a log key the ledger can be read but not written.
    `mldsa_key` signs published checkpoints beside the log key, None where founding names none.
    `further_keys` are the log's own too, for the time when one key follows another.
    `head_record`, the folder of exported `tiles` and `witnesses` (which are asked once, when the
    process begins to write) are compared with the database; without any of them a full restore
    of the database could not be detected. `has_witnesses` says that some were asked.
    `witness_alarms` is what witnesses claimed and did not prove when they were asked last.
    `remembered` holds answers that can never change, under everything on which they depend.
    `projections` is whatever answers questions about state; nothing here looks at it. `sheets` are
    those of the state as they were sealed last, or are being sealed.
    """

    origin: str
    ledger_id: bytes | None
    engine: Engine
    clock: Clock
    log_key: PrivateKey | None = None
    mldsa_key: mldsa.PrivateKey | None = None
    recorder_key: PrivateKey | None = None
    further_keys: tuple[PrivateKey | mldsa.PrivateKey, ...] = ()
    head_record: HeadRecord | None = None
    tiles: Path | None = None
    witnesses: Callable[[], Asked] | None = None
    has_witnesses: bool = False
    witness_alarms: tuple[str, ...] = ()
    projections: Any = None
    sheets: Sheets = field(default_factory=Sheets)
    remembered: dict[Any, Any] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def outside(self, record: Record | None) -> Outside:
        """What remembers the log outside its database, given what the head record says."""
        path = None if self.head_record is None else self.head_record.path
        return Outside(record, path, self.tiles, self.witnesses)

    @property
    def memories(self) -> tuple[str, ...]:
        """What remembers the log outside its database; nothing would notice a full restore else."""
        kept = {
            "head_record": self.head_record is not None,
            "tiles": self.tiles is not None,
            "witnesses": self.has_witnesses,
        }
        return tuple(name for name, is_there in kept.items() if is_there)

    @property
    def signer(self) -> SignerKey | None:
        """Who signs the checkpoints of a log whose keys never changed: the log key."""
        return None if self.log_key is None else SignerKey(self.origin, self.log_key)

    def log_keys(self, connection: Connection, size: int) -> LogKeys:
        """The log's keys by the law in so many entries, and those of them that sign here."""
        remembered = ("founding_keys", entries.leaf(connection, 0))
        if remembered not in self.remembered:
            # Tables that are there stay; without them the log is one of bytes, and has no law.
            founding = agreement.founding_keys(connection)
            self.remembered[remembered] = founding, generations.is_known(connection)
        founding, has_law = self.remembered[remembered]
        named = log_keys.named(connection, size, founding) if has_law else founding
        return LogKeys(tuple(named), self._signers())

    def log_keys_at(self, connection: Connection, head: Head) -> LogKeys:
        """The same at a head. A leaf hash stands for all before it, so it is asked once for each."""
        if head.leaf is None:
            return self.log_keys(connection, 0)
        if self.memory.log_keys is None or self.memory.log_keys[0] != head.leaf:
            self.memory.log_keys = head.leaf, self.log_keys(connection, head.size).named
        return LogKeys(tuple(self.memory.log_keys[1]), self._signers())

    def second_signers(self, connection: Connection, size: int, at: int) -> list[Cosigner]:
        """Who signs the published checkpoint of a size with ML-DSA-44, as of POSIX seconds `at`."""
        held = {each.verifier: each for each in self._cosigners(at)}
        named = self.log_keys(connection, size).named
        wanted = second_keys(named, size) if named else list(held)[:1]
        missing = ", ".join(key.key_id.hex() for key in wanted if key not in held)
        if missing:
            found = f"a published checkpoint of {size} entries is signed by {missing}, not here"
            do = "name its file in ledger.json: mldsa_key, or under further_keys"
            raise LedgerStopped("log_key_missing", found, do)
        return [held[key] for key in wanted]

    def verifier_keys(self) -> list[VerifierKey | CosignerKey]:
        """The keys that verify what this ledger signs: Ed25519 first, as founding lists them."""
        signers, cosigners = self._signers(), self._cosigners(0)
        return [*(each.verifier for each in signers), *(each.verifier for each in cosigners)]

    def _signers(self) -> tuple[SignerKey, ...]:
        keys = (self.log_key, *self.further_keys)
        return tuple(SignerKey(self.origin, key) for key in keys if isinstance(key, PrivateKey))

    def _cosigners(self, at: int) -> list[Cosigner]:
        keys = (self.mldsa_key, *self.further_keys)
        return [Cosigner(self.origin, key, at) for key in keys if isinstance(key, mldsa.PrivateKey)]


def open(
    url: str,
    *,
    clock: Clock,
    log_key: PrivateKey | None = None,
    mldsa_key: mldsa.PrivateKey | None = None,
    recorder_key: PrivateKey | None = None,
    head_record: str | Path | None = None,
) -> Ledger:
    """Return the ledger in a database, whose name and id entry 0 states.

    Opening reads only; whether the ledger may be written is found out by `append.examine`.
    """
    engine = open_engine(url)
    with reachable(), engine.connect() as connection:
        require_tables(connection)
        stored = entries.read(connection, 0)
    founding = None if stored is None else entry.parse(stored.data)
    return Ledger(
        origin="" if founding is None else founding.act.origin,
        ledger_id=None if founding is None else founding.leaf_hash,
        engine=engine,
        clock=clock,
        log_key=log_key,
        mldsa_key=mldsa_key,
        recorder_key=recorder_key,
        head_record=None if head_record is None else HeadRecord(Path(head_record)),
    )
