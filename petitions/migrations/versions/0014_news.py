"""News to signatories"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    op.add_column('update', sa.Column('is_draft', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('update', sa.Column('changed_at', database.UtcDateTime(timezone=True), nullable=True))
    op.add_column('signature', sa.Column('wants_news', sa.Boolean(), nullable=True))
    op.add_column('job', sa.Column('not_before', database.UtcDateTime(timezone=True), nullable=True))
    op.add_column('outbox_message', sa.Column('batch', sa.Integer(), nullable=True))
    op.add_column('outbox_message', sa.Column('place', sa.Integer(), nullable=True))
    op.create_index('ix_outbox_message_batch', 'outbox_message', ['batch', 'due_at'])
    op.create_table('unsubscribe_token',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('signature_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['signature_id'], ['signature.id'], name=op.f('fk_unsubscribe_token_signature_id_signature'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_unsubscribe_token')),
    sa.UniqueConstraint('signature_id', name=op.f('uq_unsubscribe_token_signature_id'))
    )
    op.create_table('mailing',
    sa.Column('job_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('update_id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('languages', sa.Text(), nullable=False),
    sa.Column('countries', sa.Text(), nullable=False),
    sa.Column('starts_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('queued', sa.Integer(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('is_held', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_mailing_job_id_job')),
    sa.ForeignKeyConstraint(['update_id'], ['update.id'], name=op.f('fk_mailing_update_id_update'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_mailing'))
    )
    op.create_index(op.f('ix_mailing_update_id'), 'mailing', ['update_id'])
    op.create_table('mailing_again',
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['mailing.job_id'], name=op.f('fk_mailing_again_job_id_mailing'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('job_id', 'number', name=op.f('pk_mailing_again'))
    )


def downgrade() -> None:
    for table in ('mailing_again', 'mailing', 'unsubscribe_token'):
        op.drop_table(table)
    op.drop_index('ix_outbox_message_batch', 'outbox_message')
    for table, column in (('outbox_message', 'place'), ('outbox_message', 'batch'), ('job', 'not_before'), ('signature', 'wants_news'), ('update', 'changed_at'), ('update', 'is_draft')):
        op.drop_column(table, column)
