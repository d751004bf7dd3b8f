"""Fetch public posts into raw files, on from where the last run stopped; ingest reads them."""

from __future__ import annotations

import time
from collections.abc import Callable

from voxlake.collect.cursors import Cursors
from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.collecting import Collected, Collector
from voxlake.collect.posts.networks import network_of
from voxlake.collect.posts.page import Network
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.web import Web
from voxlake.collect.raw_files import FOLDER, RawFiles
from voxlake.collect.settings import CollectSettings
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.run.config import secret
from voxlake.run.context import Context


def run(ctx: Context, settings: CollectSettings) -> None:
    """Ask one network after the other; what one fails at stops no other, and is told at the end.

    Raises:
        ConfigError: nothing is named, or a query, a secret or a package is missing or wrong;
            nothing was asked then.
        PlatformError: some queries failed; what came of the others, and before, is kept.
    """
    if not settings.posts:
        raise ConfigError("collect_posts has nothing to fetch: name it in collect.posts.")
    if (home := ctx.lake.place.home) is None:
        raise ConfigError(
            "A lake in a catalog needs lake.home: collect_posts keeps there how far it has come."
        )
    may_write = ctx.lake.require_may_write
    files = RawFiles(settings.to or f"{home}/{FOLDER}", may_write)
    collector = Collector(settings, Cursors(home, may_write), files, ctx.now, ctx.tell)
    web = Web(
        user_agent=settings.user_agent,
        timeout_s=settings.timeout_s,
        most_bytes=settings.max_answer_bytes,
    )
    try:
        opened = {
            name: _opened(posts, Asker(web, settings, time.sleep, ctx.now, _told(ctx, name)))
            for name, posts in settings.posts.items()
        }
        found = {
            name: collector.collect(name, settings.posts[name], *both)
            for name, both in opened.items()
        }
    finally:
        web.close()
    _tell(ctx, found)


def _opened(posts: PostsSettings, asker: Asker) -> tuple[Network, Asker]:
    key = secret(posts.token_env).strip() if posts.token_env else None
    asker.secrets = (key,) if key else ()
    return network_of(posts, key, asker), asker


def _told(ctx: Context, name: str) -> Callable[[str], None]:
    return lambda line: ctx.tell(f"{name} {line}")


def _tell(ctx: Context, found: dict[str, Collected]) -> None:
    """Say what came of each network, in the summary or, where some failed, in the error."""
    lines = {name: one.line() for name, one in found.items()}
    for name, one in found.items():
        lines |= {f"{name} ({n})": line for n, line in enumerate(one.told, start=1)}
    ctx.note(**lines)
    if failed := [line for one in found.values() for line in one.failed]:
        kept = [f"{name}: {line}" for name, line in lines.items()]
        told = "\n  ".join([*failed, "What came is kept, and the next run goes on:", *kept])
        raise PlatformError(f"collect_posts did not get all that it asked for.\n  {told}")
