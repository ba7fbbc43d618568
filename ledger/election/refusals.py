"""Why an act is refused: every code, what it means, what was expected, and what to do next.

The codes are those of docs/spec/08-state.md, section 8.5. A refusal is a value: nothing is
recorded, and the person who reads it learns what would have been right.
"""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """What a code says to a person: a title, what had been expected, and what to do next."""

    title: str
    expected: str
    do_next: str


class Problem(NamedTuple):
    """One reason to refuse an act: `where` is a path such as `events[0].fields.scope`."""

    code: str
    expected: str
    found: str
    where: str

    @property
    def do_next(self) -> str:
        """What the person who sent the act can do."""
        return CODES[self.code].do_next

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        return (
            f"{self.code}{place}: expected {self.expected}, found {self.found}. "
            f"What to do: {self.do_next}."
        )


def problem(code: str, found: object, where: str = "", *, expected: str = "") -> Problem:
    """Return the problem of a code, with the usual expectation unless a closer one is given."""
    return Problem(code, expected or CODES[code].expected, str(found), where)


def _meanings(table: str) -> dict[str, Meaning]:
    """Read lines of `code | title | expected | do next`."""
    found = {}
    for line in table.strip().splitlines():
        code, title, expected, do_next = (part.strip() for part in line.split("|"))
        assert code not in found, f"{code} is listed twice"
        found[code] = Meaning(title, expected, do_next)
    return found


_FORM = """
bad_key | A key is misspelt | keys of a-z, 0-9 and _, sorted | write the act with the tools; they sort and spell the keys
bad_member | A member of the act is wrong | a value of the type that the specification gives | correct the member named and sign again
duplicate_key | A key stands twice | each key once | remove one of the two and sign again
missing_member | A member is missing | every member; what does not apply is null | add the member and sign again
not_an_object | The document is no object | one object | send the signed act as it was written
not_canonical | The act is not in its one spelling | the canonical form of section 1 | write the act with the tools, and sign those bytes
not_json | The document is not JSON | one JSON text and nothing around it | send the signed act as it was written
not_utf8 | The document is not UTF-8 | UTF-8 without a byte order mark | save the document as UTF-8 and sign again
number_not_integer | A number is no integer | whole numbers in plain digits | write the number without fraction or exponent
number_out_of_range | A number is too large | integers within 2^53-1 of zero | write numbers this long as text
text_not_allowed | A text holds a forbidden character | assigned characters, none invisible or reordering | remove the character and sign again
text_not_nfc | A text is not normalised | Unicode NFC | normalise the text to NFC and sign again
too_deep | The document is nested too deeply | at most 15 containers in an act | flatten the document
too_large | The act or its entry is too large | 49,152 bytes an act, 65,535 an entry | move long texts to evidence, or divide the act
unknown_member | There is a member that is not known | only the members of the specification | remove it, or check for which format the act was written
"""

_WHOSE = """
already_founded | The ledger exists already | one founding, entry 0 | found another ledger in another place
not_founding | The first act is not a founding | one act with one event ledger.founded, without decision, attestation or seen | found the ledger first
other_ledger | The act is meant for another ledger | the origin and id of this ledger | send it to the ledger it names, or draft it anew for this one
act_id_taken | The act's id is in use | an id that no recorded act bears | choose another act_id and sign again
key_revoked | A key signs no more | a key that is neither revoked, replaced nor compromised | sign with the person's present key
person_signed_twice | One person signed under two keys | one signature a person | send one of the two signatures only
signature_invalid | A signature is not valid | every signature valid over the exact bytes of the act | sign the act as it stands again; find out who sent the forged signature
unknown_key | A key is not known | keys enrolled here | enrol the key first, or sign with an enrolled one
beyond_intake | A system signed for more than it may record | only the events that were adopted for the system | have the act signed by the persons whose it is
unlisted_signer | A signature by somebody who was not asked | signatures of the persons in signers only | list the person and have all sign again, or leave the signature out
ledger_is_closed | The ledger is closed | no act after ledger.closed | send it to the successor that the closing act names
ledger_not_open | The ledger is not open yet | administration only until ledger.opened | finish the setting up and open the ledger
"""

