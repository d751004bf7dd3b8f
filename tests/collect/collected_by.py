"""Runs a collection against a server on loopback, without Spark, on a clock that waits move."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voxlake.collect.cursors import Cursors
from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.collecting import Collector
from voxlake.collect.posts.networks import network_of
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.web import Web
from voxlake.collect.raw_files import RawFiles
from voxlake.collect.settings import CollectSettings

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
SECRET = "s3cret-of-the-test"


class Place:
    """A lake's folder, a clock, and what was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.waits: list[float] = []
        self.told: list[str] = []

    def collect(self, posts, **settings):
        """What came of a collection; each call is a run of its own."""
        settings = CollectSettings(**{"timeout_s": 5, "retries": 2, **settings})
        posts = PostsSettings(**posts)
        web = Web(
            user_agent=settings.user_agent,
            timeout_s=settings.timeout_s,
            most_bytes=settings.max_answer_bytes,
        )
        asker = Asker(web, settings, self._sleep, lambda: self.now, self.told.append)
        key = SECRET if posts.token_env else None
        asker.secrets = (key,) if key else ()
        files = RawFiles(f"{self.folder}/_collected")
        cursors = Cursors(str(self.folder))
        collector = Collector(settings, cursors, files, lambda: self.now, self.told.append)
        try:
            return collector.collect("mine", posts, network_of(posts, key, asker), asker)
        finally:
            web.close()

    @property
    def files(self) -> list[Path]:
        return sorted((self.folder / "_collected").rglob("*.jsonl"))

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for f in self.files for line in f.read_text().splitlines()]

    def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)
