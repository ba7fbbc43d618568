"""What the file of a ruleset, or a draft that adopts one, may leave out.

    rule: {id: ..., test: level, ...}        {"from":None,"id":...,"until":None, ...}

A rule without days is law as long as its ruleset; a ruleset without a calendar knows no day off.
"""

from typing import Any

_RULESET: dict[str, Any] = {"holidays": [], "prevails": [], "weekend": []}
_RULE: dict[str, Any] = {"from": None, "until": None}


def completed(event_type: str, fields: Any) -> Any:
    """Return the fields of an event of administration with what may be left out."""
    if not isinstance(fields, dict):
        return fields
    if event_type == "ruleset.adopted":
        return {**_RULESET, **fields}
    if event_type == "rule.adopted" and "rule" in fields:
        return {**fields, "rule": whole_rule(fields["rule"])}
    return fields


def whole_rule(rule: Any) -> Any:
    """Return a rule with the days that it may leave out."""
    return {**_RULE, **rule} if isinstance(rule, dict) else rule
