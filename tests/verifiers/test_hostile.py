"""Whatever is done to a bundle, there is an answer, and it is not VERIFIED."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifiers import examined, maker
from verifiers import merkle
from verifiers.reading import encode

MADE = maker.story()
PARTS = MADE.parts()
BUNDLE, TRUST = maker.bundle(PARTS, MADE.ledger, MADE.size), MADE.trust()
ENTRIES = PARTS["entries.jsonl"]


@pytest.mark.parametrize("at", range(5, len(ENTRIES), len(ENTRIES) // 60))
def test_a_flipped_bit_of_any_entry_is_found_there(at: int) -> None:
    """The manifest was made anew, so that nothing else gives it away."""
    bent = ENTRIES[:at] + bytes([ENTRIES[at] ^ (1 << at % 8)]) + ENTRIES[at + 1 :]
    index = ENTRIES[:at].count(b"\n")
    bundle = maker.bundle(PARTS | {"entries.jsonl": bent}, MADE.ledger, MADE.size)
    found = examined.report(bundle, TRUST)
    assert found["verdict"] == "CONTRADICTED"
    assert found["first_finding"]["index"] == index


@pytest.mark.parametrize("at", range(3, len(BUNDLE), len(BUNDLE) // 80))
def test_a_flipped_bit_of_the_file_is_never_a_traceback(at: int) -> None:
    """Packed, so that it may hit the zip's own structure."""
    bent = BUNDLE[:at] + bytes([BUNDLE[at] ^ 4]) + BUNDLE[at + 1 :]
    code, out, err = examined.run(bent, TRUST)
    assert "verifier_fault" not in out + err
    assert code in (0, 1, 2, 4)
    if code == 0:
        assert _same_files(bent)


def _same_files(bundle: bytes) -> bool:
    """Whether only what no one reads was hit, such as a file's time."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(bundle)) as one, zipfile.ZipFile(io.BytesIO(BUNDLE)) as other:
        return one.namelist() == other.namelist()


@pytest.mark.parametrize("at", range(0, len(BUNDLE), len(BUNDLE) // 12))
def test_a_file_cut_short_is_refused(at: int) -> None:
    """At any place."""
    assert examined.run(BUNDLE[:at], TRUST)[0] == 2


ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**53 - 1,
    "",
    "x",
    "#",
    "a#1",
    "$run",
    "é",
    [],
    [[]],
    {},
    {"a": 1},
]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [p for key in value for p in _places(value[key], (*path, key))]
    if isinstance(value, list):
        return found + [p for n, item in enumerate(value) for p in _places(item, (*path, n))]
    return found


def _bent(entry: Any, path: tuple[Any, ...], other: Any) -> None:
    for step in path[:-1]:
        entry = entry[step]
    if other == "remove":
        del entry[path[-1]]
    else:
        entry[path[-1]] = other


@settings(max_examples=250)
@given(st.integers(0, MADE.size - 1), st.randoms(use_true_random=False))
def test_any_value_may_be_any_other(index: int, chance: random.Random) -> None:
    """Entries stay canonical, signed by those who signed, linked and checkpointed anew."""
    entries = [json.loads(line) for line in MADE.lines]
    for _ in range(chance.randint(1, 2)):
        path = chance.choice(_places(entries[index]))
        _bent(entries[index], path, copy.deepcopy(chance.choice([*ODD, "remove"])))
    _sign(entries[index])
    lines: list[bytes] = []
    for entry in entries:
        if "previous" in entry and lines:
            entry["previous"] = merkle.leaf_hash(lines[-1]).hex()
        lines.append(encode(entry))
    files = PARTS | {"entries.jsonl": b"".join(line + b"\n" for line in lines)}
    files["checkpoint.txt"] = maker.checkpoint(lines)
    trust = MADE.trust(ledger={"id": merkle.leaf_hash(lines[0]).hex(), "origin": maker.ORIGIN})
    bundle = maker.bundle(files, json.loads(trust)["ledger"], MADE.size)
    code, out, err = examined.run(bundle, trust)
    assert "verifier_fault" not in out + err, err
    assert code == 1 or lines == MADE.lines or code == 0, (code, out)


def _sign(entry: Any) -> None:
    """Signs the act anew with the keys that signed it, as far as it is still an act."""
    by_id = {key.id: key for key in (*maker.PERSONS.values(), maker.RECORDER)}
    try:
        signing = [by_id[line["key"]] for line in entry["signatures"]]
        entry["signatures"] = [key.sign_act(entry["act"]) for key in signing]
    except (KeyError, TypeError):
        return


def test_what_comes_from_a_bundle_cannot_move_the_cursor() -> None:
    """Nor turn the reading order: in no output is there a character that is not printed."""
    rows = PARTS["rows.jsonl"].replace(b'"act-7"', "\x1b[2J\u202e\x9b".encode(), 1)
    bundle = maker.bundle(PARTS | {"rows.jsonl": rows}, MADE.ledger, MADE.size)
    for option in ("", "--json"):
        _, out, _ = examined.run(bundle, TRUST, *([option] if option else []))
        assert all(c.isprintable() or c == "\n" for c in out)
        assert "u{1b}[2Ju{202e}" in out.replace("\\", "")


def test_lifts_of_lifts_of_lifts_are_decided() -> None:
    """Two thousand deep: neither a recursion nor an explosion."""
    lifted = maker.declaration(
        "ruling.lifted", "ruling", {"target": "reference"}, {"do": "lift", "target": "$target"}
    )
    made = maker.story()
    made.add(maker.event("declaration.adopted", declaration=lifted))
    for _ in range(40):
        target = f"act-{made.size - 1}" if made.size > 13 else "act-8"
        events = [maker.event("ruling.lifted", target=target) for _ in range(50)]
        made.add(*events, decision=maker.decision())
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    assert examined.report(bundle, made.trust())["verdict"] == "VERIFIED"
