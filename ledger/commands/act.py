"""`eal act`: an act from a person's draft to its receipt.

`new` and `submit` need the ledger; `sign` needs nothing but the file and a key, so that it can be
done on a machine that has never been connected; `show` says what the act will change.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from ledger import concluding, limits, read
from ledger import submit as verb
from ledger.chain import canonical, envelope
from ledger.chain import entry as entry_of
from ledger.chain import packet as packet_of
from ledger.chain import receipt as receipt_of
from ledger.chain.envelope import Act
from ledger.chain.packet import Packet
from ledger.commands import keyfiles, many, output, packets, places, telling
from ledger.commands.options import AsJson, At, LedgerDir, PassphraseFile
from ledger.drafts import act as act_of
from ledger.drafts import adoption, proposals, reader
from ledger.drafts.act import Surroundings
from ledger.errors import Malformed

app = App(name="act", help_format="plaintext", help_formatter="plain")

OptionalLedger = Annotated[
    Path | None,
    Parameter(
        name="--ledger",
        env_var="EAL_LEDGER",
        help="The folder of the ledger; without it only the act itself is shown.",
    ),
]


@app.command
def new(draft: Path, *, ledger: LedgerDir, out: Path, at: At = None, json: AsJson = False) -> None:
    """Make an act from a draft that a person wrote (YAML or JSON), ready to be signed.

    The draft's form is in docs/guides/drafts.md. What is not written is filled in: the ledger,
    the newest checkpoint as seen, versions, the day.

    For example:
      eal act new draft.yaml --ledger DIR --out annul.act.json
      eal act new draft.json --ledger DIR --out annul.act.json --json

    Exit codes: 0 made; 2 the draft does not say what is needed, or the file exists.
    """
    data = keyfiles.read_bytes(draft, "a draft")
    with _surroundings(ledger, at) as around:
        members = act_of.complete(reader.read(data), around)
    _write(members, out, ledger, as_json=json)


@app.command
def adopt(
    *names: str,
    ledger: LedgerDir,
    out: Path,
    signers: Annotated[
        str | None,
        Parameter(help="Persons asked to sign (ana,ben); by default all members of the body."),
    ] = None,
    act: Annotated[str | None, Parameter(help="The id of the act; by default from NAME.")] = None,
    at: At = None,
    json: AsJson = False,
) -> None:
    """Make the act that adopts vocabulary or rules, ready to be signed.

    NAMES are families of event types (geography, elections, annulment ...), rulesets
    (kosovo-2013), or .json files of the same form. What is law already is left out.

    For example:
      eal act adopt geography elections --ledger DIR --out adopt-1.act.json
      eal act adopt kosovo-2013 --ledger DIR --out rules.act.json --signers ana,ben

    Exit codes: 0 made; 2 no such proposal, nothing new in it, or the file exists.
    """
    if not names:
        raise Malformed("wrong_usage", f"one of {', '.join(proposals.names())}", "no name", "NAMES")
    persons = None if signers is None else [each.strip() for each in signers.split(",")]
    with _surroundings(ledger, at) as around:
        members = adoption.write(names, around, beside=Path(), persons=persons, act_id=act)
    try:
        _write(members, out, ledger, as_json=json)
    except Malformed as malformed:
        if malformed.code != "too_large" and len(members["events"]) <= limits.EVENTS_MAX:
            raise
        expected = "what one act can hold; adopt fewer at once"
        raise Malformed("too_large", expected, f"{len(members['events'])} events") from None


@app.command
def show(path: Path, *, ledger: OptionalLedger = None, at: At = None, json: AsJson = False) -> None:
    """Say in words what an act is and, with a ledger, what it will change: before and after.

    In the place of a file, the id of an act that the ledger has recorded: then what it concluded.

    For example:
      eal act show annul.act.json --ledger DIR --json
      eal act show cec-2013-87 --ledger DIR

    Exit codes: 0 shown; 1 shown, and the ledger would refuse it; 2 unreadable; 4 not recorded.
    """
    if ledger is not None and not path.exists() and path.suffix != ".json":
        _show_recorded(str(path), ledger, at, as_json=json)
        return
    packet, act = packets.read(path)
    foreseen = None
    if ledger is not None:
        with places.reading(ledger, at) as opened:
            foreseen = telling.foresee(opened, act)
    if json:
        output.document(telling.document(act, len(packet.signatures), foreseen))
    else:
        telling.tell(act, foreseen)
    if foreseen is not None and foreseen.problems:
        sys.exit(output.REFUSED)


def _show_recorded(name: str, folder: Path, at: str | None, *, as_json: bool) -> None:
    """Say what was recorded, how it was judged, and what its outcome tests compared."""
    with places.reading(folder, at) as opened:
        index = read.index_of(opened, name)
        entry = entry_of.parse(read.entry(opened, index))
        concluded = concluding.conclusions(opened, index)
    if as_json:
        told = telling.document(entry.act, len(entry.signatures), None)
        judged = {"conclusions": concluded, "judgement": entry.judgement}
        output.document(told | judged | {"index": index, "recorded_at": entry.recorded_at})
        return
    telling.tell(entry.act, None)
    telling.tell_judged(index, entry.recorded_at, entry.judgement, concluded)


@app.command
def sign(
    path: Path,
    *,
    key: Path,
    passphrase_file: PassphraseFile = None,
    out: Annotated[
        Path | None, Parameter(help="Where to write; by default the file itself.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Add a signature to an act. Needs no ledger and no network.

    For example:
      eal act sign annul.act.json --key chair.pem
      eal act sign annul.act.json --key chair.pem --out annul.signed.act.json

    Exit codes: 0 signed; 2 unreadable, or the passphrase does not open the key.
    """
    packet, act = packets.read(path)
    if not json:
        # Before the passphrase is asked for: who does not want this does not give it.
        telling.tell(act, None)
        output.say()
    signer = keyfiles.read(key, passphrase_file)
    signed = packet_of.add(packet, signer)
    keyfiles.replace(out or path, packets.format(signed))
    if json:
        told = {"digest": act.digest.hex(), "key": signer.public.id}
        output.document(told | {"signatures": len(signed.signatures)})
        return
    output.say(f"Signed with key {signer.public.id}; {len(signed.signatures)} signature(s) so far.")


