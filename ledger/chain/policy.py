"""Witness policies (c2sp.org/tlog-policy): whose cosignatures make a checkpoint good enough.

    # Two of three embassies, and a newspaper.
    log kqz.example/2026+532521c5+AQOh...
    witness E1 embassy.example/a+5f6e...+BA... https://witness.example/a
    witness E2 ...
    witness E3 ...
    witness N  newspaper.example+...
    group embassies 2 E1 E2 E3
    group all-of-them all embassies N
    quorum all-of-them

A line a definition, in words between spaces or tabs; `#` begins a comment line. Names are defined
before they are used, and each is a member of one group at most, so that nobody counts twice.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ledger import limits
from ledger.chain import cosignature, vkey
from ledger.chain.cosignature import CosignerKey
from ledger.chain.vkey import AnyKey
from ledger.errors import Malformed

NONE = "none"
"""The quorum of nobody; no witness or group may have this name."""

K = TypeVar("K", bound=AnyKey)

_CODE = "policy_malformed"
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Log:
    """A log whose checkpoints are taken: its key, and where it can be read."""

    key: AnyKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness under the name that it has within the policy, and where to submit to it."""

    name: str
    key: CosignerKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group has witnessed what at least `threshold` of its members have witnessed."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy that was read. `quorum` is the name of a witness or a group, or `none`."""

    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NONE

    def is_satisfied(self, by: Collection[CosignerKey]) -> bool:
        """Whether a checkpoint cosigned by these keys (verified before) meets the quorum."""
        if self.quorum == NONE:
            return True
        met = {witness.name for witness in self.witnesses if witness.key in by}
        for group in self.groups:
            if sum(member in met for member in group.members) >= group.threshold:
                met.add(group.name)
        return self.quorum in met

    def required(self) -> int:
        """Return the least number of witnesses that can meet the quorum, 0 for `none`."""
        if self.quorum == NONE:
            return 0
        least = {witness.name: 1 for witness in self.witnesses}
        for group in self.groups:
            least[group.name] = sum(
                sorted(least[each] for each in group.members)[: group.threshold]
            )
        return least[self.quorum]

    def counted(self) -> tuple[Witness, ...]:
        """Return the witnesses that can contribute to the quorum, in the order of the file."""
        inside = {self.quorum}
        for group in reversed(self.groups):
            if group.name in inside:
                inside.update(group.members)
        return tuple(witness for witness in self.witnesses if witness.name in inside)


def parse(data: bytes) -> Policy:
    """Return the policy that a file spells, or raise Malformed (`policy_malformed`)."""
    if len(data) > limits.POLICY_BYTES_MAX:
        raise Malformed("too_large", f"at most {limits.POLICY_BYTES_MAX:,} bytes", f"{len(data):,}")
    forbidden = _FORBIDDEN.search(data)
    if forbidden is not None:
        place = f"byte {forbidden.start()}"
        expected = "no control characters but tab and line feed"
        raise Malformed(_CODE, expected, forbidden[0], place)
    reader = _Reader()
    for number, words in _lines(data):
        reader.take(words, f"line {number}")
    return reader.policy()


def format(policy: Policy) -> bytes:
    """Return the file of a policy, in the order in which it was read, without comments."""
    lines = [["log", vkey.format(log.key), log.url or ""] for log in policy.logs]
    for witness in policy.witnesses:
        stated = cosignature.format_vkey(witness.key)
        lines.append(["witness", witness.name, stated, witness.url or ""])
    for group in policy.groups:
        lines.append(["group", group.name, str(group.threshold), *group.members])
    lines.append(["quorum", policy.quorum])
    text = "".join(f"{' '.join(words).rstrip()}\n" for words in lines)
    data = _octets(text)
    parse(data)
    return data


