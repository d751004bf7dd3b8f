"""A lake as the tables were at commit c61d4e1, of which tables_c61d4e1.json holds the columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from voxlake.lake import layout
from voxlake.lake.place import Root
from voxlake.tables import Table, column

JAN_1, JAN_2 = date(2024, 1, 1), date(2024, 1, 2)
NOON = datetime(2024, 1, 1, 12)
OF_THEN = json.loads(Path(__file__).with_name("tables_c61d4e1.json").read_text())
ROWS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "posts_v1": (
        {"post_id": "a", "post_date": JAN_1, "updated_at": NOON, "text": "first"},
        {"post_id": "b", "post_date": JAN_2, "updated_at": NOON, "text": "second"},
    ),
    "post_labels_v1": ({"post_id": "a", "model": "sentiment", "label": "negative"},),
    "demand_v1": (
        {"as_of_date": JAN_1, "segment_id": 0, "weekday": 1, "hour": 3, "expected": 1.0},
        {"as_of_date": JAN_2, "segment_id": 0, "weekday": 1, "hour": 3, "expected": 2.0},
    ),
    "topics_v1": ({"topic_id": 0, "title": "old"},),
    "sentiment_alerts_v1": ({"post_date": JAN_1, "brand": "all"},),
    "user_mood_v1": (
        {"as_of_date": JAN_1, "user_id": "u", "happiest_post_id": "a", "happiest_score": 0.9},
        {"as_of_date": JAN_2, "user_id": "u", "happiest_post_id": None, "saddest_post_id": "b"},
    ),
    "user_segments_v1": ({"as_of_date": JAN_1, "user_id": "u", "segment_id": 0},),
    "job_runs_v1": ({"run_id": "then", "job": "ingest", "started_at": NOON, "heartbeat_at": NOON},),
}
"""Rows of the tables that have changed since, and of one that has not."""


def table_of_then(name: str) -> Table:
    """A table as it was declared."""
    said = OF_THEN[name]
    columns = tuple(
        column(of, type_, "As it was.", is_personal=False) for of, type_ in said["columns"].items()
    )
    how = (said.get("partition"), said.get("last_by"))
    return Table(name, said["layer"], "As it was.", tuple(said["keys"]), columns, *how)


def make_lake(spark: SparkSession, folder: Path, frame: Callable[..., DataFrame]) -> None:
    """Write the rows, each table by the statement of then: with a partition a day."""
    for name, rows in ROWS.items():
        table = table_of_then(name)
        place = Root(str(folder)).name_of(table)
        spark.sql(layout.create_sql(table, place, daily=bool(table.partition)))
        frame(table, *rows).writeTo(place).append()
