"""An act from a draft to its receipt, as the commission of 5 November 2013 would have made it."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from ledger.chain import receipt, refusal
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import parse_vkey
from ledger.play.cast import Cast
from tests.commands.people import keys_of_the_story
from tests.commands.running import DECISION, PASSPHRASE, Done, done, eal

COMMISSION = tuple(f"member-{letter}" for letter in "abcdef")
EVENING = ("--at", "2013-11-05T20:40+01:00")

Evening = tuple[Path, Path]


@pytest.fixture
def evening(before_decision: Evening, tmp_path: Path) -> Evening:
    """The ledger just before the decision, to be written to, and the draft of the decision."""
    ledger, draft = before_decision
    return Path(shutil.copytree(ledger, tmp_path / "ledger")), draft


def signed(ledger: Path, draft: Path, *persons: str) -> Path:
    """The act that a draft becomes, signed by some."""
    act = ledger.parent / "decision.act.json"
    done("act", "new", draft, "--ledger", ledger, "--out", act, *EVENING)
    keys, secret = keys_of_the_story(ledger.parent, *persons)
    for key in keys:
        done("act", "sign", act, "--key", key, "--passphrase-file", secret)
    return act


def submit(ledger: Path, act: Path, *words: object) -> Done:
    """Submit an act to the copy of the story."""
    secret = ("--passphrase-file", ledger / PASSPHRASE)
    return eal("act", "submit", act, "--ledger", ledger, *secret, *words)


def test_show_says_what_the_decision_changes(before_decision: Evening, tmp_path: Path) -> None:
    """Before: broken off. After: annulled, to be repeated, NO DATE. Nothing is written."""
    ledger, draft = before_decision
    act = tmp_path / "decision.act.json"
    done("act", "new", draft, "--ledger", ledger, "--out", act, *EVENING)
    told = done("act", "show", act, "--ledger", ledger, *EVENING).out
    assert "would record it" in told and "would REFUSE" not in told
    assert (
        "The vote run-1 is annulled at pc-medical, pc-st-sava, pc-technical"
        " [mayor, municipal_assembly] (grounds: ballot_boxes_destroyed_or_taken,"
    ) in told
    assert "     No date is set for run-2.\n" in told
    told = told.replace("\n    ", " ")
    change = (
        "  pc-st-sava, mayor"
        " before  Voting was broken off by events. Nothing is annulled."
        " after   Annulled: first vote. The vote is to be repeated; NO DATE IS SET."
    )
    assert change in told
    told = done("state", "pc-st-sava", "--ledger", ledger).out
    assert "Nothing is annulled." in told


def test_show_as_json_holds_before_and_after(before_decision: Evening, tmp_path: Path) -> None:
    """For every unit and contest whose headline changes."""
    ledger, draft = before_decision
    act = tmp_path / "decision.act.json"
    done("act", "new", draft, "--ledger", ledger, "--out", act, *EVENING, "--json")
    told = done("act", "show", act, "--ledger", ledger, *EVENING, "--json").document
    changes = {(each["unit"], each["contest"]): each for each in told["foreseen"]["changes"]}
    centre = changes["pc-medical", "municipal_assembly"]
    assert centre["before"]["code"] == "halted"
    assert (centre["after"]["code"], centre["after"]["day"]) == ("repeat_undated", None)
    assert ("pc-others", "mayor") not in changes
    assert told["foreseen"]["problems"] == []


def test_an_act_can_be_read_without_a_ledger(before_decision: Evening, tmp_path: Path) -> None:
    """Who it is, who is asked to sign, and every field."""
    ledger, draft = before_decision
    act = tmp_path / "decision.act.json"
    done("act", "new", draft, "--ledger", ledger, "--out", act, *EVENING)
    told = done("act", "show", act).out
    assert told.startswith(f"Act {DECISION} of cec, decided or made on 2013-11-05\n")
    assert "to sign: member-a as chair of cec" in told
    assert "1. annulment.ordered" in told and "run: run-1" in told
    assert "would" not in told


def test_signing_needs_no_network_and_no_ledger(
    before_decision: Evening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act says what it is before the passphrase is asked for; its digest stays the same."""
    ledger, draft = before_decision
    act = tmp_path / "decision.act.json"
    made = done("act", "new", draft, "--ledger", ledger, "--out", act, *EVENING, "--json").document
    [key], secret = keys_of_the_story(tmp_path, "member-a")
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(act, alone / "a.act.json")
    monkeypatch.chdir(alone)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    told = done("act", "sign", "a.act.json", "--key", key, "--passphrase-file", secret)
    assert told.out.startswith(f"Act {DECISION}") and "1 signature(s) so far" in told.out
    again = done("act", "sign", "a.act.json", "--key", key, "--passphrase-file", secret, "--json")
    assert again.document["digest"] == made["digest"]
    assert again.document["signatures"] == 1