_EVENTS = """
bad_field | A field's value breaks its type | a value of the type that the declaration gives | correct the field and sign again
decision_missing | A ruling without a decision | the member decision in an act with a ruling | state the decision: result, votes, legal basis
decision_unexpected | A decision without a ruling | decision null where no event is a ruling | set decision to null, or add the ruling it made
missing_field | A field is missing | every field of the declaration; what does not apply is null where it may be | add the field and sign again
mixed_administration | Administration is mixed with other events | an act of administration alone | divide it into two acts
unknown_body | A body is not known or not in force | a body in force on the day | check the id; constitute the body first
unknown_contest | A contest is not known | a contest created before | check the id; create the contest first
unknown_election | An election is not known | an election created before | check the id; create the election first
unknown_event_type | No declaration in force names this event | an event type that was adopted | check the name; adopt the declaration first
unknown_field | There is a field that the declaration does not know | only the fields of the declaration | remove the field and sign again
unknown_person | A person is not known | a person entered before | check the id; enter the person first
unknown_run | A run is not known | a run ordered before | check the id; order the run first
unknown_unit | A unit is not known | a unit created before | check the id; create the unit first
unknown_unit_list | A unit list is not known | a unit list created before | check the id; adopt the list first
wrong_event_version | Another version of the event type is in force | the version in force | draft the event anew by the version in force
administration_overtaken | Administration changed since the checkpoint seen | a checkpoint that covers the last entry of administration | read what changed, then sign again with a newer checkpoint
seen_missing | The act does not say what its signers had seen | the checkpoint seen, with rulings and administration | name the newest checkpoint and sign again
seen_not_ours | The checkpoint seen is not one of this ledger | a size and root of this ledger | stop: somebody showed the signers another log; compare checkpoints
seen_unexpected | Entry 0 cannot have seen anything | seen null in entry 0 | set seen to null and sign again
"""

_PERSONS = """
no_delegation | No delegation covers this signature | a delegation in force on the day from the person whose place is taken | record the delegation first, or sign in an office held
office_not_held | An office is not held | an office held in that body on the act's day | check office and day; assign the office first
too_few_persons | Too few persons signed | as many distinct persons as are required | collect the missing signatures
already_exists | Something of that name exists | a new id | choose another id, or leave out what exists
authority_missing | A class of administration has no authority | an authority for each of the eight classes | name the missing authority
bad_balance | The balance is not well formed | a balance as section 13 describes it | correct the balance and sign again
bad_declaration | The declaration is not well formed | a declaration as section 5 describes it | correct the declaration and sign again
bad_consequence | The consequence is not well formed | a consequence as section 7 describes it | correct the consequence and sign again
bad_rule | The rule is not well formed | a rule as section 7 describes it | correct the rule and sign again
below_floor | The act goes below a floor | the smallest quorum, and the share of a roster one act may change | keep the floor, or divide the change into several acts
clock_not_allowed | An official ledger has a real clock | clock real with purpose official | found a rehearsal, or use the real clock
not_competent | The body is not competent for this | the body that holds the authority, signing here itself | have the competent body make the act
person_has_key | The person holds a key already | one key a person | name the old key in replaces, or revoke it first
possession_not_proven | A key was not proven to be held | a signature by every key that the act enrols | have each new key sign the act too
semantics_unknown | These semantics are not known | semantics 1 | use a program that knows them
succession_too_early | The succession's delay has not passed | the delay that founding set, since the announcement | wait until it has passed
suspect_from_in_future | The suspicion begins after this entry | an index not beyond this entry's | name an index that is in the log
unknown_act | An act is not known | acts in the log | check the act's id
unknown_balance | A balance is not known or was withdrawn | a balance in force | check the id
unknown_delegation | A delegation is not known or has ended | a delegation in force | check the id
unknown_document | A document is not withheld | a document that is withheld | check the hash
unknown_consequence | A consequence is not known or was withdrawn | a consequence in force | check the id
unknown_rule | A rule is not known or was withdrawn | a rule in force | check the id
unknown_ruleset | A ruleset is not known | a ruleset adopted before | adopt the ruleset first
unknown_succession | A succession is not known or not pending | a succession that was announced | check the id; announce it first
seal_differs | The state sealed is not that of the position | the root and the number of sheets that follow from the rows | stop: have the tables compared (`eal doctor`); a seal is made by the ledger alone
seal_position | A seal of the wrong position | a position after that of the seal before, and not after its own entry | have the ledger seal again
rule_not_met | A rule that refuses is not met | what the rule demands | read the rule; correct the act or have the rule changed
certification_contested | Certification is blocked by a contested act | no contested act that is neither affirmed nor lifted | have a quorum without the suspect key affirm or reverse the contested acts
clock_did_not_progress | The ledger's clock stands still | a time later than that of the entry before | this is the ledger's fault: have its operator look at the clock
"""

CODES: dict[str, Meaning] = _meanings(
    _FORM + _WHOSE.lstrip() + _EVENTS.lstrip() + _PERSONS.lstrip()
)
"""Every code that a refusal of an act may bear."""
