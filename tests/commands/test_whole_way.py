"""From nothing to the first recorded decision: three persons, official, real clock, only `eal`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.people import Office
from tests.commands.running import done, eal

OPENING = """
act: opening
body: cec
signers: [ana, ben]
events:
- type: ledger.opened
"""

CALL = """
act: cec-1
body: cec
decision: {number: 1/2026, languages: [en], votes: {for: 3, against: 0, abstained: 0, absent: 0}}
signers: [ana, ben, cleo]
events:
- type: units.established
  fields:
    units:
    - {id: town, name: Qyteti, type: municipality}
    - {id: pc-1, name: Shkolla «Nëna», type: polling_centre, parent: town}
- type: election.called
  fields: {election: local-2026, name: Local elections, kind: local}
- type: contest.defined
  fields: {contest: mayor, name: The mayor, election: local-2026, kind: mayor}
- type: vote.ordered
  fields: {run: run-1, scope: {units: [town], contests: [mayor]}}
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_from_nothing_to_a_decision(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Founded, vocabulary and rules adopted, opened, decided; asked, exported, sound."""
    office = Office(tmp_path)
    where: tuple[str, ...] = ()
    if engine == "postgres":
        where = ("--database", request.getfixturevalue("postgres_url"))
    office.found(*where)
    ledger = ("--ledger", office.ledger)
    assert (office.ledger / "ledger.sqlite").exists() == (engine == "sqlite")

    families = ("geography", "elections", "polling", "annulment", "rerun")
    vocabulary, rules = tmp_path / "vocabulary.act.json", tmp_path / "rules.act.json"
    done("act", "adopt", *families, *ledger, "--out", vocabulary)
    assert done("act", "show", vocabulary, *ledger).out.count("would record it") == 1
    office.record(vocabulary)
    done("act", "adopt", "kosovo-2013", *ledger, "--out", rules, "--signers", "ana,ben")
    office.record(rules)

    opening, call = tmp_path / "opening.act.json", tmp_path / "call.act.json"
    draft = office.write("opening.yaml", OPENING)
    done("act", "new", draft, *ledger, "--out", opening)
    office.record(opening)
    done("act", "new", office.write("call.yaml", CALL), *ledger, "--out", call)
    told = office.record(call, "--receipt", tmp_path / "receipt.json", "--json")
    assert told.document["receipt"]["index"] == 4

    told = done("state", "pc-1", *ledger)
    assert told.out.startswith("As known at position 5, in force on ")
    assert "Shkolla «Nëna»" in told.out and "NO DATE IS SET" in told.out
    assert "not an official record" not in told.out
    items = done("open-items", *ledger, "--json").document
    assert items["items"][0]["item"] == "undated_run" and items["purpose"] == "official"
    done("doctor", *ledger)
    done("rebuild", *ledger)
    done("export", "bundle", tmp_path / "bundle.zip", *ledger)
    done("init", office.ledger, *office.open)


@pytest.fixture
def founded(tmp_path: Path) -> Office:
    """A ledger that has only been founded."""
    office = Office(tmp_path)
    office.found()
    return office


def test_what_is_law_is_not_adopted_again(founded: Office) -> None:
    """The rest of what is named is; where nothing is left, nothing is written."""
    ledger, folder = ("--ledger", founded.ledger), founded.folder
    done("act", "adopt", "geography", *ledger, "--out", folder / "one.act.json")
    founded.record(folder / "one.act.json")
    told = eal("act", "adopt", "geography", *ledger, "--out", folder / "two.act.json")
    assert told.code == 2 and "nothing new" in told.err
    words = ("act", "adopt", "geography", "rerun", *ledger, "--out", folder / "three.act.json")
    events = done(*words, "--json").document["act"]["events"]
    names = [each["fields"]["declaration"]["name"] for each in events]
    assert "rerun.ordered" in names and "units.established" not in names


def test_a_file_beside_may_be_adopted(founded: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same form; all members are asked to sign, and the id can be chosen."""
    monkeypatch.chdir(founded.folder)
    founded.write(
        "own.json",
        '[{"effects":[],"fields":[],"kind":"statement","name":"bell.rung",'
        '"says":[{"language":"en","text":"The bell rings."}],"version":1}]',
    )
    words = ("act", "adopt", "own.json", "--ledger", founded.ledger, "--out", "own.act.json")
    act = done(*words, "--act", "bells", "--json").document["act"]
    assert act["act_id"] == "bells"
    assert [each["person"] for each in act["signers"]] == ["ana", "ben", "cleo"]
    founded.record(Path("own.act.json"))


@pytest.mark.parametrize(
    "words, expected",
    [
        ((), "one of accounts, "),
        (("bogus",), "one of accounts, "),
        (("nowhere.json",), "unreadable_file"),
        (("../families",), "one of accounts, "),
        (("geography", "--signers", "dora"), "members of cec"),
        (("geography", "--act", "Not An Id"), "act_id"),
        (("material", "annulment", "counting", "disputes", "mandates", "polling"), "fewer at once"),
    ],
)
def test_what_cannot_be_adopted(founded: Office, words: tuple[str, ...], expected: str) -> None:
    """Exit code 2, what was expected, and no file."""
    out = founded.folder / "no.act.json"
    told = eal("act", "adopt", *words, "--ledger", founded.ledger, "--out", out)
    assert told.code == 2 and expected in told.err, told.err
    assert not out.exists()


def test_before_it_is_open_only_administration_is_recorded(founded: Office) -> None:
    """A decision before the opening is refused, by its code."""
    out = founded.folder / "call.act.json"
    draft = founded.write("call.yaml", CALL)
    told = eal("act", "new", draft, "--ledger", founded.ledger, "--out", out)
    assert told.code == 2 and "units.established" in told.err
