"""Asking: state, open items, history, the log. Each answer names the moment that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.chain import vkey
from ledger.chain.cosignature import CosignerKey
from tests.commands.running import done, eal

DECIDED = "Annulled: first vote. The vote is to be repeated; NO DATE IS SET."
HALTED = "Voting was broken off by events. Nothing is annulled."


@pytest.mark.parametrize(
    "day, sentence",
    [
        ("2013-11-04", HALTED),
        ("2013-11-05", DECIDED),
        ("2013-11-07", "Annulled: first vote. The vote is to be repeated on 2013-11-17."),
    ],
)
def test_state_differs_by_day(story: Path, day: str, sentence: str) -> None:
    """Broken off, annulled without a date, dated: three days, three states."""
    told = done("state", "pc-st-sava", "--ledger", story, "--as-of", day)
    assert f"in force on {day}." in told.out
    assert "not an official record" in told.out
    assert f"  mayor: {sentence}\n" in told.out


def test_known_then_and_in_force_are_two_questions(story: Path) -> None:
    """What is known on the 18th about the 4th is still that nothing was annulled on the 4th."""
    words = ("--as-of", "2013-11-18", "--in-force-on", "2013-11-04")
    told = done("state", "pc-st-sava", "--ledger", story, *words)
    assert "in force on 2013-11-04." in told.out
    assert HALTED in told.out


def test_an_instant_may_be_written_with_its_offset(story: Path) -> None:
    """The local hour and UTC are the same moment; a position is one too."""
    local = done("state", "--ledger", story, "--as-of", "2013-11-05T20:45+01:00", "--json")
    utc = done("state", "--ledger", story, "--as-of", "2013-11-05T19:45Z", "--json")
    assert local.out == utc.out
    position = local.document["position"]
    again = done("state", "--ledger", story, "--as-of", position, "--json")
    assert again.document["sheets"] == local.document["sheets"]


def test_state_of_everything_is_a_table(story: Path) -> None:
    """A line a unit and contest."""
    told = done("state", "--ledger", story, "--as-of", "2013-11-05")
    lines = [line for line in told.out.splitlines() if line.startswith("pc-st-sava ")]
    assert len(lines) == 2
    assert all(line.endswith(DECIDED) for line in lines)


def test_state_as_json_holds_the_sheets(story: Path) -> None:
    """With the point and the purpose, so that nobody takes a story for a record."""
    words = ("pc-st-sava", "--as-of", "2013-11-05", "--json")
    told = done("state", "--ledger", story, *words).document
    assert (told["purpose"], told["clock"], told["day"]) == (
        "reconstruction",
        "simulated",
        "2013-11-05",
    )
    [sheet] = told["sheets"]
    codes = {each["contest"]: each["headline"]["code"] for each in sheet["headlines"]}
    assert codes == {"mayor": "repeat_undated", "municipal_assembly": "repeat_undated"}


def test_the_vote_without_a_date_stands_first(story: Path) -> None:
    """With its age and its owner."""
    told = done("open-items", "--ledger", story, "--as-of", "2013-11-06T10:00Z")
    first = told.out.splitlines()[3]
    assert first.startswith("a vote is ordered and has no date")
    assert "run:run-2" in first and "cec" in first and "1 day" in first
    items = done("open-items", "--ledger", story, "--as-of", "2013-11-06T10:00Z", "--json")
    assert items.document["items"][0]["age_days"] == 1


def test_nothing_open_is_said(story: Path) -> None:
    """An empty answer is an answer."""
    told = done("open-items", "--ledger", story, "--as-of", "1")
    assert told.out.endswith("Nothing is open.\n")


def test_history_counts_what_is_said_again(story: Path) -> None:
    """One act is one line, however many events it has; times are labelled."""
    told = done("history", "pc-st-sava", "--ledger", story)
    assert "not an official record" in told.out
    assert "RECORDED (UTC)" in told.out.splitlines()[2]
    assert "seal.checked (no effect) ×4" in told.out
    assert "consignment.dispatched ×4" in told.out
    acts = done("history", "pc-st-sava", "--ledger", story, "--json").document["acts"]
    assert len(acts) == len(told.out.splitlines()) - 3
    decision = next(each for each in acts if each["act"] == "cec-2013-11-05")
    assert decision["events"][0] == ["annulment.ordered", "effective"]


def test_history_of_a_subject_that_is_no_unit(story: Path) -> None:
    """Named as KIND:ID; and as of then, when it had none of its later acts."""
    told = done("history", "run:run-2", "--ledger", story, "--json").document["acts"]
    words = ("--as-of", "2013-11-05", "--json")
    then = done("history", "run:run-2", "--ledger", story, *words).document["acts"]
    assert [each["act"] for each in then] == ["cec-2013-11-05"]
    assert told[0] == then[0] and len(told) > 1


def test_the_log_is_a_line_an_entry(story: Path) -> None:
    """Filters combine; the JSON holds whole entries."""
    words = ("--body", "cec", "--from", 30, "--until", 40)
    told = done("log", "list", "--ledger", story, *words)
    assert "not an official record" in told.out
    lines = told.out.splitlines()[2:]
    assert lines and all(30 <= int(line.split()[0]) < 40 for line in lines)
    entries = done("log", "list", "--ledger", story, *words, "--json").document["entries"]
    assert [each["index"] for each in entries] == [int(line.split()[0]) for line in lines]
    assert {each["act"]["body"] for each in entries} == {"cec"}
    touching = done("log", "list", "--ledger", story, *words, "--touches", "pc-st-sava")
    assert 0 < len(touching.out.splitlines()) - 2 < len(lines)
    typed = done("log", "list", "--ledger", story, "--type", "run.dated", "--json")
    assert len(typed.document["entries"]) > 1
    assert len(done("log", "list", "--ledger", story, "--body", "nobody").out.splitlines()) == 2


def test_the_verifier_keys_are_printed(story: Path) -> None:
    """The same in words and in JSON, where the id of the ledger stands beside it."""
    first, second = done("log", "vkey", "--ledger", story).out.splitlines()
    told = done("log", "vkey", "--ledger", story, "--json").document
    assert told["log_keys"] == [first, second]
    assert first.startswith(told["ledger"]["origin"] + "+")
    assert isinstance(vkey.parse(second), CosignerKey), "ML-DSA-44 beside Ed25519"
    assert len(told["ledger"]["id"]) == 64


@pytest.mark.parametrize("words", [("state", "pc-nowhere"), ("history", "run:run-99")])
def test_what_is_not_there_is_not_found(story: Path, words: tuple[str, ...]) -> None:
    """Exit code 4, in words and in JSON."""
    told = eal(*words, "--ledger", story)
    assert told.code == 4
    assert told.err.startswith("eal: no ") and "What to do: " in told.err
    told = eal(*words, "--ledger", story, "--json")
    assert told.code == 4
    assert told.document["error"]["code"] == "notfound"


@pytest.mark.parametrize(
    "words, code, expected",
    [
        (("--as-of", "1999-01-01"), 4, "nothing recorded as of 1999-01-01"),
        (("--as-of", "0"), 4, "position 0"),
        (("--as-of", "99999"), 4, "position 99999 in a log of"),
        (("--as-of", "2199-12-31"), 2, "a time that is past"),
        (("--as-of", "2199-12-31T00:00Z"), 2, "a time that is past"),
        (("--as-of", "2013-02-31"), 2, "a day (2013-11-05)"),
        (("--as-of", "yesterday"), 2, "a day (2013-11-05)"),
        (("--as-of", "9" * 40), 2, "a position (41)"),
        (("--as-of", "²"), 2, "a position (41)"),
        (("--in-force-on", "2013-02-31"), 2, "a day such as 2013-11-05"),
        (("--in-force-on", "31"), 2, "a day such as 2013-11-05"),
    ],
)
def test_a_moment_that_is_none(
    story: Path, words: tuple[str, ...], code: int, expected: str
) -> None:
    """Before the beginning there is nothing; what is to come nobody knows; what is no day is none."""
    told = eal("state", "--ledger", story, *words)
    assert told.code == code
    assert expected in told.err and "What to do: " in told.err


def test_an_account_says_what_cannot_be_balanced(story: Path) -> None:
    """What was destroyed is not known, and so nothing balances; in words, and as a document."""
    told = done("account", "--failing", "--ledger", story, "--as-of", "2013-11-05")
    assert "pc-st-sava" in told.out and "cannot be balanced: ballots" in told.out
    one = done("account", "pc-st-sava", "--ledger", story, "--as-of", "2013-11-05", "--json")
    [account] = one.document["accounts"]
    assert "indeterminate" in {check["outcome"] for check in account["checks"]}
    every = done("account", "--failing", "--ledger", story, "--json").document["accounts"]
    assert all(c["outcome"] != "holds" for each in every for c in each["checks"])


def test_an_account_of_what_is_not_there(story: Path) -> None:
    """Not an empty account; and one says of whom, or that everything is meant."""
    assert eal("account", "nowhere", "--ledger", story).code == 4
    assert eal("account", "--ledger", story).code == 2
    assert eal("account", "pc-st-sava", "--failing", "--ledger", story).code == 2


def test_blockers_of_a_certification_are_named_with_their_rule(story: Path) -> None:
    """On the evening of the decision: the repeat without a date, and the rule that asks for one."""
    asked = ("blockers", "mayor", "--ledger", story, "--as-of", "2013-11-05")
    told = done(*asked).out
    assert "undated run: run:run-2 at ps-" in told
    assert "rule xk-2013.certification-blockers (law-03-l-073 106.1)" in told
    (undated,) = [
        each
        for each in done(*asked, "--json").document["blockers"]
        if each["code"] == "undated_run"
    ]
    assert undated["about"] == "run:run-2" and undated["acts"]
    assert eal("blockers", "nobody", "--ledger", story).code == 4


def test_what_changed_between_two_days_in_words(story: Path) -> None:
    """The acts, the places before and after, and what is open since."""
    told = done("changes", "2013-11-04", "2013-11-05", "--ledger", story)
    assert "between position 30 (2013-11-04) and position 33 (2013-11-05)" in told.out
    assert "not an official record" in told.out
    before, _, after = told.out.partition("    after   ")
    assert before.endswith(f"  pc-medical, mayor\n    before  {HALTED}\n")
    assert after.startswith(f"{DECIDED}\n")
    assert "Open since then:\n  a vote is ordered and has no date (run:run-2), cec\n" in told.out


def test_what_changed_as_json_and_nothing_at_all(story: Path) -> None:
    """Positions are moments too; the first must be the earlier."""
    found = done("changes", "30", "32", "--ledger", story, "--json").document
    assert [act["index"] for act in found["acts"]] == [30, 31]
    assert {each["unit"] for each in found["units"]} == {"pc-medical", "pc-st-sava", "pc-technical"}
    assert (found["from"]["position"], found["to"]["position"]) == (30, 32)
    quiet = done("changes", "31", "31", "--ledger", story)
    assert quiet.out.startswith("Nothing was recorded between")
    assert eal("changes", "32", "31", "--ledger", story).code == 4


def test_a_date_that_is_set_ends_what_was_open(story: Path) -> None:
    """The vote without a date stands among what is no longer open."""
    told = done("changes", "35", "36", "--ledger", story)
    ended = told.out.partition("No longer open:\n")[2]
    assert ended.startswith("  a vote is ordered and has no date (run:run-2), cec\n")


def test_history_shows_what_nobody_decided(tmp_path: Path) -> None:
    """By law, with its rule, right after the act from which it follows; for a program beside it."""
    story_file = Path(__file__).parents[1] / "cases" / "RS-2022-TRNOVAC.scenario.yaml"
    done("play", story_file, tmp_path / "rs")
    words = ("--ledger", tmp_path / "rs", "--as-of", "2022-06-24")
    document = done("history", "contest:national_assembly", *words, "--json").document
    assert document["by_law"]
    line = next(
        each
        for each in done("history", "contest:national_assembly", *words).out.splitlines()
        if "by law" in each
    )
    assert f"rule {document['by_law'][0]['rule']}" in line and line.startswith("-")
