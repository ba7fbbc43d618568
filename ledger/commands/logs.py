"""What a server logs: one JSON document a line, on standard error.

    {"at":"2013-11-03T06:00:00.000000Z","event":"request","level":"info","ms":1.9,...}

Logged are codes, counts, kinds of address and times. Left out are bodies, signatures, parameters of
requests and of statements, and addresses of clients; of a fault its kind, its first line and where
in the program it was, but not the values that it met.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TEXT_CHARACTERS_MAX = 500
_FRAMES_MAX = 12

_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]*@")
_NAMED = re.compile(r"(?i)\b(\w*(?:password|passphrase|secret)\w*)(\s*[=:]\s*)\S+")
# A signature, a key or a packet: no word of a sentence is as long.
_LONG = re.compile(r"[A-Za-z0-9+/_=-]{65,}")


class Lines(logging.Formatter):
    """Formats a record as one line; `told` of a record are its own members."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without anything that must not be in it."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        own = getattr(record, "told", None)
        if isinstance(own, dict):
            told |= own
        else:
            told["message"] = cleaned(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            told["fault"] = _fault(record.exc_info[1])
        return json.dumps(told, sort_keys=True, separators=(",", ":"), default=str)


def begin(level: str) -> None:
    """Let everything that is logged from now on go to standard error in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # It has a line of its own for what `access` says better.
    logging.getLogger("uvicorn.access").disabled = True


def cleaned(text: str) -> str:
    """Return a text without passwords and whatever is too long to be a word, shortened."""
    text = _PASSWORD.sub(r"\1:***@", text)
    text = _NAMED.sub(r"\1\2***", text)
    text = _LONG.sub("***", text)
    return text if len(text) <= _TEXT_CHARACTERS_MAX else text[:_TEXT_CHARACTERS_MAX] + "..."


def _fault(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_MAX:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    # Further lines of a database's error repeat the statement and its parameters.
    first = str(error).partition("\n")[0]
    return {"kind": type(error).__name__, "said": cleaned(first), "where": where}
