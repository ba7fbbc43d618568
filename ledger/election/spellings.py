"""The small spellings inside fields: ids, codes, hashes, days, instants, references.

Each has exactly one spelling (docs/spec/01-canonical.md, "Small spellings"). The patterns answer
a match or None, quickly: they are asked several times for every event.
"""

from __future__ import annotations

import re

_DAY = (
    r"(?:(?:19|20|21)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    # 1900 and 2100 are no leap years, 2000 is one.
    r"|(?:(?:19|21)(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))-02-29)"
)
_ID = r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?"

is_id = re.compile(_ID).fullmatch
"""`pc-1`: 1 to 64 of `a-z 0-9 . _ -`, beginning and ending with a letter or digit."""

is_code = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
"""`not_ascertainable`: also how fields are named."""

is_type_name = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+").fullmatch
"""`notice.published`: the name of an event type."""

is_hash = re.compile(r"[0-9a-f]{64}").fullmatch
"""SHA-256 in lower-case hexadecimal digits."""

is_origin = re.compile(r"[a-z0-9][a-z0-9./-]{0,127}").fullmatch
"""`kqz.example/2013`: what a log calls itself, a URL without its schema."""

is_day = re.compile(_DAY).fullmatch
"""`2013-11-03`: a real day of the years 1900 to 2199; days compare in the order of their text."""

is_instant = re.compile(_DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z").fullmatch
"""`2013-11-03T19:00:00.000000Z`: a real moment, without leap seconds."""

# Nine digits are far beyond the number of events of any act.
is_reference = re.compile(rf"{_ID}(?:#[1-9][0-9]{{0,8}})?").fullmatch
"""`cec-2013-87`, `cec-2013-87#2`: an act, or its N-th event."""

is_language = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*").fullmatch
"""`sq`, `sr-Latn`: a language tag."""


def act_of(reference: str) -> str:
    """The act that a reference names."""
    return reference.partition("#")[0]
