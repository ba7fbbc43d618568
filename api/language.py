"""`Accept-Language`: in which language sentences are told (RFC 9110, 12.5.4). It chooses nothing else.

Authentic texts are members of their own in every language that was recorded (`says` of declarations); what
is told in sentences is told in the first language that a reader wants and some declaration has, else English.
"""

from __future__ import annotations

import re

from fastapi import Request

DEFAULT = "en"
LANGUAGES_MAX = 16

_RANGE = re.compile(
    r"\s*([a-z]{2,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*", re.I
)


def wanted(request: Request) -> tuple[str, ...]:
    """Return the languages that a reader wants, the most wanted first; whatever else is passed over."""
    ranges = request.headers.get("accept-language", "").split(",")[:LANGUAGES_MAX]
    found = [matched for matched in map(_RANGE.fullmatch, ranges) if matched]
    weighted = [(float(each[2] or 1), each[1].lower()) for each in found]
    ordered = sorted(weighted, key=lambda one: -one[0])
    return tuple(dict.fromkeys(name for weight, name in ordered if weight > 0))


def headers(language: str) -> dict[str, str]:
    """What an answer says of the language that was chosen."""
    return {"Content-Language": language, "Vary": "Accept-Language"}
