"""The law book: who may write what, as the rows of administration have it.

It lives in memory and grows row by row. A book is always the law *just before the next entry*;
what was law on a legal day is asked with that day and answered from the same rows, so that a
ruleset recorded late is law on the days it names from the entry after it on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ledger.election import balances, calendar, declarations, rules
from ledger.election.balances import Balance
from ledger.election.declarations import Declaration
from ledger.election.rows import Law, Placed
from ledger.election.rules import Rule

Doc = dict[str, Any]

_NOTHING: Mapping[str, Any] = {}


class Suspicion(NamedTuple):
    """A key that was in other hands: from which index, and the index of the entry that says so."""

    since: int
    said_at: int


def covers_day(doc: Doc, day: str) -> bool:
    """Whether a document with `from` and `until` is in force on a day (until is not part)."""
    until = doc["until"]
    return bool(doc["from"] <= day) and (until is None or day < until)


class LawBook:
    """Law from rows. `fork` is cheap, so that a group of acts can be judged and abandoned.

    `ledger_id` is the leaf hash of entry 0 in hexadecimal, None before there is one: it is the
    one thing about the ledger that no row can hold.
    """

    __slots__ = ("_docs", "_kept", "_owned", "last_index", "ledger_id")

    def __init__(self, ledger_id: str | None = None) -> None:
        self.ledger_id = ledger_id
        self.last_index = -1
        """The index of the last entry of administration, -1 before the first."""
        self._docs: dict[str, dict[str, Any]] = {}
        self._owned: set[str] = set()
        self._kept: dict[str, dict[Any, Any]] = {}

    @classmethod
    def from_rows(cls, rows: Iterable[Placed[Law]], *, ledger_id: str | None = None) -> LawBook:
        """The book after these rows, which stand in the order of the log."""
        book = cls(ledger_id)
        for placed in rows:
            book.apply(placed)
        return book

    def fork(self) -> LawBook:
        """A book of the same law; what is applied to one is not seen by the other."""
        other = LawBook(self.ledger_id)
        other.last_index = self.last_index
        other._docs = dict(self._docs)
        # From now on neither may write into what both hold.
        self._owned = set()
        other._kept = dict(self._kept)
        return other

    def apply(self, placed: Placed[Law]) -> None:
        """Let a row of the log take effect."""
        self.last_index = placed.since
        row = placed.row
        self.enact(row)
        if row.kind == "key" and row.doc is not None and row.doc["suspect_from"] is not None:
            said = Suspicion(row.doc["suspect_from"], placed.since)
            self._own("suspicions")[row.id] = said

    def enact(self, row: Law) -> None:
        """Let a row take effect whose entry does not stand in the log yet."""
        docs = self._own(row.kind)
        before = docs.get(row.id)
        if row.doc is None:
            docs.pop(row.id, None)
        else:
            docs[row.id] = row.doc
        if row.kind == "key":
            self._index("keys_of", (before or row.doc or {}).get("person"), row.id)
        elif row.kind == "office":
            named = before or row.doc or {}
            self._index("offices_of", named.get("body"), row.id)
            self._index("offices_by", named.get("person"), row.id)
        for name in _DERIVED.get(row.kind, ()):
            self._kept[name] = {}

    def _own(self, kind: str) -> dict[str, Any]:
        if kind not in self._owned:
            self._docs[kind] = dict(self._docs.get(kind, _NOTHING))
            self._owned.add(kind)
        return self._docs[kind]

    def _index(self, name: str, owner: str | None, identity: str) -> None:
        """Remember that a document belongs to an owner; it stays listed when it is withdrawn."""
        index = self._own(name)
        listed = index.get(owner or "", ())
        if identity not in listed:
            index[owner or ""] = (*listed, identity)

    def _keep(self, name: str) -> dict[Any, Any]:
        """What was worked out from the law; forks share it until that law changes."""
        kept = self._kept.get(name)
        if kept is None:
            kept = self._kept[name] = {}
        return kept

    def doc(self, kind: str, identity: str) -> Doc | None:
        """The document that counts under a kind and id; None if there is none or it was withdrawn."""
        found: Doc | None = self._docs.get(kind, _NOTHING).get(identity)
        return found

    def docs(self, kind: str) -> Mapping[str, Doc]:
        """All documents of a kind that count, by id."""
        return self._docs.get(kind, _NOTHING)

    # --- the ledger -----------------------------------------------------------------------

    @property
    def ledger(self) -> Doc:
        """Clock, origin, phase, purpose, semantics … ; empty before founding."""
        return self.doc("ledger", "ledger") or {}

    @property
    def phase(self) -> str | None:
        """`founding`, `open` or `closed`; None before entry 0."""
        return self.ledger.get("phase")

    @property
    def purpose(self) -> str | None:
        """`official`, `rehearsal` or `reconstruction`."""
        return self.ledger.get("purpose")

    @property
    def floors(self) -> Doc:
        """The bounds that always bind: `persons_min`, `share_numerator`, `share_denominator`."""
        return self.doc("floors", "floors") or {}

    def authority(self, cls: str) -> Doc | None:
        """Which body, with how many persons, makes a class of administration."""
        return self.doc("authority", cls)

    # --- bodies, persons, offices, keys ---------------------------------------------------

    def body(self, body: str, day: str) -> Doc | None:
        """The body if it is in force on the day."""
        doc = self.doc("body", body)
        if doc is None or (doc["until"] is not None and doc["until"] <= day):
            return None
        return doc

    def offices(self, person: str, body: str, day: str) -> set[str]:
        """The offices that a person holds in a body on a day."""
        return {doc["office"] for doc in self._held(person, day) if doc["body"] == body}

    def offices_everywhere(self, person: str, day: str) -> set[str]:
        """The offices that a person holds on a day in any body."""
        return {doc["office"] for doc in self._held(person, day)}

    def _held(self, person: str, day: str) -> Iterator[Doc]:
        docs = self._docs.get("office", _NOTHING)
        for identity in self._docs.get("offices_by", _NOTHING).get(person, ()):
            if identity in docs and covers_day(docs[identity], day):
                yield docs[identity]

    def holds(self, person: str, body: str, office: str, day: str) -> bool:
        """Whether the person holds the office in the body on the day."""
        return any(covers_day(term, day) for term in self.terms(person, body, office))

    def terms(self, person: str, body: str, office: str) -> list[Doc]:
        """Every term for which the person was given the office in the body, the first one first."""
        docs = self._docs.get("office", _NOTHING)
        identities = self._docs.get("offices_by", _NOTHING).get(person, ())
        found = (docs[identity] for identity in identities)
        mine = [doc for doc in found if (doc["body"], doc["office"]) == (body, office)]
        return sorted(mine, key=lambda doc: str(doc["from"]))

    def roster(self, body: str, day: str) -> frozenset[str]:
        """The persons who hold an office of the body on the day."""
        listed = self._docs.get("offices_of", _NOTHING).get(body, ())
        docs = (self.doc("office", identity) for identity in listed)
        return frozenset(doc["person"] for doc in docs if doc and covers_day(doc, day))

    def delegation(self, giver: str, taker: str, body: str, office: str, day: str) -> str | None:
        """The id of a delegation in force on the day by which taker signs in giver's place."""
        wanted = (giver, taker, body, office)
        for identity, doc in self.docs("delegation").items():
            named = (doc["giver"], doc["taker"], doc["body"], doc["office"])
            if named == wanted and covers_day(doc, day):
                return identity
        return None

    def key(self, key_id: str) -> Doc | None:
        """`{alg,person,public,revoked,suspect_from}` of a key ever enrolled."""
        found: Doc | None = self._docs.get("key", _NOTHING).get(key_id)
        return found

    def keys_of(self, person: str) -> list[str]:
        """The ids of the keys with which a person may sign, in the order of their enrolment."""
        listed = self._docs.get("keys_of", _NOTHING).get(person, ())
        docs = self._docs.get("key", _NOTHING)
        return [i for i in listed if docs[i]["revoked"] is None and docs[i]["person"] == person]

    def suspicions(self) -> Mapping[str, Suspicion]:
        """Every key that was said to be compromised, by its id."""
        found: Mapping[str, Suspicion] = self._docs.get("suspicions", _NOTHING)
        return found

    # --- vocabulary and rules --------------------------------------------------------------

    def declaration(self, name: str) -> Declaration | None:
        """The event type of that name in force, compiled once."""
        kept = self._keep("declarations")
        found: Declaration | None = kept.get(name)
        if found is None:
            document = self.doc("declaration", name)
            if document is not None:
                found = kept[name] = declarations.compile(document)
        return found

    def rulesets(self, day: str) -> list[Doc]:
        """The rulesets in force on the day, sorted by id."""
        return self._lawful(day)[0]

    def rules(self, day: str) -> tuple[Rule, ...]:
        """The rules that are law on the day, sorted by id."""
        return self._lawful(day)[1]

    def prevailing(self, day: str) -> dict[str, str]:
        """Which figure counts at a level, `computed` or `declared`: as the first ruleset has it."""
        found: dict[str, str] = {}
        for ruleset in self.rulesets(day):
            for named in ruleset["prevails"]:
                found.setdefault(named["level"], named["figure"])
        return found

    def milestone(self, body: str, day: str) -> str | None:
        """What gives a body's decision of that day effect; None where its adoption does."""
        for ruleset in self.rulesets(day):
            for given in ruleset["gives_effect"]:
                if given["body"] == body:
                    return None if given["milestone"] == "adoption" else str(given["milestone"])
        return None

    def _lawful(self, day: str) -> tuple[list[Doc], tuple[Rule, ...]]:
        kept = self._keep("lawful")
        found: tuple[list[Doc], tuple[Rule, ...]] | None = kept.get(day)
        if found is None:
            named = sorted(self.docs("ruleset").items())
            rulesets = [doc for _, doc in named if covers_day(doc, day)]
            of_rulesets = self._rules_of({doc["ruleset"] for doc in rulesets})
            lawful = tuple(rule for rule in of_rulesets if rule.is_law(day))
            # The same object as long as it can be: much is kept by it.
            whole = len(lawful) == len(of_rulesets)
            found = kept[day] = rulesets, of_rulesets if whole else lawful
        return found

    def _rules_of(self, rulesets: set[str]) -> tuple[Rule, ...]:
        """The compiled rules of some rulesets: the same object for the same rulesets."""
        kept = self._keep("rules")
        key = frozenset(rulesets)
        if key not in kept:
            documents = sorted(self.docs("rule").items())
            mine = (doc for _, doc in documents if doc["ruleset"] in rulesets)
            kept[key] = tuple(rules.compile(doc) for doc in mine)
        found: tuple[Rule, ...] = kept[key]
        return found

    def balances(self, day: str) -> tuple[Balance, ...]:
        """The balances of the rulesets in force on the day, sorted by id, compiled once."""
        kept = self._keep("balances")
        if day not in kept:
            lawful = {doc["ruleset"] for doc in self.rulesets(day)}
            documents = sorted(self.docs("balance").items())
            mine = (doc for _, doc in documents if doc["ruleset"] in lawful)
            kept[day] = tuple(balances.compile(doc) for doc in mine)
        found: tuple[Balance, ...] = kept[day]
        return found

    def applicable(self, day: str, body: str, declaration: Declaration) -> tuple[Rule, ...]:
        """The rules of the day that a body's event of this type may have to meet."""
        all_of_them = self._lawful(day)[1]
        kept = self._keep("applicable")
        key = (id(all_of_them), body, declaration.name)
        if key not in kept:
            kept[key] = tuple(r for r in all_of_them if rules.may_apply(r, body, declaration))
        found: tuple[Rule, ...] = kept[key]
        return found

    # --- time -------------------------------------------------------------------------------

    def offsets(self, day: str) -> calendar.Offsets:
        """The offsets that the first ruleset in force on the day carries; none: UTC."""
        for ruleset in self.rulesets(day):
            found: calendar.Offsets = ruleset["offsets"]
            return found
        return ()

    def end_of(self, day: str) -> str:
        """The first instant after the legal day."""
        return calendar.end_of(self.offsets(day), day)

    def day_of(self, instant: str) -> str:
        """The legal day of an instant: the first one that ends later."""
        day = calendar.after(instant[:10], -1)
        while self.end_of(day) <= instant:
            day = calendar.after(day, 1)
        return day

    def minutes_at(self, instant: str) -> int:
        """The minutes that the legal time is ahead of UTC at an instant."""
        return calendar.minutes_at(self.offsets(self.day_of(instant)), instant)


_DERIVED = {
    "balance": ("balances",),
    "declaration": ("declarations", "applicable"),
    "rule": ("lawful", "rules", "applicable"),
    "ruleset": ("lawful", "rules", "applicable", "balances"),
}
"""What is worked out from a kind of law, and so forgotten when it changes."""
