"""Every bound of the ledger, with its unit and its reason. What is longer is refused, never cut."""

# --- canonical documents ---------------------------------------------------------------------

# An entry is one record of a C2SP entry bundle, whose length field has 16 bits.
ENTRY_BYTES_MAX = 65_535

# Leaves 16 KiB of an entry for forty signatures and the ledger's judgement.
ACT_BYTES_MAX = 49_152

# A receipt quotes an entry inside a JSON text, where every byte may need a backslash, and adds
# a path of at most 64 hashes and a note.
RECEIPT_BYTES_MAX = 262_144

# Deep enough for every document of the specification, shallow enough for any parser's stack.
DEPTH_MAX = 16

# An entry puts its act one container deeper.
ACT_DEPTH_MAX = 15

# What every JSON parser, including a browser's, holds exactly: 2^53 - 1.
INTEGER_MAX = 9_007_199_254_740_991

# A key is a field's name. Codes have the same spelling and bound.
KEY_CHARACTERS_MAX = 64

# Field names come from a vocabulary of some hundreds; the bound only guards against floods.
KEYS_REMEMBERED_MAX = 8_192

# --- acts ------------------------------------------------------------------------------------

# The largest commissions have some thirty members; forty signatures fill 6 KiB of an entry.
SIGNATURES_MAX = 40

# Many acts in one request: as many as one commit takes; at some 2 KB a form, twice what they need.
BATCH_ACTS_MAX = 1_000
BATCH_BYTES_MAX = 4_194_304

# More belong into several acts, or into numbered parts.
EVENTS_MAX = 256

# Numbers of decisions, names of sessions and points of law, as they are cited; characters.
CITATION_CHARACTERS_MAX = 64

# The sentence of a refusal that a person reads; characters.
DETAIL_CHARACTERS_MAX = 1_000

# Names of event types, `noun.verb`; characters.
TYPE_CHARACTERS_MAX = 64

# The largest chambers have some three thousand members; each seat is a step of the computation.
SEATS_MAX = 10_000

# A reader of the log remembers the states of so many entries until their seal comes.
SEAL_BEHIND_MAX = 10_000

# What one state proof may hold, in bytes: some thousand sheets.
STATE_PROOF_BYTES_MAX = 16_777_216

# --- notes and proofs ------------------------------------------------------------------------

# As x/mod's note package: more signatures on one note are an attack, not a quorum.
NOTE_SIGNATURES_MAX = 100

# A hundred ML-DSA-44 lines of 3.3 KB would pass; a checkpoint's text has some 100 bytes.
NOTE_BYTES_MAX = 524_288

# Sizes of trees fit a signed 64-bit integer, so a path has at most 63 hashes.
TREE_SIZE_MAX = 2**63 - 1
PROOF_HASHES_MAX = 63

# --- keys ------------------------------------------------------------------------------------

# An encrypted PKCS#8 file has about 500 bytes; what is larger is something else.
KEY_FILE_BYTES_MAX = 16_384

# Public keys kept ready for verification, with their parsed points: about 2 KB each.
KEYS_CACHED_MAX = 4_096

# Below this many signatures a second thread costs more than it gains (some 100 microseconds).
VERIFY_TOGETHER_MIN = 16

# --- messages --------------------------------------------------------------------------------

# Enough to recognise what was found, too little to flood a log file; characters.
EXCERPT_CHARACTERS_MAX = 120

# --- the store -------------------------------------------------------------------------------

# Many writers may wait for one another, each a few milliseconds; longer means that one is stuck.
LOCK_WAIT_SECONDS_MAX = 60

# From the wait for the head to the commit, on PostgreSQL: whoever had to wait as long as anybody may
# has as much again for the work itself, of which a second is much. Longer means that one is stuck.
HEAD_SECONDS_MAX = 120

# A writer holds at most three connections at once; the rest is for readers.
CONNECTIONS_KEPT_MAX = 10
CONNECTIONS_EXTRA_MAX = 20

# Submissions that one process has under way. Measured: 900 at once, 256 of them let in, of 60 KB
# each and held open, cost 80 MB; at 500 acts a second the last of them waits half a second.
SUBMISSIONS_WAITING_MAX = 256

# Answers that never change, kept in memory by one process: some thousand sheets, or all tiles of a
# log of a million entries. Each costs some headers beside its bytes.
ANSWERS_KEPT_BYTES_MAX = 64 * 1024 * 1024
ANSWER_KEPT_BYTES_EACH = 2_048

