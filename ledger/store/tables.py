"""The tables that cannot be rebuilt, as the migrations make them; a test holds the two together.

    entry       the log: the very bytes that were hashed, and the columns they are found by
    head        one row: how many entries there are, and the leaf hash of the last
    subtree     hashes over 256, 65,536 ... complete leaves, from which roots and proofs are read
    checkpoint  every signed checkpoint by its size
    publication every checkpoint that was published, with all its signatures
    meta        names and values about this database that may change

`entry`, `subtree`, `checkpoint` and `publication` only ever grow: triggers refuse everything else.
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
