"""Settings of the pages that are collected: which sites, how far, how often, how much."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, model_validator

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


def _web_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{address!r} is no address of the web: write https://host/path")
    if parts.username or parts.password:
        raise ValueError("an address with a name or password is not asked: leave them out")
    return address


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from error
    return text


def _network(text: str) -> str:
    ipaddress.ip_network(text)  # its ValueError says what is wrong
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Network = Annotated[str, AfterValidator(_network)]


class SiteSettings(BaseModel, frozen=True, extra="forbid"):
    """One site: where to begin, how far to go, and how fast."""

    start: tuple[WebAddress, ...] = Field((), description="Pages to begin with.")
    sitemaps: tuple[WebAddress, ...] = Field(
        (),
        description="Sitemaps whose pages are asked for; of a robots.txt, those that it names.",
    )
    domains: tuple[str, ...] = Field(
        (),
        description="Domains, with those below them, whose pages belong to the site; "
        "those of start and sitemaps where empty.",
    )
    depth: int = Field(3, ge=0, description="How many links away from a start page it goes.")
    max_pages: int = Field(200, ge=1, description="Pages that one run asks the site for.")
    max_known: int = Field(
        20_000, ge=1, description="Addresses of the site that are kept in mind from run to run."
    )
    delay_s: float = Field(
        2.0, gt=0, description="Seconds between two requests; a longer Crawl-delay counts."
    )
    timeout_s: float = Field(
        30, gt=0, description="Seconds that an answer may take, from the request to its last byte."
    )
    skip: tuple[Pattern, ...] = Field(
        (),
        description="Addresses in which one of these regular expressions is found are not asked.",
    )
    posts: tuple[Pattern, ...] = Field(
        (),
        description="Pages in whose address one of these is found become posts; where empty, "
        "all but those of start. Others only lead on.",
    )
    private_networks: tuple[Network, ...] = Field(
        (),
        description="Networks, such as 10.1.0.0/16, that are not public and may yet be asked.",
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not (self.start or self.sitemaps):
            raise ValueError("say where to begin: start, or sitemaps")
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """Domains of the site, in small letters."""
        named: Iterable[str] = self.domains or (
            urlsplit(one).hostname or "" for one in (*self.start, *self.sitemaps)
        )
        return tuple(sorted({one.lower().strip(".") for one in named}))


class PagesSettings(BaseModel, frozen=True, extra="forbid"):
    """Which sites `collect_pages` reads, and what holds for all of them."""

    contact: str = Field(
        "",
        description="Address of mail or a page where sites reach you: part of the user agent. "
        "Without it nothing is asked.",
    )
    sites: dict[str, SiteSettings] = Field(
        {}, description="Sites, by the name that their posts have as author."
    )
    recheck_hours: float = Field(
        20, ge=0, description="Hours for which a page that was asked is not asked again."
    )
    max_page_bytes: int = Field(
        2_000_000, ge=1000, description="Size from which a page is not read, packed or unpacked."
    )
    max_minutes: float = Field(
        120, gt=0, description="Minutes after which a run asks no more; the next goes on."
    )
    min_characters: int = Field(
        200, ge=1, description="Length of the main text from which a page becomes a post."
    )

    @model_validator(mode="after")
    def _named(self) -> Self:
        for name in self.sites:
            if not _NAME.fullmatch(name):
                raise ValueError(
                    f"sites.{name}: a name has small letters, digits, points, - and _ only, "
                    "100 at most"
                )
        if self.sites and not re.search(r"\S+@\S+\.\S+|https?://\S+", self.contact):
            raise ValueError(
                "contact: give an address of mail or a page, so that sites can reach you"
            )
        if re.search(r"[\r\n()]", self.contact):
            raise ValueError("contact: no brackets or line breaks, since it stands in a header")
        return self
