"""The honest ledger that the lab damages, and what its auditors bring.

    DIR/honest     the ledger, with bundle.zip, court.zip, trust.json, tiles/ and receipt.json
    DIR/shorter    the same ledger one act earlier: what a backup of the day before holds
    DIR/forked     the same ledger with another last act: what the operator might show to somebody else
    DIR/refounded  another ledger under the same name, with the same keys
    DIR/missealed  the same ledger, and a seal by a program that was changed

All are played from one scenario, whose keys everybody can make: so the lab can sign as anybody.
"""

import json
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger import demo
from ledger.chain import (
    canonical,
    checkpoint,
    cosignature,
    keys,
    merkle,
    note,
    receipt,
    vkey,
)
from ledger.chain.cosignature import Cosigner, CosignerKey
from ledger.chain.keys import PrivateKey
from ledger.chain.note import SignerKey
from ledger.demo import Files
from ledger.play.cast import LOG, RECORDER, Cast

SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "attacked.yaml"
SEED, ORIGIN = "attacked", "attacked.example/2021"
ALGORITHMS: dict[str, keys.Algorithm] = {"cem": "ES256"}
HONEST, SHORTER, FORKED, REFOUNDED = "honest", "shorter", "forked", "refounded"
MISSEALED = "missealed"
REASONS = b"The ballot papers in the box were more than the voters in the list. (Invented.)\n"
"""The document that the annulment names as its reasons."""
WITNESSES = ("embassy.example", "newspaper.example", "court.example")
WITNESSED_AT = 1_617_700_000
"""When the lab's witnesses say that they saw the log, in POSIX seconds."""

CHECKS = [f"V{n:02}" for n in (*range(1, 8), *range(10, 18), 19, 20, *range(22, 29))]
"""What needs neither memory nor witnesses; of every kind of document what it can be asked."""


def variants() -> dict[str, bytes]:
    """The scenarios of the four ledgers, by the folder that each is played into."""
    text = SCENARIO.read_text(encoding="utf-8")
    last = text.rindex("\n- title:")
    made = {
        HONEST: text,
        SHORTER: text[:last] + "\n",
        FORKED: text.replace("The result was published.", "There is no result."),
        REFOUNDED: text.replace("founded: 2021-03-01T09:00Z", "founded: 2021-03-01T08:00Z"),
    }
    assert len(set(made.values())) == len(made), "each differs from the others"
    return {name: scenario.encode() for name, scenario in made.items()}


class Lab:
    """The folder of the lab, its honest ledger, and every key in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cast = Cast(SEED, ALGORITHMS)

    def files(self, name: str = HONEST, *, words: bool = False) -> Files:
        """The files of the bundle of one of the ledgers, with what it tells in words or without."""
        return demo.unpack((self.folder / name / "bundle.zip").read_bytes(), words=words)

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """The entries of the honest ledger."""
        return [canonical.loads(line) for line in self.files()["entries.jsonl"].splitlines()]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.entries)

    def index(self, act_id: str) -> int:
        """Where an act stands."""
        (found,) = (e["index"] for e in self.entries if e["act"]["act_id"] == act_id)
        return int(found)

    def act(self, act_id: str) -> dict[str, Any]:
        """A copy of an act, to be changed."""
        copied: dict[str, Any] = json.loads(json.dumps(self.entries[self.index(act_id)]["act"]))
        return copied

    def person(self, person: str) -> PrivateKey:
        """A person's key, also of those who have lost it, and of strangers."""
        return self.cast.person(person)

    @property
    def recorder(self) -> PrivateKey:
        """The recorder's key."""
        return self.cast.office(RECORDER)

    def sign(self, entries: list[bytes], *, size: int | None = None, by: str = LOG, origin: str = ORIGIN) -> bytes:  # fmt: skip
        """A checkpoint over these entries, signed by the log's key, or by somebody under its name."""
        key = SignerKey(origin, self.cast.office(by))
        root = merkle.root([merkle.leaf_hash(line) for line in entries])
        stated = checkpoint.Checkpoint(origin, len(entries) if size is None else size, root)
        return checkpoint.sign(stated, [key])

    def cosign(self, signed: bytes, *names: str, over: bytes | None = None) -> bytes:
        """The checkpoint with a line by each witness, over another one where one is given."""
        text, _ = note.parse(signed if over is None else over)
        lines = []
        for name in names:
            signer = Cosigner(name, self._witness(name), WITNESSED_AT)
            lines.append(note.Line(name, signer.key_id, signer.sign(text.encode())))
        mine, already = note.parse(signed)
        return note.format(mine, [*already, *lines])

    def _witness(self, name: str) -> PrivateKey:
        return PrivateKey.from_seed(sha256(f"witness {name}".encode()).digest())

    def policy(self) -> str:
        """Two of the three witnesses of the lab."""
        listed = ""
        for name in WITNESSES:
            key = cosignature.format_vkey(CosignerKey(name, self._witness(name).public))
            listed += f"witness {name} {key}\n"
        return f"{listed}group all 2 {' '.join(WITNESSES)}\nquorum all\n"

    def witnessed_bundle(self) -> bytes:
        """The bundle of the honest ledger, its checkpoint cosigned by all witnesses."""
        files = self.files(words=True)
        signed = self.cosign(files["checkpoint.txt"], *WITNESSES)
        return demo.pack(files | {"checkpoint.txt": signed})

    def receipt(self, act_id: str) -> bytes:
        """The receipt of an act of the honest ledger."""
        files, index = self.files(), self.index(act_id)
        lines = files["entries.jsonl"].splitlines()
        leaves = [merkle.leaf_hash(line) for line in lines]

        def subtree(level: int, number: int) -> bytes:
            return merkle.root(leaves[number << level : (number + 1) << level])

        path = merkle.prove_inclusion(index, len(lines), subtree)
        return receipt.format(
            lines[index],
            index=index,
            size=len(lines),
            inclusion=path,
            note=files["checkpoint.txt"],
        )

    def trust(self, **members: Any) -> bytes:
        """A trust file for the honest ledger: what it pins, and what it requires."""
        own = SignerKey(ORIGIN, self.cast.office(LOG)).verifier
        mldsa = CosignerKey(ORIGIN, self.cast.mldsa().public)
        pinned: dict[str, Any] = {
            "format": 0,
            "last_seen": None,
            "ledger": {"id": self._id, "origin": ORIGIN},
            "log_keys": [
                {"from_size": 0, "until_size": None, "vkey": vkey.format(key)}
                for key in (own, mldsa)
            ],
            "required_checks": CHECKS,
            "witness_policy": None,
        }
        return json.dumps(pinned | members, indent=1).encode() + b"\n"

    @cached_property
    def _id(self) -> str:
        return merkle.leaf_hash(self.files()["entries.jsonl"].splitlines()[0]).hex()

    def brought(self) -> dict[str, bytes]:
        """The trust files of the lab's auditors: one with nothing more, one with witnesses."""
        witnesses = {"required_checks": sorted([*CHECKS, "V09"]), "witness_policy": self.policy()}
        return {
            "trust.json": self.trust(),
            "trust-witnesses.json": self.trust(**witnesses),
        }
