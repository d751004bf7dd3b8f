"""Where the links of a page lead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from voxlake.marketing.content.page import Link

_NOWHERE = re.compile(r"(?i)(#!?$|javascript:|about:blank$)")
_OF_THE_WEB = {"http", "https"}


class Place(NamedTuple):
    """What an address says."""

    scheme: str
    host: str
    is_relative: bool
    """Whether it has no host, and is more than a place on the page."""
    is_inner: bool
    """Whether it leads to the page's own site."""


class LinkCounts(NamedTuple):
    """Links with an address: all of them, and those of some kinds."""

    links: int
    inner: int
    relative: int
    nofollow: int


def place_of(address: str, host: str | None) -> Place | None:
    """What an address says; None where it leads nowhere.

    Args:
        address: As the link has it.
        host: Of the page; None: not known, so that only relative addresses are inner ones.
    """
    if not address or _NOWHERE.match(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    scheme, own = parts.scheme.lower(), parts.netloc.lower()
    on_page = address.startswith("#")
    is_relative = not scheme and not own and not on_page
    is_inner = is_relative or on_page or (own != "" and own == host)
    return Place(scheme, own, is_relative, is_inner)


def counted(links: Iterable[Link], host: str | None) -> LinkCounts:
    """How many links lead where."""
    places = [(link, place_of(link.address, host)) for link in links]
    known = [(link, place) for link, place in places if place]
    return LinkCounts(
        len(known),
        sum(place.is_inner for _, place in known),
        sum(place.is_relative for _, place in known),
        sum("nofollow" in link.relations for link, _ in known),
    )


def address_of(canonical: str | None, base_url: str | None, path: str) -> str | None:
    """The address of a page: what it calls canonical, else its path below the base.

    Args:
        canonical: As the page has it, perhaps relative.
        base_url: Address of the folder; None: not known.
        path: Of the file, below the folder.
    """
    own = urljoin(f"{base_url.rstrip('/')}/", quote(path)) if base_url else None
    if canonical:
        try:
            joined = urljoin(own or "", canonical)
        except ValueError:
            return own
        return joined if urlsplit(joined).scheme in _OF_THE_WEB else own
    return own


def host_of(address: str | None) -> str | None:
    """The host of an address of the web; None of none."""
    return urlsplit(address).netloc.lower() or None if address else None
