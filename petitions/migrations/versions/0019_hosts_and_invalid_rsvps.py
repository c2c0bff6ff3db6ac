"""Houses that are asked to host an event, and RSVPs found invalid"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    op.add_column('event', sa.Column('asked_house_id', sa.Integer(), nullable=True))
    op.add_column('event', sa.Column('is_declined', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('event', sa.Column('is_question_sent', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f('ix_event_asked_house_id'), 'event', ['asked_house_id'])
    op.add_column('rsvp', sa.Column('said_at', database.UtcDateTime(timezone=True), nullable=True))
    op.add_column('rsvp', sa.Column('invalidation_id', sa.Integer(), nullable=True))
    op.create_table('rsvp_invalidation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('cause', sa.Enum('program', 'invented', 'test', 'other', name='cause', native_enum=False), nullable=False),
    sa.Column('first_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('has_contact', sa.Boolean(), nullable=True),
    sa.Column('least_people', sa.Integer(), nullable=True),
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('released_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_rsvp_invalidation_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rsvp_invalidation'))
    )
    op.create_index('ix_rsvp_invalidation_event_id', 'rsvp_invalidation', ['event_id'])


def downgrade() -> None:
    op.drop_table('rsvp_invalidation')
    op.drop_column('rsvp', 'invalidation_id')
    op.drop_column('rsvp', 'said_at')
    op.drop_index('ix_event_asked_house_id', 'event')
    op.drop_column('event', 'is_question_sent')
    op.drop_column('event', 'is_declined')
    op.drop_column('event', 'asked_house_id')
