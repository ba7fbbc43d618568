"""Writes docs/guides/vocabulary.md: a table of every event type, from the families.

python -m tests.story.vocabulary
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.story import documents

PAGE = documents.ROOT / "docs" / "guides" / "vocabulary.md"

_HEAD = """\
# Vocabulary

Every event type that comes with the ledger, made from `ledger/election/families/*.json` by
`python -m tests.story.vocabulary` (part of `make vectors`). They are proposals: what counts in a ledger is what an
act has adopted there. Field types are those of [section 5](../spec/05-declarations.md), effects those of
[section 6](../spec/06-effects.md) of the specification; a type ending in `?` may be left out of a draft.

The kinds: a *finding* states what happened, a *ruling* decides (it needs a `decision`), a *filing* is a
participant's own step, a *statement* moves nothing.
"""


_CODES_MAX = 6


def render() -> str:
    """Return the page."""
    families = [_family(name, each) for name, each in documents.families().items()]
    return "".join([_HEAD, *families, _long_lists()])


def _long_lists() -> str:
    """Lists of codes that would drown a table, each once."""
    fields = [field for each in documents.declarations() for field in each["fields"]]
    lists = {field["name"]: field["of"] for field in fields if len(field["of"] or ()) > _CODES_MAX}
    parts = [f"\n`{name}`: {_codes(of)}\n" for name, of in lists.items()]
    return "".join(["\n## Longer lists of codes\n", *parts])


def _family(name: str, declarations: list[dict[str, Any]]) -> str:
    rows = "".join(_row(each) for each in declarations)
    head = (
        "| event type | kind | fields | effects | what it says |\n| --- | --- | --- | --- | --- |\n"
    )
    return f"\n## {name.capitalize()}\n\n{head}{rows}"


def _row(declaration: dict[str, Any]) -> str:
    fields = "<br>".join(_field(each) for each in declaration["fields"]) or "–"
    effects = "<br>".join(_effect(each) for each in declaration["effects"]) or "–"
    says = declaration["says"][0]["text"].replace("|", "\\|")
    name, kind = declaration["name"], declaration["kind"]
    return f"| `{name}` | {kind} | {fields} | {effects} | {says} |\n"


def _field(field: dict[str, Any]) -> str:
    of = field["of"] or ()
    if len(of) > _CODES_MAX:
        codes = f" ([one of {len(of)}](#longer-lists-of-codes))"
    else:
        codes = f": {_codes(of)}" if of else ""
    return f"`{field['name']}` {field['type']}{codes}"


def _codes(of: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in of)


def _effect(effect: dict[str, Any]) -> str:
    return " ".join([f"**{effect['do']}**", *_arguments(effect)])


def _arguments(effect: dict[str, Any]) -> Iterator[str]:
    for name, value in effect.items():
        if name == "do":
            continue
        said = ", ".join(value) if isinstance(value, list) else value
        yield f"{name}={said}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
