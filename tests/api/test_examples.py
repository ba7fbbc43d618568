"""The examples of the description are what the server answers, to the byte.

To write them anew: python -m tests.api.test_examples, then python -m tests.api.test_description
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import jsonschema
import orjson

from tests.api import addresses
from tests.api.asking import DESCRIPTION

FILE = addresses.ROOT / "api" / "examples.json"


def made(folder: Path) -> bytes:
    """The file of examples, as the story makes it."""
    with addresses.told(folder) as (_, client):
        found: dict[str, Any] = {}
        for operation, path in addresses.examples().items():
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            found[operation] = {"answer": answer.json(), "path": path}
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


def test_examples_are_real(tmp_path: Path) -> None:
    """Each is asked of the story, and compared."""
    assert FILE.read_bytes() == made(tmp_path / "story")


def test_examples_stand_in_the_description() -> None:
    """With the address that was asked, and as its own schema says."""
    kept = orjson.loads(FILE.read_bytes())
    shown = 0
    for methods in DESCRIPTION["paths"].values():
        for operation in methods.values():
            content = operation["responses"].get("200", {}).get("content", {})
            examples = content.get("application/json", {}).get("examples", {})
            for example in examples.values():
                told = kept[operation["operationId"]]
                assert example == {"summary": f"GET {told['path']}", "value": told["answer"]}
                schema = content["application/json"]["schema"]
                whole = {"components": DESCRIPTION["components"]} | schema
                jsonschema.validate(example["value"], whole, jsonschema.Draft202012Validator)
                shown += 1
    assert shown == len(kept) == len(addresses.examples())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        FILE.write_bytes(made(Path(name) / "story"))
