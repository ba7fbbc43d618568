"""What effects do: each turns into rows (specification, sections 6 and 8.3).

An effect meets the state before its event. The rows of an event are therefore collected here, and
added to the tables when all its effects have been made.
"""

from __future__ import annotations

from typing import Any

from verifiers.declarations import Argument
from verifiers.fields import hull
from verifiers.reading import Json
from verifiers.tables import Tables

Mark = tuple[str, int, str | None, str | None]
"""Code, event (0: the act), rule, subject."""


class Writer:
    """Writes the rows of one act, and the marks that its effects set."""

    def __init__(self, act: Json, index: int, tables: Tables, awaits: str | None) -> None:
        self.act, self.index, self.tables, self.awaits = act, index, tables, awaits
        decision = act["decision"]
        self.from_day = (decision and decision["effective_on"]) or act["day"]
        self.rows: list[Json] = []
        self.marks: set[Mark] = set()
        self.refusal = ""
        self.event, self.day, self.count = 0, act["day"], 0

    def begin(self, event: int, day: str) -> None:
        """The effects that follow are of this event."""
        self.event, self.day, self.count = event, day, 0

    @property
    def reference(self) -> str:
        """`ACT#N` of the event."""
        return f"{self.act['act_id']}#{self.event}"

    def row(self, table: str, **columns: Any) -> Json:
        """Writes a row; its ordinal is its number in the entry."""
        row = {"ordinal": len(self.rows), "since": self.index, "table": table, **columns}
        self.rows.append(row)
        return row

    def mark(self, code: str, subject: str | None = None) -> None:
        """Sets a mark on the event."""
        self.marks.add((code, self.event, None, subject))

    def make(self, verb: str, values: Json) -> None:
        """Writes the rows of one effect, given the values of its arguments."""
        _VERBS[verb](self, values)

    def knows(self, reference: str | None) -> bool:
        """Whether a reference is to an act of the log or to this one; null is known."""
        act = (reference or self.act["act_id"]).partition("#")[0]
        return act == self.act["act_id"] or bool(self.tables.get("act", act))

    def effect(self, verb: str, box: Json | None = None, **columns: Any) -> None:
        """An `effect` row, and the `effect_unit` rows of its box."""
        self.count += 1
        row = {
            "act": self.act["act_id"], "awaits": self.awaits, "body": self.act["body"],
            "channels": box["channels"] if box else [], "contests": box["contests"] if box else [],
            "data": {}, "event": self.reference, "from_day": self.from_day,
            "id": f"{self.index}.{self.event}.{self.count}", "object": None, "run": None,
            "selections": box["selections"] if box else [], "target": None, "until_day": None,
            "verb": verb, "what": None,
        }  # fmt: skip
        self.row("effect", **(row | columns))
        if not box:
            return
        rest = {"effect": row["id"], "sign": "-" if verb == "narrow" else "+"}
        for unit in self.tables.units(box):
            self.row("effect_unit", unit=unit, further=None, **rest)
        if box["further"]:
            further = box["further"]
            self.row("effect_unit", unit=further["within"], further=further["count"], **rest)

    def subject(self, key: str, **columns: Any) -> None:
        """A `subject` row; the ledger refuses what exists."""
        if self.tables.exists(key):
            self.refusal = self.refusal or "already_exists"
        empty = {"kind": key.partition(":")[0], "name": None, "parent": None, "type": None}
        self.row("subject", key=key, **(empty | columns))

    def status(self, subject: str, field: str, value: str) -> None:
        """A `status` row."""
        place = {"day": self.day, "event": self.reference}
        self.row("status", subject=subject, field=field, value=value, **place)

    def amount(self, holder: str, bucket: str, how: str, a: Json) -> None:
        """An `amount` row."""
        low, high, why = hull(a["quantity"])
        place = {"day": self.day, "event": self.reference, "material": a["material"]}
        self.row(
            "amount", holder=holder, bucket=bucket, how=how, low=low, high=high, why=why, **place
        )


def values(arguments: dict[str, Argument], fields: Json) -> Json | None:
    """The values of an effect's arguments; None: a field that is null leaves the effect out."""
    found: Json = {}
    for name, argument in arguments.items():
        value = argument.literal if argument.field is None else fields[argument.field]
        if value is None and argument.leaves_out:
            return None
        if argument.prefix and value is not None:
            is_list = isinstance(value, list)
            keys = [argument.prefix + item for item in (value if is_list else [value])]
            value = keys if is_list else keys[0]
        found[name] = value
    return found


