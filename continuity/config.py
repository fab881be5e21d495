"""Settings from the environment, checked at start, so that a wrong one is named before anybody is served."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

PREFIX = "CONTINUITY_"
TOO_WEAK = "CONTINUITY_SECRET_KEY must be at least 32 characters and not a repeated pattern; make one with: {how}"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HOW = "python -c 'import secrets; print(secrets.token_hex(32))'"


class WrongSettings(Exception):
    """A setting that the server cannot start with; the text names it and says what to do."""


class Settings(BaseModel):
    """Everything the environment decides; each default is what a municipality may run with.

    Sizes are in kilobytes and megabytes, times in minutes and hours, as their names say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Literal["production", "demo", "development", "test"] = "production"
    database_url: str = ""
    secret_key: str = Field(default="", repr=False)
    old_secret_keys: tuple[str, ...] = Field(default=(), repr=False)  # still accepted, for a day after a change
    base_url: str = ""
    content: Path | None = None
    archive: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    threads: int = Field(default=8, ge=1, le=64)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    instance: Path = Path("instance")
    max_body_kb: int = Field(default=1024, ge=16)
    max_upload_mb: int = Field(default=25, ge=1)
    idle_minutes: int = Field(default=60, ge=5, le=24 * 60)
    session_hours: int = Field(default=20, ge=1, le=24)
    log_format: Literal["json", "text"] = "json"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_ca: str = ""  # a file with the certificates to trust, where the server's is the municipality's own
    mail_from: str = ""

    @field_validator("old_secret_keys", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: Any) -> Any:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// (or http:// on your own machine)")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _mail_as_it_should_be(self) -> Self:
        if not self.smtp_host:
            return self
        if "@" not in self.mail_from or any(sign.isspace() for sign in self.mail_from):
            raise ValueError(
                "CONTINUITY_MAIL_FROM must be the address that mail comes from, such as kontinuitet@kommun.se"
            )
        if self.smtp_security == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError("CONTINUITY_SMTP_SECURITY=none is only for a mail server on this very machine")
        if self.environment == "production" and not self.base_url:
            raise ValueError("CONTINUITY_BASE_URL must be set where mail is sent: links in mail are made from it")
        if self.smtp_ca and not Path(self.smtp_ca).is_file():
            raise ValueError("CONTINUITY_SMTP_CA names a file that does not exist")
        return self

    @model_validator(mode="after")
    def _strong_in_production(self) -> Self:
        if self.environment == "production" and (len(self.secret_key) < 32 or len(set(self.secret_key)) < 8):
            raise ValueError(TOO_WEAK.format(how=HOW))
        return self

    @property
    def url(self) -> str:
        """The database to use: the one that is set, else a file in the instance folder."""
        return self.database_url or f"sqlite:///{(self.instance / 'continuity.sqlite').absolute()}"

    @property
    def secure(self) -> bool:
        """Whether cookies are only sent over HTTPS: always in production."""
        return self.environment == "production" or self.base_url.startswith("https://")

    def secret(self) -> str:
        """The key that signs cookies; outside production one that lasts as long as the process will do."""
        return self.secret_key or secrets.token_hex(32)


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings named CONTINUITY_... in the environment.

    :raise WrongSettings: a value is not acceptable, or no setting has that name.
    """
    found = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in (os.environ if environ is None else environ).items()
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_")
    }
    try:
        return Settings(**found)
    except ValidationError as wrong:
        raise WrongSettings("\n".join(_line(error) for error in wrong.errors())) from None


def _line(error: Any) -> str:
    name = "".join(f"{PREFIX}{part.upper()}: " for part in error["loc"][:1] if isinstance(part, str))
    if error["type"] == "extra_forbidden":
        return f"{name}there is no such setting; is it misspelt?"
    return f"{name}{error['msg'].removeprefix('Value error, ')}"
