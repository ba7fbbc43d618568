"""Every literal example of the specification is read by both programs, and written again as it stands.

A tag that is not listed here fails: nobody may add an example that no reader has seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.chain import canonical, checkpoint, entry, envelope, keys, note, vkey
from ledger.chain.checkpoint import LogKey
from ledger.election import administration, balances, consequences, declarations, rules
from ledger.election.administration.setting import Setting
from ledger.election.law import LawBook
from ledger.election.memory import MemoryState
from ledger.election.rows import Law
from tests.chain.test_spec_examples import SEED
from verifiers import act as their_act
from verifiers import administration as their_administration
from verifiers import balances as their_balances
from verifiers import by_law as their_by_law
from verifiers import declarations as their_declarations
from verifiers import keys as their_keys
from verifiers import law as their_law_of
from verifiers import note as their_note
from verifiers import reading as their_reading
from verifiers import rules as their_rules
from verifiers import trust as their_trust
from verifiers.tables import Tables

SPEC = Path(__file__).parents[2] / "docs" / "spec"
FENCE = re.compile(r"^```([^\n`]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    (section.name, tag, text)
    for section in sorted(SPEC.glob("*.md"))
    for tag, text in FENCE.findall(section.read_text("utf-8"))
]


def act(data: bytes) -> None:
    """Read alone, and within an entry that is made around it."""
    assert envelope.parse(data).data == data
    signatures = (envelope.Signature("A" * 43, bytes(64)),)
    at, before = "2013-11-05T18:00:00.000000Z", bytes(32)
    judgement = {"events": ["no_effect"], "marks": []}
    line = entry.format(
        data,
        index=1,
        judgement=judgement,
        previous=before,
        recorded_at=at,
        signatures=signatures,
    )
    assert entry.parse(line).act.data == data
    assert their_act.read(line).act_bytes == data


def key(data: bytes) -> None:
    """Both give the key the same id."""
    stated = canonical.loads(data)
    assert keys.format(keys.parse(stated)) == stated
    assert their_keys.is_key(stated)
    assert their_keys.thumbprint(**stated) == keys.parse(stated).id


def signature(data: bytes) -> None:
    """It is one over the act of the same section, by the key that it names."""
    stated = canonical.loads(data)
    ours = envelope.parse_signature(stated, "signature")
    assert envelope.format_signature(ours) == stated
    (signed,) = (text for _, tag, text in EXAMPLES if tag == "json canonical-act")
    algorithms: tuple[keys.Algorithm, ...] = ("Ed25519", "ES256")
    made = [keys.PrivateKey.from_seed(SEED, alg).public for alg in algorithms]
    (public,) = (one for one in made if one.id == stated["key"])
    job = (public.alg, keys.format(public)["public"], public.id, signed.rstrip("\n").encode())
    assert their_keys.verify_all([(*job, stated["signature"])]) == [True]


def declaration(data: bytes) -> None:
    """Both compile it to the same fields."""
    document = canonical.loads(data)
    ours, theirs = declarations.compile(document), their_declarations.compiled(document)
    assert [one.name for one in ours.fields] == [one.name for one in theirs.fields]
    assert (ours.kind, ours.version) == (theirs.kind, theirs.version)


def rule(data: bytes) -> None:
    """Both take it for a rule."""
    document = canonical.loads(data)
    assert rules.compile(document).id == document["id"]
    assert their_rules.is_rule(document)


def consequence(data: bytes) -> None:
    """Both take it for a consequence."""
    document = canonical.loads(data)
    consequences.check(document)
    assert their_by_law.is_consequence(document)


def balance(data: bytes) -> None:
    """Both take it for a balance."""
    document = canonical.loads(data)
    assert balances.compile(document).id == document["id"]
    assert their_balances.is_balance(document)


def account(data: bytes) -> None:
    """Its checks are in their order, and say one of three things."""
    checks = canonical.loads(data)["checks"]
    assert {check["outcome"] for check in checks} <= {"holds", "indeterminate", "violated"}
    assert sorted(checks, key=lambda c: (c["check"], c["rule"] or "", c["since"])) == checks


def trust(data: bytes) -> None:
    """What the auditor's program reads, and its log key is one to ours."""
    read = their_trust.parse(data)
    assert read.doc == canonical.loads(data)
    assert len(read.keys()) == 1
    (listed,) = read.doc["log_keys"]
    assert note.format_vkey(note.parse_vkey(listed["vkey"])) == listed["vkey"]


