"""The committed description is what the program serves: whoever changes it sees the diff.

To write it anew: python -m tests.api.test_description
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.api.asking import DESCRIPTION, Asked

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


if __name__ == "__main__":
    FILE.write_text(format(), encoding="utf-8")
