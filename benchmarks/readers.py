"""Speed and accuracy of three readers of sentiment side by side, on the same labelled texts.

    python benchmarks/readers.py [--data ../shared/data] [--texts 0]

- voxlake: each distinct text is encoded in Spark NLP and scored by the sentiment head that ships;
- VADER in a pandas UDF, with the thresholds that its authors give, on texts as they were written;
- the same model by transformers and torch in a pandas UDF: the int8 weights as single precision,
  batches of 32, the same head. It needs the extra `[train]`.

All run in one Spark session on two cores and write what they say as Parquet. Each reads some texts
first, so that loading is not timed; reading, tokenising, scoring and writing are. The texts are the
airline tweets and SemEval's validation tweets; `--texts` takes fewer. A label is the most probable
one, however unsure, since VADER has no such word.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from figures import CORES, DATA, HERE, Ratio, two_cores
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from raw_encoder import raw_encoder
from texts import CSV, TSV
from vader_reader import vader_labels

from voxlake.language.encoder.embeddings import encode, encoder_input, load_encoder, task_count
from voxlake.language.heads.classifier import Confusion
from voxlake.language.heads.head import head_of, most_probable, scored_texts, shipped_head
from voxlake.setup.encoder import encoder_folder
from voxlake.tables.columns import SENTIMENTS
from voxlake.text.clean import clean_text
from voxlake.text.wording import encoder_text, text_hash

SETS = {
    "airline": ("airline_tweets/tweets.csv.gz", CSV, "text", "airline_sentiment"),
    "semeval": ("semeval_sentiment/val.tsv.gz", TSV, "text", "label"),
}
WARM_UP_TEXTS = 200
EXTRA = ("torch", "transformers", "onnx")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--texts", type=int, default=0, help="fewer texts; 0 for all")
    asked = parser.parse_args()
    spark = two_cores()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        labelled(spark, asked.data, asked.texts).write.parquet(str(here / "texts"))
        texts = spark.read.parquet(str(here / "texts"))
        readers = {"voxlake": voxlake(spark), "VADER": vader, "transformers": torch(spark, here)}
        found = {
            name: measure(texts, reader, here / name) for name, reader in readers.items() if reader
        }
        show(texts.count(), found)
    spark.stop()


def labelled(spark: SparkSession, data: Path, count: int) -> DataFrame:
    """Texts that people have labelled: set, label, text as written, and as the encoder reads it."""
    parts = []
    for name, (path, options, text, label) in SETS.items():
        if not (data / path).is_file():
            print(f"{name} is left out: there is no {data / path}")
            continue
        rows = spark.read.options(**options).csv(str(data / path))
        parts.append(
            rows.select(
                F.lit(name).alias("set"),
                F.col(label).alias("label"),
                F.col(text).alias("text"),
                text_hash(clean_text(F.col(text))).alias("text_hash"),
                encoder_text(clean_text(F.col(text))).alias("read"),
            )
        )
    if not parts:
        raise SystemExit(f"No labelled texts in {data}.")
    rows = parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])
    usable = rows.where("read IS NOT NULL").withColumn("input", encoder_input(F.col("read")))
    return usable.orderBy("text_hash").limit(count) if count else usable


def voxlake(spark: SparkSession) -> Callable[[DataFrame], DataFrame]:
    """What the jobs embed_texts and score_sentiment do between reading and writing."""
    encoder = load_encoder(spark, str(encoder_folder()))
    head = head_of(spark, shipped_head("sentiment")[1])

    def read(rows: DataFrame) -> DataFrame:
        distinct = rows.groupBy("text_hash").agg(F.min("read").alias("text"))
        vectors = encode(distinct, encoder).withColumn("encoder_version", F.lit(encoder.version))
        scored = scored_texts(vectors, head)
        said = scored.select("text_hash", most_probable(head)["label"].alias("said"))
        return rows.join(said, on="text_hash", how="inner")

    return read


def vader(rows: DataFrame) -> DataFrame:
    """VADER's own polarity of each text."""
    rows.sparkSession.sparkContext.addPyFile(str(HERE / "vader_reader.py"))
    label = F.pandas_udf(vader_labels, "string")
    return evenly(rows).withColumn("said", label("text"))


def torch(spark: SparkSession, here: Path) -> Callable[[DataFrame], DataFrame] | None:
    """The same encoder and head in torch; None without the extra."""
    if missing := [name for name in EXTRA if not find_spec(name)]:
        print(f"transformers: not measured, {', '.join(missing)} not here: install [train]")
        return None
    for module in ("figures.py", "raw_encoder.py", "torch_encoder.py"):
        spark.sparkContext.addPyFile(str(HERE / module))
    raw_encoder(here / "raw")
    folder, head = str(here / "raw"), shipped_head("sentiment")[1]
    weights, intercepts = np.array(head["coefficients"]), np.array(head["intercepts"])
    labels = np.array(head["labels"])

    @F.pandas_udf("string")
    def label(inputs: pd.Series) -> pd.Series:
        from torch_encoder import torch_encoder  # noqa: PLC0415  (an extra)

        from voxlake.language.encoder.fine_tuning import vectors_of  # noqa: PLC0415  (an extra)

        vectors = vectors_of(*torch_encoder(folder), inputs.tolist(), batch=32)
        return pd.Series(labels[(vectors @ weights.T + intercepts).argmax(axis=1)])

    return lambda rows: evenly(rows).withColumn("said", label("input"))


def evenly(rows: DataFrame) -> DataFrame:
    """The rows in tasks of the size that the encode job has."""
    return rows.repartition(task_count(rows.count(), CORES), "text_hash")


def measure(
    texts: DataFrame, read: Callable[[DataFrame], DataFrame], out: Path
) -> tuple[float, dict[str, Confusion]]:
    """Texts a second, and by set how often each label was given each label."""
    read(texts.limit(WARM_UP_TEXTS)).write.parquet(str(out / "warm_up"))
    start = time.perf_counter()
    read(texts).select("set", "label", "said").write.parquet(str(out / "all"))
    seconds = time.perf_counter() - start
    said = texts.sparkSession.read.parquet(str(out / "all"))
    counts = {name: np.zeros((len(SENTIMENTS),) * 2, dtype=np.int64) for name in SETS}
    for row in said.groupBy("set", "label", "said").count().collect():
        place = SENTIMENTS.index(row["label"]), SENTIMENTS.index(row["said"])
        counts[row["set"]][place] = row["count"]
    return texts.count() / seconds, {n: Confusion(c) for n, c in counts.items() if c.any()}


def show(count: int, found: dict[str, tuple[float, dict[str, Confusion]]]) -> None:
    """Print speed and accuracy in one table, then the ratios."""
    sets = list(found["voxlake"][1])
    heads = "".join(f"{name + ' recall':>16}{name + ' accuracy':>18}" for name in sets)
    print(f"\n{count:,} labelled texts\n{'':<14}{'posts/s':>10}{heads}")
    for name, (speed, confusions) in found.items():
        shares = "".join(
            f"{confusions[part].macro_recall:>16.3f}{confusions[part].accuracy:>18.3f}"
            for part in sets
        )
        print(f"{name:<14}{speed:>10,.0f}{shares}")
    print("recall is the mean over negative, neutral and positive\n")
    ours, its = found["voxlake"]
    for name, (speed, confusions) in found.items():
        if name != "voxlake":
            print(Ratio(f"posts/s of voxlake over {name}", ours / speed))
            for part in sets:
                recall = its[part].macro_recall / confusions[part].macro_recall
                print(Ratio(f"macro recall of voxlake over {name}, {part}", recall))


if __name__ == "__main__":
    main()
