"""Claim: what the bundle tells to people is what its entries say (V28)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from verifiers.administration import Row
from verifiers.desk import readme, story
from verifiers.desk.story import Told
from verifiers.findings import NOT_APPLICABLE, Claim, Finding, Stretch

_INDEX = re.compile(rb"#([0-9]{1,16}), ")
_NOTHING = b"(no paragraph)"
_SHOWN_BYTES = 2_000


class Stories(Claim):
    """Compares paragraph by paragraph, from an index on; `files` are the stories by language."""

    def __init__(self, files: Mapping[str, Stretch], on_top: Stretch | None, first: int = 0) -> None:
        super().__init__("V28")
        self._first = first
        self._files, self._readme = files, on_top
        self._languages: set[str] = set()
        self._passed: set[int] = set()
        if not files and on_top is None:
            self.outcomes["V28"].skipped = NOT_APPLICABLE
            self.outcomes["V28"].reason = "the bundle tells nothing in words"

    def adopt(self, rows: list[Row]) -> None:
        """Notes the languages of the declarations among the rows of law."""
        for kind, _, doc in rows:
            if kind == "declaration" and doc:
                self._languages |= story.languages(doc)

    def pass_over(self, index: int) -> None:
        """An entry that is not admitted: other checks say so, and nobody knows what it says."""
        if self._files:
            self._passed.add(index)

    def take(self, told: Told) -> None:
        """The paragraphs of an entry that is admitted."""
        for language, file in self._files.items() if told.entry.index >= self._first else ():
            ours = story.paragraph(told, language)
            theirs = file.take(len(ours))
            if theirs == ours:
                self.outcomes["V28"].examined += 1
                continue
            file.put_back(theirs)
            found = self._sought(file, language, told.entry.index)
            self._compare(language, told.entry.index, ours, found)

    def _sought(self, file: Stretch, language: str, index: int) -> bytes:
        """The paragraph that the file has for this entry."""
        while (found := _next(file)) is not None:
            named = _INDEX.match(found)
            number = int(named[1]) if named else -1
            if number > index:
                file.put_back(found)
                break
            if number == index or not named:
                return found
            if number not in self._passed:
                self._compare(language, number, _NOTHING, found)
        return _NOTHING

    def _compare(self, language: str, index: int | None, ours: bytes, theirs: bytes) -> None:
        sides = (f"{language}: {text[:_SHOWN_BYTES].decode(errors='replace')}" for text in (ours, theirs))
        self.file(("V28",), [] if ours == theirs else [Finding("V28", "story_differs", index, *sides)])

    def finish(self, on_top: Callable[[str], bytes]) -> None:
        """What is left of the stories, the languages there must be, and the words on top.

        `on_top` is what `README.txt` should be, given the digest of the specification that it names.
        """
        for language, file in self._files.items():
            while (found := _next(file)) is not None:
                named = _INDEX.match(found)
                if not named or int(named[1]) not in self._passed:
                    self._compare(language, None, _NOTHING, found)
        listed = sorted(self._languages), sorted(self._files)
        if self._files and listed[0] != listed[1]:
            sides = (", ".join(each) or "none" for each in listed)
            self.file(("V28",), [Finding("V28", "story_differs", None, *sides)])
        if self._readme:
            theirs = self._readme.take(readme.BYTES_MAX)
            ours = on_top(readme.spec_of(theirs))
            sides = (text.decode(errors="replace") for text in (ours, theirs))
            self.file(("V28",), [] if theirs == ours else [Finding("V28", "readme_differs", None, *sides)])


def _next(file: Stretch) -> bytes | None:
    """The next paragraph, None at the end; of one that is longer than any entry gives, the beginning."""
    found = line = file.line()
    if found is None:
        return None
    found += b"\n"
    while line:
        line = file.line()
        if line is not None and len(found) < 2**20:
            found += line + b"\n"
    return found
