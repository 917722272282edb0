"""What an operator may set for the web, each by an environment variable that begins with `NARTHEX_`."""

from pathlib import Path
from typing import Self
from uuid import UUID

from pydantic import Field, HttpUrl, PositiveFloat, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The web's settings, read once at start."""

    model_config = SettingsConfigDict(env_prefix="NARTHEX_", env_ignore_empty=True, frozen=True)

    identity_url: HttpUrl = Field(
        default=HttpUrl("http://127.0.0.1:8000/graphql"),
        description="Identity's GraphQL endpoint, when the web runs as a process of its own.",
    )
    identity_timeout_seconds: PositiveFloat = Field(
        default=25.0, description="How long identity may take to answer, in seconds, before it counts as an outage."
    )
    public_url: HttpUrl = Field(
        default=HttpUrl("http://localhost:8000"),
        description="The scheme and host under which browsers reach this service. Cookies, redirect URIs and the check "
        "where a form comes from follow it; the host a request names never counts.",
    )
    scim_public_url: HttpUrl | None = Field(
        default=None,
        description="The scheme and host under which directories reach the SCIM façade, as the pages tell admins. "
        "Without it that is where browsers reach this service.",
    )
    product_name: str = Field(default="Narthex", description="What the pages call the service.")
    entra_client_id: UUID | None = Field(
        default=None,
        description="The application (client) ID of the app registration. Without it nobody signs in with Microsoft.",
    )
    entra_client_secret: SecretStr | None = Field(
        default=None, description="How the web proves to Microsoft that it is that application: a client secret."
    )
    entra_client_certificate_file: Path | None = Field(
        default=None, description="Or a certificate: a PEM file that holds it and its private key."
    )
    entra_client_certificate_password: SecretStr | None = Field(
        default=None, description="The password of the private key in that file."
    )
    entra_federated_token_file: Path | None = Field(
        default=None,
        description="Or workload identity federation: a file with a token of a trusted issuer, read anew each time.",
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
        """The public URL without its slash: paths are put behind it."""
        return str(self.public_url).rstrip("/")

    @property
    def scim_origin(self) -> str:
        """Likewise, the façade's."""
        return str(self.scim_public_url or self.public_url).rstrip("/")

    @property
    def authority_host(self) -> str:
        """Likewise, Microsoft's."""
        return str(self.entra_authority_host).rstrip("/")

    @field_validator("public_url", "scim_public_url", "entra_authority_host")
    @classmethod
    def _is_an_origin(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url is None:
            return None
        if url.path not in {None, "/"} or url.query or url.fragment or url.username or url.password:
            raise ValueError("give a scheme and a host only, such as https://login.example.com")
        return url

    @field_validator("entra_authority_host")
    @classmethod
    def _is_https(cls, url: HttpUrl) -> HttpUrl:
        if url.scheme != "https":
            raise ValueError("Microsoft's sign-in service is reached over https only")
        return url

    @model_validator(mode="after")
    def _has_one_proof(self) -> Self:
        proofs = {
            "NARTHEX_ENTRA_CLIENT_SECRET": self.entra_client_secret,
            "NARTHEX_ENTRA_CLIENT_CERTIFICATE_FILE": self.entra_client_certificate_file,
            "NARTHEX_ENTRA_FEDERATED_TOKEN_FILE": self.entra_federated_token_file,
        }
        given = [name for name, value in proofs.items() if value is not None]
        if self.entra_client_id is None and given:
            raise ValueError(f"{given[0]} is set and NARTHEX_ENTRA_CLIENT_ID is not: set both, or neither")
        if self.entra_client_id is not None and len(given) != 1:
            raise ValueError(
                f"NARTHEX_ENTRA_CLIENT_ID needs exactly one of {', '.join(proofs)} beside it; "
                f"set are {' and '.join(given) or 'none of them'}"
            )
        return self
