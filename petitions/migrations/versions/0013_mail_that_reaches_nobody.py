"""Mail: what became of it, and whom it does not reach"""

import datetime

import sqlalchemy as sa
from alembic import op

from petitions import clock, database


revision = '0013'
down_revision = '0012'

UNNOTED = sa.text('noted = 0 OR noted = 1 AND mailed_on IS NOT NULL OR noted IN (1, 2) AND unreachable_on IS NOT NULL')
UNNOTED_BEFORE = sa.text('noted = 0 OR (noted = 1 AND mailed_on IS NOT NULL)')
OUTCOME = sa.Enum('sent', 'gone', 'spam', 'ours', 'busy', 'away', 'returned', name='outcome', native_enum=False)

OUTBOX = sa.table('outbox_message', sa.column('given_up_at', database.UtcDateTime()))


def upgrade() -> None:
    op.create_table('mail_tally',
    sa.Column('slot', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome', OUTCOME, nullable=False),
    sa.Column('mails', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('slot', 'outcome', name=op.f('pk_mail_tally'))
    )
    op.create_table('mail_pace',
    sa.Column('second', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('mails', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('second', name=op.f('pk_mail_pace'))
    )
    op.create_table('waiting_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('locked', sa.LargeBinary(), nullable=False),
    sa.Column('due_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('given_up_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('mark', sa.LargeBinary(), nullable=True),
    sa.Column('about', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_mail'))
    )
    for column in ('about', 'due_at', 'mark'):
        op.create_index(op.f(f'ix_waiting_mail_{column}'), 'waiting_mail', [column])
    op.create_table('address_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('mark', sa.LargeBinary(), nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'mark', 'place', name=op.f('pk_address_day'))
    )
    op.create_table('code_try',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('mark', sa.LargeBinary(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'mark', name=op.f('pk_code_try'))
    )
    # What waits now has been owed for some hours at most: three days from now are enough for all of it.
    op.add_column('outbox_message', sa.Column('given_up_at', database.UtcDateTime(timezone=True), nullable=True))
    op.execute(sa.update(OUTBOX).values(given_up_at=clock.now() + datetime.timedelta(hours=72)))
    with op.batch_alter_table('outbox_message') as table:
        table.alter_column('given_up_at', nullable=False)
    # Not by a copy of the table, as other changes on SQLite are: the list may be long.
    op.add_column('signature', sa.Column('unreachable_on', sa.Date(), nullable=True))
    op.add_column('signature', sa.Column('code_mark', sa.LargeBinary(), nullable=True))
    op.add_column('signature', sa.Column('code_locked', sa.LargeBinary(), nullable=True))
    op.add_column('day_tally', sa.Column('unreachable', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.drop_index('ix_signature_unnoted', 'signature')
    op.create_index('ix_signature_unnoted', 'signature', ['id'], sqlite_where=UNNOTED, postgresql_where=UNNOTED)


def downgrade() -> None:
    op.drop_index('ix_signature_unnoted', 'signature')
    op.create_index(
        'ix_signature_unnoted', 'signature', ['id'], sqlite_where=UNNOTED_BEFORE, postgresql_where=UNNOTED_BEFORE
    )
    op.drop_column('day_tally', 'unreachable')
    for column in ('code_locked', 'code_mark', 'unreachable_on'):
        op.drop_column('signature', column)
    op.drop_column('outbox_message', 'given_up_at')
    op.drop_table('code_try')
    op.drop_table('address_day')
    op.drop_table('waiting_mail')
    op.drop_table('mail_pace')
    op.drop_table('mail_tally')
