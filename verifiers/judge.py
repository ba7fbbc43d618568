"""The judge: what the ledger had to conclude from an act (specification, section 8).

An act of administration changes the law; any other act has effects, which rules assess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from verifiers import administration, effects, fields, rules
from verifiers.act import Entry, enrolled
from verifiers.declarations import Declaration
from verifiers.law import Law
from verifiers.reading import Json, Malformed
from verifiers.tables import Tables

KINDS = ("statement", "filing", "finding", "ruling")
_ASIDE = ("act", "contest", "election")


@dataclass(slots=True)
class Signature:
    """One signature of an entry: its key (`doc` null: unknown), whose it is, what it is for."""

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
    changed: Law | None = None
    """The law after an act of administration."""
    law_rows: administration.Rows = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    required: int = 0

    @property
    def is_administration(self) -> bool:
        """Whether the act's events are of administration."""
        return self.entry.act["events"][0]["type"] in administration.EVENTS

    @property
    def kind(self) -> str:
        """The greatest kind of the events."""
        kinds = [KINDS.index(declaration.kind) for declaration in self.declared]
        return KINDS[max(kinds)] if kinds else "administration"


def resolve(case: Case) -> None:
    """Finds the key of each signature, enrolled before or by the act itself."""
    offered = enrolled(case.entry.act)
    for line in case.entry.doc["signatures"]:
        key, doc = line["key"], case.law.get("key", line["key"])
        person: str | None = doc["person"] if doc else None
        is_proof = doc is None and key in offered
        if is_proof:
            person, doc = offered[key]
        case.signatures.append(Signature(key, line["signature"], doc, person, is_proof))


@dataclass(slots=True)
class Judgement:
    """What follows from an act: the outcome of each event, marks, rows; or why it is refused."""

    outcomes: list[str]
    marks: set[effects.Mark]
    rows: list[Json]
    refusal: str = ""

    def document(self) -> Json:
        """The judgement as an entry records it."""
        marks = sorted(self.marks, key=lambda m: (m[1], m[0], m[2] or "", m[3] or ""))
        names = "code", "event", "rule", "subject"
        listed = [dict(zip(names, mark, strict=True)) for mark in marks]
        return {"events": self.outcomes, "marks": listed}


def read_events(case: Case) -> str:
    """Steps 7 and 8: holds each event against its declaration; the code of a refusal, or nothing."""
    act, index = case.entry.act, case.entry.index
    own = [event["type"] in administration.EVENTS for event in act["events"]]
    phase = case.law.ledger.get("phase", "")
    if phase == "closed" or (phase != "open" and not all(own)):
        return "ledger_is_closed" if phase == "closed" else "ledger_not_open"
    made: set[str] = set()
    for event, is_own in zip(act["events"], own, strict=True):
        code = administration.check_fields(event) if is_own else _check(event, case, made)
        if code:
            return code
    if any(own) and not all(own):
        return "mixed_administration"
    if (case.kind == "ruling") != (act["decision"] is not None):
        return "decision_missing" if act["decision"] is None else "decision_unexpected"
    again = index > 0 and any(event["type"] == "ledger.founded" for event in act["events"])
    return "already_founded" if again else ""


def _check(event: Json, case: Case, made: set[str]) -> str:
    declaration = case.law.declaration(event["type"])
    if declaration is None or declaration.version != event["version"]:
        return "wrong_event_version" if declaration else "unknown_event_type"
    given = event["fields"]
    if given.keys() != declaration.checks.keys():
        return "missing_field" if declaration.checks.keys() - given.keys() else "unknown_field"

    def known(key: str) -> bool:
        kind, _, id = key.partition(":")
        if kind in ("body", "person"):
            return case.law.get(kind, id) is not None
        return key in made or case.tables.exists(key)

    for name, check in declaration.checks.items():
        code = check(given[name], known)
        if code:
            return code
    if event["occurred"] is not None and fields.spelled(fields.is_when)(event["occurred"], known):
        return "bad_field"
    case.declared.append(declaration)
    made |= set(_made(declaration, given))
    return ""


def _made(declaration: Declaration, given: Json) -> list[str]:
    """The subjects that an event makes, by an id or by items."""
    found = []
    for verb, arguments in declaration.effects:
        a = effects.values(arguments, given) if verb in ("create", "order_run") else None
        if a and verb == "order_run":
            found.append("run:" + a["run"])
        elif a:
            items = a.get("items") or () if a["what"] != "unit_list" else ()
            found += [f"{a['what']}:{item['id']}" for item in items]
            found += [f"{a['what']}:{a['id']}"] if "id" in a else []
    return found


def change_law(case: Case) -> Malformed | None:
    """Order of administration: the law that an act makes, event after event; or the refusal."""
    law, entry = case.law.copy(), case.entry
    for event in entry.act["events"]:
        change = administration.Change(
            event, entry.act, entry.index, entry.doc["recorded_at"], law, case.tables
        )
        try:
            rows = administration.rows(change)
        except Malformed as error:
            return error
        for row in rows:
            law.put(*row, entry.index)
        case.law_rows += rows
    case.changed = law
    return None


