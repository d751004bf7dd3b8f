"""How soon a text is scored without Spark, and how many a second, beside two other ways.

    python benchmarks/scoring.py [--data ../shared/data] [--texts 2000]

In this process, on two threads: one tweet at a time, as a request of one text is answered, then
batches of a hundred, each scored whole: cleaned, language, sentiment, emotion. Beside it, for the
vectors alone: raw ONNX Runtime with the same file, two threads, batches of 32, and Spark NLP as it
comes, each in processes of their own. Nobody's start and loading is timed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from figures import CORES, DATA, Ratio, measured_by
from raw_encoder import Way, raw_seconds

from voxlake.language.encoder.reading import FEELINGS
from voxlake.serve.scoring.texts import MOST_TEXTS, TextModels
from voxlake.text.plain import clean, read_by_encoders

WARM_UP = 50
ONE_BY_ONE = 500
AIM_MS = 100.0


def main(arguments: list[str] | None = None) -> list[Ratio]:
    """Measure and print; the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--texts", type=int, default=2000)
    asked = parser.parse_args(arguments)
    texts = tweets(asked.data, asked.texts)
    models = TextModels.open(threads=CORES)
    models.score(texts[:WARM_UP])
    spent = np.array([seconds_of(models, [text]) for text in texts[:ONE_BY_ONE]]) * 1000
    parts = [texts[i : i + MOST_TEXTS] for i in range(0, len(texts), MOST_TEXTS)]
    ours = len(texts) / sum(seconds_of(models, part) for part in parts)
    raw, spark_nlp = rivals(texts)
    p50, p95 = np.percentile(spent, [50, 95])
    print(f"{'one text, p50 and p95':<62} {p50:6.1f} {p95:6.1f} ms")
    for what, speed in (
        (f"batches of {MOST_TEXTS}, scored whole", ours),
        ("raw ONNX Runtime, vectors alone", raw),
        ("Spark NLP as it comes, vectors alone", spark_nlp),
    ):
        print(f"{what:<62} {speed:9.1f} texts/s")
    ratios = [
        Ratio("p95 of one text over 100 ms", p95 / AIM_MS, at_most=1.0),
        Ratio("scoring over raw ONNX Runtime", ours / raw, at_least=0.5),
        Ratio("scoring over Spark NLP as it comes", ours / spark_nlp, at_least=1.0),
    ]
    print(*ratios, sep="\n")
    return ratios


def tweets(data: Path, count: int) -> list[str]:
    """The first tweets about airlines."""
    with gzip.open(data / "airline_tweets" / "tweets.csv.gz", "rt", encoding="utf-8") as lines:
        return [row["text"] for row, _ in zip(csv.DictReader(lines), range(count), strict=False)]


def seconds_of(models: TextModels, texts: list[str]) -> float:
    """Seconds until texts are scored."""
    start = time.perf_counter()
    models.score(texts)
    return time.perf_counter() - start


def rivals(texts: list[str]) -> tuple[float, float]:
    """Texts a second of raw ONNX Runtime and of Spark NLP."""
    read = [FEELINGS.of(read_by_encoders(clean(text)) or ".") for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        raw = len(read) / raw_seconds(here / "raw", read, Way(1, CORES, 32))
        (here / "temp").mkdir()
        hashes = [f"{place:06}" for place in range(len(read))]
        pq.write_table(pa.table({"text_hash": hashes, "input": read}), here / "texts")
        own = measured_by("spark_nlp.py", here / "texts", here / "own", temp=here / "temp")
    return raw, len(read) / own["seconds"]


if __name__ == "__main__":
    main()
