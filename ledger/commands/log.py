"""`eal log`: the record itself, a line an entry; and the key that vouches for it."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from cyclopts import App, Parameter

from ledger import export, read
from ledger.chain import canonical, entry
from ledger.chain import vkey as vkey_of
from ledger.chain.entry import Entry
from ledger.commands import asking, output, places, publishing, rotation, words
from ledger.commands.options import AsJson, LedgerDir
from ledger.ledger import Ledger

_HEADING = ("ENTRY", "RECORDED (UTC)", "DAY", "BODY", "ACT", "EVENTS")

app = App(name="log", help_format="plaintext", help_formatter="plain")
app.command(publishing.publish)
app.command(publishing.proof)
app.command(rotation.rotate)


@app.command(name="list")
def list_(
    *,
    ledger: LedgerDir,
    start: Annotated[int, Parameter(name="--from")] = 0,
    until: Annotated[int | None, Parameter(name="--until")] = None,
    body: str | None = None,
    type: str | None = None,
    touches: str | None = None,
    json: AsJson = False,
) -> None:
    """List entries, a line each: index, time, day, body, act, events. Filters may be combined.

    For example:
      eal log list --ledger demo-story --from 40 --until 60
      eal log list --ledger demo-story --body cec --touches pc-st-sava --json

    Exit codes: 0 listed, also when nothing matches; 2 wrong usage; 4 no such unit.
    """
    with places.reading(ledger) as opened:
        chosen, told = _touching(opened, touches), _kind(opened)
        found = (entry.parse(data) for data in read.log(opened, max(start, 0), until))
        kept = [
            one
            for one in found
            if (body is None or one.act.body == body)
            and (type is None or any(event.type == type for event in one.act.events))
            and (chosen is None or one.index in chosen)
        ]
    if json:
        entries = [canonical.loads(one.data) for one in kept]
        output.document({"clock": told["clock"], "entries": entries, "purpose": told["purpose"]})
        return
    caution = asking.caution_of(told)
    if caution is not None:
        output.say(caution)
    output.table(_HEADING, _rows(kept))


@app.command
def vkey(*, ledger: LedgerDir, json: AsJson = False) -> None:
    """Print the log's verifier keys: what an auditor puts into the trust file, from elsewhere.

    The first is Ed25519 and verifies every checkpoint; a second one, ML-DSA-44, those published.
    Where one followed another (`eal log rotate`) all are printed, oldest first, and their sizes.

    For example:
      eal log vkey --ledger demo-story
      eal log vkey --ledger demo-story --json

    Exit codes: 0 printed; 2 wrong usage.
    """
    with places.reading(ledger) as opened:
        founding = entry.parse(read.entry(opened, 0))
        ranges = canonical.loads(export.trust(opened, last_seen=False))["log_keys"]
    keys = [each["vkey"] for each in ranges]
    identity = founding.leaf_hash.hex()
    if json:
        told = {"ledger": {"id": identity, "origin": founding.act.origin}, "log_keys": keys}
        output.document(told | {"ranges": ranges})
        return
    for key in keys:
        vkey_of.parse_log_key(key)
        output.say(key)
    for each in ranges if any(each["from_size"] or each["until_size"] for each in ranges) else ():
        output.hint(_range(each))


def _range(key: dict[str, Any]) -> str:
    """From which size to which a key signs."""
    last = "on" if key["until_size"] is None else f"to {key['until_size'] - 1}"
    return f"{key['vkey'].split('+')[1]}: from size {key['from_size']} {last}"


def _kind(opened: Ledger) -> dict[str, Any]:
    """What the founding act says of the ledger: purpose, clock, log keys and so on."""
    return entry.parse(read.entry(opened, 0)).act.events[0].fields


def _touching(opened: Ledger, subject: str | None) -> set[int] | None:
    if subject is None:
        return None
    key = subject if ":" in subject else f"unit:{subject}"
    with read.view(opened) as view:
        return {line.index for line in view.history(key)}


def _rows(entries: Iterable[Entry]) -> Iterator[tuple[object, ...]]:
    for one in entries:
        events = words.counted(event.type for event in one.act.events)
        recorded = words.instant(one.recorded_at)
        yield one.index, recorded, one.act.day, one.act.body, one.act.act_id, events
