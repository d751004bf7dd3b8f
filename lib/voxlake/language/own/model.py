"""Models of language of one's own: what their labels mean, and what they say of posts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.core.errors import InputError
from voxlake.language.encoder.embeddings import is_encodable, task_count
from voxlake.language.heads.scores import Scores
from voxlake.language.own.card import meanings
from voxlake.language.own.classifier import Classifier, Read, read_files
from voxlake.language.settings import LABELS, OwnModelSettings


@dataclass(frozen=True)
class OwnModel:
    """A model that was looked through, and what its outputs mean."""

    folder: str
    fingerprint: str
    version: str
    labels: tuple[str, ...]
    outputs: tuple[tuple[int, ...], ...]
    """For each label the outputs that mean it; none for a label that the model does not know."""
    unsure_below: float
    prepare: str | None
    """How texts are written for it, by `PREPARATIONS`."""


def as_cardiff(text: str) -> str:
    """The text as Cardiff NLP's twitter-roberta models learned it, says their model card.

    A word that begins with @ is @user, one that begins with http is http. (The card splits at
    spaces; here any white space ends a word, since their tweets had no other.)
    """
    return re.sub(r"(?<!\S)http\S*", "http", re.sub(r"(?<!\S)@\S+", "@user", text))


PREPARATIONS: Mapping[str | None, Callable[[str], str]] = {None: str, "cardiff": as_cardiff}
"""How texts are written before a model reads them, by the setting `prepare`."""


def open_own_model(name: str, settings: OwnModelSettings, read: Read) -> OwnModel:
    """Look through a model's folder, load it, and try it out.

    Args:
        name: What the model tells: sentiment, emotion, or a name of one's own.
        settings: The folder, and what the model's labels mean.
        read: Reads a file.

    Raises:
        InputError: a file is missing or broken; says which and what to do.
        ConfigError: labels are not those of the name; says which there are.
        PlatformError: a package is missing, or the storage does not answer.
    """
    folder = settings.path.rstrip("/")
    files = read_files(folder, read)
    classifier = Classifier(folder, files)
    classifier.check()
    told = meanings(name, settings, classifier.labels)
    labels = LABELS.get(name) or tuple(dict.fromkeys(told))
    outputs = tuple(tuple(i for i, of in enumerate(told) if of == label) for label in labels)
    decides: list[object] = [files.fingerprint, labels, outputs, settings.unsure_below]
    decides += [settings.prepare] if settings.prepare else []  # so that older versions stay
    version = f"own-{hashlib.sha256(json.dumps(decides).encode()).hexdigest()[:8]}"
    return OwnModel(
        folder=folder,
        fingerprint=files.fingerprint,
        version=version,
        labels=labels,
        outputs=outputs,
        unsure_below=settings.unsure_below,
        prepare=settings.prepare,
    )


def own_scores(posts: DataFrame, model: OwnModel, read: Read) -> Scores:
    """What a model says of each usable post with text: of the text as it was cleaned.

    Args:
        posts: Rows of `posts`.
        model: What `open_own_model` found.
        read: Reads a file, on every machine.
    """
    kept = posts.where(is_encodable()).select("post_id", "post_date", "user_id", "text")
    rows = with_own_chances(kept, model, read).withColumn(
        "encoder_version", F.lit(None).cast("string")
    )
    return Scores(rows.drop("text"), model.labels, model.unsure_below, model.version)


def with_own_chances(rows: DataFrame, model: OwnModel, read: Read) -> DataFrame:
    """Adds `chances` of the `text` of each row, in the order of the model's labels.

    A text is read once, however many rows share it. Each Python worker loads the folder itself.
    """

    def chances(text: str) -> list[float]:
        found = _loaded(model.folder, model.fingerprint, read).probabilities(prepare(text))
        return [float(found[list(places)].sum()) for places in model.outputs]

    prepare = PREPARATIONS[model.prepare]
    said = F.udf(chances, T.ArrayType(T.DoubleType()), useArrow=True)
    texts = rows.select("text").distinct()
    tasks = task_count(texts.count(), rows.sparkSession.sparkContext.defaultParallelism)
    scored = texts.repartition(max(tasks, 1), "text").withColumn("chances", said("text"))
    return rows.join(scored, on="text", how="inner")


@lru_cache(maxsize=1)
def _loaded(folder: str, fingerprint: str, read: Read) -> Classifier:
    """The model of a folder, loaded once in a Python worker, which holds one at a time."""
    files = read_files(folder, read)
    if files.fingerprint != fingerprint:
        raise InputError(f"The model in {folder} was changed while it was in use: run again.")
    return Classifier(folder, files)
