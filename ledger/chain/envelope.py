"""The act: what persons sign. Its members are typed here; what its events say is typed elsewhere.

    {"act_id":"cec-2013-87","attestation":null,"body":"cec","day":"2013-11-05","decision":null,
     "events":[{"fields":{},"occurred":null,"type":"notice.published","version":1}],"format":0,
     "ledger":{"id":"aa5c...","origin":"kqz.example/2013"},"seen":null,
     "signers":[{"body":"cec","in_place_of":null,"office":"chair","person":"person-a"}]}

docs/spec/02-act.md is normative. Hashes are 32 bytes inside the program, hexadecimal only in
documents; days and instants stay the text they are, which sorts in their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from ledger import limits
from ledger.chain import canonical, decisions, members, spelling
from ledger.chain.spelling import is_id

_ACT = frozenset(
    {
        "act_id",
        "attestation",
        "body",
        "day",
        "decision",
        "events",
        "format",
        "ledger",
        "seen",
        "signers",
    }
)
_ATTESTATION = frozenset({"body", "compared_by", "document", "grade"})
_EVENT = frozenset({"fields", "occurred", "type", "version"})
_LEDGER = frozenset({"id", "origin"})
_SEEN = frozenset({"root", "size"})
SEAL = "state.sealed"
"""The one event whose act has no signers (docs/spec/14-seals.md)."""
_SIGNATURE = frozenset({"key", "signature"})
SIGNATURE_BYTES = 64
_SIGNER = frozenset({"body", "in_place_of", "office", "person"})

GRADES = ("original", "certified_copy", "gazette", "official_site", "press", "hearsay")
"""Grades of an attested source, best first."""


class Signature(NamedTuple):
    """One person's signature over an act: the id of the key and the 64 bytes it made."""

    key: str
    signature: bytes


class Signer(NamedTuple):
    """A person asked to sign, the office in which they do, and in whose place (or None)."""

    body: str
    in_place_of: str | None
    office: str
    person: str


class Event(NamedTuple):
    """One typed fact or effect; `fields` and `occurred` are typed by its declaration."""

    fields: dict[str, Any]
    occurred: dict[str, Any] | None
    type: str
    version: int


class Seen(NamedTuple):
    """The checkpoint that the signers had verified: root and size of the tree."""

    root: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Attestation:
    """How registrars vouch for the act of a body that did not sign here."""

    body: str
    compared_by: tuple[str, ...]
    document: bytes | None
    grade: str


class Act(NamedTuple):
    """One act: `data` are the bytes that were signed, `digest` is their SHA-256 and its identity.

    `ledger_id` is None in the act of entry 0 only.
    """

    data: bytes
    digest: bytes
    act_id: str
    attestation: Attestation | None
    body: str
    day: str
    decision: decisions.Decision | None
    events: tuple[Event, ...]
    ledger_id: bytes | None
    origin: str
    seen: Seen | None
    signers: tuple[Signer, ...]


def parse(data: bytes) -> Act:
    """Return the act that `data` spells, or raise Malformed."""
    return read(canonical.loads(data, limits.ACT_BYTES_MAX, limits.ACT_DEPTH_MAX), data)


def format(value: dict[str, Any]) -> bytes:
    """Return the bytes to sign of an act given as its members; raise Malformed if it is none."""
    data = canonical.dumps(value, limits.ACT_BYTES_MAX, limits.ACT_DEPTH_MAX)
    read(value, data)
    return data


def read(value: dict[str, Any], data: bytes) -> Act:
    """Return the act of which `value` are the members and `data` the canonical bytes."""
    members.check_names(value, _ACT)
    members.check_format(value["format"])
    ledger = value["ledger"]
    members.check_names(ledger, _LEDGER, "ledger")
    signers = _signers(value["signers"])
    _check_seal(value, signers)
    body = spelling.parse_id(value["body"], "body")
    attestation = _attestation(value["attestation"], signers)
    _check_signing_body(signers, attestation.body if attestation else body)
    return Act(
        data,
        sha256(data).digest(),
        spelling.parse_id(value["act_id"], "act_id"),
        attestation,
        body,
        spelling.parse_day(value["day"], "day"),
        None if value["decision"] is None else decisions.read(value["decision"]),
        _events(value["events"]),
        None if ledger["id"] is None else spelling.parse_hash(ledger["id"], "ledger.id"),
        spelling.parse_origin(ledger["origin"], "ledger.origin"),
        _seen(value["seen"]),
        signers,
    )


def parse_signatures(value: Any, where: str = "signatures") -> tuple[Signature, ...]:
    """Return 1 to 40 signatures, sorted by key, one a key."""
    signatures = []
    before = ""
    for item in members.parse_array(value, 1, limits.SIGNATURES_MAX, where):
        signature = parse_signature(item, where)
        if signature.key <= before:
            members.fail("signatures sorted by key, one a key", signature.key, where)
        before = signature.key
        signatures.append(signature)
    return tuple(signatures)


