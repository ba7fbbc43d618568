"""`/v1/accounts`: what places hold, and whether it balances; what nobody knows is never a pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from fastapi import APIRouter

from api.asking import AFTER_KEY, Members, Page, cut, in_query, listing, state, yes_or_no
from api.table import Table, columns
from api.units import UNIT
from ledger.election.accounts import failing as failing_checks
from ledger.read import View

router = APIRouter(tags=["state"])

FAILING = in_query(
    "failing",
    "`true`: only what does not hold, or what nobody knows; `false`: all.",
    yes_or_no,
)


def _buckets(account: Any) -> Iterator[Any]:
    failing = [check["check"] for check in failing_checks(account)]
    for bucket in account["buckets"] or [
        dict.fromkeys(("bucket", "high", "low", "material", "why"))
    ]:
        yield {**bucket, "account": account["account"], "failing": failing}


ROWS = Table(columns("account", "material", "bucket", "low", "high", "why", "failing"), _buckets)
"""A row a bucket; `failing` names the checks of the account that do not hold."""


@state(
    router,
    "/v1/units/{unit}/account",
    "readAccount",
    "What a unit holds, and whether it balances",
    "Account",
    UNIT,
)
def read_account(view: View, unit: str) -> Members:
    """Return every bucket of a unit and every check of them, with what is not known."""
    account = view.account(f"unit:{unit}")
    subject = view.state.subject(f"unit:{unit}")
    name = None if subject is None else subject.row.name
    return {"account": account, "id": unit, "name": name, "object": "account"}


@listing(
    router,
    "/v1/accounts",
    "listAccounts",
    "The accounts of everything that holds material",
    "Accounts",
    AFTER_KEY,
    FAILING,
    rows=ROWS,
)
def list_accounts(view: View, after: str | None, limit: int, failing: bool | None) -> Page:
    """Return the accounts of units, consignments and containers, by subject; a page at a time."""
    chosen = (a for a in _chosen(view, failing) if a["account"] > (after or ""))
    return cut(list(islice(chosen, limit + 1)), limit, lambda account: account["account"])


def _chosen(view: View, only_failing: bool | None) -> Iterator[dict[str, Any]]:
    for account in view.accounts():
        checks = failing_checks(account)
        if not only_failing:
            yield account
        elif checks:
            yield account | {"checks": checks}
