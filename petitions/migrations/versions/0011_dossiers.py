"""Choices of exports, cover letters, and the list by country"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'

HAS_NUMBER = sa.text('number IS NOT NULL')


def upgrade() -> None:
    # One by one: SQLite then adds them in place. A table that others point to cannot be made anew.
    op.add_column('export', sa.Column('profile', sa.Enum('names', 'initials', 'totals', name='profile', native_enum=False), server_default=sa.text("'names'"), nullable=False))
    op.add_column('export', sa.Column('order', sa.Enum('number', 'country', name='order', native_enum=False), server_default=sa.text("'number'"), nullable=False))
    op.add_column('export', sa.Column('lanes', sa.Integer(), server_default=sa.text('1'), nullable=False))
    op.add_column('export', sa.Column('has_letter', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table('cover_letter',
    sa.Column('campaign_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_cover_letter_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_cover_letter'))
    )
    op.create_table('cover_letter_text',
    sa.Column('campaign_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['cover_letter.campaign_id'], name=op.f('fk_cover_letter_text_campaign_id_cover_letter'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'language', name=op.f('pk_cover_letter_text'))
    )
    op.create_index('ix_signature_country', 'signature', ['campaign_id', 'country', 'number'], sqlite_where=HAS_NUMBER, postgresql_where=HAS_NUMBER)


def downgrade() -> None:
    op.drop_index('ix_signature_country', table_name='signature')
    op.drop_table('cover_letter_text')
    op.drop_table('cover_letter')
    for name in ('has_letter', 'lanes', 'order', 'profile'):
        op.drop_column('export', name)
