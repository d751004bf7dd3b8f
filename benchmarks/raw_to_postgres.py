"""Raw posts to usable ones, to topics, to sentiment, to PostgreSQL: one run, on two cores.

    python benchmarks/raw_to_postgres.py [--texts 485000] [--days 28] [--data ../shared/data]

Real titles (reddit_top) as its files have them, with their HTML entities, dealt out to a CSV file a
day. The last hundredth of a file stands in the next one, too, as in exports that overlap; no record
lacks a text. One `voxlake run` takes them to a PostgreSQL on loopback that keeps what it commits
(fsync); seconds are those of `job_runs`. Beside it, for the last step alone: the same rows by
deltalake, Arrow and psycopg's COPY, in one process, with the same keys and indexes. What both hold
is then compared, each value of it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import itertools
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc
from batch import Batch, path_of, read, reddit_posts, run_batch, write_source
from deltalake import DeltaTable
from figures import CORES, DATA, Ratio, mib_of
from postgres_by_hand import BY_HAND, OURS, copy_by_hand, counted, postgres

from voxlake.pipeline import JOBS
from voxlake.setup.debian import program
from voxlake.stores.postgres.shape import published
from voxlake.tables import (
    DATA_QUALITY,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    TABLES,
    TEXT_EMBEDDINGS,
    TEXT_MEANINGS,
    TOPIC_TRENDS,
    TOPICS,
)

if TYPE_CHECKING:
    from servers import PostgresServer

STEPS = (
    "ingest",
    "detect_language",
    "embed_texts",
    "score_sentiment",
    "embed_meanings",
    "fit_topics",
    "assign_topics",
    "build_topic_trends",
    "publish_postgres",
)
VECTORS = (TEXT_EMBEDDINGS, TEXT_MEANINGS)
"""Gold that stays in the lake: jobs read it, people do not."""
SENT = tuple(
    table
    for job in JOBS
    if job.name in STEPS
    for table in job.writes
    if table.layer == "gold" and table not in VECTORS
)
SHAPES = {table: published(table, lambda *_: True) for table in SENT}
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
DAY_S = 86_400
REPEATED = 100
"""Of so many records of a file one stands in the next day's, too."""
WORD = "POSTGRES_WORD"
SOURCE = """
name: reddit_top
format: csv
path: raw/*.csv.gz
tables:
  posts:
    post_id: id
    posted_at: {column: created_utc, time: unix_seconds}
    text: title
    score: score
    reply_count: num_comments
    attributes: [subreddit]
"""


@dataclass(frozen=True)
class Raw:
    """What the files hold."""

    posts: int
    files: int
    with_entities: int


