"""What an operator may set for the façade, each by an environment variable that begins with `NARTHEX_`."""

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The façade's settings, read once at start."""

    model_config = SettingsConfigDict(env_prefix="NARTHEX_", env_ignore_empty=True, frozen=True)

    identity_url: HttpUrl = Field(
        default=HttpUrl("http://127.0.0.1:8000/graphql"),
        description="Identity's GraphQL endpoint, when the façade runs as a process of its own.",
    )
    identity_timeout_seconds: float = Field(
        default=25.0,
        gt=0,
        description="How long identity may take to answer, in seconds, before it counts as an outage. "
        "Entra gives up after about 30.",
    )
    public_url: HttpUrl | None = Field(
        default=None,
        description="The scheme and host under which clients reach this service, such as https://scim.example.com. "
        "Resource locations begin with it; without it they begin with the host the request named.",
    )
    documentation_url: HttpUrl | None = Field(
        default=None,
        description="The page about this service that discovery points to. Without it that is the OpenAPI description "
        "which each endpoint has of itself.",
    )
    max_body_bytes: int = Field(
        default=8 * 1024 * 1024,
        ge=1024,
        description="The longest request body accepted, in bytes. A change of 100,000 members needs about 6 MiB.",
    )
    body_timeout_seconds: float = Field(
        default=60.0, gt=0, description="How long a request body may take to arrive, in seconds."
    )
    default_page_size: int = Field(
        default=100, ge=1, description="How many resources a list answers when the client names no count."
    )
    max_page_size: int = Field(
        default=1000, ge=1, description="The most resources one list answers, whatever count the client names."
    )
    member_page_size: int = Field(
        default=5000, ge=1, description="How many members of a group are asked of identity at a time."
    )
