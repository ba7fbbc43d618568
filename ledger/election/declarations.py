"""Declarations: event types as data (docs/spec/05-declarations.md), compiled once each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from ledger.election.refusals import Problem


class Field(NamedTuple):
    """A field of an event type: `list:code?` is name, type `code`, is_list, nullable."""

    name: str
    type: str
    of: frozenset[str] | None
    nullable: bool
    is_list: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """An event type: its fields, and the effects that its events have."""

    name: str
    version: int
    kind: str
    fields: tuple[Field, ...]
    effects: tuple[dict[str, Any], ...]
    document: dict[str, Any]


class World(Protocol):
    """What is known where an event happens, including what earlier events of its act made."""

    def body(self, body: str) -> bool:
        """Whether the body was ever entered."""

    def person(self, person: str) -> bool:
        """Whether the person was ever entered."""

    def subject(self, key: str) -> bool:
        """Whether the subject exists (a form: whether it stated figures)."""


def compile(document: dict[str, Any]) -> Declaration:
    """The declaration that the document spells, or Malformed `bad_declaration`."""
    raise NotImplementedError


def check_fields(
    declaration: Declaration, fields: dict[str, Any], world: World
) -> tuple[Problem | None, list[str]]:
    """The first problem of an event's fields, or the keys of subjects that do not exist."""
    raise NotImplementedError
