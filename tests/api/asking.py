"""Asking the API as a stranger would, and holding every answer against its description."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jsonschema
from starlette.testclient import TestClient

from api import wiring
from api.components import COMPONENTS
from tests.verbs.commission import Commission


def closed(schema: Any) -> Any:
    """The same schema, in which an object has no members but those that are named."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(told) for name, told in schema.items()}
    if "properties" in schema and "allOf" not in schema and "do" not in schema["properties"]:
        made.setdefault("unevaluatedProperties", False)
    return made


CLOSED = {"schemas": closed(COMPONENTS)}
"""What answers are held against: a member that is not described fails."""

DESCRIPTION: dict[str, Any] = wiring.describe().openapi()
STAMPS = (
    *("Ledger-Clock", "Ledger-Id", "Ledger-Memories", "Ledger-Origin"),
    *("Ledger-Position", "Ledger-Purpose"),
)


@dataclass
class Asked:
    """A client of the API; `commission` is the one whose ledger it serves."""

    client: TestClient
    commission: Commission

    def get(self, path: str, status: int = 200, **more: Any) -> Any:
        """The answer to a GET, which must have this status and be as described."""
        return self.ask("GET", path, status, **more)

    def post(self, body: bytes, status: int, **headers: str) -> Any:
        """The answer to an act that is submitted."""
        named = {"Content-Type": "application/json"} | headers
        return self.ask("POST", "/v1/acts", status, content=body, headers=named)

    def problem(self, path: str, code: str, status: int = 400) -> dict[str, Any]:
        """The problem with which a GET must be answered."""
        return _problem(self.get(path, status), code)

    def refused(self, body: bytes, code: str, status: int = 400, **headers: str) -> dict[str, Any]:
        """The problem with which a submission must be answered."""
        return _problem(self.post(body, status, **headers), code)

    def ask(self, method: str, path: str, status: int, **more: Any) -> Any:
        """An answer, held against the description of the API."""
        answer = self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        assert all(name in answer.headers for name in STAMPS), answer.headers
        _check_described(method, path, answer)
        return answer


def _problem(answer: Any, code: str) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert told["code"] == code, told
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert told["status"] == answer.status_code
    assert told["expected"] and told["found"] and told["do"] and told["title"]
    return told


def _check_described(method: str, path: str, answer: Any) -> None:
    operation = _operation(method.lower(), path.partition("?")[0])
    if operation is None:
        assert answer.status_code in (404, 405), "only what is described answers"
        return
    described = _response(operation, answer.status_code).get("content")
    if answer.status_code == 304:
        assert answer.content == b"" and described is None
        return
    if 300 <= answer.status_code < 400:
        assert answer.content == b"" and answer.headers["location"]
        return
    kind = answer.headers["content-type"].partition(";")[0]
    assert described is not None
    schema = described[kind]["schema"]
    if kind.endswith("json"):
        whole = {"components": CLOSED} | schema
        jsonschema.validate(answer.json(), whole, jsonschema.Draft202012Validator)
    if "etag" in answer.headers:
        assert answer.headers["etag"] == f'"{sha256(answer.content).hexdigest()}"'


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in DESCRIPTION["paths"].items():
        # The names of tiles hold slashes, which no template can say.
        pattern = re.escape(template).replace(r"\{name\}", ".+")
        pattern = re.sub(r"\\\{[a-z]+\\\}", "[^/]+", pattern)
        if re.fullmatch(pattern, path):
            found: dict[str, Any] | None = operations.get(method)
            return found
    return None


def _response(operation: dict[str, Any], status: int) -> dict[str, Any]:
    """What the description says of a status, wherever it says so."""
    told: dict[str, Any] = operation["responses"][str(status)]
    name = told.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = DESCRIPTION["components"]["responses"][name] if name else told
    return found


def document(answer: Any) -> Any:
    """The JSON document of an answer."""
    return json.loads(answer.content)
