"""`eal intake key`, `settle`, `agree`: two clerks key the same paper; where they differ a third looks.

A form is written as `name: value` lines, with the names of the columns of a CSV file; the day is
today unless one is written:

    form: f-001
    unit: ps-1
    contest: mayor
    run: run-1
    level: station
    votes/a: 61
    board_signed: 5
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from ledger import read
from ledger.chain import envelope
from ledger.chain import packet as packet_of
from ledger.chain.keys import PrivateKey
from ledger.commands import keyfiles, output, places, telling
from ledger.commands.options import TakingIn
from ledger.drafts import reader
from ledger.errors import Malformed, NotFound
from ledger.intake import blind, forms, sources
from ledger.intake.blind import Kept
from ledger.ledger import Ledger
from ledger.submit import Failed, Recorded, Refused

Clerks = Annotated[str, Parameter(help="Who keys this form: both clerks (ana,ben).")]


def key(
    form: Path,
    *,
    by: TakingIn,
    clerks: Clerks,
) -> None:
    """Key a paper form, and sign it, without seeing what the other clerk keyed.

    The second of the two completes it: where both keyed the same it is recorded, else what differs
    is kept for a third look.

    For example:
      eal intake key f-001.yaml --ledger DIR --key ana.pem --clerks ana,ben
      eal intake key f-001.yaml --ledger DIR --key ben.pem --clerks ana,ben --json

    Exit codes: 0 kept or recorded; 1 refused, or the two differ; 2 unreadable; 3 writing is
    stopped; 4 not enrolled; 5 not reachable.
    """
    written = _read(form)
    with _opened(by) as (opened, signer):
        told = forms.read({"day": opened.clock()[:10], **written})
        signing = _signing(opened, [one.strip() for one in clerks.split(",")])
        packet = forms.packet(forms.act(told, signing, "double_entry"), signer)
        _tell(blind.enter(opened, packet), by.json)


def settle(
    form: Path,
    *,
    by: TakingIn,
) -> None:
    """Take a third look at a form that two clerks keyed differently; every difference is named.

    It is recorded when one of the first two agrees (`eal intake agree`).

    For example:
      eal intake settle f-001.yaml --ledger DIR --key cleo.pem
      eal intake settle f-001.yaml --ledger DIR --key cleo.pem --json

    Exit codes: 0 kept; 1 refused; 2 unreadable; 3 writing is stopped; 4 there is nothing to
    settle; 5 not reachable.
    """
    written = _read(form)
    with _opened(by) as (opened, signer):
        told = forms.read({"day": opened.clock()[:10], **written})
        persons = [*blind.keyed_by(opened, told.form), _person(opened, signer)]
        members = blind.third_act(opened, told, _signing(opened, persons))
        _tell(blind.enter(opened, forms.packet(members, signer)), by.json)


def agree(
    form: str,
    *,
    by: TakingIn,
) -> None:
    """Agree to a third look, as one of the two who keyed the form; then it is recorded.

    For example:
      eal intake agree f-001 --ledger DIR --key ana.pem
      eal intake agree f-001 --ledger DIR --key ana.pem --json

    Exit codes: 0 recorded; 1 refused; 2 unreadable; 3 writing is stopped; 4 there is nothing to
    agree to; 5 not reachable.
    """
    with _opened(by) as (opened, signer):
        packet = packet_of.add(blind.awaiting(opened, form), signer)
        if not by.json:
            output.hint("You sign:")
            telling.tell(envelope.parse(packet.act), None)
        _tell(blind.enter(opened, packet), by.json)


@contextmanager
def _opened(by: TakingIn) -> Iterator[tuple[Ledger, PrivateKey]]:
    """The ledger, to be written, and the clerk's key."""
    signer = keyfiles.read(by.key, by.key_passphrase_file or by.passphrase_file)
    with places.writing(by.ledger, by.passphrase_file, by.at) as opened:
        yield opened, signer


def _read(path: Path) -> dict[str, str]:
    tree = reader.read(keyfiles.read_bytes(path, "a form, name: value a line"))
    if not isinstance(tree, dict) or not all(isinstance(one, str) for one in tree.values()):
        raise Malformed("bad_form", "lines of name: value", tree, str(path))
    for name in tree:
        if name not in forms.NAMES and not forms.is_figure(name):
            raise Malformed("bad_form", "a column of ours, or a measure", name, str(path))
    return {name: str(value) for name, value in tree.items()}


def _signing(opened: Ledger, persons: list[str]) -> forms.Signing:
    assert opened.ledger_id is not None, "a founded ledger has an id"
    with read.view(opened) as view:
        return sources.clerks_of(
            view.law, persons, ledger_id=opened.ledger_id.hex(), origin=opened.origin
        )


def _person(opened: Ledger, signer: PrivateKey) -> str:
    with read.view(opened) as view:
        enrolled = view.law.key(signer.public.id)
    if enrolled is None or enrolled["person"] is None:
        raise NotFound(f"no key {signer.public.id} in this ledger", "enrol the clerk's key first")
    return str(enrolled["person"])


def _tell(kept: Kept, as_json: bool) -> None:
    answer = kept.answer
    if isinstance(answer, Failed):
        raise answer.fault
    if as_json:
        index = answer.index if isinstance(answer, Recorded) else None
        code = answer.problems[0].code if isinstance(answer, Refused) else None
        told = {"code": code, "form": kept.form, "index": index, "state": kept.state}
        output.document(told | {"mismatches": kept.mismatches})
    elif isinstance(answer, Refused):
        telling.tell_refused(answer.problems, answer.refusal, as_json)
    else:
        output.say(_SAID[kept.state].format(form=kept.form, index=getattr(answer, "index", None)))
        for line in kept.mismatches:
            output.say(f"  {line}")
    if isinstance(answer, Refused) or kept.state == "differs":
        sys.exit(output.REFUSED)


_SAID = {
    "waits": "{form} is kept; it waits for the other clerk.",
    "differs": "{form}: the two entries differ, and a third look is needed.",
    "third_look": "{form}: the third look is kept; one of the first two has to agree.",
    "submitted": "{form} is recorded as entry {index}.",
}
