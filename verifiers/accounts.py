"""Accounts: is all material somewhere? (specification, section 13); claim: V23."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from verifiers import serials
from verifiers.counts import Contest
from verifiers.differing import Differing
from verifiers.figures import Part
from verifiers.findings import NOT_CHECKED, Claim, Lines
from verifiers.forms import Cells
from verifiers.law import Law, includes
from verifiers.reading import INTEGER_MAX, Json
from verifiers.tables import Tables
from verifiers.views import moved

Span = tuple[int, int | None]
"""At least, at most (None: no bound)."""
_UNKNOWN: Span = (0, None)


class Accounts:
    """The accounts of all subjects, at one size on one day."""

    def __init__(self, tables: Tables, law: Law, day: str, size: int) -> None:
        self.tables, self.day, self.size = tables, day, size
        self.balances = [doc for _, doc in law.all("balance") if self._is_law(law, doc["ruleset"])]
        self._contests: dict[str, Contest] = {}
        self._part: dict[str, list[Part]] = {}
        self._subjects: dict[str, Json] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        for key in tables.keys("subject"):
            row = tables.get("subject", key)[0]
            self._subjects[key] = row
            if row["parent"] is not None and row["parent"].partition(":")[0] == row["kind"]:
                self._children[row["parent"]].append(key)
        named = (key for key in self._subjects if key.startswith("contest:"))
        self._contest_ids = sorted(key.removeprefix("contest:") for key in named)

    def _is_law(self, law: Law, ruleset: str) -> bool:
        doc = law.get("ruleset", ruleset)
        return doc is not None and includes(doc, self.day)

    def all(self) -> Iterator[Json]:
        """Every account in which something is, by subject."""
        kinds = {balance["subjects"]["kind"] for balance in self.balances}
        meant = {key for key, row in self._subjects.items() if row["kind"] in kinds}
        told = (key for key in self.tables.keys("told") if not key.startswith(("numbers:", "seal:")))
        for key in sorted(meant.union(self.tables.keys("amount"), told)):
            found = self.account(key)
            if found["buckets"] or found["checks"]:
                yield found

    def contests(self) -> Iterator[Contest]:
        """The counts and leaves of every contest."""
        return map(self._contest, self._contest_ids)

    def account(self, key: str) -> Json:
        """The account of a subject."""
        buckets: list[Json] = []
        checks = [check for balance in self.balances for check in self._strike(key, balance)]
        lines: dict[tuple[str, str | None], list[Json]] = defaultdict(list)
        for (material, bucket), rows in sorted(self._rows(key).items()):
            amount: Json = {"low": 0, "high": 0, "why": None}
            for number, row in enumerate(rows):
                found = _bucket_check(row, amount, is_first=number == 0)
                if found:
                    lines[found["check"], material].append(found)
                amount = moved(amount, row)
            told = {"bucket": bucket, "material": material, "why": amount["why"]}
            buckets.append(told | _written((amount["low"], amount["high"])))
        for name, of, left, right, outcome, issue, since in serials.checks(self.tables, key, self.day):
            words = {"at_issue": issue, "material": of, "since": since}
            lines[name, of].append(_line(name, left, right, outcome) | words)
        for listed in lines.values():
            failing = [line for line in listed if line["outcome"] != "holds"]
            checks += failing or [listed[-1] | {"at_issue": [], "bucket": None, "since": None}]
        checks.sort(key=_place)
        return {"account": key, "buckets": buckets, "checks": checks, "day": self.day, "position": self.size}

    def _rows(self, key: str) -> dict[tuple[str, str], list[Json]]:
        found: dict[tuple[str, str], list[Json]] = defaultdict(list)
        for row in self.tables.get("amount", key):
            if row["day"] <= self.day:
                found[row["material"], row["bucket"]].append(row)
        return found

    def _strike(self, key: str, balance: Json) -> Iterator[Json]:
        subject, meant = self._subjects.get(key), balance["subjects"]
        if subject is None or subject["kind"] != meant["kind"]:
            return
        if meant["types"] and subject["type"] not in meant["types"]:
            return
        terms = balance["left"] + balance["right"]
        told = any(any(self._told(key, balance, t)) for t in terms if t["bucket"] is not None)
        of = [term["of"] for term in terms]
        if "before_repeat" in of and not any(self._left(key, balance, t) is not None for t in terms):
            return
        if all(term["measure"] is None for term in terms):
            if told:
                yield self._balance(key, balance, None)
            return
        for part in self._parts(key.removeprefix("unit:")):
            if "replaced" in of and self._replaced(part, key) is None:
                continue
            if part.whole or told:
                yield self._balance(key, balance, part)

    def _parts(self, unit: str) -> list[Part]:
        """The figures of the leaves at or below a unit, by contest; those of the last unit asked for are kept."""
        if unit not in self._part:
            boards = [self._contest(contest) for contest in self._contest_ids]
            leaves = [(board, board.below[unit] & board.leaves.keys()) for board in boards]
            self._part = {unit: [Part(board, some) for board, some in leaves if some]}
        return self._part[unit]

    def _contest(self, contest: str) -> Contest:
        if contest not in self._contests:
            like = next(iter(self._contests.values()), None)
            self._contests[contest] = Contest(contest, self.tables, self.day, self.size, like)
        return self._contests[contest]

    def _told(self, key: str, balance: Json, term: Json) -> list[list[Json]]:
        """The rows that a term of a bucket means, holder by holder."""
        holders = [key] if term["where"] == "here" else self._children[key]
        return [self._rows(holder).get((balance["material"], term["bucket"]), []) for holder in holders]

    def _left(self, key: str, balance: Json, term: Json) -> list[Json] | None:
        """The rows before material of a repeat came, or all if it should be there; None: it is not the time yet."""
        if term["of"] != "before_repeat":
            return None
        unit, rows = key.removeprefix("unit:"), self._told(key, balance, term)[0]
        near = [e for above in self.tables.path(unit) for e in self.tables.near("order_run", above)]
        orders = [e for e in near if e.row["target"] and self.tables.in_force(e, self.day)]
        covering = [e for e in orders if any(self.tables.covers(e, c, unit, day=self.day) for c in e.row["contests"])]
        if not covering:
            return None
        order = max(covering, key=lambda effect: effect.order)
        for number, row in enumerate(rows):
            if row["since"] > order.row["since"] and row["how"] != "less":
                return rows[:number]
        date = self.tables.date(order.row["run"], unit, self.day)
        return rows if date is not None and date <= self.day else None

    def _replaced(self, part: Part, key: str) -> list[Cells] | None:
        """What the counts state that a leaf alone fed in the run which its last one replaces."""
        unit = key.removeprefix("unit:")
        leaf = part.contest.leaves.get(unit)
        before = leaf.orders[-1].row["target"] if leaf else None
        if leaf is None or before is None:
            return None
        return [count.cells for count in leaf.of_run(before) if count.leaves == {unit}]

    def _balance(self, key: str, balance: Json, part: Part | None) -> Json:
        left, right = (
            _sum(_times(self._quantity(key, balance, term, part), term["factor"]) for term in balance[side])
            for side in ("left", "right")
        )
        compare = _equals if balance["relation"] == "equals" else _at_most
        contest = part.contest.contest if part else None
        words = {"contest": contest, "material": balance["material"], "rule": balance["id"], "since": None}
        return _line("balance", left, right, compare(left, right)) | words

    def _quantity(self, key: str, balance: Json, term: Json, part: Part | None) -> Span:
        if term["of"] == "before_repeat":
            rows = self._left(key, balance, term)
            return _flow(self._told(key, balance, term)[0] if rows is None else rows, "now")
        if term["bucket"] is not None:
            return _sum(_flow(rows, term["of"]) for rows in self._told(key, balance, term))
        assert part is not None
        if term["of"] == "replaced":
            stated = [cells.get((term["measure"], None)) for cells in self._replaced(part, key) or ()]
            return _sum([_UNKNOWN if value is None else value[:2] for value in stated] or [_UNKNOWN])
        of_all = term["of"] is None
        cells = [v[:2] for (m, s), v in part.cells.items() if m == term["measure"] and (s is None) == of_all]
        return _sum([*cells, *([] if cells and not part.missing else [_UNKNOWN])])


def _bucket_check(row: Json, before: Json, *, is_first: bool) -> Json | None:
    """`overdrawn` at what takes something, `inventory` at what states anew what is there."""
    stated, had = (row["low"], row["high"]), (before["low"], before["high"])
    words = {"bucket": row["bucket"], "material": row["material"], "since": row["since"]}
    if row["how"] == "less":
        return _line("overdrawn", stated, had, _at_most(stated, had)) | words
    if row["how"] == "is" and not is_first:
        return _line("inventory", stated, had, _equals(stated, had)) | words
    return None


def _line(check: str, left: Span, right: Span, outcome: str) -> Json:
    sides = {"at_issue": [], "left": _written(left), "right": _written(right)}
    return {"bucket": None, "check": check, "contest": None, "outcome": outcome, "rule": None, **sides}


def _written(span: Span) -> Json:
    """The span as a document has it: what cannot be spelled is no bound."""
    low, high = span
    return {"high": None if high is None or high > INTEGER_MAX else high, "low": min(low, INTEGER_MAX)}


def _place(line: Json) -> tuple[Any, ...]:
    since = -1 if line["since"] is None else line["since"]
    names = (line[name] or "" for name in ("rule", "material", "bucket", "contest"))
    return line["check"], *names, since


def _flow(rows: list[Json], of: str) -> Span:
    """What is in a bucket `now`; or what came `in`; or what went `out`."""
    amount: Json = {"low": 0, "high": 0, "why": None}
    came, went = [], []
    for number, row in enumerate(rows):
        amount = moved(amount, row)
        if row["how"] == "less":
            went.append((row["low"], row["high"]))
        elif row["how"] == "add" or number == 0:
            came.append((row["low"], row["high"]))
    return (amount["low"], amount["high"]) if of == "now" else _sum(came if of == "in" else went)


def _sum(spans: Iterable[Span]) -> Span:
    listed = list(spans)
    highs = [high for _, high in listed if high is not None]
    return sum(low for low, _ in listed), sum(highs) if len(highs) == len(listed) else None


def _times(span: Span, factor: int) -> Span:
    return span[0] * factor, None if span[1] is None else span[1] * factor


def _at_most(left: Span, right: Span) -> str:
    if left[1] is not None and left[1] <= right[0]:
        return "holds"
    return "violated" if right[1] is not None and right[1] < left[0] else "indeterminate"


def _equals(left: Span, right: Span) -> str:
    if left == right and left[0] == left[1]:
        return "holds"
    meet = (left[1] is None or right[0] <= left[1]) and (right[1] is None or left[0] <= right[1])
    return "indeterminate" if meet else "violated"


class Custody(Claim):
    """Holds the accounts that the bundle shows against those that follow from its entries (V23)."""

    def __init__(self, lines: Lines | None) -> None:
        super().__init__("V23")
        self._lines = lines
        self.failing: list[Json] = []
        """What the accounts say that does not hold, or cannot be decided: no fault of the log."""
        if lines is None:
            self.outcomes["V23"].skipped = NOT_CHECKED
            self.outcomes["V23"].reason = "the bundle has no accounts"

    def finish(self, accounts: Accounts) -> None:
        """Every account there is, and lines that are left."""
        for ours in accounts.all():
            found = [check for check in ours["checks"] if check["outcome"] != "holds"]
            self.failing += [{"account": ours["account"], **check} for check in found]
            if self._lines is not None:
                self.file(("V23",), _DIFFERING.findings(ours, self._lines.line() or b""))
        left = self._lines.line() if self._lines else None
        if left is not None:
            self.file(("V23",), [_DIFFERING.finding("account_differs", "no further account", left)])


_DIFFERING = Differing("V23", "account", {
    "buckets": ("bucket_differs", ("material", "bucket")),
    "checks": ("balance_differs", ("check", "rule", "material", "bucket", "contest", "since")),
}, other="account_differs", name="the account")  # fmt: skip