def main() -> int:
    """Run it and print what was found; 1 where PostgreSQL holds something else than gold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=485_000, help="raw posts")
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    if not program("initdb"):
        print("skipped: there is no PostgreSQL here; `make test` fetches Debian's, with a network")
        return 0
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        raw = write_raw(asked.data, asked.texts, asked.days, Path(folder))
        told = {"settings": sending_to(server), "secrets": {WORD: server.password}}
        batch = run_batch(Path(folder), raw.posts, STEPS, **told)
        print(f"\nload of the machine {load:.1f} before, {os.getloadavg()[0]:.1f} after the run")
        report(batch, raw)
        return compare(server, batch)


def sending_to(server: PostgresServer) -> list[str]:
    """Settings of the publishing job."""
    names = ", ".join(table.view for table in SENT)
    return [
        f"postgres.address={server.address}",
        f"postgres.password_env={WORD}",
        "postgres.tls=disable",
        f"postgres.schema={OURS}",
        "postgres.personal=true",
        f"postgres.tables=[{names}]",
    ]


def write_raw(data: Path, count: int, days: int, here: Path) -> Raw:
    """Write so many records as gzipped CSV files, a file a day, and the source; what there is."""
    shared = count // (REPEATED * days)
    rows = list(itertools.islice(reddit_posts(data), count - shared * (days - 1)))
    for n, row in enumerate(rows):
        second = DAY_S * (n % days) + DAY_S * (n // days) * days // (len(rows) + days)
        row["created_utc"] = f"{FIRST.timestamp() + second:.1f}"
    parts = [rows[day::days] for day in range(days)]
    (here / "raw").mkdir()
    for day, part in enumerate(parts):
        again = parts[day - 1][len(parts[day - 1]) - shared :] if day else []
        with gzip.open(here / f"raw/{day:03d}.csv.gz", "wt", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, list(rows[0]))
            lines.writeheader()
            lines.writerows(again + part)
    write_source(here, SOURCE)
    entities = sum(html.unescape(row["title"]) != row["title"] for row in rows)
    return Raw(len(rows) + shared * (days - 1), days, entities)


def report(batch: Batch, raw: Raw) -> None:
    """Print rows and seconds by step, memory, and files by table."""
    print(
        f"{raw.posts:,} raw posts in {raw.files} files, {raw.with_entities:,} with HTML entities, "
        f"on {CORES} cores\n"
    )
    show_rows(batch, raw)
    batch.show_jobs()
    print(f"{'with start and end':<20} {batch.wall_seconds:>9,.0f} s")
    print(f"memory, most of all jobs: {batch.seen.peak:,.0f} MiB of driver, JVM and workers")
    print(f"temporary folder, at its fullest: {batch.scratch_mib:,.0f} MiB\n")
    show_files(batch)


def show_rows(batch: Batch, raw: Raw) -> None:
    """Print how many rows came out of each step."""
    steps = dict.fromkeys(("read", "accepted", "duplicate", "rejected", "usable"), 0)
    found = read(batch.lake, DATA_QUALITY).to_pandas(columns=["step", "row_count"])
    steps |= found.groupby("step").row_count.sum().to_dict()
    outcomes = sum(steps[name] for name in ("accepted", "duplicate", "rejected"))
    if not raw.posts == steps["read"] == outcomes:
        raise SystemExit(f"{raw.posts:,} records were written, but: {steps}")
    for name, value in steps.items():
        print(f"{name:<35} {value:>11,} rows")
    languages = read(batch.lake, POST_LANGUAGE).to_pyarrow_table(columns=["is_read"])
    topics = read(batch.lake, POST_TOPICS).to_pyarrow_table(columns=["is_clear"])
    for name, value in {
        "in a language that models read": pc.sum(languages["is_read"]).as_py(),
        "with sentiment": rows_of(read(batch.lake, POST_SENTIMENT)),
        "topics": rows_of(read(batch.lake, TOPICS)),
        "with a topic": topics.num_rows,
        "with a clear one": pc.sum(topics["is_clear"]).as_py(),
        "of topic_trends": rows_of(read(batch.lake, TOPIC_TRENDS)),
    }.items():
        print(f"{name:<35} {value:>11,} rows")
    print()


def show_files(batch: Batch) -> None:
    """Print files and MiB of each table: of its last version, and all that the run wrote."""
    print(f"{'table':<20} {'rows':>11} {'files':>7} {'MiB':>9} {'written':>9} {'MiB':>9}")
    total: list[float] = [0] * 5
    for table in TABLES:
        if not path_of(batch.lake, table).is_dir():
            continue
        delta = read(batch.lake, table)
        live = delta.get_add_actions(flatten=True).column("size_bytes").to_pylist()
        written = [
            path
            for path in path_of(batch.lake, table).rglob("*.parquet")
            if "_delta_log" not in path.parts
        ]
        figures = [rows_of(delta), len(live), sum(live) / 2**20, len(written), mib_of(written)]
        total = [a + b for a, b in zip(total, figures, strict=True)]
        print(_line(table.view, figures))
    print(_line("all", total), "\n")


def _line(name: str, figures: list[float]) -> str:
    rows, files, mib, written, mib_written = figures
    return f"{name:<20} {rows:>11,} {files:>7,} {mib:>9,.1f} {written:>9,} {mib_written:>9,.1f}"


def rows_of(table: DeltaTable) -> int:
    """How many rows a table has."""
    return sum(table.get_add_actions(flatten=True).column("num_records").to_pylist())


def compare(server: PostgresServer, batch: Batch) -> int:
    """Send the same rows in another way, and hold seconds and rows against each other."""
    ours, by_hand = batch.runs.seconds["publish_postgres"], 0.0
    differing = 0
    with server.connect() as connection:
        connection.execute(f"CREATE SCHEMA {BY_HAND}")
        for table, shape in SHAPES.items():
            started = time.monotonic()
            copy_by_hand(connection, read(batch.lake, table), shape)
            by_hand += time.monotonic() - started
            gold = rows_of(read(batch.lake, table))
            there, others = counted(connection, shape.name)
            differing += others + abs(gold - there)
            print(f"{shape.name:<20} {gold:>11,} rows of gold, {there:>11,} in PostgreSQL")
    print("all values are equal" if not differing else f"{differing:,} rows DIFFER")
    print(f"publish_postgres {ours:,.1f} s, Arrow and COPY by hand {by_hand:,.1f} s\n")
    print(Ratio("seconds of publish_postgres over Arrow and COPY by hand", ours / by_hand))
    print(Ratio("rows that differ between gold and PostgreSQL", differing, at_most=0))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
