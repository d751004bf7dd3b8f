"""Read pages of sites into raw files, in a process of its own; ingest makes posts of them."""

from __future__ import annotations

from importlib.util import find_spec

from voxlake.collect.cursors import Cursors
from voxlake.collect.pages.collector import collect, read_by
from voxlake.collect.pages.process import events
from voxlake.collect.pages.store import SiteStore
from voxlake.collect.raw_files import FOLDER, RawFiles
from voxlake.collect.settings import CollectSettings
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.run.context import Context


def run(ctx: Context, settings: CollectSettings) -> None:
    """Crawl the sites, keep what is new or changed, and say what became of every request."""
    pages = settings.pages
    if not pages.sites:
        raise ConfigError("collect_pages has no site to read: name some in collect.pages.sites.")
    if any(find_spec(name) is None for name in ("scrapy", "trafilatura")):
        raise ConfigError(
            "collect_pages needs the packages scrapy and trafilatura: "
            "pip install 'voxlake[collect]', on the driver."
        )
    if (home := ctx.lake.place.home) is None:
        raise ConfigError(
            "A lake in a catalog needs lake.home: collect_pages keeps its state there."
        )
    raw_files = RawFiles(settings.to or f"{home}/{FOLDER}", ctx.lake.require_may_write)
    cursors = Cursors(home, ctx.lake.require_may_write)
    stores = {
        name: SiteStore(name, raw_files, cursors, read_by(pages, name)) for name in pages.sites
    }
    reports, fault = collect(pages, stores, events, ctx.now)
    for name, report in reports.items():
        ctx.note(**{f"pages of {name}": str(report)})
    if fault is not None:
        raise PlatformError(
            f"The crawl broke off: {fault}. What came in until then is kept; run it again."
        )
