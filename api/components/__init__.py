"""What answers look like, for the description of the API (OpenAPI 3.1): every document, member by member.

Where an answer is made of a value that has a type in the ledger, the type says what its members are.
Codes of states, kinds and outcomes are open sets: expect values that you do not know. What stays open
is what the vocabulary gives: fields of events, arguments of effects, parameters of rules.
"""

from __future__ import annotations

from api.components.law import LAW
from api.components.lists import LISTS
from api.components.log import LOG
from api.components.parts import PARTS
from api.components.results import RESULTS
from api.components.server import SERVER
from api.components.state import DOCUMENTS
from api.components.writing import WRITING
from api.shapes import Schema

_TABLES = (DOCUMENTS, LAW, LISTS, LOG, PARTS, RESULTS, SERVER, WRITING)

COMPONENTS: dict[str, Schema] = {name: told for table in _TABLES for name, told in table.items()}
"""The schemas of every document, by name; the names are part of the contract."""

assert len(COMPONENTS) == sum(map(len, _TABLES)), "each name is given once"
