"""Faces of defenders, logos, and endorsers once each"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'

# Where most portraits have the face: left, top, width, height.
FACE = {'face_x': 0.3, 'face_y': 0.1, 'face_width': 0.4, 'face_height': 0.8}


def upgrade() -> None:
    with op.batch_alter_table('house', schema=None) as batch_op:
        batch_op.add_column(sa.Column('logo', sa.Text(), nullable=True))
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('logo', sa.Text(), nullable=True))

    # With a default of the database's own: without one SQLite would make the table anew, and what hangs on it would go.
    with op.batch_alter_table('defender', schema=None) as batch_op:
        for name, part in FACE.items():
            batch_op.add_column(sa.Column(name, sa.Double(), server_default=str(part), nullable=False))

    with op.batch_alter_table('endorsement', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_endorsement_campaign_id_house_id'), ['campaign_id', 'house_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_endorsement_campaign_id_organisation_id'), ['campaign_id', 'organisation_id'])
