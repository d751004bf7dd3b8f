"""Spark NLP as it comes, on the same texts; for encode.py.

    python benchmarks/spark_nlp.py TEXTS OUT

The same encoder in E5Embeddings with its own batch size and Spark NLP's own ONNX settings, in tasks
of the same size as the job's. Some texts are encoded first, so that no start is timed; reading,
encoding and writing are. Prints the seconds as JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from figures import CHECKOUT, CORES, two_cores
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from sparknlp.annotator import E5Embeddings
from sparknlp.base import DocumentAssembler

from voxlake.language.encoder.embeddings import task_count
from voxlake.setup.encoder import SHIPPED, read_card, unpack

WARM_UP_TEXTS = 400


def main() -> None:
    """Encode them all and print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts_file", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    spark = two_cores(but="spark.jsl.")
    own_batch = E5Embeddings().getBatchSize()
    unpack(CHECKOUT / SHIPPED["encoder"], asked.out / "raw")
    encoder = (
        E5Embeddings.loadSavedModel((asked.out / "raw").as_uri(), spark)
        .setInputCols(["document"])
        .setOutputCol("embedding")
        .setMaxSentenceLength(read_card(CHECKOUT / SHIPPED["encoder"])["max_tokens"])
        .setBatchSize(own_batch)
    )
    texts = spark.read.parquet(str(asked.texts_file))
    encode(texts.limit(WARM_UP_TEXTS), encoder, asked.out / "warm_up")
    start = time.perf_counter()
    encode(texts, encoder, asked.out / "all")
    print(json.dumps({"seconds": time.perf_counter() - start, "batch": own_batch}))
    spark.stop()


def encode(texts: DataFrame, encoder: E5Embeddings, out: Path) -> None:
    """Write text_hash and vector."""
    spread = texts.repartition(task_count(texts.count(), CORES), "text_hash")
    assembler = DocumentAssembler().setInputCol("input").setOutputCol("document")
    found = encoder.transform(assembler.transform(spread))
    vector = F.col("embedding")[0]["embeddings"].alias("vector")
    found.select("text_hash", vector).write.parquet(str(out))


if __name__ == "__main__":
    main()
