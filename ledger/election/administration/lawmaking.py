"""The ledger's phases, its authorities, its vocabulary and its rules."""

from __future__ import annotations

from ledger.election import balances, consequences, declarations, rules
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Law
from ledger.errors import Malformed

SEMANTICS = 1
"""The effects and tests that this program has."""


def open_ledger(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Setting up is over: acts of every kind are accepted from the next entry on."""
    if law.phase == "open":
        return problem("already_exists", "the ledger was opened before")
    return [Law({**law.ledger, "phase": "open"}, "ledger", "ledger")]


def close_ledger(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Nothing more is accepted."""
    if law.phase != "open":
        return problem("ledger_not_open", f"phase {law.phase}")
    return [Law({**law.ledger, "phase": "closed"}, "ledger", "ledger")]


def adopt_semantics(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Effects and tests of another number are meant from the next entry on."""
    if fields["semantics"] != SEMANTICS:
        return problem("semantics_unknown", fields["semantics"], "semantics")
    return [Law({**law.ledger, "semantics": fields["semantics"]}, "ledger", "ledger")]


def set_authority(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Another body, or another number of persons, makes a class of administration."""
    if law.body(fields["body"], setting.day) is None:
        return problem("unknown_body", fields["body"], "body")
    return [Law(dict(fields), fields["class"], "authority")]


def adopt_single_officer(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The body may be one whose single officer decides alone, whatever the smallest quorum is."""
    return [Law(dict(fields), fields["body"], "single_officer")]


def adopt_declaration(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """An event type becomes part of the vocabulary, or its next version does."""
    try:
        declaration = declarations.compile(fields["declaration"])
    except Malformed as fault:
        return _malformed(fault, "declaration")
    before = law.doc("declaration", declaration.name)
    version = before["version"] + 1 if before else 1
    if declaration.version != version:
        found = f"version {declaration.version}, where {version} would be next"
        return problem("already_exists", found, "declaration.version")
    return [Law(fields["declaration"], declaration.name, "declaration")]


def adopt_ruleset(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The commission's reading of a law is law on the days it names."""
    if law.doc("ruleset", fields["ruleset"]) is not None:
        return problem("already_exists", fields["ruleset"], "ruleset")
    for given in fields["gives_effect"]:
        if law.body(given["body"], setting.day) is None:
            return problem("unknown_body", given["body"], "gives_effect")
    return [Law(dict(fields), fields["ruleset"], "ruleset")]


def adopt_rule(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A rule is law on the days of its ruleset."""
    try:
        rule = rules.compile(fields["rule"])
    except Malformed as fault:
        return _malformed(fault, "rule")
    if law.doc("ruleset", rule.ruleset) is None:
        return problem("unknown_ruleset", rule.ruleset, "rule.ruleset")
    if law.doc("rule", rule.id) is not None:
        return problem("already_exists", rule.id, "rule.id")
    return [Law(fields["rule"], rule.id, "rule")]


def _malformed(fault: Malformed, field: str) -> Problem:
    where = f"{field}.{fault.where}" if fault.where else field
    return problem(fault.code, fault.found, where, expected=fault.expected)


def withdraw_rule(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A rule is asked no more, from the next entry on."""
    if law.doc("rule", fields["rule"]) is None:
        return problem("unknown_rule", fields["rule"], "rule")
    return [Law(None, fields["rule"], "rule")]


def adopt_balance(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """What must balance is law on the days of its ruleset."""
    try:
        balance = balances.compile(fields["balance"])
    except Malformed as fault:
        return _malformed(fault, "balance")
    if law.doc("ruleset", balance.ruleset) is None:
        return problem("unknown_ruleset", balance.ruleset, "balance.ruleset")
    if law.doc("balance", balance.id) is not None:
        return problem("already_exists", balance.id, "balance.id")
    return [Law(fields["balance"], balance.id, "balance")]


def withdraw_balance(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A balance is struck no more, from the next entry on."""
    if law.doc("balance", fields["balance"]) is None:
        return problem("unknown_balance", fields["balance"], "balance")
    return [Law(None, fields["balance"], "balance")]


def adopt_consequence(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """What follows by operation of law is law on the days of its ruleset."""
    document = fields["consequence"]
    try:
        consequences.check(document)
    except Malformed as fault:
        return _malformed(fault, "consequence")
    if law.doc("ruleset", document["ruleset"]) is None:
        return problem("unknown_ruleset", document["ruleset"], "consequence.ruleset")
    if document["owner"] is not None and law.body(document["owner"], setting.day) is None:
        return problem("unknown_body", document["owner"], "consequence.owner")
    if law.doc("consequence", document["id"]) is not None:
        return problem("already_exists", document["id"], "consequence.id")
    return [Law(document, document["id"], "consequence")]


def withdraw_consequence(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """It follows no more, from the next entry on."""
    if law.doc("consequence", fields["consequence"]) is None:
        return problem("unknown_consequence", fields["consequence"], "consequence")
    return [Law(None, fields["consequence"], "consequence")]


def affirm_acts(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A body stands by acts of its own that were contested."""
    for act_id in fields["acts"]:
        act = setting.state.act(act_id)
        if act is None:
            return problem("unknown_act", act_id, "acts")
        if act.row.body != setting.act["body"]:
            return problem("not_competent", f"an act of {act.row.body}", "acts")
    return [Law({"act": act_id}, act_id, "affirmed") for act_id in fields["acts"]]


def below_floor(law: LawBook, row: Law) -> Problem | None:
    """The problem of a requirement that is smaller than the smallest quorum."""
    least = law.floors["persons_min"]
    document = row.doc or {}
    if row.kind == "body":
        is_alone = law.doc("single_officer", row.id) is not None
        kinds = ("administration",) if is_alone else ("administration", "ruling")
        asked = min(document["required"][kind] for kind in kinds)
    elif row.kind == "authority":
        asked = document["persons"]
    else:
        return None
    if asked >= least:
        return None
    return problem("below_floor", f"{asked} persons of {row.id}, at least {least}")
