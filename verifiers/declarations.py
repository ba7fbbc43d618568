"""Declarations: event types as data (specification, section 5), compiled for use.

What an effect may be given is one table; `compiled` holds a declaration against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verifiers import fields
from verifiers import spelling as s
from verifiers.reading import Json, Malformed

WORDS = {
    "KIND": "unit unit_list election_event election contest round selection seat consignment container seal complaint",
    "HOW": "add is",
    "SEAL": "found missing off open put",
    "BAR": "annul exclude stay cannot_establish hold_back",
    "OBJECT": "call candidates register voting count result certification mandate decision",
    "WORKS": "from_now from_beginning",
    "METHOD": "dhondt droop hare sainte_lague",
    "TITLE": "conferred accepted refused suspended lost restored extended",
}
# An argument is `name`; `?`: may be left out or null; `!`: may be left out (see _belongs_together); `~`: a field that
# is null leaves the effect out; then the types of fields it admits. `=LIST` is a literal only; `code=LIST` a closed
# list of codes; `*` a subject of any other kind, `@` whatever something may be about.
EFFECTS = """
create what:=KIND id!:id items!:items name?:text,id parent?:unit,contest,election,* type?:code
move of:=code field:code to:code from?:=codes scope!:scope run!:run subject!~:@
amount holder~:unit,*,list:unit,list:* material:code bucket:code quantity~:quantity how:=HOW
transfer material:code quantity:quantity from:unit,* from_bucket:code to:unit,* to_bucket:code
number holder~:unit,* material:code numbers~:numbers from?:unit,* quantity?:quantity
seal on~:unit,* how:=SEAL seals?:subject:seal,list:subject:seal
figure form:id contest:contest unit:unit run:run level:code figures~:figures covers?:scope part?:count parts?:list:reference
bar what:code=BAR object:code=OBJECT scope:scope run:run from?:day until?:day works?:=WORKS
lift target~:reference,act until?:day
widen target~:reference,act scope:scope
narrow target~:reference,act scope:scope
order_run run:id scope:scope replaces?:run basis?:reference,act
date run:run scope?:scope day?:day
certify what:code scope:scope run:run
allocate contest:contest method:code=METHOD seats:count threshold_numerator?:count threshold_denominator?:count \
threshold_base?:code exempt?:list:subject
title seat:id,subject:seat holder~:text,id status:code=TITLE
due item:code about~:@ owner?:body by?:day
done item:code about~:@
link relation:code to~:reference,act
note
""".replace("@", "unit,contest,run,*,act").replace("*", "subject")
_TABLE: dict[str, dict[str, tuple[str, list[str]]]] = {
    verb: {
        name.rstrip("?!~"): (name.lstrip("abcdefghijklmnopqrstuvwxyz_"), types.split(","))
        for name, _, types in (argument.partition(":") for argument in arguments)
    }
    for verb, *arguments in map(str.split, EFFECTS.strip().splitlines())
}
VERBS = tuple(_TABLE)
_FILING = ("create", "move", "due", "done", "link", "note")
_ADMITTED = {
    "finding": ("amount", "transfer", "number", "seal", "figure", *_FILING),
    "ruling": VERBS,
    "filing": _FILING,
    "statement": ("link", "note"),
}
# Arguments that become subject keys, by the kind of the field.
_SUBJECTS = """
create.parent move.subject amount.holder number.holder number.from seal.on transfer.from transfer.to due.about
done.about
"""
SAYS = s.array(s.record("language:language text:text"), 1, 256, by=s.member("language"))
_FIELD = s.record("name:code of:of? type:text", of=s.array(s.is_code, 1, by=s.itself))
_SHAPE = s.record(
    "effects:effects fields:fields kind:kind name:event_type says:says version:positive",
    effects=s.array(s.TYPES["object"], 0, 16),
    fields=s.array(_FIELD, by=s.member("name")),
    kind=s.one_of(*_ADMITTED),
    says=SAYS,
)


class Argument(NamedTuple):
    """Where an effect's argument comes from: a literal, or a field with its subject prefix."""

    literal: Any
    field: str | None
    prefix: str = ""
    leaves_out: bool = False


class Field(NamedTuple):
    """A field: its name, whether it is a list, the type of one item and the first word of that, its check."""

    name: str
    is_list: bool
    type: str
    word: str
    check: fields.FieldCheck


