"""The tables that cannot be rebuilt, as the migrations make them; a test holds the two together.

    entry       the log: the very bytes that were hashed, and the columns they are found by
    head        one row: how many entries there are, and the leaf hash of the last
    subtree     hashes over 256, 65,536 ... complete leaves, from which roots and proofs are read
    checkpoint  every signed checkpoint by its size
    publication every checkpoint that was published, with all its signatures
    meta        names and values about this database that may change
    blind_entry what clerks keyed of a paper form, each by themself, before it is an act
    intake_source, intake_step, bad_row
                files of forms, how far each has been taken in, and the rows that could not be

All but `head` and `meta` only ever grow: triggers refuse everything else.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

# SQLite has one integer type, and only INTEGER makes the key the row's own number.
Count = BigInteger().with_variant(Integer(), "sqlite")

# The hashes stand before the bytes, so that they are read without following overflow pages.
entry = Table(
    "entry",
    metadata,
    Column("entry_index", Count, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("previous", LargeBinary),
    Column("act_digest", LargeBinary, nullable=False),
    Column("act_id", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    CheckConstraint("entry_index >= 0", name="entry_index_is_a_count"),
    CheckConstraint("(entry_index = 0) = (previous IS NULL)", name="entry_has_previous"),
    CheckConstraint("length(leaf) = 32", name="entry_leaf_is_a_hash"),
    CheckConstraint("length(act_digest) = 32", name="entry_act_digest_is_a_hash"),
    Index("entry_previous", "previous", unique=True),
    Index("entry_act_digest", "act_digest", unique=True),
    Index("entry_act_id", "act_id", unique=True),
    Index("entry_recorded_at", "recorded_at"),
    sqlite_strict=True,
)

head = Table(
    "head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("size", Count, nullable=False),
    Column("leaf", LargeBinary),
    Column("recorded_at", Text),
    CheckConstraint("one = 1", name="head_is_one_row"),
    CheckConstraint("(size = 0) = (leaf IS NULL)", name="head_has_leaf"),
    CheckConstraint("(size = 0) = (recorded_at IS NULL)", name="head_has_recorded_at"),
    sqlite_strict=True,
)

subtree = Table(
    "subtree",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Count, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    CheckConstraint("level >= 1 AND number >= 0", name="subtree_place"),
    CheckConstraint("length(hash) = 32", name="subtree_hash_is_a_hash"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", Count, primary_key=True, autoincrement=False),
    Column("note", LargeBinary, nullable=False),
    CheckConstraint("size > 0", name="checkpoint_size_is_positive"),
    sqlite_strict=True,
)

publication = Table(
    "publication",
    metadata,
    Column("number", Count, primary_key=True, autoincrement=False),
    Column("size", Count, nullable=False),
    Column("signed_at", Count, nullable=False),
    Column("stage", Text, nullable=False),
    Column("note", LargeBinary, nullable=False),
    CheckConstraint("number >= 0", name="publication_number_is_a_count"),
    CheckConstraint("size > 0", name="publication_size_is_positive"),
    CheckConstraint("stage IN ('signed', 'published')", name="publication_has_a_stage"),
    Index("publication_size", "size"),
    sqlite_strict=True,
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)

blind_entry = Table(
    "blind_entry",
    metadata,
    Column("form", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("packet", LargeBinary, nullable=False),
    Column("kept_at", Text, nullable=False),
    CheckConstraint("stage IN ('keyed', 'third', 'agreed')", name="blind_entry_has_a_stage"),
    CheckConstraint("length(digest) = 32", name="blind_entry_digest_is_a_hash"),
    sqlite_strict=True,
)

intake_source = Table(
    "intake_source",
    metadata,
    Column("source", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    CheckConstraint("length(source) = 32", name="intake_source_is_a_hash"),
    sqlite_strict=True,
)

intake_step = Table(
    "intake_step",
    metadata,
    Column("source", LargeBinary, primary_key=True),
    Column("step", Count, primary_key=True, autoincrement=False),
    Column("row_count", Count, nullable=False),
    Column("byte_offset", Count, nullable=False),
    Column("recorded_count", Count, nullable=False),
    Column("again_count", Count, nullable=False),
    Column("bad_count", Count, nullable=False),
    Column("is_last", Integer, nullable=False),
    Column("kept_at", Text, nullable=False),
    CheckConstraint("step >= 0", name="intake_step_is_a_count"),
    CheckConstraint("is_last IN (0, 1)", name="intake_step_is_last_is_a_flag"),
    sqlite_strict=True,
)

bad_row = Table(
    "bad_row",
    metadata,
    Column("source", LargeBinary, primary_key=True),
    Column("row_number", Count, primary_key=True, autoincrement=False),
    Column("form", Text),
    Column("unit", Text),
    Column("code", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("do_next", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
    CheckConstraint("row_number > 0", name="bad_row_number_is_positive"),
    sqlite_strict=True,
)
