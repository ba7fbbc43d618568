"""Bundles of one unit: honest ones are verified as far as they go, lies are told apart, and two checkers agree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import excerpt, export, prove, read, readme, seal
from ledger.chain import canonical
from ledger.errors import NotFound
from tests.verbs.commission import Clock, Commission, key_of, opened
from tests.verbs.story import tell
from tests.verifiers.excerpts import REQUIRED, Excerpt, Finding, Json, look, told
from verifiers.desk import readme as on_top

Lie = Callable[[Excerpt], None]
NOT_OF_A_UNIT = {"V05", "V13", "V14", "V19", "V22", "V23", "V25"}
"""What only the whole log answers: not asked of such a bundle, and said to be so."""
ORDINARY = [f"V{number:02}" for number in range(1, 29) if number not in (8, 9)]
"""The trust file of a reader who requires all but a memory and witnesses: the one they have for whole bundles."""


class Court:
    """A ledger whose state is sealed, with bundles of its units."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commission = opened(f"sqlite+pysqlite:///{folder}/ledger.sqlite", Clock())
        self.commission.record(_revoked(self.commission))
        tell(self.commission)
        seal.seal(self.commission.ledger)
        self.trust = json.loads(export.trust(self.commission.ledger, last_seen=False))
        self.trust["required_checks"] = REQUIRED
        self.honest = self.bundle("pc-1")
        self.elsewhere = read.size(self.commission.ledger)

    def bundle(self, unit: str, **asked: Any) -> bytes:
        """The bytes of a bundle."""
        path = self.folder / "made.zip"
        excerpt.bundle(self.commission.ledger, path, unit, **asked)
        return path.read_bytes()

    def look(self, data: bytes | Excerpt, *words: str, **trust: Any) -> Json:
        """The report that both checkers agree on."""
        packed = data.packed() if isinstance(data, Excerpt) else data
        return look(self.folder, packed, self.trust | trust, *words)


def _revoked(commission: Commission) -> Any:
    given = {"key": key_of("person-c").public.id, "reason": "lost"}
    return commission.act(
        ("key.revoked", given),
        act_id="lost",
        signers=["person-c"],
        seen=read.last_seen(commission.ledger),
    )


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """The same log for all tests."""
    made = Court(tmp_path_factory.mktemp("court"))
    yield made
    made.commission.close()


def test_an_honest_bundle_is_verified_as_far_as_it_goes(court: Court) -> None:
    """Of every unit; what it cannot show is NOT CHECKED, and a reader who requires all is told so."""
    for unit in ("m-1", "pc-1", "ps-2"):
        report = court.look(court.bundle(unit), "--unit", unit)
        verdict, found, results = told(report)
        assert (verdict, found) == ("VERIFIED", set())
        assert {check for check in results if results[check] == "NOT CHECKED"} == {
            "V08",
            "V09",
        }
        assert {results[check] for check in REQUIRED} == {"PASS"}
        assert {results[check] for check in NOT_OF_A_UNIT} == {"NOT APPLICABLE"}
        assert report["subject"]["unit"] == unit
        assert any("taken from the seal" in line["words"] for line in report["cannot_show"])
    ordinary = court.look(court.honest, required_checks=ORDINARY)
    position, day = (ordinary["subject"]["state"]["answer"][name] for name in ("position", "day"))
    assert (ordinary["verdict"], ordinary["exit_code"]) == ("VERIFIED", 0)
    assert ordinary["verified"] == (
        "the acts that concern pc-1, the law that they rest on, and the state of pc-1 at position "
        f"{position}, in force on {day}, as sealed by entry {ordinary['subject']['state']['sealed_by']}"
    )
    assert told(court.look(court.honest, required_checks=[]))[0] == "INCOMPLETE"


