"""Extension schemas, groups in groups, and how strictly a connection is read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES: tuple[tuple[Any, ...], ...] = (
    ("users_display_name_idx", "users", sa.text("left(lower(profile ->> 'displayName'), 512)")),
    (
        "users_employee_number_idx",
        "users",
        sa.text("left(lower((profile -> 'enterprise') ->> 'employeeNumber'), 512)"),
    ),
    ("users_active_idx", "users", "active", "id"),
    ("users_created_at_idx", "users", "created_at", "id"),
    ("users_updated_at_idx", "users", "updated_at", "id"),
    ("groups_created_at_idx", "groups", "created_at", "id"),
    ("groups_updated_at_idx", "groups", "updated_at", "id"),
)


def upgrade() -> None:
    # Rather fail than make every request wait behind a lock that somebody else holds.
    op.execute("SET LOCAL lock_timeout = '5s'")
    # The defaults fill the rows there are; the service names every column of the rows it adds.
    op.add_column("connections", sa.Column("conformance", sa.Text(), nullable=False, server_default="LENIENT"))
    op.add_column("connections", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("connections", "conformance", server_default=None)
    op.alter_column("connections", "version", server_default=None)
    op.create_table(
        "rule_uses",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("first_used_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "connection_id"],
            ["connections.organisation_id", "connections.id"],
            name=op.f("rule_uses_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "connection_id", "rule", name=op.f("rule_uses_pkey")),
    )
    op.create_table(
        "extension_schemas",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("urn", sa.Text(), nullable=False),
        sa.Column("resource_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("extension_schemas_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("extension_schemas_pkey")),
    )
    op.create_table(
        "subgroups",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("subgroup_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["groups.organisation_id", "groups.id"],
            name=op.f("subgroups_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subgroup_id"],
            ["groups.organisation_id", "groups.id"],
            name=op.f("subgroups_organisation_id_fkey1"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "group_id", "subgroup_id", name=op.f("subgroups_pkey")),
    )
    op.create_index("subgroups_subgroup_idx", "subgroups", ["organisation_id", "subgroup_id"], unique=False)
    op.create_table(
        "unique_values",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("schema_key", sa.Text(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "schema_key"],
            ["extension_schemas.organisation_id", "extension_schemas.key"],
            name=op.f("unique_values_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["users.organisation_id", "users.id"],
            name=op.f("unique_values_organisation_id_fkey1"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["groups.organisation_id", "groups.id"],
            name=op.f("unique_values_organisation_id_fkey2"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "schema_key", "attribute", "value", name=op.f("unique_values_pkey")),
    )
    op.create_index("unique_values_user_idx", "unique_values", ["organisation_id", "user_id"], unique=False)
    op.create_index("unique_values_group_idx", "unique_values", ["organisation_id", "group_id"], unique=False)
    # Each of these locks its table against writing while it reads it whole: about a quarter of a second for 100,000
    # users on one core. Readers do not wait.
    for name, table, *keys in _INDEXES:
        op.create_index(name, table, ["organisation_id", *keys])


def downgrade() -> None:
    for name, table, *_ in _INDEXES:
        op.drop_index(name, table)
    op.drop_table("unique_values")
    op.drop_table("subgroups")
    op.drop_table("extension_schemas")
    op.drop_table("rule_uses")
    op.drop_column("connections", "version")
    op.drop_column("connections", "conformance")
