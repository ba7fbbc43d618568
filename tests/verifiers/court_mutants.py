"""Sealed logs, bundles of one unit and state proofs, changed at random.

Families with numbers of their own: a mutant is a function of its family and number alone. Whoever
changes these documents has the file; or the keys of log and recorder too, and seals what was changed
as if it were in order.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from tests.verifiers import courts, maker, mutants, state_proofs
from tests.verifiers.maker import MEMBERS, PERSONS, Json, Maker, box, event
from tests.verifiers.mutants import Mutant
from tests.verifiers.trees import root_of
from tests.verifiers.twins import SAID
from verifiers import merkle
from verifiers.reading import encode

UNITS = ("pc-1", "pc-2", "town")
ALL: list[str] = []
"""What a trust file lists that requires every check."""


@cache
def _log() -> tuple[Maker, int]:
    """The story, a lost key, a word about the other centre, a seal, and one act more."""
    made = maker.story()
    made.add(event("key.revoked", key=PERSONS["m3"].id, reason="Lost."), by=["m3"])
    made.add(event("poll.halted", run="run-1", scope=[box("pc-2")]), by=["m2"])
    sealed = state_proofs.seal(made)
    made.add(SAID, by=["m2"])
    return made, sealed


@cache
def _later() -> tuple[Maker, int, int]:
    """The same, and an act about the centre after the seal."""
    made, sealed = copy.deepcopy(_log())
    index = made.add(event("poll.halted", run="run-1", scope=[box("pc-1")]), by=MEMBERS[:1])
    return made, sealed, index


def sealed(number: int) -> Mutant:
    """A mutant of the whole bundle of a sealed log."""
    return mutants.of(_log()[0], random.Random(f"sealed {number}"))


def unit(number: int) -> Mutant:
    """A mutant of a bundle of one unit."""
    chance = random.Random(f"unit {number}")
    return chance.choice(_UNIT_KINDS)(chance, chance.choice(UNITS))


def state(number: int) -> Mutant:
    """A mutant of a state proof."""
    chance = random.Random(f"state {number}")
    return chance.choice(_STATE_KINDS)(chance, chance.choice(UNITS))


# -- bundles of one unit -----------------------------------------------------------------------------


def _excerpt(chance: random.Random, unit: str) -> courts.Excerpt:
    if chance.random() < 0.15:
        made, at, index = _later()
        return courts.Excerpt(made, at, "pc-1", later=(index,))
    return courts.Excerpt(*_log(), unit)


def _read(data: bytes) -> Any:
    try:
        found = json.loads(data)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _packed(made: Maker, files: courts.Files, chance: random.Random, **trust: Any) -> Mutant:
    """With a list of files that is mostly true."""
    contents = _read(files.get("bundle.json", b""))
    if chance.random() < 0.9 and contents:
        contents["files"] = [
            {"bytes": len(data), "name": name, "sha256": sha256(data).hexdigest()}
            for name, data in files.items()
            if name != "bundle.json"
        ]
        files = files | {"bundle.json": mutants.spelled(contents)}
    return Mutant(maker.pack(files.items()), made.trust(**({"required_checks": ALL} | trust)))


def _bytes_of_files(chance: random.Random, unit: str) -> Mutant:
    kept = _excerpt(chance, unit)
    files = kept.files()
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(list(files))
        files[name] = mutants.bent(files[name], chance)
    return _packed(kept.made, files, chance)


def _files_of_it(chance: random.Random, unit: str) -> Mutant:
    """One is left out, or is that of another unit."""
    kept, other = _excerpt(chance, unit), courts.Excerpt(*_log(), chance.choice(UNITS)).files()
    files = kept.files()
    name = chance.choice(list(files))
    if chance.random() < 0.3:
        del files[name]
    else:
        files[name] = other[name]
    return _packed(kept.made, files, chance)


_OF_LINES = ("entries.jsonl", "entries.jsonl", "law.jsonl", "paths.jsonl")


def _order_of_lines(chance: random.Random, unit: str) -> Mutant:
    """Dropped, doubled, moved, put in from the log; of entries and paths together or not."""
    kept = _excerpt(chance, unit)
    files, name = kept.files(), chance.choice(_OF_LINES)
    lines = files[name].splitlines()
    if name == "entries.jsonl" and chance.random() < 0.3:
        lines.insert(chance.randrange(len(lines)), chance.choice(kept.made.lines))
    else:
        _shuffle(lines, chance)
    files[name] = b"".join(line + b"\n" for line in lines)
    if name == "entries.jsonl" and chance.random() < 0.4:
        there = [json.loads(line)["index"] for line in lines]
        paths = [kept._path(index) for index in sorted(set(there))]
        files["paths.jsonl"] = b"".join(encode(path) + b"\n" for path in paths)
    return _packed(kept.made, files, chance)


def _shuffle(items: list[Any], chance: random.Random) -> None:
    at, to = (chance.randrange(len(items)) for _ in "ab")
    how = chance.randrange(3)
    if how == 0:
        del items[at]
    elif how == 1:
        items.insert(to, copy.deepcopy(items[at]))
    else:
        items[at], items[to] = items[to], items[at]


def _values_of_lines(chance: random.Random, unit: str) -> Mutant:
    """Of an entry, which is perhaps signed anew; of a sheet of law or of a path."""
    kept = _excerpt(chance, unit)
    files, name = kept.files(), chance.choice(_OF_LINES)
    lines = [json.loads(line) for line in files[name].splitlines()]
    document = chance.choice(lines)
    for _ in range(chance.choice((1, 1, 2))):
        mutants.change(document, chance)
    if name == "entries.jsonl" and chance.random() < 0.6:
        mutants.sign(document)
    files[name] = b"".join(mutants.spelled(line) + b"\n" for line in lines)
    return _packed(kept.made, files, chance)


def _proof_in_it(chance: random.Random, unit: str) -> Mutant:
    kept = _excerpt(chance, unit)
    _bend_proof(kept.proof, chance)
    files = kept.files() if _is_whole(kept.proof) else courts.Excerpt(*_log(), unit).files()
    return _packed(kept.made, files | {"proof.json": mutants.spelled(kept.proof)}, chance)


def _is_whole(proof: Json) -> bool:
    """Whether the words on top can be made of it."""
    try:
        answer = proof["answer"]
        named = [answer[name] for name in ("day", "unit")] + [
            one["index"] for one in proof["later"]
        ]
        return all(
            isinstance(value, str | int) for value in (*named, answer["position"], proof["size"])
        )
    except (KeyError, TypeError):
        return False


def _trusted(chance: random.Random, unit: str) -> Mutant:
    kept = _excerpt(chance, unit)
    return _packed(kept.made, kept.files(), chance, **_trust(kept.made, chance))


def _trust(made: Maker, chance: random.Random) -> Json:
    """What was seen, and which checks are required."""
    size = chance.randrange(made.size + 2)
    root = made.tree.root(min(size, made.size)).hex()
    required = sorted(chance.sample([f"V{n:02}" for n in range(1, 30)], chance.randrange(12)))
    seen = {"root": chance.choice((root, root, "ab" * 32)), "size": size}
    return {"last_seen": chance.choice((None, seen, seen)), "required_checks": required}


def _by_an_insider(chance: random.Random, unit: str) -> Mutant:
    while True:
        made, at = _sealed_all_the_same(chance)
        try:
            kept = courts.Excerpt(made, at, unit)
        except (KeyError, TypeError, ValueError):
            # What was seen there is nothing for which there is a path.
            continue
        return _packed(made, kept.files(), chance)


# -- who has the keys of log and recorder --------------------------------------------------------------


def _sealed_all_the_same(chance: random.Random) -> tuple[Maker, int]:
    """Entries are changed, signed anew, linked anew, and sealed with the rows that were there before."""
    made, at = _log()
    entries = [json.loads(line) for line in made.lines]
    for _ in range(chance.choice((1, 1, 2))):
        index = chance.randrange(1, at)
        changed = copy.deepcopy(entries[index])
        mutants.change(changed["act"] if chance.random() < 0.8 else changed, chance)
        if isinstance(changed.get("act"), dict) and isinstance(changed.get("index"), int):
            mutants.sign(changed)
            entries[index] = changed
    lines: list[bytes] = []
    tree = merkle.Tree()
    for entry in entries:
        if lines and "previous" in entry:
            entry["previous"] = merkle.leaf_hash(lines[-1]).hex()
        if len(lines) == at:
            _seal_anew(made, entry, lines)
        _see_anew(entry, tree, len(lines))
        lines.append(mutants.spelled(entry))
        tree.add(merkle.leaf_hash(lines[-1]))
    forged = copy.copy(made)
    forged.lines, forged.tree = lines, tree
    forged.told = [one for one in made.told if one.entry.index < at]
    return forged, at


def _see_anew(entry: Json, tree: merkle.Tree, size: int) -> None:
    """What the signers had seen is a root of this log again; those who signed sign that."""
    act = entry.get("act")
    seen = act.get("seen") if isinstance(act, dict) else None
    if isinstance(seen, dict) and isinstance(seen.get("size"), int) and 0 <= seen["size"] <= size:
        root = tree.root(seen["size"]).hex()
        if seen.get("root") != root:
            seen["root"] = root
            mutants.sign(entry)


def _seal_anew(made: Maker, entry: Json, lines: list[bytes]) -> None:
    forged = copy.copy(made)
    forged.lines = lines
    fields = entry["act"]["events"][0]["fields"]
    hashes = state_proofs.leaves(state_proofs.state(forged, fields["position"]))
    fields["root"] = root_of(hashes).hex()
    entry["signatures"] = [maker.RECORDER.sign_act(entry["act"])]


# -- state proofs ------------------------------------------------------------------------------------


def _proof(chance: random.Random, unit: str) -> tuple[Maker, Json]:
    made, at = _log()
    proof = state_proofs.proof(made, at, unit)
    if chance.random() < 0.4:
        size = chance.randrange(1, made.size)
        leaves = [merkle.leaf_hash(line) for line in made.lines]
        path = [one.hex() for one in courts._consistency(leaves, size)]
        proof["extends"] = {"path": path, "size": size}
    if chance.random() < 0.2:
        proof["later"] = [state_proofs.included(made, at)]
    return made, proof


def _bend_proof(proof: Json, chance: random.Random) -> None:
    """Values, or the order of a list, once or twice."""
    for _ in range(chance.choice((1, 1, 2))):
        lists = [
            path for path in mutants.places(proof) if isinstance(mutants.at(proof, path), list)
        ]
        items = mutants.at(proof, chance.choice(lists)) if lists else []
        if items and chance.random() < 0.4:
            _shuffle(items, chance)
        else:
            mutants.change(proof, chance)


def _shown(made: Maker, data: bytes, **trust: Any) -> Mutant:
    return Mutant(data, made.trust(**({"required_checks": ALL} | trust)), "state")


def _values_of_proof(chance: random.Random, unit: str) -> Mutant:
    made, proof = _proof(chance, unit)
    _bend_proof(proof, chance)
    return _shown(made, mutants.spelled(proof))


def _bytes_of_proof(chance: random.Random, unit: str) -> Mutant:
    made, proof = _proof(chance, unit)
    return _shown(made, mutants.bent(encode(proof), chance))


def _entry_in_proof(chance: random.Random, unit: str) -> Mutant:
    """The sealing entry, the founding or a later one says something else, perhaps signed anew."""
    made, proof = _proof(chance, unit)
    holder, name = chance.choice(
        [(proof["seal"], "entry"), (proof["seal"], "entry"), (proof, "founding")]
    )
    entry = json.loads(holder[name])
    mutants.change(entry, chance)
    if chance.random() < 0.6:
        mutants.sign(entry)
    holder[name] = mutants.spelled(entry).decode("utf-8", "replace")
    return _shown(made, mutants.spelled(proof))


def _trusted_proof(chance: random.Random, unit: str) -> Mutant:
    made, proof = _proof(chance, unit)
    trust = _trust(made, chance)
    if trust["last_seen"] and proof["extends"] and chance.random() < 0.7:
        size = proof["extends"]["size"]
        trust["last_seen"] = {"root": made.tree.root(size).hex(), "size": size}
    return _shown(made, encode(proof), **trust)


def _proof_by_an_insider(chance: random.Random, unit: str) -> Mutant:
    made, at = _sealed_all_the_same(chance)
    return _shown(made, encode(state_proofs.proof(made, at, unit)))


Kind = Callable[[random.Random, str], Mutant]
_UNIT_KINDS: tuple[Kind, ...] = (
    _bytes_of_files, _files_of_it, _order_of_lines, _values_of_lines, _values_of_lines, _proof_in_it, _trusted,
    _by_an_insider, _by_an_insider, _by_an_insider,
)  # fmt: skip
_STATE_KINDS: tuple[Kind, ...] = (
    _values_of_proof, _values_of_proof, _values_of_proof, _bytes_of_proof, _entry_in_proof, _trusted_proof, _proof_by_an_insider,
)  # fmt: skip
FAMILIES: dict[str, Callable[[int], Mutant]] = {
    "bundle": mutants.mutant, "sealed": sealed, "unit": unit, "state": state,
}  # fmt: skip
"""By name; the first is that of the numbers without a name."""
