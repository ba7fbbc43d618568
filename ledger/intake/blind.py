"""Blind double entry: two clerks key the same paper form, neither seeing what the other keyed.

Each keys it into the same act and signs it, on their own machine. If the bytes are the same, both
have signed one act, and it is recorded. If not, what differs is kept for everybody to see; a third
person looks at the paper and keys an act that names each difference, and one of the first two
agrees by signing it. Nothing that was keyed is ever changed or taken away.

    keyed     keyed      -> recorded, or differs
    third     agreed     -> recorded, with its mismatches
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from ledger import read
from ledger.chain import envelope
from ledger.chain import packet as packet_of
from ledger.chain.packet import Packet
from ledger.election import spellings
from ledger.errors import Malformed, NotFound
from ledger.intake import forms
from ledger.ledger import Ledger
from ledger.store import heads, intake
from ledger.store.engine import reachable, writing
from ledger.store.intake import BlindEntry, Stage
from ledger.submit import Answer, packets, submit
from ledger.submit.packets import Prepared

State = Literal["waits", "differs", "third_look", "submitted"]


class Kept(NamedTuple):
    """What became of an entry: `answer` where the form is complete, `mismatches` where it differs."""

    form: str
    state: State
    mismatches: list[str]
    answer: Answer | None


def enter(ledger: Ledger, packet: Packet) -> Kept:
    """Keep what one person keyed and signed, and record the form if two agree.

    Sending it again is safe. Raises Malformed where it is no entry of this person's.
    """
    entry = _read(ledger, packet)
    with (
        ledger.engine.connect() as connection,
        writing(connection, commit="intake_entry_committed"),
    ):
        # Of two who enter at the same moment one comes second, and sees the other.
        heads.lock(connection)
        before = intake.entries_of(connection, entry.form)
        if not _is_known(before, entry):
            entry = _placed(before, entry)
            intake.keep_entry(connection, entry)
            before.append(entry)
    return _go_on(ledger, entry.form, before)


def third_act(ledger: Ledger, form: forms.Form, signing: forms.Signing) -> dict[str, Any]:
    """The act of a third look: what the third person keyed, and where the first two differ."""
    with reachable(), ledger.engine.connect() as connection:
        kept = intake.entries_of(connection, form.form)
    one, other = _two(kept, form.form)
    return forms.act(form, signing, "third_look", differences(one, other))


def keyed_by(ledger: Ledger, form: str) -> list[str]:
    """The two persons whose entries of a form differ; NotFound where there are no two."""
    with reachable(), ledger.engine.connect() as connection:
        return [one.person for one in _two(intake.entries_of(connection, form), form)]


def awaiting(ledger: Ledger, form: str) -> Packet:
    """The act of a third look that waits for one of the first two; NotFound if none does."""
    with reachable(), ledger.engine.connect() as connection:
        kept = intake.entries_of(connection, form)
    third = [one for one in kept if one.stage == "third"]
    if not third:
        found = f"no third look at {form}"
        raise NotFound(found, "see what waits with `eal intake status mismatches`")
    return Packet(packet_of.parse(third[0].packet).act, ())


def differences(one: BlindEntry, other: BlindEntry) -> list[str]:
    """What two persons keyed differently, a line each: `votes/a: ana 61, ben 67`."""
    one, other = sorted((one, other), key=lambda entry: entry.person)
    first, second = (dict(_told(entry)) for entry in (one, other))
    names = sorted(first.keys() | second.keys())
    return [
        f"{name}: {one.person} {first.get(name, 'nothing')}, "
        f"{other.person} {second.get(name, 'nothing')}"[:500]
        for name in names
        if first.get(name) != second.get(name)
    ]


def mismatches(kept: Sequence[BlindEntry]) -> list[str]:
    """What differs between the first two entries of a form; nothing while there is one."""
    keyed = [one for one in kept if one.stage == "keyed"]
    return differences(*keyed) if len(keyed) == 2 else []


def _go_on(ledger: Ledger, form: str, kept: list[BlindEntry]) -> Kept:
    keyed = [one for one in kept if one.stage == "keyed"]
    later = [one for one in kept if one.stage != "keyed"]
    if len(later) == 2 or (len(keyed) == 2 and keyed[0].digest == keyed[1].digest):
        one, other = later if len(later) == 2 else keyed
        joined = packet_of.join(
            packet_of.parse(one.packet), packet_of.parse(other.packet).signatures
        )
        return Kept(form, "submitted", mismatches(kept), submit(ledger, [joined])[0])
    state: State = "third_look" if later else "differs" if len(keyed) == 2 else "waits"
    return Kept(form, state, mismatches(kept), None)


def _read(ledger: Ledger, packet: Packet) -> BlindEntry:
    """Who keyed which form: one valid signature, by one of the two or more who are listed."""
    prepared = packets.read(packet)
    if not isinstance(prepared, Prepared):
        raise Malformed(prepared.code, prepared.expected, prepared.found, prepared.where)
    entered, form = _entered(prepared.value)
    listed = [signer["person"] for signer in prepared.value["signers"]]
    if len(packet.signatures) != 1 or len(listed) < 2:
        found = f"{len(packet.signatures)} signatures, {len(listed)} persons asked"
        raise Malformed("bad_entry", "one signature, two persons asked or more", found, "signers")
    with read.view(ledger) as view:
        packets.evaluate([prepared], view.law)
        key = view.law.key(packet.signatures[0].key)
    person = None if key is None or key["revoked"] is not None else key["person"]
    if not prepared.is_well_signed or person not in listed:
        expected = "a valid signature by one of the persons asked, with a key in force"
        raise Malformed("bad_entry", expected, person or "nobody", "signatures")
    stage: Stage = "third" if entered == "third_look" else "keyed"
    data = packet_of.format(packet)
    return BlindEntry(form, stage, str(person), prepared.act.digest, data, ledger.clock())


def _entered(act: dict[str, Any]) -> tuple[str, str]:
    """How a form was entered and which it is, as its act says."""
    kinds = [event["type"] for event in act["events"]]
    figures = (forms.FIGURES["unit"], forms.FIGURES["channel"])
    fields = act["events"][1]["fields"] if len(kinds) > 1 else {}
    entered, form = fields.get("entered"), fields.get("form")
    is_form = kinds[0] in figures and kinds[1:2] == [forms.EVENTS["paper"]]
    is_named = isinstance(form, str) and spellings.is_id(form) is not None
    is_form = is_form and is_named and _has_figures(act["events"][0]["fields"].get("figures"))
    if not is_form or entered not in ("double_entry", "third_look"):
        expected = "an act that records one form, as `eal intake key` writes it"
        raise Malformed("bad_entry", expected, ", ".join(kinds)[:100], "events")
    return entered, str(form)


def _has_figures(value: object) -> bool:
    """Whether figures can be told apart by name; what they are worth is for the judge to say."""
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and isinstance(one.get("measure"), str)
        and isinstance(one.get("selection"), str | None)
        and isinstance(one.get("value"), dict)
        for one in value
    )


def _is_known(kept: Sequence[BlindEntry], entry: BlindEntry) -> bool:
    return any((one.person, one.digest) == (entry.person, entry.digest) for one in kept)


def _placed(kept: list[BlindEntry], entry: BlindEntry) -> BlindEntry:
    """The entry with its stage, or Malformed where it is not this person's turn."""
    if entry.stage == "keyed":
        keyed = [one.person for one in kept if one.stage == "keyed"]
        if entry.person in keyed or len(keyed) == 2:
            expected = "one entry a clerk, two a form; where they differ a third looks"
            raise Malformed("already_keyed", expected, f"keyed by {', '.join(keyed)}", entry.form)
        return entry
    third = [one for one in kept if one.stage == "third"]
    if third:
        if third[0].digest != entry.digest or third[0].person == entry.person:
            expected = f"the act of {third[0].person}'s third look, signed by one of the first two"
            raise Malformed("not_agreed", expected, f"an act by {entry.person}", entry.form)
        return entry._replace(stage="agreed")
    one, other = _two(kept, entry.form)
    if entry.person in (one.person, other.person):
        expected = f"a third person, neither {one.person} nor {other.person}"
        raise Malformed("not_a_third", expected, entry.person, entry.form)
    stated = envelope.parse(packet_of.parse(entry.packet).act).events[1].fields["mismatches"]
    if stated != differences(one, other):
        raise Malformed(
            "mismatches_hidden", "every difference, as it was keyed", stated, entry.form
        )
    return entry


def _two(kept: Sequence[BlindEntry], form: str) -> tuple[BlindEntry, BlindEntry]:
    keyed = [one for one in kept if one.stage == "keyed"]
    if len(keyed) != 2 or keyed[0].digest == keyed[1].digest:
        raise NotFound(f"no two entries of {form} that differ", "key it twice first")
    return keyed[0], keyed[1]


def _told(entry: BlindEntry) -> Iterator[tuple[str, str]]:
    """Everything that an entry says, by name."""
    act = envelope.parse(packet_of.parse(entry.packet).act)
    yield "day", act.day
    yield "signers", " ".join(signer.person for signer in act.signers)
    for event in act.events:
        yield from ((f"event {event.type}", "is there"),)
        for name, value in event.fields.items():
            if name == "figures" and _has_figures(value):
                for one in value:
                    cell = "/".join(filter(None, (one["measure"], one.get("selection"))))
                    yield cell, _quantity(one["value"])
            elif value is not None:
                yield name, _quantity(value) if isinstance(value, dict) else str(value)


def _quantity(value: dict[str, Any]) -> str:
    if value.get("low") == value.get("high"):
        return str(value.get("low"))
    return f"unknown {value.get('why')}"
