"""The words on top of a bundle: what it is, and how to check it without us.

docs/spec/10-bundle.md is normative: the text is the same in every bundle but for five values.
"""

from functools import cache
from importlib import resources

_TO_CHECK = """\
To check it: use any program that follows the specification of format 0,
"Election Audit Ledger, docs/spec", such as eal-verify or the page
index.html beside eal-verify.js. Which text of it the writer of this zip
followed says the digest above; whoever has the files of that folder finds
it with: LC_ALL=C; sha256sum * | sha256sum. The program needs this zip and a trust file: the
identity above and the keys of the log, which you must have from somebody
else than the one who gave you the zip. No connection is needed, and none
of the people who made the record.
"""
_TEXT = """\
THE RECORD OF AN ELECTION COMMISSION

Ledger      {origin}
Identity    {id}
Entries     {first} to {last}
Format      0
Specified   {spec}

This file came in a zip, together with what it describes. The zip holds
acts of election bodies as they were recorded and signed, and everything
that is needed to check them without asking anybody.

To read it: open the files story.LANGUAGE.txt. They tell every act in
words, in the order of the record, in each language that the record has
sentences in. The words around the sentences are English.

{to_check}
  eal-verify bundle THIS.zip --trust trust.json

What is here, each file as text in UTF-8:

  bundle.json      all files but this list and evidence/, with their sizes
                   and SHA-256 digests
  before.json      only where the entries do not begin at 0: what the log
                   was before them
  entries.jsonl    the record: an entry a line, an act with its signatures;
                   each names the hash of the entry before it
  checkpoint.txt   the signed statement of size and root hash of the whole,
                   with the cosignatures of witnesses
  rows.jsonl       what each entry changed. The lines with "table":"law"
                   are the history of keys, persons, offices, bodies, rules,
                   vocabulary and of the policy on witnesses
  sheets.jsonl     what holds for each place at the end
  results.jsonl    the result of each contest at the end, and what is in
                   the way of its certification
  accounts.jsonl   what became of the ballot material
  evidence/        documents that acts name, each under its SHA-256 digest.
                   A document that is not here was withheld or erased by an
                   act, which says why, or was not supplied; the program
                   says which

Without a program: an entry of the record is hashed as SHA-256 of a zero
byte and the line without its line feed; the next entry names that hash as
"previous". A signature is one of RFC 7515 with detached payload over the
canonical JSON (RFC 8785) of the member "act". The root in checkpoint.txt
is that of RFC 6962 over the hashes of all entries.

That the record is intact does not show that what it reports is true, or
that nothing was decided outside it.
"""

_OF_UNIT = """\
WHAT CONCERNS ONE UNIT, FROM THE RECORD OF AN ELECTION COMMISSION

Unit        {unit}
Ledger      {origin}
Identity    {id}
As sealed   at position {position}, in force on {day}
Later acts  {later}
Format      0
Specified   {spec}

This file came in a zip, together with what it describes. The zip holds
every act that the record counts for this unit and the units above it up
to the position named above, as it was recorded and signed, and every act
of administration: who may decide, with which keys, by which rules. It
holds no acts about other units. Later acts are those that were recorded
after that position and touch the unit; they are here and not in the
stories, and nothing shows that they are all.

To read it: open the files story.LANGUAGE.txt. They tell the acts in
words, in the order of the record, in each language that the record has
sentences in. The words around the sentences are English. What holds for
the unit stands in proof.json under "answer".

{to_check}
  eal-verify bundle THIS.zip --trust trust.json --unit {unit}

What is here, each file as text in UTF-8:

  bundle.json      all files but this list and evidence/, with their sizes
                   and SHA-256 digests
  entries.jsonl    the acts, an entry a line, with their signatures
  law.jsonl        which entries made the law, under one sealed root: none
                   of them can be left out
  paths.jsonl      for each entry the hashes that lead from it to the root
                   of the whole record
  proof.json       the signed statement of size and root hash of the whole,
                   the seal of the state, the sheets of the unit under it,
                   and what holds for the unit
  evidence/        documents that these acts name, each under its SHA-256
                   digest. A document that is not here was withheld or
                   erased by an act, which says why, or was not supplied;
                   the program says which

Without a program: an entry of the record is hashed as SHA-256 of a zero
byte and the line without its line feed. A signature is one of RFC 7515
with detached payload over the canonical JSON (RFC 8785) of the member
"act". Paths are those of RFC 6962.

What these acts did to the state is taken from the seal; that the seal is
true, and what holds elsewhere, only the bundle of the whole record shows.
That the record is intact does not show that what it reports is true, or
that nothing was decided outside it.
"""


def readme(*, origin: str, id: str, first: int, last: int, spec: str | None = None) -> bytes:
    """Return `README.txt` of a bundle with the entries from `first` to `last`."""
    named = specification() if spec is None else spec
    return _TEXT.format(
        to_check=_TO_CHECK, origin=origin, id=id, first=first, last=last, spec=named
    ).encode()


def readme_of_unit(
    *, origin: str, id: str, unit: str, position: int, day: str, later: str
) -> bytes:
    """Return `README.txt` of a bundle of one unit, as of a seal; `later`: indexes, or `none`."""
    given = {"origin": origin, "id": id, "unit": unit, "position": position, "day": day}
    return _OF_UNIT.format(to_check=_TO_CHECK, **given, later=later, spec=specification()).encode()


@cache
def specification() -> str:
    """Return the digest of docs/spec that this program was written by; `make verifier` records it."""
    return resources.files("ledger").joinpath("spec.sha256").read_text("ascii").strip()
