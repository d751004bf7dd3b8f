"""Calibrates the heads that the shipped encoder was trained with, and says how good they are.

    python benchmarks/heads.py ../shared/data --cache /tmp/vectors [--only emotion] [--ship]

Encoder and heads were trained together (`train_encoder`), on the training parts of the tables.
Temperature and the threshold of `unsure` are chosen on their validation parts, with vectors as jobs
make them: by Spark NLP, with weights in 8 bits. The airline tweets play no part in any choice.

Of SemEval's validation tweets, 28% are a training tweet over again but for a link or a handle: the
encoder has learned their labels. What is chosen is chosen without them.
"""

from __future__ import annotations

import argparse
import json
import platform
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from vader_reader import vader_labels

from voxlake.language.encoder.embeddings import Encoder, encode, load_encoder
from voxlake.language.heads.calibration import (
    best_temperature,
    best_threshold,
    calibration_error,
    probabilities,
)
from voxlake.language.heads.classifier import Confusion
from voxlake.language.heads.head import head_numbers
from voxlake.language.labels.labelled import read_labelled
from voxlake.language.labels.partial_labels import Linear
from voxlake.language.settings import LabelledTexts
from voxlake.setup.encoder import SHIPPED, encoder_folder
from voxlake.spark.session import local_session, read_properties
from voxlake.tables.columns import EMOTIONS, SENTIMENTS

CHECKOUT = Path(__file__).resolve().parents[1]
HEADS = CHECKOUT / "lib/voxlake/language/heads/shipped"
SEED, COST_OF_ERROR, RESAMPLES = 7, 1.0, 1000
EKMAN = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
TWEETED = ("anger", "joy", "optimism", "sadness")
Means = dict[str, tuple[str, ...]]
SENTIMENT: Means = {name: (name,) for name in SENTIMENTS}
TWEETS: Means = {name: (name,) for name in TWEETED}
COMMENTS: Means = {str(place): (name,) for place, name in enumerate(EKMAN)}
COMMENTS[str(EKMAN.index("joy"))] = ("joy", "optimism")  # its authors counted optimism as joy


@dataclass(frozen=True)
class Source:
    """A labelled table: how it is read, and what each of its labels may be."""

    path: str
    format: str
    means: Means
    text: str = "text"
    label: str = "label"
    header: bool = True
    calibrates: bool = True
    learned: str | None = None
    """A table of texts that the encoder has learned: copies of them are left out."""

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for names in self.means.values() for name in names))


@dataclass(frozen=True)
class Kind:
    """A head: its labels, the tables that it is calibrated and measured on, its main figure."""

    name: str
    labels: tuple[str, ...]
    measured: dict[str, Source]
    figure: Callable[[Confusion], float]


AIRLINE = Source(
    "airline_tweets/tweets.csv.gz",
    "csv",
    SENTIMENT,
    label="airline_sentiment",
    calibrates=False,
)
KINDS = (
    Kind(
        "sentiment",
        SENTIMENTS,
        {
            "validation": Source(
                "semeval_sentiment/val.tsv.gz",
                "tsv",
                SENTIMENT,
                learned="semeval_sentiment/train.tsv.gz",
            ),
            "validation with copies": Source(
                "semeval_sentiment/val.tsv.gz", "tsv", SENTIMENT, calibrates=False
            ),
            "airline": AIRLINE,
        },
        lambda found: found.macro_recall,
    ),
    Kind(
        "emotion",
        EMOTIONS,
        {
            "tweet_emotion validation": Source("tweet_emotion/val.tsv.gz", "tsv", TWEETS),
            "goemotions dev": Source(
                "goemotions_ekman/dev.tsv.gz", "tsv", COMMENTS, "_c0", "_c1", header=False
            ),
        },
        lambda found: found.macro_f1,
    ),
)


@dataclass(frozen=True)
class Texts:
    """Texts of a source in numbers: vectors, which labels each may have, which are told."""

    source: Source
    vectors: np.ndarray
    allowed: np.ndarray
    told: np.ndarray
    first: np.ndarray
    """Place of the first label that people gave, among the source's labels."""


