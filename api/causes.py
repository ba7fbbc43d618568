"""Why a code comes up: how it comes about without anybody's fault, and what an attacker would be after.

A page that names one of the two only would make people either careless or afraid.
"""

from __future__ import annotations

from typing import NamedTuple


class Cause(NamedTuple):
    """How a code comes about: without ill will, and with it."""

    innocent: str
    hostile: str


class Stopped(NamedTuple):
    """What it means that the ledger does not write, and why; readers are answered all the same."""

    title: str
    innocent: str
    hostile: str
    do_next: str


def _causes(table: str) -> dict[str, Cause]:
    """Read lines of `code | innocent | hostile`."""
    rows = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    return {code: Cause(innocent, hostile) for code, innocent, hostile in rows}


def _stopped(table: str) -> dict[str, Stopped]:
    """Read lines of `code | title | innocent | hostile | do next`."""
    rows = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    return {code: Stopped(*texts) for code, *texts in rows}


CAUSES = _causes("""
as_of_in_future | the reader's clock is ahead, or a day to come was meant as the day in force | none known: nothing is told about the future to anybody
bad_batch | a file that was cut off, or put together by hand | somebody looks for a reader that cuts a batch in another way
bad_parameter | a slip of the hand, an id from another ledger, an old link | somebody looks for a parameter that is not checked
malformed | a document that was edited, wrapped or sent twice in one body | somebody looks for a spelling that two programs read differently
missing_parameter | an address that was written from memory | none known
position_not_reached | this server is a copy that is some seconds behind the one you asked before | the log was set back to an earlier state: if it stays so for minutes, show the checkpoint you hold to others; it bears the signature of this log
projection_behind | this server is a copy that is some seconds behind the one that recorded | as for position_not_reached: if it stays so for minutes, keep your receipt and show it to others
repeated_parameter | an address that was put together by a program | somebody hopes that a proxy and this server read different ones of the two
too_many_listeners | an election night | one person opens connections by the thousand
unknown_parameter | a misspelt name, or a filter that another service has | a parameter is slipped into a link so that it seems to say more than it does
no_such_address | an old link, or a slash too many | somebody tries addresses that other programs have
not_in_log | a slip in the id, or a moment before it was recorded | an act that you hold a receipt for was taken away: then the receipt proves it, and the log is not the one that gave it
no_documents_here | documents are kept on another server | none known
document_damaged | a disk that fails, or a copy that was restored in part | somebody with a hand on the store put another file there
document_differs | another version of the file, or one that a program saved again | somebody tries to have another document kept under this name
document_erased | personal data that must not be kept any longer | something inconvenient was destroyed: the act says who signed that
document_not_named | a slip in the act's id | somebody looks for a place to leave files
document_too_large | a film, or a scan in colours | somebody tries how much this server swallows
list_too_large | a whole country as one table | somebody tries how much this server makes at once
proof_too_large | a country, and everything in it | none known
document_withheld | an investigation, or what is somebody's own affair | something inconvenient is hidden: the act says who signed that, and why
method_not_allowed | a form or program meant for another address | somebody tries to change what is recorded; nothing can
range_not_satisfiable | a download that is taken up again after it was whole, or after another bundle was made | none known
body_too_slow | a bad line | somebody holds places by sending a byte now and then
too_large | annexes or long reasons stand in the act | somebody tries how much this server swallows
wrong_content_type | a program that sends a form, compresses, or says nothing | somebody hopes that two programs read the body in two encodings
busy | many acts or bundles are on their way at once | somebody sends many so that others wait
ledger_stopped | see the page of its own code | see the page of its own code
unavailable | the database is being restarted, or a disk is full for a moment | somebody keeps it from answering
""")  # fmt: skip
"""Of the codes of the API's own."""

