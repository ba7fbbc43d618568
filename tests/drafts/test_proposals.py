"""What may be adopted: everything that comes with the program, and files of the same form."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.drafts import proposals
from ledger.errors import Malformed
from tests.story import documents


def test_everything_that_comes_with_the_program_can_be_adopted(tmp_path: Path) -> None:
    """Families adopt declarations one by one; a ruleset adopts itself, then its rules."""
    names = proposals.names()
    assert {"annulment", "geography", "kosovo-2013"} <= set(names)
    for name in names:
        cls, events = proposals.adopting(name, tmp_path)
        types = {event["type"] for event in events}
        if name in documents.rulesets():
            assert cls == "rules" and events[0]["type"] == "ruleset.adopted"
            assert types & {"balance.adopted", "rule.adopted"}
            assert "declaration.adopted" not in types
        else:
            assert cls == "vocabulary" and types == {"declaration.adopted"}


def test_a_file_beside_is_named_with_its_ending(tmp_path: Path) -> None:
    """Without it, only what comes with the program is found."""
    (tmp_path / "own.json").write_text('[{"name":"bell.rung"}]')
    cls, [event] = proposals.adopting("own.json", tmp_path)
    assert (cls, event["fields"]) == ("vocabulary", {"declaration": {"name": "bell.rung"}})
    with pytest.raises(Malformed, match="or a .json file beside"):
        proposals.adopting("own", tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '"text"',
        "{}",
        '{"rules":[]}',
        '{"ruleset":[],"rules":[]}',
        '{"ruleset":{},"rules":{}}',
        '{"ruleset":{"a":1,"a":2},"rules":[]}',
        "[" * 100_000,
        " " * 2_000_000,
    ],
)
def test_what_is_no_proposal(tmp_path: Path, text: str) -> None:
    """Refused with one kind of error."""
    (tmp_path / "own.json").write_text(text)
    with pytest.raises(Malformed):
        proposals.adopting("own.json", tmp_path)
