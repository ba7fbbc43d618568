"""State proofs (specification, sections 14.3 and 14.4): whether sheets are sealed, and what follows from them.

```
{"absent":[…],"answer":{…},"checkpoint":"…","extends":null,"format":0,"founding":"…","later":[…],
 "ledger":{…},"seal":{…},"sheets":[{"acts":[{"leaf":HASH,"rows":[…]}],"index":K,"key":KEY,"path":[HASH…]}],…}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from verifiers import seals
from verifiers import spelling as s
from verifiers.findings import Finding
from verifiers.law import Law
from verifiers.proofs import root_from_inclusion
from verifiers.reading import Json, Malformed, encode, line, read
from verifiers.seals import Sheet
from verifiers.tables import Tables
from verifiers.views import Views

PROOF_BYTES_MAX = 16_777_216
SUSPECT = "law:suspect"
_READ = ("bar", "certify", "date", "lift", "narrow", "order_run", "widen")
_MANY = 1_000_000
_COLUMNS = {
    table: frozenset((*columns.split(), "ordinal", "since", "table"))
    for table, columns in {
        "act": "act body contested_margin day digest kind number persons",
        "amount": "bucket day event high holder how low material why",
        "effect": "act awaits body channels contests data event from_day id object run selections target until_day"
        " verb what",
        "effect_unit": "effect further sign unit",
        "figure": "contest covers day event figures form level part parts run unit",
        "law": "doc id kind",
        "member": "list unit",
        "status": "day event field subject value",
        "subject": "key kind name parent type",
    }.items()
}


def _is_row(value: Any) -> bool:
    if type(value) is not dict or value.keys() != _COLUMNS.get(str(value.get("table"))):
        return False
    return type(value["ordinal"]) is int and type(value["since"]) is int


def _is_of_one_entry(value: Any) -> bool:
    rows: list[Json] = value["rows"]
    return all(row["since"] == rows[0]["since"] for row in rows)


_ACT = s.record("leaf:hash rows:rows", rows=s.array(_is_row, 1, _MANY, by=lambda row: row["ordinal"]))
_acts = s.array(
    lambda act: _ACT(act) and _is_of_one_entry(act), 1, _MANY, by=lambda act: act["rows"][0]["since"]
)  # fmt: skip
_path = s.array(s.TYPES["hash"], 0, 63)
_text = s.text(2**24, lines=True)
_NEIGHBOUR = s.record("acts:positive chain:hash index:count key:key path:path", key=_text, path=_path)
_INCLUDED = s.record("entry:text inclusion:path index:count", path=_path, text=_text)
_ANSWER = s.record(
    "amounts:list contested:list? day:day headlines:list polls:list position:positive unit:id",
    list=lambda value: type(value) is list,
)
_SHAPE = s.record(
    "absent:absent answer:answer checkpoint:text extends:extends? format:zero founding:text later:later ledger:ledger"
    " seal:included sheets:sheets size:positive until:positive",
    absent=s.array(
        s.record("after:neighbour? before:neighbour? key:key", neighbour=_NEIGHBOUR, key=_text),
        0, _MANY, by=s.member("key"),
    ),
    answer=_ANSWER,
    extends=s.record("path:path size:positive", path=_path),
    included=_INCLUDED,
    later=s.array(_INCLUDED, 0, _MANY, by=lambda value: value["index"]),
    ledger=s.record("id:hash origin:origin"),
    sheets=s.array(
        s.record("acts:acts index:count key:key path:path", acts=_acts, key=_text, path=_path),
        1, _MANY, by=s.member("key"),
    ),
    text=_text,
)  # fmt: skip


class Asked(NamedTuple):
    """What the reader asked for, as far as they say so; `since` is the least position of the seal."""

    unit: str | None = None
    day: str | None = None
    until: int | None = None
    since: int | None = None


NOTHING = Asked()


class Sealed(NamedTuple):
    """What the sealing entry states."""

    position: int
    root: str
    sheets: int


def parse(data: bytes) -> Json:
    """Reads a state proof strictly; Malformed otherwise. One line feed may stand at its end."""
    if len(data) > PROOF_BYTES_MAX + 1:
        raise Malformed("too_large", f"{len(data)} bytes")
    proof = read(data.removesuffix(b"\n"), bytes_max=PROOF_BYTES_MAX)
    _SHAPE(proof)
    shown = [sheet["key"] for sheet in proof["sheets"]]
    if not set(shown).isdisjoint(one["key"] for one in proof["absent"]):
        raise Malformed("bad_member", "absent: a key that is among the sheets")
    size, until, extends = proof["size"], proof["until"], proof["extends"] or {"size": 0}
    if not proof["answer"]["position"] <= until <= size or extends["size"] > size:
        raise Malformed("bad_member", f"until {until}, extends {extends['size']}: within the log of {size}")
    return proof


# -- the sheets, and what is not there (V26) -----------------------------------------------------------------


def check_sheets(proof: Json, sealed: Sealed) -> Iterator[list[Finding]]:
    """For each sheet what is wrong with it, if anything."""
    for one in proof["sheets"]:
        sheet: Sheet | None = None
        for act in one["acts"]:
            sheet = seals.step(sheet, bytes.fromhex(act["leaf"]), map(line, act["rows"]))
        assert sheet is not None, "a sheet has an act"
        found = _root(one, sheet, sealed)
        sides = f"{one['key']}: a path to {sealed.root}", found
        yield [] if found == sealed.root else [Finding("V26", "sheet_not_sealed", None, *sides)]


def check_absences(proof: Json, sealed: Sealed) -> Iterator[list[Finding]]:
    """For each key that is said to be absent what is wrong with that, if anything."""
    for one in proof["absent"]:
        wrong = _why_not_absent(one, sealed)
        expected = f"{one['key']} between two sheets that stand next to each other"
        yield [Finding("V26", "absence_differs", None, expected, wrong)] if wrong else []


def _why_not_absent(absent: Json, sealed: Sealed) -> str:
    before, after = absent["before"], absent["after"]
    for side in filter(None, (before, after)):
        found = _root(side, (side["acts"], bytes.fromhex(side["chain"])), sealed)
        if found != sealed.root:
            return f"{side['key']}: {found}"
    first, last = before["index"] if before else -1, after["index"] if after else sealed.sheets
    if last != first + 1:
        return f"sheets {first} and {last} of {sealed.sheets}"
    is_between = (not before or before["key"] < absent["key"]) and (not after or absent["key"] < after["key"])
    return "" if is_between else f"between {before and before['key']} and {after and after['key']}"


def _root(one: Json, sheet: Sheet, sealed: Sealed) -> str:
    path = [bytes.fromhex(hash_) for hash_ in one["path"]]
    root = root_from_inclusion(seals.leaf_of(one["key"], sheet), one["index"], sealed.sheets, path)
    return root.hex() if root else f"no path of sheet {one['index']} of {sealed.sheets}"


# -- what follows from them (V27) ----------------------------------------------------------------------------


def check_answer(proof: Json, position: int) -> list[Finding]:
    """Whether every sheet is there on which the answer depends, and the answer is the one that follows."""
    answer, rows = proof["answer"], {sheet["key"]: _rows(sheet) for sheet in proof["sheets"]}
    try:
        missing = _needed(rows, answer["unit"]) - rows.keys() - {one["key"] for one in proof["absent"]}
        if missing:
            return [Finding("V27", "sheet_missing", None, "a sheet or an absence of each", sorted(missing)[0])]
        follows = _derive(rows, answer["unit"], answer["day"], position)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        # A seal may cover anything: what are no rows of state say nothing.
        return [Finding("V27", "state_differs", None, "rows of state", f"{type(error).__name__}: {error}"[:200])]
    # As bytes: to Python false is 0, and true is 1.
    ours, theirs = encode(follows), encode(answer)
    sides = ours.decode()[:4000], theirs.decode()[:4000]
    return [] if ours == theirs else [Finding("V27", "state_differs", None, *sides)]


def check_asked(proof: Json, position: int, asked: Asked) -> Iterator[list[Finding]]:
    """Whether it is the answer to what was asked for."""
    answer = proof["answer"]
    for code, wanted, given in (
        ("other_unit", asked.unit, answer["unit"]),
        ("other_day", asked.day, answer["day"]),
        ("other_position", asked.until, proof["until"]),
    ):
        yield [] if wanted in (None, given) else [Finding("V27", code, None, wanted, given)]
    if asked.since is not None:
        sides = f"a seal of position {asked.since} or later", position
        yield [] if position >= asked.since else [Finding("V27", "answer_is_old", None, *sides)]


def acts(proof: Json) -> list[Json]:
    """Every act that lies on the unit or on one above it, as the sealed rows tell of it, in order of the log."""
    rows = {sheet["key"]: _rows(sheet) for sheet in proof["sheets"]}
    above = ["unit:" + proof["answer"]["unit"]]
    for key in above:
        above += [
            row["parent"] for row in rows[key] if row["table"] == "subject" and row["key"] == key and row["parent"]
        ]
    told: dict[int, Json] = {}
    for key in above:
        for row in rows[key]:
            if row["table"] == "act":
                of = {name: row[name] for name in ("act", "body", "day", "kind", "number")}
                told.setdefault(row["since"], of | {"index": row["since"], "on": []})["on"].append(key[5:])
    return [told[index] for index in sorted(told)]


def _rows(sheet: Json) -> list[Json]:
    return [row for act in sheet["acts"] for row in act["rows"]]


def _needed(rows: dict[str, list[Json]], unit: str) -> set[str]:
    """Every key on which the answer about a unit depends (section 14.3)."""
    above, below = {"unit:" + unit}, {"unit:" + unit}
    found, fresh = set[str](), {SUSPECT, "unit:" + unit}
    while fresh:
        found |= fresh
        asked = set[str]()
        for key in fresh:
            for row in rows.get(key, ()):
                asked.update(_asked_by(row))
                if row["table"] == "subject" and row["key"] == key and key in above and row["parent"]:
                    above.add(row["parent"])
                if row["table"] == "subject" and row["parent"] == key and key in below and row["kind"] == "unit":
                    below.add(row["key"])
        fresh = (asked | above | below) - found
    return found


def _asked_by(row: Json) -> Iterator[str]:
    if row["table"] != "effect" or row["verb"] not in _READ:
        return
    yield "act:" + row["act"]
    if row["verb"] == "order_run":
        yield "run:" + row["run"]
        if row["data"]["basis"] is not None:
            yield "act:" + row["data"]["basis"].partition("#")[0]
    if row["verb"] == "widen":
        yield "act:" + row["target"].partition("#")[0]


def _derive(rows: dict[str, list[Json]], unit: str, day: str, position: int) -> Json:
    """What section 9 says of the unit, by these rows alone."""
    tables = Tables()
    once = {(row["since"], row["ordinal"]): row for listed in rows.values() for row in listed}
    for _, row in sorted(once.items()):
        tables.add(row)
    if not tables.exists("unit:" + unit):
        raise ValueError(f"no unit {unit}")
    found = Views(tables, Law(), day, position).answer(unit)
    return found | {"contested": None} if SUSPECT in rows else found
