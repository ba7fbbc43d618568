"""Authority: who signed, in what office, and whether that is enough (sections 4.1 and 8.1).

Quorums count persons, never keys or signatures. What keys there are is read just before the
entry; what bodies and offices there are, on the act's legal day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.election import administration
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Signing
from ledger.election.state import State

Act = dict[str, Any]


class KnownKeys(Mapping[str, dict[str, str]]):
    """The keys by which an act may be signed, by id: enrolled ones, and those it would enrol."""

    def __init__(
        self, law: LawBook, entering: Mapping[str, tuple[dict[str, str], str | None]]
    ) -> None:
        self._enrolled = law.docs("key")
        self._entering = entering

    def __getitem__(self, key_id: str) -> dict[str, str]:
        enrolled = self._enrolled.get(key_id)
        if enrolled is not None:
            return {"alg": enrolled["alg"], "public": enrolled["public"]}
        return dict(self._entering[key_id][0])

    def __iter__(self) -> Iterator[str]:
        yield from self._enrolled
        yield from (key_id for key_id in self._entering if key_id not in self._enrolled)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def keys_of(law: LawBook, act: Act) -> Mapping[str, dict[str, str]]:
    """The keys, `{"alg":ALG,"public":BASE64URL}` by id, that a caller needs to verify signatures.

    A key that an act would enrol may turn out to be no point of its curve: then no signature by it
    is valid, which is all that the judge needs to be told.
    """
    return KnownKeys(law, entering_keys(act))


def entering_keys(act: Act) -> dict[str, tuple[dict[str, str], str | None]]:
    """The keys that an act would enrol, by id, each with its person (None: the recorder's)."""
    return administration.keys_being_enrolled(act["events"])


class Signed(NamedTuple):
    """Who signed an act."""

    signers: dict[str, str]
    """The key of each person who signed, proofs of possession aside."""
    proven: frozenset[str]
    """Every key with a valid signature."""
    keys: list[tuple[str, str | None, bool]]
    """Key, its person, and whether it only proves possession; sorted by key."""


def examine(
    law: LawBook, act: Act, signatures: Sequence[tuple[str, bool]]
) -> tuple[Signed, list[Problem]]:
    """Look at every signature, not merely at enough of them (steps 4, 5 and 6)."""
    is_plain = administration.EVENTS.keys().isdisjoint([event["type"] for event in act["events"]])
    entering = {} if is_plain else entering_keys(act)
    listed = {signer["person"] for signer in act["signers"]}
    signers: dict[str, str] = {}
    keys: list[tuple[str, str | None, bool]] = []
    found: dict[str, list[Problem]] = {}
    for key_id, is_valid in signatures:
        key = law.key(key_id)
        is_proof = key is None and key_id in entering
        person = key["person"] if key else entering[key_id][1] if is_proof else None
        keys.append((key_id, person, is_proof))
        code = _fault(key, is_proof, is_valid, person in listed, person in signers)
        if code is not None:
            about = key_id if person is None else f"{key_id} of {person}"
            found.setdefault(code, []).append(problem(code, about, "signatures"))
        elif not is_proof and person is not None:
            signers[person] = key_id
    proven = frozenset([key_id for key_id, is_valid in signatures if is_valid])
    for person in sorted(signers):
        beyond = _beyond_intake(law, act, person)
        if beyond is not None:
            found.setdefault("beyond_intake", []).append(beyond)
    if not found:
        return Signed(signers, proven, sorted(keys)), []
    order = ("unknown_key", "key_revoked", "signature_invalid", "unlisted_signer")
    codes = [code for code in (*order, "person_signed_twice", "beyond_intake") if code in found]
    return Signed(signers, proven, sorted(keys)), [one for code in codes for one in found[code]]


def _beyond_intake(law: LawBook, act: Act, person: str) -> Problem | None:
    """What is wrong if a system signs for more than it may record; keys of it come and go."""
    system = law.doc("intake_system", person)
    if system is None:
        return None
    beyond = [event["type"] for event in act["events"] if event["type"] not in system["events"]]
    if not beyond:
        return None
    expected = f"only {', '.join(system['events'])}"
    return problem("beyond_intake", f"{beyond[0]} by {person}", "signers", expected=expected)


def _fault(
    key: dict[str, Any] | None, is_proof: bool, is_valid: bool, is_listed: bool, is_second: bool
) -> str | None:
    """The first thing wrong with one signature."""
    if key is None and not is_proof:
        return "unknown_key"
    if key is not None and key["revoked"] is not None:
        return "key_revoked"
    if not is_valid:
        return "signature_invalid"
    if is_proof:
        return None
    if not is_listed:
        return "unlisted_signer"
    return "person_signed_twice" if is_second else None


def signing_rows(signed: Signed, persons: tuple[str, ...]) -> list[Signing]:
    """The rows that say who signed, and who of them counted."""
    return [
        Signing(not is_proof and person in persons, key_id, person)
        for key_id, person, is_proof in signed.keys
    ]


def signing_body(act: Act) -> str:
    """The body whose persons sign: the act's, or the registry that attests it."""
    attestation = act["attestation"]
    body: str = act["body"] if attestation is None else attestation["body"]
    return body


def check_bodies(law: LawBook, act: Act) -> list[Problem]:
    """What is wrong with the bodies of an act on its day (step 9)."""
    names = dict.fromkeys((act["body"], signing_body(act)))
    unknown = (body for body in names if law.body(body, act["day"]) is None)
    return [problem("unknown_body", body, "body") for body in unknown]


def check_members(law: LawBook, act: Act) -> list[Problem]:
    """Members of a decision whom the log does not know (step 9)."""
    decision = act["decision"]
    listed = (decision and decision["members"]) or ()
    unknown = (one["person"] for one in listed if law.doc("person", one["person"]) is None)
    return [problem("unknown_person", person, "decision.members") for person in unknown]


def check_offices(law: LawBook, act: Act, signed: Signed) -> list[Problem]:
    """What is wrong with the offices in which persons signed (step 10)."""
    found = []
    day = act["day"]
    for signer in act["signers"]:
        person, body, office = signer["person"], signer["body"], signer["office"]
        if person not in signed.signers:
            continue
        giver = signer["in_place_of"]
        holder = person if giver is None else giver
        if not law.holds(holder, body, office, day):
            text = f"{holder} as {office} of {body} on {day}"
            found.append(problem("office_not_held", text, "signers"))
        elif giver is not None and not law.delegation(giver, person, body, office, day):
            text = f"{person} in place of {giver} as {office} on {day}"
            found.append(problem("no_delegation", text, "signers"))
    return found


class Demand(NamedTuple):
    """How many persons have to sign an act, and which of those who did are counted."""

    required: int
    persons: tuple[str, ...]
    problems: list[Problem]


def demand(law: LawBook, act: Act, signed: Signed, kind: str | None) -> Demand:
    """What an act whose weightiest events are of this kind asks of its signers (step 11)."""
    persons = tuple(sorted(signed.signers))
    body = law.body(signing_body(act), act["day"])
    if body is None or kind is None:
        return Demand(1, persons, [])
    required = body["required"][kind]
    return Demand(required, persons, _too_few(persons, required))


def _too_few(persons: tuple[str, ...], required: int) -> list[Problem]:
    if len(persons) >= required:
        return []
    expected = f"{required} persons"
    found = f"{len(persons)}: {', '.join(persons) or 'nobody'}"
    return [problem("too_few_persons", found, "signers", expected=expected)]


def demand_of_administration(
    law: LawBook, act: Act, *, signed: Signed, state: State, index: int
) -> Demand:
    """What an act of administration asks: competence and quorum by the law before it (4.1)."""
    if act["attestation"] is not None:
        return Demand(1, (), [problem("not_competent", "an attested act", "attestation")])
    if _is_holder_alone(law, act, signed):
        return Demand(1, tuple(signed.signers), [])
    problems: list[Problem] = []
    required = 1
    suspect = set()
    for event in act["events"]:
        cls = _class_of(event, state)
        if event["type"] == "key.compromised" and event["fields"]["suspect_from"] is not None:
            suspect.add(event["fields"]["key"])
        needed = _needed(law, act, cls)
        if needed is None:
            problems.append(problem("not_competent", f"{act['body']} for {cls}", "body"))
        else:
            required = max(required, needed)
    persons = tuple(sorted(p for p, key_id in signed.signers.items() if key_id not in suspect))
    return Demand(required, persons, problems or _too_few(persons, required))


def _class_of(event: dict[str, Any], state: State) -> str | None:
    """The class of an event; None for `act.affirmed`, which belongs to the body whose acts it is."""
    if event["type"] == "key.compromised":
        since = event["fields"]["suspect_from"]
        if since is not None and any(e.since >= since for e in state.effects_by_verb("certify")):
            # What was certified while the key was suspect is not for ordinary administration.
            return "recovery"
    return administration.EVENTS[event["type"]].competence


def _needed(law: LawBook, act: Act, cls: str | None) -> int | None:
    """How many persons of the act's body make a class of administration; None: it may not."""
    if cls is None:
        body = law.body(act["body"], act["day"])
        return int(body["required"]["ruling"]) if body else None
    authority = law.authority(cls)
    if authority is None or authority["body"] != act["body"]:
        return None
    return int(authority["persons"])


def _is_holder_alone(law: LawBook, act: Act, signed: Signed) -> bool:
    """Whether a person says of the key that they hold, and of nothing else, that it is to end."""
    if len(act["signers"]) != 1:
        return False
    person = act["signers"][0]["person"]
    if person not in signed.signers:
        return False
    for event in act["events"]:
        fields = event["fields"]
        is_loss = event["type"] == "key.compromised" and fields["suspect_from"] is None
        if event["type"] != "key.revoked" and not is_loss:
            return False
        key = law.key(fields["key"])
        if key is None or key["person"] != person:
            return False
    return True
