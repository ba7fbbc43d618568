"""Registers: who may decide and sign, and what is law here.

`/v1/bodies`, `/v1/keys`, `/v1/log-keys`, `/v1/rulesets`, `/v1/declarations`
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from fastapi import APIRouter

from api import problems
from api.asking import AFTER_KEY, Members, Page, follow, in_path, listing, state
from api.table import Table, columns
from ledger.nouns import registers
from ledger.read import View
from ledger.saying import chosen

router = APIRouter(tags=["registers"])

_url = itemgetter("url")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")


def _name(text: str, name: str) -> str:
    if not _NAME.fullmatch(text):
        raise problems.wrong("bad_parameter", text, name, expected="an id as the list spells it")
    return text


def _serve(
    noun: str,
    path: str,
    *,
    many: Callable[[View], list[dict[str, Any]]],
    one: Callable[[View, str], dict[str, Any]] | None,
    says: tuple[str, str],
    schema: str,
    rows: Table,
) -> None:
    """Serve a list of what is law of a kind, and a page for each."""
    address = f"/v1/{path}"

    def list_them(view: View, after: str | None, limit: int) -> Page:
        page = follow(many(view), after, limit, lambda each: str(each["id"]))
        if one is None:
            return page
        return Page([each | {"url": f"{address}/{each['id']}"} for each in page.items], page.last)

    list_them.__doc__ = many.__doc__
    plural = "".join(word.title() for word in path.split("-"))
    listing(router, address, f"list{plural}", says[0], schema, AFTER_KEY, rows=rows)(list_them)
    if one is None:
        return
    read = one

    def read_one(view: View, id: str) -> Members:
        return read(view, id) | {"object": noun}

    read_one.__doc__ = one.__doc__
    identity = in_path("id", f"The id of {says[1]}, as the list gives it.", _name)
    title = says[1][:1].upper() + says[1][1:]
    name = noun.title()
    state(router, f"{address}/{{id}}", f"read{name}", title, name, identity)(read_one)


_serve(
    "body",
    "bodies",
    many=registers.bodies,
    one=registers.body,
    says=("The bodies that decide, and who is in them", "a body"),
    schema="Bodies",
    rows=Table(columns("id", "name", "in_force", "until", "roster", "url")),
)
_serve(
    "key",
    "keys",
    many=registers.keys,
    one=registers.key,
    says=("The keys of persons and of the recorder", "a key"),
    schema="Keys",
    rows=Table(columns("id", "person", "name", "alg", "since", "revoked", "suspect_from", "url")),
)
_serve(
    "log_key",
    "log-keys",
    many=registers.log_keys,
    one=None,
    says=("The keys of the log itself", "a key of the log"),
    schema="LogKeys",
    rows=Table(columns("id", "vkey", "from_size", "until_size")),
)
_serve(
    "ruleset",
    "rulesets",
    many=registers.rulesets,
    one=registers.ruleset,
    says=("The commission's reading of the law", "a ruleset"),
    schema="Rulesets",
    rows=Table(columns("id", "title", "instrument", "in_force", "from", "until", "url")),
)
_serve(
    "declaration",
    "declarations",
    many=registers.declarations,
    one=registers.declaration,
    says=("The event types in force", "an event type"),
    schema="Declarations",
    rows=Table(
        columns("id", "kind", "version", says=lambda one: chosen(one["says"], "en"), url=_url)
    ),
)
