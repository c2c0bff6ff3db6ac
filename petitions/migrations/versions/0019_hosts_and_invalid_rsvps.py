"""Houses that are asked to host an event"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0017'


def upgrade() -> None:
    op.add_column('event', sa.Column('asked_house_id', sa.Integer(), nullable=True))
    op.add_column('event', sa.Column('is_declined', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('event', sa.Column('is_question_sent', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f('ix_event_asked_house_id'), 'event', ['asked_house_id'])

def downgrade() -> None:
    op.drop_index('ix_event_asked_house_id', 'event')
    op.drop_column('event', 'is_question_sent')
    op.drop_column('event', 'is_declined')
    op.drop_column('event', 'asked_house_id')
