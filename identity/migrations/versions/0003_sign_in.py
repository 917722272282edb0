"""Sign-in: with Microsoft, with a password, with a passkey, and what follows from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rather fail than make every request wait behind a lock that somebody else holds.
    op.execute("SET LOCAL lock_timeout = '5s'")
    # Where a column has a default, that fills the rows there are; the service names every column of the rows it adds.
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("passkey_challenges_pkey")),
    )
    op.create_index("passkey_challenges_expires_at_idx", "passkey_challenges", ["expires_at"], unique=False)
    op.create_table(
        "password_throttles",
        sa.Column("key", postgresql.BYTEA(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("password_throttles_pkey")),
    )
    op.create_index("password_throttles_last_failed_at_idx", "password_throttles", ["last_failed_at"], unique=False)
    op.create_table(
        "sign_in_transactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("browser_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expected_tenant_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("connection_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("claims", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("redeemed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_transactions_pkey")),
    )
    op.create_index("sign_in_transactions_browser_idx", "sign_in_transactions", ["browser_hash"], unique=False)
    op.create_index("sign_in_transactions_expires_at_idx", "sign_in_transactions", ["expires_at"], unique=False)
    op.create_index("sign_in_transactions_state_key", "sign_in_transactions", ["state_hash"], unique=True)
    op.create_table(
        "review_items",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("review_items_organisation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("review_items_pkey")),
    )
    op.create_index(
        "review_items_open_key",
        "review_items",
        ["organisation_id", "tenant_id", "object_id", "reason"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "microsoft_accounts",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("last_sign_in_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["users.organisation_id", "users.id"],
            name=op.f("microsoft_accounts_organisation_id_user_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "tenant_id", "object_id", name=op.f("microsoft_accounts_pkey")),
    )
    op.create_index("microsoft_accounts_object_id_idx", "microsoft_accounts", ["organisation_id", "object_id"])
    op.create_index(
        "microsoft_accounts_user_key", "microsoft_accounts", ["organisation_id", "user_id", "tenant_id"], unique=True
    )
    op.create_table(
        "passkeys",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", postgresql.BYTEA(), nullable=False),
        sa.Column("public_key", postgresql.BYTEA(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["users.organisation_id", "users.id"],
            name=op.f("passkeys_organisation_id_user_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("passkeys_pkey")),
    )
    op.create_index("passkeys_credential_key", "passkeys", ["credential_id"], unique=True)
    op.create_index("passkeys_user_idx", "passkeys", ["organisation_id", "user_id"], unique=False)
    op.create_table(
        "passwords",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["users.organisation_id", "users.id"],
            name=op.f("passwords_organisation_id_user_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "user_id", name=op.f("passwords_pkey")),
    )
    op.create_table(
        "personal_tokens",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["users.organisation_id", "users.id"],
            name=op.f("personal_tokens_organisation_id_user_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("personal_tokens_pkey")),
    )
    op.create_index("personal_tokens_id_idx", "personal_tokens", ["id"], unique=False)
    op.create_index("personal_tokens_user_idx", "personal_tokens", ["organisation_id", "user_id"], unique=False)
    op.create_table(
        "setup_links",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["users.organisation_id", "users.id"],
            name=op.f("setup_links_organisation_id_user_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("setup_links_pkey")),
    )
    op.create_index("setup_links_id_idx", "setup_links", ["id"], unique=False)
    op.add_column(
        "connections", sa.Column("microsoft_sign_in", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("connections", sa.Column("tenant_id", sa.Uuid(), nullable=True))
    op.add_column("connections", sa.Column("tenant_domain", sa.Text(), nullable=True))
    op.add_column("connections", sa.Column("tenant_connected_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("connections", sa.Column("tenant_connected_by", sa.Text(), nullable=True))
    op.add_column("connections", sa.Column("admin_consented_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("connections", sa.Column("just_in_time_since", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index("connections_tenant_key", "connections", ["tenant_id"], unique=True)
    op.add_column("sessions", sa.Column("method", sa.Text(), nullable=False, server_default="OPERATOR"))
    op.add_column("sessions", sa.Column("tenant_id", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("microsoft_sid", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("user_agent", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("idle_seconds", sa.Integer(), nullable=False, server_default="28800"))
    op.add_column("sessions", sa.Column("last_used_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index(
        "sessions_microsoft_sid_idx",
        "sessions",
        ["microsoft_sid"],
        unique=False,
        postgresql_where=sa.text("microsoft_sid IS NOT NULL"),
    )
    op.create_index(
        "sessions_tenant_idx",
        "sessions",
        ["organisation_id", "tenant_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.alter_column("connections", "microsoft_sign_in", server_default=None)
    op.alter_column("sessions", "method", server_default=None)
    op.alter_column("sessions", "idle_seconds", server_default=None)


def downgrade() -> None:
    op.drop_index("sessions_tenant_idx", table_name="sessions", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index(
        "sessions_microsoft_sid_idx", table_name="sessions", postgresql_where=sa.text("microsoft_sid IS NOT NULL")
    )
    op.drop_column("sessions", "last_used_at")
    op.drop_column("sessions", "idle_seconds")
    op.drop_column("sessions", "user_agent")
    op.drop_column("sessions", "microsoft_sid")
    op.drop_column("sessions", "tenant_id")
    op.drop_column("sessions", "method")
    op.drop_index("connections_tenant_key", table_name="connections")
    op.drop_column("connections", "just_in_time_since")
    op.drop_column("connections", "admin_consented_at")
    op.drop_column("connections", "tenant_connected_by")
    op.drop_column("connections", "tenant_connected_at")
    op.drop_column("connections", "tenant_domain")
    op.drop_column("connections", "tenant_id")
    op.drop_column("connections", "microsoft_sign_in")
    op.drop_index("setup_links_id_idx", table_name="setup_links")
    op.drop_table("setup_links")
    op.drop_index("personal_tokens_user_idx", table_name="personal_tokens")
    op.drop_index("personal_tokens_id_idx", table_name="personal_tokens")
    op.drop_table("personal_tokens")
    op.drop_table("passwords")
    op.drop_index("passkeys_user_idx", table_name="passkeys")
    op.drop_index("passkeys_credential_key", table_name="passkeys")
    op.drop_table("passkeys")
    op.drop_index("microsoft_accounts_user_key", table_name="microsoft_accounts")
    op.drop_table("microsoft_accounts")
    op.drop_index("review_items_open_key", table_name="review_items", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_table("review_items")
    op.drop_index("sign_in_transactions_state_key", table_name="sign_in_transactions")
    op.drop_index("sign_in_transactions_expires_at_idx", table_name="sign_in_transactions")
    op.drop_index("sign_in_transactions_browser_idx", table_name="sign_in_transactions")
    op.drop_table("sign_in_transactions")
    op.drop_index("password_throttles_last_failed_at_idx", table_name="password_throttles")
    op.drop_table("password_throttles")
    op.drop_index("passkey_challenges_expires_at_idx", table_name="passkey_challenges")
    op.drop_table("passkey_challenges")
