"""A folder of data with source files and a lake, for tests of the job `ingest`."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from voxlake.core.days import Days
from voxlake.ingest.settings import IngestSettings
from voxlake.jobs import ingest
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.tables import TABLES

JAN_1, JAN_2, JAN_3 = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
POSTS_SOURCE = {
    "name": "net",
    "format": "json",
    "path": "posts/*.json",
    "tables": {
        "posts": {
            "post_id": "id",
            "posted_at": "at",
            "user_id": "user",
            "text": "text",
            "like_count": "likes",
            "attributes": ["shop"],
        },
        "users": {"user_id": "user", "handle": "handle"},
    },
}


class Place:
    """A folder of data with source files, and a lake."""

    def __init__(self, spark, folder: Path) -> None:
        self.data = folder / "data"
        self.conf = folder / "conf"
        self.conf.mkdir(parents=True)
        self.lake = Lake(spark, Root(str(folder / "lake")), run_id="run")
        self.touched: list[Days] = []
        self.notes: dict[str, object] = {}

    def source(self, **keys: Any) -> None:
        (self.conf / f"{keys['name']}.yaml").write_text(yaml.safe_dump(keys))

    def file(self, path: str, *records: dict | str, day: date = date(2024, 1, 9)) -> None:
        lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
        where = self.data / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text("\n".join(lines) + "\n")
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
        os.utime(where, (at, at))

    def run(self, *sources: str, days: Days = Days.every(), **keys: Any) -> None:
        keys = {"max_rejected_share": 1.0, **keys}  # tests reject records on purpose
        settings = IngestSettings(
            sources=sources, sources_dir=str(self.conf), data=str(self.data), **keys
        )
        lake = self.lake
        ctx = Context(lake.spark, lake, None, days, "run", self.touched.append)  # type: ignore[arg-type]
        ingest.run(ctx, settings)
        self.notes = ctx.notes

    def rows(self, table, *columns: str) -> list[tuple]:
        rows = self.lake.read(table).select(*columns).collect()
        return sorted((tuple(row) for row in rows), key=str)

    def versions(self) -> dict[str, int | None]:
        return {table.view: self.lake.version(table) for table in TABLES}


def post(number: int, at: str, text: str | None = "hello", **others: Any) -> dict:
    return {"id": f"p{number}", "at": at, "user": "u1", "handle": "@Ann", "text": text, **others}
