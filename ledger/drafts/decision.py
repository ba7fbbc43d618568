"""The decision of a draft, in the short forms that people write.

    number: 2/2021                               "number":"2/2021"
    votes: {for: 2, against: 1}                  "votes":{"absent":null,"abstained":null,...}
    members: {ana: for, ben: against, cem: ~}    "members":[{"person":"ana","vote":"for"},...]
    legal_basis: [law-on-elections 12.3]         "legal_basis":[{"instrument":"law-on-elections",...}]
    annexes: {Annex 1: 5f5f...}                  "annexes":[{"document":"5f5f...","name":"Annex 1"}]
    remedy: {addressee: The panel, within: 72 hours, from: publication, basis: law-on-elections 40}

Everything but `languages` may be left out; what is left out is not known, and `result` is `adopted`.
"""

from typing import Any

from ledger.drafts import values
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import listed, mapped, text

_DECISION = (
    "agenda", "annexes", "authentic", "effective_on", "languages", "legal_basis", "members",
    "number", "reasons", "remedy", "result", "session", "votes",
)  # fmt: skip
_REMEDY = ("addressee", "basis", "count", "from", "instrument", "point", "start", "unit", "within")
_VOTES = ("absent", "abstained", "against", "for")
_AS_WRITTEN = ("agenda", "effective_on", "number", "reasons", "session")


def decision(value: Tree) -> dict[str, Any] | None:
    """Return the decision that a draft means, all its members present; None for none."""
    if value is None:
        return None
    given = mapped(value, _DECISION, "decision")
    basis = [_basis(each) for each in listed(given.get("legal_basis", []), "decision.legal_basis")]
    return {
        **{name: given.get(name) for name in _AS_WRITTEN},
        "annexes": _annexes(given.get("annexes", [])),
        "authentic": _languages(given.get("authentic", []), "decision.authentic"),
        "languages": _languages(given.get("languages"), "decision.languages"),
        "legal_basis": sorted(basis, key=lambda each: [str(part or "") for part in each.values()]),
        "members": _members(given.get("members")),
        "remedy": _remedy(given.get("remedy")),
        "result": given.get("result", "adopted"),
        "votes": _votes(given.get("votes")),
    }


def _languages(value: Tree, where: str) -> list[str]:
    return sorted(text(each, where) for each in listed(value, where))


def _basis(value: Tree) -> dict[str, Any]:
    """The law as `INSTRUMENT POINT`, `INSTRUMENT`, or its members."""
    where = "decision.legal_basis"
    if isinstance(value, dict):
        given = mapped(value, ("instrument", "point", "version"), where)
        instrument = text(given.get("instrument"), where)
        return {
            "instrument": instrument,
            "point": given.get("point"),
            "version": given.get("version"),
        }
    instrument, _, point = text(value, where).partition(" ")
    return {"instrument": instrument, "point": point or None, "version": None}


def _annexes(value: Tree) -> list[dict[str, Any]]:
    """Annexes as `{NAME: HASH}`, or a list of their members."""
    where = "decision.annexes"
    if isinstance(value, dict):
        made = [{"document": document, "name": name} for name, document in value.items()]
    else:
        made = [dict(mapped(each, ("document", "name"), where)) for each in listed(value, where)]
    return sorted(made, key=lambda each: str(each.get("name")))


def _members(value: Tree) -> list[dict[str, Any]] | None:
    """Members as `{PERSON: VOTE}`, where `~` is a vote that is not published, or a list."""
    where = "decision.members"
    if value is None:
        return None
    if isinstance(value, dict):
        made = [{"person": person, "vote": vote} for person, vote in value.items()]
    else:
        made = [dict(mapped(each, ("person", "vote"), where)) for each in listed(value, where)]
    return sorted(made, key=lambda each: str(each.get("person")))


def _remedy(value: Tree) -> dict[str, Any] | None:
    """A remedy with `within: 72 hours` for count and unit, `from` for start, `basis` for the law."""
    where = "decision.remedy"
    if value is None:
        return None
    given = dict(mapped(value, _REMEDY, where))
    if given.get("within") is not None:
        given["count"], _, given["unit"] = text(given["within"], where + ".within").partition(" ")
    if given.get("basis") is not None:
        law = _basis(given["basis"])
        given |= {"instrument": law["instrument"], "point": law["point"]}
    return {
        "addressee": given.get("addressee"),
        "count": None if given.get("count") is None else _count(given["count"], where),
        "instrument": given.get("instrument"),
        "point": given.get("point"),
        "start": given.get("from", given.get("start")),
        "unit": given.get("unit"),
    }


def _count(value: Tree, where: str) -> int:
    if isinstance(value, str) and not value.isdigit():
        raise bad("a number and a unit, such as `72 hours`", value, where + ".within")
    return values.count(value, where + ".count")


def _votes(value: Tree) -> dict[str, Any] | None:
    if value is None:
        return None
    given = mapped(value, _VOTES, "decision.votes")
    stated = {name: given.get(name) for name in _VOTES}
    return {
        name: None if count is None else values.count(count, f"decision.votes.{name}")
        for name, count in stated.items()
    }