@dataclass(slots=True)
class Declaration:
    """A declaration ready for use."""

    kind: str
    version: int
    names: set[str]
    fields: list[Field]
    effects: list[tuple[str, dict[str, Argument]]]
    naming: list[tuple[str, dict[str, Argument]]]
    """The effects that make or state something by an id."""
    moves: bool
    """Whether it has any effect beside notes and links."""
    _chosen: dict[tuple[str, ...], list[Field]] = field(default_factory=dict)

    def named(self, values: Json, *words: str) -> list[tuple[str, Any]]:
        """Type and value of every field of these types that is not null, one an item of a list."""
        chosen = self._chosen.get(words)
        if chosen is None:
            chosen = self._chosen[words] = [each for each in self.fields if each.word in words]
        found = []
        for name, is_list, of, _, _ in chosen:
            value = values[name]
            if value is not None:
                found += [(of, item) for item in value] if is_list else [(of, value)]
        return found


def compiled(doc: Any) -> Declaration:
    """The declaration ready for use; Malformed if it is not as section 5 says."""
    if not _SHAPE(doc):
        raise Malformed("bad_declaration", "shape")
    found = []
    for each in doc["fields"]:
        check = fields.checker(each["type"], each["of"])
        is_list, of, _ = fields.parts(each["type"])
        if check is None or (each["of"] is not None and of != "code"):
            raise Malformed("bad_declaration", each["name"])
        found.append(Field(each["name"], is_list, of, of.partition(":")[0], check))
    effects = []
    for effect in doc["effects"]:
        verb = effect.get("do")
        if verb not in _ADMITTED[doc["kind"]] or not _belongs_together(effect):
            raise Malformed("bad_declaration", str(verb)[:80])
        effects.append((verb, _arguments(verb, effect, {each["name"]: each for each in doc["fields"]})))
    naming = [
        pair for pair in effects if pair[0] in ("create", "order_run") or not {"form", "seat"}.isdisjoint(pair[1])
    ]
    moves = any(verb not in ("note", "link") for verb, _ in effects)
    return Declaration(doc["kind"], doc["version"], {each.name for each in found}, found, effects, naming, moves)


def _belongs_together(effect: Json) -> bool:
    """Where one argument decides about another: `create` and `move`."""
    given, what = effect.keys(), effect.get("what")
    if effect["do"] == "move":
        wanted = {"scope", "run"} if effect.get("of") in ("poll", "count") else {"subject"}
        return given & {"scope", "run", "subject"} == wanted
    if effect["do"] != "create":
        return True
    if what == "unit_list":
        return {"id", "items"} <= given and not given & {"parent", "type"}
    if "items" in given:
        return what in ("unit", "selection") and not given & {"id", "name", "parent", "type"}
    return "id" in given


def _arguments(verb: str, effect: Json, known: Json) -> dict[str, Argument]:
    table, given = _TABLE[verb], effect.keys() - {"do"}
    required = {name for name, (flags, _) in table.items() if not set(flags) & set("?!")}
    if not required <= given <= table.keys():
        raise Malformed("bad_declaration", verb)
    found = {name: _argument(verb, name, effect[name], known=known) for name in sorted(given)}
    kind = found["subject"].prefix if "subject" in found else f"{effect.get('of')}:"
    parent = found["parent"].prefix if effect.get("what") == "unit" and "parent" in found else ""
    if kind != f"{effect.get('of')}:" or parent not in ("", "unit:"):
        raise Malformed("bad_declaration", f"{verb}: a subject of another kind")
    return found


def _argument(verb: str, name: str, value: Any, *, known: Json) -> Argument:
    flags, admitted = _TABLE[verb][name]
    closed = WORDS.get(admitted[0].partition("=")[2], "").split()
    if isinstance(value, str) and value.startswith("$"):
        field = known.get(value[1:], {"type": "", "of": None})
        is_list, kind, nullable = fields.parts(field["type"])
        general = kind if kind in admitted else kind.partition(":")[0]
        fits = "list:" * is_list + general in [types.partition("=")[0] for types in admitted]
        listed = not closed or (field["of"] and set(field["of"]) <= set(closed))
        if fits and listed and not (nullable and not set(flags) & set("?~")):
            prefix = {"act": "decision"}.get(kind, kind.removeprefix("subject:")) + ":"
            return Argument(None, value[1:], prefix if f"{verb}.{name}" in _SUBJECTS.split() else "", "~" in flags)
    elif value in closed or (not closed and _is_literal(admitted[0], value)):
        return Argument(value, None)
    raise Malformed("bad_declaration", f"{verb}.{name}")


def _is_literal(admitted: str, value: Any) -> bool:
    if admitted == "=codes":
        return type(value) is list and all(map(s.is_code, value))
    return admitted in ("code", "=code") and s.is_code(value)
