"""Alembic's entry point: runs migrations on the connection that `identity.migrations` hands over."""

from __future__ import annotations

from alembic import context

from identity.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
