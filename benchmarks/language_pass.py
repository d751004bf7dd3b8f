"""The language jobs on a day of texts, and on a second day that repeats them; for encode.py.

    python benchmarks/language_pass.py TEXTS LAKE [--texts 10000]

TEXTS is what texts.py wrote. A small day of other texts is done first, so that neither the start of
the JVM nor the first plans are timed; reading, planning, encoding and writing are. Prints as JSON:
seconds of each job on either day and what cores spent on it, how many texts were encoded, peak
memory of the driver with its JVM and Python workers, and how much the temporary folder holds of
copies of the encoder.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from figures import Watch, cpu_seconds, mib_of, two_cores
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.cache import cache_dir
from voxlake.core.days import Days
from voxlake.jobs import (
    detect_language,
    embed_meanings,
    embed_texts,
    score_emotion,
    score_sentiment,
)
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.settings import EmbeddingSettings, LanguageSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import POSTS

JOBS = {
    "detect_language": (detect_language, LanguageSettings()),
    "embed_texts": (embed_texts, EmbeddingSettings()),
    "score_sentiment": (score_sentiment, LanguageSettings()),
    "score_emotion": (score_emotion, LanguageSettings()),
    "embed_meanings": (embed_meanings, EmbeddingSettings()),
}
WARM_UP, DAY, NEXT_DAY = date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 2)
WARM_UP_TEXTS = 400


def main() -> None:
    """Run the days and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts_file", type=Path)
    parser.add_argument("lake", type=Path)
    parser.add_argument("--texts", type=int, default=10_000)
    asked = parser.parse_args()
    spark = two_cores()
    lake = Lake(spark, Root(str(asked.lake)), run_id="benchmark")
    texts = spark.read.parquet(str(asked.texts_file)).select("text_hash", "text")
    few = texts.limit(WARM_UP_TEXTS).withColumn("text", F.concat(F.lit("warm up "), "text"))
    put(lake, few.withColumn("text_hash", F.sha2("text", 256)), WARM_UP)
    put(lake, texts.orderBy("text_hash").limit(asked.texts), DAY)
    put(lake, texts.orderBy("text_hash").limit(asked.texts), NEXT_DAY)
    places = ModelPlaces.of(ModelSettings(), str(asked.lake))
    models = Models(spark, places, run_id="benchmark", keep_metrics=lambda _: None)
    ctx = Context(spark, lake, models, Days.of([DAY]), "benchmark")
    run(replace(ctx, days=Days.of([WARM_UP])))
    with Watch(os.getpid()) as watch:
        first = run(ctx)
    copies = [copies_of_the_encoder()]
    again = run(replace(ctx, days=Days.of([NEXT_DAY])))
    copies.append(copies_of_the_encoder())
    said = {"first": first, "again": again, "peak_mib": watch.peak, "copies_mib": copies}
    print(json.dumps(said))
    spark.stop()


def put(lake: Lake, texts: DataFrame, day: date) -> None:
    """Make each text a post of the day."""
    rows = texts.withColumns(
        {
            "post_id": F.concat(F.lit(f"{day}:"), "text_hash"),
            "post_date": F.lit(day),
            "is_usable": F.lit(True),
        }
    )
    posts = lake.spark.createDataFrame([], POSTS.schema)
    lake.replace(posts.unionByName(rows, allowMissingColumns=True), POSTS, Days.of([day]))


def run(ctx: Context) -> dict[str, object]:
    """Seconds of each job, what cores spent on it, and how many texts were encoded."""
    seconds, spent = {}, {}
    for name, (job, settings) in JOBS.items():
        start, before = time.perf_counter(), cpu_seconds()
        job.run(ctx, settings)
        seconds[name], spent[name] = time.perf_counter() - start, cpu_seconds() - before
    return {"seconds": seconds, "cpu_seconds": spent, "encoded": ctx.notes["texts_encoded"]}


def copies_of_the_encoder() -> float:
    """MiB of ONNX files in the temporary folders of this process."""
    folders = (cache_dir() / "tmp" / str(os.getpid()), Path(tempfile.gettempdir()))
    return mib_of(path for folder in folders for path in folder.rglob("*onnx*") if path.is_file())


if __name__ == "__main__":
    main()