@dataclass(slots=True)
class _Reader:
    """What was defined so far. `names` leads to whether a name is a member of a group yet."""

    logs: list[Log] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    names: dict[str, bool] = field(default_factory=dict)
    quorum: str | None = None

    def take(self, words: list[str], where: str) -> None:
        """Take one line."""
        take = _LINES.get(words[0])
        if take is None:
            raise Malformed(_CODE, "log, witness, group or quorum", words[0], where)
        take(self, words[1:], where)

    def policy(self) -> Policy:
        """Return the whole; there must have been a quorum."""
        if self.quorum is None:
            raise Malformed(_CODE, "one line `quorum NAME`", "none")
        return Policy(
            logs=tuple(self.logs),
            witnesses=tuple(self.witnesses),
            groups=tuple(self.groups),
            quorum=self.quorum,
        )

    def take_log(self, words: list[str], where: str) -> None:
        """`log VKEY [URL]`"""
        if not 1 <= len(words) <= 2:
            raise Malformed(_CODE, "log VKEY [URL]", f"{len(words)} words", where)
        key = _key(vkey.parse_log_key, words[0], where)
        _require_new_key(key, (log.key for log in self.logs), where)
        _require_room(self.logs, limits.POLICY_LOGS_MAX, where)
        self.logs.append(Log(key, words[1] if len(words) == 2 else None))

    def take_witness(self, words: list[str], where: str) -> None:
        """`witness NAME VKEY [URL]`"""
        if not 2 <= len(words) <= 3:
            raise Malformed(_CODE, "witness NAME VKEY [URL]", f"{len(words)} words", where)
        key = _key(cosignature.parse_vkey, words[1], where)
        _require_new_key(key, (witness.key for witness in self.witnesses), where)
        _require_room(self.witnesses, limits.POLICY_WITNESSES_MAX, where)
        self._define(words[0], where)
        self.witnesses.append(Witness(words[0], key, words[2] if len(words) == 3 else None))

    def take_group(self, words: list[str], where: str) -> None:
        """`group NAME all|any|K MEMBER...`"""
        if len(words) < 3:
            raise Malformed(_CODE, "group NAME all|any|K MEMBER...", f"{len(words)} words", where)
        name, stated, *members = words
        threshold = _threshold(stated, len(members), where)
        for member in members:
            if self.names.get(member) is not False:
                expected = "members defined before, each in one group only"
                raise Malformed(_CODE, expected, member, where)
            self.names[member] = True
        _require_room(self.groups, limits.POLICY_GROUPS_MAX, where)
        self._define(name, where)
        self.groups.append(Group(name, threshold, tuple(members)))

    def take_quorum(self, words: list[str], where: str) -> None:
        """`quorum NAME|none`"""
        if len(words) != 1 or self.quorum is not None:
            raise Malformed(_CODE, "one line `quorum NAME`", f"{len(words)} words", where)
        if words[0] != NONE and words[0] not in self.names:
            raise Malformed(_CODE, "a witness or group defined before", words[0], where)
        self.quorum = words[0]

    def _define(self, name: str, where: str) -> None:
        if name == NONE or name in self.names:
            raise Malformed(_CODE, "a name that is new, and not `none`", name, where)
        self.names[name] = False


_LINES = {
    "group": _Reader.take_group,
    "log": _Reader.take_log,
    "quorum": _Reader.take_quorum,
    "witness": _Reader.take_witness,
}


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield number and words of every line that says something."""
    # Bytes above ASCII are opaque: they are kept as they are and never compared as characters.
    text = data.decode("ascii", "surrogateescape")
    *lines, rest = text.split("\n")
    if rest:
        raise Malformed(_CODE, "a line feed at the end", rest)
    if len(lines) > limits.POLICY_LINES_MAX:
        expected = f"at most {limits.POLICY_LINES_MAX:,} lines"
        raise Malformed(_CODE, expected, f"{len(lines):,}")
    for number, line in enumerate(lines, 1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            yield number, words


def _octets(text: str) -> bytes:
    return text.encode("ascii", "surrogateescape")


def _key(parse_key: Callable[[str], K], text: str, where: str) -> K:
    try:
        # Names within keys are UTF-8, as in notes.
        return parse_key(_octets(text).decode())
    except (Malformed, UnicodeDecodeError) as error:
        expected = error.expected if isinstance(error, Malformed) else "UTF-8"
        raise Malformed(_CODE, expected, text, where) from None


def _threshold(stated: str, members: int, where: str) -> int:
    fixed: Mapping[str, int] = {"all": members, "any": 1}
    threshold = fixed.get(stated, 0)
    if not threshold and _NUMBER.fullmatch(stated):
        threshold = int(stated)
    if not 1 <= threshold <= members:
        raise Malformed(_CODE, f"all, any, or a number from 1 to {members}", stated, where)
    return threshold


def _require_new_key(key: AnyKey, others: Iterator[AnyKey], where: str) -> None:
    """Require a public key that no other has, under whatever name."""
    if any(key.key.raw == other.key.raw for other in others):
        raise Malformed(_CODE, "each public key once", key.name, where)


def _require_room(defined: Collection[object], maximum: int, where: str) -> None:
    if len(defined) >= maximum:
        raise Malformed(_CODE, f"at most {maximum} of these", "more", where)
