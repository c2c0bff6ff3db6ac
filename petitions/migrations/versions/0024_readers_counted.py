"""How many agreed to news, by language and country: counted once, not by each page"""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0023'

IS_READER = "state = 'confirmed' AND number IS NOT NULL AND wants_news IS NOT FALSE"
IS_MISCOUNTED = sa.text(f'is_reader <> ({IS_READER})')


def upgrade() -> None:
    op.create_table(
        'reader_tally',
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('language', sa.Text(), nullable=False),
        sa.Column('country', sa.String(length=2), nullable=False),
        sa.Column('readers', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_reader_tally_campaign_id_campaign'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('campaign_id', 'language', 'country', name=op.f('pk_reader_tally')),
    )
    op.add_column('signature', sa.Column('is_reader', sa.Boolean(), server_default=sa.false(), nullable=False))
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('SET LOCAL statement_timeout = 0')  # a long list takes longer than any question of ours
    op.execute(f'UPDATE signature SET is_reader = TRUE WHERE {IS_READER}')
    op.execute(
        'INSERT INTO reader_tally (campaign_id, language, country, readers)'
        ' SELECT campaign_id, language, country, count(*) FROM signature WHERE is_reader GROUP BY campaign_id, language, country'
    )
    op.create_index(
        'ix_signature_miscounted_reader', 'signature', ['id'], sqlite_where=IS_MISCOUNTED, postgresql_where=IS_MISCOUNTED
    )


def downgrade() -> None:
    op.drop_index('ix_signature_miscounted_reader', 'signature')
    op.drop_column('signature', 'is_reader')
    op.drop_table('reader_tally')
