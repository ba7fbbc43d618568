"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Say in one line what this adds."""
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    """Entries are never removed: refuse where this would."""
    ${downgrades if downgrades else "raise NotImplementedError"}
