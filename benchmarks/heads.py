"""Trains the heads that ship with voxlake and says how good they are.

    python benchmarks/heads.py ../shared/data --cache /tmp/vectors [--only emotion] [--ship]

Penalty and class weights are chosen by cross-validation on the training texts. Temperature and the
threshold of `unsure` are chosen on the held-out parts of the same cross-validation. The validation
texts are scored once, with the head as it is shipped. The airline tweets play no part in it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from voxlake.ingest.text import clean_text
from voxlake.language.calibration import (
    best_temperature,
    best_threshold,
    calibration_error,
    probabilities,
)
from voxlake.language.classifier import Confusion
from voxlake.language.embeddings import Encoder, encode, load_encoder
from voxlake.language.heads import head_numbers
from voxlake.language.partial_labels import Labelled, fit_linear
from voxlake.language.settings import EMOTIONS, SENTIMENTS
from voxlake.language.text import encoder_text, text_hash
from voxlake.session import local_session, read_properties
from voxlake.setup.encoder import encoder_folder

CHECKOUT = Path(__file__).resolve().parents[1]
HEADS = CHECKOUT / "lib/voxlake/language/heads"
PENALTIES = (0.003, 0.01, 0.03)
BALANCES = (0.5, 0.75, 1.0)
"""Classes weigh (1 / their frequency) to this power."""
FOLDS, SEED, COST_OF_ERROR, RESAMPLES = 3, 7, 1.0, 1000
EKMAN = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
TWEETED = ("anger", "joy", "optimism", "sadness")
CSV = {"header": True, "multiLine": True, "escape": '"'}
TSV = {"header": True, "sep": "\t", "quote": ""}


@dataclass(frozen=True)
class Source:
    """A labelled table: how it is read, and what each of its labels may be."""

    path: str
    options: dict[str, object]
    text: str
    label: str
    meanings: dict[str, tuple[str, ...]]
    weight: float = 1.0

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for names in self.meanings.values() for name in names))


def semeval(part: str) -> Source:
    own = {name: (name,) for name in SENTIMENTS}
    return Source(f"semeval_sentiment/{part}.tsv.gz", TSV, "text", "label", own)


def tweeted(part: str) -> Source:
    """Four emotions; a tweet weighs three Reddit comments, since tweets are what most posts are."""
    own = {name: (name,) for name in TWEETED}
    return Source(f"tweet_emotion/{part}.tsv.gz", TSV, "text", "label", own, weight=3.0)


def ekman(part: str) -> Source:
    """Ekman's six and neutral. Its authors counted optimism as joy."""
    own = {str(n): (name,) for n, name in enumerate(EKMAN)}
    own[str(EKMAN.index("joy"))] = ("joy", "optimism")
    options = {**TSV, "header": False}
    return Source(f"goemotions_ekman/{part}.tsv.gz", options, "_c0", "_c1", own)


@dataclass(frozen=True)
class Kind:
    """A head: its labels, the tables that it learns from, those that it is measured on."""

    name: str
    labels: tuple[str, ...]
    train: tuple[Source, ...]
    measured: dict[str, Source]
    figure: Callable[[Confusion], float]


KINDS = (
    Kind(
        "sentiment",
        SENTIMENTS,
        (semeval("train"),),
        {
            "validation": semeval("val"),
            "airline": Source(
                "airline_tweets/tweets.csv.gz",
                CSV,
                "text",
                "airline_sentiment",
                {name: (name,) for name in SENTIMENTS},
            ),
        },
        lambda found: found.macro_recall,
    ),
    Kind(
        "emotion",
        EMOTIONS,
        (tweeted("train"), ekman("train")),
        {"tweet_emotion validation": tweeted("val"), "goemotions dev": ekman("dev")},
        lambda found: found.macro_f1,
    ),
)


@dataclass(frozen=True)
class Texts:
    """Labelled texts of a source in numbers."""

    source: Source
    hashes: pd.Series
    data: Labelled
    first: np.ndarray
    """Place of the first label that people gave, among the source's labels."""


