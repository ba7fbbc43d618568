"""Acts and entries as they stand in the log (specification, sections 2 and 3).

```
{"act":ACT,"format":0,"index":I,"judgement":J,"previous":P,"recorded_at":T,"signatures":[S…]}
```

Here is what can be said without knowing the law: members, spellings, order, which keys the act
itself enrols. A listed signer of another body than the act allows is `bad_member` too.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from verifiers import keys
from verifiers import reading as r
from verifiers import spelling as s
from verifiers.reading import Json, Malformed

ACT_BYTES_MAX = 49_152
PURPOSES = ("official", "reconstruction", "rehearsal")
GRADES = ("original", "certified_copy", "gazette", "official_site", "press", "hearsay")
RESULTS = ("adopted", "not_adopted", "deferred", "no_quorum")
_TAIL = b',"format":0,"index":'

_short = s.text(64)
_ids = s.array(s.is_id, by=s.itself)
LEDGER = s.record(id=s.maybe(s.is_hash), origin=s.is_origin)
_SEEN = s.record(root=s.is_hash, size=s.is_positive)
_SIGNER = s.record(body=s.is_id, in_place_of=s.maybe(s.is_id), office=s.is_code, person=s.is_id)
_ATTESTATION = s.record(
    body=s.is_id, compared_by=_ids, document=s.maybe(s.is_hash), grade=s.one_of(*GRADES)
)
_VOTES = s.record(
    **{name: s.maybe(s.is_count) for name in ("absent", "abstained", "against", "for")}
)
CITATION = s.record(instrument=s.is_id, point=s.maybe(_short))
_DECISION = s.record(
    effective_on=s.maybe(s.is_day),
    languages=s.array(s.is_language, 1, 256, by=s.itself),
    legal_basis=s.array(CITATION, 0, 256, by=s.member("instrument", "point")),
    number=s.maybe(_short),
    reasons=s.maybe(s.is_hash),
    result=s.one_of(*RESULTS),
    session=s.maybe(_short),
    votes=s.maybe(_VOTES),
)
_EVENT = s.record(
    fields=lambda value: type(value) is dict,
    occurred=lambda value: value is None or type(value) is dict,
    type=s.is_event_type,
    version=s.is_positive,
)
_ACT = s.record(
    act_id=s.is_id,
    attestation=s.maybe(_ATTESTATION),
    body=s.is_id,
    day=s.is_day,
    decision=s.maybe(_DECISION),
    events=s.array(_EVENT, 1, 256),
    format=lambda value: value == 0 and type(value) is int,
    ledger=LEDGER,
    seen=s.maybe(_SEEN),
    signers=s.array(_SIGNER, 1, 40, by=s.member("person")),
)
_SIGNATURE = s.record(
    key=s.matches("[A-Za-z0-9_-]{43}"),
    signature=lambda value: s.base64url(value, keys.SIGNATURE_BYTES) is not None,
)
_ENTRY = s.record(
    act=_ACT,
    format=lambda value: value == 0 and type(value) is int,
    index=s.is_count,
    judgement=lambda value: type(value) is dict,
    previous=s.maybe(s.is_hash),
    recorded_at=s.is_instant,
    signatures=s.array(_SIGNATURE, 1, 40, by=lambda value: value["key"]),
)


@dataclass(slots=True)
class Entry:
    """An entry in its one spelling, and what is computed from its bytes."""

    doc: Json
    index: int
    act: Json
    digest: str
    payload: bytes
    """The act's bytes in base64url, as its signatures cover them."""


def read(line: bytes) -> Entry:
    """The entry that a line spells; Malformed names the first rule that it breaks."""
    doc = r.read(line)
    if not _ENTRY(doc):
        raise Malformed("bad_member", "entry")
    act = doc["act"]
    _check_bodies(act)
    # The act is the first member; `format` and `index` follow it and cannot stand in what comes after.
    data = line[len(b'{"act":') : line.rfind(_TAIL)]
    if len(data) > ACT_BYTES_MAX:
        raise Malformed("too_large", f"act of {len(data)} bytes, at most {ACT_BYTES_MAX}")
    payload = base64.urlsafe_b64encode(data).rstrip(b"=")
    return Entry(doc, doc["index"], act, hashlib.sha256(data).hexdigest(), payload)


def _check_bodies(act: Json) -> None:
    attestation = act["attestation"]
    body = attestation["body"] if attestation else act["body"]
    signers = {signer["person"] for signer in act["signers"]}
    if any(signer["body"] != body for signer in act["signers"]):
        raise Malformed("bad_member", f"signers: a body other than {body}")
    if attestation and not signers.issuperset(attestation["compared_by"]):
        raise Malformed("bad_member", "attestation.compared_by: not a signer")


def enrolled(act: Json) -> dict[str, tuple[str | None, Json]]:
    """The keys that the act itself enrols, by id, with their persons: these prove possession."""
    found: dict[str, tuple[str | None, Json]] = {}
    for event in act["events"]:
        for person, key in _offered(event["type"], event["fields"]):
            if keys.is_key(key):
                found[keys.thumbprint(**key)] = person, key
    return found


def _offered(event_type: str, fields: Json) -> Iterator[tuple[Any, Any]]:
    """Persons and keys of an event, whose fields nobody has looked at yet."""
    if event_type == "key.enrolled":
        yield fields.get("person"), fields.get("key")
    elif event_type == "ledger.founded":
        yield from _listed(fields.get("persons"))
        yield None, fields.get("recorder_key")
    elif event_type == "succession.announced":
        yield from _listed(fields.get("entering"))


def _listed(items: Any) -> Iterator[tuple[Any, Any]]:
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield item.get("person"), item.get("key")
