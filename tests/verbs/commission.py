"""A small commission with a ledger of its own: persons with keys, acts, and a clock that obeys."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ledger import found, read
from ledger import ledger as ledgers
from ledger.chain import canonical, jws, keys, note
from ledger.chain.keys import PrivateKey
from ledger.chain.note import SignerKey
from ledger.ledger import Ledger
from ledger.submit import Answer, Packet, Recorded, submit

ORIGIN = "kqz.example/2013"
FAMILIES = Path(__file__).parents[2] / "ledger" / "election" / "families"
REQUIRED = {"administration": 2, "filing": 1, "finding": 1, "ruling": 2, "statement": 1}
CLASSES = ("authority", "bodies", "keys", "ledger", "persons", "recovery", "rules", "vocabulary")
PERSONS = ("person-a", "person-b", "person-c")


def key_of(name: str) -> PrivateKey:
    """The key of a person, or of the log or the recorder: always the same."""
    return PrivateKey.from_seed(canonical_seed(name))


def canonical_seed(name: str) -> bytes:
    """Thirty-two bytes that a name stands for."""
    return name.encode().ljust(32, b"\x01")[:32]


@dataclass
class Clock:
    """A clock that goes on by itself, a second a look, unless it is set."""

    now: datetime = datetime(2013, 11, 3, 6, 0, 0, tzinfo=UTC)

    def __call__(self) -> str:
        """The present instant."""
        self.now += timedelta(seconds=1)
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def set(self, day: str) -> None:
        """Let it be the morning of a day."""
        self.now = datetime.fromisoformat(day + "T08:00:00+00:00")


def real_clock() -> str:
    """The present instant, for processes that must not share a clock."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Commission:
    """The ledger of a commission, and the means to write acts for it."""

    ledger: Ledger
    clock: Callable[[], str]
    url: str
    day: str = "2013-11-03"
    count: int = field(default=0)
    others: list[Commission] = field(default_factory=list)

    def act(
        self,
        *events: tuple[str, dict[str, Any]],
        act_id: str | None = None,
        decision: dict[str, Any] | None = None,
        signers: Sequence[str] = ("person-a",),
        seen: dict[str, Any] | None = None,
    ) -> Packet:
        """A signed act with these events."""
        self.count += 1
        return signed(
            {
                "act_id": act_id or f"act-{self.count}",
                "attestation": None,
                "body": "cec",
                "day": self.day,
                "decision": decision,
                "events": [event(name, fields) for name, fields in events],
                "format": 0,
                "ledger": {"id": named(self.ledger), "origin": ORIGIN},
                "seen": seen,
                "signers": [signer(person) for person in signers],
            },
            signers,
        )

    def ruling(
        self, *events: tuple[str, dict[str, Any]], number: str | None = None, **more: Any
    ) -> Packet:
        """A decision that two members sign."""
        decision = {
            "agenda": None,
            "annexes": [],
            "authentic": [],
            "effective_on": None,
            "languages": ["en"],
            "legal_basis": [],
            "members": None,
            "number": number,
            "reasons": None,
            "remedy": None,
            "result": "adopted",
            "session": None,
            "votes": None,
        }
        more.setdefault("seen", read.last_seen(self.ledger))
        return self.act(*events, decision=decision, signers=PERSONS[:2], **more)

    def administration(self, *events: tuple[str, dict[str, Any]]) -> Packet:
        """An act of administration that two members sign."""
        return self.act(*events, signers=PERSONS[:2], seen=read.last_seen(self.ledger))

    def record(self, packet: Packet) -> Recorded:
        """Submit an act that must be admitted."""
        answer = self.submit(packet)[0]
        assert isinstance(answer, Recorded), answer
        return answer

    def submit(self, *packets: Packet) -> list[Answer]:
        """Submit acts."""
        return submit(self.ledger, packets)

    def moved(self, move: str, unit: str, *, run: str = "run-1", **more: Any) -> Packet:
        """A finding that moves the poll of a unit: R, the act of reference."""
        scope = {"run": run, "scope": [box(unit)]}
        return self.act((f"polling.{move}", scope | more))

    def reopened(self) -> Commission:
        """The same ledger as another process would open it."""
        again = ledgers.open(
            self.url, clock=self.clock, log_key=key_of("log"), recorder_key=key_of("recorder")
        )
        self.others.append(Commission(again, self.clock, self.url, self.day, self.count + 1_000))
        return self.others[-1]

    def close(self) -> None:
        """Let go of every connection to the database."""
        for one in (self, *self.others):
            one.ledger.engine.dispose()


def named(ledger: Ledger) -> str | None:
    """The ledger's id as acts spell it."""
    return None if ledger.ledger_id is None else ledger.ledger_id.hex()


