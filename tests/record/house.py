"""An official ledger of two bodies: a commission of five that needs three, a court for recovery.

Unlike `tests.verbs.commission`, whose ledger is a rehearsal of one body, every signature here is
real and every defence is in force: floors, a share of the roster, a recovery authority, a delay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ledger import found, read
from ledger.chain import canonical, jws, keys, note, refusal
from ledger.chain.note import SignerKey
from ledger.submit import Packet, Recorded, Refused
from tests.verbs.commission import (
    CLASSES,
    ORIGIN,
    Clock,
    Commission,
    box,
    event,
    item,
    key_of,
    named,
    vocabulary,
)

MEMBERS = ("m1", "m2", "m3", "m4", "m5")
JUDGES = ("j1", "j2", "j3")
REQUIRED = {"administration": 3, "filing": 1, "finding": 1, "ruling": 3, "statement": 1}
FAMILIES = [
    "elections",
    "geography",
    "polling",
    "annulment",
    "rerun",
    "certification",
    "notices",
    "decisions",
    "disputes",
]
Event = tuple[str, dict[str, Any]]


class House(Commission):
    """The ledger, its clock, and acts of either body, by whoever is asked to sign."""

    def begin(self, day: str) -> None:
        """Let it be the morning of a day, for the ledger and for those who act."""
        assert isinstance(self.clock, Clock)
        if day != self.clock.now.date().isoformat():
            self.clock.set(day)
        self.day = day

    def draft(self, *events: Event, **given: Any) -> dict[str, Any]:
        """An act of the commission; `by` are persons asked to sign, members may be given."""
        self.count += 1
        by: Sequence[str] = given.pop("by", ("m1",))
        body = given.get("body", "cec")
        return {
            "act_id": f"act-{self.count}",
            "attestation": None,
            "body": body,
            "day": self.day,
            "decision": None,
            "events": [event(*one) for one in events],
            "format": 0,
            "ledger": {"id": named(self.ledger), "origin": ORIGIN},
            "seen": None,
            "signers": [signer(body, person) for person in sorted(by)],
            **given,
        }

    def packet(
        self, *events: Event, signed_by: Sequence[str] | None = None, **given: Any
    ) -> Packet:
        """An act, signed by those it lists unless other keys are named."""
        act = self.draft(*events, **given)
        return sealed(act, signed_by or [one["person"] for one in act["signers"]])

    def decided(self, *events: Event, effective_on: str | None = None, **given: Any) -> Packet:
        """A ruling, signed by three."""
        decision = {
            "agenda": None,
            "annexes": [],
            "authentic": [],
            "effective_on": effective_on,
            "languages": ["en"],
            "legal_basis": [],
            "members": None,
            "number": None,
            "reasons": None,
            "remedy": None,
            "result": "adopted",
            "session": None,
            "votes": None,
        }
        usual = {"by": MEMBERS[:3], "decision": decision, "seen": read.last_seen(self.ledger)}
        return self.packet(*events, **{**usual, **given})

    def governed(self, *events: Event, **given: Any) -> Packet:
        """An act of administration, signed by three; or by two judges, if it is the court's."""
        by = JUDGES[:2] if given.get("body") == "court" else MEMBERS[:3]
        usual = {"by": by, "seen": read.last_seen(self.ledger)}
        return self.packet(*events, **{**usual, **given})

    def refused(self, packet: Packet, code: str, *, is_well_signed: bool = True) -> Refused:
        """Submit what must be refused: nothing is recorded, the refusal is plain, and it verifies."""
        size = read.size(self.ledger)
        answer = self.submit(packet)[0]
        assert isinstance(answer, Refused), answer
        problem = answer.problems[0]
        assert problem.code == code, str(problem)
        assert problem.expected and problem.found and problem.do_next, str(problem)
        assert read.size(self.ledger) == size
        assert (answer.refusal is not None) == is_well_signed
        if answer.refusal is not None:
            stated = refusal.open(answer.refusal, key_of("recorder").public)
            assert (stated.code, stated.size) == (code, size)
            assert stated.ledger_id == self.ledger.ledger_id
            assert all(word in stated.detail for word in ("expected ", "found ", "What to do: "))
        return answer


