"""Claim: those who signed could do so, they were enough, and administration was in order (V11, V12).

The law is read as it stood just before the entry; offices and bodies on the act's legal day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from verifiers import keys
from verifiers.act import enrolled
from verifiers.administration import EVENTS
from verifiers.findings import Claim, Finding
from verifiers.judge import Case, change_law
from verifiers.law import includes
from verifiers.reading import Json, Malformed

NEVER_OVERTAKEN = ("key.compromised", "key.revoked", "succession.announced", "succession.completed")

Problem = tuple[str, object, object]
"""Code, expected, found."""


class Authority(Claim):
    """Counts the persons of each entry again."""

    def __init__(self) -> None:
        super().__init__("V11", "V12")

    def examine(self, case: Case) -> bool:
        """Steps 4, 6, 9 to 12 of section 8.1; sets who counts and how many were needed."""
        listed = {signer["person"] for signer in case.entry.act["signers"]}
        case.counted = sorted(listed.intersection([s.person or "" for s in case.signatures if not s.is_proof]))
        own = _sealing(case) if case.is_seal else _administration(case) if case.is_administration else _persons(case)
        persons, administration = [*_keys(case, listed), *_offices(case)], [*_seen(case), *own]
        index = case.entry.index
        found = [Finding("V11", code, index, a, b) for code, a, b in persons]
        found += [Finding("V12", code, index, a, b) for code, a, b in administration]
        return self.file(("V11", "V12"), found)


def _keys(case: Case, listed: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    recorder = keys.thumbprint(**case.law.ledger["recorder_key"]) if case.is_seal and case.law.ledger else ""
    for key, _, doc, person, is_proof in case.signatures:
        if doc is None:
            yield "unknown_key", "an enrolled key", key
        elif doc.get("revoked") is not None:
            yield "key_revoked", f"a key in force (revoked at {doc['revoked']})", key
        if doc is None or is_proof or key == recorder:
            continue
        if person is None or person not in listed:
            yield "unlisted_signer", "a person listed in signers", person
        elif person in seen:
            yield "person_signed_twice", "one key a person", person
        seen.add(person or "")
    for person in sorted(seen):
        system = case.law.get("intake_system", person)
        beyond = [e["type"] for e in case.entry.act["events"] if system and e["type"] not in system["events"]]
        if beyond:
            yield "beyond_intake", "an event that the system may record", f"{beyond[0]} by {person}"


def _offices(case: Case) -> Iterator[Problem]:
    act, law, day = case.entry.act, case.law, case.entry.act["day"]
    if case.entry.index == 0:
        return
    for body in {act["body"], (act["attestation"] or act)["body"]}:
        if not law.in_force("body", body, day):
            yield "unknown_body", f"a body in force on {day}", body
    for member in (act["decision"] or {}).get("members") or ():
        if law.get("person", member["person"]) is None:
            yield "unknown_person", "a person who was entered", member["person"]
    for signer in act["signers"]:
        person, place, body, office = signer["person"], signer["in_place_of"], signer["body"], signer["office"]
        if person not in case.counted:
            continue
        if not law.holds(place or person, office, body, day):
            yield "office_not_held", f"{office} of {body} on {day}", place or person
        elif place:
            wanted = {"body": body, "giver": place, "office": office, "taker": person}.items()
            if not any(wanted <= doc.items() and includes(doc, day) for _, doc in law.all("delegation")):
                yield "no_delegation", f"{office} of {body} given by {place}", person


def _seen(case: Case) -> Iterator[Problem]:
    seen, last = case.entry.act["seen"], case.law.last_index
    if case.entry.index == 0:
        if seen:
            yield "seen_unexpected", None, seen["size"]
    elif seen is None and not case.is_seal and case.kind in ("administration", "ruling"):
        yield "seen_missing", "the checkpoint that the signers had seen", None
    elif seen and case.is_administration and seen["size"] <= last and not _is_urgent(case):
        yield "administration_overtaken", f"size > {last}", seen["size"]


def _is_urgent(case: Case) -> bool:
    return all(event["type"] in NEVER_OVERTAKEN for event in case.entry.act["events"])


def _persons(case: Case) -> Iterator[Problem]:
    body = (case.entry.act["attestation"] or case.entry.act)["body"]
    doc = case.law.get("body", body)
    case.required = doc["required"][case.kind] if doc else 1
    if len(case.counted) < case.required:
        found = f"{len(case.counted)}: {', '.join(case.counted)}"
        yield "too_few_persons", f"{case.required} for a {case.kind} of {body}", found


def _sealing(case: Case) -> Iterator[Problem]:
    """The ledger seals in the name of the body that has the authority `ledger`."""
    authority, body = case.law.get("authority", "ledger"), case.entry.act["body"]
    if not authority or authority["body"] != body:
        yield "not_competent", "the body of the authority ledger", body


def _administration(case: Case) -> Iterator[Problem]:
    proven = {s.key for s in case.signatures if s.is_proof}
    for key in sorted(enrolled(case.entry.act)):
        if key not in proven:
            yield "possession_not_proven", "a signature by each key enrolled", key
    if case.entry.act["attestation"]:
        yield "not_competent", "signed by the body itself", case.entry.act["attestation"]["body"]
    elif case.entry.index > 0:
        yield from _competence(case)
    try:
        change_law(case)
        yield from _floors(case)
    except Malformed as refusal:
        yield refusal.code, "administration in order", refusal.found


def _competence(case: Case) -> Iterator[Problem]:
    act = case.entry.act
    if _holder_alone(case):
        case.required = 1
        if not case.counted:
            yield "too_few_persons", "the holder of the key", 0
        return
    apart = {e["fields"]["key"] for e in act["events"] if e["fields"].get("suspect_from") is not None}
    case.counted = sorted(set(case.counted).intersection(s.person or "" for s in case.signatures if s.key not in apart))
    count = len(case.counted)
    for event in act["events"]:
        for body, needed in _competent(case, event):
            case.required = max(case.required, needed)
            if body != act["body"]:
                yield "not_competent", f"{event['type']} by {body}", act["body"]
            if count < needed:
                yield "too_few_persons", f"{needed} for {event['type']}", count


def _holder_alone(case: Case) -> bool:
    """The one signer holds every key that the act takes out of use."""
    signers, holders = [signer["person"] for signer in case.entry.act["signers"]], []
    for event in case.entry.act["events"]:
        if event["type"] not in ("key.revoked", "key.compromised") or event["fields"].get("suspect_from") is not None:
            return False
        holders.append((case.law.get("key", event["fields"]["key"]) or {"person": None})["person"])
    return len(signers) == 1 and set(holders) == set(signers)


def _competent(case: Case, event: Json) -> Iterator[tuple[str, int]]:
    """The bodies that may do this, and how many of their persons must sign."""
    name, given, of = event["type"], event["fields"], EVENTS[event["type"]][0]
    if name == "act.affirmed":
        own = case.entry.act["body"]
        doc = case.law.get("body", own)
        affirmed = [body for act in given["acts"] for _, body, *_ in case.tables.get("act", act)]
        for body in {own, *affirmed}:
            yield body, doc["required"]["ruling"] if doc else 1
        return
    if name == "key.compromised":
        since, certified = given["suspect_from"], case.tables.get("certified", "")[-1:]
        of = "recovery" if since is not None and certified >= [since] else "keys"
    authority = case.law.get("authority", of)
    yield (authority["body"], authority["persons"]) if authority else ("nobody", 1)


def _floors(case: Case) -> Iterator[Problem]:
    floors = (case.changed or case.law).get("floors", "floors") or {"persons_min": 1}
    for kind, id, doc in case.law_rows:
        counts = []
        if doc and kind == "body":
            alone = (case.changed or case.law).get("single_officer", id)
            counts = [doc["required"]["administration"], *([] if alone else [doc["required"]["ruling"]])]
        elif doc and kind == "authority":
            counts = [doc["persons"]]
        if any(count < floors["persons_min"] for count in counts):
            yield "below_floor", f"at least {floors['persons_min']} persons", f"{kind} {id}"
    changed: dict[str, set[str]] = defaultdict(set)
    for event in case.entry.act["events"] if case.law.ledger.get("phase") == "open" else ():
        given = event["fields"]
        if event["type"] in ("office.assigned", "office.ended", "delegation.granted"):
            changed[given["body"]].add(given["giver" if event["type"] == "delegation.granted" else "person"])
    for body, persons in sorted(changed.items()):
        roster = case.law.roster(body, case.entry.act["day"])
        most = max(1, len(roster) * floors["share_numerator"] // floors["share_denominator"])
        if roster and len(persons) > most:
            yield "below_floor", f"at most {most} persons of {body} in one act", len(persons)