def event(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """An event of version 1."""
    return {"fields": fields, "occurred": None, "type": name, "version": 1}


def signer(person: str) -> dict[str, Any]:
    """A member of the commission who is asked to sign."""
    return {"body": "cec", "in_place_of": None, "office": "member", "person": person}


def box(*units: str, contests: Iterable[str] = ("mayor",)) -> dict[str, Any]:
    """A box of a scope that names units."""
    return {
        "channels": ["all"],
        "contests": sorted(contests),
        "further": None,
        "lists": [],
        "selections": ["all"],
        "units": sorted(units),
    }


def signed(act: dict[str, Any], names: Iterable[str]) -> Packet:
    """The act with the signatures of these keys."""
    data = canonical.dumps(act, depth=15)
    signatures = [jws.sign(key_of(name), data) for name in names]
    return Packet(data, tuple(sorted(signatures, key=lambda signature: signature.key)))


def founding(purpose: str = "rehearsal", nonce: str = "00" * 32) -> Packet:
    """The founding act of the commission's ledger."""
    vkey = note.format_vkey(SignerKey(ORIGIN, key_of("log")).verifier)
    fields = {
        "authorities": [{"body": "cec", "class": name, "persons": 2} for name in CLASSES],
        "bodies": [{"body": "cec", "name": "Central Election Commission", "required": REQUIRED}],
        "clock": "simulated",
        "floors": {"persons_min": 1, "share_denominator": 1, "share_numerator": 1},
        "log_keys": [vkey],
        "nonce": nonce,
        "offices": [
            {"body": "cec", "from": "2013-01-01", "office": "member", "person": p, "until": None}
            for p in PERSONS
        ],
        "persons": [
            {"key": keys.format(key_of(p).public), "name": p.title(), "person": p} for p in PERSONS
        ],
        "purpose": purpose,
        "recorder_key": keys.format(key_of("recorder").public),
        "recovery_delay_days": 7,
        "semantics": 1,
        "predecessor": None,
        "witness_policy": None,
    }
    act = {
        "act_id": "founding",
        "attestation": None,
        "body": "cec",
        "day": "2013-11-01",
        "decision": None,
        "events": [event("ledger.founded", fields)],
        "format": 0,
        "ledger": {"id": None, "origin": ORIGIN},
        "seen": None,
        "signers": [signer("person-a")],
    }
    return signed(act, [*PERSONS, "recorder"])


def founded(url: str, clock: Callable[[], str] | None = None) -> Commission:
    """A commission whose ledger has entry 0 and nothing else."""
    clock = clock or Clock()
    made = found.found(
        url, founding(), clock=clock, log_key=key_of("log"), recorder_key=key_of("recorder")
    )
    assert isinstance(made.answer, Recorded), made.answer
    return Commission(made.ledger, clock, url)


def vocabulary(*families: str) -> list[dict[str, Any]]:
    """The declarations of some families."""
    return [
        one for name in families for one in json.loads((FAMILIES / f"{name}.json").read_bytes())
    ]


def opened(url: str, clock: Callable[[], str] | None = None, stations: int = 3) -> Commission:
    """A commission whose ledger is open: vocabulary, geography, one contest, and its first run."""
    commission = founded(url, clock)
    families = (
        "elections",
        "geography",
        "polling",
        "annulment",
        "rerun",
        "certification",
        "notices",
    )
    adopted = [("declaration.adopted", {"declaration": one}) for one in vocabulary(*families)]
    for start in range(0, len(adopted), 20):
        commission.record(commission.administration(*adopted[start : start + 20]))
    commission.record(commission.administration(("ledger.opened", {})))
    units = [item("m-1", None, "municipality"), item("pc-1", "m-1", "polling_centre")]
    places = [item(f"ps-{n}", "pc-1", "polling_station") for n in range(1, stations + 1)]
    units += places[:200]
    commission.record(
        commission.ruling(
            ("units.established", {"units": units}),
            ("election.called", {"election": "local", "event": None, "kind": "local", "name": "L"}),
            (
                "contest.defined",
                {"contest": "mayor", "election": "local", "kind": "mayor", "name": "M"},
            ),
            ("vote.ordered", {"run": "run-1", "scope": [box("m-1")]}),
            ("run.dated", {"day": "2013-11-03", "run": "run-1", "scope": None}),
            number="1/2013",
        )
    )
    for start in range(200, stations, 200):
        more = {"units": places[start : start + 200]}
        commission.record(commission.ruling(("units.established", more)))
    return commission


def item(unit: str, parent: str | None, type_: str) -> dict[str, Any]:
    """A new unit."""
    return {"id": unit, "name": unit.upper(), "parent": parent, "type": type_}