def main() -> None:
    """Train, measure, print and, where asked, write the heads and their cards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the labelled tables")
    parser.add_argument("--cache", type=Path, required=True, help="folder to keep vectors in")
    parser.add_argument("--only", choices=[kind.name for kind in KINDS])
    parser.add_argument("--ship", action="store_true", help="write head.json and card.json")
    asked = parser.parse_args()
    spark = local_session(read_properties(CHECKOUT / "conf/spark/local.conf"))
    spark.sparkContext.setLogLevel("ERROR")
    encoder = load_encoder(spark, str(encoder_folder()))
    for kind in KINDS:
        if asked.only in (None, kind.name):
            made = train(spark, kind, encoder, asked)
            if asked.ship:
                ship(kind, *made)


def train(spark: SparkSession, kind: Kind, encoder: Encoder, asked: argparse.Namespace):
    def load(source: Source) -> Texts:
        return read(spark, source, kind, encoder, asked)

    sources = [load(source) for source in kind.train]
    tried = {}
    for penalty, balance in itertools.product(PENALTIES, BALANCES):
        held_out = cross_validate(sources, penalty, balance)
        found = [confusion(t, s, kind) for t, s in zip(sources, held_out, strict=True)]
        tried[penalty, balance] = held_out, float(np.mean([kind.figure(c) for c in found]))
        print(kind.name, f"penalty {penalty:<6} balance {balance}", *map(shown, found), sep="  ")
    best = max(tried, key=lambda settings: tried[settings][1])
    held_out, _ = tried[best]
    model = fit_linear(joined(sources, best[1]), best[0])
    scores = np.concatenate(held_out)
    allowed = np.concatenate([texts.data.allowed for texts in sources])
    told = np.concatenate([texts.data.told for texts in sources])
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
        f"cross-validation {Path(t.source.path).parts[0]}": figures_of(
            t, s, kind, temperature, unsure_below
        )
        for t, s in zip(sources, held_out, strict=True)
    }
    for name, source in kind.measured.items():
        texts = load(source)
        scores = model.scores(texts.data.vectors)
        figures[name] = figures_of(texts, scores, kind, temperature, unsure_below)
    if kind.name == "sentiment":
        figures["airline, VADER"] = vader(asked.data, kind.measured["airline"])
    for name, found in figures.items():
        print(kind.name, name, json.dumps({k: v for k, v in found.items() if k != "confusion"}))
    settings = {
        "penalties": PENALTIES,
        "balances": BALANCES,
        "folds": FOLDS,
        "seed": SEED,
        "cost_of_error": COST_OF_ERROR,
        "chosen_penalty": best[0],
        "chosen_balance": best[1],
        "temperature": round(temperature, 4),
        "unsure_below": round(unsure_below, 4),
        "table_weights": {Path(s.path).parts[0]: s.weight for s in kind.train},
    }
    return numbers, settings, figures, encoder.version


def read(
    spark: SparkSession, source: Source, kind: Kind, encoder: Encoder, asked: argparse.Namespace
) -> Texts:
    """The texts with vectors; those that the cache lacks are encoded into it."""
    rows = spark.read.options(**source.options).csv(str(asked.data / source.path))
    text = encoder_text(clean_text(F.col(source.text)))
    named = rows.select(
        text_hash(clean_text(F.col(source.text))).alias("text_hash"),
        text.alias("text"),
        F.col(source.label).cast("string").alias("given"),
    ).where("text IS NOT NULL AND given IS NOT NULL")
    found = with_vectors(named, encoder, asked.cache).toPandas().sort_values(["text_hash", "given"])
    places = {name: place for place, name in enumerate(kind.labels)}
    allowed = np.zeros((len(found), len(places)), dtype=bool)
    for row, given in enumerate(found.given):
        for label in given.split(","):
            allowed[row, [places[name] for name in source.meanings[label]]] = True
    told = np.zeros_like(allowed)
    told[:, [places[name] for name in source.told]] = True
    order = list(source.meanings)
    return Texts(
        source,
        found.text_hash.reset_index(drop=True),
        Labelled(np.stack(found.vector), allowed, told, np.full(len(found), source.weight)),
        np.array([order.index(given.split(",")[0]) for given in found.given]),
    )


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


def joined(
    sources: list[Texts], balance: float, chosen: list[np.ndarray] | None = None
) -> Labelled:
    """The tables as one, each class weighed by how rare it is in its table."""
    parts = []
    for number, texts in enumerate(sources):
        share = np.bincount(texts.first) / len(texts.first)
        weights = (1 / (len(share) * share)) ** balance
        data = texts.data
        data = Labelled(data.vectors, data.allowed, data.told, data.weights * weights[texts.first])
        parts.append(data if chosen is None else data.where(chosen[number]))
    return Labelled(
        *[
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("vectors", "allowed", "told", "weights")
        ]
    )


def cross_validate(sources: list[Texts], penalty: float, balance: float) -> list[np.ndarray]:
    """Scores of each text by a model of the other parts; a text is in one part, in every table."""
    folds = [
        (pd.util.hash_array(t.hashes.to_numpy(), hash_key=f"{SEED:016d}") % FOLDS) for t in sources
    ]
    scores = [np.empty(t.data.told.shape) for t in sources]
    for fold in range(FOLDS):
        model = fit_linear(joined(sources, balance, [f != fold for f in folds]), penalty)
        for texts, parts, into in zip(sources, folds, scores, strict=True):
            into[parts == fold] = model.scores(texts.data.vectors[parts == fold])
    return scores


def of_table(chances: np.ndarray, source: Source, labels: tuple[str, ...]) -> np.ndarray:
    """Probabilities of the labels that a table tells apart: merged where it merges."""
    columns = [
        chances[:, [labels.index(name) for name in names]].sum(axis=1)
        for names in source.meanings.values()
    ]
    merged = np.stack(columns, axis=1)
    return merged / merged.sum(axis=1, keepdims=True)


def confusion(texts: Texts, scores: np.ndarray, kind: Kind) -> Confusion:
    """First label that people gave by the table's label that the model gives."""
    chances = of_table(probabilities(scores, 1.0), texts.source, kind.labels)
    return Confusion.of(texts.first, chances.argmax(axis=1), chances.shape[1])