@app.command
def submit(
    *paths: Path,
    ledger: LedgerDir,
    at: At = None,
    journal: Annotated[
        Path | None,
        Parameter(help="Of many acts: a file that remembers what became of each, to go on from."),
    ] = None,
    receipt: Annotated[Path | None, Parameter(help="Where to write the receipt.")] = None,
    passphrase_file: PassphraseFile = None,
    json: AsJson = False,
) -> None:
    """Submit signed acts; print the receipt of one, or what became of many.

    PATHS are acts (.act.json), or files with one a line (.jsonl). Sending an act again is safe: one
    that is recorded gets its first receipt. Of many, one that is refused keeps none of the others.

    For example:
      eal act submit annul.act.json --ledger DIR --receipt annul.receipt.json
      eal act submit forms.jsonl --ledger DIR --journal forms.journal --json

    Exit codes: 0 recorded; 1 one was refused; 2 unreadable; 3 writing is stopped; 5 not reachable.
    """
    if not paths:
        raise Malformed("wrong_usage", "at least one signed act", "no file", "PATHS")
    if many.is_many(paths):
        _submit_many(paths, ledger, journal, receipt, passphrase_file, at, json)
        return
    packet, act = packets.read(paths[0])
    _require_room(receipt, act)
    with places.writing(ledger, passphrase_file, at) as opened:
        answer = verb.submit(opened, [packet])[0]
    if isinstance(answer, verb.Recorded):
        if receipt is not None:
            keyfiles.write_same(receipt, answer.receipt + b"\n")
        _tell_recorded(answer.receipt, answer.is_first, json)
        if not opened.memories:
            output.hint(output.NO_MEMORY)
        return
    if isinstance(answer, verb.Failed):
        raise answer.fault
    telling.tell_refused(answer.problems, answer.refusal, json)
    sys.exit(output.REFUSED)


def _submit_many(
    paths: tuple[Path, ...],
    ledger: Path,
    journal: Path | None,
    receipt: Path | None,
    passphrase_file: Path | None,
    at: str | None,
    as_json: bool,
) -> None:
    if receipt is not None:
        raise Malformed(
            "wrong_usage", "--receipt with one act only", f"{len(paths)} files", "PATHS"
        )
    with places.writing(ledger, passphrase_file, at) as opened:
        tally = many.submit(opened, paths, journal)
    if as_json:
        output.document(tally.document())
    else:
        output.say(many.so_far(tally))
    if tally.refused:
        sys.exit(output.REFUSED)


@contextmanager
def _surroundings(folder: Path, at: str | None) -> Iterator[Surroundings]:
    """The ledger as it is now, for an act that is about to be written."""
    with places.reading(folder, at) as opened, read.view(opened) as view:
        yield Surroundings(
            law=view.law,
            ledger={"id": _identity(opened.ledger_id), "origin": opened.origin},
            seen=read.last_seen(opened),
            now=opened.clock(),
        )


def _write(members: dict[str, Any], out: Path, ledger: Path, *, as_json: bool) -> None:
    made = envelope.parse(envelope.format(members))
    keyfiles.write_new(out, packets.format(Packet(made.data, ())))
    if as_json:
        output.document({"act": members, "digest": made.digest.hex(), "path": str(out)})
        return
    output.say(f"Wrote {out}: act {made.act_id}, digest {made.digest.hex()}")
    output.hint(f"Read it with `eal act show {out} --ledger {ledger}`, then have it signed.")


def _require_room(receipt: Path | None, act: Act) -> None:
    """Refuse before anything is recorded if the receipt could not be written afterwards."""
    if receipt is None or not receipt.exists():
        return
    data = keyfiles.read_bytes(receipt, "a receipt", limits.RECEIPT_BYTES_MAX + 1)
    if receipt_of.parse(data.removesuffix(b"\n")).entry.act.digest != act.digest:
        raise Malformed("file_exists", "a new file", "the receipt of another act", str(receipt))


def _tell_recorded(receipt: bytes, is_first: bool, as_json: bool) -> None:
    told = canonical.loads(receipt, limits.RECEIPT_BYTES_MAX)
    if as_json:
        output.document({"is_first": is_first, "receipt": told})
        return
    again = "" if is_first else " (it was recorded before)"
    output.say(f"Recorded as entry {told['index']}{again}.")
    output.say(told["checkpoint"].rstrip("\n"))


def _identity(ledger_id: bytes | None) -> str | None:
    return None if ledger_id is None else ledger_id.hex()