def signer(body: str, person: str, **given: Any) -> dict[str, Any]:
    """A person asked to sign as a member of a body."""
    return {"body": body, "in_place_of": None, "office": "member", "person": person, **given}


def sealed(act: dict[str, Any], names: Iterable[str]) -> Packet:
    """The act with a signature by the key of each name."""
    data = canonical.dumps(act, depth=15)
    signatures = [jws.sign(key_of(name), data) for name in names]
    return Packet(data, tuple(sorted(signatures, key=lambda one: one.key)))


def public(name: str) -> dict[str, Any]:
    """The public key of that name, as acts state it."""
    return keys.format(key_of(name).public)


def founding(**given: Any) -> Packet:
    """The founding act of an official ledger; fields may be given."""
    bodies = {"cec": MEMBERS, "court": JUDGES}
    powers = dict.fromkeys(CLASSES, ("cec", 3)) | {"recovery": ("court", 2)}
    people = sorted((*MEMBERS, *JUDGES))
    fields = {
        "authorities": [
            {"body": body, "class": name, "persons": persons}
            for name, (body, persons) in powers.items()
        ],
        "bodies": [
            {"body": "cec", "name": "Commission", "required": REQUIRED},
            {"body": "court", "name": "Court", "required": REQUIRED | {"administration": 2}},
        ],
        "clock": "real",
        "floors": {"persons_min": 2, "share_denominator": 2, "share_numerator": 1},
        "log_keys": [note.format_vkey(SignerKey(ORIGIN, key_of("log")).verifier)],
        "nonce": "0f" * 32,
        "offices": [
            {"body": b, "from": "2013-01-01", "office": "member", "person": p, "until": None}
            for b, persons in bodies.items()
            for p in persons
        ],
        "persons": [{"key": public(p), "name": p.upper(), "person": p} for p in people],
        "purpose": "official",
        "recorder_key": public("recorder"),
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
        "events": [event("ledger.founded", {**fields, **given})],
        "format": 0,
        "ledger": {"id": None, "origin": ORIGIN},
        "seen": None,
        "signers": [signer("cec", "m1")],
    }
    return sealed(act, [*people, "recorder"])


def founded(url: str) -> House:
    """A house whose ledger has entry 0 and nothing else."""
    clock = Clock()
    made = found.found(
        url, founding(), clock=clock, log_key=key_of("log"), recorder_key=key_of("recorder")
    )
    assert isinstance(made.answer, Recorded), made.answer
    return House(made.ledger, clock, url)


def opened(url: str) -> House:
    """A house whose ledger is open: vocabulary, one centre of two stations, one vote, its date."""
    house = founded(url)
    adopted = [("declaration.adopted", {"declaration": one}) for one in vocabulary(*FAMILIES)]
    for start in range(0, len(adopted), 20):
        house.record(house.governed(*adopted[start : start + 20]))
    house.record(house.governed(("ledger.opened", {})))
    units = [item("m-1", None, "municipality"), item("pc-1", "m-1", "polling_centre")]
    units += [item(f"ps-{n}", "pc-1", "polling_station") for n in (1, 2)]
    contest = {"contest": "mayor", "election": "local", "kind": "mayor", "name": "Mayor"}
    house.record(
        house.decided(
            ("units.established", {"units": units}),
            ("election.called", {"election": "local", "event": None, "kind": "local", "name": "L"}),
            ("contest.defined", contest),
            ("vote.ordered", {"run": "run-1", "scope": [box("m-1")]}),
            ("run.dated", {"day": "2013-11-03", "run": "run-1", "scope": None}),
        )
    )
    return house


ANNULLED: Event = (
    "annulment.ordered",
    {
        **dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard")),
        "grounds": ["violence"],
        "run": "run-1",
        "scope": [box("pc-1")],
    },
)
CERTIFIED: Event = ("result.certified", {"run": "run-1", "scope": [box("ps-1")]})


def opening(unit: str = "ps-1") -> Event:
    """The board of a station reports that it has opened."""
    return ("polling.opened", {"run": "run-1", "scope": [box(unit)]})


def said(text: str = "An example.") -> Event:
    """A statement, which moves nothing."""
    return ("announcement.made", {"about": None, "text": text})
