"""The law: who may write what, as the entries so far made it (specification, section 4).

A row `law(kind, id, doc)` replaces the one before it; `doc` null means withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from verifiers import declarations
from verifiers.reading import Json
from verifiers.spelling import moment


def _is_law(rule: Json, day: str) -> bool:
    """Whether a rule is law on a day on which its ruleset is."""
    return (rule["from"] or "") <= day and (rule["until"] is None or day < rule["until"])


def includes(doc: Json, day: str) -> bool:
    """Whether the document's days include this one, `from` ≤ day < `until`; a body has no `from`."""
    return doc.get("from", "") <= day and (doc["until"] is None or day < doc["until"])


class Law:
    """The latest row of every (kind, id), and the questions that are asked of them."""

    def __init__(self) -> None:
        self._docs: dict[str, dict[str, Json]] = {}
        self._since: dict[tuple[str, str], int] = {}
        self._asked: dict[Any, Any] = {}
        self.last_index = -1

    def copy(self) -> Law:
        """The law to which an act's own events are added one by one."""
        other = Law()
        other._docs = {kind: dict(docs) for kind, docs in self._docs.items()}
        other._since, other.last_index = dict(self._since), self.last_index
        return other

    def put(self, kind: str, id: str, doc: Json | None, index: int) -> None:
        """Makes the row the latest of its (kind, id)."""
        docs = self._docs.setdefault(kind, {})
        docs.pop(id, None)
        if doc is not None:
            docs[id] = doc
        self._since[kind, id] = self.last_index = index
        self._asked.clear()

    def get(self, kind: str, id: str) -> Json | None:
        """The document that counts, or None."""
        return self._docs.get(kind, {}).get(id)

    def all(self, kind: str) -> list[tuple[str, Json]]:
        """All documents of a kind that count, by id."""
        return sorted(self._docs.get(kind, {}).items())

    def since(self, kind: str, id: str) -> int:
        """The index of the latest row."""
        return self._since[kind, id]

    @property
    def ledger(self) -> Json:
        """What founding and opening said of the ledger; empty before."""
        return self.get("ledger", "ledger") or {}

    def in_force(self, kind: str, id: str, day: str) -> Json | None:
        """The document, if its days include this one."""
        doc = self.get(kind, id)
        return doc if doc and includes(doc, day) else None

    def offices(self, day: str) -> Iterator[Json]:
        """The offices held on a day."""
        return (doc for doc in self._docs.get("office", {}).values() if includes(doc, day))

    def holds(self, person: str, office: str, body: str, day: str) -> bool:
        """Whether the person holds the office in the body on the day."""
        held: set[tuple[str, str, str]] = self._ask(Law._held, day)
        return (person, office, body) in held

    def _held(self, day: str) -> set[tuple[str, str, str]]:
        return {(doc["person"], doc["office"], doc["body"]) for doc in self.offices(day)}

    def roster(self, body: str, day: str) -> set[str]:
        """The persons who held an office of the body on the day."""
        return {doc["person"] for doc in self.offices(day) if doc["body"] == body}

    def rulesets(self, day: str) -> list[Json]:
        """The rulesets in force on the day, by id."""
        return [doc for _, doc in self.all("ruleset") if includes(doc, day)]

    def _ask(self, answer: Any, *of: str) -> Any:
        """Answers are kept until the law changes."""
        key = answer, of
        if key not in self._asked:
            self._asked[key] = answer(self, *of)
        return self._asked[key]

    def rules(self, day: str, body: str, event_type: str) -> list[Json]:
        """The rules that are law on the day for events of this type in acts of this body, by id."""
        rules: list[Json] = self._ask(Law._rules, day, body, event_type)
        return rules

    def rules_of_day(self, day: str) -> list[Json]:
        """All rules that are law on the day, by id."""
        rulesets = {doc["ruleset"] for doc in self.rulesets(day)}
        return [doc for _, doc in self.all("rule") if doc["ruleset"] in rulesets and _is_law(doc, day)]

    def _rules(self, day: str, body: str, event_type: str) -> list[Json]:
        rules = self.rules_of_day(day)
        to = [(rule["applies_to"]["bodies"], rule["applies_to"]["events"]) for rule in rules]
        pairs = zip(rules, to, strict=True)
        return [rule for rule, (b, e) in pairs if body in (b or [body]) and event_type in (e or [event_type])]

    def declaration(self, name: str) -> declarations.Declaration | None:
        """The declaration in force, compiled once."""
        found: declarations.Declaration | None = self._ask(Law._declaration, name)
        return found

    def _declaration(self, name: str) -> declarations.Declaration | None:
        doc = self.get("declaration", name)
        return declarations.compiled(doc) if doc else None

    def milestone(self, body: str, day: str) -> str | None:
        """What gives effect to the body's decisions; None: their adoption."""
        lines = [line for ruleset in self.rulesets(day) for line in ruleset["gives_effect"] if line["body"] == body]
        return lines[0]["milestone"] if lines and lines[0]["milestone"] != "adoption" else None

    def key_of(self, person: str) -> str | None:
        """The key of the person that is neither revoked nor replaced."""
        keys = [key for key, doc in self.all("key") if doc["person"] == person and doc["revoked"] is None]
        return keys[0] if keys else None

    def legal_day(self, instant: str) -> str:
        """The legal day of an instant: the first whose end is later (section 9)."""
        at = moment(instant)
        day = at.date() - timedelta(days=2)
        while self._end(day) <= at:
            day += timedelta(days=1)
        return day.isoformat()

    def _end(self, day: date) -> datetime:
        """The instant of the local midnight after the day."""
        end = midnight = datetime(day.year, day.month, day.day) + timedelta(days=1)
        rulesets = self.rulesets(day.isoformat())
        for n, offset in enumerate(rulesets[0]["offsets"] if rulesets else []):
            candidate = midnight - timedelta(minutes=offset["minutes"])
            if n == 0 or moment(offset["from"]) <= candidate:
                end = candidate
        return end