def check_signatures(signatures: Sequence[Signature], where: str = "signatures") -> None:
    """Refuse what `parse_signatures` would not read back; they are sorted by key."""
    if not 1 <= len(signatures) <= limits.SIGNATURES_MAX:
        members.fail(f"1 to {limits.SIGNATURES_MAX} signatures", len(signatures), where)
    before = ""
    for signature in signatures:
        _check_key_id(signature.key, where)
        if len(signature.signature) != SIGNATURE_BYTES:
            members.fail(f"{SIGNATURE_BYTES} bytes", len(signature.signature), where)
        if signature.key <= before:
            members.fail("signatures sorted by key, one a key", signature.key, where)
        before = signature.key


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def _check_key_id(key: str, where: str) -> None:
    spelling.parse_base64url(key, where + ".key", length=32)


def parse_signature(value: Any, where: str) -> Signature:
    """Return the signature that `{"key":KEYID,"signature":BASE64URL}` states."""
    members.check_names(value, _SIGNATURE, where)
    spelling.parse_base64url(value["key"], where + ".key", length=32)
    data = spelling.parse_base64url(
        value["signature"], where + ".signature", length=SIGNATURE_BYTES
    )
    return Signature(value["key"], data)


def format_signature(signature: Signature) -> dict[str, str]:
    """Return the members that state a signature."""
    return {"key": signature.key, "signature": spelling.format_base64url(signature.signature)}


def spell_signature(signature: Signature) -> bytes:
    """Return the canonical form of a signature, `{"key":KEYID,"signature":BASE64URL}`."""
    spelled = spelling.encode_base64url(signature.signature)
    return b'{"key":"%s","signature":"%s"}' % (signature.key.encode(), spelled)


def _signers(value: Any) -> tuple[Signer, ...]:
    signers = []
    before = ""
    for number, item in enumerate(members.parse_array(value, 0, limits.SIGNATURES_MAX, "signers")):
        where = f"signers[{number}]"
        members.check_names(item, _SIGNER, where)
        for name, text in item.items():
            is_absent = text is None and name == "in_place_of"
            if not is_absent and (type(text) is not str or not is_id(text)):
                members.fail("an id such as `person-a`", text, f"{where}.{name}")
        if item["person"] <= before:
            members.fail("signers sorted by person, each once", item["person"], where)
        before = item["person"]
        signers.append(Signer(item["body"], item["in_place_of"], item["office"], before))
    return tuple(signers)


def _check_seal(value: dict[str, Any], signers: tuple[Signer, ...]) -> None:
    """Exactly the act that seals the state names nobody, and nothing but the state."""
    events = value["events"]
    named = [e.get("type") for e in events if type(e) is dict] if type(events) is list else []
    if SEAL not in named:
        if not signers:
            members.fail(f"1 to {limits.SIGNATURES_MAX} items", "0", "signers")
        return
    if len(events) > 1 or signers:
        members.fail(f"{SEAL} alone, with signers []", "other events or signers", "events")
    for name in ("attestation", "decision", "seen"):
        if value[name] is not None:
            members.fail("null, where the state is sealed", value[name], name)
    if events[0].get("occurred") is not None:
        members.fail("null, where the state is sealed", "a time", "events[0].occurred")


def _check_signing_body(signers: tuple[Signer, ...], body: str) -> None:
    for number, signer in enumerate(signers):
        if signer.body != body:
            members.fail(f"the body that signs, {body}", signer.body, f"signers[{number}].body")


def _events(value: Any) -> tuple[Event, ...]:
    events = members.parse_array(value, 1, limits.EVENTS_MAX, "events")
    return tuple(_event(item, f"events[{number}]") for number, item in enumerate(events))


def _event(item: Any, where: str) -> Event:
    members.check_names(item, _EVENT, where)
    fields, occurred, name, version = (
        item["fields"],
        item["occurred"],
        item["type"],
        item["version"],
    )
    if type(fields) is not dict:
        members.fail("an object", fields, f"{where}.fields")
    if occurred is not None and type(occurred) is not dict:
        members.fail("null or an object", occurred, f"{where}.occurred")
    if type(name) is not str or not spelling.is_type(name):
        members.fail("a type such as `notice.published`", name, f"{where}.type")
    if type(version) is not int or version < 1:
        members.fail("an integer of at least 1", version, f"{where}.version")
    return Event(fields, occurred, name, version)


def _seen(value: Any) -> Seen | None:
    if value is None:
        return None
    members.check_names(value, _SEEN, "seen")
    size = members.parse_count(value["size"], "seen.size", low=1)
    return Seen(spelling.parse_hash(value["root"], "seen.root"), size)


def _attestation(value: Any, signers: tuple[Signer, ...]) -> Attestation | None:
    if value is None:
        return None
    members.check_names(value, _ATTESTATION, "attestation")
    where = "attestation.compared_by"
    persons = members.parse_array(value["compared_by"], 0, limits.SIGNATURES_MAX, where)
    signing = {signer.person for signer in signers}
    before = ""
    for person in persons:
        if type(person) is not str or person not in signing or person <= before:
            members.fail("persons who sign, sorted, each once", person, where)
        before = person
    if value["grade"] not in GRADES:
        members.fail(f"one of {', '.join(GRADES)}", value["grade"], "attestation.grade")
    return Attestation(
        spelling.parse_id(value["body"], "attestation.body"),
        tuple(persons),
        _hash_or_null(value["document"], "attestation.document"),
        value["grade"],
    )


def _hash_or_null(value: Any, where: str) -> bytes | None:
    return None if value is None else spelling.parse_hash(value, where)
