"""Every exception of the ledger, at most eight; a refused act is a value, not an exception.

All say what was found and what to do next, for the person who reads the message at night.
"""

from ledger import limits


class Fault(Exception):
    """What all of them have in common: something is wrong, and this is what to do about it."""

    def __init__(self, found: str, do: str) -> None:
        super().__init__(found, do)
        self.found = found
        self.do = do

    def __str__(self) -> str:
        return f"{self.found}. What to do: {self.do}."


class Malformed(Fault):
    """Bytes or values that are not in the one spelling that the specification gives them.

    `code` is stable and named by the specification, `expected` is in plain words, `found` is a
    bounded excerpt of what came (never a secret), `where` names the place: a path such as
    `events[0].type`, or `byte 17`.
    """

    def __init__(self, code: str, expected: str, found: object, where: str = "") -> None:
        do = _REMEDIES.get(code, "correct the document at its source; nothing was changed")
        super().__init__(excerpt(found), do)
        self.code = code
        self.expected = expected
        self.where = where
        self.args = (code, expected, self.found, where)

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        return (
            f"{self.code}{place}: expected {self.expected}, found {self.found}. "
            f"What to do: {self.do}."
        )


class LedgerStopped(Fault):
    """Writing is refused because the ledger cannot vouch for itself; reading goes on.

    `code` is stable: `clock_did_not_progress`, `head_record_ahead` and so on.
    """

    def __init__(self, code: str, found: str, do: str) -> None:
        super().__init__(found, do)
        self.code = code
        self.args = (code, found, do)

    def __str__(self) -> str:
        return f"{self.code}: {super().__str__()}"


class Unavailable(Fault):
    """Something needed cannot be reached now; trying again later may succeed."""


class NotFound(Fault):
    """What was asked for by name or number is not in this ledger."""


_REMEDIES = {
    "checkpoint_differs": "keep that file: this log does not continue it, or it is of another log",
    "nothing_since": "name a checkpoint before the end of this bundle; nothing was written",
    "bad_batch": "send the acts as an array without spaces, or one a line; none was recorded",
    "bad_digest": "compute it with `sha256sum FILE`",
    "not_salted": "name the file that `eal evidence salt` wrote",
    "document_not_named": "name the act that names this document, and record it first",
    "document_differs": "send the very file whose digest the act names",
    "document_too_large": "cut it into parts, and have the act name each",
    "document_damaged": "restore the file from a copy; its digest tells the right one",
    "document_erased": "leave it out: it was erased by an act",
    "document_withheld": "ask the body that withholds it; the act says why",
    "evidence_library_missing": "install it, or keep evidence in a folder",
    "not_utf8": "write the document as UTF-8 without a byte order mark",
    "too_large": "shorten it; long texts and annexes are evidence, named by their digest",
    "not_json": "write one JSON text and nothing around it",
    "not_canonical": "write it with `dumps`, the canonical form of the specification, section 1",
    "duplicate_key": "give each member once",
    "number_not_integer": "write whole numbers as plain digits, without fraction or exponent",
    "number_out_of_range": "write numbers this long as text",
    "text_not_nfc": "normalise the text to Unicode NFC before it is signed",
    "text_not_allowed": "remove the character; it is invisible, unassigned or reorders text",
    "unknown_member": "remove the member, or check which format the document was written for",
    "missing_member": "give every member; what does not apply is null",
    "note_unsigned": "check whose notes these are, and that the key in the trust file is right",
    "note_signature_invalid": "keep it as evidence: it was changed after it was signed",
    "signature_invalid": "keep it as evidence: it was changed after it was signed",
    "origin_mismatch": "fetch the checkpoint of the log that the key belongs to",
    "log_key_out_of_range": "check the trust file for the log's later key",
    "receipt_contradicts": "keep the receipt as evidence and ask the ledger for it again",
    "wrong_passphrase": "try the passphrase again; if it is lost, the key must be replaced",
    "unknown_setting": "correct its name, or remove it; nothing was started",
    "bad_setting": "correct it, and start again; docs/guides/server.md lists all settings",
    "missing_setting": "give it, and start again; docs/guides/server.md lists all settings",
    "bad_journal": "name the journal of these acts, or a new file; sending all again is safe",
    "bad_draft": "correct the file and do it again; nothing was changed",
    "clock_not_allowed": "leave out the simulated time; an official ledger has the real one",
    "other_act": "ask for a copy of the right file, signed; nothing was changed",
    "wrong_usage": "correct the command; nothing was changed",
    "unreadable_file": "check the name and the rights of the file",
    "bad_place": "restore the file from a copy, or write it anew as docs/guides/commands.md says",
    "unwritable_file": "check the name, the rights and the space on the disk",
    "file_exists": "choose another name; nothing is ever overwritten",
    "passphrase_missing": "put the passphrase into the first line of a file and name that file",
    "passphrase_differs": "type it again, twice the same",
    "log_key_missing": "do it on the machine that keeps the keys of the ledger",
    "key_not_encrypted": "store private keys encrypted only, and treat this one as exposed",
}


def excerpt(found: object) -> str:
    """What was found, as printable ASCII text of at most `EXCERPT_CHARACTERS_MAX` characters.

    Containers are described by their size only: they may be large, deep or private.
    """
    if isinstance(found, dict):
        return f"an object of {len(found)}"
    if isinstance(found, (list, tuple)):
        return f"an array of {len(found)}"
    if isinstance(found, (str, bytes, bytearray)):
        return _shorten(_quote(found[: limits.EXCERPT_CHARACTERS_MAX]))
    if found is None or isinstance(found, bool):
        return {None: "null", True: "true", False: "false"}[found]
    if isinstance(found, float):
        return repr(found)
    if isinstance(found, int):
        return str(found) if found.bit_length() <= 64 else f"{found.bit_length()} bits"
    return f"a Python {type(found).__name__:.40}"


def _quote(text: str | bytes | bytearray) -> str:
    is_plain = isinstance(text, str) and text.isascii() and text.isprintable() and text != ""
    return text if is_plain and isinstance(text, str) else ascii(text)


def _shorten(text: str) -> str:
    if len(text) < limits.EXCERPT_CHARACTERS_MAX:
        return text
    return text[: limits.EXCERPT_CHARACTERS_MAX - 3] + "..."
