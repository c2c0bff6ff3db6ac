"""Find what is not confirmed without reading the list"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'

PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_index('ix_signature_pending', 'signature', ['day'], sqlite_where=PENDING, postgresql_where=PENDING)


def downgrade() -> None:
    op.drop_index('ix_signature_pending', 'signature')
