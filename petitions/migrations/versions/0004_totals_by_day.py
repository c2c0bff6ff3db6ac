"""Totals by day, language and visibility"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'

WAITING = sa.text("state = 'confirmed' AND review = 'waiting'")
UNNOTED = sa.text('noted = 0 OR (noted = 1 AND mailed_on IS NOT NULL)')

# What the rows that are there tell: nobody knows any more on which day they were confirmed, most were on the day they were made.
DAYS = """
INSERT INTO day_tally (campaign_id, day, asked, mailed, confirmed, gone)
SELECT campaign_id, day, sum(asked), sum(mailed), sum(confirmed), 0
FROM (
    SELECT campaign_id, day, 1 AS asked, 0 AS mailed, CASE WHEN is_counted THEN 1 ELSE 0 END AS confirmed FROM signature
    UNION ALL
    SELECT campaign_id, mailed_on, 0, 1, 0 FROM signature WHERE mailed_on IS NOT NULL
) AS known
GROUP BY campaign_id, day
"""
SHARES = """
INSERT INTO share_tally (campaign_id, share, value, confirmed)
SELECT campaign_id, '{share}', {share}, count(*) FROM signature WHERE is_counted GROUP BY campaign_id, {share}
"""


def upgrade() -> None:
    op.create_table('day_tally',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('mailed', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Integer(), nullable=False),
    sa.Column('gone', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_day_tally_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'day', name=op.f('pk_day_tally'))
    )
    op.create_table('share_tally',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('share', sa.Enum('language', 'visibility', name='share', native_enum=False), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('confirmed', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_share_tally_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'share', 'value', name=op.f('pk_share_tally'))
    )
    # Not by a copy of the table, as other changes on SQLite are: the list may be long.
    op.add_column('signature', sa.Column('noted', sa.SmallInteger(), server_default=sa.text('0'), nullable=False))
    op.execute(DAYS)
    for share in ('language', 'visibility'):
        op.execute(SHARES.format(share=share))
    op.execute('UPDATE signature SET noted = CASE WHEN mailed_on IS NULL THEN 1 ELSE 2 END')
    op.create_index('ix_signature_unnoted', 'signature', ['id'], sqlite_where=UNNOTED, postgresql_where=UNNOTED)
    op.create_index('ix_signature_waiting', 'signature', ['campaign_id'], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index('ix_signature_waiting', 'signature')
    op.drop_index('ix_signature_unnoted', 'signature')
    op.drop_column('signature', 'noted')
    op.drop_table('share_tally')
    op.drop_table('day_tally')
