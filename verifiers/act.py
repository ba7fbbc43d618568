"""Acts and entries as they stand in the log (specification, sections 2 and 3).

```
{"act":ACT,"format":0,"index":I,"judgement":J,"previous":P,"recorded_at":T,"signatures":[S…]}
```

Here is what can be said without knowing the law: members, spellings, order, which keys the act itself enrols.
A listed signer of another body than the act allows is `bad_member` too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from verifiers import keys
from verifiers import reading as r
from verifiers import spelling as s
from verifiers.alike import Alike
from verifiers.reading import Json, Malformed

ACT_BYTES_MAX = 49_152
SEAL = "state.sealed"
"""The event of the one act without signers (section 14.2)."""
_USUAL: Json = {"events": ["effective"], "marks": []}
_OFFERING = ("key.enrolled", "ledger.founded", "succession.announced")
_alike = Alike()
_DECODER = json.JSONDecoder()
_HEAD, _TAIL = b'{"act":', b',"format":0,"index":'

LEDGER = s.record("id:hash? origin:origin")
CITATION = s.record("instrument:id point:short?")
CITATIONS = s.array(CITATION, 0, 256, by=s.member("instrument", "point"))
_ATTESTATION = s.record(
    "body:id compared_by:ids document:hash? grade:grade",
    grade=s.one_of("original", "certified_copy", "gazette", "official_site", "press", "hearsay"),
)
_VOTES = ("absent", "abstained", "against", "for")
_DECISION = s.record(
    "agenda:text? annexes:annexes authentic:authentic effective_on:day? languages:languages legal_basis:basis"
    " members:cast? number:short? reasons:hash? remedy:remedy? result:result session:short? votes:votes?",
    annexes=s.array(s.record("document:hash name:text"), 0, 256, by=s.member("name")),
    authentic=s.array(s.TYPES["language"], 0, 256, by=s.itself),
    basis=s.array(
        s.record("instrument:id point:short? version:short?"), 0, 256, by=s.member("instrument", "point", "version")
    ),
    languages=s.array(s.TYPES["language"], 1, 256, by=s.itself),
    cast=s.array(s.record("person:id vote:vote?", vote=s.one_of(*_VOTES)), 0, 256, by=s.member("person")),
    remedy=s.record(
        "addressee:text? count:count? instrument:id? point:short? start:start? unit:unit?",
        start=s.one_of("decision", "publication", "service"),
        unit=s.one_of("hours", "days", "working_days"),
    ),
    result=s.one_of("adopted", "not_adopted", "deferred", "no_quorum"),
    votes=s.record("absent:count? abstained:count? against:count? for:count?"),
)
_SIGNER = s.record("body:id in_place_of:id? office:code person:id")
_ACT = s.record(
    "act_id:id attestation:attestation? body:id day:day decision:decision? events:events format:zero ledger:ledger"
    " seen:seen? signers:signers",
    attestation=_ATTESTATION,
    decision=_DECISION,
    events=s.array(s.record("fields:object occurred:object? type:event_type version:positive"), 1, 256),
    ledger=LEDGER,
    seen=s.record("root:hash size:positive"),
    signers=s.array(_SIGNER, 0, 40, by=s.member("person")),
)
# 64 bytes are 86 characters, of which the last carries two bits: it has one spelling.
_SIGNATURE = s.record(
    "key:key signature:bytes", key=s.matches("[A-Za-z0-9_-]{43}"), bytes=s.matches("[A-Za-z0-9_-]{85}[AQgw]")
)
_ENTRY = s.record(
    "act:act format:zero index:count judgement:object previous:hash? recorded_at:instant signatures:signatures",
    act=_ACT,
    signatures=s.array(_SIGNATURE, 1, 40, by=lambda value: value["key"]),
)


class Head(NamedTuple):
    """What an entry says of its place, and what its signatures are about: all that is asked before its meaning is."""

    own_index: int
    previous: str | None
    recorded_at: str
    ledger: Json
    seen: Json | None
    is_founding: bool
    """Whether it founds a ledger and does nothing else."""
    is_decision: bool
    signatures_count: int


@dataclass(slots=True)
class Entry:
    """An entry in its one spelling, and what is computed from its bytes."""

    doc: Json
    index: int
    act: Json
    act_bytes: bytes
    digest: str

    @property
    def head(self) -> Head:
        """What can be said of it without its meaning."""
        doc, act = self.doc, self.act
        founds, decides = [event["type"] for event in act["events"]] == ["ledger.founded"], act["decision"] is not None
        place = doc["index"], doc["previous"], doc["recorded_at"]
        return Head(*place, act["ledger"], act["seen"], founds, decides, len(doc["signatures"]))


def read(line: bytes) -> Entry:
    """The entry that a line spells; Malformed names the first rule that it breaks."""
    is_alike = _alike.fits(line)
    doc = _parsed(line) if is_alike else r.read_shaped(line)
    try:
        _ENTRY(doc)
    except Malformed:
        # A key that is none is told before a key that is not known.
        r.check(line)
        raise
    act = doc["act"]
    if not is_alike and not _free_parts_fit(doc):
        r.check(line)
    _check_seal(act)
    _check_bodies(act)
    if act["decision"]:
        _check_decision(act["decision"])
    data = _signed(line)
    if len(data) > ACT_BYTES_MAX:
        raise Malformed("too_large", f"act of {len(data)} bytes, at most {ACT_BYTES_MAX}")
    if not is_alike:
        _alike.learn(line)
    return Entry(doc, doc["index"], act, data, hashlib.sha256(data).hexdigest())


def again(line: bytes, digest: str) -> Entry:
    """The entry of a line that `read` has taken before, perhaps in another process: nothing is left to check."""
    doc = _parsed(line)
    return Entry(doc, doc["index"], doc["act"], _signed(line), digest)


def _parsed(line: bytes) -> Json:
    """The document on a line that is known to be canonical, so that it ends where the line does."""
    doc: Json = _DECODER.raw_decode(line.decode())[0]
    return doc


def _signed(line: bytes) -> bytes:
    """The bytes of the act: the first member; nothing that comes later can look like what follows it."""
    return line[len(_HEAD) : line.rfind(_TAIL)]


def _free_parts_fit(doc: Json) -> bool:
    """Depth and keys where no shape has looked: below entry, act, events, event, and below the entry."""
    for event in doc["act"]["events"]:
        if not r.fits(event["fields"], r.DEPTH_MAX - 4):
            return False
        if event["occurred"] and not r.fits(event["occurred"], r.DEPTH_MAX - 4):
            return False
    return doc["judgement"] == _USUAL or r.fits(doc["judgement"], r.DEPTH_MAX - 1)


def _check_seal(act: Json) -> None:
    """Nobody is named in the act that seals the state, and somebody in every other."""
    types = [event["type"] for event in act["events"]]
    if SEAL not in types:
        if not act["signers"]:
            raise Malformed("bad_member", "signers: nobody")
        return
    others = act["attestation"], act["decision"], act["seen"], act["events"][0]["occurred"]
    if len(types) > 1 or act["signers"] or any(other is not None for other in others):
        raise Malformed("bad_member", f"{SEAL}: with signers, a time, or anything beside it")


def _check_bodies(act: Json) -> None:
    attestation, signers = act["attestation"], act["signers"]
    body = attestation["body"] if attestation else act["body"]
    if any(signer["body"] != body for signer in signers):
        raise Malformed("bad_member", f"signers: a body other than {body}")
    if attestation and not {signer["person"] for signer in signers}.issuperset(attestation["compared_by"]):
        raise Malformed("bad_member", "attestation.compared_by: not a signer")


def _check_decision(decision: Json) -> None:
    """What members of a decision must be to each other."""
    remedy, members, votes = decision["remedy"], decision["members"], decision["votes"]
    if not set(decision["authentic"]).issubset(decision["languages"]):
        raise Malformed("bad_member", "decision.authentic: not one of the languages")
    if remedy and (remedy["count"] is None) != (remedy["unit"] is None):
        raise Malformed("bad_member", "decision.remedy: count without unit, or unit without count")
    if remedy and remedy["instrument"] is None and remedy["point"] is not None:
        raise Malformed("bad_member", "decision.remedy: a point without its instrument")
    if members is None or votes is None:
        return
    cast = [member["vote"] for member in members]
    voted = [votes[name] for name in _VOTES if name != "absent"]
    present = len(cast) - cast.count("absent")
    many = any(votes[name] is not None and cast.count(name) > votes[name] for name in _VOTES)
    if many or (None not in voted and present > sum(voted)):
        raise Malformed("bad_member", "decision.members: more than the votes have")


def enrolled(act: Json) -> dict[str, tuple[str | None, Json]]:
    """The keys that the act itself enrols, by id, with their persons: these prove possession."""
    offering = [event for event in act["events"] if event["type"] in _OFFERING]
    offered = [pair for event in offering for pair in _offered(event["type"], event["fields"])]
    return {keys.thumbprint(**key): (person, key) for person, key in offered if keys.is_key(key)}


def _offered(event_type: str, fields: Json) -> Iterator[tuple[Any, Any]]:
    """Persons and keys of an event, whose fields nobody has looked at yet."""
    if event_type == "key.enrolled":
        yield fields.get("person"), fields.get("key")
    if event_type == "ledger.founded":
        yield None, fields.get("recorder_key")
    several = {"ledger.founded": "persons", "succession.announced": "entering"}.get(event_type, "")
    listed = fields.get(several)
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict):
            yield item.get("person"), item.get("key")
