"""The judge: what the ledger had to conclude from an act (specification, section 8).

An act of administration changes the law; any other act has effects, which rules assess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from verifiers import effects, fields, rules
from verifiers.act import SEAL, Entry, enrolled
from verifiers.administration import EVENTS, Change, Row, check_fields
from verifiers.declarations import Declaration
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Tables

KINDS = ("statement", "filing", "finding", "ruling")
_ASIDE = ("act", "contest", "election")
_KIND_OF = {"act": "decision", "reference": "act"}
_TOUCHING = ("unit", "contest", "run", "election", "subject", "act", "scope", "reference")
Made = list[tuple[str, Json | None]]


class Signature(NamedTuple):
    """One signature of an entry: its key (`doc` null: unknown), whose it is, whether it only proves possession."""

    key: str
    signature: str
    doc: Json | None
    person: str | None
    is_proof: bool


@dataclass(slots=True)
class Case:
    """An entry before the judge, with the law and the tables as the entries before it left them."""

    entry: Entry
    law: Law
    tables: Tables
    signatures: list[Signature] = field(default_factory=list)
    declared: list[Declaration] = field(default_factory=list)
    """One an event; empty for administration."""
    kind: str = "administration"
    changed: Law | None = None
    """The law after an act of administration, and the rows that made it so."""
    law_rows: list[Row] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    required: int = 0
    made: set[str] = field(default_factory=set)
    """The subjects that the act's events make."""
    is_administration: bool = field(init=False)
    """Whether the act's events are of administration."""
    is_seal: bool = field(init=False)
    """Whether the ledger itself seals the state with it."""

    def __post_init__(self) -> None:
        first = self.entry.act["events"][0]["type"]
        self.is_administration, self.is_seal = first in EVENTS, first == SEAL

    def resolve(self) -> None:
        """Finds the key of each signature, enrolled before or by the act itself."""
        offered = enrolled(self.entry.act) if self.is_administration else {}
        for line in self.entry.doc["signatures"]:
            key, doc = line["key"], self.law.get("key", line["key"])
            is_proof = doc is None and key in offered
            person, doc = offered[key] if is_proof else (doc["person"] if doc else None, doc)
            self.signatures.append(Signature(key, line["signature"], doc, person, is_proof))

    def read_events(self) -> str:
        """Steps 7 and 8: holds each event against its declaration; the code of a refusal, or nothing."""
        act, law, index = self.entry.act, self.law, self.entry.index
        types = [event["type"] for event in act["events"]]
        own = [name in EVENTS for name in types]
        phase = law.ledger.get("phase", "")
        if phase == "closed" or (phase != "open" and (self.is_seal or not all(own))):
            return "ledger_is_closed" if phase == "closed" else "ledger_not_open"
        if not phase and not (index == 0 and types == ["ledger.founded"]):
            # Nothing founded this ledger, so that nobody can do anything in it.
            return "not_founding" if index == 0 else "ledger_not_open"
        for event, is_own in zip(act["events"], own, strict=True):
            code = check_fields(event) if is_own else self._check(event)
            if code := code or _when_fault(event["occurred"]):
                return code
        if True in own and False in own:
            return "mixed_administration"
        if self.declared:
            self.kind = max((declaration.kind for declaration in self.declared), key=KINDS.index)
        if (self.kind == "ruling") != (act["decision"] is not None):
            return "decision_missing" if act["decision"] is None else "decision_unexpected"
        return "already_founded" if index > 0 and "ledger.founded" in types else ""

    def _known(self, key: str) -> bool:
        kind, _, id = key.partition(":")
        if kind in ("body", "person"):
            return self.law.get(kind, id) is not None
        return self.tables.exists(key) or key in self.made

    def _check(self, event: Json) -> str:
        declaration, given = self.law.declaration(event["type"]), event["fields"]
        if declaration is None or declaration.version != event["version"]:
            return "wrong_event_version" if declaration else "unknown_event_type"
        if given.keys() != declaration.names:
            return "missing_field" if declaration.names - given.keys() else "unknown_field"
        for each in declaration.fields:
            code = each.check(given[each.name], self._known)
            if code:
                return code
        self.declared.append(declaration)
        if declaration.naming:
            self.made |= _made(declaration, given)
        return ""

    def touches(self) -> set[str]:
        """The subject keys that an act names or makes (section 8.3), whatever comes of it."""
        found = set(self.made)
        for declaration, event in zip(self.declared, self.entry.act["events"], strict=True):
            given = event["fields"]
            for of, value in declaration.named(given, *_TOUCHING):
                if of != "scope":
                    kind = _KIND_OF.get(of) or of.removeprefix("subject:")
                    found.add(f"{kind}:{value.partition('#')[0]}")
                    continue
                for box in value:
                    within = [box["further"]["within"]] if box["further"] else []
                    found.update(["unit:" + unit for unit in self.tables.units(box) + within])
                    found.update(["contest:" + contest for contest in box["contests"]])
            for verb, arguments in declaration.naming:
                found |= {f"{n}:{given[str(arguments[n].field)]}" for n in ("form", "seat") if n in arguments}
                if verb == "create" and arguments["what"].literal == "unit_list":
                    found |= {"unit:" + item["id"] for item in given[str(arguments["items"].field)]}
        return found