def judge(case: Case) -> Judgement:
    """Judgement and rows of an act that its signers could make; the tables have the rows then."""
    act, index = case.entry.act, case.entry.index
    awaits = case.law.milestone(act["body"], act["day"]) if act["decision"] else None
    writer = effects.Writer(act, index, case.tables, awaits)
    own_row = writer.row(
        "act", act=act["act_id"], body=act["body"], contested_margin=0, day=act["day"],
        digest=case.entry.digest, kind=case.kind, persons=case.counted,
        number=(act["decision"] or {"number": None})["number"],
    )  # fmt: skip
    outcomes = ["effective"] * len(case.law_rows and act["events"])
    for kind, id, doc in case.law_rows:
        writer.row("law", kind=kind, id=id, doc=doc)
    for number, declaration in enumerate(case.declared, 1):
        outcomes.append(_judge_event(case, writer, number, declaration))
    touched = sorted(touches(case)) if case.declared else []
    for key in touched:
        writer.row("touch", key=key)
    for signature in case.signatures:
        counts = not signature.is_proof and signature.person in case.counted
        writer.row("signing", counted=counts, key=signature.key, person=signature.person)
    own_row["contested_margin"] = 0 if index == 0 else len(case.counted) - case.required
    _mark_act(case, writer, touched)
    for row in writer.rows:
        if row["table"] in ("act", "touch", "signing"):
            case.tables.add(row)
    return Judgement(outcomes, writer.marks, writer.rows, writer.refusal)


def _mark_act(case: Case, writer: effects.Writer, touched: list[str]) -> None:
    entry, act = case.entry, case.entry.act
    writer.begin(0, act["day"])
    recorded = date.fromisoformat(entry.doc["recorded_at"][:10])
    if act["day"] > (recorded + timedelta(days=1)).isoformat():
        writer.mark("dated_ahead")
    if case.kind == "ruling":
        keys = [key for key in touched if key.partition(":")[0] not in _ASIDE]
        if any(case.tables.get("touch", key)[-1:] >= [act["seen"]["size"]] for key in keys):
            writer.mark("changed_since_seen")


def _judge_event(case: Case, w: effects.Writer, number: int, declaration: Declaration) -> str:
    act, event = case.entry.act, case.entry.act["events"][number - 1]
    when = event["occurred"] or {"earliest": None, "latest": None}
    w.begin(number, when["earliest"] or when["latest"] or act["day"])
    made = [(verb, effects.values(a, event["fields"])) for verb, a in declaration.effects]
    outcome = _outcome(case, w, made, declaration=declaration)
    for name, id in declaration.named(event["fields"], "subject"):
        key = f"{name.removeprefix('subject:')}:{id}"
        if not case.tables.exists(key):
            w.mark("unknown_subject", key)
    first = len(w.rows)
    for verb, values in made:
        if values is not None and (outcome in ("effective", "no_effect") or verb == "link"):
            w.make(verb, values)
            if verb == "certify" and case.tables.contested(case.law, act["day"]):
                w.refusal = w.refusal or "certification_contested"
    for row in w.rows[first:]:
        case.tables.add(row)
    return outcome


def _outcome(case: Case, w: effects.Writer, made: Any, *, declaration: Declaration) -> str:
    act, kind, void = case.entry.act, declaration.kind, False
    grade = (act["attestation"] or {"grade": ""})["grade"]
    if grade in ("press", "hearsay") and kind in ("finding", "ruling"):
        w.mark("grade_moves_nothing")
        void = case.law.ledger["purpose"] != "reconstruction"
    if kind == "ruling" and act["decision"]["result"] != "adopted":
        return "not_adopted"
    if kind != "statement":
        event = act["events"][w.event - 1]
        asked = rules.Asked(act, event, declaration, made, case.counted, case.law, case.tables)
        void = _assess(case, w, asked) or void
    if void:
        return "void"
    moves = kind != "statement" and any(verb not in ("note", "link") for verb, _ in made)
    return "effective" if moves else "no_effect"


def _assess(case: Case, w: effects.Writer, asked: rules.Asked) -> bool:
    """Evaluates every rule that applies, sets the marks; whether the event is void."""
    applied, void = False, False
    for rule in case.law.rules(asked.day):
        if not rules.applies(rule, asked):
            continue
        applied, outcome, answer = True, rule["outcome"], None
        if outcome != "not_assessed":
            case.required = max(case.required, rules.needed(rule, asked))
            answer = rules.test(rule, asked)
            outcome = {True: "", None: "rule_indeterminate", False: "rule_not_met"}[answer]
        if answer is False and rule["outcome"] == "refuse":
            w.refusal = w.refusal or "rule_not_met"
        void = void or (answer is False and rule["outcome"] == "void")
        if outcome:
            w.marks.add((outcome, w.event, rule["id"], None))
    if asked.declaration.kind == "ruling" and not applied:
        w.mark("not_assessed")
    return void


def touches(case: Case) -> set[str]:
    """The subject keys that an act names or makes (section 8.3), whatever comes of it."""
    found: set[str] = set()
    for declaration, event in zip(case.declared, case.entry.act["events"], strict=True):
        for name, value in declaration.named(
            event["fields"],
            "unit",
            "contest",
            "run",
            "election",
            "subject",
            "act",
            "scope",
            "reference",
        ):
            if name == "scope":
                for box in value:
                    within = [box["further"]["within"]] if box["further"] else []
                    found |= {"unit:" + unit for unit in case.tables.units(box) + within}
                    found |= {"contest:" + contest for contest in box["contests"]}
            else:
                kind = {"act": "decision", "reference": "act"}.get(
                    name, name.removeprefix("subject:")
                )
                found.add(f"{kind}:{str(value).partition('#')[0]}")
        found |= _touched_by_effects(declaration, event["fields"])
    return found


def _touched_by_effects(declaration: Declaration, given: Json) -> set[str]:
    found = set(_made(declaration, given))
    items = [item["id"] for _, listed in declaration.named(given, "items") for item in listed]
    for verb, arguments in declaration.effects:
        for name, kind in (("form", "form"), ("seat", "seat")):
            if name in arguments:
                found.add(f"{kind}:{given[str(arguments[name].field)]}")
        if verb == "create" and "items" in arguments:
            kind = "selection" if arguments["what"].literal == "selection" else "unit"
            found |= {f"{kind}:{id}" for id in items}
    return found
