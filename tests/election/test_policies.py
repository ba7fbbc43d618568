"""Witness policies and finality as law: who reads them agrees, and what the events make."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from ledger.chain import policy as chain_policy
from ledger.election import effects
from ledger.election.administration import policies
from ledger.election.rows import Law
from ledger.errors import Malformed
from tests.election import builders
from tests.election.builders import event
from tests.election.test_two_judges import Second
from verifiers import declarations as their_declarations
from verifiers import policy as their_policy
from verifiers.reading import Malformed as TheirMalformed


def vkey(name: str, kind: int = 4) -> str:
    """A verifier key of a witness, made from its name."""
    raw = base64.urlsafe_b64decode(builders.key(name)["public"] + "=")
    typed = bytes([kind]) + (raw if kind != 6 else raw * 41)
    key_id = hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(typed).decode()}"


A, B, C = (f"witness {name} {vkey(name)}\n" for name in "abc")
GOOD = [
    "quorum none\n",
    f"{A}quorum a\n",
    f"# why\n\n  # more\n{A}{B}{C}group g 2 a b c\nquorum g\n",
    f"{A}{B}{C}group g any a b\ngroup h all g c\nquorum h\n",
    f"log {vkey('kqz.example', 1)} https://log.example/\n{A}quorum none\n",
    f"log {vkey('kqz.example', 6)}\nwitness q {vkey('q', 6)} https://q.example/\nquorum q\n",
    f"{A.strip()} https://a.example/x\nquorum a\n",
    f"quorum none\n{A}",
    f"{A}   group   g   1   a  \nquorum g\n",
]
BAD = [
    "",
    "\n",
    "quorum none",
    "quorum\n",
    "quorum a\n",
    "quorum none\nquorum none\n",
    f"quorum a\n{A}",
    f"{A}{A}quorum a\n",
    f"{A}witness b {vkey('a')}\nquorum a\n",
    f"{A}group a 1 a\nquorum a\n",
    f"{A}group none 1 a\nquorum none\n",
    f"witness none {vkey('a')}\nquorum none\n",
    f"{A}{B}group g 3 a b\nquorum g\n",
    f"{A}group g 0 a\nquorum g\n",
    f"{A}group g 01 a\nquorum g\n",
    f"{A}{B}group g 2 a a\nquorum g\n",
    f"{A}{B}group g any a\ngroup h any a b\nquorum h\n",
    f"{A}group g any\nquorum a\n",
    f"group g any a\n{A}quorum a\n",
    f"{A}group g any g\nquorum g\n",
    f"{A}quorum a b\n",
    f"{A.strip()} u v\nquorum a\n",
    f"witness a {vkey('a', 1)}\nquorum a\n",
    f"log {vkey('a', 4)}\nquorum none\n",
    f"witness a {vkey('a')[:-1]}\nquorum a\n",
    f"witness a {vkey('a').replace('a+', 'b+', 1)}\nquorum a\n",
    "other a\nquorum none\n",
    "witness\nquorum none\n",
    f"log {vkey('l', 1)}\nlog {vkey('m', 1).replace(vkey('m', 1), vkey('l', 1))}\nquorum none\n",
    "".join(f"witness w{n} {vkey(f'w{n}')}\n" for n in range(65)) + "quorum none\n",
    "# x\n" * 1_024 + "quorum none\n",
]


@pytest.mark.parametrize("text", GOOD + BAD, ids=range(len(GOOD + BAD)))
def test_three_readers_agree(text: str) -> None:
    """The law's, the one that asks witnesses, and the verifiers'."""
    expected = text in GOOD
    assert (policies.policy(text) is None) == expected
    try:
        chain_policy.parse(text.encode())
        theirs = True
    except Malformed:
        theirs = False
    assert theirs == expected
    try:
        theirs = their_policy.is_policy(text)
    except TheirMalformed:
        theirs = False
    assert theirs == expected


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_both_programs_count_the_same_quorums(text: str) -> None:
    """Every subset of the witnesses."""
    ours, theirs = chain_policy.parse(text.encode()), their_policy.parse(text)
    names = [witness.name for witness in ours.witnesses]
    assert names == list(theirs.witnesses)
    assert [each.name for each in ours.counted()] == theirs.counted()
    for mask in range(1 << len(names)):
        some = {name for number, name in enumerate(names) if mask >> number & 1}
        keys = [witness.key for witness in ours.witnesses if witness.name in some]
        assert ours.is_satisfied(keys) == theirs.is_met(some)


def law_rows(log: builders.Log, index: int = -1) -> list[Law]:
    """The rows of law of an entry."""
    return [row for row in log.verdicts[index].rows if isinstance(row, Law)]


def test_a_founding_may_bring_a_policy() -> None:
    """As the last of its rows but the log's key; without one there is none."""
    log = builders.founded(witness_policy=GOOD[2])
    last = law_rows(log, 0)[-2]
    assert (last.kind, last.id, last.doc) == (policies.LAW, policies.LAW, {"policy": GOOD[2]})
    assert not any(row.kind == policies.LAW for row in law_rows(builders.founded(), 0))


