"""Both programs read the `decision` of an act alike: what one takes the other takes."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.chain import canonical, entry, envelope
from ledger.errors import Malformed
from tests.chain import examples
from tests.chain.test_envelope import CAST, OBJECTS, WRONG, at
from verifiers import act as verifiers_act
from verifiers import reading

Json = dict[str, Any]


def codes(value: Json) -> tuple[str, str]:
    """The code with which each program refuses an act; empty where it takes it."""
    ours = theirs = ""
    try:
        envelope.parse(canonical.dumps(value))
    except Malformed as error:
        ours = error.code
    line = canonical.loads(examples.entry_data())
    line["act"] = value
    try:
        verifiers_act.read(canonical.dumps(line))
    except reading.Malformed as error:
        theirs = error.code
    return ours, theirs


def test_the_example_is_read_by_both() -> None:
    """Otherwise the rest would say little."""
    entry.parse(examples.entry_data())
    assert codes(examples.act()) == ("", "")


@pytest.mark.parametrize("path, values", WRONG, ids=[path for path, _ in WRONG])
def test_what_is_wrong_is_wrong_for_both(path: str, values: list[object]) -> None:
    """With one code."""
    for value in values:
        ours, theirs = codes(examples.replaced(examples.act(), path, value))
        assert ours == theirs != ""


@pytest.mark.parametrize("path", OBJECTS)
def test_members_are_the_same_for_both(path: str) -> None:
    """One more, one less."""
    for name in [None, *at(examples.act(), path)]:
        value = examples.act()
        if name is None:
            at(value, path)["surplus"] = None
        else:
            del at(value, path)[name]
        ours, theirs = codes(value)
        assert ours == theirs != ""


@pytest.mark.parametrize("votes, cast, agree", CAST)
def test_votes_and_members_are_held_together_by_both(
    votes: dict[str, int | None], cast: list[str | None], agree: bool
) -> None:
    """A contradiction for one is one for the other."""
    value = examples.act()
    listed = [{"person": f"person-{n}", "vote": vote} for n, vote in enumerate(cast)]
    value["decision"] |= {"votes": votes, "members": listed}
    assert codes(value) == (("", "") if agree else ("bad_member", "bad_member"))
