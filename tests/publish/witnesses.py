"""Witnesses to publish with: real ones, reached directly or over HTTP, that may be away or may lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.chain import note as notes
from ledger.chain.note import SignerKey
from ledger.chain.witnessing import Reply
from ledger.ledger import Ledger
from ledger.publish import rounds
from ledger.publish.asking import Web
from tests.verbs.commission import ORIGIN, key_of
from verifiers.desk import witness_state
from verifiers.desk.fetch import Fetched, Unreachable
from verifiers.desk.witness_answers import Witness
from verifiers.desk.witness_key import Signer
from verifiers.desk.witness_state import State

LOG_VKEY = notes.format_vkey(SignerKey(ORIGIN, key_of("log")).verifier)


@dataclass
class Town:
    """Some witnesses by name, and how to reach them."""

    folder: Path
    away: set[str] = field(default_factory=set)
    replies: dict[str, Reply] = field(default_factory=dict)
    """What a witness says instead of what it would."""
    asked: list[str] = field(default_factory=list)
    now: int = 1_700_000_000
    _made: dict[str, Witness] = field(default_factory=dict)

    def add(self, *names: str, knows: bool = True) -> None:
        """New witnesses, which know the log."""
        for name in names:
            place = self.folder / name, self.folder / f"{name}.mark"
            witness_state.create(*place)
            state = State(*place)
            if knows:
                state.add_log(ORIGIN, [LOG_VKEY], [])
            key = Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"w"))
            signer = Signer(f"{name}.example", key)
            self._made[name] = Witness(state, signer, clock=self._clock, fetch=_no_fetch)

    def witness(self, name: str) -> Witness:
        """One of them."""
        return self._made[name]

    def policy(self, least: int | str, *names: str) -> str:
        """The policy: so many of these."""
        lines = [
            f"witness {name} {self._made[name].signer.vkey} http://{name}.example/w\n"
            for name in names
        ]
        return f"{''.join(lines)}group g {least} {' '.join(names)}\nquorum g\n"

    @property
    def web(self) -> Web:
        """How a ledger reaches them."""
        return Web(self._post, self._get)

    def _clock(self) -> int:
        self.now += 1
        return self.now

    def _post(self, url: str, body: bytes) -> Reply | None:
        name = (urlsplit(url).hostname or "").partition(".")[0]
        assert urlsplit(url).path == "/w/add-checkpoint"
        self.asked.append(name)
        if name in self.away or name not in self._made:
            return None
        if name in self.replies:
            return self.replies[name]
        answer = self._made[name].add_checkpoint(body)
        return Reply(answer.status, answer.type.partition(";")[0], answer.body.encode())

    def _get(self, url: str) -> Reply | None:
        name = (urlsplit(url).hostname or "").partition(".")[0]
        if name in self.away:
            return None
        answer = self._made[name].read(urlsplit(url).path.split("/")[2])
        return Reply(answer.status, "text/plain", answer.body.encode())


def _no_fetch(url: str, bytes_max: int) -> Fetched:
    raise Unreachable(url)


def attach(ledger: Ledger, town: Town) -> Ledger:
    """The ledger, which asks its witnesses before it is written."""
    ledger.witnesses = rounds.at_start(ledger, web=town.web)
    return ledger
