"""A paper form as it is taken in, and the act that records it: one form, one act.

    form,unit,contest,run,level,day,registered,voted,votes/a,votes/b,board_signed,image
    f-001,ps-1,mayor,run-1,station,2026-11-05,612,431,200,229,5,9c11...

A form is the same act whoever writes it with the same members, byte for byte: so two clerks who
keyed the same have signed the same, and a file that is taken in twice records nothing twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ledger import limits
from ledger.chain import envelope, jws
from ledger.chain.keys import PrivateKey
from ledger.chain.packet import Packet
from ledger.election import spellings
from ledger.errors import Malformed

Entered = Literal["double_entry", "intake_system", "third_look"]
Value = dict[str, Any]
"""A quantity of the specification: `{"high":61,"low":61,"why":null}`."""

EVENTS = json.loads((Path(__file__).parent / "events.json").read_bytes())
"""The types of events that forms are recorded with: names are data, here as everywhere."""

FIGURES: dict[str, str] = EVENTS["figures"]

TELEPHONE = "telephone"
"""The level of figures that are provisional, and never a count."""

LEVELS = ("canvass", "count", "declaration", "preliminary", "station", TELEPHONE)

MEASURES = frozenset(
    {
        "registered", "voted", "received", "used", "unused", "spoiled", "in_box", "valid",
        "invalid", "blank", "votes", "preference_votes", "list_only_votes", "seats",
    }
)  # fmt: skip
"""Measures by which a column may be called without a mapping (docs/spec/12-results.md, 12.12)."""

PLACE = ("form", "unit", "contest", "run", "level", "day")
CHANNEL = "channel"
"""A column for forms that count one channel only (`absentee_mail`), beside others of the unit."""

PAPER = ("board_refused", "board_signed", "image", "refusal_reasons", "remarks")

NAMES = (*PLACE, CHANNEL, *PAPER)
"""The columns that hold no figure."""

_TEXT_MAX = 500
_COUNT = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_UNKNOWN = re.compile(r"unknown ([a-z][a-z0-9_]{0,63})", re.ASCII)
_FORMULA = "=+-@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: where it belongs, its figures by (measure, selection), and what stands on the paper."""

    form: str
    unit: str
    contest: str
    run: str
    level: str
    day: str
    figures: Mapping[tuple[str, str | None], Value]
    channel: str | None = None
    image: str | None = None
    board_signed: Value | None = None
    board_refused: Value | None = None
    refusal_reasons: str | None = None
    remarks: str | None = None


class Signing(NamedTuple):
    """Who signs: the ledger's name, the body, and the persons asked, each with an office."""

    ledger_id: str
    origin: str
    body: str
    signers: Sequence[tuple[str, str]]


def read(cells: Mapping[str, str]) -> Form:
    """Return the form that a row's cells spell, by the names of columns; empty is not stated.

    Raises Malformed: nothing is guessed, and no number is mended.
    """
    told = {name: cells.get(name, "") for name in PLACE}
    for name in ("form", "unit", "contest", "run"):
        if not spellings.is_id(told[name]):
            raise _wrong("bad_id", "an id: 1 to 64 of a-z, 0-9, '.', '_' and '-'", told[name], name)
    if told["level"] not in LEVELS:
        raise _wrong("bad_level", f"one of {', '.join(LEVELS)}", told["level"], "level")
    if not spellings.is_day(told["day"]):
        raise _wrong("bad_day", "a day: 2026-11-05", told["day"], "day")
    channel = cells.get(CHANNEL) or None
    if channel is not None and (not spellings.is_code(channel) or told["level"] == TELEPHONE):
        raise _wrong("bad_channel", "a code such as absentee_mail, of a form", channel, CHANNEL)
    image = cells.get("image") or None
    if image is not None and not re.fullmatch(r"[0-9a-f]{64}", image):
        raise _wrong("bad_hash", "the SHA-256 of the image, 64 of 0-9 and a-f", image, "image")
    figures = dict(_figures(cells))
    if not figures:
        raise _wrong("no_figures", "at least one figure", "none", "figures")
    return Form(
        **told,
        figures=figures,
        channel=channel,
        image=image,
        board_signed=_quantity(cells, "board_signed"),
        board_refused=_quantity(cells, "board_refused"),
        refusal_reasons=_text(cells, "refusal_reasons"),
        remarks=_text(cells, "remarks"),
    )


