"""Single-bit changes, each classified: what changed content or what leads to it is found, what changed nothing is not.

Counted are single bits of the entries (found by verifying the bundle) and of the SQLite file (found
by `eal doctor`). Of the file's bytes half of the flips go to those in use, half to any.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.commands.running import done
from tests.faults import bits
from tests.verifiers import examined, maker
from tests.verifiers.maker import Maker, event
from verifiers import trust
from verifiers.desk.ahead import Ahead
from verifiers.integrity import Integrity

FLIPS = 200
"""In the suite; in the campaign as many as `EAL_CAMPAIGN_FLIPS` says."""
_AROUND = 8
SCENARIO = Path(__file__).with_name("bits.yaml")


# -- the entries ------------------------------------------------------------------------------------


def _small() -> Maker:
    """A founding and two acts after it: every kind of byte that an entry has."""
    made = Maker()
    made.add(maker.founding(), by=["m1"], signed_by=[*maker.PERSONS.values(), maker.RECORDER])
    made.add(event("person.entered", name="Mitrovicë", person="x"), by=["m1", "m3"])
    made.add(event("ledger.opened"))
    return made


def _places(entries: bytes) -> Iterator[int]:
    return (place for place, byte in enumerate(entries) if byte != 0x0A)


def _bent(entries: bytes, place: int, bit: int) -> bytes:
    return entries[:place] + bytes([entries[place] ^ (1 << bit)]) + entries[place + 1 :]


def test_one_bit_of_every_third_byte_of_the_entries_is_found() -> None:
    """By hashes and links alone; every bit of every byte in the campaign."""
    made = _small()
    entries, checkpoint = made.parts()["entries.jsonl"], maker.checkpoint(made.lines)
    brought = trust.parse(made.trust())
    assert not _is_found(entries, checkpoint, brought, made.size)
    counted = 0
    for place in list(_places(entries))[::3]:
        counted += 1
        bent = _bent(entries, place, place % 8)
        assert _is_found(bent, checkpoint, brought, made.size), (place, place % 8)
    assert counted > 1_400


def _is_found(entries: bytes, checkpoint: bytes, brought: trust.Trust, size: int) -> bool:
    claim = Integrity(brought)
    for line, taken in Ahead(iter(entries.split(b"\n")[:-1]), size):
        claim.take(line, taken)
    claim.finish(size, checkpoint)
    return any(outcome.failed for outcome in claim.outcomes.values())


@pytest.mark.campaign
def test_every_bit_of_the_entries_is_found_where_it_is() -> None:
    """By verifying the bundle, whose list of files was made anew; all that are missed are told."""
    made = _small()
    parts = made.parts()
    entries, missed = parts["entries.jsonl"], []
    for place in range(len(entries)):
        index = entries[:place].count(b"\n")
        for bit in range(8):
            bent = {**parts, "entries.jsonl": _bent(entries, place, bit)}
            found = examined.report(maker.bundle(bent, made.ledger, made.size), made.trust())
            if found["verdict"] != "CONTRADICTED" or found["first_finding"]["index"] != index:
                missed.append((place, bit, found["verdict"], found["first_finding"]))
    assert missed == []


def test_an_entry_that_states_another_index_is_told_at_its_place() -> None:
    """Smaller or greater: its link says where it stands, and nothing else of it is doubted."""
    made = _small()
    parts = made.parts()
    lines = parts["entries.jsonl"].splitlines(keepends=True)
    for place, line in enumerate(lines[:-1]):
        for stated in {0, 1, 2, 7} - {place}:
            bent = line.replace(b'"index":%d,' % place, b'"index":%d,' % stated)
            entries = b"".join([*lines[:place], bent, *lines[place + 1 :]])
            bundle = maker.bundle({**parts, "entries.jsonl": entries}, made.ledger, made.size)
            found = examined.report(bundle, made.trust())
            assert found["first_finding"]["index"] == place, (place, stated)
            told = {
                (one["code"], one["index"])
                for check in found["checks"]
                for one in check["findings"]
            }
            expected = {
                ("index_out_of_order", place),
                ("link_broken", place),
                ("root_differs", None),
            }
            assert told - {("other_ledger", 0)} == expected, (place, stated)


# -- the database ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small ledger, all of it in one file."""
    folder = tmp_path_factory.mktemp("bits") / "ledger"
    done("play", SCENARIO, folder)
    copy = folder / "copy.sqlite"
    with (
        contextlib.closing(sqlite3.connect(folder / "ledger.sqlite")) as old,
        contextlib.closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)
    shutil.move(copy, folder / "ledger.sqlite")
    for left in folder.glob("ledger.sqlite-*"):
        left.unlink()
    return folder


def _chosen(whole: bytes, count: int, seed: int) -> Iterable[tuple[int, int]]:
    """Half among the bytes in use and beside them, half anywhere."""
    chance = random.Random(seed)
    empty = bytes(2 * _AROUND + 1)
    used = [
        at for at in range(len(whole)) if whole[max(0, at - _AROUND) : at + _AROUND + 1] != empty
    ]
    for number in range(count):
        place = chance.choice(used) if number % 2 else chance.randrange(len(whole))
        yield place, chance.randrange(8)


def _classified(ledger: Path, count: int, seed: int) -> Counter[str]:
    """Flip so many bits, one at a time; every one of them must be told or not, as it must."""
    path = ledger / "ledger.sqlite"
    whole = path.read_bytes()
    known = bits.tables(path)
    right = bits.answers(path, known)
    assert (bits.kind(path, known, right), bits.reported(ledger)) == (bits.HARMLESS, [])
    counted: Counter[str] = Counter()
    wrong = []
    for place, bit in bits.flipped(ledger, whole, list(_chosen(whole, count, seed))):
        kind = bits.kind(path, known, right)
        told = bits.reported(ledger)
        counted[kind] += 1
        if kind != bits.ASIDE and bool(told) == (kind == bits.HARMLESS):
            wrong.append((kind, place, bit, told[:1]))
    assert wrong == [], f"{len(wrong)} of {count}"
    return counted


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_a_flipped_bit_did_is_told_or_it_did_nothing(ledger: Path) -> None:
    """All that changed content, index or schema is reported; no alarm where nothing changed."""
    counted = _classified(ledger, FLIPS, seed=2)
    assert counted[bits.CONTENT] > FLIPS // 5
    assert counted[bits.LEADING] > 0
    assert counted[bits.HARMLESS] > FLIPS // 5
    assert counted.total() == FLIPS


@pytest.mark.campaign
def test_twenty_thousand_flipped_bits(ledger: Path) -> None:
    """The same, until chance has been everywhere."""
    count = int(os.environ.get("EAL_CAMPAIGN_FLIPS", "20000"))
    print(_classified(ledger, count, seed=3))
