"""Readers are counted by stretches of numbers: who came after a sending is known without reading rows"""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0025'

STRETCHES = 'INSERT INTO reader_tally (campaign_id, language, country, stretch, readers) SELECT campaign_id, language, country, (number + 9999) / 10000, count(*) FROM signature WHERE is_reader GROUP BY 1, 2, 3, 4'
WHOLE = 'INSERT INTO reader_tally (campaign_id, language, country, readers) SELECT campaign_id, language, country, count(*) FROM signature WHERE is_reader GROUP BY 1, 2, 3'


def upgrade() -> None:
    op.drop_table('reader_tally')
    _create(sa.Column('stretch', sa.Integer(), autoincrement=False, nullable=False))
    _count(STRETCHES)


def downgrade() -> None:
    op.drop_table('reader_tally')
    _create()
    _count(WHOLE)


def _create(*stretch: sa.Column) -> None:
    op.create_table(
        'reader_tally',
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('language', sa.Text(), nullable=False),
        sa.Column('country', sa.String(length=2), nullable=False),
        *stretch,
        sa.Column('readers', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_reader_tally_campaign_id_campaign'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('campaign_id', 'language', 'country', *(column.name for column in stretch), name=op.f('pk_reader_tally')),
    )


def _count(readers: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('SET LOCAL statement_timeout = 0')  # a long list takes longer than any question of ours
    op.execute(readers)
