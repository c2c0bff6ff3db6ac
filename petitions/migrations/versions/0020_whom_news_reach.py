"""Whom news may be sent to, in an index: a page counts them"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'

COLUMNS = ['campaign_id', 'state', 'language', 'country', 'wants_news', 'key_id', 'number']
NUMBERED = sa.text('number IS NOT NULL')


def upgrade() -> None:
    op.create_index('ix_signature_news', 'signature', COLUMNS, sqlite_where=NUMBERED, postgresql_where=NUMBERED)


def downgrade() -> None:
    op.drop_index('ix_signature_news', 'signature')
