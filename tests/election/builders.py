"""A ledger in memory: founds itself, makes acts, has them judged, and keeps what they do.

Keys are made from names, and every signature is as valid as the test says: the judge is told
verdicts, never signatures. Five members `m1` … `m5` found the commission `cec`; the panel
`court` has `j1` … `j3`, who are also the recovery authority.
"""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.election import authority, judgement
from ledger.election.administration import documents
from ledger.election.judgement import Submission, Verdict
from ledger.election.law import LawBook
from ledger.election.memory import MemoryState
from ledger.election.rows import Law, Placed
from tests.election.vocabulary import TYPES, box

ORIGIN = "kqz.example/2013"
LEDGER_ID = "aa" * 32
ROOT = "bb" * 32
DAY = "2013-10-01"
MEMBERS = ("m1", "m2", "m3", "m4", "m5")
JUDGES = ("j1", "j2", "j3")

Event = dict[str, Any]


@lru_cache
def _public(name: str) -> bytes:
    private = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
    return private.public_key().public_bytes_raw()


def key(name: str) -> dict[str, str]:
    """The public key of that name: a real one, since others may look whether it is."""
    public = urlsafe_b64encode(_public(name)).rstrip(b"=").decode()
    return {"alg": "Ed25519", "public": public}


def key_id(name: str) -> str:
    """The id of the key of that name; a person's first key has the person's name."""
    return documents.id_of(key(name))


def vkey(name: str) -> str:
    """A verifier key text for the ledger's origin, of the key of that name."""
    typed = b"\x01" + _public(name)
    key_hash = sha256(ORIGIN.encode() + b"\n" + typed).digest()[:4]
    return f"{ORIGIN}+{key_hash.hex()}+{b64encode(typed).decode()}"


def event(type_: str, **fields: Any) -> Event:
    """An event; `version` and `occurred` may be given among the fields.

    A field whose name Python keeps for itself is written with `_` behind it.
    """
    version, occurred = fields.pop("version", 1), fields.pop("occurred", None)
    named = {name.removesuffix("_"): value for name, value in fields.items()}
    return {"fields": named, "occurred": occurred, "type": type_, "version": version}


def required(**given: int) -> dict[str, int]:
    """How many persons of a body sign: three for rulings and administration, else one."""
    usual = {"administration": 3, "filing": 1, "finding": 1, "ruling": 3, "statement": 1}
    return {**usual, **given}


def decision(**given: Any) -> dict[str, Any]:
    """A decision that was adopted by four of five."""
    usual = {
        "agenda": None,
        "annexes": [],
        "authentic": [],
        "effective_on": None,
        "languages": ["en"],
        "legal_basis": [],
        "members": None,
        "number": None,
        "reasons": None,
        "remedy": None,
        "result": "adopted",
        "session": None,
        "votes": {"absent": 1, "abstained": 0, "against": 0, "for": 4},
    }
    return {**usual, **given}


def attestation(*compared_by: str, body: str = "cec", grade: str = "gazette") -> dict[str, Any]:
    """The members of `body` vouch for a document."""
    return {"body": body, "compared_by": list(compared_by), "document": None, "grade": grade}


def founding(**given: Any) -> Event:
    """The event that founds the ledger of this file; fields may be given."""
    people = [*MEMBERS, *JUDGES]
    classes = dict.fromkeys(documents.CLASSES, ("cec", 3)) | {"recovery": ("court", 2)}
    fields = {
        "authorities": [
            {"body": body, "class": name, "persons": persons}
            for name, (body, persons) in sorted(classes.items())
        ],
        "bodies": [
            {"body": "cec", "name": "Commission", "required": required()},
            {
                "body": "court",
                "name": "Court",
                "required": required(administration=2, ruling=2),
            },
        ],
        "clock": "simulated",
        "floors": {"persons_min": 2, "share_denominator": 2, "share_numerator": 1},
        "log_keys": [vkey("log")],
        "nonce": "cc" * 32,
        "offices": [
            office(body, person) for body, persons in _BODIES.items() for person in persons
        ],
        "persons": [{"key": key(p), "name": p.upper(), "person": p} for p in sorted(people)],
        "purpose": "rehearsal",
        "recorder_key": key("recorder"),
        "recovery_delay_days": 7,
        "semantics": 1,
        "predecessor": None,
        "witness_policy": None,
    }
    return event("ledger.founded", **{**fields, **given})


