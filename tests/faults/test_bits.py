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
from functools import lru_cache
from pathlib import Path

import pytest

from tests.commands.running import done
from tests.faults import bits
from tests.verifiers import examined, maker
from tests.verifiers.maker import Maker, event
from verifiers import act, arithmetic, trust
from verifiers.desk.ahead import Ahead
from verifiers.integrity import Integrity

FLIPS, SHARDS = 2_400, 6
"""In the suite, in as many parts, for as many processes; in the campaign `EAL_CAMPAIGN_FLIPS`."""
TOGETHER = 25
"""Bits that did nothing, each alone, about which the doctor is asked at once."""
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


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that were read, and signatures that were computed, are so once: most stay as they are."""
    monkeypatch.setattr(act, "read", lru_cache(maxsize=64)(act.read))
    for name in ("ed25519", "es256"):
        kept = lru_cache(maxsize=1_000)(getattr(arithmetic, name))
        monkeypatch.setattr(arithmetic, name, kept)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("remembering")
@pytest.mark.parametrize("bit", range(8))
def test_every_bit_of_the_entries_is_found(bit: int) -> None:
    """By hashes and links alone; at its entry, by verifying the bundle, in the campaign."""
    made = _small()
    entries, checkpoint = made.parts()["entries.jsonl"], maker.checkpoint(made.lines)
    brought = trust.parse(made.trust())
    assert not _is_found(entries, checkpoint, brought, made.size)
    places = list(_places(entries))
    assert len(places) > 4_200
    missed = [
        place
        for place in places
        if not _is_found(_bent(entries, place, bit), checkpoint, brought, made.size)
    ]
    assert missed == []


def _is_found(entries: bytes, checkpoint: bytes, brought: trust.Trust, size: int) -> bool:
    claim = Integrity(brought)
    for line, taken in Ahead(iter(entries.split(b"\n")[:-1]), size):
        claim.take(line, taken)
    claim.finish(size, checkpoint)
    # The spelling, the link, or the root: a changed bit of an entry is always one of these three.
    return any(claim.outcomes[check].failed for check in ("V02", "V05", "V06"))


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
    """Flip so many bits, one at a time; every one of them must be told or not, as it must.

    Each flip is classified alone. Where it did something, the doctor is asked about it alone. Of
    what did nothing many are flipped together, since the doctor must be silent about all of them;
    where it is not, or where together they do something, each is asked about alone.
    """
    path = ledger / "ledger.sqlite"
    whole = path.read_bytes()
    known = bits.tables(path)
    right = bits.answers(path, known)

    def kind(*flips: bits.Flip) -> str:
        bits.write(ledger, bits.bent(whole, flips))
        return bits.kind(path, known, right)

    def told(*flips: bits.Flip) -> list[str]:
        bits.write(ledger, bits.bent(whole, flips))
        return bits.reported(ledger)

    assert (kind(), told()) == (bits.HARMLESS, [])
    counted: Counter[str] = Counter()
    wrong: list[tuple[str, bits.Flip, list[str]]] = []
    harmless: list[bits.Flip] = []
    for flip in _chosen(whole, count, seed):
        found = kind(flip)
        counted[found] += 1
        if found == bits.HARMLESS:
            harmless.append(flip)
        elif found != bits.ASIDE and not told(flip):
            wrong.append((found, flip, []))
    for first in range(0, len(harmless), TOGETHER):
        group = harmless[first : first + TOGETHER]
        if kind(*group) != bits.HARMLESS or told(*group):
            wrong += [(bits.HARMLESS, one, said) for one in group if (said := told(one))]
    bits.write(ledger, whole)
    assert wrong == [], f"{len(wrong)} of {count}"
    return counted


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2, 2 + SHARDS))
def test_what_a_flipped_bit_did_is_told_or_it_did_nothing(ledger: Path, seed: int) -> None:
    """All that changed content, index or schema is reported; no alarm where nothing changed."""
    with bits.one_engine():
        counted = _classified(ledger, FLIPS // SHARDS, seed)
    assert counted[bits.CONTENT] > FLIPS // SHARDS // 5
    assert counted[bits.LEADING] > 0
    assert counted[bits.HARMLESS] > FLIPS // SHARDS // 5
    assert counted.total() == FLIPS // SHARDS


@pytest.mark.campaign
def test_twenty_thousand_flipped_bits(ledger: Path) -> None:
    """The same, until chance has been everywhere; each doctor with an engine of its own."""
    count = int(os.environ.get("EAL_CAMPAIGN_FLIPS", "20000"))
    print(_classified(ledger, count, seed=99))


def test_an_alarm_about_nothing_would_be_told(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A doctor that complains of everything, and one that is silent, are both found out."""
    for answer in (["all is lost"], []):
        calls: Iterator[list[str]] = iter([[]])
        monkeypatch.setattr(bits, "reported", lambda _, a=answer, c=calls: next(c, a))
        with pytest.raises(AssertionError, match=r"of 20\b"):
            _classified(ledger, 20, seed=5)
