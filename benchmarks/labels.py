"""How good models of labels of one's own become with the number of texts that people labelled.

    python benchmarks/labels.py ../shared/data --cache /tmp/vectors

Two label sets of the airline tweets, which the encoder has not learned: why people complain (eight
reasons), and whether they do. A fifth of the tweets, whole wordings, is the test, and looked at by
no choice: penalty, temperature and threshold are chosen by cross-validation within what is learned.
Smaller parts are drawn three times; of each figure the mean, the least and the largest are printed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from heads import CHECKOUT, with_vectors
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.answers import Answers, head_answers
from voxlake.language.embeddings import load_encoder
from voxlake.language.heads import head_of
from voxlake.language.labelled import draw_of_group, read_labelled
from voxlake.language.settings import LabelledTexts, TrainingSettings
from voxlake.language.training import labels_of, split, train_head
from voxlake.session import local_session, read_properties
from voxlake.setup.encoder import encoder_folder

SIZES = (300, 1_000, 3_000)
DRAWS = (1, 2, 3)
REASONS = {
    "Customer Service Issue": "service",
    "Late Flight": "late",
    "Cancelled Flight": "cancelled",
    "Lost Luggage": "luggage",
    "Damaged Luggage": "luggage",
    "Bad Flight": "flight",
    "Flight Booking Problems": "booking",
    "Flight Attendant Complaints": "crew",
    "Can't Tell": "other",
    "longlines": "other",
}
COMPLAINTS = {"negative": "yes", "neutral": "no", "positive": "no"}
SETS = {"reason": ("negativereason", REASONS), "complaint": ("airline_sentiment", COMPLAINTS)}


def main() -> None:
    """Print the curve of each label set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the labelled tables")
    parser.add_argument("--cache", type=Path, required=True, help="folder to keep vectors in")
    parser.add_argument("--only", choices=list(SETS))
    asked = parser.parse_args()
    spark = local_session(read_properties(CHECKOUT / "conf/spark/local.conf"))
    spark.sparkContext.setLogLevel("ERROR")
    encoder = load_encoder(spark, str(encoder_folder()))
    for name, (column, labels) in SETS.items():
        if asked.only not in (None, name):
            continue
        path = str(asked.data / "airline_tweets/tweets.csv.gz")
        source = LabelledTexts(path=path, format="csv", label_column=column, labels=labels)
        texts = with_vectors(read_labelled(spark, source), encoder, asked.cache).withColumns(
            {
                "encoder_version": F.lit(encoder.version),
                "language": F.lit("en"),
                "words": F.lit(1),
            }
        )
        curve(name, texts.persist(), encoder.version)


def curve(name: str, texts: DataFrame, encoder_version: str) -> None:
    """Print a line for each size."""
    settings = TrainingSettings(model=name)
    labels = labels_of(texts, ())
    learned, test = (part.persist() for part in split(texts, settings))
    total = learned.count()
    print(f"{name}: {total:,} to learn from, {test.count():,} of the test, labels {labels}")
    for size in (*SIZES, total):
        found = []
        for draw in DRAWS if size < total else DRAWS[:1]:
            part = learned.where(draw_of_group(draw, "curve") < size / total).persist()
            found.append(of_part(part, test, labels, encoder_version, settings))
            part.unpersist()
        print(
            f"  {size:6,} " + "  ".join(told(key, [one[key] for one in found]) for key in found[0])
        )
    counts = [row["count"] for row in test.groupBy("label").count().collect()]
    print(f"  always the most frequent label: accuracy {max(counts) / sum(counts):.3f}", flush=True)


def of_part(
    part: DataFrame,
    test: DataFrame,
    labels: tuple[str, ...],
    encoder_version: str,
    settings: TrainingSettings,
) -> dict[str, float]:
    """Figures of a head that learned a part."""
    start = time.monotonic()
    trained = train_head(part, labels, encoder_version, settings)
    seconds = time.monotonic() - start
    answers = head_answers(test, head_of(test.sparkSession, trained.numbers()))
    low, high = interval(answers)
    by_folds = trained.fitted.held_out.confusion.macro_f1
    return {
        **answers.confusion.figures,
        "low": low,
        "high": high,
        "calibration_error": answers.figures["all"]["calibration_error"],
        "macro_f1_by_folds": by_folds,
        "penalty": trained.fitted.regularisation,
        "seconds": seconds,
    }


def interval(answers: Answers) -> tuple[float, float]:
    """Ends of the 95% interval of macro F1 over test texts that are drawn anew."""
    draws = np.random.default_rng(7)
    found = []
    for _ in range(1000):
        rows = draws.integers(0, len(answers.classes), len(answers.classes))
        again = Answers(answers.rows, answers.chances[rows], answers.classes[rows], answers.labels)
        found.append(again.confusion.macro_f1)
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def told(key: str, values: list[float]) -> str:
    if len(values) == 1:
        return f"{key} {values[0]:.3f}"
    return f"{key} {np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})"


if __name__ == "__main__":
    main()