REFUSED = _causes("""
bad_key | an act that was written by hand | a key that two programs read differently
bad_member | an act written for another version, or by hand | a value that one program refuses and another reads
duplicate_key | two documents were merged | one program shows the first value to the signer, another records the second
missing_member | an act written for another version, or by hand | none known
not_an_object | a list of acts was sent as one | none known
not_canonical | the act was reformatted after it was signed | spaces or order hide a difference between what was shown and what was signed
not_json | the file was cut off, or is another one | somebody looks for a parser that forgives
not_utf8 | the file was saved in another encoding | letters that look the same in one encoding and differ in another
number_not_integer | a fraction or an exponent from a spreadsheet | numbers that two programs round differently
number_out_of_range | an id was written as a number | numbers that two programs round differently
text_not_allowed | text was copied from a document with invisible characters | text that reads differently from how it is stored: reversed, hidden, look-alike
text_not_nfc | text was typed on a machine that composes letters in another way | two names that look the same
too_deep | a program that nests what belongs side by side | somebody tries to exhaust a parser
unknown_member | an act written for another version | something is carried along that signers were not shown
already_founded | a founding was repeated by mistake | somebody tries to begin the history anew
not_founding | the ledger was not founded yet | somebody tries to write before the founders
other_ledger | a rehearsal's act was sent to the official ledger, or the reverse | an act is replayed where its signers did not mean it
act_id_taken | two clerks chose the same id | an act is to take the place of another that people know by its id
key_revoked | the old key was used out of habit | a key that was stolen is used after its owner said so
person_signed_twice | a person signed again with a new key | one person is to count as two
signature_invalid | the act was changed after it was signed, or two files were mixed up | a signature is forged, or taken from another act
unknown_key | a key was not enrolled yet | somebody signs with a key that was never given to anybody
unlisted_signer | the list of those asked was not brought up to date | somebody who was not asked wants to be seen among the signers
ledger_is_closed | an old address | somebody wants to add to a history that has ended
ledger_not_open | the setting up is not finished | somebody wants to decide before the rules are there
bad_field | a form filled in by hand | a value that one program refuses and another reads
decision_missing | a finding was meant, or the draft is incomplete | a ruling without the votes and the law it rests on
decision_unexpected | a ruling was left out | a finding is to look like a decision
missing_field | the draft is incomplete | none known
mixed_administration | two acts were put into one | power is to be changed and used in one breath
unknown_body | a misspelt id, or a body that has ended | a body that nobody constituted is to decide
unknown_contest | a misspelt id, or the call is not recorded yet | none known
unknown_election | a misspelt id, or the call is not recorded yet | none known
unknown_event_type | the declaration was not adopted yet | somebody invents a kind of event
unknown_field | the act was drafted for another version of the declaration | something is carried along that no declaration shows to signers
unknown_person | a misspelt id, or a person who was not entered yet | somebody who does not exist is to have signed or voted
unknown_run | a misspelt id, or the order is not recorded yet | none known
unknown_unit | a misspelt id, or a unit list that was not adopted | a polling station that does not exist is to report
unknown_unit_list | a misspelt id | none known
wrong_event_version | the declaration was adopted anew since the draft | an old meaning is to be used after it was changed
administration_overtaken | two acts of administration were prepared side by side | a change of power is to slip past those who would have objected
seen_missing | the draft is incomplete | signers are not to be bound to what they had seen
seen_not_ours | the signers looked at a rehearsal | signers were shown another log: the gravest thing that this page can mean. Compare checkpoints with others
seen_unexpected | a draft that was copied from another | none known
no_delegation | the delegation has ended, or was not recorded | somebody signs in another's place without being asked
office_not_held | a term has ended, or was not entered yet | somebody signs in an office that is not theirs
too_few_persons | a signature is on its way | a minority decides
already_exists | something was entered twice | a name is to mean something else
authority_missing | the founding is incomplete | somebody wants a class of power that nobody answers for
bad_balance | a slip in the declaration of a balance | a balance that always holds
bad_declaration | a slip in a declaration | a declaration that says one thing to people and does another
bad_consequence | a slip in a consequence | something is to follow by law that law does not say
bad_rule | a slip in a rule | a rule that can never be broken
below_floor | many changes in one act | a roster is to be replaced in one stroke
clock_not_allowed | a rehearsal's founding was used | an official history with times of one's choosing
not_competent | the wrong body was named | a body gives itself power
person_has_key | a key was enrolled again | one person is to sign as two
possession_not_proven | a new key has not signed the act | somebody enters a key that is not theirs
semantics_unknown | a newer program was used | entries that some programs read differently
seal_differs | a program that computes the state in another way | somebody with the recorder's key seals a state that the log does not give
seal_position | two servers sealed at once, or a seal was sent again | somebody with the recorder's key seals a moment that is over
succession_too_early | the delay was miscounted | those who are replaced are not to have the time to speak
suspect_from_in_future | a slip in the index | none known
unknown_act | a misspelt id | none known
unknown_balance | it was withdrawn before | none known
unknown_delegation | it has ended | none known
unknown_consequence | it was withdrawn before | none known
unknown_rule | it was withdrawn before | none known
unknown_ruleset | it was not adopted yet | a law that nobody adopted is to be used
unknown_succession | it was completed, or never announced | a succession without the announcement that the law asks for
rule_not_met | the rule was not known to those who drafted | somebody tries what the law refuses
beyond_intake | an intake system was given a form of another kind than it may record | a machine's key is to do what only persons may
unknown_document | it was released before, or the hash is misspelt | something is to be released or erased that nobody withheld
certification_contested | a key was said to be compromised, and the acts it signed are not looked at yet | a result is to be certified on acts that a stolen key signed
""")  # fmt: skip
"""Of the codes of refusals."""

