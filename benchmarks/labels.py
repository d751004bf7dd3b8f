"""How good models of labels of one's own become with the number of texts that people labelled.

    python benchmarks/labels.py ../shared/data --cache /tmp/vectors

Two label sets of the airline tweets, which the encoder has not learned: why people complain (eight
reasons), and whether they do. A fifth of the tweets, whole wordings, is the test, and looked at by
no choice: penalty, temperature and threshold are chosen by cross-validation within what is learned.
Smaller parts are drawn several times; of a figure the mean, the least and the largest are printed.

The fits are those of `train_language`, the same penalised likelihood of weighted texts, by SciPy in
place of Spark, which takes seconds for each. tests/whole/test_labels_of_airlines.py takes the first
set through the jobs themselves.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from heads import CHECKOUT, with_vectors
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import load_encoder
from voxlake.language.heads.classifier import HeldOut
from voxlake.language.labels.labelled import draw_of_group, read_labelled
from voxlake.language.labels.partial_labels import Labelled, Linear, fit_linear
from voxlake.language.settings import LabelledTexts, TrainingSettings
from voxlake.setup.encoder import encoder_folder
from voxlake.spark.session import local_session, read_properties

DRAWS = {300: 10, 1_000: 10, 3_000: 3}
"""How often each number of texts is drawn."""
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
SETTINGS = TrainingSettings()
PENALTIES = sorted(SETTINGS.regularisations, reverse=True)
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
        curve(name, collected(with_vectors(read_labelled(spark, source), encoder, asked.cache)))
    spark.stop()


def collected(texts: DataFrame) -> pd.DataFrame:
    """The texts with what the jobs go by: who is held out, in which fold, in which part."""
    fold = F.pmod(F.xxhash64("group", F.lit(SETTINGS.seed), F.lit("fold")), F.lit(SETTINGS.folds))
    columns = {
        "held_out": draw_of_group(SETTINGS.seed) < SETTINGS.held_out,
        "fold": fold,
        **{
            f"draw_{n}": F.xxhash64("group", F.lit(n), F.lit("curve"))
            for n in range(max(DRAWS.values()))
        },
    }
    rows = texts.withColumns(columns).drop("group", "time", "why", "written").toPandas()
    return rows.sort_values(["text_hash", "label"], ignore_index=True)


def curve(name: str, rows: pd.DataFrame) -> None:
    """Print a line for each size."""
    labels = sorted(set(rows.label))
    rows["class"] = rows.label.map(labels.index)
    learned, test = rows[~rows.held_out], rows[rows.held_out]
    print(f"{name}: {len(learned):,} to learn from, {len(test):,} of the test, {labels}")
    for size, draws in {**DRAWS, len(learned): 1}.items():
        found = []
        for draw in range(draws):
            part = learned.sort_values(f"draw_{draw}").head(size)
            found.append(of_part(part, test, len(labels)))
        print(
            f"  {size:6,} " + "  ".join(told(key, [one[key] for one in found]) for key in found[0])
        )
    print(f"  always the most frequent label: {test.label.value_counts(normalize=True).max():.3f}")


def of_part(part: pd.DataFrame, test: pd.DataFrame, class_count: int) -> dict[str, float]:
    """Figures of a head that learned a part, its penalty chosen by folds of the part."""
    tried = {strength: by_folds(part, class_count, strength) for strength in PENALTIES}
    best = max(tried, key=lambda strength: tried[strength].confusion.macro_recall)
    head = fitted(part, class_count, best)
    answers = HeldOut(head.scores(np.stack(test.vector)), test["class"].to_numpy())
    low, high = interval(answers)
    figures = answers.confusion.figures
    return {**figures, "low": low, "high": high, "penalty": best}


def by_folds(part: pd.DataFrame, class_count: int, strength: float) -> HeldOut:
    """What heads of the other folds say of each."""
    scores, classes = [], []
    for fold in range(SETTINGS.folds):
        own = part[part.fold == fold]
        head = fitted(part[part.fold != fold], class_count, strength)
        scores.append(head.scores(np.stack(own.vector)))
        classes.append(own["class"].to_numpy())
    return HeldOut(np.concatenate(scores), np.concatenate(classes))


def fitted(part: pd.DataFrame, class_count: int, strength: float) -> Linear:
    """A head of labels that weigh the same."""
    classes = part["class"].to_numpy()
    counts = np.bincount(classes, minlength=class_count)
    weights = (len(classes) / (class_count * np.maximum(counts, 1)))[classes]
    allowed = np.eye(class_count, dtype=bool)[classes]
    vectors = np.stack(part.vector).astype(np.float64)
    data = Labelled(vectors, allowed, np.ones_like(allowed), weights)
    return fit_linear(data, strength, SETTINGS.max_iterations)


def interval(answers: HeldOut) -> tuple[float, float]:
    """Ends of the 95% interval of macro F1 over test texts that are drawn anew."""
    draws = np.random.default_rng(SETTINGS.seed)
    found = []
    for _ in range(1000):
        rows = draws.integers(0, len(answers.classes), len(answers.classes))
        found.append(HeldOut(answers.scores[rows], answers.classes[rows]).confusion.macro_f1)
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def told(key: str, values: list[float]) -> str:
    """A figure: its mean, the least and the largest."""
    if len(values) == 1:
        return f"{key} {values[0]:.3f}"
    return f"{key} {np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})"


if __name__ == "__main__":
    main()
