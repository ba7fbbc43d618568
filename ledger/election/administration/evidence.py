"""Documents that acts name by their hash: withheld from readers, given free again, erased.

The entries that name them stay as they are, and so does what was proven about them.
"""

from __future__ import annotations

from typing import Any

from ledger.election import shapes
from ledger.election.administration import documents
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import problem
from ledger.election.rows import Law

_WHY = {
    "basis": shapes.nullable(shapes.line),
    "document": shapes.hash_,
    "reason": shapes.line,
}
WITHHELD = {**_WHY, "until": documents.until}
RELEASED = {"document": shapes.hash_}
ERASED = dict(_WHY)


def withhold(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The document is kept, and given to nobody."""
    return _enacted(law, fields["document"], {**fields, "state": "withheld"})


def release(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The document is given to everybody again."""
    if law.doc("document", fields["document"]) is None:
        return problem("unknown_document", fields["document"], "document")
    return _enacted(law, fields["document"], None)


def erase(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The document is destroyed; its hash stays where acts name it."""
    return _enacted(law, fields["document"], {**fields, "state": "erased", "until": None})


def _enacted(law: LawBook, document: str, doc: dict[str, Any] | None) -> Enacted:
    before = law.doc("document", document)
    if before is not None and before["state"] == "erased":
        return problem("already_exists", f"{document} was erased", "document")
    return [Law(doc, document, "document")]
