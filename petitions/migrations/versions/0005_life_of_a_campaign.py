"""Life of a campaign"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0001'


def upgrade() -> None:
    # Columns with defaults: SQLite then adds them in place. A table that others point to cannot be made anew.
    op.add_column('petition_text', sa.Column('changes', sa.Integer(), nullable=False, server_default=sa.text('0')))
    op.add_column('petition_text', sa.Column('is_signed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute('UPDATE petition_text SET is_signed = true WHERE id IN (SELECT petition_text_id FROM signature)')
    op.create_table('text_tally',
    sa.Column('petition_text_id', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['petition_text_id'], ['petition_text.id'], name=op.f('fk_text_tally_petition_text_id_petition_text'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('petition_text_id', name=op.f('pk_text_tally'))
    )
    # Until now every campaign had one version of its text, and all signed that.
    op.execute(
        'INSERT INTO text_tally (petition_text_id, confirmed) '
        'SELECT petition_text.id, tally.confirmed FROM tally '
        'JOIN petition_text ON petition_text.campaign_id = tally.campaign_id WHERE petition_text.version = '
        '(SELECT max(version) FROM petition_text AS other WHERE other.campaign_id = tally.campaign_id)'
    )
