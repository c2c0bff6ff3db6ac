"""Life of a campaign"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


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
    op.add_column('campaign', sa.Column('outcome', sa.Enum('released', 'sentenced', 'other', name='outcome', native_enum=False), nullable=True))
    op.add_column('campaign', sa.Column('archived_on', sa.Date(), nullable=True))
    op.add_column('campaign', sa.Column('protection', sa.Enum('standard', 'high', name='protection', native_enum=False), server_default=sa.text("'standard'"), nullable=False))
    op.create_table('campaign_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('move', sa.Enum('open', 'close', 'hand_over', 'outcome', 'reopen', 'archive', 'restore', name='move', native_enum=False), nullable=False),
    sa.Column('outcome', sa.Enum('released', 'sentenced', 'other', name='outcome', native_enum=False), nullable=True),
    sa.Column('on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_step_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_step'))
    )
    with op.batch_alter_table('campaign_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_campaign_step_campaign_id'), ['campaign_id'], unique=False)

    op.create_table('campaign_step_note',
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['step_id'], ['campaign_step.id'], name=op.f('fk_campaign_step_note_step_id_campaign_step'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('step_id', 'language', name=op.f('pk_campaign_step_note'))
    )
    # What is known of campaigns that were opened before steps were kept.
    op.execute("INSERT INTO campaign_step (campaign_id, move, \"on\") SELECT id, 'open', opened_on FROM campaign WHERE opened_on IS NOT NULL")
    op.execute("INSERT INTO campaign_step (campaign_id, move, \"on\") SELECT id, 'close', closed_on FROM campaign WHERE closed_on IS NOT NULL AND state IN ('closed', 'handed_over')")


def downgrade() -> None:
    for table in ('campaign_step_note', 'campaign_step', 'text_tally'):
        op.drop_table(table)
    for column in ('protection', 'archived_on', 'outcome'):
        op.drop_column('campaign', column)
    for column in ('is_signed', 'changes'):
        op.drop_column('petition_text', column)