def test_it_holds_what_concerns_the_unit_and_all_law(court: Court) -> None:
    """Every act on its sheets, all administration, and nothing about a sibling alone; the same bytes."""
    kept = Excerpt(court.honest)
    acts = {entry["act"]["act_id"] for entry in kept.lines("entries.jsonl")}
    assert {"annul", "lost"} <= acts
    assert kept.proof == canonical.loads(prove.prove(court.commission.ledger, "pc-1"), 2**24)
    of_sibling = Excerpt(court.bundle("ps-2"))
    indexes = {entry["index"] for entry in of_sibling.lines("entries.jsonl")}
    assert len(indexes) < len(kept.lines("entries.jsonl")) < read.size(court.commission.ledger)
    assert court.bundle("pc-1") == court.honest
    told_in_words = kept.files["story.en.txt"].decode()
    assert told_in_words.count("\n#") + 1 == sum(
        entry["index"] < kept.proof["answer"]["position"] for entry in kept.lines("entries.jsonl")
    )
    with pytest.raises(NotFound):
        court.bundle("nowhere")


def test_it_continues_what_the_reader_saw(court: Court) -> None:
    """With a proof from the checkpoint that they have; an answer from before it is old."""
    ledger, size = court.commission.ledger, 5
    seen = {"root": read.root(ledger, size).hex(), "size": size}
    assert told(court.look(court.bundle("pc-1", seen=size), last_seen=seen))[2]["V08"] == "PASS"
    assert told(court.look(court.honest, last_seen=seen))[2]["V08"] == "NOT CHECKED"
    ahead = {"root": "00" * 32, "size": court.elsewhere + 1}
    assert ("V08", "answer_is_old", None) in told(court.look(court.honest, last_seen=ahead))[1]


ASKED: list[tuple[tuple[str, ...], str]] = [
    (("--unit", "pc-2"), "other_unit"),
    (("--day", "2013-01-01"), "other_day"),
    (("--position", "7"), "other_position"),
    (("--since", "9999"), "answer_is_old"),
]


@pytest.mark.parametrize(("words", "code"), ASKED)
def test_another_answer_than_was_asked_for_is_told(
    court: Court, words: tuple[str, ...], code: str
) -> None:
    """Another unit, day, position, or a seal that is too old."""
    assert told(court.look(court.honest, *words))[1] == {("V27", code, None)}


def test_the_words_on_top_are_those_of_the_specification() -> None:
    """The same text in specification, ledger and verifier: none of the three can be changed alone."""
    page = (Path(__file__).parents[2] / "docs" / "spec" / "10-bundle.md").read_text()
    stated = page.partition("```text readme unit\n")[2].partition("```")[0]
    names = ("day", "id", "later", "origin", "position", "unit")
    values: Any = {name: f"{{{name}}}" for name in names}
    assert on_top.readme_of_unit(**values, spec="{spec}").decode() == stated
    ours = readme.readme_of_unit(**values).decode()
    assert ours == stated.replace("{spec}", readme.specification())


# --- lies ------------------------------------------------------------------------------------------


