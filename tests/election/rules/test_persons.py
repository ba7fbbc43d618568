"""The tests about who acts: body, majority, quorum, offices, incompatible roles, citations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.election.builders import DAY, MEMBERS, attestation, decision, event, office, signer
from tests.election.rules.asking import ANNULLED, MET, NOT_MET, UNDECIDED, ask, furnished


def test_body() -> None:
    """Whose act it is, not who signs it."""
    log = furnished()
    assert ask(log, "body", {"bodies": ["cec"]}) is MET
    assert ask(log, "body", {"bodies": ["court"]}) is NOT_MET
    attested = {"attestation": attestation("m1"), "body": "court"}
    assert ask(log, "body", {"bodies": ["court"]}, **attested) is MET


def votes(
    favour: int | None, against: int | None, abstained: int | None, absent: int | None
) -> Any:
    """A decision with the votes claimed."""
    counted = {"absent": absent, "abstained": abstained, "against": against, "for": favour}
    return decision(votes=counted)


def majority(
    base: str, numerator: int, denominator: int, *, strict: bool, counted: str = "claimed"
) -> Any:
    """The parameters of a majority."""
    return {
        "base": base,
        "counted": counted,
        "denominator": denominator,
        "numerator": numerator,
        "strict": strict,
    }


@pytest.mark.parametrize(
    ("parameters", "cast", "expected"),
    [
        (majority("present", 1, 2, strict=True), votes(3, 2, 0, 0), MET),
        (majority("present", 1, 2, strict=True), votes(3, 2, 1, 0), NOT_MET),
        (majority("present", 1, 2, strict=False), votes(3, 2, 1, 0), MET),
        (majority("present", 1, 2, strict=True), votes(3, 2, 0, None), MET),
        (majority("members", 1, 2, strict=True), votes(3, 2, 0, None), UNDECIDED),
        (majority("members", 1, 2, strict=True), votes(3, 0, 0, 3), NOT_MET),
        (majority("members", 2, 3, strict=False), votes(4, 1, 1, 0), MET),
        (majority("members", 2, 3, strict=False), votes(4, 1, 1, 1), NOT_MET),
        (majority("members", 2, 3, strict=True), votes(4, 1, 1, 0), NOT_MET),
        (majority("present", 1, 2, strict=True), votes(None, 1, 1, 0), UNDECIDED),
        (majority("present", 1, 2, strict=True), decision(votes=None), UNDECIDED),
    ],
)
def test_majority_of_votes_claimed(parameters: Any, cast: Any, expected: bool | None) -> None:
    """In whole votes, never in rounded shares; what is not known is not assumed."""
    assert ask(furnished(), "majority", parameters, decision=cast) is expected


def test_majority_of_signatures() -> None:
    """Of the five who hold an office on the day, whatever the minutes claim."""
    log = furnished()
    half = majority("members", 3, 4, strict=False, counted="signed")
    assert ask(log, "majority", half, by=MEMBERS[:3]) is NOT_MET
    assert ask(log, "majority", half, by=MEMBERS[:4]) is MET
    attested = {"attestation": attestation("m1"), "body": "nobody-here"}
    log.record(
        event(
            "body.constituted",
            body="nobody-here",
            name="A court without keys",
            required={"administration": 2, "filing": 1, "finding": 1, "ruling": 2, "statement": 1},
        )
    )
    assert ask(log, "majority", half, **attested) is UNDECIDED


def test_a_finding_has_no_votes() -> None:
    """Without a decision nothing is claimed."""
    noted = event("thing.noted", text="x")
    parameters = majority("present", 1, 2, strict=True)
    assert ask(furnished(), "majority", parameters, noted) is UNDECIDED
    claimed = {"counted": "claimed", "persons_min": 1}
    assert ask(furnished(), "quorum", claimed, noted) is UNDECIDED


@pytest.mark.parametrize(
    ("parameters", "given", "expected"),
    [
        ({"counted": "signed", "persons_min": 4}, {"by": MEMBERS[:4]}, MET),
        ({"counted": "signed", "persons_min": 4}, {"by": MEMBERS[:3]}, NOT_MET),
        ({"counted": "claimed", "persons_min": 5}, {"decision": votes(3, 1, 1, None)}, MET),
        ({"counted": "claimed", "persons_min": 6}, {"decision": votes(3, 1, 1, 9)}, NOT_MET),
        ({"counted": "claimed", "persons_min": 6}, {"decision": votes(3, None, 1, 1)}, UNDECIDED),
    ],
)
def test_quorum(parameters: Any, given: Any, expected: bool | None) -> None:
    """Those who signed, or those who voted in any way; the absent are absent."""
    assert ask(furnished(), "quorum", parameters, **given) is expected


def test_offices() -> None:
    """Somebody who counts has to sign in each office, not merely hold it."""
    log = furnished()
    log.record(event("office.assigned", **{**office("cec", "m1"), "office": "chair", "from": DAY}))
    chair = {"offices": ["chair"]}
    assert ask(log, "offices", chair) is NOT_MET
    signers = [signer("cec", "m1", office="chair")] + [signer("cec", m) for m in MEMBERS[1:]]
    assert ask(log, "offices", chair, signers=signers) is MET
    assert ask(log, "offices", {"offices": ["chair", "member"]}, signers=signers) is MET


def test_incompatible_roles() -> None:
    """In any body, on the day; whether it was used for this act does not matter."""
    log = furnished()
    both = {"offices": ["judge", "member"]}
    assert ask(log, "incompatible_roles", both) is MET
    term = {**office("court", "m1"), "office": "judge", "from": DAY, "until": "2013-10-10"}
    log.record(event("office.assigned", **term))
    assert ask(log, "incompatible_roles", both) is NOT_MET
    assert ask(log, "incompatible_roles", both, by=MEMBERS[1:]) is MET
    assert ask(log, "incompatible_roles", both, day="2013-10-10") is MET


def test_citations() -> None:
    """Each law has to be in the legal basis; without a point any point of it will do."""
    log = furnished()
    law = {"instrument": "law-1", "point": "106.2"}
    cited = {**law, "version": None}
    basis = decision(legal_basis=[cited])
    asked = [
        ([law], MET),
        ([{**law, "point": None}], MET),
        ([{**law, "point": "106.3"}], NOT_MET),
        ([law, {"instrument": "law-2", "point": None}], NOT_MET),
    ]
    for cites, expected in asked:
        assert ask(log, "citations", {"cites": cites}, decision=basis) is expected
    assert ask(log, "citations", {"cites": [law]}) is NOT_MET
    assert ask(log, "citations", {"cites": [law]}, event("thing.noted", text="x")) is NOT_MET
    whole = decision(legal_basis=[{**cited, "point": None}])
    assert ask(log, "citations", {"cites": [law]}, ANNULLED, decision=whole) is NOT_MET
