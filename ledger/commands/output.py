"""How commands speak: results to standard output, everything else to standard error.

Exit codes, the same for every form of output: 0 done · 1 refused, or contradicted · 2 wrong usage
or unreadable input · 3 writing is stopped, or something needed is missing · 4 not in this
ledger · 5 not reachable · 10 a fault of this program.
"""

import io
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from ledger.errors import Fault, LedgerStopped, Malformed, NotFound, Unavailable, excerpt

REFUSED, USAGE, STOPPED, NOT_FOUND, UNREACHABLE, OURS = 1, 2, 3, 4, 5, 10

NO_MEMORY = (
    "Nothing outside the database remembers this log: a restore of all of it could not be "
    "detected. Keep the receipt, and name a head record in ledger.json."
)

_ERROR_CHARACTERS_MAX = 700

_CODES: tuple[tuple[type[Fault], int], ...] = (
    (Malformed, USAGE),
    (LedgerStopped, STOPPED),
    (NotFound, NOT_FOUND),
    (Unavailable, UNREACHABLE),
)


def prepare() -> None:
    """Let a terminal that cannot show a letter show its number instead: nothing fails by a name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def finish() -> None:
    """Send everything on its way, while somebody can still be told that it did not arrive."""
    if sys.stdout is not None:
        sys.stdout.flush()


def say(text: str = "") -> None:
    """Print a line of the result."""
    print(text)


def raw(data: bytes) -> None:
    """Print the result as the very bytes that it is, whatever the terminal can show."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    buffer.write(data)


def hint(text: str) -> None:
    """Print a line that is not the result: progress, advice."""
    print(text, file=sys.stderr)


def document(value: Any) -> None:
    """Print the result as one JSON document, sorted so that equal results are equal bytes."""
    is_utf8 = "utf" in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    print(json.dumps(value, ensure_ascii=not is_utf8, sort_keys=True, indent=2))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print columns as wide as they need to be; the last one takes what it takes."""
    lines = [[str(cell) if cell is not None else "-" for cell in row] for row in rows]
    every = [list(headings), *lines]
    widths = [max(len(line[column]) for line in every) for column in range(len(headings))]
    for line in every:
        padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        say("  ".join(padded).rstrip())


def exit_code(fault: Fault) -> int:
    """Return the exit code that says which kind of thing went wrong."""
    return next((code for kind, code in _CODES if isinstance(fault, kind)), USAGE)


def fail(fault: Fault, as_json: bool) -> NoReturn:
    """Say what was expected, what came and what to do; leave with the code for it."""
    if as_json:
        document({"error": fault_document(fault)})
    else:
        hint(f"eal: {_printable(str(fault))}")
    sys.exit(exit_code(fault))


def _printable(text: str) -> str:
    """Return a sentence that moves no cursor and fills no screen, whatever somebody asked for."""
    if len(text) > _ERROR_CHARACTERS_MAX:
        # The end says what to do.
        text = f"{text[: _ERROR_CHARACTERS_MAX // 2]} ... {text[-_ERROR_CHARACTERS_MAX // 2 :]}"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def fail_of_ours(told: str, as_json: bool) -> NoReturn:
    """Say that the program is at fault; leave with the code for it."""
    do = "run it again with EAL_DEBUG=1, and send what it prints to those who keep this program"
    if as_json:
        document({"error": {"code": "fault_of_ours", "do": do, "found": excerpt(told)}})
    else:
        found = f"this program failed, and it is not your doing: {excerpt(told)}"
        hint(f"eal: {found}. What was acknowledged is recorded. What to do: {do}.")
    sys.exit(OURS)


def fault_document(fault: Fault) -> dict[str, Any]:
    """Return the members under which a fault is told to a program."""
    code = getattr(fault, "code", type(fault).__name__.lower())
    told: dict[str, Any] = {"code": code, "found": fault.found, "do": fault.do}
    if isinstance(fault, Malformed):
        told |= {"expected": fault.expected, "where": fault.where}
    return told
