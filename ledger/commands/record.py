"""The founding record: what has to be known from elsewhere before anything here can be checked.

Whoever holds the database and the log's key could found another ledger in its place. What was
printed, read out and kept by others cannot be replaced.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ledger.chain import keys, vkey
from ledger.chain.cosignature import CosignerKey
from ledger.chain.entry import Entry
from ledger.commands import words

FILE = "founding-record.txt"

_HEADING = """FOUNDING RECORD

Publish this in print: in the gazette, in a newspaper, on paper that the founders sign.
Auditors compare the id and the verifier key with their trust file before they rely on it.
"""


def text(founding: Entry) -> str:
    """Return the founding record of the ledger that this entry 0 begins."""
    fields = founding.act.events[0].fields
    return "\n".join([_HEADING, *_lines(founding, fields), ""])


def _lines(founding: Entry, fields: dict[str, Any]) -> Iterator[str]:
    yield f"origin            {founding.act.origin}"
    yield f"id                {founding.leaf_hash.hex()}"
    yield f"purpose           {fields['purpose']}, with a {fields['clock']} clock"
    yield f"founded           {founding.act.day}, recorded {founding.recorded_at}"
    for told in verifier_keys(fields["log_keys"]):
        yield f"verifier key      {told}"
    yield f"recorder key      {keys.parse(fields['recorder_key']).id}"
    yield ""
    yield "BODIES, and how many of their members must sign an act"
    for body in fields["bodies"]:
        required = ", ".join(f"{kind} {number}" for kind, number in body["required"].items())
        yield f"  {body['body']}  {body['name']}"
        yield f"    {required}"
    yield ""
    yield "PERSONS, their offices and the ids of their keys"
    for person in fields["persons"]:
        yield f"  {person['person']}  {person['name']}: {offices(fields, person['person'])}"
        yield f"    key {keys.parse(person['key']).id} ({person['key']['alg']})"
    yield ""
    yield "AUTHORITIES: which body, with how many persons, may change what"
    for each in fields["authorities"]:
        if each["class"] != "recovery":
            yield f"  {each['class']:10}  {each['body']}, {_persons(each['persons'])}"
    yield ""
    recovery = next(each for each in fields["authorities"] if each["class"] == "recovery")
    days = fields["recovery_delay_days"]
    yield f"RECOVERY AUTHORITY  {recovery['body']}, {_persons(recovery['persons'])},"
    yield f"  for persons and keys only, after {days} day{'' if days == 1 else 's'}"
    floors = fields["floors"]
    yield f"FLOORS  never fewer than {_persons(floors['persons_min'])}; one act changes at most"
    yield f"  {floors['share_numerator']}/{floors['share_denominator']} of the members of a body"


def verifier_keys(log_keys: list[str]) -> Iterator[str]:
    """Yield the verifier keys as they are printed: one too long to be compared, by its digest."""
    for text in log_keys:
        key = vkey.parse_log_key(text)
        if isinstance(key, CosignerKey):
            digest = sha256(text.encode()).hexdigest()
            yield f"{key.name}+{key.key_id.hex()}+... (ML-DSA-44), SHA-256 of its text {digest}"
        else:
            yield text


def offices(fields: dict[str, Any], person: str) -> str:
    """Return in which offices a person of the founding act stands."""
    held = [each for each in fields["offices"] if each["person"] == person]
    return words.listed([f"{each['office']} of {each['body']}" for each in held]) or "no office"


def _persons(count: int) -> str:
    return f"{count} person{'' if count == 1 else 's'}"
