"""The schema of the report. That every report of the conformance pack fits it, is looked at in test_conformance."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from tests.verifiers import examined, maker
from verifiers.desk import catalogue

SCHEMA = json.loads(catalogue.report_schema())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    """By the rules of its own draft."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_reports_with_everything_in_them_fit() -> None:
    """A story with accounts, marks and breaks, in full and with nothing required."""
    made = maker.story()
    VALIDATOR.validate(
        examined.report(maker.bundle(made.parts(), made.ledger, made.size), made.trust())
    )
    VALIDATOR.validate(examined.report(b"no zip", made.trust()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "FINE"), (("exit_code",), "0"), (("format",), 1), (("note",), ""),
        (("checks", 0, "result"), "OK"), (("checks", 0, "examined"), -1),
        (("subject", "state_digest"), "ab"), (("subject", "remark"), ""), (("trust", "waived"), ["V1"]),
        (("inputs", "trust", "sha256"), ""), (("first_finding",), {}),
    ],
)  # fmt: skip
def test_what_is_no_report_does_not_fit(path: tuple[Any, ...], value: Any) -> None:
    """One member of a good report is changed."""
    made = maker.story()
    told: Any = examined.report(maker.bundle(made.parts(), made.ledger, made.size), made.trust())
    VALIDATOR.validate(told)
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(told)


def test_it_is_told_by_the_program() -> None:
    """Offline, by the single file too."""
    assert catalogue.explain("report") == catalogue.report_schema()
