"""Called by Alembic: the steps run on the connection that :mod:`healthcheck.history.database` hands over."""

from __future__ import annotations

from alembic import context

from healthcheck.history.database import VERSION_TABLE
from healthcheck.history.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    version_table=VERSION_TABLE,
)
# The transaction belongs to the caller: all steps happen, or none.
context.run_migrations()
