"""Print runs"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_table('print_run',
    sa.Column('job_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('languages', sa.Text(), nullable=False),
    sa.Column('papers', sa.Text(), nullable=False),
    sa.Column('variants', sa.Text(), nullable=False),
    sa.Column('posters', sa.Integer(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('expires_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_print_run_campaign_id_campaign'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_print_run_job_id_job')),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_print_run'))
    )
    op.create_index(op.f('ix_print_run_campaign_id'), 'print_run', ['campaign_id'])


def downgrade() -> None:
    op.drop_table('print_run')