# Items of a list: what is asked for if nobody says, and the most that one answer gives.
LIST_ITEMS = 100
LIST_ITEMS_MAX = 1_000

# Items of a list that is given whole, as a table; longer ones are read by pages. Few are made at a time:
# each is in memory before it goes out.
WHOLE_LIST_ITEMS_MAX = 20_000
WHOLE_LISTS_AT_ONCE_MAX = 2

# A page of entries or events ends after so many bytes, however many were asked for: it is what one
# thread holds in memory, twice.
PAGE_BYTES_MAX = 4 * 1024 * 1024

# The head of a request: its address and headers. The longest address that is of use has some 2 KB.
HEAD_BYTES_MAX = 32_768

# Open connections of one process: twice those that may follow the feed. More than that, and whoever
# says nothing makes room.
CONNECTIONS_MAX = 2_048

# Who follows the feed of one process: each holds a connection, and some kilobytes.
LISTENERS_MAX = 1_000

# Entries read at a time when the whole log is walked; some megabytes.
ENTRIES_READ_MAX = 1_000

# A mirror that says nothing for this long, in seconds, is not there.
SOURCE_SECONDS_MAX = 60

# A head record has some 250 bytes; what is larger is something else.
HEAD_RECORD_BYTES_MAX = 4_096

# --- evidence --------------------------------------------------------------------------------

# A scanned decision has some megabytes, a minute of film some tens; larger is cut into parts.
EVIDENCE_BYTES_MAX = 64 << 20

# Files that one server takes or gives at once: each may fill a place of its size on the disk.
EVIDENCE_AT_ONCE_MAX = 8

# How long a file may take on its way, in seconds.
EVIDENCE_SECONDS_MAX = 600

# Documents that go with a bundle over HTTP, together; beyond, none do, and each is asked for alone.
BUNDLE_DOCUMENTS_BYTES_MAX = 256 << 20

# --- drafts and scenarios --------------------------------------------------------------------

# What a person writes; an act has 48 KiB at most, and indentation may double it.
DRAFT_BYTES_MAX = 262_144

# A story of some hundred acts, with what its sources say.
SCENARIO_BYTES_MAX = 1_048_576

# The largest lists of a story are a city's or a province's polling stations.
RANGE_MEMBERS_MAX = 10_000

# Deeper than any act; shallow enough for everything that walks a draft.
DRAFT_DEPTH_MAX = 32

# --- policies, tiles, proofs in files --------------------------------------------------------

# Some thirty logs and witnesses, with ML-DSA-44 keys of 1.8 KB and addresses, and comments.
POLICY_BYTES_MAX = 262_144
POLICY_LINES_MAX = 1_024

# A policy inside an act, which has 49,152 bytes: some fifteen keys of ML-DSA-44.
POLICY_CHARACTERS_MAX = 32_768

# How far ahead an act may set the first size of a log's new key: a slip of a digit is noticed.
LOG_KEY_AHEAD_MAX = 1_000_000

# The specification asks for at least 32 of each; a quorum over more is beyond what people check.
POLICY_LOGS_MAX = 64
POLICY_WITNESSES_MAX = 64
POLICY_GROUPS_MAX = 64

# A witness that says nothing for this long, in seconds, is not there; how many are asked at once,
# and how often one that holds another size than was thought.
WITNESS_SECONDS_MAX = 5
WITNESSES_AT_ONCE_MAX = 16
WITNESS_TRIES_MAX = 3

# How many of the checkpoints kept last are looked at to find what a witness has cosigned.
PUBLICATIONS_LOOKED_AT_MAX = 256

# A tile has 256 hashes, an entry bundle 256 entries with a length of 2 bytes each.
TILE_WIDTH = 256
TILE_BYTES_MAX = TILE_WIDTH * 32
ENTRY_BUNDLE_BYTES_MAX = TILE_WIDTH * (2 + ENTRY_BYTES_MAX)

# Enough for a tree of 2^63 - 1 leaves: eight hashes of a path lie in one level of tiles.
TILE_LEVELS_MAX = 8

# A note, 63 hashes of 45 characters, and what the application adds ("extra").
TLOG_PROOF_BYTES_MAX = NOTE_BYTES_MAX + 65_536
