"""Train the sentiment model on labelled texts."""

from __future__ import annotations

import numpy as np

from voxlake.errors import ConfigError
from voxlake.job import Context
from voxlake.language.calibration import (
    best_temperature,
    best_threshold,
    calibration_error,
    probabilities,
    reliability_picture,
)
from voxlake.language.embeddings import distinct_texts, encode
from voxlake.language.heads import head_numbers
from voxlake.language.labelled import fingerprint, read_labelled
from voxlake.language.sentiment import fit_sentiment
from voxlake.language.settings import SENTIMENTS, SentimentSettings


def run(ctx: Context, settings: SentimentSettings) -> None:
    """Encode the texts, fit, register; promote when cross-validation finds it good enough."""
    if settings.training is None:
        raise ConfigError("train_sentiment needs sentiment.training.path: a table to learn from.")
    encoder = ctx.models.encoder()
    labelled = read_labelled(ctx.spark, settings.training).persist()
    with ctx.models.fit("sentiment", settings, {"training": fingerprint(labelled)}) as fit:
        vectors = encode(distinct_texts(labelled), encoder).persist()
        fitted = fit_sentiment(labelled.join(vectors, on="text_hash", how="inner"), settings)
        scores, classes = fitted.held_out.scores, fitted.held_out.classes
        held_out = fitted.held_out.confusion
        temperature = best_temperature(scores, np.eye(len(SENTIMENTS), dtype=bool)[classes])
        chances = probabilities(scores, temperature)
        said, is_right = chances.max(axis=1), chances.argmax(axis=1) == classes
        unsure_below = best_threshold(said, is_right, settings.cost_of_error)
        chosen = {
            "regularisation": fitted.regularisation,
            "temperature": temperature,
            "unsure_below": unsure_below,
            "calibration_error": calibration_error(said, is_right),
            "unsure_share": float((said < unsure_below).mean()),
        }
        fit.metrics({**held_out.figures, **chosen}, split="held_out")
        fit.picture(held_out.picture(SENTIMENTS), "held_out_confusion")
        fit.picture(reliability_picture(said, is_right), "held_out_reliability")
        numbers = head_numbers(
            fitted.model,
            temperature=temperature,
            unsure_below=unsure_below,
            encoder_version=encoder.version,
            labels=SENTIMENTS,
        )
        version = fit.register(numbers)
        is_good = held_out.macro_recall >= settings.promote_from
        if is_good:
            fit.promote()
    vectors.unpersist()
    labelled.unpersist()
    ctx.note(version=version, promoted=is_good, macro_recall=round(held_out.macro_recall, 4))
