"""Trains the sentiment head that ships with voxlake and says how good it is.

    python benchmarks/sentiment.py ../shared/data --cache /tmp/vectors [--ship]

Settings are chosen by cross-validation on the training texts. The validation texts are scored
once, with the head as it is shipped. The airline tweets play no part in any choice.
"""

from __future__ import annotations

import argparse
import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from voxlake.language.calibration import calibrate
from voxlake.language.classifier import Confusion
from voxlake.language.embeddings import Encoder, distinct_texts, encode, load_encoder
from voxlake.language.heads import head_numbers, head_of
from voxlake.language.labelled import fingerprint, read_labelled
from voxlake.language.sentiment import fit_sentiment, measure
from voxlake.language.settings import SENTIMENTS, LabelledTexts, SentimentSettings
from voxlake.session import local_session, read_properties
from voxlake.setup.encoder import encoder_folder

CHECKOUT = Path(__file__).resolve().parents[1]
HEAD = CHECKOUT / "lib/voxlake/language/heads/sentiment"
SOURCES = {
    "train": LabelledTexts(path="semeval_sentiment/train.tsv.gz", format="tsv"),
    "validation": LabelledTexts(path="semeval_sentiment/val.tsv.gz", format="tsv"),
    "airline": LabelledTexts(
        path="airline_tweets/tweets.csv.gz", format="csv", label_column="airline_sentiment"
    ),
}


def main() -> None:
    """Train, measure, print and, where asked, write the head and its card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of semeval_sentiment and airline_tweets")
    parser.add_argument("--cache", type=Path, required=True, help="folder to keep vectors in")
    parser.add_argument("--ship", action="store_true", help="write head.json and card.json")
    asked = parser.parse_args()
    spark = local_session(read_properties(CHECKOUT / "conf/spark/local.conf"))
    encoder = load_encoder(spark, str(encoder_folder()))
    settings = SentimentSettings()

    train = read(spark, "train", asked.data)
    fitted = fit_sentiment(with_vectors(train, encoder, asked.cache), settings)
    for strength, tried in sorted(fitted.cross_validated.items()):
        print(f"penalty {strength:<8} {shown(tried.confusion)}")
    found = fitted.held_out
    calibration = calibrate(found.scores, found.classes, settings.cost_of_error)
    numbers = head_numbers(
        fitted.model, calibration, encoder_version=encoder.version, labels=SENTIMENTS
    )
    head = head_of(spark, numbers)

    figures = {"cross_validation": found.confusion}
    for name in ("validation", "airline"):
        labelled = read(spark, name, asked.data)
        figures[name] = measure(with_vectors(labelled, encoder, asked.cache), head)
    figures["airline_vader"] = vader(asked.data)
    for name, found in figures.items():
        print(f"{name:<17} {shown(found)}\n{found.counts}")
    if asked.ship:
        ship(numbers, card(settings, fitted.regularisation, fingerprint(train), encoder, figures))


def read(spark: SparkSession, name: str, data: Path) -> DataFrame:
    source = SOURCES[name]
    return read_labelled(spark, source.model_copy(update={"path": str(data / source.path)}))


def with_vectors(labelled: DataFrame, encoder: Encoder, cache: Path) -> DataFrame:
    """The rows with their vectors; those that the cache lacks are encoded into it."""
    spark, path = labelled.sparkSession, str(cache / encoder.version)
    ddl = "text_hash string, vector array<float>"
    known = spark.read.schema(ddl).parquet(path) if Path(path).is_dir() else None
    new = distinct_texts(labelled)
    if known is not None:
        new = new.join(known, on="text_hash", how="left_anti")
    new = new.persist()
    encode(new, encoder).write.mode("append").parquet(path)
    vectors = spark.read.schema(ddl).parquet(path)
    return labelled.join(vectors, on="text_hash", how="inner").withColumn(
        "encoder_version", F.lit(encoder.version)
    )


def vader(data: Path) -> Confusion:
    """VADER on the airline tweets, with the thresholds that its authors give."""
    source = SOURCES["airline"]
    tweets = pd.read_csv(data / source.path, usecols=[source.text_column, source.label_column])
    analyzer = SentimentIntensityAnalyzer()
    counts = np.zeros((len(SENTIMENTS), len(SENTIMENTS)), dtype=np.int64)
    for text, label in zip(tweets[source.text_column], tweets[source.label_column], strict=True):
        compound = analyzer.polarity_scores(text)["compound"]
        given = (compound > -0.05) + (compound >= 0.05)
        counts[SENTIMENTS.index(label), given] += 1
    return Confusion(counts)


def shown(found: Confusion) -> str:
    return "  ".join(f"{name} {100 * value:.2f}" for name, value in found.figures.items())


def card(
    settings: SentimentSettings,
    regularisation: float,
    train: int,
    encoder: Encoder,
    figures: dict[str, Confusion],
) -> dict[str, object]:
    return {
        "model": "Multinomial logistic regression of Spark ML on the vector of a text",
        "labels": SENTIMENTS,
        "encoder_version": encoder.version,
        "trained_on": {
            "name": "semeval_sentiment, training texts: SemEval-2017 task 4 A, 2013 to 2016",
            "source": "github:cbaziotis/datastories-semeval2017-task4 (MIT); texts belong to "
            "their authors and are not part of voxlake",
            "fingerprint": train,
        },
        "settings": {
            **settings.model_dump(include={"regularisations", "folds", "max_iterations", "seed"}),
            "chosen_regularisation": regularisation,
            "class_weights": "balanced",
        },
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyspark", "spark-nlp", "vaderSentiment")},
        },
        "figures": {
            name: {
                **{key: round(value, 4) for key, value in found.figures.items()},
                "texts": int(found.counts.sum()),
                "confusion": found.counts.tolist(),
            }
            for name, found in figures.items()
        },
        "made_by": "python benchmarks/sentiment.py <data> --cache <folder> --ship",
    }


def ship(head: dict[str, object], described: dict[str, object]) -> None:
    HEAD.mkdir(parents=True, exist_ok=True)
    (HEAD / "head.json").write_text(json.dumps(head) + "\n")
    (HEAD / "card.json").write_text(json.dumps(described, indent=2) + "\n")


if __name__ == "__main__":
    main()