def _drop_act(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")
    kept.drop(index)
    return "V04", "entries_missing", index


def _drop_act_from_sheet(kept: Excerpt) -> Finding:
    """The sheet fits what is left, and so does the answer of a unit that nobody annulled."""
    index, proof = kept.index_of("annul"), kept.proof
    kept.drop(index)
    for sheet in proof["sheets"]:
        sheet["acts"] = [act for act in sheet["acts"] if act["rows"][0]["since"] != index]
    proof["sheets"] = [sheet for sheet in proof["sheets"] if sheet["acts"]]
    kept.proof = proof
    return "V26", "sheet_not_sealed", None


def _drop_revocation(kept: Excerpt) -> Finding:
    index = kept.index_of("lost")
    kept.drop(index)
    return "V04", "entries_missing", index


def _drop_revocation_from_law(kept: Excerpt) -> Finding:
    """The sheet of the key tells of its enrolment alone, as it was before."""
    index = kept.index_of("lost")
    kept.drop(index)
    kept.change("law.jsonl", lambda lines: _without(lines, index))
    return "V26", "sheet_not_sealed", None


def _without(lines: list[Json], index: int) -> None:
    for line in lines[1:]:
        line["acts"] = [each for each in line["acts"] if each != index]


def _drop_last_sheet_of_law(kept: Excerpt) -> Finding:
    """The last sheet of law becomes the neighbour of those that are left."""
    kept.change("law.jsonl", lambda lines: lines[:-1])
    return "V26", "sheet_not_sealed", None


def _change_entry(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")

    def edit(lines: list[Json]) -> None:
        next(one for one in lines if one["index"] == index)["act"]["day"] = "2013-11-04"

    kept.change("entries.jsonl", edit)
    return "V10", "signature_invalid", index


def _cut_line(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")
    lines = kept.files["entries.jsonl"].splitlines(keepends=True)
    at = [json.loads(line)["index"] for line in lines].index(index)
    lines[at] = lines[at][:-3] + b"\n"
    kept.files["entries.jsonl"] = b"".join(lines)
    return "V02", "not_json", index


def _change_judgement(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")

    def edit(lines: list[Json]) -> None:
        next(one for one in lines if one["index"] == index)["judgement"]["marks"] = []

    kept.change("entries.jsonl", edit)
    return "V06", "entry_not_in_log", index


def _odd_judgement(kept: Excerpt) -> Finding:
    """It is no judgement: nothing can be told of it."""
    index = kept.index_of("annul")

    def edit(lines: list[Json]) -> None:
        next(one for one in lines if one["index"] == index)["judgement"] = {"events": ["void"]}

    kept.change("entries.jsonl", edit)
    return "V13", "judgement_differs", index


def _long_mark(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")

    def edit(lines: list[Json]) -> None:
        judgement = next(one for one in lines if one["index"] == index)["judgement"]
        judgement["marks"] = [{"code": "gap", "event": 9, "rule": None, "subject": None}]

    kept.change("entries.jsonl", edit)
    return "V13", "judgement_differs", index


def _change_row(kept: Excerpt) -> Finding:
    proof = kept.proof
    rows = [row for sheet in proof["sheets"] for act in sheet["acts"] for row in act["rows"]]
    next(row for row in rows if row["table"] == "effect" and row["verb"] == "bar")["what"] = "stay"
    kept.proof = proof
    return "V26", "sheet_not_sealed", None


def _other_leaf(kept: Excerpt) -> Finding:
    """An act of the sheet is another than the entry that is here."""
    index, proof = kept.index_of("annul"), kept.proof
    for sheet in proof["sheets"]:
        for act in sheet["acts"]:
            if act["rows"][0]["since"] == index:
                act["leaf"] = "00" * 32
    kept.proof = proof
    return "V14", "row_differs", index


def _other_persons(kept: Excerpt) -> Finding:
    index, proof = kept.index_of("annul"), kept.proof
    for sheet in proof["sheets"]:
        for act in sheet["acts"]:
            if act["rows"][0]["since"] == index:
                act["rows"][0]["persons"] = ["person-a", "person-c"]
    kept.proof = proof
    return "V14", "row_differs", index


def _lie(kept: Excerpt) -> Finding:
    proof = kept.proof
    proof["answer"]["headlines"][0]["headline"]["code"] = "closed"
    kept.proof = proof
    return "V27", "state_differs", None


def _twice(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")
    kept.change(
        "entries.jsonl", lambda lines: [*lines, lines[[e["index"] for e in lines].index(index)]]
    )
    return "V04", "index_out_of_order", index


def _no_path(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")
    kept.change("paths.jsonl", lambda lines: [one for one in lines if one["index"] != index])
    return "V06", "entry_not_in_log", index


def _other_past(kept: Excerpt) -> Finding:
    """What its signers had seen does not lead to the root."""
    index = kept.index_of("annul")

    def edit(lines: list[Json]) -> None:
        next(one for one in lines if one["index"] == index)["seen"] = []

    kept.change("paths.jsonl", edit)
    return "V03", "seen_not_ours", index


def _other_story(kept: Excerpt) -> Finding:
    index = kept.index_of("annul")
    text = kept.files["story.en.txt"]
    at = text.index(f"#{index}, ".encode())
    kept.files["story.en.txt"] = text[:at] + text[at:].replace(b"annulled", b"confirmed", 1)
    return "V28", "story_differs", index


def _other_words_on_top(kept: Excerpt) -> Finding:
    kept.files["README.txt"] = kept.files["README.txt"].replace(b"pc-1", b"pc-2", 1)
    return "V28", "readme_differs", None


LIES: list[Callable[[Excerpt], Finding]] = [
    _drop_act, _drop_act_from_sheet, _drop_revocation, _drop_revocation_from_law, _drop_last_sheet_of_law,
    _change_entry, _cut_line, _change_judgement, _odd_judgement, _long_mark, _change_row, _other_leaf, _other_persons, _lie, _twice, _no_path,
    _other_past, _other_story, _other_words_on_top,
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: str(lie.__name__).strip("_"))
def test_a_lie_is_told_by_its_code_and_entry(
    court: Court, lie: Callable[[Excerpt], Finding]
) -> None:
    """Each is CONTRADICTED, and both checkers find the same."""
    kept = Excerpt(court.honest)
    expected = lie(kept)
    verdict, found, _ = told(court.look(kept))
    assert verdict == "CONTRADICTED"
    assert expected in found


def test_an_act_about_another_unit_is_no_act_about_this_one(court: Court) -> None:
    """It is in the log, well signed, with a path that leads to the root."""
    kept = Excerpt(court.bundle("ps-2"))
    ours = {entry["index"] for entry in kept.lines("entries.jsonl")}
    theirs = [e["index"] for e in Excerpt(court.bundle("ps-3")).lines("entries.jsonl")]
    strange = next(index for index in theirs if index not in ours)
    source = Excerpt(court.bundle("ps-3"))
    for name in ("entries.jsonl", "paths.jsonl"):
        one = next(line for line in source.lines(name) if line["index"] == strange)
        kept.put(name, sorted([*kept.lines(name), one], key=lambda line: line["index"]))
    first = court.look(kept)["first_finding"]
    assert (first["check"], first["code"], first["index"]) == ("V04", "entry_not_of_unit", strange)


@pytest.mark.parametrize(("name", "ends"), [("_AFTER_LAW", "law:key0"), ("_LAW", "law:key")])
def test_law_that_is_left_out_at_either_end_is_missed(
    court: Court, monkeypatch: pytest.MonkeyPatch, name: str, ends: str
) -> None:
    """Although what is told leads to the sealed root: no sheet of something else stands beside it."""
    monkeypatch.setattr(excerpt, name, ends)
    found = told(court.look(court.bundle("pc-1")))[1]
    assert ("V27", "sheet_missing", None) in found
    assert ("V26", "sheet_not_sealed", None) not in found


def test_an_act_of_another_ledger_is_told(court: Court) -> None:
    """Whoever put it there: it names the other ledger, and no path leads to the root."""
    kept = Excerpt(court.honest)
    index = kept.index_of("annul")

    def edit(lines: list[Json]) -> None:
        next(one for one in lines if one["index"] == index)["act"]["ledger"]["id"] = "11" * 32

    kept.change("entries.jsonl", edit)
    found = told(court.look(kept))[1]
    assert {("V03", "other_ledger", index), ("V06", "entry_not_in_log", index)} <= found
    strange = court.trust["ledger"] | {"id": "22" * 32}
    assert told(court.look(court.honest, ledger=strange))[0] == "NOT FOUND"


UNREADABLE: list[tuple[str, Callable[[Excerpt], object], str]] = [
    ("no_law", lambda kept: kept.files.pop("law.jsonl"), "not_a_bundle"),
    ("no_proof", lambda kept: kept.files.pop("proof.json"), "file_not_of_a_bundle"),
    ("rows", lambda kept: kept.files.update({"rows.jsonl": b""}), "file_not_of_a_bundle"),
    ("empty_law", lambda kept: kept.files.update({"law.jsonl": b""}), "missing_member"),
    ("cut_law", lambda kept: kept.files.update({"law.jsonl": kept.files["law.jsonl"][:-9]}), "not_utf8"),
    ("unsorted", lambda kept: kept.change("paths.jsonl", lambda lines: lines[::-1]), "bad_member"),
    ("law_unsorted", lambda kept: kept.change("law.jsonl", lambda lines: [lines[0], *lines[:0:-1]]), "bad_member"),
    ("more", lambda kept: kept.change("paths.jsonl", lambda lines: [{**lines[0], "x": 1}]), "unknown_member"),
    ("size", lambda kept: kept.contents.update(size=3), "bad_member"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"), [each[1:] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE]
)
def test_what_is_no_such_bundle_is_unreadable(
    court: Court, change: Callable[[Excerpt], object], code: str
) -> None:
    """With the same code for both checkers."""
    kept = Excerpt(court.honest)
    change(kept)
    assert told(court.look(kept))[0] == code


def test_what_was_asked_of_a_whole_bundle_is_refused(court: Court) -> None:
    """Nobody is to think that it was checked."""
    whole = court.folder / "whole.zip"
    whole.unlink(missing_ok=True)
    export.bundle(court.commission.ledger, whole)
    assert told(court.look(whole.read_bytes(), "--unit", "pc-1"))[0] == "bad_member"


def test_what_came_after_the_seal_is_shown_and_not_vouched_for(tmp_path: Path) -> None:
    """Its signatures are tried; whether its signers could act is NOT CHECKED, and never passes."""
    court = Court(tmp_path)
    court.commission.record(court.commission.moved("opened", "ps-1", run="run-2"))
    kept = Excerpt(court.bundle("ps-1"))
    later = [one["index"] for one in kept.proof["later"]]
    assert later == [court.elsewhere]
    report = court.look(kept)
    verdict, found, results = told(report)
    assert (verdict, found) == ("INCOMPLETE", set())
    assert {check for check in results if results[check] == "NOT CHECKED"} == {
        "V08",
        "V09",
        "V11",
        "V12",
    }
    assert report["verified"] is None
    assert f"#{later[0]}, " not in kept.files["story.en.txt"].decode()
    assert f"Later acts  {later[0]}\n" in kept.files["README.txt"].decode()
    kept.drop(later[0])
    assert ("V04", "entries_missing", later[0]) in told(court.look(kept))[1]
    court.commission.close()


def _suspected(commission: Commission, signers: list[str], since: int) -> Any:
    given = {"key": key_of("person-c").public.id, "suspect_from": since}
    return commission.act(
        ("key.compromised", given),
        act_id="suspected",
        signers=signers,
        seen=read.last_seen(commission.ledger),
    )


def test_who_may_call_a_key_suspect_is_left_open(tmp_path: Path) -> None:
    """It depends on what was certified elsewhere: either authority passes, and V12 is NOT CHECKED."""
    commission = opened(f"sqlite+pysqlite:///{tmp_path}/ledger.sqlite", Clock())
    tell(commission)
    commission.record(_suspected(commission, ["person-a", "person-b"], 3))
    affirmed = {"acts": ["act-7"]}
    commission.record(commission.administration(("act.affirmed", affirmed)))
    seal.seal(commission.ledger)
    path, trust = (
        tmp_path / "made.zip",
        json.loads(export.trust(commission.ledger, last_seen=False)),
    )
    excerpt.bundle(commission.ledger, path, "ps-2")
    kept = Excerpt(path.read_bytes())
    verdict, found, results = told(look(tmp_path, path.read_bytes(), trust))
    assert (verdict, found) == ("INCOMPLETE", set())
    assert results["V12"] == "NOT CHECKED"
    assert "act-7" in {entry["act"]["act_id"] for entry in kept.lines("entries.jsonl")}
    kept.drop(kept.index_of("act-7"))
    suspected = kept.index_of("suspected")
    assert ("V12", "unknown_act", suspected + 1) in told(look(tmp_path, kept.packed(), trust))[1]
    commission.close()
