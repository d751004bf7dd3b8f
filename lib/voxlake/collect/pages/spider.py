"""Crawls one site: one request at a time, each with one outcome that is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import StopDownload

from voxlake.collect.pages.addresses import normal, why_not
from voxlake.collect.pages.answers import first, kind_of, outcome_of, said
from voxlake.collect.pages.gate import REDIRECTS, RefusedError
from voxlake.collect.pages.judging import Judge, Verdict
from voxlake.collect.pages.listed import Listed, listed
from voxlake.collect.pages.reading import read
from voxlake.collect.pages.settings import PagesSettings, SiteSettings
from voxlake.collect.pages.state import Frontier, Known, SiteState

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response
    from twisted.python.failure import Failure

Emit = Callable[[dict[str, Any]], None]

_MOST_SITEMAPS = 50
_SITEMAP_BYTES = 50 * 2**20
_MOST_HOPS = 5
_MOST_PUSHBACKS = 3
_HTML = ("text/html", "application/xhtml+xml")
_BEGINNINGS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OK, _UNCHANGED, _BROKEN = 200, 304, 500
_GONE = {404, 410}
_NO_ACCESS = {401, 402, 403, 407, 451}
_PUSHED_BACK = {429, 503}


@dataclass(frozen=True)
class Task:
    """What one spider is to do."""

    name: str
    settings: PagesSettings
    state: SiteState
    now: datetime
    emit: Emit
    asked: int = 0
    """Pages that the run has asked for already, in a crawl that broke off."""
    used_s: float = 0.0
    """Seconds since the run began."""

    @property
    def site(self) -> SiteSettings:
        """The settings of the site."""
        return self.settings.sites[self.name]


class SiteSpider(Spider):
    """Crawls the site of a task."""

    name = "site"

    def __init__(self, task: Task) -> None:
        super().__init__(task.name)
        self.task, self.site = task, task.site
        self._state = task.state
        starts = [normal(one) for one in self.site.start]
        for one in starts:
            self._state.pages.setdefault(one, Known(0))
        self._judge = Judge(self.site, task.settings.min_characters, self._state)
        self._frontier = Frontier(
            self._state, starts, self.site.depth, task.now, task.settings.recheck_hours
        )
        self._sitemaps = [normal(one) for one in reversed(self.site.sitemaps)]
        self._sitemaps_seen = set(self._sitemaps)
        self._hops: dict[str, int] = {}
        self._sent, self._pushbacks = task.asked, 0
        self._stopped: str | None = None
        self._until = monotonic() + task.settings.max_minutes * 60 - task.used_s
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:  # noqa: ANN401  (as Scrapy has it)
        """As Scrapy makes it, listening to headers, faults and the end."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_headers, signals.headers_received)
        crawler.signals.connect(spider.on_fault, signals.spider_error)
        crawler.signals.connect(spider.on_closed, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first address; each answer asks for the next."""
        for request in self._next():
            yield request

    @property
    def seconds_left(self) -> float:
        """Seconds until the run asks no more."""
        return self._until - monotonic()

    def set_delay(self, host: str, delay_s: float) -> None:
        """Wait at least so long between two requests to a host."""
        delay = self._delays[host] = max(delay_s, self.site.delay_s, self._delays.get(host, 0.0))
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay}
        if host in downloader.slots:
            downloader.slots[host].delay = delay

    def on_headers(self, headers: Headers, request: Request) -> None:
        """Break off what is no page before its body arrives; its status still counts."""
        kind = kind_of(headers)
        if request.cb_kwargs.get("address") and kind and kind not in _HTML:
            raise StopDownload(fail=False)

    def on_fault(self, failure: Failure) -> None:
        """Say that our own code failed, which ends the crawl of the site."""
        self._stopped = f"our fault: {failure.value!r}"

    def on_closed(self) -> None:
        """Say that the site is done, why, and how much is left."""
        why = self._stopped or "all asked"
        self.task.emit(
            {"kind": "done", "site": self.task.name, "left": self._frontier.left, "why": why}
        )

    def _next(self) -> Iterator[Request]:
        """The next request, unless the run has had enough of the site."""
        if self._stopped is None and self._sent >= self.site.max_pages:
            self._stopped = "max_pages"
        if self._stopped is None and self.seconds_left < max(self._delays.values(), default=0.0):
            self._stopped = "max_minutes"
        if self._stopped is not None:
            return
        timeout = {"download_timeout": self.site.timeout_s}
        if self._sitemaps:
            yield Request(
                self._sitemaps.pop(),
                callback=self._on_sitemap,
                errback=self._on_failure,
                meta={**timeout, "download_maxsize": _SITEMAP_BYTES},
                dont_filter=True,
            )
        elif (address := self._frontier.next()) is not None:
            self._sent += 1
            known = self._state.pages[address]
            asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            yield Request(
                address,
                callback=self._on_page,
                errback=self._on_failure,
                headers={name: value for name, value in asked.items() if value},
                meta=timeout,
                cb_kwargs={"address": address},
                dont_filter=True,
            )

    def _on_failure(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value or RuntimeError("no reason is told")
        address = request.cb_kwargs.get("address")
        was_sent = not isinstance(error, RefusedError) or error.was_sent
        self._sent -= address is not None and not was_sent
        kind = "sitemap" if address is None else "page"
        self._tell(address or request.url, Verdict(outcome_of(error)), kind=kind, was_sent=was_sent)
        yield from self._next()

    def _on_sitemap(self, response: Response) -> Iterator[Request]:
        try:
            found = listed(response.url, response.status, response.body, _SITEMAP_BYTES)
        except ValueError as error:
            self._tell(response.url, Verdict(f"sitemap with {error}"), kind="sitemap")
        else:
            self._take_in(found, response.url)
        yield from self._next()

    def _take_in(self, found: Listed, address: str) -> None:
        verdict = Verdict("sitemap")
        for one in found.sitemaps:
            reason = why_not(one, self.site, is_page=False)
            if reason or len(self._sitemaps_seen) >= _MOST_SITEMAPS:
                verdict.refused[reason or "too_many_sitemaps"] += 1
            elif one not in self._sitemaps_seen:
                self._sitemaps_seen.add(one)
                self._sitemaps.append(one)
        verdict.found = self._judge.followed(found.pages, 0, verdict.refused)
        self._tell(address, verdict, kind="sitemap")

    def _on_page(self, response: Response, address: str) -> Iterator[Request]:
        status = response.status
        if status == _OK:
            verdict = self._of_content(response, address)
        elif status == _UNCHANGED:
            verdict = Verdict("unchanged", facts={"gone_at": None})
        elif status in REDIRECTS:
            verdict = self._of_redirect(response, address)
        elif status in _GONE:
            verdict = Verdict("gone" if self._judge.lose(address) else "not_found")
        elif status in _NO_ACCESS:
            verdict = Verdict("no_access")
        else:
            verdict = Verdict("server_error" if status >= _BROKEN else "other_status")
        self._tell(address, verdict)
        if status in _PUSHED_BACK:
            self._slow_down(response)
        yield from self._next()

    def _slow_down(self, response: Response) -> None:
        """Wait twice as long, and stop where the site says until when, or asks a third time."""
        host = urlsplit(response.url).hostname or ""
        self._pushbacks += 1
        if response.headers.get("Retry-After") or self._pushbacks >= _MOST_PUSHBACKS:
            self._stopped = "the site asks to slow down"
        self.set_delay(host, 2 * self._delays.get(host, self.site.delay_s))

    def _of_redirect(self, response: Response, address: str) -> Verdict:
        place = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        try:
            target = normal(urljoin(address, place))
        except ValueError:
            return Verdict("redirect_no_address")
        hops = self._hops.get(address, 0) + 1
        reason = why_not(target, self.site) or ("too_often" if hops > _MOST_HOPS else None)
        if reason:
            return Verdict(f"redirect_{reason}")
        self._hops[target] = hops
        self._judge.lead_on(address, target)
        return Verdict("redirected", found=[(target, self._state.pages[address].depth)])

    def _of_content(self, response: Response, address: str) -> Verdict:
        kind, body = kind_of(response.headers), response.body
        if (kind and kind not in _HTML) or not body.lstrip().startswith(_BEGINNINGS):
            return Verdict("not_html")
        self.task.emit({"kind": "reading", "site": self.task.name, "address": address})
        try:
            page = read(body, address, said(response.headers), self.task.now.date())
        except Exception:  # whatever a page of strangers makes of a parser
            return Verdict("unreadable")
        validators = {
            "etag": first(response.headers, "ETag"),
            "last_modified": first(response.headers, "Last-Modified"),
        }
        return self._judge.judge(page, address, validators)

    def _tell(
        self, address: str, verdict: Verdict, *, kind: str = "page", was_sent: bool = True
    ) -> None:
        """Tell what became of a request, and take in what it leads to."""
        new = [one for one, _ in verdict.found if one not in self._state.pages]
        if left_out := self._state.add(verdict.found, self.site.max_known):
            verdict.refused["max_known"] += left_out
        self._frontier.see(one for one in dict.fromkeys(new) if one in self._state.pages)
        event = {"kind": kind, "site": self.task.name, "address": address, "was_sent": was_sent}
        self.task.emit(event | vars(verdict))
