"""Certificates of Houses"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    op.create_table('house_certificate',
    sa.Column('house_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key_id', sa.Integer(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=False),
    sa.Column('first_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_house_certificate_house_id_house'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['key_id'], ['house_key.id'], name=op.f('fk_house_certificate_key_id_house_key')),
    sa.PrimaryKeyConstraint('house_id', name=op.f('pk_house_certificate'))
    )
    op.create_index(op.f('ix_house_certificate_key_id'), 'house_certificate', ['key_id'])
    op.add_column('export', sa.Column('is_signed', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('export', 'is_signed')
    op.drop_table('house_certificate')
