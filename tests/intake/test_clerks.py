"""Two clerks key the same paper, neither seeing the other's; a third look is never silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger import read
from ledger.commands import keyfiles
from ledger.errors import Malformed
from ledger.intake import blind, forms, queues, sources
from ledger.intake.blind import Kept
from ledger.submit import Packet, Recorded
from tests.commands.running import eal
from tests.intake import office
from tests.verbs.commission import Commission

CELLS = {
    "form": "p-1", "unit": "ps-1", "contest": "mayor", "run": "run-1", "level": "station",
    "day": "2013-11-03", "voted": "400", "votes/a": "61", "votes/b": "330", "board_signed": "5",
}  # fmt: skip


def keyed(
    people: Commission, folder: Path, clerk: str, clerks: str = "clerk-a,clerk-b", **cells: str
) -> Packet:
    """What a clerk keys and signs."""
    assert people.ledger.ledger_id is not None
    with read.view(people.ledger) as view:
        signing = sources.clerks_of(
            view.law, clerks.split(","), ledger_id=people.ledger.ledger_id.hex(),
            origin=people.ledger.origin,
        )  # fmt: skip
    form = forms.read(CELLS | {name.replace("__", "/"): value for name, value in cells.items()})
    key = keyfiles.read(folder / f"{clerk}.pem", folder / "pass.txt")
    return forms.packet(forms.act(form, signing, "double_entry"), key)


def enter(people: Commission, *packets: Packet) -> list[Kept]:
    """Entries in this order."""
    return [blind.enter(people.ledger, packet) for packet in packets]


def waiting(people: Commission) -> list[dict[str, Any]]:
    """The queue of mismatches."""
    with read.view(people.ledger) as view:
        return queues.page(people.ledger, view, "mismatches", contest=None, after="", most=9).items


def test_two_who_keyed_the_same_have_signed_one_act(
    people_on_each: Commission, tmp_path: Path
) -> None:
    """The first waits and is told nothing; the second completes it; both signatures are in it."""
    one, other = (keyed(people_on_each, tmp_path, f"clerk-{c}") for c in "ab")
    first, second = enter(people_on_each, one, other)
    assert (first.state, first.mismatches, first.answer) == ("waits", [], None)
    assert second.state == "submitted" and isinstance(second.answer, Recorded)
    entry = json.loads(read.entry(people_on_each.ledger, second.answer.index))
    assert len(entry["signatures"]) == 2
    described = entry["act"]["events"][1]["fields"]
    assert described["entered"] == "double_entry" and described["mismatches"] is None
    again = enter(people_on_each, other)[0].answer
    assert isinstance(again, Recorded) and again.receipt == second.answer.receipt
    assert waiting(people_on_each) == []


def test_a_difference_is_kept_shown_and_settled_in_the_record(
    people_on_each: Commission, tmp_path: Path
) -> None:
    """A third look names every difference; one of the first two agrees; all of it is in the act."""
    people = people_on_each
    _, second = enter(people, keyed(people, tmp_path, "clerk-a"),
                      keyed(people, tmp_path, "clerk-b", votes__a="67", remarks="torn"))  # fmt: skip
    differs = ["remarks: clerk-a nothing, clerk-b torn", "votes/a: clerk-a 61, clerk-b 67"]
    assert (second.state, second.mismatches, second.answer) == ("differs", differs, None)
    assert [one["differs"] for one in waiting(people)] == [differs]
    third = _third(people, tmp_path)
    assert enter(people, third)[0].state == "third_look"
    assert [one["third_look_by"] for one in waiting(people)] == [["clerk-c"]]
    with pytest.raises(Malformed, match="not_agreed"):
        enter(people, keyed_third(people, tmp_path, "clerk-a", votes__a="61"))
    agreed = enter(people, _agreed(people, tmp_path, "clerk-b"))[0]
    assert isinstance(agreed.answer, Recorded), agreed
    entry = json.loads(read.entry(people.ledger, agreed.answer.index))
    assert entry["act"]["events"][1]["fields"]["mismatches"] == differs
    assert entry["act"]["events"][1]["fields"]["entered"] == "third_look"
    assert [s["person"] for s in entry["act"]["signers"]] == ["clerk-a", "clerk-b", "clerk-c"]
    assert waiting(people) == []


def keyed_third(people: Commission, folder: Path, clerk: str, **cells: str) -> Packet:
    """A third look by somebody."""
    assert people.ledger.ledger_id is not None
    with read.view(people.ledger) as view:
        signing = sources.clerks_of(
            view.law, list(office.CLERKS), ledger_id=people.ledger.ledger_id.hex(),
            origin=people.ledger.origin,
        )  # fmt: skip
    form = forms.read(CELLS | {name.replace("__", "/"): value for name, value in cells.items()})
    key = keyfiles.read(folder / f"{clerk}.pem", folder / "pass.txt")
    return forms.packet(blind.third_act(people.ledger, form, signing), key)


def _third(people: Commission, folder: Path) -> Packet:
    return keyed_third(people, folder, "clerk-c", votes__a="67")


def _agreed(people: Commission, folder: Path, clerk: str) -> Packet:
    from ledger.submit.packets import add

    waits = blind.awaiting(people.ledger, "p-1")
    return add(waits, keyfiles.read(folder / f"{clerk}.pem", folder / "pass.txt"))


def test_whose_turn_it_is_not(people: Commission, tmp_path: Path) -> None:
    """Nobody keys twice, nobody settles what they keyed, no difference is left out, no stranger."""
    enter(people, keyed(people, tmp_path, "clerk-a"))
    with pytest.raises(Malformed, match="already_keyed"):
        enter(people, keyed(people, tmp_path, "clerk-a", votes__a="62"))
    assert enter(people, keyed(people, tmp_path, "clerk-a"))[0].state == "waits", "again is safe"
    enter(people, keyed(people, tmp_path, "clerk-b", votes__a="67"))
    with pytest.raises(Malformed, match="already_keyed"):
        enter(people, keyed(people, tmp_path, "clerk-c", "clerk-b,clerk-c"))
    with pytest.raises(Malformed, match="not_a_third"):
        enter(people, keyed_third(people, tmp_path, "clerk-b"))
    hidden = json.loads(_third(people, tmp_path).act)
    hidden["events"][1]["fields"]["mismatches"] = ["remarks: all well"]
    key = keyfiles.read(tmp_path / "clerk-c.pem", tmp_path / "pass.txt")
    with pytest.raises(Malformed, match="mismatches_hidden"):
        enter(people, forms.packet(hidden, key))
    packet = keyed(people, tmp_path, "clerk-a", form="p-2")
    with pytest.raises(Malformed, match="bad_entry"):
        enter(people, Packet(packet.act, keyed(people, tmp_path, "clerk-a").signatures))
    with pytest.raises(Malformed, match="bad_entry"):
        enter(people, people.moved("opened", "ps-1"))
    stranger = forms.packet(json.loads(packet.act), keyfiles.read(
        tmp_path / "log.pem", tmp_path / "pass.txt"))  # fmt: skip
    with pytest.raises(Malformed, match="bad_entry"):
        enter(people, stranger)


def test_as_the_secretariat_types_it(people: Commission, tmp_path: Path) -> None:
    """key, key, settle, agree; status shows what is missing before and after."""
    path, other = tmp_path / "p-1.yaml", tmp_path / "p-1b.yaml"
    path.write_text("".join(f"{name}: {value}\n" for name, value in CELLS.items()))
    other.write_text(path.read_text().replace("61", "16"))
    words = office.words(tmp_path)

    def by(clerk: str, *told: object, code: int = 0) -> str:
        done = eal("intake", *told, *words, "--key", tmp_path / f"{clerk}.pem")
        assert done.code == code, done.out + done.err
        return done.out

    assert "waits for the other" in by("clerk-a", "key", path, "--clerks", "clerk-a,clerk-b")
    out = by("clerk-b", "key", other, "--clerks", "clerk-a,clerk-b", code=1)
    assert "votes/a: clerk-a 61, clerk-b 16" in out
    shown = eal("intake", "status", "--ledger", tmp_path).out
    assert "mayor: 3 units without a form." in shown and "1 forms keyed once, or" in shown
    assert "one of the first two" in by("clerk-c", "settle", path)
    assert "recorded as entry" in by("clerk-a", "agree", "p-1")
    shown = eal("intake", "status", "--ledger", tmp_path).out
    assert "mayor: 2 units without a form." in shown and "0 forms keyed once" in shown
    assert "1 forms without an image." in shown
    listed = eal("intake", "status", "no_image", "--ledger", tmp_path, "--json").document
    assert [one["form"] for one in listed["items"]] == ["p-1"]
