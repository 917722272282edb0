"""Settings of the identity service, read from the environment with the prefix `NARTHEX_`."""

from pathlib import Path
from uuid import UUID

from pydantic import Field, HttpUrl, PositiveFloat, PositiveInt, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from identity.id_tokens.microsoft import trusted_authorities


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
    body_timeout_seconds: PositiveFloat = Field(
        default=60.0, description="How long the body of a GraphQL request may take to arrive, in seconds."
    )
    session_lifetime_seconds: PositiveInt = Field(
        default=8 * 60 * 60,
        description="How long a person stays signed in at most, in seconds. An organisation may set less for its own.",
    )
    session_idle_seconds: int = Field(
        default=60 * 60,
        ge=60,
        description="How long a session lives without being used, in seconds, to within two minutes. "
        "An organisation may set less for its own.",
    )
    activity_retention_days: PositiveInt = Field(
        default=30, description="How long the activity log keeps what happened, in days. The audit log is kept."
    )
    public_url: HttpUrl = Field(
        default=HttpUrl("http://localhost:8000"),
        description="The scheme and host under which browsers reach the service. Passkeys are bound to it.",
    )
    entra_client_id: UUID | None = Field(
        default=None,
        description="The application (client) ID of the app registration. Without it nobody signs in with Microsoft.",
    )
    entra_authority_host: HttpUrl = Field(
        default=HttpUrl("https://login.microsoftonline.com"),
        description="Microsoft's sign-in service: another one for a national cloud.",
    )
    entra_extra_ca_file: Path | None = Field(
        default=None, description="A PEM file of certificate authorities to trust besides those of the system."
    )
    entra_timeout_seconds: PositiveFloat = Field(
        default=10.0, description="How long Microsoft may take to answer, in seconds, before it counts as an outage."
    )

    @property
    def origin(self) -> str:
        """The public URL without its slash."""
        return str(self.public_url).rstrip("/")

    @property
    def authority_host(self) -> str:
        """Likewise, Microsoft's: issuers begin with it."""
        return str(self.entra_authority_host).rstrip("/")

    @field_validator("public_url", "entra_authority_host")
    @classmethod
    def _is_an_origin(cls, url: HttpUrl) -> HttpUrl:
        if url.path not in {None, "/"} or url.query or url.fragment or url.username or url.password:
            raise ValueError("give a scheme and a host only, such as https://login.example.com")
        return url

    @field_validator("entra_authority_host")
    @classmethod
    def _is_https(cls, url: HttpUrl) -> HttpUrl:
        if url.scheme != "https":
            raise ValueError("Microsoft's sign-in service is reached over https only")
        return url

    @field_validator("entra_extra_ca_file")
    @classmethod
    def _holds_certificates(cls, file: Path | None) -> Path | None:
        try:
            trusted_authorities(file)
        except OSError as error:
            raise ValueError("it has to name a readable file of certificates in PEM form") from error
        return file