def _create(w: Writer, a: Json) -> None:
    what = a["what"]
    if "items" not in a or what == "unit_list":
        columns = {name: a.get(name) for name in ("name", "parent", "type")}
        w.subject(f"{what}:{a['id']}", **columns)
    above = "contest" if what == "selection" else "unit"
    made: set[str] = set()
    for item in a.get("items") or ():
        is_member = what == "unit_list"
        parent = item["id"] if is_member else item["parent"]
        if parent and parent not in made and not w.tables.exists(f"{above}:{parent}"):
            w.refusal = w.refusal or f"unknown_{above}"
        if is_member:
            w.row("member", list=a["id"], unit=item["id"])
            continue
        key = parent and f"{above}:{parent}"
        w.subject(f"{what}:{item['id']}", name=item["name"], parent=key, type=item["type"])
        made |= {item["id"]} if what == "unit" else set()


def _move(w: Writer, a: Json) -> None:
    subjects = [a["subject"]] if "subject" in a else []
    for box in a.get("scope") or ():
        for contest in box["contests"]:
            units = w.tables.units(box)
            subjects += [f"{a['of']}:{contest}/{unit}/{a['run']}" for unit in units]
    for subject in subjects:
        if "from" in a and w.tables.status(subject, a["field"]) not in a["from"]:
            w.mark("gap", subject)
        w.status(subject, a["field"], a["to"])


def _amount(w: Writer, a: Json) -> None:
    for holder in a["holder"] if isinstance(a["holder"], list) else [a["holder"]]:
        w.amount(holder, a["bucket"], a["how"], a)


def _transfer(w: Writer, a: Json) -> None:
    w.amount(a["from"], a["from_bucket"], "less", a)
    w.amount(a["to"], a["to_bucket"], "add", a)


def _figure(w: Writer, a: Json) -> None:
    if w.tables.get("figure", a["form"]):
        w.mark("form_restated", "form:" + a["form"])
    w.row("figure", day=w.day, event=w.reference, **a)
    w.status("form:" + a["form"], "form", "claimed")


def _bar(w: Writer, a: Json) -> None:
    for box in a["scope"]:
        w.effect(
            "bar", box, what=a["what"], object=a["object"], run=a["run"],
            from_day=a.get("from") or w.from_day, until_day=a.get("until"),
            data={"works": a.get("works") or "from_now"},
        )  # fmt: skip


def _aim(verb: str) -> Any:
    def make(w: Writer, a: Json) -> None:
        if not w.knows(a["target"]):
            w.mark("target_not_in_log", "act:" + a["target"].partition("#")[0])
        for box in a.get("scope") or [None]:
            w.effect(verb, box, target=a["target"])

    return make


def _order_run(w: Writer, a: Json) -> None:
    basis = a.get("basis")
    if not w.knows(basis):
        w.mark("cites_unknown", "act:" + str(basis).partition("#")[0])
    for box in a["scope"]:
        w.effect("order_run", box, run=a["run"], target=a.get("replaces"), data={"basis": basis})
    w.subject("run:" + a["run"])


def _date(w: Writer, a: Json) -> None:
    for box in a.get("scope") or [None]:
        w.effect("date", box, run=a["run"], data={"day": a.get("day")})


def _certify(w: Writer, a: Json) -> None:
    for box in a["scope"]:
        w.effect("certify", box, what=a["what"], run=a["run"])


def _title(w: Writer, a: Json) -> None:
    w.effect("title", what=a["status"], target="seat:" + a["seat"], data={"holder": a["holder"]})


def _due(w: Writer, a: Json) -> None:
    data = {"by": a.get("by"), "owner": a.get("owner") or w.act["body"]}
    w.effect("due", target=f"{a['item']}/{a['about']}", data=data)


def _done(w: Writer, a: Json) -> None:
    target = f"{a['item']}/{a['about']}"
    if not w.tables.open_due(target, w.act["day"]):
        w.mark("nothing_due", a["about"])
    w.effect("done", target=target)


def _link(w: Writer, a: Json) -> None:
    if not w.knows(a["to"]):
        w.mark("cites_unknown", "act:" + a["to"].partition("#")[0])
    w.effect("link", what=a["relation"], target=a["to"])


_VERBS: dict[str, Any] = {
    "create": _create, "move": _move, "amount": _amount, "transfer": _transfer, "figure": _figure,
    "bar": _bar, "lift": _aim("lift"), "widen": _aim("widen"), "narrow": _aim("narrow"),
    "order_run": _order_run, "date": _date, "certify": _certify, "title": _title, "due": _due,
    "done": _done, "link": _link, "note": lambda w, a: None,
}  # fmt: skip