_BODIES = {"cec": MEMBERS, "court": JUDGES}


def office(body: str, person: str, **given: Any) -> dict[str, Any]:
    """An office `member` from the beginning of 2013 on."""
    usual = {"body": body, "from": "2013-01-01", "office": "member", "until": None}
    return {**usual, "person": person, **given}


class Log:
    """Entries in memory. `law` and `state` are those before the next entry."""

    def __init__(self) -> None:
        self.law = LawBook()
        self.state = MemoryState()
        self.verdicts: list[Verdict] = []
        self.acts: list[dict[str, Any]] = []
        self.recorded_at = f"{DAY}T12:00:00.000000Z"
        self.day = DAY

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.verdicts)

    def act(self, *events: Event, **given: Any) -> dict[str, Any]:
        """An act of the commission with these events; members may be given.

        `by` are the persons asked to sign, all as members. A decision is added for rulings, and
        what was seen is the whole log.
        """
        by: Sequence[str] = given.pop("by", MEMBERS[:3])
        body = given.get("body", "cec")
        attested = given.get("attestation")
        signing_body = attested["body"] if attested else body
        is_ruling = any(self._kind(each["type"]) == "ruling" for each in events)
        members = {
            "act_id": f"act-{self.size}",
            "attestation": None,
            "body": body,
            "day": self.day,
            "decision": decision() if is_ruling else None,
            "events": list(events),
            "format": 0,
            "ledger": {"id": LEDGER_ID if self.size else None, "origin": ORIGIN},
            "seen": {"root": ROOT, "size": self.size} if self.size else None,
            "signers": [signer(signing_body, person) for person in sorted(by)],
        }
        return {**members, **given}

    def _kind(self, type_: str) -> str | None:
        declaration = self.law.declaration(type_)
        return declaration.kind if declaration else None

    def submission(
        self, act: dict[str, Any], *, keys: Iterable[str] | None = None, **given: Any
    ) -> Submission:
        """The act as it is submitted, signed by all its signers and every key it would enrol.

        `keys` are ids of keys to sign with instead; `forged` those whose signature is not valid.
        """
        forged = set(given.pop("forged", ()))
        if keys is None:
            held = [self.law.keys_of(signer["person"]) for signer in act["signers"]]
            entering = authority.entering_keys(act)
            keys = [each[-1] for each in held if each]
            keys += [each for each in entering if self.law.key(each) is None]
        usual: dict[str, Any] = {
            "index": self.size,
            "recorded_at": self.recorded_at,
            "act": act,
            "digest": sha256(act["act_id"].encode()).hexdigest(),
            "signatures": [(k, k not in forged) for k in sorted(set(keys))],
            "seen_ours": True,
        }
        return Submission(**{**usual, **given})

    def judge(self, *events: Event, **given: Any) -> Verdict:
        """Have an act judged, without recording it."""
        how = {n: given.pop(n) for n in ("keys", "forged", "seen_ours") if n in given}
        return judgement.judge(
            self.law, self.state, self.submission(self.act(*events, **given), **how)
        )

    def record(self, *events: Event, **given: Any) -> Verdict:
        """Have an act judged that is admitted, and record it."""
        how = {n: given.pop(n) for n in ("keys", "forged", "seen_ours") if n in given}
        return self.append(self.submission(self.act(*events, **given), **how))

    def append(self, submission: Submission) -> Verdict:
        """Judge and record what was submitted."""
        verdict = judgement.judge(self.law, self.state, submission)
        assert verdict.refusals == [], [str(problem) for problem in verdict.refusals]
        index = self.size
        self.state.extend(index, verdict.rows)
        self.state.size = index + 1
        for ordinal, row in enumerate(verdict.rows):
            if isinstance(row, Law):
                self.law.apply(Placed(index, ordinal, row))
        self.law.ledger_id = LEDGER_ID
        self.verdicts.append(verdict)
        self.acts.append(submission.act)
        return verdict

    def code(self, *events: Event, **given: Any) -> str | None:
        """The code with which an act is refused; None if it is admitted."""
        verdict = self.judge(*events, **given)
        return verdict.refusals[0].code if verdict.refusals else None

    def marks(self, *events: Event, **given: Any) -> list[str]:
        """The codes of the marks that an act gets, if it is recorded."""
        verdict = self.judge(*events, **given)
        assert verdict.refusals == [], [str(problem) for problem in verdict.refusals]
        return [mark["code"] for mark in verdict.judgement["marks"]]

    def adopt(self, *rules: dict[str, Any], **given: Any) -> Verdict:
        """Adopt rules, and their ruleset `r` (in force from 2013 on) if it is new."""
        events = [event("rule.adopted", rule=each) for each in rules]
        if self.law.doc("ruleset", "r") is None:
            events.insert(0, ruleset_adopted("r"))
        return self.record(*events, **given)


