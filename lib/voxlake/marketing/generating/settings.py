"""Settings of addresses with OpenAI's interface; imports neither pyspark nor Pillow."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from voxlake.core.redact import has_password


def _web_address(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"{address!r} is no address: give http://… or https://…")
    if has_password(address):
        raise ValueError("the address holds a password: name its variable in key_env instead")
    return address


WebAddress = Annotated[str, AfterValidator(_web_address)]


class AddressSettings(BaseModel, frozen=True, extra="forbid"):
    """An address with OpenAI's interface, and how patiently it is asked."""

    base_url: WebAddress | None = Field(
        None, description="Address up to /v1, of a vendor or of a server of your own."
    )
    model: str | None = Field(None, description="Model, as the address names it.")
    key_env: str | None = Field(
        None, description="Environment variable that holds the key; null: the address wants none."
    )
    timeout_s: float = Field(30, gt=0, description="Seconds that an answer may take in all.")
    retries: int = Field(3, ge=0, le=10, description="How often a request is asked again.")
    backoff_s: float = Field(1, ge=0, description="Seconds before the first time; then doubled.")
    longest_wait_s: float = Field(
        60, ge=0, description="Longest wait; one that asks for more is not waited for."
    )
