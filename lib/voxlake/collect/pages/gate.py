"""What every request passes before it goes out: the network it leads to, and robots.txt."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future

from voxlake.collect.pages.addresses import literal_ip, may_connect, normal
from voxlake.collect.pages.robots import MOST_BYTES, MOST_REDIRECTS, NOTHING, Rules, rules_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from voxlake.collect.pages.spider import SiteSpider

OF_ROBOTS = "of_robots"
_TIMEOUT_S = 30.0
"""Seconds that robots.txt may take, however impatient the site's own setting is."""
REDIRECTS = {301, 302, 303, 307, 308}


class RefusedError(IgnoreRequest):
    """A request that does not go out, with the outcome that says why."""

    def __init__(self, outcome: str, *, was_sent: bool = False) -> None:
        self.outcome = outcome
        self.was_sent = was_sent
        """Whether the network was asked all the same, if only for a name."""
        super().__init__(outcome)


class Gate:
    """A downloader middleware of Scrapy's: lets a request pass, or raises why not."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Check a request.

        Raises:
            RefusedError: it must not go out.
        """
        await self._require_public(request.url)
        if request.meta.get(OF_ROBOTS):
            return
        rules = await self._rules_of(request.url)
        if not rules.allow(request.url):
            raise RefusedError("robots_unreachable" if rules is NOTHING else "refused_by_robots")
        self._slow_down(request.url, rules.delay_s)

    def process_response(self, request: Request, response: Response) -> Response:
        """Check where an answer came from: the name may have led elsewhere since it was asked."""
        networks = self._spider.site.private_networks
        if response.ip_address and not may_connect(str(response.ip_address), networks):
            raise RefusedError("private_address", was_sent=True)
        return response

    @property
    def _spider(self) -> SiteSpider:
        return cast("SiteSpider", self._crawler.spider)

    async def _require_public(self, address: str) -> None:
        """Check the network of an address; its name is resolved once, and connected to as found."""
        from twisted.internet import reactor  # noqa: PLC0415  (importing it installs it)

        host, names = urlsplit(address).hostname or "", cast("Any", reactor)
        try:
            ip = literal_ip(host) or await maybe_deferred_to_future(names.resolve(host))
        except Exception as error:
            raise RefusedError("unreachable", was_sent=True) from error
        if not may_connect(str(ip), self._spider.site.private_networks):
            raise RefusedError("private_address")

    async def _rules_of(self, address: str) -> Rules:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            future: asyncio.Future[Rules] = asyncio.get_running_loop().create_future()
            self._rules[origin] = future
            future.set_result(await self._asked(f"{origin}/robots.txt"))
        return await self._rules[origin]

    async def _asked(self, address: str) -> Rules:
        """The rules at an address, or where it leads to; of a host that cannot be asked, none."""
        engine = self._crawler.engine
        for _ in range(MOST_REDIRECTS + 1):
            request = Request(
                address,
                callback=NO_CALLBACK,
                meta={
                    OF_ROBOTS: True,
                    "download_maxsize": 4 * MOST_BYTES,
                    "download_timeout": _TIMEOUT_S,
                },
                dont_filter=True,
            )
            try:
                response = await engine.download_async(request)
                if response.status not in REDIRECTS:
                    return rules_of(response.status, response.body)
                said = response.headers.get("Location") or b""
                address = normal(urljoin(address, said.decode("latin-1")))
            except Exception:  # whatever goes wrong, its rules are not known
                return NOTHING
        return Rules()

    def _slow_down(self, address: str, delay_s: float) -> None:
        """Wait between requests as long as the host asks for.

        Raises:
            RefusedError: that is longer than the run may take.
        """
        spider = self._spider
        if delay_s > spider.seconds_left:
            raise RefusedError("crawl_delay_too_long")
        spider.set_delay(urlsplit(address).hostname or "", delay_s)
