"""Where a line of a bundle says something else than the document that follows from the entries (V22, V23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from verifiers.findings import Finding
from verifiers.reading import Json, Malformed, encode, read

Listed = Mapping[str, tuple[str, tuple[str, ...]]]
"""The lists in which a difference is named by its items: the code, and the members that name an item."""


class Differing:
    """One kind of document: its check, the member that says what it is about, its lists, any other code, its name."""

    def __init__(self, check: str, about: str, listed: Listed, *, other: str, name: str) -> None:
        self._check, self._about, self._listed, self._other, self._name = check, about, listed, other, name

    def finding(self, code: str, expected: str, found: bytes | str) -> Finding:
        """A finding, with both sides as far as anybody would read."""
        shown = found.decode(errors="replace") if isinstance(found, bytes) else found
        return Finding(self._check, code, None, expected[:2000], shown[:2000])

    def findings(self, ours: Json, line: bytes) -> list[Finding]:
        """What differs; whatever is not the same to the byte has a finding."""
        return [] if encode(ours) == line else list(self._differences(ours, line))

    def _differences(self, ours: Json, line: bytes) -> Iterator[Finding]:
        try:
            theirs = read(line, bytes_max=len(line))
        except Malformed:
            theirs = {}
        about = ours[self._about]
        if theirs.get(self._about) != about or theirs.keys() != ours.keys():
            yield self.finding(self._other, f"{self._name} of {about}", line)
            return
        for name in sorted(ours):
            if encode(ours[name]) != encode(theirs[name]):
                code, names = self._listed.get(name, (self._other, ()))
                for item, here, there in _apart(ours[name], theirs[name], names):
                    yield self.finding(code, f"{about}, {name} {item}: {here}", there)


def _apart(ours: object, theirs: object, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """The items that differ, by what names them; the whole, where only their order does."""
    here, there = _named(ours, names), _named(theirs, names)
    differing = [item for item in sorted(here.keys() | there.keys()) if here.get(item) != there.get(item)]
    for item in differing:
        yield item, " ".join(here.get(item, ["nothing"])), " ".join(there.get(item, ["nothing"]))
    if not differing:
        yield "", encode(ours).decode(), encode(theirs).decode()


def _named(value: object, names: tuple[str, ...]) -> dict[str, list[str]]:
    """The items of a list by what names them, in order: two may have the same name; anything else as a whole."""
    if not names or not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return {"": [encode(value).decode()]}
    found = defaultdict[str, list[str]](list)
    for item in value:
        found[" ".join(str(item.get(name)) for name in names)].append(encode(item).decode())
    return found
