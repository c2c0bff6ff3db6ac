"""Paper sheets"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('paper_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('petition_text_id', sa.Integer(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('made_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('signatures', sa.Integer(), nullable=True),
    sa.Column('counted_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint('signatures IS NULL OR signatures >= 0', name=op.f('ck_paper_sheet_no_fewer_than_none')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_paper_sheet_campaign_id_campaign'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['petition_text_id'], ['petition_text.id'], name=op.f('fk_paper_sheet_petition_text_id_petition_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_sheet')),
    sa.UniqueConstraint('batch', 'number', name=op.f('uq_paper_sheet_batch_number'))
    )
    op.create_index(op.f('ix_paper_sheet_campaign_id'), 'paper_sheet', ['campaign_id'])


def downgrade() -> None:
    op.drop_table('paper_sheet')