def ruleset_adopted(ruleset: str = "r", **given: Any) -> Event:
    """A ruleset that is law from 2013 on."""
    usual = {
        "from": "2013-01-01",
        "gives_effect": [],
        "holidays": [],
        "instrument": "Law 1",
        "offsets": [{"from": "2013-01-01T00:00:00.000000Z", "minutes": 60}],
        "prevails": [],
        "title": "Rules",
        "until": None,
        "weekend": [],
    }
    return event("ruleset.adopted", **{**usual, "ruleset": ruleset, **given})


def rule(test: str, outcome: str = "mark", **given: Any) -> dict[str, Any]:
    """A rule that applies to everything, named after its test; `parameters` and more may be given."""
    applies_to: dict[str, list[str]] = {
        name: [] for name in ("bodies", "effects", "events", "objects", "what")
    }
    applies_to |= {name: given.pop(name) for name in list(given) if name in applies_to}
    usual = {
        "applies_to": applies_to,
        "cites": [],
        "from": None,
        "id": f"r.{test.replace('_', '-')}",
        "outcome": outcome,
        "parameters": {},
        "ruleset": "r",
        "says": [{"language": "en", "text": "It is so."}],
        "test": test,
        "until": None,
    }
    return {**usual, **given}


def signer(body: str, person: str, **given: Any) -> dict[str, Any]:
    """A person asked to sign as a member of a body."""
    return {"body": body, "in_place_of": None, "office": "member", "person": person, **given}


def founded(**given: Any) -> Log:
    """A log that holds entry 0 only."""
    log = Log()
    log.record(founding(**given), by=["m1"])
    return log


def declared(log: Log, *names: str) -> Log:
    """The log with event types of `tests.election.vocabulary` adopted: all, or those named."""
    types = (
        [TYPES[name].document for name in names] if names else [t.document for t in TYPES.values()]
    )
    log.record(*(event("declaration.adopted", declaration=each) for each in types))
    return log


def opened(**given: Any) -> Log:
    """A log with the vocabulary, the ledger opened."""
    log = declared(founded(**given))
    log.record(event("ledger.opened"))
    return log


def furnished(**given: Any) -> Log:
    """An opened log with a municipality, three centres of two stations, and a first vote.

    town > pc-1 > ps-1a, ps-1b; town > pc-2 > …; contests `mayor` and `assembly`; run `run-1`.
    """
    log = opened(**given)
    places: list[tuple[str, str | None, str]] = [("town", None, "municipality")]
    places += [(f"pc-{n}", "town", "polling_centre") for n in (1, 2, 3)]
    places += [(f"ps-{n}{x}", f"pc-{n}", "polling_station") for n in (1, 2, 3) for x in "ab"]
    items = [{"id": i, "name": i.upper(), "parent": p, "type": t} for i, p, t in places]
    log.record(
        event("units.made", units=items),
        event("contest.made", contest="mayor", name="Mayor"),
        event("contest.made", contest="assembly", name="Assembly"),
        event("vote.called", run="run-1", scope=[box("town", contests=["assembly", "mayor"])]),
    )
    return log