def _when_fault(when: Json | None) -> str:
    return "" if when is None or fields.holds(fields.PLAIN["when"], when) else "bad_field"


def _made(declaration: Declaration, given: Json) -> set[str]:
    """The subjects that an event makes, by an id or by items."""
    found = set()
    for verb, arguments in declaration.naming:
        a = effects.values(arguments, given) if verb in ("create", "order_run") else None
        if a is not None:
            what = "run" if verb == "order_run" else a["what"]
            ids = [item["id"] for item in a.get("items") or ()] if what != "unit_list" else []
            ids += [a[name] for name in ("id", "run") if name in a]
            found |= {f"{what}:{id}" for id in ids}
    return found


def change_law(case: Case) -> None:
    """Order of administration: the law that an act makes; Malformed with the code of its refusal."""
    law, entry = case.law.copy(), case.entry
    case.law_rows = Change(entry.act, entry.index, entry.doc["recorded_at"], law, case.tables).rows()
    case.changed = law


class Judgement:
    """What follows from an act that its signers could make: outcomes, marks, rows, or why it is refused.

    The tables have the rows afterwards.
    """

    def __init__(self, case: Case) -> None:
        act, self.case = case.entry.act, case
        awaits = case.law.milestone(act["body"], act["day"]) if act["decision"] else None
        self.writer = effects.Writer(act, case.entry.index, case.tables, awaits)
        number = act["decision"]["number"] if act["decision"] else None
        names = {"act": act["act_id"], "body": act["body"], "day": act["day"], "kind": case.kind, "number": number}
        own = self.writer.row("act", digest=case.entry.digest, persons=case.counted, contested_margin=0, **names)
        remedy = self.writer.state_remedy()
        if remedy is not None:
            case.tables.add(remedy)
        for kind, id, doc in case.law_rows:
            self.writer.row("law", kind=kind, id=id, doc=doc)
        if case.is_seal:
            self.writer.row("seal", **act["events"][0]["fields"])
        self.outcomes = [self._event(*pair) for pair in enumerate(case.declared, 1)] or ["effective"] * len(
            act["events"]
        )
        self._close(own)

    def document(self) -> Json:
        """The judgement as an entry records it."""
        marks = sorted(self.writer.marks, key=lambda m: (m[1], m[0], m[2] or "", m[3] or ""))
        listed = [dict(zip(("code", "event", "rule", "subject"), mark, strict=True)) for mark in marks]
        return {"events": self.outcomes, "marks": listed}

    def _close(self, own: Json) -> None:
        case, writer, act, tables = self.case, self.writer, self.case.entry.act, self.case.tables
        touched = sorted(case.touches()) if case.declared else []
        rows = [own] + [writer.row("touch", key=key) for key in touched]
        for key, _, _, person, is_proof in case.signatures:
            counts = not is_proof and person in case.counted
            writer.row("signing", counted=counts, key=key, person=person)
            if counts:
                tables.signed(key, case.entry.index, act["act_id"])
        own["contested_margin"] = 0 if case.entry.index == 0 else len(case.counted) - case.required
        writer.begin(0, act["day"])
        recorded = case.entry.doc["recorded_at"][:10]
        if act["day"] > recorded and date.fromisoformat(act["day"]) > date.fromisoformat(recorded) + timedelta(days=1):
            writer.mark("dated_ahead")
        if case.kind == "ruling":
            latest = [tables.last("touch", key) for key in touched if key.partition(":")[0] not in _ASIDE]
            if max(latest, default=[]) >= [act["seen"]["size"]]:
                writer.mark("changed_since_seen")
        for row in rows:
            tables.add(row)

    def _event(self, number: int, declaration: Declaration) -> str:
        case, w, event = self.case, self.writer, self.case.entry.act["events"][number - 1]
        when, day = event["occurred"] or {}, case.entry.act["day"]
        w.begin(number, when.get("earliest") or when.get("latest") or day)
        made = [(verb, effects.values(a, event["fields"])) for verb, a in declaration.effects]
        outcome = self._outcome(event, declaration, made)
        for of, id in declaration.named(event["fields"], "subject"):
            key = f"{of.removeprefix('subject:')}:{id}"
            if not case.tables.exists(key):
                w.mark("unknown_subject", key)
        first = len(w.rows)
        for verb, values in made:
            if values is not None and (outcome in ("effective", "no_effect") or verb == "link"):
                w.make(verb, values)
                if verb == "certify" and case.tables.contested(case.law, day):
                    w.refusals.add("certification_contested")
        for row in w.rows[first:]:
            case.tables.add(row)
        return outcome

    def _outcome(self, event: Json, declaration: Declaration, made: Made) -> str:
        act, case, kind, void = self.case.entry.act, self.case, declaration.kind, False
        if act["attestation"] and act["attestation"]["grade"] in ("press", "hearsay") and kind in ("finding", "ruling"):
            self.writer.mark("grade_moves_nothing")
            void = case.law.ledger["purpose"] != "reconstruction"
        if kind == "ruling" and act["decision"]["result"] != "adopted":
            return "not_adopted"
        if kind != "statement":
            asked = rules.Asked(act, event, declaration, made, case.counted, case.law, case.tables, act["day"])
            asked.recorded_at = case.entry.doc["recorded_at"]
            void = self._assess(asked) or void
        if void:
            return "void"
        return "effective" if declaration.moves else "no_effect"

    def _assess(self, asked: rules.Asked) -> bool:
        """Evaluates every rule that applies, sets the marks; whether the event is void."""
        case, w, applied, void = self.case, self.writer, False, False
        for rule in case.law.rules(asked.day, asked.act["body"], asked.event["type"]):
            if not asked.applies(rule):
                continue
            applied, outcome, answer = True, rule["outcome"], None
            if outcome != "not_assessed":
                case.required = max(case.required, asked.needed(rule))
                answer = asked.test(rule)
                outcome = {True: "", None: "rule_indeterminate", False: "rule_not_met"}[answer]
            if answer is False and rule["outcome"] == "refuse":
                w.refusals.add("rule_not_met")
            void = void or (answer is False and rule["outcome"] == "void")
            if outcome:
                w.marks.add((outcome, w.event, rule["id"], None))
            if asked.contradicts(rule, answer):
                w.marks.add(("conclusion_differs", w.event, rule["id"], None))
        if asked.declaration.kind == "ruling" and not applied:
            w.mark("not_assessed")
        return void
