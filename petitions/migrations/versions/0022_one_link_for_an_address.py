"""The link in mails about an event is the same for all answers of an address"""

from alembic import op


revision = '0022'
down_revision = '0021'


def upgrade() -> None:
    op.drop_index('ix_rsvp_link_hash', 'rsvp')
    op.create_index(op.f('ix_rsvp_link_hash'), 'rsvp', ['link_hash'])


def downgrade() -> None:
    op.drop_index('ix_rsvp_link_hash', 'rsvp')
    op.execute('UPDATE rsvp SET link_hash = NULL')
    op.create_index(op.f('ix_rsvp_link_hash'), 'rsvp', ['link_hash'], unique=True)
