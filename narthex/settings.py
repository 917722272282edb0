"""What an operator may set for the process as a whole, each by an environment variable that begins with `NARTHEX_`.

The services' own settings are in `identity/settings.py`, `scim_facade/settings.py` and `web/settings.py`.
"""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from narthex.errors import CommandRefused

PREFIX = "NARTHEX_"


class Settings(BaseSettings):
    """The process's settings, read once at start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    database_url: SecretStr | None = Field(
        default=None,
        description="The PostgreSQL database, as postgresql://user:password@host/database. Without it a PostgreSQL is "
        "embedded: started in the data directory, migrated, and stopped with the last process that uses it.",
    )
    data_dir: Path = Field(
        default=Path(".narthex"),
        description="Where the embedded PostgreSQL keeps its data. Not used when a database is named.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="The address to listen on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="The TCP port to listen on; 0 lets the operating system choose."
    )
    public_url: HttpUrl | None = Field(
        default=None,
        description="The scheme and host under which clients and browsers reach this service, such as "
        "https://id.example.com. Addresses that the commands print begin with it; without it, with the host and port "
        "above.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important kind of line the log still holds."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto",
        description="One JSON object a line, or text; auto writes text to a terminal and JSON elsewhere.",
    )

    @field_validator("database_url")
    @classmethod
    def _names_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it has to begin with postgresql://")
        return url

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url and (url.path not in {None, "/"} or url.query or url.fragment or url.username or url.password):
            raise ValueError("give a scheme and a host only, such as https://id.example.com")
        return url

    def base_url(self, host: str | None = None, port: int | None = None) -> str:
        """The address clients are told, without a closing slash, unless a public one is set: of this host and port."""
        if self.public_url is not None:
            return str(self.public_url).rstrip("/")
        host = host or self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{port or self.port}"

    def browser_url(self, host: str | None = None, port: int | None = None) -> str:
        """The address people's browsers are told, as `base_url`; this machine's own is `localhost`.

        A passkey belongs to a name and never to an IP address, and Microsoft sends people back to plain HTTP at that
        name only.
        """
        if self.public_url is None and _is_this_machine(host or self.host):
            host = "localhost"
        return self.base_url(host, port)


def _is_this_machine(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def load(kind: type[AnySettings], **given: Any) -> AnySettings:
    """Read settings from the environment; what is given goes before it.

    Raises `CommandRefused` that names the variable which cannot be used, or those which do not go together, and never
    their values: those may be secrets.
    """
    try:
        return kind(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise CommandRefused(f"{reason}.") from error
        variable = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise CommandRefused(f"{variable} cannot be used: {reason}.") from error
