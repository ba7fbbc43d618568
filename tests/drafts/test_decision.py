"""The decision of a draft: short forms, and the members written out, mean the same."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.chain import decisions
from ledger.drafts import reader
from ledger.drafts.decision import decision
from ledger.errors import Malformed

SHORT = """
agenda: 3. The vote in the north
annexes: {Annex 2: TWO, Annex 1: ONE}
authentic: [sq]
languages: [sr, sq]
legal_basis: [{instrument: law-a, point: 7.1, version: Gazette 4}, law-a]
members: {ben: against, ana: for, cem: ~}
remedy: {addressee: The panel, within: 72 hours, from: publication, basis: law-a 40}
votes: {for: 1, against: 1, abstained: 1}
""".replace("ONE", "1a" * 32).replace("TWO", "2a" * 32)

LONG = """
agenda: 3. The vote in the north
annexes:
- {name: Annex 1, document: ONE}
- {name: Annex 2, document: TWO}
authentic: [sq]
languages: [sq, sr]
legal_basis:
- {instrument: law-a, point: ~, version: ~}
- {instrument: law-a, point: 7.1, version: Gazette 4}
members: [{person: ana, vote: for}, {person: ben, vote: against}, {person: cem, vote: ~}]
remedy: {addressee: The panel, count: 72, unit: hours, start: publication, instrument: law-a, point: 40}
votes: {for: 1, against: 1, abstained: 1, absent: ~}
result: adopted
""".replace("ONE", "1a" * 32).replace("TWO", "2a" * 32)


def drafted(text: str) -> dict[str, Any]:
    """The decision that a draft means."""
    made = decision(reader.read(text.encode()))
    assert made is not None
    return made


def test_short_and_long_forms_mean_the_same() -> None:
    """And both are decisions of section 2."""
    assert drafted(SHORT) == drafted(LONG)
    read = decisions.read(drafted(SHORT))
    assert read.remedy == decisions.Remedy("The panel", 72, "law-a", "40", "publication", "hours")
    assert read.members is not None
    assert [(one.person, one.vote) for one in read.members] == [
        ("ana", "for"), ("ben", "against"), ("cem", None),
    ]  # fmt: skip


def test_what_is_left_out_is_not_known() -> None:
    """Only the languages have to be said."""
    assert decision(None) is None
    read = decisions.read(drafted("languages: [en]"))
    assert (read.members, read.votes, read.remedy, read.agenda) == (None, None, None, None)
    assert (read.result, read.annexes, read.authentic, read.legal_basis) == ("adopted", (), (), ())
    assert drafted("languages: [en]\nremedy: {addressee: The court}")["remedy"]["count"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        "languages: en",
        "languages: [en]\nremedy: {within: soon}",
        "languages: [en]\nremedy: {until: 2013-11-05}",
        "languages: [en]\nmembers: ana",
        "languages: [en]\nannexes: Annex 1",
        "languages: [en]\ntitle: Decision",
    ],
)
def test_what_cannot_be_read_is_refused(wrong: str) -> None:
    """With the place, what was expected, and what was found."""
    with pytest.raises(Malformed, match="bad_draft"):
        drafted(wrong)
