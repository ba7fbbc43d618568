"""Attacks on a bundle of one unit: what a court is handed, which has never seen the rest of the log."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger import demo
from ledger.chain import canonical, merkle
from ledger.demo import Files
from ledger.tamper import attack
from ledger.tamper.attack import Attack, Found
from ledger.tamper.forging import Json
from ledger.tamper.lab import HONEST, REASONS, Lab

UNIT, ANNULMENT, OF_LAW = "010", "board-2", "vocabulary-notices"
ELSEWHERE = "complaint-1"
"""An act that the sheets of the unit do not count."""
_BYTES_MAX = 1 << 24
Change = Callable[[Lab, Files], Files]
_UNSEALED: Found = ("V26", "sheet_not_sealed", None)


def attacks(lab: Lab) -> Iterator[Attack]:
    """The attacks of this kind."""
    annulled = lab.index(ANNULMENT)
    for rows in (_entries(lab, annulled), _sheets(annulled), _beside(annulled)):
        for number, name, told, change, found in rows:
            yield _attack(number, name, told, change, attack.court(found, "--unit", UNIT))
    asked = (
        ("court-is-answered-by-an-old-seal", "the court knows that the state was sealed later", ("--since", str(lab.size)), 39, "answer_is_old"),
        ("court-is-answered-about-another-place", "a true bundle about the school, to who asked about the village", ("--unit", "village"), 54, "other_unit"),
    )  # fmt: skip
    for name, told, words, number, code in asked:
        look = attack.court(("V27", code, None), *words)
        yield _attack(number, name, told, lambda _, files: files, look)
    yield _attack(
        60, "court-is-not-given-the-reasons", "the document is left out, and no act says why: nothing is contradicted, nothing said to be fine",
        lambda _, files: _without(files, _document(REASONS)), attack.court_open("--unit", UNIT),
    )  # fmt: skip


def _attack(number: int, name: str, told: str, change: Change, look: attack.Look) -> Attack:
    def mount(lab: Lab, folder: Path) -> None:
        honest = demo.unpack((lab.folder / HONEST / "court.zip").read_bytes(), words=True)
        (folder / "court.zip").write_bytes(demo.pack(change(lab, honest)))

    return Attack(numbers=(number,), name=name, told=told, mount=mount, looks=(look,))


Rows = Iterator[tuple[int, str, str, Change, Found]]


# -- its files ---------------------------------------------------------------------------------------


def _lines(files: Files, name: str) -> list[Json]:
    return [canonical.loads(line, _BYTES_MAX) for line in files[name].splitlines()]


def _with_lines(files: Files, name: str, lines: list[Json]) -> Files:
    spelled = (canonical.dumps(line, limit=_BYTES_MAX) for line in lines)
    return files | {name: b"".join(line + b"\n" for line in spelled)}


def _edited(name: str, act: str, edit: Callable[[Json], object]) -> Change:
    """A line about an act is changed, in a file of lines that have an index."""

    def change(lab: Lab, files: Files) -> Files:
        lines = _lines(files, name)
        edit(next(line for line in lines if line["index"] == lab.index(act)))
        return _with_lines(files, name, lines)

    return change


def _proven(edit: Callable[[Json], object]) -> Change:
    """The state proof is changed."""

    def change(lab: Lab, files: Files) -> Files:
        proof = canonical.loads(files["proof.json"], _BYTES_MAX)
        edit(proof)
        return files | {"proof.json": canonical.dumps(proof, limit=_BYTES_MAX)}

    return change


def _dropped(act: str) -> Change:
    """An entry is left out, and the path to it."""

    def change(lab: Lab, files: Files) -> Files:
        for name in ("entries.jsonl", "paths.jsonl"):
            kept = [line for line in _lines(files, name) if line["index"] != lab.index(act)]
            files = _with_lines(files, name, kept)
        return files

    return change


def _both(first: Change, second: Change) -> Change:
    return lambda lab, files: second(lab, first(lab, files))


def _without(files: Files, *names: str) -> Files:
    return {name: data for name, data in files.items() if name not in names}


def _document(data: bytes) -> str:
    return f"evidence/{sha256(data).hexdigest()}"


# -- entries -----------------------------------------------------------------------------------------


def _entries(lab: Lab, annulled: int) -> Rows:
    elsewhere, law = lab.index(ELSEWHERE), lab.index(OF_LAW)
    yield (60, "court-is-not-given-the-annulment", "the annulment is left out; the sheets of the school count it",
           _dropped(ANNULMENT), ("V04", "entries_missing", annulled))  # fmt: skip
    yield (60, "court-is-not-given-a-law", "an act of administration is left out; the sheets of law count it",
           _dropped(OF_LAW), ("V04", "entries_missing", law))  # fmt: skip
    yield (54, "court-is-given-an-act-about-something-else", "a complaint is put in, well signed, with a true path: the sheets of the school do not count it",
           _put_in(elsewhere), ("V04", "entry_not_of_unit", elsewhere))  # fmt: skip
    yield (29, "court-is-given-an-act-twice", "the annulment stands there a second time",
           _twice, ("V04", "index_out_of_order", annulled))  # fmt: skip
    yield (22, "court-is-given-another-signature", "one signature under the annulment is another",
           _edited("entries.jsonl", ANNULMENT, _other_signature), ("V10", "signature_invalid", annulled))  # fmt: skip
    yield (1, "court-is-given-another-day", "the day of the annulment is another",
           _edited("entries.jsonl", ANNULMENT, _other_day), ("V10", "signature_invalid", annulled))  # fmt: skip
    yield (1, "court-is-given-another-judgement", "the annulment is said to be void: the signatures hold, the path does not",
           _edited("entries.jsonl", ANNULMENT, _void), ("V06", "entry_not_in_log", annulled))  # fmt: skip
    yield (28, "court-is-given-an-act-of-another-ledger", "the annulment names another ledger",
           _edited("entries.jsonl", ANNULMENT, _other_ledger), ("V03", "other_ledger", annulled))  # fmt: skip
    yield (11, "court-is-given-the-path-of-another-act", "the path of the annulment is that of the entry before",
           _other_path, ("V06", "entry_not_in_log", annulled))  # fmt: skip
    yield (46, "court-is-shown-another-past", "what the signers of the annulment had seen leads nowhere",
           _edited("paths.jsonl", ANNULMENT, lambda path: path.update(seen=[])), ("V03", "seen_not_ours", annulled))  # fmt: skip


def _put_in(index: int) -> Change:
    def change(lab: Lab, files: Files) -> Files:
        lines = lab.files()["entries.jsonl"].splitlines()
        leaves = [merkle.leaf_hash(line) for line in lines]

        def subtree(level: int, number: int) -> bytes:
            return merkle.root(leaves[number << level : (number + 1) << level])

        path = [one.hex() for one in merkle.prove_inclusion(index, len(lines), subtree)]
        added: Json = {"inclusion": path, "index": index, "seen": None}
        entry: Json = canonical.loads(lines[index])
        for name, line in (("entries.jsonl", entry), ("paths.jsonl", added)):  # fmt: skip
            both = sorted([*_lines(files, name), line], key=lambda one: int(one["index"]))
            files = _with_lines(files, name, both)
        return files

    return change


def _twice(lab: Lab, files: Files) -> Files:
    lines = _lines(files, "entries.jsonl")
    again = next(line for line in lines if line["act"]["act_id"] == ANNULMENT)
    return _with_lines(files, "entries.jsonl", [*lines, again])


def _other_signature(entry: Json) -> None:
    first, second = entry["signatures"][:2]
    first["signature"] = second["signature"]


def _other_day(entry: Json) -> None:
    entry["act"]["day"] = "2021-03-11"


def _void(entry: Json) -> None:
    entry["judgement"]["events"] = ["void" for _ in entry["judgement"]["events"]]


def _other_ledger(entry: Json) -> None:
    entry["act"]["ledger"]["id"] = "ab" * 32


def _other_path(lab: Lab, files: Files) -> Files:
    lines, at = _lines(files, "paths.jsonl"), lab.index(ANNULMENT)
    before = next(line for line in lines if line["index"] == lab.index("board-report-2"))
    next(line for line in lines if line["index"] == at)["inclusion"] = before["inclusion"]
    return _with_lines(files, "paths.jsonl", lines)


# -- sheets, of the unit and of law ------------------------------------------------------------------


def _sheets(annulled: int) -> Rows:
    hidden = _both(_dropped(ANNULMENT), _proven(_without_act))
    outlawed = _both(_dropped(OF_LAW), _law(lambda lab, sheet: _uncount(sheet, lab.index(OF_LAW))))
    yield 60, "court-is-not-told-of-the-annulment", "the annulment is left out, and so is what the sheets say of it", hidden, _UNSEALED  # fmt: skip
    yield 60, "court-is-not-told-of-a-law", "an act of administration is left out, and the law does not count it any more", outlawed, _UNSEALED  # fmt: skip
    yield (54, "court-is-given-a-sheet-with-one-more", "a sheet of law counts an act more",
           _law(lambda _, sheet: sheet["acts"].append(annulled)), _UNSEALED)  # fmt: skip
    yield (54, "court-is-given-another-chain", "the chain of a sheet of law is another",
           _law(lambda _, sheet: sheet.update(chain="ab" * 32)), ("V14", "sheet_differs", None))  # fmt: skip
    yield 54, "court-is-shown-another-effect", "the annulment is shown as a stay", _proven(_stayed), _UNSEALED  # fmt: skip
    yield (54, "court-is-shown-another-signer", "another person is counted for the annulment",
           _proven(_other_persons), ("V14", "row_differs", annulled))  # fmt: skip
    yield (54, "court-is-shown-the-leaf-of-another-act", "the sheet of the school names the hash of another entry for the annulment",
           _proven(_other_leaf), ("V14", "row_differs", annulled))  # fmt: skip
    yield (54, "court-is-answered-by-a-lie", "the poll is shown as annulled, which the court reversed",
           _proven(_stands), ("V27", "state_differs", None))  # fmt: skip


def _law(edit: Callable[[Lab, Json], object]) -> Change:
    """The sheet of the law that is left out, or the one that has its act, is changed."""

    def change(lab: Lab, files: Files) -> Files:
        head, *sheets = _lines(files, "law.jsonl")
        for sheet in [sheet for sheet in sheets if lab.index(OF_LAW) in sheet["acts"]]:
            edit(lab, sheet)
        kept = [sheet for sheet in sheets if sheet["acts"]]
        return _with_lines(files, "law.jsonl", [head, *kept])

    return change


def _uncount(sheet: Json, index: int) -> None:
    sheet["acts"].remove(index)


def _counted(proof: Json) -> list[Json]:
    """What the sheets of the proof say of the annulment, each time."""
    acts = [act for sheet in proof["sheets"] for act in sheet["acts"]]
    return [act for act in acts if act["rows"][0]["act"] == ANNULMENT]


def _without_act(proof: Json) -> None:
    for sheet in proof["sheets"]:
        sheet["acts"] = [a for a in sheet["acts"] if a["rows"][0]["act"] != ANNULMENT]
    proof["sheets"] = [sheet for sheet in proof["sheets"] if sheet["acts"]]


def _stayed(proof: Json) -> None:
    rows = [row for act in _counted(proof) for row in act["rows"]]
    next(row for row in rows if row.get("verb") == "bar")["what"] = "stay"


def _other_persons(proof: Json) -> None:
    for act in _counted(proof):
        act["rows"][0]["persons"] = ["cem"]


def _other_leaf(proof: Json) -> None:
    for act in _counted(proof):
        act["leaf"] = "ab" * 32


def _stands(proof: Json) -> None:
    proof["answer"]["polls"][0]["standing"] = "annulled"


# -- what lies beside --------------------------------------------------------------------------------


def _beside(annulled: int) -> Rows:
    reasons, other = _document(REASONS), b"Reasons that nobody gave.\n"
    yield (58, "court-is-given-other-reasons", "other reasons lie under the digest of those that the board gave",
           lambda _, files: files | {reasons: other}, ("V15", "document_differs", None))  # fmt: skip
    yield (58, "court-is-given-a-document-of-nobody", "a document that no act names is put in",
           lambda _, files: files | {_document(other): other}, ("V15", "document_not_named", None))  # fmt: skip
    yield 69, "court-is-told-another-story", "the story names other grounds than the act", _told_otherwise, ("V28", "story_differs", annulled)  # fmt: skip
    yield 33, "court-is-given-an-unsigned-root", "a thief's key signs the checkpoint of the proof", _forged, ("V07", "note_unsigned", None)  # fmt: skip
    yield (54, "court-is-given-the-proof-of-another-place", "the proof in the bundle is the true one of the village",
           _of_village, ("V27", "other_unit", None))  # fmt: skip


def _told_otherwise(lab: Lab, files: Files) -> Files:
    story = files["story.en.txt"]
    assert b"excess_ballots" in story
    return files | {"story.en.txt": story.replace(b"excess_ballots", b"bribery", 1)}


def _forged(lab: Lab, files: Files) -> Files:
    def edit(proof: Json) -> None:
        lines = lab.files()["entries.jsonl"].splitlines()
        proof["checkpoint"] = lab.sign(lines, by="a thief").decode()

    return _proven(edit)(lab, files)


def _of_village(lab: Lab, files: Files) -> Files:
    proof: Any = json.loads((lab.folder / HONEST / "proof-village.json").read_bytes())
    return files | {"proof.json": canonical.dumps(proof, limit=_BYTES_MAX)}
