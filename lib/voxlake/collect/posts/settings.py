"""Settings of what collect_posts fetches; imports neither pyspark nor the extra `collect`."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, model_validator

NetworkName = Literal["x", "mastodon", "bluesky", "youtube", "reddit", "rss"]

_ADDRESSES: dict[str, str] = {
    "x": "https://api.x.com",
    "bluesky": "https://bsky.social",
    "youtube": "https://www.googleapis.com",
    "reddit": "https://oauth.reddit.com",
}
_SIGN_IN = {"reddit": "https://www.reddit.com"}
_PUBLIC_BLUESKY = "https://public.api.bsky.app"
_NEEDS_TOKEN = ("x", "youtube", "reddit")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class PostsSettings(BaseModel, frozen=True, extra="forbid"):
    """Queries to one network."""

    network: NetworkName = Field(description="x, mastodon, bluesky, youtube, reddit or rss.")
    queries: tuple[str, ...] = Field(
        min_length=1, description="What is asked for, as the network writes it (docs/collect.md)."
    )
    address: str | None = Field(
        None, description="The server: needed for mastodon; others have one of their own."
    )
    sign_in_address: str | None = Field(
        None, description="reddit: the server that gives tokens; null for its own, or `address`."
    )
    token_env: str | None = Field(
        None,
        description="Environment variable with the secret: a token, a key, of reddit the secret of "
        "the app, of bluesky an app password.",
    )
    user: str | None = Field(
        None, description="reddit: id of the app; bluesky: the handle that signs in."
    )
    max_requests: int | None = Field(None, ge=1, description="In place of collect.max_requests.")
    max_posts: int | None = Field(None, ge=1, description="In place of collect.max_posts.")

    @model_validator(mode="after")
    def _can_be_asked(self) -> PostsSettings:
        if self.network == "mastodon" and not self.address:
            raise ValueError("mastodon needs the address of a server")
        if self.network in _NEEDS_TOKEN and not self.token_env:
            raise ValueError(f"{self.network} needs token_env, the variable with its secret")
        if self.network == "reddit" and not self.user:
            raise ValueError("reddit needs user, the id of the app")
        if self.network == "bluesky" and bool(self.user) != bool(self.token_env):
            raise ValueError("bluesky needs user and token_env, or neither")
        for address in (self.address, self.sign_in_address):
            if address is not None:
                _require_safe(address)
        if self.network == "rss":
            for query in self.queries:
                _require_address(query)
        if repeated := sorted({q for q in self.queries if self.queries.count(q) > 1}):
            raise ValueError(f"queries names {repeated[0]!r} twice")
        return self

    @property
    def server(self) -> str:
        """The address that is asked, without a slash at its end; empty for rss."""
        own = _ADDRESSES.get(self.network, "")
        if self.network == "bluesky" and self.user is None:
            own = _PUBLIC_BLUESKY
        return (self.address or own).rstrip("/")

    @property
    def sign_in_server(self) -> str:
        """The address that gives tokens."""
        own = _SIGN_IN.get(self.network) if self.address is None else None
        return (self.sign_in_address or own or self.server).rstrip("/")


def _require_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{address!r} is no address of the web")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            f"the address of {parts.hostname} has a name or password, which files and messages "
            "would show: leave them out"
        )


def _require_safe(address: str) -> None:
    """Of a server that is told a secret: nobody on the way may read it."""
    _require_address(address)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{address!r} is not https, and would show secrets on the way")
