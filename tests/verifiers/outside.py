"""Vectors of what stands around the log: witnesses' lines, tiles, and the zip itself."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Callable
from typing import Any

from tests.verifiers import maker
from tests.verifiers.maker import Json, Key
from tests.verifiers.more_attacks import _other_end, caught
from tests.verifiers.twins import honest
from tests.verifiers.vectors import (
    ATTACK,
    BLIND,
    CHECKS,
    CONTRADICTED,
    INCOMPLETE,
    TWIN,
    Vector,
    of_bundle,
    vector,
)
from verifiers import cosignature, merkle, note
from verifiers.desk import tiles

AT = 1_384_300_000
"""When the witnesses of this pack say that they saw the log: POSIX seconds."""
WITNESSES = ("w1.example", "w2.example", "w3.example")


def _witness_key(name: str) -> tuple[str, bytes]:
    """The verifier key of a witness, and its id."""
    typed = bytes([cosignature.TIMED]) + Key(name).raw
    id_ = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    return f"{name}+{id_.hex()}+{base64.b64encode(typed).decode()}", id_


def cosigned(checkpoint: bytes, *names: str, over: bytes | None = None) -> bytes:
    """The checkpoint with a line by each witness, over another checkpoint where one is given."""
    lines = b""
    for name in names:
        text = note.parse(over or checkpoint).text
        signed = cosignature.message(cosignature.TIMED, name, text=text, at=AT)
        assert signed is not None
        made = _witness_key(name)[1] + AT.to_bytes(8, "big") + Key(name).sign(signed)
        lines += cosignature.line(name, made).encode()
    return checkpoint + lines


def policy(least: int, *names: str) -> str:
    """So many of these."""
    listed = "".join(f"witness {name} {_witness_key(name)[0]}\n" for name in names)
    return f"{listed}group g {least} {' '.join(names)}\nquorum g\n"


TWO: Json = {
    "required_checks": sorted([*CHECKS, "V09"]),
    "witness_policy": policy(2, *WITNESSES),
}


def _witnessed(lines: list[bytes], *names: str) -> dict[str, bytes]:
    return {"checkpoint.txt": cosigned(maker.checkpoint(lines), *names)}


@vector
def enough_witnesses_cosigned() -> Vector:
    """Two of three, and one that the auditor does not know."""
    made = maker.story()
    parts = _witnessed(made.lines, "w1.example", "w3.example", "w9.example")
    return honest(made, parts=parts, trust=TWO)


@vector
def all_witnesses_cosigned() -> Vector:
    """Three of three."""
    made = maker.story()
    return honest(made, parts=_witnessed(made.lines, *WITNESSES), trust=TWO)


@vector
def a_cosignature_is_forged() -> Vector:
    """One of three lines is over another checkpoint; two good ones would have been enough."""
    made = maker.story()
    true = maker.checkpoint(made.lines)
    data = cosigned(true, "w1.example", "w2.example")
    data += cosigned(true, "w3.example", over=maker.checkpoint(made.lines[:9]))[len(true) :]
    found = ("V09", "note_signature_invalid", None)
    parts = {"checkpoint.txt": data}
    return caught(made, found, (33,), "all_witnesses_cosigned", parts=parts, trust=TWO)


def _unwitnessed(made: maker.Maker, attacks: tuple[int, ...], *names: str) -> Vector:
    return of_bundle(
        made, kind=ATTACK, attacks=attacks, twin="enough_witnesses_cosigned", verdict=INCOMPLETE,
        parts=_witnessed(made.lines, *names), trust=TWO,
    )  # fmt: skip


@vector
def another_history_has_no_witness() -> Vector:
    """The log signed a history for one auditor alone: nobody else ever saw it."""
    return _unwitnessed(_other_end(), (33, 38))


@vector
def another_history_without_a_policy() -> Vector:
    """The same history, for an auditor who asks for no witnesses and remembers nothing."""
    return of_bundle(_other_end(), kind=BLIND, attacks=(33, 38))


@vector
def another_history_has_one_corrupt_witness() -> Vector:
    """One of the three went along with it; two are needed."""
    return _unwitnessed(_other_end(), (38,), "w2.example")


@vector
def the_operator_brings_its_own_witnesses() -> Vector:
    """Three good lines, by three that the auditor never heard of."""
    return _unwitnessed(_other_end(), (45,), "x1.example", "x2.example", "x3.example")


@vector
def one_witness_signs_twice() -> Vector:
    """Two lines by one are one."""
    return _unwitnessed(maker.story(), (21, 45), "w1.example", "w1.example")


# -- tiles -------------------------------------------------------------------------------------------


def tiled(lines: list[bytes], checkpoint: bytes) -> dict[str, bytes]:
    """The files of a log as tiles (section 11), made from the entries alone."""
    tree, files = merkle.Tree(), {"log/checkpoint": checkpoint}
    for line in lines:
        tree.add(merkle.leaf_hash(line))
    for name, level, number, width in tiles.paths(len(lines)):
        start = number * tiles.WIDTH
        here = lines[start : start + width]
        spelled = b"".join(len(line).to_bytes(2, "big") + line for line in here)
        files[f"log/{name}"] = spelled if level < 0 else tree.nodes(8 * level, start, width)
    return files


TILE_CHECKS = [check for check in CHECKS if check not in ("V14", "V19", "V22", "V23")]


def _tiles(change: Callable[[dict[str, bytes]], None], **given: Any) -> Vector:
    made = maker.story()
    files = tiled(made.lines, maker.checkpoint(made.lines))
    change(files)
    trust = made.trust(required_checks=TILE_CHECKS)
    return Vector(command="tiles", files=files, given=("log",), trust=trust, **given)


@vector
def a_log_as_tiles() -> Vector:
    """The twelve entries as a copy of the log's files."""
    return _tiles(lambda files: None, kind=TWIN)


