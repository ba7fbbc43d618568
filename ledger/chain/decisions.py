"""The `decision` of an act: what makes it a ruling, and what the document of a decision contains.

    {"agenda":"5. Complaints","annexes":[{"document":"5f5f...","name":"Annex 1"}],"authentic":["sq"],
     "effective_on":null,"languages":["en","sq"],
     "legal_basis":[{"instrument":"law-03-l-073","point":"106.2","version":null}],
     "members":[{"person":"person-a","vote":"for"},{"person":"person-b","vote":null}],
     "number":"87/2013","reasons":null,
     "remedy":{"addressee":"The panel","count":72,"instrument":"law-03-l-073","point":"119",
               "start":"publication","unit":"hours"},
     "result":"adopted","session":"2013-11-05",
     "votes":{"absent":0,"abstained":2,"against":0,"for":9}}

docs/spec/02-act.md is normative. Here the form is read, and whether votes and members contradict
each other; whether votes suffice is for the rules.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ledger import limits
from ledger.chain import members, spelling

_ANNEX = frozenset({"document", "name"})
_BASIS = frozenset({"instrument", "point", "version"})
_DECISION = frozenset(
    {
        "agenda",
        "annexes",
        "authentic",
        "effective_on",
        "languages",
        "legal_basis",
        "members",
        "number",
        "reasons",
        "remedy",
        "result",
        "session",
        "votes",
    }
)
_MEMBER = frozenset({"person", "vote"})
_REMEDY = frozenset({"addressee", "count", "instrument", "point", "start", "unit"})
_VOTES = frozenset({"absent", "abstained", "against", "for"})

RESULTS = ("adopted", "not_adopted", "deferred", "no_quorum")
"""What became of a decision; only `adopted` moves anything."""

REMEDY_STARTS = ("decision", "publication", "service")
"""What the time for a remedy runs from."""

REMEDY_UNITS = ("hours", "days", "working_days")

LINE_CHARACTERS_MAX = 500
"""Of an item of the agenda, an addressee, the name of an annex."""

_Item = TypeVar("_Item")
_Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """A document that is part of the decision."""

    document: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Basis:
    """The law a decision rests on: an instrument, the point in it, the version cited, or None."""

    instrument: str
    point: str | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member and their vote; None: was present, and the vote is not published."""

    person: str
    vote: str | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the decision says about remedies: to whom, within what time, under which law."""

    addressee: str | None
    count: int | None
    instrument: str | None
    point: str | None
    start: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes claimed; None where a number is not known."""

    absent: int | None
    abstained: int | None
    against: int | None
    for_: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What makes an act a ruling: number, result, votes claimed, law, day of effect."""

    agenda: str | None
    annexes: tuple[Annex, ...]
    authentic: tuple[str, ...]
    effective_on: str | None
    languages: tuple[str, ...]
    legal_basis: tuple[Basis, ...]
    members: tuple[Member, ...] | None
    number: str | None
    reasons: bytes | None
    remedy: Remedy | None
    result: str
    session: str | None
    votes: Votes | None


def read(value: Any) -> Decision:
    """Return the decision that `value` states; raise Malformed."""
    members.check_names(value, _DECISION, "decision")
    _one_of(value["result"], RESULTS, "decision.result")
    if value["effective_on"] is not None:
        spelling.parse_day(value["effective_on"], "decision.effective_on")
    languages = _languages(value["languages"], 1, "decision.languages")
    listed, votes = _members(value["members"]), _votes(value["votes"])
    if listed is not None and votes is not None:
        _check_agreement(listed, votes)
    return Decision(
        _line(value["agenda"], "decision.agenda"),
        _annexes(value["annexes"]),
        _authentic(value["authentic"], languages),
        value["effective_on"],
        languages,
        _legal_basis(value["legal_basis"]),
        listed,
        _short(value["number"], "decision.number"),
        None
        if value["reasons"] is None
        else spelling.parse_hash(value["reasons"], "decision.reasons"),
        _remedy(value["remedy"]),
        value["result"],
        _short(value["session"], "decision.session"),
        votes,
    )


def _annexes(value: Any) -> tuple[Annex, ...]:
    def annex(item: Any, where: str) -> tuple[_Place, Annex]:
        members.check_names(item, _ANNEX, where)
        high = LINE_CHARACTERS_MAX
        name = members.parse_text(item["name"], where + ".name", high=high)
        return (name,), Annex(spelling.parse_hash(item["document"], where + ".document"), name)

    return _sorted(value, annex, "decision.annexes", by="name")


def _authentic(value: Any, languages: tuple[str, ...]) -> tuple[str, ...]:
    where = "decision.authentic"
    found = _languages(value, 0, where)
    if not set(found) <= set(languages):
        members.fail("languages out of `languages`", found, where)
    return found


def _languages(value: Any, low: int, where: str) -> tuple[str, ...]:
    before = ""
    for tag in members.parse_array(value, low, limits.EVENTS_MAX, where):
        if type(tag) is not str or not spelling.is_language(tag) or tag <= before:
            members.fail("language tags, sorted, each once", tag, where)
        before = tag
    return tuple(value)


def _legal_basis(value: Any) -> tuple[Basis, ...]:
    def basis(item: Any, where: str) -> tuple[_Place, Basis]:
        members.check_names(item, _BASIS, where)
        instrument = spelling.parse_id(item["instrument"], where + ".instrument")
        point = _short(item["point"], where + ".point")
        version = _short(item["version"], where + ".version")
        # No text is empty, so that nothing stands before every text.
        return (instrument, point or "", version or ""), Basis(instrument, point, version)

    return _sorted(value, basis, "decision.legal_basis", by="instrument, point and version")


def _members(value: Any) -> tuple[Member, ...] | None:
    def member(item: Any, where: str) -> tuple[_Place, Member]:
        members.check_names(item, _MEMBER, where)
        if item["vote"] is not None:
            _one_of(item["vote"], tuple(sorted(_VOTES)), where + ".vote")
        person = spelling.parse_id(item["person"], where + ".person")
        return (person,), Member(person, item["vote"])

    if value is None:
        return None
    return _sorted(value, member, "decision.members", by="person")


def _remedy(value: Any) -> Remedy | None:
    if value is None:
        return None
    where = "decision.remedy"
    members.check_names(value, _REMEDY, where)
    count, unit, instrument = value["count"], value["unit"], value["instrument"]
    if (count is None) != (unit is None):
        members.fail("count and unit, or neither", unit, where + ".unit")
    if count is not None:
        members.parse_count(count, where + ".count")
        _one_of(unit, REMEDY_UNITS, where + ".unit")
    if value["start"] is not None:
        _one_of(value["start"], REMEDY_STARTS, where + ".start")
    if instrument is None and value["point"] is not None:
        members.fail("no point without its instrument", value["point"], where + ".point")
    return Remedy(
        _line(value["addressee"], where + ".addressee"),
        count,
        None if instrument is None else spelling.parse_id(instrument, where + ".instrument"),
        _short(value["point"], where + ".point"),
        value["start"],
        unit,
    )


def _votes(value: Any) -> Votes | None:
    if value is None:
        return None
    members.check_names(value, _VOTES, "decision.votes")
    for name, count in value.items():
        if count is not None:
            members.parse_count(count, f"decision.votes.{name}")
    return Votes(value["absent"], value["abstained"], value["against"], value["for"])


def _check_agreement(listed: tuple[Member, ...], votes: Votes) -> None:
    """The list may be incomplete; but nobody in it may be one more than the numbers have."""
    counts = Counter(member.vote for member in listed)
    stated = {
        "absent": votes.absent,
        "abstained": votes.abstained,
        "against": votes.against,
        "for": votes.for_,
    }
    for vote, count in stated.items():
        if count is not None and counts[vote] > count:
            members.fail(f"at most the {count} {vote} of `votes`", counts[vote], "decision.members")
    voting = [votes.for_, votes.against, votes.abstained]
    present = len(listed) - counts["absent"]
    if None not in voting and present > sum(filter(None, voting)):
        members.fail("at most those who voted, by `votes`", present, "decision.members")


def _sorted(
    value: Any, read_item: Callable[[Any, str], tuple[_Place, _Item]], where: str, *, by: str
) -> tuple[_Item, ...]:
    """Read an array whose items stand in the order of their places, each place once."""
    items: list[_Item] = []
    before: _Place = ("",)
    for number, item in enumerate(members.parse_array(value, 0, limits.EVENTS_MAX, where)):
        here = f"{where}[{number}]"
        place, read_one = read_item(item, here)
        if place <= before:
            members.fail(f"sorted by {by}, each once", place[0], here)
        before = place
        items.append(read_one)
    return tuple(items)


def _one_of(value: Any, names: tuple[str, ...], where: str) -> None:
    if type(value) is not str or value not in names:
        members.fail(f"one of {', '.join(names)}", value, where)


def _short(value: Any, where: str) -> str | None:
    return None if value is None else members.parse_text(value, where)


def _line(value: Any, where: str) -> str | None:
    if value is None:
        return None
    return members.parse_text(value, where, high=LINE_CHARACTERS_MAX)
