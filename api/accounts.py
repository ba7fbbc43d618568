"""`/v1/accounts`: what places hold, and whether it balances; what nobody knows is never a pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import contract, problems, schemas
from api.contract import AsOf, InForceOn, UnitId
from api.desk import desk_of
from ledger import limits, read
from ledger.election.accounts import failing as failing_checks

router = APIRouter(tags=["state"])

Failing = Annotated[
    str | None,
    Query(description="`true`: only what does not hold, or what nobody knows; `false`: all."),
]
After = Annotated[
    str | None, Query(description="Only accounts of subjects after this one (`unit:ps-1`).")
]


@router.get(
    "/v1/units/{unit}/account",
    operation_id="readAccount",
    summary="What a unit holds, and whether it balances",
    responses=schemas.responses("Account", 404),
)
def read_account(
    request: Request, unit: UnitId, as_of: AsOf = None, in_force_on: InForceOn = None
) -> Response:
    """Return every bucket of a unit and every check of them, with what is not known."""
    desk = desk_of(request)
    asked = contract.as_of(as_of, desk)
    key = contract.identity(unit, "unit")
    with read.view(desk.ledger, as_of=asked, in_force_on=contract.day(in_force_on)) as view:
        account = view.account(f"unit:{key}")
        subject = view.state.subject(f"unit:{key}")
        name = None if subject is None else subject.row.name
        members = {"account": account, "id": key, "name": name, "object": "account"}
        is_fixed = isinstance(asked, int)
        return contract.of_view(request, desk, view, members, is_fixed=is_fixed)


@router.get(
    "/v1/accounts",
    operation_id="listAccounts",
    summary="The accounts of everything that holds material",
    responses=schemas.responses("Accounts"),
)
def list_accounts(
    request: Request,
    failing: Failing = None,
    after: After = None,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
) -> Response:
    """Return the accounts of units, consignments and containers, by subject; a page at a time."""
    if failing not in (None, "true", "false"):
        raise problems.wrong("bad_parameter", failing, "failing", expected="`true` or `false`")
    desk = desk_of(request)
    asked = contract.as_of(as_of, desk)
    with read.view(desk.ledger, as_of=asked, in_force_on=contract.day(in_force_on)) as view:
        chosen = (a for a in _chosen(view, failing == "true") if a["account"] > (after or ""))
        found = list(islice(chosen, limits.ACCOUNTS_A_PAGE_MAX + 1))
        page = found[: limits.ACCOUNTS_A_PAGE_MAX]
        more = page[-1]["account"] if len(found) > len(page) else None
        members = {"accounts": page, "next": more, "object": "accounts"}
        given = {"failing": failing, "after": after}
        query = "".join(f"&{name}={quote(text)}" for name, text in given.items() if text)
        is_fixed = isinstance(asked, int)
        return contract.of_view(request, desk, view, members, is_fixed=is_fixed, query=query)


def _chosen(view: read.View, only_failing: bool) -> Iterator[dict[str, Any]]:
    for account in view.accounts():
        checks = failing_checks(account)
        if not only_failing:
            yield account
        elif checks:
            yield account | {"checks": checks}
