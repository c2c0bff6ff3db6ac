"""Whether news have been published, so that their address stays"""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    # Of drafts nobody knows whether they were on the page once: the addresses of all that is written stay.
    op.add_column('update', sa.Column('keeps_address', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column('update', 'keeps_address')
