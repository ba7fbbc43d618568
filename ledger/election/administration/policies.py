"""Whose cosignatures make a checkpoint a published one, and what waits for that.

A witness policy is a text of lines (specification, sections 4 and 11.3):

    witness A witness.example/a+44873fd3+BCmsuuFB... https://witness.example/a
    group embassies 2 A B C
    quorum embassies

It is read here only as far as it must be well formed to be law; who asks witnesses reads it again.
"""

from __future__ import annotations

import re
from typing import Any

from ledger import limits
from ledger.election import effects, shapes
from ledger.election.administration import documents
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import problem
from ledger.election.rows import Law
from ledger.election.shapes import Flaw

LAW = "witness_policy"
"""The kind, and the id, of the row of law that holds the policy."""

NONE = "none"

_WORD = re.compile(r"[^ \t]+")
_IDLE = re.compile(r"[ \t]*(?:#.*)?")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_WITNESS_KEY_BYTES = {0x04: 32, 0x06: 1_312}
_LOG_KEY_BYTES = {0x01: 32, 0x06: 1_312}
_EXPECTED = (
    f"a witness policy, its lines ended, of at most {limits.POLICY_CHARACTERS_MAX:,} characters"
)


def policy(value: Any) -> Flaw | None:
    """The text of a policy; whether its keys are points of the curve shows when they sign."""
    if type(value) is not str or not 0 < len(value) <= limits.POLICY_CHARACTERS_MAX:
        return shapes.flaw(_EXPECTED, value)
    *lines, rest = value.split("\n")
    reader = _Reader()
    told = [_WORD.findall(line) for line in lines if not _IDLE.fullmatch(line)]
    if (
        rest
        or len(lines) > limits.POLICY_LINES_MAX
        or not all(reader.takes(words) for words in told)
        or reader.quorum is None
    ):
        return shapes.flaw(_EXPECTED, value)
    return None


class _Reader:
    """What the lines so far have defined; `names` says which of them are members of a group."""

    def __init__(self) -> None:
        self.names: dict[str, bool] = {}
        self.quorum: str | None = None
        self._counts = {"log": 0, "witness": 0, "group": 0}
        self._publics: dict[str, set[bytes]] = {"log": set(), "witness": set()}

    def takes(self, words: list[str]) -> bool:
        """Whether the next line may stand there."""
        kind, *rest = words
        if kind == "quorum":
            if len(rest) != 1 or self.quorum is not None:
                return False
            self.quorum = rest[0]
            return rest[0] == NONE or rest[0] in self.names
        if kind not in self._counts:
            return False
        self._counts[kind] += 1
        if self._counts[kind] > limits.POLICY_WITNESSES_MAX:
            return False
        if kind == "group":
            return self._group(rest)
        if kind == "log":
            return 1 <= len(rest) <= 2 and self._key(kind, rest[0], _LOG_KEY_BYTES)
        named = 2 <= len(rest) <= 3 and self._key(kind, rest[1], _WITNESS_KEY_BYTES)
        return named and self._define(rest[0])

    def _group(self, words: list[str]) -> bool:
        if len(words) < 3:
            return False
        name, stated, *members = words
        for member in members:
            if self.names.get(member) is not False:
                return False
            self.names[member] = True
        if stated not in ("all", "any") and not (
            _NUMBER.fullmatch(stated) and int(stated) <= len(members)
        ):
            return False
        return self._define(name)

    def _key(self, kind: str, text: str, lengths: dict[int, int]) -> bool:
        public = documents.public_of_vkey(text, lengths)
        if public is None or public in self._publics[kind]:
            return False
        self._publics[kind].add(public)
        return True

    def _define(self, name: str) -> bool:
        is_new = name != NONE and name not in self.names
        self.names[name] = False
        return is_new


def adopt_policy(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Other witnesses, or another number of them, from the next entry on."""
    return [row_of(fields["policy"])]


def row_of(text: str) -> Law:
    """The row of law of a policy."""
    return Law({"policy": text}, LAW, LAW)


verbs = shapes.array(shapes.one_of(*effects.VERBS), key=shapes.same)
"""Names of effects, sorted, each once."""


def adopt_finality(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """What a ruleset wants witnessed before it is shown as final; stated anew as a whole."""
    if law.doc("ruleset", fields["ruleset"]) is None:
        return problem("unknown_ruleset", fields["ruleset"], "ruleset")
    return [Law(dict(fields), fields["ruleset"], "finality")]
