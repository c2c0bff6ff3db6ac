"""Reading keys, the recovery key, unlocks and tickets"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('recovery_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('created_on', sa.Date(), nullable=False),
    sa.Column('retired_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_key'))
    )
    op.create_table('reading_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('is_draft', sa.Boolean(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('created_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['organiser_id'], ['organiser.id'], name=op.f('fk_reading_key_organiser_id_organiser'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_key'))
    )
    with op.batch_alter_table('reading_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_key_organiser_id'), ['organiser_id'], unique=False)

    op.create_table('unlock',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('house_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('locked', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_unlock_house_id_house'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organiser_id'], ['organiser.id'], name=op.f('fk_unlock_organiser_id_organiser'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unlock')),
    sa.UniqueConstraint('digest', name=op.f('uq_unlock_digest'))
    )
    with op.batch_alter_table('unlock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unlock_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_unlock_organiser_id'), ['organiser_id'], unique=False)

    op.create_table('ticket_holder',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('beat_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_holder'))
    )
    op.create_table('ticket',
    sa.Column('job_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('issued_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('claimed_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_ticket'))
    )
    op.create_table('ticket_copy',
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('holder_id', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['holder_id'], ['ticket_holder.id'], name=op.f('fk_ticket_copy_holder_id_ticket_holder'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['ticket.job_id'], name=op.f('fk_ticket_copy_job_id_ticket'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('job_id', 'holder_id', name=op.f('pk_ticket_copy'))
    )
    with op.batch_alter_table('house_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))

    with op.batch_alter_table('house_key_wrap', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reading_key_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('recovery_key_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_house_key_wrap_reading_key_id'), ['reading_key_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_house_key_wrap_key_id_reading_key_id'), ['key_id', 'reading_key_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_house_key_wrap_key_id_recovery_key_id'), ['key_id', 'recovery_key_id'])
        batch_op.create_foreign_key(batch_op.f('fk_house_key_wrap_reading_key_id_reading_key'), 'reading_key', ['reading_key_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_house_key_wrap_recovery_key_id_recovery_key'), 'recovery_key', ['recovery_key_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('house_key_wrap', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_house_key_wrap_recovery_key_id_recovery_key'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_house_key_wrap_reading_key_id_reading_key'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_house_key_wrap_key_id_recovery_key_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_house_key_wrap_key_id_reading_key_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_house_key_wrap_reading_key_id'))
        batch_op.drop_column('recovery_key_id')
        batch_op.drop_column('reading_key_id')
    with op.batch_alter_table('house_key', schema=None) as batch_op:
        batch_op.drop_column('left_on')
    for table in ('ticket_copy', 'ticket', 'ticket_holder', 'unlock', 'reading_key', 'recovery_key'):
        op.drop_table(table)
