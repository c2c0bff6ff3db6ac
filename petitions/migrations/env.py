"""How Alembic reaches the database: through the app's own engine, on the schema of all tables."""

from alembic import context
from flask import current_app

from petitions.database import db

engine = db.engine


def migrate() -> None:
    """Run the steps that are missing, each in a transaction."""
    options = current_app.extensions["migrate"].configure_args
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite" or options.get("render_as_batch", False),
            user_module_prefix="database.",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


migrate()
