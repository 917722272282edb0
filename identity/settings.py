"""Settings of the identity service, read from the environment with the prefix `NARTHEX_`."""

from __future__ import annotations

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the identity service needs to know."""

    model_config = SettingsConfigDict(env_prefix="NARTHEX_", env_ignore_empty=True, frozen=True, extra="ignore")

    database_url: str = Field(
        description="PostgreSQL (15 or newer) to use, as postgresql://user:password@host:port/name.",
    )
    database_pool_size: PositiveInt = Field(
        default=10, description="Connections to PostgreSQL that one process keeps at most."
    )
    database_timeout: PositiveFloat = Field(
        default=30, description="Seconds one SQL statement may take before it is given up."
    )
    database_statement_cache: int = Field(
        default=1024,
        ge=0,
        description="Prepared statements per connection; 0 behind PgBouncer in transaction mode.",
    )
    graphiql: bool = Field(
        default=False,
        description="Serve the GraphiQL explorer at /graphql to browsers. It loads its script from a CDN.",
    )
    max_graphql_bytes: PositiveInt = Field(
        default=16 * 1024 * 1024, description="Largest GraphQL request body that is read."
    )
    session_lifetime_seconds: PositiveInt = Field(
        default=8 * 60 * 60, description="How long a person stays signed in at most, in seconds."
    )
    session_idle_seconds: PositiveInt = Field(
        default=60 * 60, description="How long a session lives without being used, in seconds."
    )
