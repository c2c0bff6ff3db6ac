"""How often a mail may have been taken without an answer: its copies come ever more seldom"""

import sqlalchemy as sa
from alembic import op


revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    op.add_column('outbox_message', sa.Column('doubts', sa.SmallInteger(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    op.drop_column('outbox_message', 'doubts')
