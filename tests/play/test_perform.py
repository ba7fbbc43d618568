"""A story is played with the public verbs, and reported as it goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger import read
from ledger.chain import refusal
from ledger.errors import Malformed
from ledger.play import Performed, Played
from ledger.submit import packets
from tests.play import stories
from tests.play.stories import STEP, dated, first, tell


def last(played: Played) -> Performed:
    """The last step."""
    found = played.told[-1]
    assert isinstance(found, Performed)
    return found


def test_the_first_story_of_the_guide_plays(tmp_path: Path) -> None:
    """Whoever saves it as the guide says gets a ledger in which everything is as expected."""
    played = tell(first(), tmp_path)
    assert len(played.checks) == 3
    assert played.failed == []
    names = sorted(path.name for path in (tmp_path / "played" / "acts").iterdir())
    assert names == [
        "000-founding.act.json",
        "001-vocabulary-geography.act.json",
        "002-vocabulary-elections.act.json",
        "003-opening.act.json",
        "004-board-1.act.json",
    ]


def test_the_signed_acts_are_left_as_they_were_recorded(tmp_path: Path) -> None:
    """A file in `acts/` holds the bytes that are in the log."""
    played = tell(first(), tmp_path)
    for path in (tmp_path / "played" / "acts").iterdir():
        packet = packets.parse(path.read_bytes())
        entry = json.loads(read.entry(played.ledger, int(path.name[:3])))
        assert json.loads(packet.act) == entry["act"]
        assert len(packet.signatures) == len(entry["signatures"])


def test_times_are_the_storys(tmp_path: Path) -> None:
    """The clock stands where the file puts it; the setup takes a minute a step."""
    played = tell(first(), tmp_path)
    times = [json.loads(line)["recorded_at"] for line in read.log(played.ledger)]
    assert times[0] == "2021-03-01T09:00:00.000000Z"
    assert times[1] == "2021-03-01T09:01:00.000000Z"
    assert times[-1] == "2021-03-02T10:00:00.000000Z"


@pytest.mark.parametrize(
    "change, code",
    [
        ("  signed_by: [ana]\n", "too_few_persons"),
        ("  broken_signature_of: ben\n", "signature_invalid"),
        ("  act:\n    seen: {size: 2, root: " + "0" * 64 + "}\n", "seen_not_ours"),
        (
            "  act:\n    ledger: {id: " + "0" * 64 + ", origin: first.example/2021}\n",
            "other_ledger",
        ),
    ],
)
def test_a_refusal_that_is_expected_is_met(tmp_path: Path, change: str, code: str) -> None:
    """Nothing is recorded, and the attempt is kept."""
    step = STEP.replace("  act:\n", change if "act:" in change else f"{change}  act:\n")
    played = tell(dated() + step.replace("  act:\n", f"  refused: {code}\n  act:\n", 1), tmp_path)
    assert played.failed == []
    assert (last(played).index, last(played).code) == (None, code)
    assert (tmp_path / "played" / "refused" / "board-2.act.json").exists()


def test_a_signed_refusal_is_kept(tmp_path: Path) -> None:
    """Whoever was refused can show it."""
    step = STEP.replace("  act:\n", "  signed_by: [ana]\n  refused: too_few_persons\n  act:\n")
    tell(dated() + step, tmp_path)
    data = (tmp_path / "played" / "refused" / "board-2.refusal.json").read_bytes()
    assert refusal.parse(data)[0].code == "too_few_persons"


def test_an_answer_that_was_not_expected_is_reported(tmp_path: Path) -> None:
    """A refusal where none was expected, and a record where a refusal was."""
    one = tell(dated() + STEP.replace("  act:\n", "  signed_by: [ana]\n  act:\n"), tmp_path)
    assert [(c.expected, c.found) for c in one.failed] == [("recorded", "too_few_persons")]
    other = tmp_path / "other"
    other.mkdir()
    two = tell(dated() + STEP.replace("  act:\n", "  refused: unknown_run\n  act:\n"), other)
    assert [(c.expected, c.found) for c in two.failed] == [("unknown_run", "recorded")]


def test_marks_and_outcomes_are_compared(tmp_path: Path) -> None:
    """All marks, in any order; all outcomes, in theirs."""
    said = "  marks: [{code: not_assessed, event: 1}]\n  outcomes: [effective]\n"
    assert tell(dated() + STEP.replace("  act:\n", f"{said}  act:\n"), tmp_path).failed == []
    other = tmp_path / "other"
    other.mkdir()
    wrong = STEP.replace("  act:\n", "  marks: []\n  outcomes: [void]\n  act:\n")
    assert [c.of for c in tell(dated() + wrong, other).failed] == ["outcomes", "marks"]


def test_the_same_act_again_gets_its_first_receipt(tmp_path: Path) -> None:
    """Sending it twice records it once."""
    played = tell(first() + "- {again: board-1, recorded: 2021-03-03T10:00Z}\n", tmp_path)
    assert played.failed == []
    assert last(played).index == read.size(played.ledger) - 1 == 4


def test_signers_may_be_a_group(tmp_path: Path) -> None:
    """A name for a list, in drafts of a story only."""
    text = dated().replace("  recovery_delay", "  groups: {both: [ana, ben]}\n  recovery_delay")
    played = tell(text + STEP.replace("[ana, ben]", "both"), tmp_path)
    assert last(played).index == 6
    assert len(last(played).act["signers"]) == 2


@pytest.mark.parametrize(
    "text, code",
    [
        (first().replace("purpose: rehearsal", "purpose: official"), "play_not_allowed"),
        (first() + STEP.replace("[ana, ben]", "nobody"), "bad_draft"),
        (first() + STEP.replace("run.dated", "run.hold"), "bad_draft"),
        (first() + "- {again: board-9, recorded: 2021-03-03T10:00Z}\n", "bad_draft"),
        (first().replace("[geography, elections]", "[geology]"), "bad_draft"),
        (first().replace("rules: board 2, ", ""), "bad_draft"),
        (first().replace("board 2,", "board 1,"), "bad_draft"),
        (first().replace("2021-03-02T10:00Z", "2021-03-01T09:02Z"), "bad_draft"),
        (first().replace("name: Ben, ", ""), "bad_draft"),
    ],
)
def test_a_story_that_cannot_be_told_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """With one error, before or while it is played; what was recorded until then stays."""
    with pytest.raises(Malformed) as caught:
        tell(text, tmp_path)
    assert caught.value.code == code


def test_a_story_is_played_into_a_new_folder(tmp_path: Path) -> None:
    """No ledger is ever written over."""
    tell(first(), tmp_path)
    with pytest.raises(Malformed) as caught:
        stories.tell(first(), tmp_path)
    assert caught.value.code == "file_exists"


def test_own_vocabulary_and_rules_lie_beside_the_story(tmp_path: Path) -> None:
    """A new event type is a JSON file."""
    declaration = {
        "effects": [{"do": "note"}],
        "fields": [{"name": "text", "of": None, "type": "text"}],
        "kind": "statement",
        "name": "bell.rung",
        "says": [{"language": "en", "text": "The bell is rung: {text}"}],
        "version": 1,
    }
    (tmp_path / "bells.json").write_text(json.dumps([declaration]), encoding="utf-8")
    text = first().replace("[geography, elections]", "[geography, elections, bells.json]")
    step = STEP.replace("run.dated", "bell.rung").replace(
        "{run: run-1, day: 2021-03-07}", "{text: 010}"
    )
    step = step.replace("    decision: {languages: [en]}\n", "")
    played = tell(text + step, tmp_path)
    assert last(played).act["events"][0]["fields"] == {"text": "010"}
    assert last(played).judgement["events"] == ["no_effect"]


def test_a_key_may_be_named_by_its_holder(tmp_path: Path) -> None:
    """Whoever writes a story cannot know the keys that it makes."""
    step = """\
- recorded: 2021-03-03T10:00Z
  signed_by: [ana, ben, fay]
  act:
    act: fay-comes
    body: board
    signers: [ana, ben]
    events:
    - {type: person.entered, fields: {person: fay, name: Fay}}
    - {type: key.enrolled, fields: {person: fay, key: {of: fay}}}
- recorded: 2021-03-04T10:00Z
  act:
    act: bens-key
    body: board
    signers: [{person: ben, office: member}]
    events:
    - {type: key.revoked, fields: {key: {id_of: ben}, reason: lost}}
"""
    played = tell(first() + step, tmp_path)
    assert played.failed == []
    events = last(played).act["events"]
    assert events[0]["fields"]["key"] == played.setting.cast.person("ben").public.id
