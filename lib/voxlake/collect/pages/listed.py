"""What sitemaps list: pages, and further sitemaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree
from protego import Protego
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

from voxlake.collect.pages.addresses import normal

_OK = 200
_MOST_PAGES = 50_000


@dataclass(frozen=True)
class Listed:
    """Addresses in their one form, each once."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def is_list_of_sitemaps(address: str) -> bool:
    """Whether an address is of a robots.txt, which names sitemaps."""
    return urlsplit(address).path == "/robots.txt"


def listed(address: str, status: int, body: bytes, most_bytes: int) -> Listed:
    """What an answer lists.

    Raises:
        ValueError: it lists nothing; says why in two or three words.
    """
    if status != _OK:
        raise ValueError(f"status {status}")
    if is_list_of_sitemaps(address):
        rules = Protego.parse(body.decode("utf-8-sig", "replace"))
        return Listed(sitemaps=_normal(address, rules.sitemaps))
    if body.startswith(b"\x1f\x8b"):
        try:
            body = gunzip(body, max_size=most_bytes)
        except (OSError, EOFError) as error:
            raise ValueError("broken packing") from error
        except ValueError as error:  # as Scrapy says it
            raise ValueError("too large") from error
    try:
        sitemap = Sitemap(body)
        places = (one["loc"] for one in sitemap if one.get("loc"))
        found = _normal(address, places)
    except (etree.LxmlError, StopIteration) as error:
        raise ValueError("no XML") from error
    if sitemap.type == "sitemapindex":
        return Listed(sitemaps=found)
    return Listed(pages=found)


def _normal(base: str, places: Iterable[str]) -> tuple[str, ...]:
    def each() -> Iterator[str]:
        for number, place in enumerate(places):
            if number >= _MOST_PAGES:
                return
            try:
                yield normal(urljoin(base, place))
            except ValueError:
                continue

    return tuple(dict.fromkeys(each()))