def answers(chances: np.ndarray, allowed: np.ndarray, told: np.ndarray):
    """Probability of the label given, and whether it is right, where the table can tell."""
    label = chances.argmax(axis=1)
    rows = np.arange(len(chances))
    can_tell = told[rows, label]
    return chances.max(axis=1)[can_tell], allowed[rows, label][can_tell]


def figures_of(
    texts: Texts, scores: np.ndarray, kind: Kind, temperature: float, unsure_below: float
) -> dict[str, object]:
    found = confusion(texts, scores, kind)
    chances = probabilities(scores, temperature)
    own = of_table(chances, texts.source, kind.labels)
    is_right = own.argmax(axis=1) == texts.first
    draws = np.random.default_rng(SEED)
    given = own.argmax(axis=1)
    resampled = []
    for _ in range(RESAMPLES):
        rows = draws.integers(0, len(given), len(given))
        again = Confusion.of(texts.first[rows], given[rows], own.shape[1])
        resampled.append(kind.figure(again))
    low, high = np.quantile(resampled, [0.025, 0.975])
    return {
        **{key: round(value, 4) for key, value in found.figures.items()},
        "interval_of_the_main_figure": [round(float(low), 4), round(float(high), 4)],
        "calibration_error": round(calibration_error(own.max(axis=1), is_right), 4),
        "unsure_share": round(float((chances.max(axis=1) < unsure_below).mean()), 4),
        "texts": len(given),
        "confusion": found.counts.tolist(),
    }


def vader(data: Path, source: Source) -> dict[str, object]:
    """VADER on the airline tweets, with the thresholds that its authors give."""
    tweets = pd.read_csv(data / source.path, usecols=[source.text, source.label])
    analyzer = SentimentIntensityAnalyzer()
    classes = tweets[source.label].map(SENTIMENTS.index).to_numpy()
    compound = np.array([analyzer.polarity_scores(t)["compound"] for t in tweets[source.text]])
    given = (compound > -0.05).astype(int) + (compound >= 0.05)
    found = Confusion.of(classes, given, len(SENTIMENTS))
    return {
        **{key: round(value, 4) for key, value in found.figures.items()},
        "texts": len(tweets),
        "confusion": found.counts.tolist(),
    }


def shown(found: Confusion) -> str:
    return " ".join(f"{name} {100 * value:.2f}" for name, value in found.figures.items())


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
        "model": "Multinomial logistic regression on the vector of a text",
        "labels": kind.labels,
        "encoder_version": encoder_version,
        "trained_on": [source.path for source in kind.train],
        "settings": settings,
        "versions": {
            "python": platform.python_version(),
            **{n: version(n) for n in ("pyspark", "spark-nlp", "scipy", "vaderSentiment")},
        },
        "figures": figures,
        "made_by": "python benchmarks/heads.py <data> --cache <folder> --ship",
    }
    (folder / "head.json").write_text(json.dumps(numbers) + "\n")
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n")


if __name__ == "__main__":
    main()