def _bent(name: str, at: int) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        (found,) = (each for each in files if name in each)
        data = files[found]
        files[found] = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    return change


@vector
def a_tile_of_hashes_is_changed() -> Vector:
    """The sixth leaf's hash, under a good checkpoint."""
    return _tiles(
        _bent("tile/0/", 5 * 32), kind=ATTACK, attacks=(13, 14), twin="a_log_as_tiles",
        verdict=CONTRADICTED, must=("V01", "file_differs", None),
    )  # fmt: skip


@vector
def a_tile_of_entries_is_missing() -> Vector:
    """There is a checkpoint, and nothing under it."""

    def change(files: dict[str, bytes]) -> None:
        (name,) = (each for each in files if "tile/entries" in each)
        del files[name]

    return _tiles(
        change, kind=ATTACK, attacks=(14,), twin="a_log_as_tiles", verdict=None,
        code="tile_missing",
    )  # fmt: skip


# -- the zip -----------------------------------------------------------------------------------------


def _zip(*more: tuple[str, bytes], less: str = "", **given: Any) -> Vector:
    made = maker.opened()
    parts = made.parts()
    files = [("bundle.json", maker.manifest(parts, made.ledger, made.size)), *parts.items()]
    listed = [each for each in files if each[0] != less] + list(more)
    data = maker.pack(listed, method=zipfile.ZIP_STORED)
    return Vector(
        files={"bundle.zip": data}, given=("bundle.zip",), trust=made.trust(), verdict=None,
        kind=ATTACK, attacks=(81,), twin="a_small_bundle", **given,
    )  # fmt: skip


@vector
def a_small_bundle() -> Vector:
    """The founding, the vocabulary, three places, a first vote: nothing more yet."""
    return honest(maker.opened())


@vector
def a_zip_with_a_file_too_many() -> Vector:
    """A name that no bundle has."""
    return _zip(("readme.txt", b"x"), code="file_not_of_a_bundle")


@vector
def a_zip_with_a_way_out() -> Vector:
    """A name that leads out of the folder of who unpacks it."""
    return _zip(("../evil", b"x"), code="file_not_of_a_bundle")


@vector
def a_zip_without_entries() -> Vector:
    """The list of files, and not what it lists."""
    return _zip(less="entries.jsonl", code="not_a_bundle")


@vector
def a_zip_without_a_list() -> Vector:
    """No bundle.json."""
    return _zip(less="bundle.json", code="not_a_bundle")


@vector
def a_zip_with_a_file_twice() -> Vector:
    """Two programs would read two different logs."""
    vector_ = _zip(("rows.jsonX", b"\n"), code="file_twice")
    data = vector_.files["bundle.zip"].replace(b"rows.jsonX", b"rows.jsonl")
    return Vector(**(vars(vector_) | {"files": {"bundle.zip": data}}))


@vector
def a_zip_cut_short() -> Vector:
    """Half of it."""
    vector_ = _zip(code="not_a_bundle")
    data = vector_.files["bundle.zip"]
    return Vector(**(vars(vector_) | {"files": {"bundle.zip": data[: len(data) // 2]}}))
