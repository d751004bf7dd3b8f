"""A large batch of real titles, through the jobs as `voxlake run` runs them, on two cores.

    python benchmarks/scale.py [--texts 500000] [--days 10] [--data ../shared/data] [--prices FILE]

The titles (reddit_top) are spread over days. One run ingests them and does the whole language pass;
its logs tell how far it is. Times are those of `job_runs`, with all that a job does. Memory is that
of the driver, its JVM and its Python workers together, every five seconds. Disk is that of the lake
after the run, and of the temporary folder at its fullest. Hours and dollars of larger batches are
worked out from these figures and from prices that are inputs (emr.yaml). The ceiling is what the
processor's int8 multiply-adds a second (gemm.py) allow for the tokens of these titles.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from batch import Batch, path_of, read, reddit_posts, run_batch, write_source
from costs import Cluster, Work, cost_table
from figures import CORES, DATA, HERE, Ratio, measured_by, mib_of_folder
from gemm import multiply_adds_a_second
from raw_encoder import multiply_adds, raw_encoder

from voxlake.tables import TABLES, TEXT_EMBEDDINGS

JOBS = ("ingest", "detect_language", "embed_texts", "score_sentiment", "score_emotion")
COUNTS = (100_000_000, 1_000_000_000)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
SAMPLED = 5_000
SOURCE = """
name: reddit_top
format: parquet
path: titles
tables:
  posts: {post_id: id, posted_at: posted_at, text: title, like_count: score}
"""


def main() -> None:
    """Run the batch and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=500_000)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--prices", type=Path, default=HERE / "emr.yaml")
    asked = parser.parse_args()
    cluster = Cluster.read(asked.prices)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        posts = write_titles(asked.data, asked.texts, asked.days, here)
        batch = run_batch(here, posts, JOBS)
        ceiling = core_seconds_at_ceiling(here, asked.data)
        report(batch, cluster, ceiling)


def write_titles(data: Path, count: int, days: int, here: Path) -> int:
    """Write so many titles as Parquet, a file a day, and the source and configuration; how many."""
    rows = list(itertools.islice(titles(data), count))
    size = -(-len(rows) // days)
    (here / "titles").mkdir()
    for day, start in enumerate(range(0, len(rows), size)):
        part = rows[start : start + size]
        table = pa.Table.from_pylist(part)
        midnight = FIRST + timedelta(days=day)
        times = [midnight + timedelta(seconds=86_399 * n / size) for n in range(len(part))]
        stamps = pa.array(times, pa.timestamp("us", tz="UTC"))
        pq.write_table(table.append_column("posted_at", stamps), here / f"titles/{day:03d}.parquet")
    write_source(here, SOURCE)
    return len(rows)


def titles(data: Path) -> Iterator[dict[str, object]]:
    """Posts of Reddit in the order of the files."""
    for row in reddit_posts(data):
        yield {"id": row["id"], "title": row["title"], "score": int(row["score"])}


def core_seconds_at_ceiling(here: Path, data: Path) -> float:
    """Of a core for a title, if it did nothing but the model's multiply-adds."""
    wanted = ("--titles", "--texts", SAMPLED, "--data", data)
    measured_by("texts.py", here / "sample", *wanted, temp=here)
    _, tokenizer = raw_encoder(here / "raw")
    tokenizer.no_padding()
    given = pq.read_table(here / "sample", columns=["input"])["input"].to_pylist()
    lengths = [len(encoded.ids) for encoded in tokenizer.encode_batch(given)]
    work = sum(map(multiply_adds, lengths)) / len(lengths)
    speed = multiply_adds_a_second(CORES)
    print(
        f"\n{sum(lengths) / len(lengths):.1f} tokens a title, {work / 1e6:,.0f} M multiply-adds; "
        f"the processor does {speed / 1e9:.0f} G a second on {CORES} cores"
    )
    return CORES * work / speed


def report(batch: Batch, cluster: Cluster, ceiling: float) -> None:
    """Print speed, memory, disk, and what larger batches would cost."""
    runs, posts = batch.runs, batch.posts
    distinct = pc.count_distinct(
        read(batch.lake, TEXT_EMBEDDINGS).to_pyarrow_table(columns=["text_hash"])["text_hash"]
    ).as_py()
    seconds = runs.seconds
    print(f"\n{posts:,} titles, {distinct:,} distinct, on {CORES} cores")
    batch.show_jobs()
    ratios = memory(batch, runs)
    sizes = {table: mib_of_folder(path_of(batch.lake, table)) for table in TABLES}
    for table, mib in sizes.items():
        if mib:
            print(f"{table.name:<20} {mib * 1e6 / posts:>9,.0f} MiB a million posts")
    print(f"{'all tables':<20} {sum(sizes.values()) * 1e6 / posts:>9,.0f} MiB a million posts")
    print(
        f"{'temporary folder':<20} {batch.scratch_mib * 1e6 / posts:>9,.0f} MiB a million posts\n"
    )
    encode = CORES * seconds["embed_texts"] / distinct
    work = Work(
        distinct_share=distinct / posts,
        encode_core_seconds=encode,
        ceiling_core_seconds=ceiling,
        other_core_seconds=CORES * (seconds.sum() - seconds["embed_texts"]) / posts,
        mib=sum(sizes.values()) / posts,
    )
    print(cost_table(cluster, work, COUNTS), "", sep="\n")
    ratios.append(Ratio("embed_texts over the ceiling of the processor", ceiling / encode))
    print(*ratios, sep="\n")


def memory(batch: Batch, runs: pd.DataFrame) -> list[Ratio]:
    """Print the memory of embed_texts at its start, middle and end; the end over the middle."""
    start = runs.started_at["embed_texts"].timestamp()
    length = runs.seconds["embed_texts"]
    found = {}
    for name, middle in (("start", 0.15), ("middle", 0.5), ("end", 0.85)):
        window = (start + (middle - 0.1) * length, start + (middle + 0.1) * length)
        seen = batch.seen.between(*window)
        found[name] = sum(seen) / max(len(seen), 1)
        print(f"{f'memory, {name} of embed_texts':<35} {found[name]:>7,.0f} MiB")
    print(f"{'memory, most of all jobs':<35} {batch.seen.peak:>7,.0f} MiB")
    grown = found["end"] / max(found["middle"], 1)
    return [Ratio("memory at the end of embed_texts over its middle", grown, at_most=1.1)]


if __name__ == "__main__":
    main()
