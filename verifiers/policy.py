"""Witness policies (specification, section 11.3; c2sp.org/tlog-policy): whose cosignatures are enough.

witness A witness.example/a+44873fd3+BCmsuuFB... https://witness.example/a
witness B ...
group both all A B
quorum both
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NamedTuple

from verifiers import cosignature
from verifiers.note import VerifierKey
from verifiers.reading import Malformed
from verifiers.spelling import unpadded

CHARACTERS_MAX, LINES_MAX, EACH_MAX = 32_768, 1_024, 64
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_LOG, _WITNESS = (cosignature.PLAIN, cosignature.MLDSA), (cosignature.TIMED, cosignature.MLDSA)


class Policy(NamedTuple):
    """A policy that was read: witnesses by name, groups as (name, how many, members), the quorum's name."""

    witnesses: dict[str, VerifierKey]
    groups: list[tuple[str, int, list[str]]]
    quorum: str

    def counted(self) -> list[str]:
        """The names of the witnesses that can contribute to the quorum."""
        inside = {self.quorum}
        for name, _, members in reversed(self.groups):
            inside.update(members if name in inside else ())
        return [name for name in self.witnesses if name in inside]

    def is_met(self, by: set[str]) -> bool:
        """Whether these witnesses are a quorum."""
        met = set(by)
        for name, least, members in self.groups:
            met.update([name] if len(met.intersection(members)) >= least else ())
        return self.quorum == "none" or self.quorum in met


def parse(text: str) -> Policy:
    """Reads a policy; Malformed with `policy_malformed`. Keys need not be points of the curve."""
    found = Policy({}, [], "")
    quorums: list[str] = []
    *lines, rest = text.split("\n")
    free: set[str] = set()
    raws: dict[str, list[bytes]] = {"log": [], "witness": []}
    sound = not rest and len(text) <= CHARACTERS_MAX and len(lines) <= LINES_MAX
    for line in lines:
        words = re.findall("[^ \t]+", line)
        if not words or words[0][0] == "#":
            continue
        kind, name, *more = [*words, ""] if len(words) == 1 else words
        made = {*found.witnesses, *(group[0] for group in found.groups), "none"}
        if kind == "log" and len(more) < 2:
            sound &= _key(name, raws["log"], _LOG) is not None
        elif kind == "witness" and 1 <= len(more) <= 2 and name not in made:
            key = _key(more[0], raws["witness"], _WITNESS)
            found.witnesses[name] = key or VerifierKey("", b"", "")
            free.add(name)
            sound &= key is not None
        elif kind == "group" and len(more) >= 2 and name not in made and _least(more):
            sound &= len(set(more[1:])) == len(more) - 1 and free.issuperset(more[1:])
            free.difference_update(more[1:])
            free.add(name)
            found.groups.append((name, _least(more), more[1:]))
        elif kind == "quorum" and not more and name in made:
            quorums.append(name)
        else:
            sound = False
    most = max(len(found.groups), *(len(keys) for keys in raws.values()))
    if not sound or len(quorums) != 1 or most > EACH_MAX:
        raise Malformed("policy_malformed", ascii(text[:200]))
    return found._replace(quorum=quorums[0])


def is_policy(text: object) -> bool:
    """A check: what `parse` takes; it raises Malformed otherwise."""
    return type(text) is str and bool(parse(text))


def _least(words: list[str]) -> int:
    """How many members a group asks for; 0 for what is no such number."""
    stated, members = words[0], len(words) - 1
    if re.fullmatch("[1-9][0-9]{0,3}", stated):
        return int(stated) if int(stated) <= members else 0
    return {"all": members, "any": 1}.get(stated, 0)


def _key(text: str, others: list[bytes], kinds: tuple[int, ...]) -> VerifierKey | None:
    """The key, if its length, type and id are right and no other is the same."""
    match = _VKEY.fullmatch(text)
    try:
        typed = base64.b64decode(match[3], validate=True) if match else b"\0"
    except ValueError:
        return None
    right = typed[:1] and typed[0] in kinds and len(typed) == 1 + cosignature.LENGTHS[typed[0]]
    if not match or not right or base64.b64encode(typed).decode() != match[3] or typed[1:] in others:
        return None
    key_id = hashlib.sha256(match[1].encode() + b"\n" + typed).digest()[:4]
    others.append(typed[1:])
    return VerifierKey(match[1], key_id, unpadded(typed[1:]), typed[0]) if key_id.hex() == match[2] else None