def main() -> None:
    """Calibrate, measure, print and, where asked, write the heads and their cards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the labelled tables")
    parser.add_argument("--cache", type=Path, required=True, help="folder to keep vectors in")
    parser.add_argument("--only", choices=[kind.name for kind in KINDS])
    parser.add_argument("--ship", action="store_true", help="write head.json and card.json")
    asked = parser.parse_args()
    spark = local_session(read_properties(CHECKOUT / "conf/spark/local.conf"))
    spark.sparkContext.setLogLevel("ERROR")
    encoder = load_encoder(spark, str(encoder_folder()))
    with zipfile.ZipFile(CHECKOUT / SHIPPED["encoder"]) as file:
        trained = json.loads(file.read("heads.json"))
    for kind in KINDS:
        if asked.only in (None, kind.name):
            given = trained[kind.name]
            model = Linear(np.array(given["coefficients"]), np.array(given["intercepts"]))
            texts = {
                name: read(spark, source, kind, encoder, asked)
                for name, source in kind.measured.items()
            }
            made = calibrate(kind, model, texts, encoder, asked.data)
            if asked.ship:
                ship(kind, *made)


def calibrate(kind: Kind, model: Linear, texts: dict[str, Texts], encoder: Encoder, data: Path):
    """The head as numbers, its settings and its figures."""
    chosen = [each for each in texts.values() if each.source.calibrates]
    largest = max(len(each.first) for each in chosen)
    # Each table is repeated to the length of the largest, so that all of them count the same.
    rows = [np.resize(np.arange(len(each.first)), largest) for each in chosen]
    pairs = list(zip(chosen, rows, strict=True))
    scores = np.concatenate([model.scores(each.vectors[places]) for each, places in pairs])
    allowed = np.concatenate([each.allowed[places] for each, places in pairs])
    told = np.concatenate([each.told[places] for each, places in pairs])
    temperature = best_temperature(scores, allowed, told)
    said, is_right = answers(probabilities(scores, temperature), allowed, told)
    unsure_below = best_threshold(said, is_right, COST_OF_ERROR)
    numbers = head_numbers(
        model,
        temperature=temperature,
        unsure_below=unsure_below,
        encoder_version=encoder.version,
        labels=kind.labels,
    )
    figures = {
        name: figures_of(each, model.scores(each.vectors) / temperature, kind, unsure_below)
        for name, each in texts.items()
    }
    if kind.name == "sentiment":
        figures["airline, VADER"] = vader(data, AIRLINE)
    for name, found in figures.items():
        print(kind.name, name, json.dumps({k: v for k, v in found.items() if k != "confusion"}))
    settings = {
        "seed": SEED,
        "cost_of_error": COST_OF_ERROR,
        "temperature": round(temperature, 4),
        "unsure_below": round(unsure_below, 4),
    }
    return numbers, settings, figures, encoder.version


def read(
    spark: SparkSession, source: Source, kind: Kind, encoder: Encoder, asked: argparse.Namespace
) -> Texts:
    """The texts with vectors; those that the cache lacks are encoded into it."""
    named = labelled(spark, asked.data / source.path, source)
    if source.learned:
        learned = labelled(spark, asked.data / source.learned, source)
        named = named.join(learned.select("group"), on="group", how="left_anti")
    found = with_vectors(named, encoder, asked.cache).toPandas().sort_values(["text_hash", "given"])
    places = {name: place for place, name in enumerate(kind.labels)}
    allowed = np.zeros((len(found), len(places)), dtype=bool)
    for row, given in enumerate(found.given):
        for label in given.split(","):
            allowed[row, [places[name] for name in source.means[label]]] = True
    told = np.zeros_like(allowed)
    told[:, [places[name] for name in source.told]] = True
    order = list(source.means)
    first = np.array([order.index(given.split(",")[0]) for given in found.given])
    return Texts(source, np.stack(found.vector), allowed, told, first)


def labelled(spark: SparkSession, path: Path, source: Source) -> DataFrame:
    """The labelled texts of a file: text_hash, text, given, group (of one wording), time."""
    texts = LabelledTexts(
        path=str(path),
        format=source.format,
        header=source.header,
        text_column=source.text,
        label_column=source.label,
    )
    return read_labelled(spark, texts).withColumnRenamed("label", "given")


def with_vectors(labelled: DataFrame, encoder: Encoder, cache: Path) -> DataFrame:
    spark, path = labelled.sparkSession, str(cache / encoder.version)
    ddl = "text_hash string, vector array<float>"
    new = labelled.groupBy("text_hash").agg(F.min("text").alias("text"))
    if Path(path).is_dir():
        known = spark.read.schema(ddl).parquet(path)
        new = new.join(known, on="text_hash", how="left_anti")
    new = new.persist()
    encode(new, encoder).write.mode("append").parquet(path)
    new.unpersist()
    vectors = spark.read.schema(ddl).parquet(path)
    return labelled.join(vectors, on="text_hash", how="inner").drop("text")


def of_table(chances: np.ndarray, source: Source, labels: tuple[str, ...]) -> np.ndarray:
    """Probabilities of the labels that a table tells apart: merged where it merges."""
    columns = [
        chances[:, [labels.index(name) for name in names]].sum(axis=1)
        for names in source.means.values()
    ]
    merged = np.stack(columns, axis=1)
    return merged / merged.sum(axis=1, keepdims=True)


def answers(chances: np.ndarray, allowed: np.ndarray, told: np.ndarray):
    """Probability of the label given, and whether it is right, where the table can tell."""
    label = chances.argmax(axis=1)
    rows = np.arange(len(chances))
    can_tell = told[rows, label]
    return chances.max(axis=1)[can_tell], allowed[rows, label][can_tell]


def figures_of(
    texts: Texts, scores: np.ndarray, kind: Kind, unsure_below: float
) -> dict[str, object]:
    """Of calibrated scores: the label of those that the table tells apart, the first given."""
    chances = probabilities(scores, 1.0)
    own = of_table(chances, texts.source, kind.labels)
    given, count = own.argmax(axis=1), own.shape[1]
    found = Confusion.of(texts.first, given, count)
    draws = np.random.default_rng(SEED)
    resampled = []
    for _ in range(RESAMPLES):
        rows = draws.integers(0, len(given), len(given))
        resampled.append(kind.figure(Confusion.of(texts.first[rows], given[rows], count)))
    low, high = np.quantile(resampled, [0.025, 0.975])
    said = own.max(axis=1)
    by_chance = [
        calibration_error(said, draws.random(len(said)) < said) for _ in range(RESAMPLES // 10)
    ]
    return {
        **{key: round(value, 4) for key, value in found.figures.items()},
        "interval_of_the_main_figure": [round(float(low), 4), round(float(high), 4)],
        "calibration_error": round(calibration_error(said, given == texts.first), 4),
        "calibration_error_if_perfect": round(float(np.mean(by_chance)), 4),
        "unsure_share": round(float((chances.max(axis=1) < unsure_below).mean()), 4),
        "texts": len(given),
        "confusion": found.counts.tolist(),
    }


def vader(data: Path, source: Source) -> dict[str, object]:
    """VADER on the airline tweets, with the thresholds that its authors give."""
    tweets = pd.read_csv(data / source.path, usecols=[source.text, source.label])
    classes, given = (
        labels.map(SENTIMENTS.index).to_numpy()
        for labels in (tweets[source.label], vader_labels(tweets[source.text]))
    )
    found = Confusion.of(classes, given, len(SENTIMENTS))
    return {
        **{key: round(value, 4) for key, value in found.figures.items()},
        "texts": len(given),
        "confusion": found.counts.tolist(),
    }


def ship(
    kind: Kind,
    numbers: dict[str, object],
    settings: dict[str, object],
    figures: dict[str, object],
    encoder_version: str,
) -> None:
    folder = HEADS / kind.name
    folder.mkdir(parents=True, exist_ok=True)
    card = {
        "model": "Softmax regression on the vector of a text, trained together with the encoder",
        "labels": kind.labels,
        "encoder_version": encoder_version,
        "settings": settings,
        "versions": {
            "python": platform.python_version(),
            **{n: version(n) for n in ("spark-nlp", "scipy", "vaderSentiment")},
        },
        "figures": figures,
        "made_by": "python benchmarks/heads.py <data> --cache <folder> --ship",
    }
    (folder / "head.json").write_text(json.dumps(numbers) + "\n")
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