STOPPED = _stopped("""
already_founded | There is a ledger in this database already | the command was repeated | somebody wants to begin the history anew | use the ledger that is there, or another database
cannot_seal | The state cannot be sealed here | the recorder's key is on another machine, or the ledger is not open | somebody took the key away so that nothing is sealed | seal on the machine that holds the key; everything else goes on
checkpoint_ahead | A signed checkpoint goes further than the database | a backup was restored, or a standby was promoted too early | entries were taken away | bring back the database that went further, or recover from tiles and bundles
checkpoint_damaged | A stored checkpoint does not bear the log's signature | a failing disk | somebody wrote into the database | find out who wrote; restore a copy that verifies
checkpoint_differs | A signed checkpoint states another log than the database | a backup that somebody wrote to, a second writer | history was rewritten | keep both as they are; find out which is the log
checkpoint_missing | A checkpoint that must be there is not | a restore of some tables only | a signed promise was removed | restore a copy that verifies
clock_did_not_progress | The ledger's clock stands before the last entry | the machine's clock was set back, or its battery is empty | somebody wants to date what is recorded | set the clock right; nothing is recorded until it is
database_damaged | The database contradicts itself | a failing disk or memory | somebody edited its file | restore a copy that verifies; nothing here repairs it
database_is_standby | This server follows another database | the wrong server was asked to write | none known | write to the primary
database_server_changed | Another database server answers than before | a standby was promoted, and is behind | the database was replaced | use a server that ends where the head record does
entry_damaged | An entry does not have the hash stored beside it | a failing disk | an entry was changed | keep the database as it is; restore a copy that verifies
head_differs | The head is not where the entries end | a restore of some tables only | entries were added or removed past the program | restore a copy that verifies
head_missing | The head is not there | a restore of some tables only | somebody removed it | restore the database; never write the row
head_moved | Somebody else moved the head meanwhile | a second program on the same ledger | a second writer | look for it, and end it
head_record_ahead | What remembers the head goes further than the database | a backup was restored, or a standby was promoted too early | entries were taken away | bring back the database that went further, or recover
head_record_damaged | What remembers the head cannot be read | a failing disk | somebody wrote there | bring back any older copy of it: one that is behind is an ordinary crash
head_record_differs | What remembers the head and the database state different logs | a folder of another ledger | history was rewritten | keep both; find out which is the log
head_record_missing | What remembers the head is gone | a disk is not mounted | somebody removed it, so that a restored backup is not noticed | bring back its disk or its newest copy
head_record_moved | Somebody else moved what remembers the head | two ledgers share one file | a second writer | give each ledger a file of its own
ledger_differs | Another ledger is in this database | the settings name the wrong one | the database was replaced | check which database belongs to the ledger
log_changed | The log is not the same after a step as before it | a program wrote during the upgrade | somebody wrote during the upgrade | stop all programs, and do the step again
log_key_missing | A key that has to sign is not here | a file was not copied to this server | the key was taken away | name its file in ledger.json; if it was stolen, adopt another
newer_database | A newer program was at work in this database | an old version was started by mistake | none known | use the newer program
not_a_ledger | There is no ledger in this database | the settings name the wrong one | the database was replaced by an empty one | check the address
projections_unusable | The tables of state do not say what the entries say | a program was killed during a rebuild, or is newer or older | a table of state was edited, so that readers see what was never decided | rebuild the tables from the entries, and look for who wrote
reading_only | This server only reads | it was started without the ledger's own keys | none known | send it to the server that records
schema_differs | A table, or what guards it, was changed | somebody added an index | a trigger that refuses changes was removed | find out who changed it; restore what the program makes
seal_refused | A seal was refused by the ledger itself | two programs of different versions write here | the state was changed below the ledger | run `eal doctor`, and rebuild the state from the entries
settings_not_durable | The database acknowledges what is not on the disk | a setting for tests was left on | entries are to be lost in a crash on purpose | set what the operator's message names
state_index_differs | An index of the tables of state is not as the program makes it | a program was killed during a rebuild, or somebody added one by hand | none known: answers stay right and may be slow | rebuild the tables from the entries
state_schema_differs | The tables of state are not as the program makes them | a program was killed during a rebuild, or is newer or older | a table or what guards it was changed, so that readers see what was never decided | rebuild the tables from the entries, and look for who changed them
step_refused | A step of an upgrade was refused by the database | a lack of rights | none known | give the owner's rights, and do it again
tiles_ahead | Exported tiles go further than the database | a backup was restored | entries were taken away | bring back the database that went further, or recover from the tiles
tiles_damaged | Exported tiles do not bear the log's signature | a folder of another ledger, a failing disk | somebody wrote there | find out who wrote; give each ledger a folder of its own
tiles_differ | Exported tiles state another log than the database | a folder of another ledger | history was rewritten | keep both; find out which is the log
tiles_differs | Exported tiles state another log than the database | a folder of another ledger | history was rewritten | keep both; find out which is the log
tiles_fork | Two histories were signed | none known: this does not come about by accident of one machine | history was rewritten, and signed again | keep both as they are; others have to be told
tiles_missing | Exported tiles are gone | a disk is not mounted | somebody removed them, so that a restored backup is not noticed | bring back their disk
tree_differs | The stored tree is not that of the entries | a failing disk | an entry or a hash was changed | keep the database as it is; restore a copy that verifies
tree_incomplete | A part of the stored tree is missing | a restore of some tables only | entries were removed | keep the database as it is; restore a copy that verifies
witness_ahead | A witness has seen more of this log than the database has | a backup was restored | entries were taken away | bring back the database that went further, or recover
witness_differs | A witness has seen another log under this name | another ledger uses the same name | history was rewritten, and shown to others | keep everything; compare with the witness which is the log
witness_policy_unusable | The witness policy in force cannot be read | a newer program adopted it | none known | use a program that reads it
witnesses_silent | Too many witnesses do not answer | the network is down | this server is kept from those who would notice a fork | wait until they answer
""")  # fmt: skip
"""Of the codes with which a ledger says that it does not write."""
