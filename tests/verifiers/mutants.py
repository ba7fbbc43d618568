"""Small bundles, changed at random: by a thief of the file, or by one who has the log's key.

A mutant is a function of its number alone. Kinds of changes: bytes of a line, of the checkpoint, of
the zip; lines dropped, doubled, swapped; values of entries replaced by odd ones, links and
checkpoint made anew or not, acts signed anew or not; trust files changed.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from tests.verifiers import maker
from verifiers import merkle
from verifiers.reading import encode

Json = dict[str, Any]
ODD: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2**53 - 1, 2**53, 1.5, "", "x", "#", "a#1", "$run", "\u00e9", "e\u0301", "a\nb",
    "\u202e", "\ue000", "2013-02-30", "2013-11-05", "ab" * 32, "2013-11-05T12:00:00.000000Z", [], [[]], {}, {"a": 1}, {"A": 1},
)  # fmt: skip


class Mutant(NamedTuple):
    """A bundle, or another document that its command reads, and a trust file."""

    bundle: bytes
    trust: bytes
    command: str = "bundle"


@cache
def _story(entries: int) -> maker.Maker:
    return maker.story(entries)


@cache
def _parts(made: maker.Maker) -> maker.Parts:
    return made.parts()


def mutant(number: int) -> Mutant:
    """The mutant of this number."""
    chance = random.Random(number)
    return of(_story(chance.choice((7, 9, 12))), chance)


def of(made: maker.Maker, chance: random.Random) -> Mutant:
    """Some mutant of the bundle of a log."""
    return chance.choice(KINDS)(chance, made)


def _packed(made: maker.Maker, lines: list[bytes], **files: bytes) -> bytes:
    parts = dict(_parts(made)) | {"entries.jsonl": b"".join(line + b"\n" for line in lines)}
    parts |= {name.replace("_", "."): data for name, data in files.items()}
    return maker.bundle(parts, made.ledger, made.size)


def bent(data: bytes, chance: random.Random) -> bytes:
    """One byte flipped, replaced, inserted or removed."""
    at = chance.randrange(len(data)) if data else 0
    other = bytes([chance.choice((data[at] ^ (1 << chance.randrange(8)), chance.randrange(256)))])
    kept = chance.choice((b"", data[at : at + 1])) if chance.random() < 0.3 else b""
    return data[:at] + (other if chance.random() < 0.9 else b"") + kept + data[at + 1 :]


def bytes_of_lines(chance: random.Random, made: maker.Maker) -> Mutant:
    """Of one to three lines, the manifest made anew."""
    lines = list(made.lines)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(lines))
        lines[at] = bent(lines[at], chance)
    return Mutant(_packed(made, lines), made.trust())


def order_of_lines(chance: random.Random, made: maker.Maker) -> Mutant:
    """Lines dropped, doubled, moved."""
    lines = list(made.lines)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at, to = (chance.randrange(len(lines)) for _ in "ab")
        how = chance.randrange(3)
        if how == 0 and len(lines) > 1:
            del lines[at]
        elif how == 1:
            lines.insert(to, lines[at])
        else:
            lines[at], lines[to] = lines[to], lines[at]
    note = {"checkpoint_txt": maker.checkpoint(lines)} if chance.random() < 0.3 else {}
    return Mutant(_packed(made, lines, **note), made.trust())


def checkpoint(chance: random.Random, made: maker.Maker) -> Mutant:
    """Bytes of it, or one of another size, key or origin."""
    lines = list(made.lines)
    data = chance.choice(
        (
            bent(_parts(made)["checkpoint.txt"], chance),
            maker.checkpoint(lines[: chance.randrange(len(lines))]),
            maker.checkpoint(lines, size=chance.randrange(20)),
            maker.checkpoint(lines, key=maker.Key("thief")),
            maker.checkpoint(lines, origin="other.example"),
        )
    )
    return Mutant(_packed(made, lines, checkpoint_txt=data), made.trust())


def zipped(chance: random.Random, made: maker.Maker) -> Mutant:
    """Bytes of the packed entries or of what other files say, or a file taken out."""
    parts = dict(_parts(made))
    name = chance.choice(list(parts))
    if chance.random() < 0.3 and name != "entries.jsonl":
        del parts[name]
    else:
        parts[name] = bent(parts[name], chance)
    manifest = _parts(made) if chance.random() < 0.5 else parts
    listed = [(n, parts[n]) for n in maker.NAMES if n in parts]
    stated = maker.manifest(dict(manifest), made.ledger, made.size)
    return Mutant(maker.pack([("bundle.json", stated), *listed]), made.trust())


def manifest(chance: random.Random, made: maker.Maker) -> Mutant:
    """Bytes or values of `bundle.json`."""
    data = maker.manifest(_parts(made), made.ledger, made.size)
    if chance.random() < 0.5:
        data = bent(data, chance)
    else:
        document = json.loads(data)
        change(document, chance)
        data = spelled(document)
    listed = [(name, _parts(made)[name]) for name in maker.NAMES]
    return Mutant(maker.pack([("bundle.json", data), *listed]), made.trust())


def trust(chance: random.Random, made: maker.Maker) -> Mutant:
    """Values of the trust file, or what was seen."""
    document = json.loads(made.trust())
    if chance.random() < 0.5:
        size = chance.randrange(made.size + 2)
        root = made.tree.root(min(size, made.size)).hex()
        document["last_seen"] = {"root": chance.choice((root, "ab" * 32)), "size": size}
    else:
        change(document, chance)
    return Mutant(_packed(made, list(made.lines)), spelled(document))


def values(chance: random.Random, made: maker.Maker) -> Mutant:
    """Of one entry, by anybody: what it says of itself no longer fits, or is linked and signed anew."""
    entries = [json.loads(line) for line in made.lines]
    index = chance.randrange(len(entries))
    for _ in range(chance.choice((1, 1, 2))):
        change(entries[index], chance)
    if chance.random() < 0.6:
        sign(entries[index])
    is_linked = chance.random() < 0.7
    lines: list[bytes] = []
    for entry in entries:
        if is_linked and isinstance(entry, dict) and "previous" in entry and lines:
            entry["previous"] = merkle.leaf_hash(lines[-1]).hex()
        lines.append(spelled(entry))
    note = {"checkpoint_txt": maker.checkpoint(lines)} if is_linked else {}
    return Mutant(_packed(made, lines, **note), made.trust())


def spelled(document: Any) -> bytes:
    """As one that is canonical where it can be."""
    try:
        return encode(document)
    except Exception:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [p for key in value for p in places(value[key], (*path, key))]
    if isinstance(value, list):
        return found + [p for n, item in enumerate(value) for p in places(item, (*path, n))]
    return found


def change(document: Any, chance: random.Random) -> None:
    """One value anywhere is replaced by an odd one or by another of the same document, or taken out, or a member added."""
    there = places(document)
    if not there:
        return
    path = chance.choice(there)
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    how = chance.random()
    if how < 0.15:
        del holder[path[-1]]
    elif how < 0.25 and isinstance(holder, dict):
        holder["more"] = copy.deepcopy(chance.choice(ODD))
    elif how < 0.5:
        holder[path[-1]] = copy.deepcopy(at(document, chance.choice(there)))
    else:
        holder[path[-1]] = copy.deepcopy(chance.choice(ODD))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    """The value at a path."""
    for step in path:
        document = document[step]
    return document


def sign(entry: Any) -> None:
    """Signs the act anew with the keys that signed it, as far as it is still an act."""
    by_id = {key.id: key for key in (*maker.PERSONS.values(), maker.RECORDER)}
    try:
        signing = [by_id[line["key"]] for line in entry["signatures"]]
        entry["signatures"] = [key.sign_act(entry["act"]) for key in signing]
    except Exception:
        return


KINDS: tuple[Callable[[random.Random, maker.Maker], Mutant], ...] = (
    bytes_of_lines, bytes_of_lines, order_of_lines, checkpoint, zipped, manifest, trust, values, values, values,
)  # fmt: skip
