"""Rules, decisions, invalidations and word lists"""

import sqlalchemy as sa
from alembic import op

from petitions import database


revision = '0008'
down_revision = '0007'

IS_PUBLIC = "state = 'confirmed' AND review IS NOT NULL"
HAS_NAME = "state = 'confirmed' AND folded_name IS NOT NULL"
IS_CONFIRMED = "state = 'confirmed'"
HAS_DOMAIN = "state = 'confirmed' AND domain_tag IS NOT NULL"
IS_STRUCK_OUT = 'invalidation_id IS NOT NULL'
EXACT = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
REVIEW = sa.Enum('waiting', 'shown', 'named', 'hidden', name='review', native_enum=False)
COLUMNS = (
    sa.Column('domain_tag', sa.LargeBinary(), nullable=True),
    sa.Column('folded_name', EXACT, nullable=True),
    sa.Column('caught', sa.Text(), nullable=True),
    sa.Column('invalidation_id', sa.Integer(), nullable=True),
)
INDEXES = (
    ('ix_signature_review', ['campaign_id', 'review', 'id', 'language', 'caught'], IS_PUBLIC),
    ('ix_signature_name', ['campaign_id', 'folded_name', 'review', 'day'], HAS_NAME),
    ('ix_signature_day', ['campaign_id', 'day', 'country'], IS_CONFIRMED),
    ('ix_signature_domain', ['campaign_id', 'domain_tag', 'day'], HAS_DOMAIN),
    ('ix_signature_invalidation', ['invalidation_id'], IS_STRUCK_OUT),
)


def upgrade() -> None:
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('review', REVIEW, nullable=False),
    sa.Column('reason', sa.Enum('fine', 'rule', 'insult', 'advertising', 'private', 'invented', 'unsafe', 'other', name='reason', native_enum=False), nullable=False),
    sa.Column('names', sa.Integer(), nullable=False),
    sa.Column('is_undone', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_decision_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    op.create_index('ix_decision_campaign_id', 'decision', ['campaign_id'])
    op.create_table('decided',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('signature_id', sa.Integer(), nullable=False),
    sa.Column('before', REVIEW, nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_decided_decision_id_decision'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['signature_id'], ['signature.id'], name=op.f('fk_decided_signature_id_signature'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('decision_id', 'signature_id', name=op.f('pk_decided'))
    )
    op.create_index('ix_decided_signature_id', 'decided', ['signature_id'])
    op.create_table('invalidation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('at', database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('cause', sa.Enum('program', 'invented', 'twice', 'test', 'other', name='cause', native_enum=False), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('domain_tag', sa.LargeBinary(), nullable=True),
    sa.Column('name_pattern', sa.Text(), nullable=True),
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('signatures', sa.Integer(), nullable=False),
    sa.Column('released_at', database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_invalidation_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invalidation'))
    )
    op.create_index('ix_invalidation_campaign_id', 'invalidation', ['campaign_id'])
    op.create_table('word_list',
    sa.Column('house_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['house_id'], ['house.id'], name=op.f('fk_word_list_house_id_house'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('house_id', 'language', name=op.f('pk_word_list'))
    )
    # Added one by one: a batch would write SQLite's table anew, and with the old one drop the links that hang on it.
    for column in COLUMNS:
        op.add_column('signature', column)
    _fold_names()
    for name, columns, condition in INDEXES:
        op.create_index(name, 'signature', columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def _fold_names() -> None:
    """Names that are public already: in small letters, which is enough for them to be found."""
    signature = sa.table('signature', sa.column('public_name'), sa.column('folded_name'))
    op.execute(sa.update(signature).where(signature.c.public_name.is_not(None)).values(folded_name=sa.func.lower(signature.c.public_name)))


def downgrade() -> None:
    for name, _columns, _condition in reversed(INDEXES):
        op.drop_index(name, 'signature')
    for column in reversed(COLUMNS):
        op.drop_column('signature', column.name)
    for table in ('word_list', 'invalidation', 'decided', 'decision'):
        op.drop_table(table)
