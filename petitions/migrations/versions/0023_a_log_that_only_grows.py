"""The database itself refuses to change or delete a line of the audit log"""

from alembic import op


revision = '0023'
down_revision = '0022'

REFUSAL = 'the audit log is only added to'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        # INSERT OR REPLACE deletes a line without a word to the trigger of DELETE.
        known = 'WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id OR digest = NEW.digest)'
        for what, when in {'update': '', 'delete': '', 'insert': known}.items():
            op.execute(
                f'CREATE TRIGGER audit_entry_{what} BEFORE {what} ON audit_entry {when}'
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        'CREATE OR REPLACE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS'
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for name, what in {'stays': 'UPDATE OR DELETE ON audit_entry FOR EACH ROW', 'is_kept': 'TRUNCATE ON audit_entry'}.items():
        op.execute(f'CREATE TRIGGER audit_entry_{name} BEFORE {what} EXECUTE FUNCTION audit_entry_stays()')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for what in ('update', 'delete', 'insert'):
            op.execute(f'DROP TRIGGER audit_entry_{what}')
        return
    op.execute('DROP FUNCTION audit_entry_stays CASCADE')
