"""The activity log, delegated access, search, locks, and what the pages set."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from identity.migrations.first_search_keys import fill_search_keys

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rather fail than make every request wait behind a lock that somebody else holds.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _create_activity()
    _create_delegation()
    _extend_directory()
    _extend_review_items()
    for key in ("actor_id", "action"):
        name = f"audit_entries_{key.removesuffix('_id')}_idx"
        op.create_index(name, "audit_entries", ["organisation_id", key, "id"])
    op.add_column("organisations", sa.Column("session_lifetime_seconds", sa.Integer(), nullable=True))
    op.add_column("organisations", sa.Column("session_idle_seconds", sa.Integer(), nullable=True))
    op.add_column("access_tokens", sa.Column("replaces_id", sa.Uuid(), nullable=True))
    op.add_column("sign_in_transactions", sa.Column("delegated_session_id", sa.Uuid(), nullable=True))


def _create_activity() -> None:
    op.create_table(
        "activity_entries",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("actor_label", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("target_type", sa.Text(), nullable=True),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("target_label", sa.Text(), nullable=True),
        sa.Column("subjects", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.Double(), nullable=False),
        sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("activity_entries_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("activity_entries_pkey")),
    )
    op.create_index("activity_entries_target_idx", "activity_entries", ["organisation_id", "target_id", "id"])
    op.create_index("activity_entries_actor_idx", "activity_entries", ["organisation_id", "actor_id", "id"])
    op.create_index("activity_entries_request_idx", "activity_entries", ["organisation_id", "request_id"])
    op.create_index("activity_entries_subjects_idx", "activity_entries", ["subjects"], postgresql_using="gin")
    op.create_index(
        "activity_entries_trouble_idx",
        "activity_entries",
        ["organisation_id", "id"],
        postgresql_where=sa.text("outcome <> 'SUCCEEDED'"),
    )
    op.create_index(
        "activity_entries_people_idx",
        "activity_entries",
        ["organisation_id", "kind", "id"],
        postgresql_where=sa.text("kind <> 'SCIM_REQUEST'"),
    )
    op.create_index("activity_entries_at_idx", "activity_entries", ["at"], postgresql_using="brin")
    op.create_table(
        "activity_counts",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("hour", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("duration_ms", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("activity_counts_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "hour", "kind", "outcome", name=op.f("activity_counts_pkey")),
    )
    op.create_table(
        "refused_credentials",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("first_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "connection_id"],
            ["connections.organisation_id", "connections.id"],
            name=op.f("refused_credentials_organisation_id_connection_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "connection_id", "prefix", "reason", name=op.f("refused_credentials_pkey")
        ),
    )


def _create_delegation() -> None:
    op.create_table(
        "connection_setup_links",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "connection_id"],
            ["connections.organisation_id", "connections.id"],
            name=op.f("connection_setup_links_organisation_id_connection_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("connection_setup_links_pkey")),
    )
    op.create_index("connection_setup_links_id_idx", "connection_setup_links", ["id"])
    op.create_table(
        "delegated_sessions",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("connection_id", sa.Uuid(), nullable=True),
        sa.Column("operator_token_id", sa.Uuid(), nullable=True),
        sa.Column("secret_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("delegated_sessions_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("delegated_sessions_pkey")),
    )
    op.create_index("delegated_sessions_id_idx", "delegated_sessions", ["id"])
    op.create_index("delegated_sessions_link_idx", "delegated_sessions", ["organisation_id", "link_id"])


def _extend_directory() -> None:
    # Where a column has a default, that fills the rows there are; the service names every column of the rows it adds.
    for table in ("users", "groups"):
        op.add_column(table, sa.Column("source", sa.Text(), nullable=False, server_default="LOCAL"))
        op.add_column(
            table, sa.Column("search_keys", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"))
        )
    _fill_sources()
    fill_search_keys(op.get_bind())
    for table in ("users", "groups"):
        op.create_index(
            f"{table}_search_idx", table, [sa.literal_column("array_to_tsvector(search_keys)")], postgresql_using="gin"
        )
        op.alter_column(table, "source", server_default=None)
        op.alter_column(table, "search_keys", server_default=None)
    op.add_column("users", sa.Column("locked_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("users", sa.Column("locked_by", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("lock_reason", sa.Text(), nullable=True))
    op.create_index(
        "users_locked_idx", "users", ["organisation_id", "id"], postgresql_where=sa.text("locked_at IS NOT NULL")
    )
    op.create_table(
        "kept_locks",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("user_name_key", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("locked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("locked_by", sa.Text(), nullable=False),
        sa.Column("lock_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("kept_locks_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("kept_locks_pkey")),
    )
    op.create_index("kept_locks_user_name_idx", "kept_locks", ["organisation_id", "user_name_key"])
    op.create_index("kept_locks_external_id_idx", "kept_locks", ["organisation_id", "external_id"])
    op.create_index("users_source_idx", "users", ["organisation_id", "source", "active", "id"])
    op.create_index(
        "users_display_name_order_idx",
        "users",
        [
            "organisation_id",
            sa.literal_column("(left(lower(profile ->> 'displayName'), 512) IS NULL)"),
            sa.literal_column("COALESCE(left(lower(profile ->> 'displayName'), 512), '')"),
            "id",
        ],
    )


def _fill_sources() -> None:
    """What provisioning ever wrote is the directory's; whoever came to be at their first sign-in is known by their link."""
    by_scim = """EXISTS (SELECT FROM audit_entries a WHERE a.organisation_id = t.organisation_id
                         AND a.target_id = t.id::text AND a.actor_kind = 'SCIM_CLIENT')"""
    by_sign_in = """EXISTS (SELECT FROM microsoft_accounts m WHERE m.organisation_id = t.organisation_id
                            AND m.user_id = t.id AND m.linked_by = 'JUST_IN_TIME')"""
    for table, otherwise in (("users", f"WHEN {by_sign_in} THEN 'SIGN_IN'"), ("groups", "")):
        op.execute(
            f"UPDATE {table} t SET source = CASE WHEN {by_scim} THEN 'SCIM' {otherwise} "  # noqa: S608  our own words
            "WHEN external_id IS NOT NULL THEN 'SCIM' ELSE 'LOCAL' END"
        )


