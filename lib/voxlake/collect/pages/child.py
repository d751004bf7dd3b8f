"""The process of a crawl: takes its task as a line of JSON, tells what happens as lines of JSON.

A process of its own, since the reactor of Twisted runs once in a process. It ends when whoever
started it does.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import datetime
from typing import Any, TextIO

from scrapy.crawler import CrawlerProcess

from voxlake import __version__
from voxlake.collect.pages.gate import Gate
from voxlake.collect.pages.settings import PagesSettings
from voxlake.collect.pages.spider import SiteSpider, Task
from voxlake.collect.pages.state import SiteState

_SIGN_OF_LIFE_S = 2.0


def main() -> None:
    """Crawl the sites of the task on stdin; events go to stdout, all else to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    crawl(task, out)


def crawl(task: dict[str, Any], out: TextIO) -> None:
    """Crawl all sites, each by a spider of its own, at once.

    Args:
        task: `settings` (of pages), `now`, `used_s` since then, `sites`: the state of each that is
            to be crawled, and `asked`: how many pages of each were asked for already.
        out: Where events go.
    """
    settings = PagesSettings.model_validate(task["settings"])
    now = datetime.fromisoformat(task["now"])

    def emit(event: dict[str, Any]) -> None:
        out.write(json.dumps(event) + "\n")
        out.flush()

    process = CrawlerProcess(_of_scrapy(settings))
    for name, state in task["sites"].items():
        used = (task["asked"][name], task["used_s"])
        one = Task(name, settings, SiteState.of(state), now, emit, *used)
        process.crawl(process.create_crawler(SiteSpider), task=one)
    _give_signs_of_life(emit)
    process.start()
    emit({"kind": "end"})


def _of_scrapy(settings: PagesSettings) -> dict[str, Any]:
    delays = [site.delay_s for site in settings.sites.values()]
    return {
        "USER_AGENT": f"voxlake/{__version__} (+{settings.contact})",
        "DOWNLOADER_MIDDLEWARES": {Gate: 100},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        "DOWNLOAD_DELAY": min(delays),
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_MAXSIZE": settings.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DNS_TIMEOUT": max(site.timeout_s for site in settings.sites.values()),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "HTTPERROR_ALLOW_ALL": True,
        "LOG_LEVEL": "ERROR",
        "STATS_DUMP": False,
        **dict.fromkeys(
            (
                "COOKIES_ENABLED",  # nothing is kept of a visit
                "HTTPPROXY_ENABLED",  # behind it nobody knows which network answers
                "METAREFRESH_ENABLED",
                "REDIRECT_ENABLED",  # the spider looks at each address itself
                "REFERER_ENABLED",
                "REMOTE_CONTROL_ENABLED",
                "RETRY_ENABLED",  # the next run asks again
                "ROBOTSTXT_OBEY",  # `Gate` obeys it, with Crawl-delay and what cannot be had
                "TELNETCONSOLE_ENABLED",
            ),
            False,
        ),
    }


def _give_signs_of_life(emit: Any) -> None:  # noqa: ANN401
    from twisted.internet import reactor  # noqa: PLC0415  (importing it installs it)
    from twisted.internet.task import LoopingCall  # noqa: PLC0415

    alive = LoopingCall(emit, {"kind": "alive"})
    alive.clock = reactor
    alive.start(_SIGN_OF_LIFE_S, now=False)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
