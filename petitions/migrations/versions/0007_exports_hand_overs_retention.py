"""Jobs, exports, hand-overs and retention"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'paused', 'done', 'failed', 'stopped', name='state', native_enum=False), nullable=False),
    sa.Column('asked_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('failure', sa.Enum('disk', 'keys', 'erased', 'broken', name='failure', native_enum=False), nullable=True),
    sa.Column('lease', sa.Text(), nullable=True),
    sa.Column('leased_until', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_state'), ['state'], unique=False)
    op.create_table('erasure_warning',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('erased_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_erasure_warning_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'erased_on', 'days', name=op.f('pk_erasure_warning'))
    )
    op.create_table('export',
    sa.Column('job_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('dossier', 'csv', 'xlsx', name='kind', native_enum=False), nullable=False),
    sa.Column('columns', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=True),
    sa.Column('expires_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_export_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_export_job_id_job')),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_export'))
    )
    with op.batch_alter_table('export', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_campaign_id'), ['campaign_id'], unique=False)
    op.create_table('hand_over',
    sa.Column('campaign_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('photo', sa.Text(), nullable=True),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_hand_over_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_hand_over'))
    )
    op.create_table('retention',
    sa.Column('campaign_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('erased_on', sa.Date(), nullable=True),
    sa.Column('erased_rows', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_retention_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_retention'))
    )
    op.create_table('export_file',
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['export.job_id'], name=op.f('fk_export_file_job_id_export'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('job_id', 'name', name=op.f('pk_export_file'))
    )
    op.create_table('hand_over_text',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('photo_alt', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['hand_over.campaign_id'], name=op.f('fk_hand_over_text_campaign_id_hand_over'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'language', name=op.f('pk_hand_over_text'))
    )


def downgrade() -> None:
    for table in ('hand_over_text', 'export_file', 'retention', 'hand_over', 'export', 'erasure_warning', 'job'):
        op.drop_table(table)
