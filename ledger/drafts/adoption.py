"""The act that adopts vocabulary and rules: proposals, less what is law already.

adoption.write(["geography", "kosovo-2013"], around, ...)      {"act_id":"adopt-geography-at-1",
                                                                "body":"cec","events":[...],...}
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger import limits
from ledger.drafts import proposals
from ledger.drafts.act import Surroundings
from ledger.drafts.founding import Act
from ledger.drafts.proposals import Event
from ledger.drafts.reader import bad
from ledger.election.law import LawBook


def write(
    names: Sequence[str],
    around: Surroundings,
    *,
    beside: Path,
    persons: Sequence[str] | None = None,
    act_id: str | None = None,
) -> Act:
    """Return the members of the act by which the competent body adopts what these names stand for.

    All members of the body are asked to sign, so that any who are enough may; or only `persons`.
    """
    adopted = [proposals.adopting(name, beside) for name in names]
    events = [event for _, found in adopted for event in found if not _is_law(event, around.law)]
    if not events:
        raise bad("something that is not law yet", "nothing new", ", ".join(names))
    body = _competent(sorted({cls for cls, _ in adopted}), around.law)
    day = around.law.day_of(around.now)
    seen = around.seen or {"size": 0}
    return {
        "act_id": act_id or f"adopt-{Path(names[0]).stem}-at-{seen['size']}",
        "attestation": None,
        "body": body,
        "day": day,
        "decision": None,
        "events": events,
        "format": 0,
        "ledger": around.ledger,
        "seen": around.seen,
        "signers": _signers(persons, around.law, body, day=day),
    }


def _is_law(event: Event, law: LawBook) -> bool:
    """Whether exactly this was adopted before."""
    fields = event["fields"]
    if event["type"] == "declaration.adopted":
        stated = fields["declaration"]
        return _named(law, "declaration", stated, "name") == stated
    if event["type"] == "rule.adopted":
        return _named(law, "rule", fields["rule"], "id") == fields["rule"]
    if event["type"] == "balance.adopted":
        return _named(law, "balance", fields["balance"], "id") == fields["balance"]
    return _named(law, "ruleset", fields, "ruleset") == fields


def _named(law: LawBook, kind: str, stated: Any, member: str) -> Any:
    name = stated.get(member) if isinstance(stated, dict) else None
    return law.doc(kind, name) if isinstance(name, str) else None


def _competent(classes: list[str], law: LawBook) -> str:
    bodies = {cls: (law.authority(cls) or {}).get("body") for cls in classes}
    found = sorted({str(body) for body in bodies.values() if body is not None})
    if len(found) != 1:
        told = ", ".join(f"{cls}: {body}" for cls, body in bodies.items())
        raise bad("what one body is competent for; adopt the rest by another act", told)
    return found[0]


def _signers(
    persons: Sequence[str] | None, law: LawBook, body: str, *, day: str
) -> list[dict[str, Any]]:
    """The persons in an office of the body; of several offices, the first by name."""
    roster = law.roster(body, day)
    for person in persons or ():
        if person not in roster:
            raise bad(f"members of {body} on {day}: {', '.join(sorted(roster))}", person, "signers")
    asked = sorted(set(persons) if persons else roster)[: limits.SIGNATURES_MAX]
    return [
        {
            "body": body,
            "in_place_of": None,
            "office": min(law.offices(person, body, day)),
            "person": person,
        }
        for person in asked
    ]
