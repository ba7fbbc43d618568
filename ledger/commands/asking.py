"""Which moment a question is about: as known then, in force on that day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ledger import read
from ledger.commands import places
from ledger.drafts import moments
from ledger.errors import Malformed
from ledger.read import View

_POSITION_DIGITS_MAX = 15
_EXPECTED = "a position (41), a day (2013-11-05) or an instant (2013-11-05T20:30Z)"


@contextmanager
def view(folder: Path, as_of: str | None, in_force_on: str | None = None) -> Iterator[View]:
    """State at the moment that `--as-of` and `--in-force-on` name."""
    known = position_or_time(as_of, places.now())
    if in_force_on is not None:
        require_day(in_force_on)
    with (
        places.reading(folder) as ledger,
        read.view(ledger, as_of=known, in_force_on=in_force_on) as found,
    ):
        yield found


def require_day(text: str) -> None:
    """Refuse what `--in-force-on` cannot mean."""
    if not _is_day(text):
        raise Malformed("wrong_usage", "a day such as 2013-11-05", text, "--in-force-on")


def position_or_time(asked: str | None, now: str) -> int | str | None:
    """Return what `--as-of` means: digits are a position, anything else a day or an instant.

    Nobody knows yet what will have been recorded later than `now`; the day that is ending
    somewhere on earth is no future.
    """
    if asked is None:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) <= _POSITION_DIGITS_MAX:
        return int(asked)
    if _is_day(asked):
        is_later = asked > _tomorrow(now)
    elif moments.is_instant(asked):
        asked = moments.instant(asked, "--as-of")
        is_later = asked > now
    else:
        raise Malformed("wrong_usage", _EXPECTED, asked, "--as-of")
    if is_later:
        expected = "a time that is past; for a coming day ask --in-force-on"
        raise Malformed("wrong_usage", expected, asked, "--as-of")
    return asked


def point(view: View) -> str:
    """Return the sentence that says which question is answered, and about what kind of ledger."""
    of = f"As known at position {view.position}, in force on {view.day}."
    caution = caution_of(view.law.ledger)
    return of if caution is None else f"{of}\n{caution}"


def about(view: View) -> dict[str, Any]:
    """Return the same for a program."""
    told = view.law.ledger
    point = {"day": view.day, "position": view.position}
    return point | {"clock": told["clock"], "purpose": told["purpose"]}


def caution_of(told: dict[str, Any]) -> str | None:
    """Return what has to stand on every page about a ledger that is no official record."""
    if told["clock"] == "simulated":
        return f"This is a {told['purpose']} with a simulated clock, not an official record."
    if told["purpose"] != "official":
        return f"This is a {told['purpose']}, not an official record."
    return None


def _is_day(text: str) -> bool:
    try:
        return moments.is_day(text) and datetime.fromisoformat(text).year >= 1900
    except ValueError:
        return False


def _tomorrow(now: str) -> str:
    return (datetime.fromisoformat(now).astimezone(UTC) + timedelta(days=1)).strftime("%Y-%m-%d")
