"""Claim: those who signed could do so, they were enough, and administration was in order (V11, V12).

The law is read as it stood just before the entry; offices and bodies on the act's legal day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from verifiers import act, administration
from verifiers.findings import Claim, Finding
from verifiers.judge import Case, change_law
from verifiers.law import includes
from verifiers.reading import Json

Problem = tuple[str, str, str]
"""Code, expected, found."""


class Authority(Claim):
    """Counts the persons of each entry again."""

    def __init__(self) -> None:
        super().__init__("V11", "V12")

    def examine(self, case: Case) -> bool:
        """Steps 4, 6, 9 to 12 of section 8.1; sets who counts and how many were needed."""
        signed = {s.person for s in case.signatures if not s.is_proof and s.person}
        listed = {signer["person"] for signer in case.entry.act["signers"]}
        case.counted = sorted(signed & listed)
        problems = [("V11", *problem) for problem in [*_keys(case, listed), *_offices(case)]]
        problems += [("V12", *problem) for problem in [*_seen(case), *_persons(case)]]
        if case.is_administration:
            problems += [("V12", *problem) for problem in _administration(case)]
        index = case.entry.index
        findings = [Finding(check, code, index, a, b) for check, code, a, b in problems]
        return self.file(("V11", "V12"), findings)


def _keys(case: Case, listed: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for s in case.signatures:
        if s.doc is None:
            yield "unknown_key", "an enrolled key", s.key
        elif s.doc.get("revoked") is not None:
            yield "key_revoked", f"a key in force (revoked at {s.doc['revoked']})", s.key
        if s.doc is None or s.is_proof:
            continue
        if s.person is None or s.person not in listed:
            yield "unlisted_signer", "a person listed in signers", str(s.person)
        elif s.person in seen:
            yield "person_signed_twice", "one key a person", s.person
        seen.add(s.person or "")


def _offices(case: Case) -> Iterator[Problem]:
    act, law = case.entry.act, case.law
    if case.entry.index == 0:
        return
    registry = (act["attestation"] or act)["body"]
    for body in sorted({act["body"], registry}):
        if not law.in_force("body", body, act["day"]):
            yield "unknown_body", f"a body in force on {act['day']}", body
    for signer in act["signers"]:
        if signer["person"] not in case.counted:
            continue
        place = signer["in_place_of"]
        holder, body, office = place or signer["person"], signer["body"], signer["office"]
        if not law.holds(holder, body, office, day=act["day"]):
            yield "office_not_held", f"{office} of {body} on {act['day']}", holder
        elif place and not _delegated(case, signer):
            yield "no_delegation", f"{office} of {body} given by {place}", signer["person"]


def _delegated(case: Case, signer: Json) -> bool:
    wanted = {"body": signer["body"], "giver": signer["in_place_of"], "office": signer["office"]}
    wanted["taker"] = signer["person"]
    return any(
        wanted.items() <= doc.items() and includes(doc, case.entry.act["day"])
        for _, doc in case.law.all("delegation")
    )


def _seen(case: Case) -> Iterator[Problem]:
    seen, index = case.entry.act["seen"], case.entry.index
    if index == 0:
        if seen:
            yield "seen_unexpected", "null", str(seen["size"])
    elif seen is None:
        if case.is_administration or case.kind == "ruling":
            yield "seen_missing", "the checkpoint that the signers had seen", "null"
    elif case.is_administration and seen["size"] <= case.law.last_index:
        yield "administration_overtaken", f"size > {case.law.last_index}", str(seen["size"])


def _persons(case: Case) -> Iterator[Problem]:
    if case.is_administration:
        return
    attestation = case.entry.act["attestation"]
    body = (attestation or case.entry.act)["body"]
    doc = case.law.get("body", body)
    case.required = doc["required"][case.kind] if doc else 1
    if len(case.counted) < case.required:
        found = f"{len(case.counted)}: {', '.join(case.counted)}"
        yield "too_few_persons", f"{case.required} for a {case.kind} of {body}", found


def _administration(case: Case) -> Iterator[Problem]:
    proven = {s.key for s in case.signatures if s.is_proof}
    for key in sorted(act.enrolled(case.entry.act)):
        if key not in proven:
            yield "possession_not_proven", "a signature by each key enrolled", key
    if case.entry.index > 0:
        yield from _competence(case)
    refusal = change_law(case)
    if refusal:
        yield refusal.code, "administration in order", refusal.found
    else:
        yield from _floors(case)


def _competence(case: Case) -> Iterator[Problem]:
    doc = case.entry.act
    if _holder_alone(case):
        case.required = 1
        if not case.counted:
            yield "too_few_persons", "the holder of the key", "0"
        return
    if doc["attestation"]:
        yield "not_competent", "signed by the body itself", doc["attestation"]["body"]
    for event in doc["events"]:
        for body, needed in _competent(case, event):
            apart = event["fields"]["key"] if event["type"] == "key.compromised" else ""
            if event["fields"].get("suspect_from") is None:
                apart = ""
            signed = {s.person for s in case.signatures if not s.is_proof and s.key != apart}
            count = len(signed & set(case.counted))
            case.required = max(case.required, needed)
            if body != doc["body"]:
                yield "not_competent", f"{event['type']} by {body}", doc["body"]
            elif count < needed:
                yield "too_few_persons", f"{needed} for {event['type']}", str(count)


def _holder_alone(case: Case) -> bool:
    """The one signer holds every key that the act takes out of use."""
    doc = case.entry.act
    holders = set()
    for event in doc["events"]:
        fields = event["fields"]
        ends_key = event["type"] in ("key.revoked", "key.compromised")
        key = case.law.get("key", fields["key"]) if ends_key else None
        holders.add(key["person"] if key and fields.get("suspect_from") is None else None)
    return holders == {doc["signers"][0]["person"]} and len(doc["signers"]) == 1


def _competent(case: Case, event: Json) -> Iterator[tuple[str, int]]:
    """The bodies that may do this, and how many of their persons must sign."""
    name, given = event["type"], event["fields"]
    of, _ = administration.EVENTS[name]
    if name == "act.affirmed":
        for affirmed in given["acts"]:
            for _, body, *_ in case.tables.get("act", affirmed):
                doc = case.law.get("body", body)
                yield body, doc["required"]["ruling"] if doc else 1
        return
    if name == "key.compromised":
        since = given["suspect_from"]
        certified = case.tables.get("certified", "")[-1:]
        of = "recovery" if since is not None and certified >= [since] else "keys"
    authority = case.law.get("authority", of)
    yield (authority["body"], authority["persons"]) if authority else ("nobody", 1)


def _floors(case: Case) -> Iterator[Problem]:
    assert case.changed is not None
    floors = case.changed.get("floors", "floors") or {}
    for kind, id, doc in case.law_rows:
        counts = []
        if doc and kind == "body":
            counts = [doc["required"]["ruling"], doc["required"]["administration"]]
        elif doc and kind == "authority":
            counts = [doc["persons"]]
        if any(count < floors["persons_min"] for count in counts):
            yield "below_floor", f"at least {floors['persons_min']} persons", f"{kind} {id}"
    if case.law.ledger.get("phase") == "open":
        yield from _roster(case, floors)


def _roster(case: Case, floors: Json) -> Iterator[Problem]:
    changed: dict[str, set[str]] = defaultdict(set)
    for event in case.entry.act["events"]:
        given = event["fields"]
        if event["type"] in ("office.assigned", "office.ended"):
            changed[given["body"]].add(given["person"])
        elif event["type"] == "delegation.granted":
            changed[given["body"]].add(given["giver"])
    for body, persons in sorted(changed.items()):
        roster = case.law.roster(body, case.entry.act["day"])
        most = len(roster) * floors["share_numerator"] // floors["share_denominator"]
        if roster and len(persons) > max(1, most):
            yield "below_floor", f"at most {max(1, most)} offices of {body}", f"{len(persons)}"
