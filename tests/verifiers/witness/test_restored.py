"""Restored from a backup: it finds out, by its mark or by what it is known to have said, and signs nothing.

A backup is taken at some moment, the witness goes on, the backup is put back, and the log that lies
asks at once for another history.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.verifiers.witness.logs import (
    FORKS,
    MAIN,
    ORIGIN,
    Place,
    Said,
    Web,
    contradictions,
)
from verifiers.desk.fetch import Fetched
from verifiers.desk.witness_request import place as place_of
from verifiers.desk.witness_state import Doubt, Mark, State

DRILLS = 30
PUBLISHED = "https://mirror.example/checkpoint"


def _grown(place: Place, to: int, *, web: Web | None = None, chance: random.Random) -> list[Said]:
    """The witness cosigns until the log has so many entries; what it signed."""
    witness, said = place.witness(web), []
    while (size := witness.state.held(ORIGIN).size) < to:
        new = min(to, size + chance.randint(1, 4))
        assert witness.add_checkpoint(MAIN.request(size, new)).status == 200
        said.append(Said(new, MAIN.root(new).hex()))
    if web:
        page = witness.read(place_of(ORIGIN)).body.encode()
        web.pages[PUBLISHED] = Fetched(200, page)
    return said


def _copy(place: Place, to: Path) -> Place:
    to.mkdir()
    shutil.copytree(place.folder, to / "witness")
    shutil.copy(place.mark, to / "witness.mark")
    return Place(to / "witness", to / "witness.mark")


def _lie(place: Place, web: Web, kind: type[State] = State) -> list[Said]:
    """Ask for every other history from wherever the witness is; which heads it cosigns."""
    said = []
    for branch in (*FORKS, MAIN):
        state = kind(place.folder, place.mark)
        size = state.held(ORIGIN).size
        answer = place.witness(web, state).add_checkpoint(branch.request(size, size + 2))
        if answer.status == 200:
            said.append(Said(size + 2, branch.root(size + 2).hex()))
        else:
            assert answer.status in (422, 503)
    return said


@pytest.mark.parametrize("drill", range(DRILLS))
def test_a_restored_witness_signs_nothing(drill: int, tmp_path: Path) -> None:
    """Three kinds in turn: the directory alone; with its mark; both, and the mirror behind a wall."""
    chance, place = random.Random(drill), Place(tmp_path / "w", tmp_path / "w.mark")
    web = Web({PUBLISHED: Fetched(404, b"")})
    place.make(PUBLISHED)
    kind = ("directory", "everything", "unreachable")[drill % 3]
    before = chance.randint(1, 12)
    said = _grown(place, before, web=web, chance=chance)
    backup = _copy(place, tmp_path / "backup")
    said += _grown(place, chance.randint(before + 1, 20), web=web, chance=chance)
    shutil.rmtree(place.folder)
    shutil.copytree(backup.folder, place.folder)
    if kind != "directory":
        shutil.copy(backup.mark, place.mark)
    seen = Web() if kind == "unreachable" else web
    assert _lie(place, seen) == []
    assert contradictions(said) == []
    if kind == "directory":
        with pytest.raises(Doubt, match="the mark knows of"):
            place.state().settle()
    if kind == "unreachable":
        assert _lie(place, web) == [], "reached at last, it shows what was forgotten"


class _Forgetful(State):
    """Believes its directory, whatever the mark and the mirrors say."""

    def _require_history(self, database: object) -> Mark:
        return Mark(0, "")

    def published(self, origin: str) -> list[str]:
        """No places."""
        return []


def test_one_that_believes_its_directory_contradicts_itself(tmp_path: Path) -> None:
    """The same drill without mark and mirrors: a fork is cosigned."""
    found = []
    for drill in range(4):
        chance, place = (
            random.Random(drill),
            Place(tmp_path / f"{drill}", tmp_path / f"{drill}.mark"),
        )
        place.make()
        said = _grown(place, 3, chance=chance)
        backup = _copy(place, tmp_path / f"backup-{drill}")
        said += _grown(place, 14, chance=chance)
        shutil.rmtree(place.folder)
        shutil.copytree(backup.folder, place.folder)
        found += contradictions(said + _lie(place, Web(), _Forgetful))
    assert found


def test_an_old_mark_beside_a_new_directory_is_moved_on(tmp_path: Path) -> None:
    """Nothing was forgotten: the directory holds all that the mark knows, and more."""
    place, chance = Place(tmp_path / "w", tmp_path / "w.mark"), random.Random(1)
    place.make()
    _grown(place, 3, chance=chance)
    old = place.mark.read_bytes()
    _grown(place, 9, chance=chance)
    new = place.mark.read_bytes()
    place.mark.write_bytes(old)
    place.state().settle()
    assert place.mark.read_bytes() == new


@pytest.mark.parametrize("damage", [b"", b"eal-witness-mark 0\n1\n", None])
def test_without_its_mark_it_signs_nothing(tmp_path: Path, damage: bytes | None) -> None:
    """Lost or damaged; given back, it goes on."""
    place, chance = Place(tmp_path / "w", tmp_path / "w.mark"), random.Random(1)
    place.make()
    _grown(place, 3, chance=chance)
    good = place.mark.read_bytes()
    place.mark.unlink() if damage is None else place.mark.write_bytes(damage)
    assert place.witness().add_checkpoint(MAIN.request(3, 4)).status == 503
    assert place.witness().read(place_of(ORIGIN)).status == 503
    place.mark.write_bytes(good)
    assert place.witness().add_checkpoint(MAIN.request(3, 4)).status == 200


def test_a_mirror_is_asked_once_a_start_and_others_say_nothing(tmp_path: Path) -> None:
    """A page without our signature, or of what we remember, is fine; the next request does not ask again."""
    place = Place(tmp_path / "w", tmp_path / "w.mark")
    place.make(PUBLISHED)
    web = Web({PUBLISHED: Fetched(200, MAIN.checkpoint(30))})
    witness = place.witness(web)
    for size in range(3):
        assert witness.add_checkpoint(MAIN.request(size, size + 1)).status == 200
    assert web.asked == [PUBLISHED]
    web.pages[PUBLISHED] = Fetched(200, witness.read(place_of(ORIGIN)).body.encode())
    assert place.witness(web).add_checkpoint(MAIN.request(3, 4)).status == 200
    web.pages[PUBLISHED] = Fetched(500, b"")
    assert place.witness(web).add_checkpoint(MAIN.request(4, 5)).status == 503


def test_what_is_kept_cannot_be_taken_back(tmp_path: Path) -> None:
    """Not even by SQL: logs and heads stay, and a log does not shrink."""
    import sqlite3

    place = Place(tmp_path / "w", tmp_path / "w.mark")
    place.make()
    _grown(place, 3, chance=random.Random(1))
    database = sqlite3.connect(place.folder / "witness.sqlite")
    for statement in (
        "DELETE FROM log",
        "DELETE FROM head",
        "UPDATE head SET size = 1",
        "UPDATE log SET size = 1",
    ):
        with pytest.raises(sqlite3.DatabaseError):
            database.execute(statement)
    database.close()
