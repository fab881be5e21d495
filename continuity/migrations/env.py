"""What Alembic runs: our migrations, on the connection and in the transaction that `upgrade` opened."""

from alembic import context

from continuity.models import Model

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    transactional_ddl=True,  # SQLite can too, once SQLAlchemy begins instead of its driver: see models/base.py
)
with context.begin_transaction():
    context.run_migrations()
