"""Keys: enrolled with proof of possession, revoked, found compromised."""

from __future__ import annotations

from ledger.election.administration import documents
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import problem
from ledger.election.rows import Law


def enroll(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A person gets a key, perhaps in place of the one held before."""
    person, replaced = fields["person"], fields["replaces"]
    if law.doc("person", person) is None:
        return problem("unknown_person", person, "person")
    key_id = documents.id_of(fields["key"])
    if law.key(key_id) is not None:
        return problem("already_exists", key_id, "key")
    held = law.keys_of(person)
    if replaced is not None and replaced not in held:
        return problem("unknown_key", replaced, "replaces")
    if [key for key in held if key != replaced]:
        return problem("person_has_key", f"{person} holds {held[0]}", "person")
    if key_id not in setting.proven:
        return problem("possession_not_proven", f"no signature by {key_id}", "key")
    rows = [Law(documents.key_row(fields["key"], person), key_id, "key")]
    if replaced is not None:
        rows.append(revoked_row(law, replaced, setting.index))
    return rows


def revoke(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A key signs nothing more; all that it signed stands."""
    key = law.key(fields["key"])
    if key is None or key["revoked"] is not None:
        return problem("unknown_key", fields["key"], "key")
    return [revoked_row(law, fields["key"], setting.index)]


def revoked_row(law: LawBook, key_id: str, index: int) -> Law:
    """The row of a key that is revoked by the entry at an index."""
    key = law.key(key_id)
    assert key is not None
    return Law({**key, "revoked": index}, key_id, "key")


def compromise(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A key was in other hands, from an index on, or from this entry on."""
    key = law.key(fields["key"])
    if key is None:
        return problem("unknown_key", fields["key"], "key")
    since = fields["suspect_from"]
    if since is not None and since > setting.index:
        return problem(
            "suspect_from_in_future", f"{since} in entry {setting.index}", "suspect_from"
        )
    document = {
        **key,
        "revoked": setting.index if key["revoked"] is None else key["revoked"],
        "suspect_from": setting.index if since is None else since,
    }
    return [Law(document, fields["key"], "key")]
