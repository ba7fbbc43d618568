"""The witness policy of a founding file: read strictly, where a mistake can still be mended."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.drafts.founding import Setting
from ledger.errors import Malformed
from tests.election.test_policies import BAD, GOOD

GIVEN: dict[str, Any] = {
    "authorities": {},
    "bodies": [],
    "floors": {"persons_min": "1", "share_denominator": "1", "share_numerator": "1"},
    "recovery_delay_days": "1",
}


def policy_of(**given: Any) -> str | None:
    """The policy that a setting would found."""
    return Setting({**GIVEN, **given}, day="2026-01-01", key="key")._policy


def test_a_policy_may_be_left_out() -> None:
    """Then there is none."""
    assert policy_of() is None


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_a_policy_is_taken_as_it_is(text: str) -> None:
    """The last line feed may be missing."""
    assert policy_of(witness_policy=text) == text
    assert policy_of(witness_policy=text.removesuffix("\n")) == text


WRONG = [text for text in BAD if text != "quorum none"]


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_is_no_policy_is_refused(text: str) -> None:
    """As `bad_draft`, before anybody signs."""
    with pytest.raises(Malformed) as refused:
        policy_of(witness_policy=text)
    assert refused.value.code == "bad_draft"
