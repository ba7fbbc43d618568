"""The committed description is what the program serves: whoever changes it sees the diff.

To write it anew: python -m tests.api.test_description
It is not written where a promise of the committed one would be broken, unless `--break` says that this is
meant; docs/guides/api-changes.md then has to say it too.
"""

from __future__ import annotations

import copy
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.asking import DESCRIPTION, Asked
from tests.api.promises import broken

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def format() -> str:
    """The description as it is committed."""
    return json.dumps(DESCRIPTION, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_committed_description_is_current() -> None:
    """A change of the contract is a change of this file."""
    assert FILE.read_text(encoding="utf-8") == format()


def test_the_description_is_served(read_only: Asked) -> None:
    """The same document, at the address that the service names."""
    assert read_only.get("/openapi.json").json() == DESCRIPTION


def test_every_operation_has_a_name_and_tells_its_errors() -> None:
    """Names are part of the contract; the framework's own errors are never sent."""
    operations = [one for path in DESCRIPTION["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    for one in operations:
        assert {"400", "405", "503"} <= set(one["responses"])
        assert one["summary"] and one["description"]
    assert "HTTPValidationError" not in json.dumps(DESCRIPTION)


def test_every_reference_leads_somewhere() -> None:
    """Schemas and headers are named once, and each is used."""
    used = set(re.findall(r'"\$ref": "#/components/([^"]+)"', json.dumps(DESCRIPTION)))
    components = DESCRIPTION["components"].items()
    assert used == {f"{kind}/{name}" for kind, named in components for name in named}


def _spoil_required(told: dict[str, Any]) -> None:
    told["components"]["schemas"]["Unit"]["required"].remove("sheet")


def _spoil_kind(told: dict[str, Any]) -> None:
    told["components"]["schemas"]["PollLine"]["properties"]["bars"] = {"type": "string"}


BREAKS: dict[str, Callable[[dict[str, Any]], object]] = {
    "GET /v1/units is gone": lambda told: told["paths"].pop("/v1/units"),
    "GET /v1/runs is called everyRun, not listRuns": lambda told: told["paths"]["/v1/runs"][
        "get"
    ].update(operationId="everyRun"),
    "GET /v1/polls takes no unit any more": lambda told: told["paths"]["/v1/polls"]["get"].update(
        parameters=[
            each
            for each in told["paths"]["/v1/polls"]["get"]["parameters"]
            if each.get("name") != "unit"
        ]
    ),
    "GET /v1/polls requires unit": lambda told: next(
        each
        for each in told["paths"]["/v1/polls"]["get"]["parameters"]
        if each.get("name") == "unit"
    ).update(required=True),
    "GET /v1/seals 200 is no text/csv any more": lambda told: told["paths"]["/v1/seals"]["get"][
        "responses"
    ]["200"]["content"].pop("text/csv"),
    "GET /v1/units/{unit} 200 has no header ETag any more": lambda told: told["paths"][
        "/v1/units/{unit}"
    ]["get"]["responses"]["200"]["headers"].pop("ETag"),
    "GET /v1/units/{unit} 200 may be without sheet": _spoil_required,
    "GET /v1/polls 200 items[] bars is string, not array": _spoil_kind,
}


@pytest.mark.parametrize("promise", BREAKS)
def test_a_broken_promise_is_found(promise: str) -> None:
    """Each kind of them, by name; and what is added breaks none."""
    spoilt = copy.deepcopy(DESCRIPTION)
    BREAKS[promise](spoilt)
    assert broken(DESCRIPTION, spoilt) == [promise]
    if "requires" not in promise:
        assert not [each for each in broken(spoilt, DESCRIPTION) if "gone" in each]


def test_nothing_is_broken_by_itself() -> None:
    """The same description keeps its promises, and those of the one that is committed."""
    assert broken(DESCRIPTION, copy.deepcopy(DESCRIPTION)) == []
    assert broken(json.loads(FILE.read_text(encoding="utf-8")), DESCRIPTION) == []


if __name__ == "__main__":
    found = broken(json.loads(FILE.read_text(encoding="utf-8")), DESCRIPTION)
    print(*found, sep="\n", end="\n" if found else "")
    if found and "--break" not in sys.argv:
        sys.exit("Not written: within /v1 things are added. --break, if it is meant.")
    FILE.write_text(format(), encoding="utf-8")