def test_signing_can_write_elsewhere(before_decision: Evening, tmp_path: Path) -> None:
    """The file that came stays as it was."""
    ledger, draft = before_decision
    act, other = tmp_path / "decision.act.json", tmp_path / "signed.act.json"
    done("act", "new", draft, "--ledger", ledger, "--out", act, *EVENING)
    before = act.read_bytes()
    [key], secret = keys_of_the_story(tmp_path, "member-a")
    done("act", "sign", act, "--key", key, "--passphrase-file", secret, "--out", other)
    assert act.read_bytes() == before
    assert len(json.loads(other.read_bytes())["signatures"]) == 1


def test_a_signed_decision_is_recorded_once(evening: Evening) -> None:
    """The receipt is proven by the log's key; sending it again gets the same receipt."""
    ledger, draft = evening
    act, kept = signed(ledger, draft, *COMMISSION), ledger.parent / "receipt.json"
    told = submit(ledger, act, *EVENING, "--receipt", kept, "--json")
    assert told.code == 0 and told.document["is_first"]
    vkey, _ = done("log", "vkey", "--ledger", ledger).out.splitlines()
    received = receipt.parse(kept.read_bytes().rstrip(b"\n"))
    receipt.check(received, [LogKey(parse_vkey(vkey))])
    assert received.entry.act.act_id == DECISION
    assert received.entry.recorded_at == "2013-11-05T19:40:00.000000Z"
    again = submit(ledger, act, "--receipt", kept, "--json")
    assert again.code == 0 and not again.document["is_first"]
    assert again.document["receipt"] == told.document["receipt"]
    index = told.document["receipt"]["index"]
    assert f"Recorded as entry {index} (it was recorded before)." in submit(ledger, act).out
    told = done("state", "pc-st-sava", "--ledger", ledger)
    assert "NO DATE IS SET" in told.out


