"""Settings of the API. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, PositiveInt, model_validator


def _origin(origin: str) -> str:
    scheme, _, host = origin.partition("://")
    if scheme not in ("http", "https") or not host or "/" in host or "*" in host:
        raise ValueError(f"{origin!r} is no origin: write https://host or https://host:port.")
    return origin


Origin = Annotated[str, AfterValidator(_origin)]
"""A setting that names a site, such as `https://shop.example`."""


class ApiSettings(BaseModel, frozen=True, extra="forbid"):
    """Where the API listens, and what a request may cost."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65_535, description="Port; 0 for any that is free.")
    tls_certificate: str | None = Field(
        None, description="File of the certificate and those that lead to it, PEM."
    )
    tls_key: str | None = Field(None, description="File of its key, PEM.")
    plain_http: bool = Field(
        False,
        description="Whether others than this machine may be answered without TLS: only where a "
        "proxy before it has TLS.",
    )
    origins: tuple[Origin, ...] = Field(
        (), description="Sites whose pages may ask from a browser, by CORS."
    )
    default_rows: int = Field(100, ge=1, le=10_000, description="Rows of a page that says none.")
    most_rows: int = Field(5_000, ge=1, le=100_000, description="Most rows of a page.")
    body_bytes: PositiveInt = Field(1_000_000, description="Largest body of a request.")
    timeout_s: float = Field(30, gt=0, le=600, description="Seconds after which one is given up.")
    requests_at_once: PositiveInt = Field(
        100, description="Requests that are worked on; more are told to come again."
    )
    refresh_s: float = Field(
        10, ge=0, le=60, description="Seconds after which a table is looked at again."
    )
    memory_mb: int = Field(1_024, ge=64, description="Memory for putting rows in order, in MB.")
    threads: PositiveInt = Field(2, description="Cores for putting rows in order.")
    stop_s: int = Field(20, ge=0, description="Seconds that requests may still take at a stop.")

    @model_validator(mode="after")
    def _both_of_tls(self) -> ApiSettings:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("api.tls_certificate and api.tls_key go together; set both")
        return self
