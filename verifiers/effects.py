"""What effects do: each turns into rows (specification, sections 6 and 8.3).

An effect meets the state before its event. The rows of an event are therefore collected here, and added to the
tables when all its effects have been made.
"""

from __future__ import annotations

from typing import Any

from verifiers.declarations import Argument
from verifiers.fields import hull
from verifiers.reading import Json
from verifiers.tables import Tables

Mark = tuple[str, int, str | None, str | None]
"""Code, event (0: the act), rule, subject."""


def values(arguments: dict[str, Argument], fields: Json) -> Json | None:
    """The values of an effect's arguments; None: a field that is null leaves the effect out."""
    found: Json = {}
    for name, (literal, field, prefix, leaves_out) in arguments.items():
        value = literal if field is None else fields[field]
        if value is None and leaves_out:
            return None
        if prefix and value is not None:
            value = [prefix + item for item in value] if isinstance(value, list) else prefix + value
        found[name] = value
    return found


class Writer:
    """Writes the rows of one act, and the marks that its effects set."""

    def __init__(self, act: Json, index: int, tables: Tables, awaits: str | None) -> None:
        self.act, self.index, self.tables, self.awaits = act, index, tables, awaits
        self.from_day = (act["decision"] or {"effective_on": None})["effective_on"] or act["day"]
        self.rows: list[Json] = []
        self.marks: set[Mark] = set()
        self.refusals: set[str] = set()

    def begin(self, event: int, day: str) -> None:
        """The effects that follow are of this event."""
        self.event, self.day, self.count = event, day, 0
        self.reference = f"{self.act['act_id']}#{event}"

    def row(self, table: str, **columns: Any) -> Json:
        """Writes a row; its ordinal is its number in the entry."""
        columns["ordinal"], columns["since"], columns["table"] = len(self.rows), self.index, table
        self.rows.append(columns)
        return columns

    def state_remedy(self) -> Json | None:
        """The row of what the decision says of its remedy, if it names a term."""
        act, stated = self.act, (self.act["decision"] or {"remedy": None})["remedy"]
        if stated is None or stated["count"] is None:
            return None
        nothing = dict.fromkeys(("awaits", "object", "run", "target", "until_day", "what"))
        named = {"act": act["act_id"], "body": act["body"], "event": act["act_id"], "id": f"{self.index}.0.1"}
        made = {"channels": [], "contests": [], "data": dict(stated), "from_day": act["day"], "selections": []}
        return self.row("effect", verb="remedy", **nothing, **named, **made)

    def mark(self, code: str, subject: str | None = None) -> None:
        """Sets a mark on the event."""
        self.marks.add((code, self.event, None, subject))

    def make(self, verb: str, a: Json) -> None:
        """Writes the rows of one effect, given the values of its arguments."""
        boxes = a.get("scope") or [None]
        match verb:
            case "create":
                self._create(a)
            case "move":
                self._move(a)
            case "amount":
                for holder in a["holder"] if isinstance(a["holder"], list) else [a["holder"]]:
                    self._amount(a, holder, a["bucket"], a["how"])
            case "transfer":
                self._amount(a, a["from"], a["from_bucket"], "less")
                self._amount(a, a["to"], a["to_bucket"], "add")
            case "number":
                self._number(a)
            case "seal":
                self._seal(a)
            case "figure":
                form = {"covers": None, "part": None, "parts": None} | a
                if any(row["part"] == form["part"] for row in self.tables.get("figure", a["form"])):
                    self.mark("form_restated", "form:" + a["form"])
                self.row("figure", day=self.day, event=self.reference, **form)
                if form["part"] is None:
                    self._status("form:" + a["form"], "form", "claimed")
            case "bar":
                days = {"from_day": a.get("from") or self.from_day, "until_day": a.get("until")}
                data = {"works": a.get("works") or "from_now"}
                self._boxes(verb, boxes, what=a["what"], object=a["object"], run=a["run"], data=data, **days)
            case "lift" | "widen" | "narrow":
                self._cite("target_not_in_log", a["target"])
                self._boxes(verb, boxes, target=a["target"], until_day=a.get("until"))
            case "order_run":
                self._cite("cites_unknown", a.get("basis"))
                data = {"basis": a.get("basis")}
                self._boxes(verb, boxes, run=a["run"], target=a.get("replaces"), data=data)
                self._subject("run:" + a["run"])
            case "date":
                self._boxes(verb, boxes, run=a["run"], data={"day": a.get("day")})
            case "certify":
                self._boxes(verb, boxes, what=a["what"], run=a["run"])
            case "allocate":
                share = {name: a.get("threshold_" + name) for name in ("numerator", "denominator", "base")}
                share["base"] = share["base"] or "votes"
                is_whole = share["numerator"] is not None and share["denominator"]
                data = {"exempt": sorted(a.get("exempt") or []), "seats": a["seats"]}
                data["threshold"] = share if is_whole else None
                self._boxes(verb, boxes, what=a["method"], target="contest:" + a["contest"], data=data)
            case "title":
                seat, data = "seat:" + a["seat"], {"holder": a["holder"]}
                self._boxes(verb, boxes, what=a["status"], target=seat, data=data)
            case "due":
                data = {"by": a.get("by"), "owner": a.get("owner") or self.act["body"]}
                self._boxes(verb, boxes, target=f"{a['item']}/{a['about']}", data=data)
            case "done":
                target = f"{a['item']}/{a['about']}"
                if not self.tables.open_due(target, self.act["day"]):
                    self.mark("nothing_due", a["about"])
                self._boxes(verb, boxes, target=target)
            case "link":
                self._cite("cites_unknown", a["to"])
                self._boxes(verb, boxes, what=a["relation"], target=a["to"])

    def _cite(self, code: str, reference: str | None) -> None:
        """Marks a reference to an act that is neither in the log nor this one."""
        act = (reference or self.act["act_id"]).partition("#")[0]
        if act != self.act["act_id"] and not self.tables.get("act", act):
            self.mark(code, "act:" + act)

    def _boxes(self, verb: str, boxes: list[Json | None], **columns: Any) -> None:
        """An `effect` row a box, each followed by the `effect_unit` rows of that box."""
        own = {"act": self.act["act_id"], "awaits": self.awaits, "body": self.act["body"], "event": self.reference}
        own |= {"data": {}, "from_day": self.from_day, "object": None, "run": None, "target": None, "until_day": None}
        for box in boxes:
            self.count += 1
            id = f"{self.index}.{self.event}.{self.count}"
            scope = {name: box[name] if box else [] for name in ("channels", "contests", "selections")}
            self.row("effect", **(own | {"id": id, "verb": verb, "what": None} | scope | columns))
            rest = {"effect": id, "sign": "-" if verb == "narrow" else "+"}
            for unit in self.tables.units(box) if box else ():
                self.row("effect_unit", unit=unit, further=None, **rest)
            if box and box["further"]:
                further = box["further"]
                self.row("effect_unit", unit=further["within"], further=further["count"], **rest)

    def _subject(self, key: str, **columns: Any) -> None:
        """A `subject` row; what exists already is refused."""
        if self.tables.exists(key):
            self.refusals.add("already_exists")
        empty = {"kind": key.partition(":")[0], "name": None, "parent": None, "type": None}
        self.row("subject", key=key, **(empty | columns))

    def _status(self, subject: str, field: str, value: str) -> None:
        self.row("status", day=self.day, event=self.reference, subject=subject, field=field, value=value)

    def _amount(self, a: Json, holder: str, bucket: str, how: str) -> None:
        low, high, why = hull(a["quantity"])
        place = {"day": self.day, "event": self.reference, "holder": holder, "material": a["material"]}
        self.row("amount", bucket=bucket, how=how, low=low, high=high, why=why, **place)

    def _number(self, a: Json) -> None:
        stated, source = hull(a["quantity"]) if a.get("quantity") else None, a.get("from")
        data = {"from": source, "holder": a["holder"], "material": a["material"], "numbers": a["numbers"]}
        data["quantity"] = stated and {"high": stated[1], "low": stated[0]}
        first = ("given", source) if source else ("made", "numbers:" + a["material"])
        for what, target in (first, ("had", a["holder"])):
            self._boxes("number", [None], what=what, target=target, data=data)

    def _seal(self, a: Json) -> None:
        seals = a.get("seals")
        seals = [seals] if isinstance(seals, str) else seals and sorted(set(seals))
        keys = ["seal:" + seal for seal in seals or () if a["how"] == "put"]
        for target in (a["on"], *keys):
            self._boxes("seal", [None], what=a["how"], target=target, data={"on": a["on"], "seals": seals})

    def _create(self, a: Json) -> None:
        what, made = a["what"], set[str]()
        if "items" not in a or what == "unit_list":
            self._subject(f"{what}:{a['id']}", **{name: a.get(name) for name in ("name", "parent", "type")})
        above = "contest:" if what == "selection" else "unit:"
        for item in a.get("items") or ():
            is_member = what == "unit_list"
            parent = item["id"] if is_member else item["parent"]
            if parent and parent not in made and not self.tables.exists(above + parent):
                self.refusals.add("unknown_" + above[:-1])
            if is_member:
                self.row("member", list=a["id"], unit=item["id"])
                continue
            key = above + parent if parent else None
            self._subject(f"{what}:{item['id']}", name=item["name"], parent=key, type=item["type"])
            made |= {item["id"]} if what == "unit" else set()

    def _move(self, a: Json) -> None:
        subjects = [a["subject"]] if "subject" in a else []
        for box in a.get("scope") or ():
            units = self.tables.units(box)
            subjects += [f"{a['of']}:{contest}/{unit}/{a['run']}" for contest in box["contests"] for unit in units]
        for subject in subjects:
            if a.get("from") is not None and self.tables.status(subject, a["field"]) not in a["from"]:
                self.mark("gap", subject)
            self._status(subject, a["field"], a["to"])
