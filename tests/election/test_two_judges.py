"""The ledger's judge and the verifiers', who share no line, on whatever people may do.

Acts are drawn at random from small stocks of names, so that they often meet: some are admitted,
many are refused. Both judges see the same log; they must admit the same acts, and where they do,
conclude the same and make the same rows.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from ledger.election import judgement
from ledger.election.administration import documents
from ledger.election.judgement import Submission, Verdict
from ledger.election.rows import Placed, document
from tests.election import builders
from tests.election.builders import (
    JUDGES,
    MEMBERS,
    ROOT,
    Log,
    attestation,
    event,
    key,
    key_id,
    rule,
    ruleset_adopted,
    signer,
)
from tests.election.vocabulary import TYPES, between, box, exactly
from verifiers.act import Entry
from verifiers.authority import Authority
from verifiers.judge import Case
from verifiers.law import Law
from verifiers.lifecycles import Lifecycles
from verifiers.tables import Tables

DAYS = ("2013-09-28", "2013-10-01", "2013-10-05", "2013-10-09")
PERSONS = (*MEMBERS, *JUDGES, "p1", "p2")
KEYS = (*PERSONS, "k1", "k2", "k3")
BODIES = ("cec", "court", "panel")
UNITS = ("town", "pc-1", "pc-2", "ps-1a", "ps-1b")
RUNS = ("run-1", "run-2", "run-3")
ACTS = 30


class Second:
    """The verifiers' reading of a log, without its bytes and signatures."""

    def __init__(self) -> None:
        self.law, self.tables = Law(), Tables()

    def judge(self, submission: Submission) -> tuple[list[str], Any, list[Any]]:
        """Codes of refusal; else judgement and rows, which then count."""
        doc = {
            "act": submission.act,
            "index": submission.index,
            "judgement": {},
            "recorded_at": submission.recorded_at,
            "signatures": [{"key": k, "signature": ""} for k, _ in submission.signatures],
        }
        entry = Entry(doc, submission.index, submission.act, b"", submission.digest)
        case = Case(entry, self.law, self.tables)
        case.resolve()
        lifecycles, authority = Lifecycles(), Authority()
        sound = lifecycles.read(case) and authority.examine(case)
        judged = lifecycles.judge(case) if sound else None
        if judged is None:
            self.tables.rollback()
            outcomes = [*lifecycles.outcomes.values(), *authority.outcomes.values()]
            return [found.code for outcome in outcomes for found in outcome.findings], {}, []
        self.tables.commit()
        self.law = case.changed or self.law
        return [], judged.document(), judged.writer.rows