def log_keys(data: bytes) -> None:
    """Both programs make the rows of the second key from those of the first."""
    first, second = canonical.loads(data)["log_keys"]
    found = [first | {"until_size": None}]
    event: dict[str, Any] = {
        "fields": {"from_size": 41, "vkey": second["vkey"]},
        "type": "log_key.adopted",
    }
    act_of: dict[str, Any] = {"day": "2013-11-03", "events": [event | {"version": 1}]}
    law, their_law = LawBook(), their_law_of.Law()
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("ledger", "ledger", {"origin": "kqz.example/2013", "phase": "open"})
    ]
    rows += [("log_key", each["vkey"].split("+")[1], each) for each in found]
    for kind, identity, doc in rows:
        law.enact(Law(doc, identity, kind))
        their_law.put(kind, identity, doc, 0)
    ours = administration.EVENTS["log_key.adopted"].enact(
        law,
        event["fields"],
        Setting(act=act_of, index=38, recorded_at="", proven=frozenset(), state=MemoryState()),
    )
    assert isinstance(ours, list) and [row.doc for row in ours] == [first, second]
    change = their_administration.Change(act_of, 38, "", their_law, Tables())
    assert [(row.kind, row.id, row.doc) for row in ours] == change.rows()


def any_document(data: bytes) -> None:
    """That it is canonical is all there is to say here; other tests make one like it."""
    assert canonical.loads(data)


READERS: dict[str, Callable[[bytes], None]] = {
    "json account": account,
    "json balance": balance,
    "json canonical": any_document,
    "json canonical-act": act,
    "json canonical-key": key,
    "json canonical-signature": signature,
    "json consequence": consequence,
    "json declaration": declaration,
    "json judgement": any_document,
    "json log_keys": log_keys,
    "json result": any_document,
    "json rule": rule,
    "json sheet": any_document,
    "json trust": trust,
}


def tlog_vkey(text: str) -> None:
    """Both programs read the key, of whatever type."""
    key = text.strip()
    assert vkey.format(vkey.parse(key)) == key
    theirs = their_note.parse_vkey(key, 1, 4, 6)
    assert (theirs.name, theirs.id) == (vkey.parse(key).name, vkey.parse(key).key_id)


def published(text: str) -> None:
    """Both verify each of its lines."""
    stated = [
        one.strip() for _, kind, one in EXAMPLES if kind == "vkey" or kind.startswith("vkey-")
    ]
    opened = note.open(text.encode(), [vkey.parse(one) for one in stated])
    theirs = their_note.parse(text.encode())
    signed = their_note.signers(theirs, [their_note.parse_vkey(one, 1, 4, 6) for one in stated])
    assert [(line.name, line.key_id) for line in opened.verified] == [
        (one.name, one.id) for one in signed
    ]
    assert note.format(opened.text, opened.verified) == text.encode()


def as_tests_of_the_chain_do(text: str) -> None:
    """Read in tests/chain/test_spec_examples.py; verifiers have no use for these."""
    assert text


OF_LOGS: dict[str, Callable[[str], None]] = {
    "policy": as_tests_of_the_chain_do,
    "published": published,
    "text": as_tests_of_the_chain_do,
    "tile": as_tests_of_the_chain_do,
    "tlog-proof": as_tests_of_the_chain_do,
    "vkey-mldsa": tlog_vkey,
    "vkey-witness": tlog_vkey,
}


@pytest.mark.parametrize("section, tag, text", EXAMPLES)
def test_an_example_is_read_by_both_and_written_again(section: str, tag: str, text: str) -> None:
    """Byte for byte: the examples are the first vectors of whoever writes a third program."""
    if tag.startswith("json"):
        data = text.removesuffix("\n").encode()
        ours: Any = canonical.loads(data)
        assert canonical.dumps(ours) == their_reading.encode(their_reading.read(data)) == data
        READERS[tag](data)
    elif tag.partition(" ")[0] in OF_LOGS:
        OF_LOGS[tag.partition(" ")[0]](text)
    elif tag == "checkpoint":
        (log_key,) = (one.strip() for _, kind, one in EXAMPLES if kind == "vkey")
        opened = checkpoint.open(text.encode(), [LogKey(note.parse_vkey(log_key))])
        theirs = their_note.parse(text.encode())
        assert their_note.signers(theirs, [their_note.parse_vkey(log_key)])
        stated = their_note.parse_checkpoint(theirs.text)
        assert (stated.origin, stated.size, stated.root) == (
            opened.origin,
            opened.size,
            opened.root,
        )
        assert note.format(*note.parse(text.encode())) == text.encode()
    else:
        assert tag == "vkey", f"{section} has an example of {tag}, which no test reads"
        assert note.format_vkey(note.parse_vkey(text.strip())) == text.strip()
        assert their_note.is_vkey(text.strip())


def test_every_kind_of_document_has_an_example() -> None:
    """The specification shows each at least once."""
    shown = {tag if tag.startswith("json") else tag.partition(" ")[0] for _, tag, _ in EXAMPLES}
    assert shown == {*READERS, *OF_LOGS, "checkpoint", "vkey"}
