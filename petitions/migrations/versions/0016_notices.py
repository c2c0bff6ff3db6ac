"""Notices to those who come to an event"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.add_column('rsvp', sa.Column('link_hash', sa.LargeBinary(), nullable=True))
    op.add_column('rsvp', sa.Column('told', sa.Integer(), nullable=False, server_default=sa.text('0')))
    op.add_column('rsvp', sa.Column('told_by', sa.Integer(), nullable=True))
    op.add_column('rsvp', sa.Column('reminded_by', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_rsvp_link_hash'), 'rsvp', ['link_hash'], unique=True)
    # What was changed before cannot be told any more: nobody has kept how it was.
    op.execute('UPDATE rsvp SET told = (SELECT sequence FROM event WHERE event.id = rsvp.event_id)')
    op.create_table('event_version',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('state', sa.Enum('planned', 'cancelled', name='state', native_enum=False), nullable=False),
    sa.Column('starts_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_version_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'sequence', name=op.f('pk_event_version'))
    )
    op.create_table('event_notice',
    sa.Column('job_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('queued', sa.Integer(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('is_held', sa.Boolean(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Enum('change', 'reminder', name='topic', native_enum=False), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_notice_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_event_notice_job_id_job')),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_event_notice'))
    )
    op.create_index(op.f('ix_event_notice_event_id'), 'event_notice', ['event_id'])


def downgrade() -> None:
    op.drop_table('event_notice')
    op.drop_table('event_version')
    op.drop_index('ix_rsvp_link_hash', 'rsvp')
    for column in ('reminded_by', 'told_by', 'told', 'link_hash'):
        op.drop_column('rsvp', column)