class Chance:
    """Acts drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.pick = self.draw.choice

    def some(self, stock: Any, low: int = 1, high: int = 3) -> list[Any]:
        """A few of a stock, sorted."""
        return sorted(self.draw.sample(stock, min(len(stock), self.draw.randint(low, high))))

    def submission(self, log: Log) -> Submission:
        """An act and its signatures, most of them as they should be."""
        body = self.pick(("cec",) * 12 + ("court",) * 4 + ("panel",))
        stock = JUDGES if body == "court" else MEMBERS
        by = self.some(stock, *self.pick(((1, 5), (3, 5), (3, 5), (5, 5))))
        if self.draw.random() < 0.1:
            by = sorted({*by, self.pick(PERSONS)})
        given: dict[str, Any] = {"body": body, "by": by, "day": self.pick((DAYS[1], *DAYS))}
        if self.draw.random() < 0.08:
            given |= {"attestation": attestation(*by[:1], grade=self.pick(("gazette", "press")))}
            given["body"] = self.pick(BODIES)
        if self.draw.random() < 0.15:
            seen = self.draw.randint(max(1, log.size - 3), log.size)
            given["seen"] = self.pick(
                (None, {"root": ROOT, "size": seen}, {"root": ROOT, "size": log.size})
            )
        act = log.act(*self.events(log), **given)
        if act["decision"]:
            act["decision"] = self.decision(act["decision"])
        if self.draw.random() < 0.1:
            act["signers"][0] = signer(
                act["signers"][0]["body"],
                act["signers"][0]["person"],
                office=self.pick(("chair", "member")),
                in_place_of=self.pick((None, "m1", "m2")),
            )
        return self.signed(log, act)

    def signed(self, log: Log, act: dict[str, Any]) -> Submission:
        """Signed by everybody asked; now and then by one more, or one fewer, or an old key."""
        submission = log.submission(act)
        keys = [k for k, _ in submission.signatures]
        if self.draw.random() < 0.1:
            keys.append(key_id(self.pick(KEYS)))
        if self.draw.random() < 0.1 and len(keys) > 1:
            keys.remove(self.pick(keys))
        return log.submission(act, keys=keys)

    def decision(self, usual: dict[str, Any]) -> dict[str, Any]:
        """Adopted, mostly; with votes that may not be known."""
        votes = {
            name: self.pick((None, 0, 1, 2, 4))
            for name in ("absent", "abstained", "against", "for")
        }
        return {
            **usual,
            "effective_on": self.pick((None, None, *DAYS)),
            "legal_basis": self.pick(
                ([], [{"instrument": "law-1", "point": "1", "version": None}])
            ),
            "number": self.pick((None, "1/2013", "3/2013")),
            "result": self.pick(("adopted", "adopted", "adopted", "deferred")),
            "votes": self.pick((None, usual["votes"], votes)),
        }

    def events(self, log: Log) -> list[dict[str, Any]]:
        """One event, or several of a kind."""
        make = self.pick((self.ordinary, self.ordinary, self.administration))
        return [make(log) for _ in range(self.pick((1, 1, 1, 2, 3)))]

    def ordinary(self, log: Log) -> dict[str, Any]:
        """An event of the vocabulary."""
        name = self.pick(tuple(TYPES))
        fields = {field.name: self.value(log, field) for field in TYPES[name].fields}
        when = {"at": None, "earliest": self.pick(DAYS), "latest": None, "why": None}
        return event(name, **fields, occurred=self.pick((None, None, when)))

    def value(self, log: Log, field: Any) -> Any:
        """A value of a field, sometimes null where that is admitted."""
        if field.nullable and self.draw.random() < 0.3:
            return None
        if field.is_list:
            return self.some(UNITS)
        return self.plain(log, field.type)

    def plain(self, log: Log, type_: str) -> Any:
        """A value of a type."""
        if type_.startswith("subject:"):
            return self.pick(("b-1", "b-2"))
        if type_ == "scope":
            return [self.box() for _ in range(self.pick((1, 1, 2)))]
        if type_ == "items":
            return [self.item(number) for number in self.some((7, 8, 9))]
        if type_ == "figures":
            return [{"measure": "valid", "selection": None, "value": exactly(4)}]
        stocks: dict[str, Any] = {
            "act": [f"act-{self.draw.randint(0, log.size)}"],
            "body": [*BODIES, "nobody"],
            "code": ["held", "lost"],
            "contest": ["mayor", "assembly"],
            "day": DAYS,
            "id": [*RUNS, "b-1", "b-2", "council"],
            "person": PERSONS,
            "quantity": [exactly(3), between(1, 5), between(0, None)],
            "reference": [
                f"act-{self.draw.randint(0, log.size)}",
                f"act-{self.draw.randint(0, log.size)}#1",
            ],
            "run": self.runs(log),
            "unit": UNITS,
        }
        return self.pick(stocks.get(type_, ["x"]))

    def runs(self, log: Log) -> list[str]:
        """The runs there are, several times, and one that there may not be."""
        known = [placed.row.key.removeprefix("run:") for placed in log.state.subjects("run")]
        return [*known * 5, "run-3"]

    def box(self) -> dict[str, Any]:
        """A box of a scope."""
        further = {"count": self.plain_quantity(), "within": self.pick(UNITS)}
        return box(
            *self.some(UNITS),
            contests=self.some(("assembly", "mayor"), 1, 2),
            further=self.pick((None, None, None, further)),
        )

    def plain_quantity(self) -> Any:
        """A quantity, known or not."""
        return self.pick((exactly(2), between(0, 3), between(1, None)))

    def item(self, number: int) -> dict[str, Any]:
        """A station that may exist."""
        return {
            "id": f"u-{number}",
            "name": "U",
            "parent": self.pick(UNITS),
            "type": self.pick(("polling_centre", "polling_station")),
        }

    def administration(self, log: Log) -> dict[str, Any]:
        """An event of administration."""
        pick, day = self.pick, self.pick(DAYS)
        office = {
            "body": pick(BODIES),
            "office": pick(("chair", "member")),
            "person": pick(PERSONS),
        }
        term = {"from": day, "until": pick((None, *DAYS))}
        entering = [
            {"key": key(pick(KEYS)), "name": "N", "office": "member", "person": person}
            for person in self.some(PERSONS, 0, 2)
        ]
        required = builders.required(ruling=pick((1, 2, 3)))
        makers: list[dict[str, Any]] = [
            event("person.entered", name="P", person=pick(PERSONS)),
            event("body.constituted", body=pick(BODIES), name="B", required=required),
            event("body.ended", body=pick(BODIES), on=day),
            event("office.assigned", **office, **term),
            event("office.ended", **office, on=day),
            event(
                "delegation.granted",
                body=office["body"],
                delegation=pick(("d1", "d2")),
                giver=pick(("m1", "m2")),
                taker=pick(MEMBERS),
                office="member",
                **term,
            ),
            event("delegation.ended", delegation=pick(("d1", "d2")), on=day),
            event(
                "key.enrolled",
                key=key(pick(("k1", "k2", "k3", "k4", "k5", *KEYS))),
                person=(person := pick(PERSONS)),
                replaces=pick((None, key_id(pick(KEYS)), key_id(person))),
            ),
            event("key.revoked", key=key_id(pick(KEYS)), reason="Lost."),
            event(
                "key.compromised",
                key=key_id(pick(KEYS)),
                suspect_from=pick((None, self.draw.randint(0, log.size + 1))),
            ),
            event(
                "authority.set",
                body=pick(BODIES),
                class_=pick(documents.CLASSES),
                persons=pick((1, 2, 3)),
            ),
            ruleset_adopted(pick(("r", "s")), **{"from": day, "until": pick((None, *DAYS))}),
            event("rule.adopted", rule=self.rule()),
            event("rule.adopted", rule=self.rule()),
            event("rule.withdrawn", rule="r.level"),
            event("act.affirmed", acts=self.some([f"act-{n}" for n in range(log.size)], 1, 2)),
            event(
                "succession.announced",
                authority="A",
                body=pick(BODIES),
                entering=entering,
                instrument="I",
                leaving=self.some(PERSONS, 0, 2),
                succession=pick(("s1", "s2")),
                from_=day,
            ),
            event("succession.completed", succession=pick(("s1", "s2"))),
        ]
        return pick(makers)

    def rule_named(self, identity: str) -> dict[str, Any]:
        """A rule of the ruleset `r` that refuses nothing."""
        drawn = {**self.rule(), "id": identity, "ruleset": "r"}
        return {**drawn, "outcome": self.pick(("mark", "mark", "void", "not_assessed"))}

    def rule(self) -> dict[str, Any]:
        """A rule of any test, about one effect or everything."""
        edge = ("polling_day", "opening", "closing", "certification", None)
        law = {"instrument": "law-1", "point": self.pick((None, "1", "2"))}
        counted = self.pick(("claimed", "signed"))
        parameters: dict[str, dict[str, Any]] = {
            "blockers": {
                "blockers": self.some(("contested", "open_items", "run_not_counted", "undated_run"))
            },
            "body": {"bodies": self.some(BODIES)},
            "citations": {"cites": [law]},
            "deadline": {
                "count": self.pick((0, 3, 30)),
                "start": self.pick(("polling_day", "order", "decision", "publication")),
                "unit": self.pick(("days", "working_days")),
            },
            "in_person": {"offices": []},
            "incompatible_roles": {"offices": ["chair", "member"]},
            "level": {"levels": self.some(("municipality", "polling_centre", "polling_station"))},
            "majority": {
                "base": self.pick(("present", "members")),
                "counted": counted,
                "denominator": self.pick((2, 3)),
                "numerator": self.pick((1, 2)),
                "strict": self.pick((True, False)),
            },
            "offices": {"offices": self.some(("chair", "member"), 1, 2)},
            "outcome_test": {
                "affected": self.pick((None, {"kind": "field", "name": "quantity"})),
                "conclusion": None,
                "denominator": 1,
                "formula": self.pick(
                    ("affected_exceeds_margin", "affected_reaches_margin", "per_se")
                ),
                "margin": self.pick((None, {"kind": "field", "name": "quantity"})),
                "numerator": self.pick((1, 2)),
            },
            "quorum": {"counted": counted, "persons_min": self.pick((1, 3, 5))},
            "size": {"units_max": self.pick((0, 1, 2, 5))},
            "window": {"not_after": self.pick(edge), "not_before": self.pick(edge)},
        }
        test = self.pick(tuple(parameters))
        return rule(
            test,
            self.pick(("mark", "mark", "mark", "void", "refuse", "not_assessed")),
            bodies=self.pick(([], [], ["cec"])),
            effects=self.pick(([], [], ["certify"], ["order_run"], ["bar", "move"])),
            what=self.pick(([], [], [], ["annul"])),
            parameters=parameters[test],
            ruleset=self.pick(("r", "r", "s")),
        )


def replay(log: Log) -> Second:
    """The verifiers' reading of a log that was set up."""
    second = Second()
    empty = Log()
    empty.recorded_at = log.recorded_at
    for act in log.acts:
        submission = empty.submission(act)
        verdict = empty.append(submission)
        compare(submission, verdict, second.judge(submission))
    return second


