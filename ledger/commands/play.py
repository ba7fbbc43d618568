"""`eal play`: a story told in acts, and whether everything came as it says."""

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger.commands import asking, keyfiles, output, places, words
from ledger.commands.options import AsJson
from ledger.errors import Malformed
from ledger.play import Chapter, Expected, Performed, Played, Told
from ledger.play import play as verb
from ledger.play.cast import LOG, MLDSA, RECORDER
from ledger.play.expect import Check
from ledger.publish import rounds

PASSPHRASE = b"simulated"
"""No secret: whoever has the scenario can make the same keys."""

_WIDTH = 96


def play(scenario: Path, folder: Path, *, json: AsJson = False) -> None:
    """Play a scenario file into a new folder: a ledger founded as rehearsal or reconstruction.

    The form of scenarios is in docs/guides/scenarios.md. The folder gets the ledger, every signed
    act, what was refused, and every key, so that the story can be gone on with by hand. The keys
    are made from the scenario: they are no secret.

    For example:
      eal play village.yaml village
      eal play ledger/scenarios/north-mitrovica-2013.yaml story --json

    Exit codes: 0 everything came as expected; 1 something did not; 2 the file is no scenario.
    """
    data = scenario if scenario.is_file() else None
    if data is None:
        raise Malformed("unreadable_file", "a scenario file", "no such file", str(scenario))
    if (folder / places.FILE).exists():
        raise Malformed("file_exists", "a new folder", "one with a ledger in it", str(folder))
    teller = _Teller(silent=json)
    played = verb(scenario, folder, teller.tell)
    _keep(played, folder)
    if json:
        output.document(_document(played))
    else:
        teller.end(played)
    if played.failed:
        sys.exit(output.REFUSED)


def _keep(played: Played, folder: Path) -> None:
    """Leave the folder so that every other command can be used on it."""
    cast = played.setting.cast
    for name, own in (
        (LOG, cast.office(LOG)),
        (MLDSA, cast.mldsa()),
        (RECORDER, cast.office(RECORDER)),
    ):
        keyfiles.write(folder / "keys" / f"{name}.pem", own, PASSPHRASE)
    for person in played.setting.persons:
        key = played.setting.cast.person(person)
        keyfiles.write(folder / "keys" / "persons" / f"{person}.pem", key, PASSPHRASE)
    keyfiles.write_new(folder / "keys" / "passphrase.txt", PASSPHRASE + b"\n")
    place = places.Place(
        database="ledger.sqlite",
        head_record="head.json",
        log_key="keys/log.pem",
        mldsa_key="keys/log-mldsa.pem",
        recorder_key="keys/recorder.pem",
    )
    places.write(folder, place)
    rounds.publish(played.ledger)


class _Teller:
    """Tells the story while it is played."""

    def __init__(self, silent: bool) -> None:
        self._silent = silent
        self._setup_count = 0
        self._day = ""
        self._caution: str | None = None

    def tell(self, told: Told) -> None:
        """Print one part of the story."""
        if self._silent:
            return
        if isinstance(told, Chapter):
            output.say(f"\n{told.title}\n{'-' * len(told.title)}")
        elif isinstance(told, Expected):
            _tell_expected(told)
        elif told.step is None:
            if self._setup_count == 0:
                self._caution = asking.caution_of(told.act["events"][0]["fields"])
            self._setup_count += 1
        else:
            self._tell_setup()
            _tell_performed(told)

    def end(self, played: Played) -> None:
        """Print what came of it all."""
        met = len(played.checks) - len(played.failed)
        output.say(f"\n{met} of {len(played.checks)} expectations were met.")

    def _tell_setup(self) -> None:
        if self._setup_count:
            if self._caution is not None:
                output.say(self._caution)
            output.say(
                f"Founded, vocabulary and rules adopted: entries 0 to {self._setup_count - 1}.\n"
            )
            self._setup_count = 0


def _tell_performed(told: Performed) -> None:
    step = told.step
    assert step is not None
    title = step.title or told.act["act_id"]
    place = "REFUSED" if told.index is None else f"entry {told.index}"
    output.say(f"{told.recorded_at[:16].replace('T', ' ')}  {place:9}  {title}")
    _quote(step.says, step.src)
    _indent("invented for illustration: ", step.invented)
    if told.code is not None:
        _indent("", told.detail)
    _indent("marked: ", _marks(told.judgement["marks"]))
    _tell_failed(told.checks)


def _tell_expected(told: Expected) -> None:
    met = sum(check.is_met for check in told.checks)
    title = told.expectation.title
    point = f"position {told.point.position}, in force on {told.point.day}"
    output.say(f"                  {'✓' if met == len(told.checks) else '✗'} {title} ({point})")
    _quote(told.expectation.says, told.expectation.src)
    _tell_failed(told.checks)


def _tell_failed(checks: Sequence[Check]) -> None:
    for check in checks:
        if not check.is_met:
            _indent("NOT MET: ", f"{check.of}: expected {check.expected}, found {check.found}")


def _quote(says: str | None, sources: Sequence[str]) -> None:
    if says is not None:
        named = f" [{', '.join(sources)}]" if sources else ""
        _indent("", f"“{says}”{named}")


def _marks(marks: Sequence[dict[str, Any]]) -> str | None:
    """What the act was marked with: each mark once, with the rules it names; failures first."""
    rules: dict[str, list[str]] = {}
    for mark in sorted(marks, key=lambda mark: mark["code"] != "rule_not_met"):
        named = rules.setdefault(mark["code"], [])
        if mark["rule"] is not None and mark["rule"] not in named:
            named.append(mark["rule"])
    told = [
        words.mark(code) + (f" {', '.join(named)}" if named else "")
        for code, named in rules.items()
    ]
    return "; ".join(told) or None


def _indent(label: str, text: str | None) -> None:
    if text is None:
        return
    lines = textwrap.wrap(label + " ".join(text.split()), _WIDTH - 20)
    for line in lines:
        output.say(f"{' ' * 20}{line}")


def _document(played: Played) -> dict[str, Any]:
    checks = [
        {"expected": c.expected, "found": c.found, "is_met": c.is_met, "of": c.of}
        for c in played.checks
    ]
    refused = [
        {"act": each.act["act_id"], "code": each.code}
        for each in played.told
        if isinstance(each, Performed) and each.index is None
    ]
    return {
        "checks": checks,
        "failed": len(played.failed),
        "ledger_id": None if played.ledger.ledger_id is None else played.ledger.ledger_id.hex(),
        "refused": refused,
        "scenario": played.scenario.id,
    }
