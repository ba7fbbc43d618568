"""An act has exactly its members, each in its one spelling."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from ledger import limits
from ledger.chain import canonical, envelope
from ledger.chain.decisions import Annex, Basis, Member, Remedy, Votes
from ledger.chain.envelope import Seen, Signer
from ledger.errors import Malformed
from tests.chain import examples
from tests.chain.examples import replaced


def code_of(value: dict[str, Any]) -> str:
    """The code with which a document is refused as an act."""
    with pytest.raises(Malformed) as caught:
        envelope.parse(canonical.dumps(value))
    return caught.value.code


def test_an_act_is_read_as_it_is_written() -> None:
    """Every member arrives typed; bytes and digest are those of what was signed."""
    data = examples.act_data()
    act = envelope.parse(data)
    assert (act.data, act.digest) == (data, sha256(data).digest())
    assert (act.act_id, act.body, act.day) == ("cec-2013-87", "cec", "2013-11-05")
    assert (act.ledger_id, act.origin) == (b"\xaa" * 32, examples.ORIGIN)
    assert act.seen == Seen(b"\x1f" * 32, 41)
    assert act.signers[1] == Signer("cec", "person-c", "member", "person-b")
    assert act.events[0].type == "notice.published"
    assert act.decision is not None
    assert act.decision.votes == Votes(0, 2, None, 9)
    assert act.decision.legal_basis[0] == Basis("law-03-l-073", None, None)
    assert act.decision.legal_basis[1] == Basis("law-03-l-073", "106.2", "Gazette 31/2008")
    assert act.decision.reasons == b"\x5f" * 32
    assert (act.decision.agenda, act.decision.authentic) == ("3. The vote in the north", ("sq",))
    assert act.decision.annexes == (Annex(b"\x9c" * 32, "Annex 1: stations"),)
    assert act.decision.members == (Member("person-a", "for"), Member("person-b", None))
    assert act.decision.remedy == Remedy(
        "The panel", 72, "law-03-l-073", "119", "publication", "hours"
    )
    assert act.attestation is None


def test_a_sparse_act_is_read() -> None:
    """What does not apply is null; entry 0 names no ledger."""
    value = examples.act() | {"decision": None, "seen": None}
    value["ledger"]["id"] = None
    act = envelope.parse(canonical.dumps(value))
    assert (act.decision, act.seen, act.ledger_id) == (None, None, None)
    value = replaced(examples.act(), "decision.votes", None)
    value["decision"] |= {"effective_on": "2013-12-01", "number": None, "reasons": None}
    value["decision"] |= {"legal_basis": [], "session": None, "agenda": None, "annexes": []}
    value["decision"] |= {"authentic": [], "members": None, "remedy": None}
    assert envelope.parse(canonical.dumps(value)).decision is not None


def test_an_attested_act_is_signed_by_the_registry() -> None:
    """Its signers belong to the attesting body, not to the body that decided."""
    value = examples.act() | {
        "body": "supreme-court",
        "attestation": {
            "body": "cec",
            "compared_by": ["person-a"],
            "document": "12" * 32,
            "grade": "certified_copy",
        },
    }
    act = envelope.parse(canonical.dumps(value))
    assert act.attestation is not None
    assert act.attestation.compared_by == ("person-a",)
    assert code_of(replaced(value, "attestation.body", "other")) == "bad_member"
    assert code_of(replaced(value, "attestation.grade", "rumour")) == "bad_member"
    assert code_of(replaced(value, "attestation.document", "12")) == "bad_member"
    for persons in (["person-x"], ["person-b", "person-a"], ["person-a", "person-a"], "person-a"):
        assert code_of(replaced(value, "attestation.compared_by", persons)) == "bad_member"


WRONG: list[tuple[str, list[object]]] = [
    ("act_id", ["", "CEC-1", None, 7]),
    ("attestation", [[], "none"]),
    ("body", ["", None, "c\u0435c"]),
    ("day", ["2013-11-31", None, "2013-11-05T00:00:00.000000Z"]),
    ("decision", [[], "adopted"]),
    ("decision.effective_on", ["", "2013-02-29"]),
    ("decision.languages", [[], ["sq", "en"], ["en", "en"], ["EN"], "en", [1]]),
    (
        "decision.legal_basis",
        [None, {}, [{"instrument": "law", "point": "2", "version": None}] * 2],
    ),
    ("decision.legal_basis.0.instrument", ["", None, "LAW"]),
    ("decision.legal_basis.1.point", ["", "x" * 65, "two\nlines", 106]),
    ("decision.legal_basis.1.version", ["", "x" * 65, 2008]),
    ("decision.agenda", ["", "x" * 501, "two\nlines", 3]),
    ("decision.annexes", [None, {}, [{"document": "9c" * 32, "name": "Annex"}] * 2]),
    ("decision.annexes.0.document", ["9C" * 32, None]),
    ("decision.annexes.0.name", ["", None, "x" * 501]),
    ("decision.authentic", [None, ["sr"], ["sq", "en"], ["sq", "sq"], "sq"]),
    ("decision.members", [{}, [{"person": "person-a", "vote": "for"}] * 2]),
    ("decision.members.0.person", ["person-c", "", None]),
    ("decision.members.0.vote", ["yes", "", True]),
    ("decision.remedy", [{}, [], 72]),
    ("decision.remedy.addressee", ["", "x" * 501]),
    ("decision.remedy.count", [None, -1, "72"]),
    ("decision.remedy.instrument", [None, "LAW"]),
    ("decision.remedy.point", ["", "x" * 65]),
    ("decision.remedy.start", ["", "polling_day"]),
    ("decision.remedy.unit", [None, "weeks", ""]),
    ("decision.number", ["", "x" * 65, "a\nb", 87]),
    ("decision.reasons", ["", "5F" * 32]),
    ("decision.result", ["", "ADOPTED", None]),
    ("decision.session", ["", 1]),
    ("decision.votes", [{}, [], 9]),
    ("decision.votes.for", [-1, "9", True]),
    ("events", [[], {}, None]),
    ("events.0", [None, [], "notice.published"]),
    ("events.0.fields", [None, []]),
    ("events.0.occurred", [[], "2013-11-05"]),
    ("events.0.type", ["notice", "Notice.published", None, "notice." + "x" * 64]),
    ("events.0.version", [0, -1, "1", None, True]),
    ("format", [1, "0", None, False]),
    ("ledger", [None, []]),
    ("ledger.id", ["", "AA" * 32, 0]),
    ("ledger.origin", ["", None, "HTTPS://x", "kqz.example+2013"]),
    ("seen", [[], 41]),
    ("seen.root", [None, "1f"]),
    ("seen.size", [0, -1, "41", None, True]),
    ("signers", [[], {}, None]),
    ("signers.0", [None, "person-a"]),
    ("signers.0.body", ["assembly", None]),
    ("signers.0.office", [None, "Chair"]),
    ("signers.0.in_place_of", ["", 1]),
    ("signers.0.person", ["person-b", "person-c", None]),
]


VOTES = {"absent": 0, "abstained": 1, "against": 0, "for": 2}
UNKNOWN = {"absent": None, "abstained": None, "against": None, "for": None}
CAST: list[tuple[dict[str, int | None], list[str | None], bool]] = [
    ({**VOTES}, ["for", "for", "abstained"], True),
    ({**VOTES}, ["for", None, None], True),
    ({**VOTES}, ["for"], True),
    ({**VOTES}, [], True),
    ({**VOTES}, ["for", "against"], False),
    ({**VOTES}, ["for", "for", "for"], False),
    ({**VOTES}, ["absent"], False),
    ({**VOTES}, [None, None, None, None], False),
    ({**VOTES, "absent": 1}, [None, None, None, "absent"], True),
    ({**VOTES, "against": None}, [None, None, None, "against"], True),
    ({**UNKNOWN}, ["for", "absent", None], True),
]


@pytest.mark.parametrize("votes, cast, agree", CAST)
def test_members_and_votes_do_not_contradict_each_other(
    votes: dict[str, int | None], cast: list[str | None], agree: bool
) -> None:
    """A list of members may be incomplete; it has nobody whom the numbers do not have."""
    value = examples.act()
    listed = [{"person": f"person-{n}", "vote": vote} for n, vote in enumerate(cast)]
    value["decision"] |= {"votes": votes, "members": listed}
    if agree:
        envelope.parse(canonical.dumps(value))
    else:
        assert code_of(value) == "bad_member"


@pytest.mark.parametrize("path, values", WRONG, ids=[path for path, _ in WRONG])
def test_members_of_the_wrong_kind_are_refused(path: str, values: list[object]) -> None:
    """With one code, whatever is wrong about them, or the code for lost members of an object."""
    for value in values:
        code = code_of(replaced(examples.act(), path, value))
        assert code in (("bad_member",) if value != {} else ("bad_member", "missing_member"))


OBJECTS = ["", "decision", "decision.votes", "decision.legal_basis.0", "events.0", "ledger", "seen"]
OBJECTS += ["decision.annexes.0", "decision.members.0", "decision.remedy", "signers.1"]


@pytest.mark.parametrize("path", OBJECTS)
def test_every_object_has_exactly_its_members(path: str) -> None:
    """One more or one less is refused by name; one more is reported first."""
    for name in [None, *at(examples.act(), path)]:
        value = examples.act()
        place = at(value, path)
        if name is not None:
            del place[name]
            assert code_of(value) == "missing_member"
        place["surplus"] = None
        assert code_of(value) == "unknown_member"


def at(value: Any, path: str) -> Any:
    """Return what stands at a path of a document."""
    for name in filter(None, path.split(".")):
        value = value[int(name) if name.isdigit() else name]
    return value


def test_numbers_of_items_are_bounded() -> None:
    """40 signers and 256 events are allowed, one more is not."""
    signer = examples.act()["signers"][0]
    signers = [signer | {"person": f"person-{number:03}"} for number in range(41)]
    event = examples.act()["events"][0] | {"fields": {}}
    for name, items, most in (("signers", signers, 40), ("events", [event] * 257, 256)):
        value = examples.act() | {name: items[:most]}
        assert len(getattr(envelope.parse(canonical.dumps(value)), name)) == most
        assert code_of(examples.act() | {name: items}) == "bad_member"


def test_size_and_depth_leave_room_for_the_entry() -> None:
    """An act that could not become an entry is refused before anyone signs it."""
    value = replaced(examples.act(), "events.0.fields.text", "x" * limits.ACT_BYTES_MAX)
    assert code_of(value) == "too_large"
    deep: dict[str, Any] = {}
    for _ in range(11):
        deep = {"a": deep}
    value = replaced(examples.act(), "events.0.fields", deep)
    envelope.parse(canonical.dumps(value))
    value = replaced(examples.act(), "events.0.fields", {"a": deep})
    canonical.dumps(value)
    assert code_of(value) == "too_deep"
    with pytest.raises(Malformed, match="too_deep"):
        envelope.format(value)


def test_nothing_that_is_no_act_is_written() -> None:
    """`format` refuses what `parse` would."""
    with pytest.raises(Malformed, match="missing_member"):
        envelope.format({"act_id": "a"})


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_a_mangled_act_is_malformed_or_another_act(flip: int) -> None:
    """Every byte of a valid act, altered: never the same act, never another exception."""
    data = examples.act_data()
    original = envelope.parse(data)
    for at_byte in range(len(data)):
        mangled = bytearray(data)
        mangled[at_byte] ^= flip
        try:
            act = envelope.parse(bytes(mangled))
        except Malformed:
            continue
        assert act.digest != original.digest
        assert act != original


def test_a_shortened_act_is_malformed() -> None:
    """Cut off anywhere."""
    data = examples.act_data()
    for length in range(len(data)):
        with pytest.raises(Malformed):
            envelope.parse(data[:length])


def test_signatures_are_sorted_by_key() -> None:
    """One a key, 43 and 86 characters each."""
    one = {"key": examples.CHAIR.public.id, "signature": "A" * 86}
    two = {"key": examples.MEMBER.public.id, "signature": "A" * 86}
    ordered = sorted([one, two], key=lambda item: item["key"])
    assert [envelope.format_signature(s) for s in envelope.parse_signatures(ordered)] == ordered
    wrong: list[Any] = [
        [],
        ordered[::-1],
        [one, one],
        {},
        [None],
        [one | {"key": "x"}],
        [one | {"signature": "A" * 85}],
        [one | {"signature": "A" * 85 + "B"}],
        [one | {"signature": None}],
        [{"key": one["key"]}],
        [one | {"header": {}}],
    ]
    for value in wrong:
        with pytest.raises(Malformed):
            envelope.parse_signatures(value)
