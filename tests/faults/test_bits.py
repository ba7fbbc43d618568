"""Single-bit changes, each classified: what changed content or what leads to it is found, what changed nothing is not.

Counted are single bits of the entries (found by verifying the bundle) and of the SQLite file (found
by `eal doctor`). Of the file every bit of what leads to cells is flipped; of
the other flips half go to the bytes in use, half to any.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
from collections import ChainMap, Counter
from collections.abc import Iterator, Sequence
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

FLIPS, SHARDS = 20_000, 8
"""In the suite, in as many parts, for as many processes; in the campaign `EAL_CAMPAIGN_FLIPS`."""
TOGETHER = 100
"""Bits that did nothing, each alone, about which the doctor is asked at once."""
BOTH_WAYS = 1_000
"""Bits that are classified both by the table of their page and by all tables."""
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


def _chosen(whole: bytes, count: int, seed: int) -> Iterator[bits.Flip]:
    """Half among the bytes in use and beside them, half anywhere."""
    chance = random.Random(seed)
    empty = bytes(2 * _AROUND + 1)
    used = [
        at for at in range(len(whole)) if whole[max(0, at - _AROUND) : at + _AROUND + 1] != empty
    ]
    for number in range(count):
        place = chance.choice(used) if number % 2 else chance.randrange(len(whole))
        yield place, chance.randrange(8)


class Trial:
    """A database in order, of which bits are flipped: what that did, and what is told of it."""

    def __init__(self, ledger: Path) -> None:
        self.file = bits.File(ledger)
        self.known = bits.tables(self.file.path)
        self.right = dict(ChainMap(*bits.answers(self.file.path, self.known)))
        self.pages = bits.Pages(self.file.path, self.known)

    def kind(self, *flips: bits.Flip, of: Sequence[bits.Table] | None = None) -> str:
        """What these bits did, by asking these tables, or those whose pages they lie in."""
        if of is None:
            near = [table for place, _ in flips for table in self.pages.of(place)]
            of = [table for table in self.known if table in near]
        with self.file.bent(flips):
            return bits.kind(self.file.path, of, self.right)

    def told(self, *flips: bits.Flip) -> list[str]:
        """What the doctor says of them."""
        with self.file.bent(flips):
            return bits.reported(self.file.folder)


def _classified(
    trial: Trial, flips: Sequence[bits.Flip], *, asks_all: bool = False
) -> Counter[str]:
    """Flip these bits, one at a time; every one of them must be told or not, as it must.

    Each flip is classified alone, by asking the table in whose page it lies, or in the campaign
    all. Where it did something, the doctor is asked about it alone. Of what did nothing many are
    flipped together, since the doctor must be silent about all of them; where it is not, or where
    together they do something, each is asked about alone.
    """
    asked = trial.known if asks_all else None
    assert (trial.kind(of=trial.known), trial.told()) == (bits.HARMLESS, [])
    counted: Counter[str] = Counter()
    wrong: list[tuple[str, bits.Flip, list[str]]] = []
    harmless: list[bits.Flip] = []
    for flip in flips:
        found = trial.kind(flip, of=asked)
        counted[found] += 1
        if found == bits.HARMLESS:
            harmless.append(flip)
        elif found != bits.ASIDE and not trial.told(flip):
            wrong.append((found, flip, []))
    for first in range(0, len(harmless), TOGETHER):
        group = harmless[first : first + TOGETHER]
        if trial.kind(*group, of=trial.known) != bits.HARMLESS or trial.told(*group):
            wrong += [(bits.HARMLESS, one, said) for one in group if (said := trial.told(one))]
    assert wrong == [], f"{len(wrong)} of {len(flips)}: {wrong[:9]}"
    return counted


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2, 2 + SHARDS))
def test_what_a_flipped_bit_did_is_told_or_it_did_nothing(ledger: Path, seed: int) -> None:
    """All that changed content, index or schema is reported; no alarm where nothing changed."""
    trial, count = Trial(ledger), FLIPS // SHARDS
    ways = trial.pages.ways()[seed % SHARDS :: SHARDS]
    flips = [*ways, *_chosen(trial.file.whole, count - len(ways), seed)]
    with bits.one_engine():
        counted = _classified(trial, flips)
    assert len(ways) > count // 5
    assert counted[bits.CONTENT] > count // 5
    assert counted[bits.LEADING] > count // 50
    assert counted[bits.HARMLESS] > count // 5
    assert counted.total() == count


@pytest.mark.slow
def test_asking_the_table_of_a_page_is_asking_all(ledger: Path) -> None:
    """What a bit did is said alike by the table in whose page it lies, and by everything there is."""
    trial, alone = Trial(ledger), Counter[int]()
    for flip in _chosen(trial.file.whole, BOTH_WAYS, seed=98):
        near = trial.pages.of(flip[0])
        alone[len(near)] += 1
        assert trial.kind(flip, of=near) == trial.kind(flip, of=trial.known), flip
    # Pages of one table; the schema, which leads to all; none is free in a file that was copied.
    assert alone[1] > BOTH_WAYS // 2 and alone[len(trial.known)] > 0
    assert alone.total() == alone[1] + alone[len(trial.known)]


@pytest.mark.campaign
def test_twenty_thousand_flipped_bits(ledger: Path) -> None:
    """The same, until chance has been everywhere; all tables asked, each doctor with an engine of its own."""
    count = int(os.environ.get("EAL_CAMPAIGN_FLIPS", "20000"))
    trial = Trial(ledger)
    flips = [*trial.pages.ways(), *_chosen(trial.file.whole, count, seed=99)]
    print(_classified(trial, flips, asks_all=True))


def test_an_alarm_about_nothing_would_be_told(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A doctor that complains of everything, and one that is silent, are both found out."""
    trial = Trial(ledger)
    for answer in (["all is lost"], []):
        calls: Iterator[list[str]] = iter([[]])
        monkeypatch.setattr(bits, "reported", lambda _, a=answer, c=calls: next(c, a))
        with pytest.raises(AssertionError, match=r"of 20\b"):
            _classified(trial, [*_chosen(trial.file.whole, 20, seed=5)])