def _extend_review_items() -> None:
    op.drop_index("review_items_open_key", table_name="review_items", postgresql_where=sa.text("closed_at IS NULL"))
    op.add_column("review_items", sa.Column("subject", sa.Text(), nullable=True))
    op.execute("UPDATE review_items SET subject = tenant_id::text || '/' || object_id::text")
    op.alter_column("review_items", "subject", nullable=False)
    op.alter_column("review_items", "tenant_id", nullable=True)
    op.alter_column("review_items", "object_id", nullable=True)
    for column in ("external_id", "request_id", "decision"):
        op.add_column("review_items", sa.Column(column, sa.Text(), nullable=True))
    op.create_index(
        "review_items_open_key",
        "review_items",
        ["organisation_id", "subject", "reason"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_column("sign_in_transactions", "delegated_session_id")
    op.drop_column("access_tokens", "replaces_id")
    op.drop_column("organisations", "session_idle_seconds")
    op.drop_column("organisations", "session_lifetime_seconds")
    op.drop_index("review_items_open_key", table_name="review_items", postgresql_where=sa.text("closed_at IS NULL"))
    # What the earlier version cannot hold: conflicts that no Microsoft account is part of.
    op.execute("DELETE FROM review_items WHERE tenant_id IS NULL OR object_id IS NULL")
    for column in ("decision", "request_id", "external_id", "subject"):
        op.drop_column("review_items", column)
    op.alter_column("review_items", "tenant_id", nullable=False)
    op.alter_column("review_items", "object_id", nullable=False)
    op.create_index(
        "review_items_open_key",
        "review_items",
        ["organisation_id", "tenant_id", "object_id", "reason"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index("users_display_name_order_idx", table_name="users")
    op.drop_index("users_source_idx", table_name="users")
    op.drop_index("users_locked_idx", table_name="users", postgresql_where=sa.text("locked_at IS NOT NULL"))
    for column in ("lock_reason", "locked_by", "locked_at"):
        op.drop_column("users", column)
    for table in ("groups", "users"):
        op.drop_index(f"{table}_search_idx", table_name=table, postgresql_using="gin")
        op.drop_column(table, "search_keys")
        op.drop_column(table, "source")
    for table in (
        "kept_locks",
        "delegated_sessions",
        "connection_setup_links",
        "refused_credentials",
        "activity_counts",
    ):
        op.drop_table(table)
    op.drop_table("activity_entries")
    op.drop_index("audit_entries_action_idx", table_name="audit_entries")
    op.drop_index("audit_entries_actor_idx", table_name="audit_entries")