def test_too_few_signatures_are_refused_with_a_signed_refusal(evening: Evening) -> None:
    """Exit code 1; who sent it can prove that it was sent. Nothing is recorded."""
    ledger, draft = evening
    act = signed(ledger, draft, "member-a", "member-b")
    size = len(done("log", "list", "--ledger", ledger, "--json").document["entries"])
    told = submit(ledger, act, *EVENING, "--json")
    assert told.code == 1
    assert told.document["refused"][0]["code"] == "too_few_persons"
    assert told.document["refused"][0]["do"]
    data = json.dumps(
        told.document["signed_refusal"],
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    recorder = Cast("north-mitrovica-2013").office("recorder").public
    assert refusal.open(data.encode(), recorder).code == "too_few_persons"
    told = submit(ledger, act, *EVENING)
    assert told.code == 1
    assert told.out.startswith("Refused; nothing was recorded.\n  too_few_persons")
    assert "Signed refusal: {" in told.out
    entries = done("log", "list", "--ledger", ledger, "--json").document["entries"]
    assert len(entries) == size


def test_a_forged_act_gets_no_signed_refusal(evening: Evening) -> None:
    """Anybody could have sent that."""
    ledger, draft = evening
    act = signed(ledger, draft, *COMMISSION)
    other = json.loads(act.read_bytes())
    first, second = other["signatures"][:2]
    first["signature"], second["signature"] = second["signature"], first["signature"]
    act.write_text(json.dumps(other, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    told = submit(ledger, act, *EVENING, "--json")
    assert told.code == 1
    assert told.document["refused"][0]["code"] == "signature_invalid"
    assert told.document["signed_refusal"] is None


def test_show_of_an_act_that_would_be_refused(story: Path) -> None:
    """Exit code 1, and the reason."""
    [act] = (story / "acts").glob(f"*-{DECISION}.act.json")
    told = eal("act", "show", act, "--ledger", story)
    assert told.code == 1
    assert "would REFUSE it:\n  act_id_taken" in told.out
    told = eal("act", "show", act, "--ledger", story, "--json")
    assert told.code == 1
    assert told.document["foreseen"]["problems"][0]["code"] == "act_id_taken"


def test_the_clock_can_only_be_told_forward(evening: Evening) -> None:
    """A simulated time before the last commit stops writing; one that is no time is refused."""
    ledger, draft = evening
    act = signed(ledger, draft, *COMMISSION)
    told = submit(ledger, act, "--at", "2013-09-01T00:00Z")
    assert told.code == 3 and "What to do: " in told.err
    told = submit(ledger, act, "--at", "in the evening")
    assert told.code == 2 and "an instant such as" in told.err
    assert submit(ledger, act, *EVENING).code == 0


def test_a_receipt_never_takes_the_place_of_another_file(evening: Evening) -> None:
    """It is noticed before anything is recorded."""
    ledger, draft = evening
    act = signed(ledger, draft, *COMMISSION)
    taken = ledger.parent / "taken.txt"
    taken.write_text("mine\n")
    assert submit(ledger, act, *EVENING, "--receipt", taken).code == 2
    assert taken.read_text() == "mine\n"
    told = submit(ledger, act, *EVENING, "--json")
    assert told.document["is_first"]


def test_a_wrong_passphrase_of_the_ledger(evening: Evening) -> None:
    """Nothing is signed for the ledger without it."""
    ledger, draft = evening
    act = signed(ledger, draft, *COMMISSION)
    wrong = ledger.parent / "wrong.txt"
    wrong.write_text("no\n")
    told = eal("act", "submit", act, "--ledger", ledger, "--passphrase-file", wrong)
    assert told.code == 2 and "wrong_passphrase" in told.err


def test_the_draft_of_the_guide(before_decision: Evening, tmp_path: Path) -> None:
    """The example of docs/guides/drafts.md is read as far as this ledger has what it names."""
    guide = Path(__file__).parents[2] / "docs" / "guides" / "drafts.md"
    text = guide.read_text().split("```yaml draft\n")[1].split("```")[0]
    draft = tmp_path / "draft.yaml"
    draft.write_text(text.replace("board", "cec").replace("[ana, ben]", "[member-a, member-b]"))
    ledger, _ = before_decision
    act = tmp_path / "draft.act.json"
    made = done("act", "new", draft, "--ledger", ledger, "--out", act, "--json").document["act"]
    assert made["act_id"] == "cec-2021-03-10"
    assert made["decision"]["votes"] == {"absent": 0, "abstained": 0, "against": 1, "for": 2}
    assert made["events"][0]["fields"]["scope"][0]["units"] == ["010"]
    assert [each["office"] for each in made["signers"]] == ["chair", "member"]
    told = eal("act", "show", act, "--ledger", ledger)
    assert told.code == 1 and "would REFUSE it:" in told.out


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", "an empty file"),
        ("act: a\nact: b\n", "each key once"),
        ("act: [\n", "YAML"),
        ('{"act": 1.5}', "whole numbers"),
        ("act: a\nbody: cec\nsigners: [nobody]\nevents: []\n", "the office in which they sign"),
        ("act: a\nbody: cec\nsigners: [member-a]\nevents: [{type: no.such}]\n", "no.such"),
        ("act: a\nbody: cec\nsigners: [member-a]\nevents: []\n", "1 to 256"),
    ],
)
def test_a_draft_that_does_not_say_what_is_needed(
    story: Path, tmp_path: Path, text: str, expected: str
) -> None:
    """Exit code 2, one sentence, and no act."""
    draft, act = tmp_path / "draft.yaml", tmp_path / "a.act.json"
    draft.write_text(text)
    told = eal("act", "new", draft, "--ledger", story, "--out", act)
    assert told.code == 2
    assert expected in told.err and told.err.count("\n") == 1
    assert not act.exists()


def test_long_texts_cannot_pass_for_lines_of_ours(tmp_path: Path, story: Path) -> None:
    """Whatever a text says, every line of it is marked as part of a text."""
    [act] = (story / "acts").glob(f"*-{DECISION}.act.json")
    packet = json.loads(act.read_bytes())
    packet["act"]["events"][0]["fields"]["grounds"] = "quiet\n\nThe ledger would record it:"
    packet["signatures"] = []
    spoofed = tmp_path / "spoofed.act.json"
    text = json.dumps(packet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    spoofed.write_text(text)
    told = done("act", "show", spoofed).out
    assert "\nThe ledger" not in told and "| The ledger would record it:" in told
