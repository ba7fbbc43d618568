"""Attacks on what is handed over: the entries, the state that is shown, the checkpoint, tiles, receipts."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger import demo
from ledger.chain import canonical
from ledger.demo import Damage, Files
from ledger.tamper import attack, forging
from ledger.tamper.attack import Attack, Look
from ledger.tamper.forging import Json, lines_of
from ledger.tamper.lab import HONEST, WITNESSES, Lab

_NUMBERS: dict[str, tuple[int, ...]] = {
    "changed-day": (1,), "removed-entry": (8,), "swapped-entries": (5,), "cut-tail": (2,),
    "forged-signature": (22, 30), "rewritten-history": (4,), "softened-judgement": (4, 53),
    "time-set-back": (46,), "false-row": (53,), "false-sheet": (53,), "forged-checkpoint": (33,),
}  # fmt: skip
"""The damages that the story of North Mitrovica ends with, by the attacks that they are."""

_CODES = {
    "changed-day": "link_broken", "removed-entry": "index_out_of_order",
    "swapped-entries": "index_out_of_order", "cut-tail": "entries_missing",
    "forged-signature": "signature_invalid", "rewritten-history": "signature_invalid",
    "softened-judgement": "judgement_differs", "time-set-back": "clock_did_not_progress",
    "false-row": "row_differs", "false-sheet": "sheet_differs", "forged-checkpoint": "note_unsigned",
}  # fmt: skip


def attacks(lab: Lab) -> Iterator[Attack]:
    """The attacks of this kind."""
    for damage in demo.damages(lab.files(), lab.index("board-2")):
        yield _of_damage(damage)
    yield from _entries(lab)
    yield from _state(lab)
    yield from _checkpoints(lab)
    yield from _tiles()
    yield from _receipts(lab)


def _bundle(numbers: tuple[int, ...], name: str, told: str, change: Callable[[Lab, Files], Files], *looks: Look) -> Attack:  # fmt: skip
    def mount(lab: Lab, folder: Path) -> None:
        (folder / "bundle.zip").write_bytes(demo.pack(change(lab, lab.files())))

    return Attack(numbers=numbers, name=name, told=told, mount=mount, looks=looks)


def _of_damage(damage: Damage) -> Attack:
    look = attack.bundle(damage.check, _CODES[damage.name], damage.index)
    numbers = _NUMBERS[damage.name]
    return _bundle(numbers, damage.name, damage.story, lambda _, files: damage.apply(files), look)


def _replaced(name: str, old: bytes, new: bytes) -> Callable[[Lab, Files], Files]:
    def change(lab: Lab, files: Files) -> Files:
        assert old in files[name], (name, old)
        return files | {name: files[name].replace(old, new, 1)}

    return change


def _line(index: int, change: Callable[[bytes], bytes]) -> Callable[[Lab, Files], Files]:
    def apply(lab: Lab, files: Files) -> Files:
        lines = lines_of(files)
        changed = change(lines[index])
        assert changed != lines[index]
        lines[index] = changed
        return files | {"entries.jsonl": b"".join(line + b"\n" for line in lines)}

    return apply


def _entries(lab: Lab) -> Iterator[Attack]:
    votes = lab.index("board-report-1")
    yield _bundle(
        (1,), "edited-figure", "a count of votes is changed in the file",
        _line(votes, lambda line: line.replace(b'"low":61', b'"low":16').replace(b'"high":61', b'"high":16')),
        attack.bundle("V10", "signature_invalid", votes),
    )  # fmt: skip
    yield _bundle(
        (9, 64), "spelled-otherwise", "white space that means nothing is put into an entry",
        _line(votes, lambda line: line.replace(b'"format":0', b'"format": 0', 1)),
        attack.bundle("V02", "not_canonical", votes),
    )  # fmt: skip
    yield _bundle(
        (64,), "one-key-twice", "an entry has a member twice: two programs read two entries",
        _line(votes, lambda line: line.replace(b'"format":0', b'"format":0,"format":0', 1)),
        attack.bundle("V02", "duplicate_key", votes),
    )  # fmt: skip
    yield _bundle(
        (63,), "number-with-a-point", "61 becomes 61.0",
        _line(votes, lambda line: line.replace(b'"low":61', b'"low":61.0', 1)),
        attack.bundle("V02", "number_not_integer", votes),
    )  # fmt: skip
    yield _bundle(
        (4,), "inserted-middle", "an act that its signer truly signed is put in, and all after it made anew with the log's key",
        _inserted, attack.bundle("V03", "seen_not_ours", votes + 3),
    )  # fmt: skip
    yield _bundle(
        (10,), "last-leaf-twice", "the last entry is counted twice, and the log's key signs it so",
        lambda lab, files: forging.resigned(lab, files, [*lines_of(files), lines_of(files)[-1]]),
        attack.bundle("V04", "index_out_of_order", lab.size - 1),
    )  # fmt: skip


def _inserted(lab: Lab, files: Files) -> Files:
    lines, at = lines_of(files), lab.index("board-report-1") + 1
    given = forging.act(lab, "notice-1", day="2021-03-07", seen=lab.entries[at]["act"]["seen"])
    recorded_at = lab.entries[at - 1]["recorded_at"][:-2] + "1Z"
    new = forging.entry(given, [lab.person("ana")], index=at, at=recorded_at)
    return forging.resigned(lab, files, forging.relinked([*lines[:at], new, *lines[at:]]))


def _state(lab: Lab) -> Iterator[Attack]:
    yield _bundle(
        (53,), "hidden-row", "the row that says that the vote was annulled is left out of the state",
        _without_row(lab), attack.bundle("V14", "row_differs", lab.index("board-2")),
    )  # fmt: skip
    yield _bundle(
        (69,), "false-result", "the result that is shown has other votes",
        _replaced("results.jsonl", b'"high":61', b'"high":71'),
        attack.bundle("V22", "figure_differs", None),
    )  # fmt: skip
    yield _bundle(
        (69,), "false-account", "the account says that nothing was destroyed",
        _replaced("accounts.jsonl", b'"high":30', b'"high":10'),
        attack.bundle("V23", "bucket_differs", None),
    )  # fmt: skip
    yield _bundle(
        (60,), "state-withheld", "the state is left out of the bundle: nothing is contradicted, nothing is said to be fine",
        _withheld, attack.plain(attack.INCOMPLETE, sees=True),
    )  # fmt: skip
    yield Attack(
        numbers=(58,), name="file-changed-on-the-way", told="a file is changed, and the list of files is not",
        mount=_changed_on_the_way, looks=(attack.bundle("V01", "file_differs", None),),
    )  # fmt: skip


def _without_row(lab: Lab) -> Callable[[Lab, Files], Files]:
    mark = b'"since":%d,' % lab.index("board-2")

    def change(lab: Lab, files: Files) -> Files:
        rows = files["rows.jsonl"].splitlines(keepends=True)
        kept = [row for row in rows if not (mark in row and b'"annul"' in row)]
        assert len(kept) < len(rows)
        return files | {"rows.jsonl": b"".join(kept)}

    return change


def _withheld(lab: Lab, files: Files) -> Files:
    listed = canonical.loads(files["bundle.json"], 1 << 24)
    listed["files"] = [one for one in listed["files"] if one["name"] != "rows.jsonl"]
    kept = {name: data for name, data in files.items() if name != "rows.jsonl"}
    return kept | {"bundle.json": canonical.dumps(listed)}


def _changed_on_the_way(lab: Lab, folder: Path) -> None:
    packed = (lab.folder / HONEST / "bundle.zip").read_bytes()
    old, new = b'"code":"certified"', b'"code":"annulled "'
    assert old in packed
    (folder / "bundle.zip").write_bytes(packed.replace(old, new, 1))


def _checkpoint(make: Callable[[Lab, list[bytes]], bytes]) -> Callable[[Lab, Files], Files]:
    return lambda lab, files: files | {"checkpoint.txt": make(lab, lines_of(files))}


def _forged_cosignature(lab: Lab, lines: list[bytes]) -> bytes:
    """Two good lines, which would be enough, and one over another checkpoint."""
    good = lab.cosign(lab.sign(lines), *WITNESSES[:2])
    return lab.cosign(good, WITNESSES[2], over=lab.sign(lines[:9]))


def _checkpoints(lab: Lab) -> Iterator[Attack]:
    yield _bundle(
        (33,), "checkpoint-by-a-thief", "somebody else's key signs under the log's name",
        _checkpoint(lambda lab, lines: lab.sign(lines, by="a thief")),
        attack.bundle("V07", "note_unsigned", None),
    )  # fmt: skip
    yield _bundle(
        (12,), "tree-of-another-history", "the chain is the true one, the root that the log signed is another's",
        _checkpoint(lambda lab, lines: lab.sign([*lines[:-1], lines[-1].replace(b"Monday", b"Sunday") + b" "])),
        attack.bundle("V06", "root_differs", lab.size - 1),
    )  # fmt: skip
    yield _bundle(
        (32,), "checkpoint-of-another-log", "the log's key signs under another name",
        _checkpoint(lambda lab, lines: lab.sign(lines, origin="other.example/2021")),
        attack.bundle("V07", "note_unsigned", None),
    )  # fmt: skip
    yield _bundle(
        (33, 45), "forged-cosignature", "one of three witnesses' signatures is not over this checkpoint",
        _checkpoint(_forged_cosignature),
        attack.plain(), attack.witnessed(attack.CONTRADICTED, ("V09", "note_signature_invalid", None)),
    )  # fmt: skip


def _tiles() -> Iterator[Attack]:
    def mount(change: Callable[[Path], None]) -> attack.Mount:
        def write(lab: Lab, folder: Path) -> None:
            shutil.copytree(lab.folder / HONEST / "tiles", folder / "tiles")
            change(folder / "tiles")

        return write

    def bend(tiles: Path) -> None:
        (tile,) = (path for path in (tiles / "tile" / "0").rglob("*") if path.is_file())
        data = bytearray(tile.read_bytes())
        data[5 * 32] ^= 1
        tile.write_bytes(data)

    def remove(tiles: Path) -> None:
        shutil.rmtree(tiles / "tile" / "entries")

    changed = attack.tiles(attack.CONTRADICTED, ("V01", "file_differs", None))
    yield Attack(
        numbers=(13, 14), name="bent-tile", told="one bit of a tile of hashes is flipped, under a good checkpoint",
        mount=mount(bend), looks=(changed,),
    )  # fmt: skip
    yield Attack(
        numbers=(14,), name="missing-tile", told="the entries under a good checkpoint are not handed out",
        mount=mount(remove), looks=(attack.tiles(attack.UNREADABLE),),
    )  # fmt: skip


def _receipts(lab: Lab) -> Iterator[Attack]:
    index = lab.index("board-2")

    def mount(change: Callable[[Lab, Json], None]) -> attack.Mount:
        def write(lab: Lab, folder: Path) -> None:
            receipt: Json = json.loads((lab.folder / HONEST / "receipt.json").read_bytes())
            change(lab, receipt)
            (folder / "receipt.json").write_bytes(canonical.dumps(receipt, limit=1 << 20))

        return write

    def edited(lab: Lab, receipt: Json) -> None:
        receipt["entry"] = receipt["entry"].replace("2021-03-10", "2021-03-11", 1)

    def shortened(lab: Lab, receipt: Json) -> None:
        receipt["inclusion"] = receipt["inclusion"][:-1]

    def unsigned(lab: Lab, receipt: Json) -> None:
        receipt["checkpoint"] = lab.sign(lines_of(lab.files()), by="a thief").decode()

    for name, told, change, (check, code, at) in (
        ("receipt-for-another-text", "a receipt with another text than was recorded", edited, ("V06", "root_differs", index)),
        ("receipt-with-a-short-path", "a receipt whose path leaves out a hash", shortened, ("V06", "root_differs", index)),
        ("receipt-without-a-signed-root", "a true path to a root that the log never signed", unsigned, ("V07", "note_unsigned", None)),
    ):  # fmt: skip
        looks = (attack.record(check, code, at),)
        yield Attack(numbers=(11,), name=name, told=told, mount=mount(change), looks=looks)