def is_figure(name: str) -> bool:
    """Whether a column of this name holds figures: `voted`, `votes/a`."""
    measure, slash, selection = name.partition("/")
    is_named = spellings.is_code(measure) is not None and measure not in NAMES
    return is_named and (not slash or bool(spellings.is_id(selection)))


def act_id(form: str) -> str:
    """The id of the act that records a form: another act for the same form is refused."""
    made = f"form-{form}"
    return made if len(made) <= 64 else f"form-{sha256(form.encode()).hexdigest()[:40]}"


def act(
    form: Form, signing: Signing, entered: Entered, mismatches: Sequence[str] = ()
) -> dict[str, Any]:
    """The members of the act that records a form."""
    return {
        "act_id": act_id(form.form),
        "attestation": None,
        "body": signing.body,
        "day": form.day,
        "decision": None,
        "events": [
            {"fields": fields, "occurred": None, "type": name, "version": 1}
            for name, fields in _events(form, entered, mismatches)
        ],
        "format": 0,
        "ledger": {"id": signing.ledger_id, "origin": signing.origin},
        "seen": None,
        "signers": [
            {"body": signing.body, "in_place_of": None, "office": office, "person": person}
            for person, office in sorted(signing.signers)
        ],
    }


def packet(members: dict[str, Any], key: PrivateKey) -> Packet:
    """The act, signed; Malformed if one act cannot hold it."""
    data = envelope.format(members)
    return Packet(data, (jws.sign(key, data),))


def _events(
    form: Form, entered: Entered, mismatches: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    place: dict[str, Any] = {
        "contest": form.contest,
        "figures": [
            {"measure": measure, "selection": selection, "value": value}
            for (measure, selection), value in sorted(form.figures.items(), key=_cell)
        ],
        "form": form.form,
        "run": form.run,
        "unit": form.unit,
    }
    if form.level == TELEPHONE:
        yield FIGURES["telephone"], place
        return
    if form.channel is None:
        yield FIGURES["unit"], place | {"level": form.level}
    else:
        yield FIGURES["channel"], place | {"covers": [_box(form)], "level": form.level}
    yield (
        EVENTS["paper"],
        {
            "board_refused": form.board_refused,
            "board_signed": form.board_signed,
            "entered": entered,
            "form": form.form,
            "image": form.image,
            "mismatches": list(mismatches) or None,
            "refusal_reasons": form.refusal_reasons,
            "remarks": form.remarks,
        },
    )
    if form.image is None:
        yield EVENTS["image_awaited"], {"form": form.form}


def _box(form: Form) -> dict[str, Any]:
    return {
        "channels": [form.channel],
        "contests": [form.contest],
        "further": None,
        "lists": [],
        "selections": ["all"],
        "units": [form.unit],
    }


def _cell(item: tuple[tuple[str, str | None], Value]) -> tuple[str, bool, str]:
    (measure, selection), _ = item
    return measure, selection is not None, selection or ""


def _figures(cells: Mapping[str, str]) -> Iterator[tuple[tuple[str, str | None], Value]]:
    for name in cells:
        if name in NAMES:
            continue
        value = _quantity(cells, name)
        if value is not None:
            measure, slash, selection = name.partition("/")
            yield (measure, selection if slash else None), value


def _quantity(cells: Mapping[str, str], name: str) -> Value | None:
    """A whole number, or `unknown torn`; nothing where nothing stands."""
    text = cells.get(name, "")
    if not text:
        return None
    unknown = _UNKNOWN.fullmatch(text)
    if unknown:
        return {"high": None, "low": 0, "why": unknown[1]}
    if not _COUNT.fullmatch(text) or int(text) > limits.INTEGER_MAX:
        expected = "digits only, without sign, space, separator or leading zero; or `unknown torn`"
        raise _wrong("bad_number", expected, text, name)
    return {"high": int(text), "low": int(text), "why": None}


def _text(cells: Mapping[str, str], name: str) -> str | None:
    text = cells.get(name, "")
    if not text:
        return None
    if text[0] in _FORMULA or not text.isprintable():
        expected = f"text without control characters that does not begin with one of {_FORMULA}"
        raise _wrong("formula", expected, text, name)
    if len(text) > _TEXT_MAX:
        raise _wrong("bad_text", f"at most {_TEXT_MAX} characters", f"{len(text)} of them", name)
    return text


def _wrong(code: str, expected: str, found: object, where: str) -> Malformed:
    return Malformed(code, expected, found, where)