def test_a_policy_is_adopted_by_those_who_may() -> None:
    """The class is that of the ledger; a malformed one is refused."""
    log = builders.opened()
    adopted = event("witness_policy.adopted", policy=GOOD[1])
    log.record(adopted)
    assert law_rows(log) == [Law({"policy": GOOD[1]}, policies.LAW, policies.LAW)]
    assert log.code(adopted, body="court", by=["j1", "j2"]) == "not_competent"
    assert log.code(event("witness_policy.adopted", policy="quorum a\n")) == "bad_field"
    assert log.code(event("witness_policy.adopted", policy=None)) == "bad_field"


def test_finality_is_of_a_ruleset_and_names_effects() -> None:
    """Sorted, known, of a ruleset that there is."""
    log = builders.opened()
    log.record(builders.ruleset_adopted("r"))
    fields = {"effects": ["certify", "title"], "ruleset": "r"}
    log.record(event("finality.adopted", **fields))
    assert law_rows(log) == [Law(fields, "r", "finality")]
    for other, code in (
        ({"ruleset": "s"}, "unknown_ruleset"),
        ({"effects": ["title", "certify"]}, "bad_field"),
        ({"effects": ["certifies"]}, "bad_field"),
    ):
        assert log.code(event("finality.adopted", **{**fields, **other})) == code
    assert set(effects.VERBS) == set(their_declarations.VERBS)


def test_the_second_judge_concludes_the_same() -> None:
    """Refusals and rows, event by event."""
    log, second = builders.founded(witness_policy=GOOD[3]), Second()
    events: list[dict[str, Any]] = [
        event("witness_policy.adopted", policy=GOOD[0]),
        event("witness_policy.adopted", policy=BAD[5]),
        builders.ruleset_adopted("r"),
        event("finality.adopted", effects=["certify"], ruleset="r"),
        event("finality.adopted", effects=["certify"], ruleset="s"),
        event("finality.adopted", effects=[], ruleset="r"),
    ]
    for number, one in enumerate([None, *events]):
        act = log.acts[0] if one is None else log.act(one)
        submission = log.submission(act) if one else _founding(act)
        codes, _, rows = second.judge(submission)
        verdict = log.judge(one) if one else log.verdicts[0]
        assert [problem.code for problem in verdict.refusals][:1] == codes[:1], number
        if one and not codes:
            log.append(submission)
        ours = [row for row in verdict.rows if isinstance(row, Law)]
        theirs = [row for row in rows if row["table"] == "law"]
        assert [(row.kind, row.id, row.doc) for row in ours] == [
            (row["kind"], row["id"], row["doc"]) for row in theirs
        ]


def _founding(act: dict[str, Any]) -> Any:
    return builders.Log().submission(act)
