"""What a site's robots.txt allows, by RFC 9309, with its Crawl-delay."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

TOKEN = "voxlake"
"""Name by which robots.txt, robots tags and headers speak of us."""
MOST_BYTES = 512 * 1024
MOST_REDIRECTS = 5
_OK, _REDIRECT, _GONE, _BROKEN = 200, 300, 400, 500


@dataclass(frozen=True)
class Rules:
    """What one host allows; without a parser, all or nothing of it."""

    parser: Protego | None = None
    allows_unsaid: bool = True

    def allow(self, address: str) -> bool:
        """Whether an address may be asked."""
        if self.parser is None:
            return self.allows_unsaid
        return bool(self.parser.can_fetch(address, TOKEN))

    @property
    def delay_s(self) -> float:
        """Seconds between two requests that it asks for; 0 where it asks for none."""
        if self.parser is None:
            return 0.0
        rate = self.parser.request_rate(TOKEN)
        said = [self.parser.crawl_delay(TOKEN) or 0.0]
        said += [rate.seconds / rate.requests] if rate and rate.requests else []
        return float(max(said))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Sitemaps that it names."""
        return tuple(self.parser.sitemaps) if self.parser else ()


NOTHING = Rules(allows_unsaid=False)
"""Of a host whose robots.txt cannot be had: it may have been meant to forbid."""


def rules_of(status: int, body: bytes) -> Rules:
    """The rules that an answer to the question for robots.txt means.

    None there (4xx) allows all; a host that is broken (5xx) allows nothing, as does one that asks
    to slow down (429); one that leads on too often counts as having none.
    """
    if _OK <= status < _REDIRECT:
        return Rules(Protego.parse(body[:MOST_BYTES].decode("utf-8-sig", "replace")))
    if status >= _BROKEN or status == 429:  # noqa: PLR2004
        return NOTHING
    return Rules()
