"""Lists in volumes"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.add_column('export', sa.Column('volume_pages', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('export', 'volume_pages')