def compare(submission: Submission, verdict: Verdict, found: tuple[Any, Any, Any]) -> None:
    """Both admit or both refuse; both conclude and keep the same."""
    codes, judged, rows = found
    ours = [problem.code for problem in verdict.refusals]
    assert bool(ours) == bool(codes), (ours, codes, submission)
    if not ours:
        assert verdict.judgement == judged, submission
        placed = (Placed(submission.index, n, row) for n, row in enumerate(verdict.rows))
        assert [document(each) for each in placed] == rows, submission


def play(seed: int) -> Counter[str]:
    """A log of random acts before both judges; counts the codes of refusal, "" for none."""
    chance, log = Chance(seed), builders.furnished()
    log.record(event("body.constituted", body="panel", name="P", required=builders.required()))
    log.adopt(*(chance.rule_named(f"r.{number}") for number in range(6)))
    second = replay(log)
    told: Counter[str] = Counter()
    for number in range(ACTS):
        log.recorded_at = f"2013-10-{number // 2 + 1:02}T12:00:00.{number:06}Z"
        submission = chance.submission(log)
        verdict = judgement.judge(log.law, log.state, submission)
        compare(submission, verdict, second.judge(submission))
        told[verdict.refusals[0].code if verdict.refusals else ""] += 1
        if not verdict.refusals:
            log.append(submission)
    return told


@pytest.mark.parametrize("seed", range(40))
def test_two_judges_agree(seed: int) -> None:
    """On every act of a log, admitted or refused."""
    play(seed)


@pytest.mark.campaign
@pytest.mark.parametrize("hundred", range(100))
def test_two_judges_agree_for_long(hundred: int) -> None:
    """The same with ten thousand logs."""
    for seed in range(1000 + hundred * 100, 1100 + hundred * 100):
        play(seed)


def test_the_acts_that_are_drawn_are_worth_judging() -> None:
    """Enough of them are admitted, and refusals are of many kinds."""
    told = sum((play(seed) for seed in range(12)), Counter())
    assert told[""] > ACTS * 12 // 8
    assert len(told) > 15
