"""What the things were called that the audit log speaks of"""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    op.add_column('audit_entry', sa.Column('titles', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('audit_entry', 'titles')
