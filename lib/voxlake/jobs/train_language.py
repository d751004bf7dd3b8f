"""Train a head on labelled texts; put it to use where it is better than the one in use."""

from __future__ import annotations

import numpy as np

from voxlake.errors import ConfigError
from voxlake.job import Context
from voxlake.jobs.answers import answers_of, with_vectors
from voxlake.language.calibration import (
    best_temperature,
    best_threshold,
    calibration_error,
    reliability_picture,
)
from voxlake.language.heads import head_numbers, head_of
from voxlake.language.labelled import fingerprint, read_labelled
from voxlake.language.settings import LABELS, SHIPPED_HEADS, TrainingSettings
from voxlake.language.training import fit_head, labels_of, learning_curve, softened, split
from voxlake.persisted import persisted


def run(ctx: Context, settings: TrainingSettings) -> None:
    """Fit on most of the texts, judge on those held out, register, and promote what is better."""
    if settings.texts is None:
        raise ConfigError("train_language needs training.texts.path: a table to learn from.")
    name = settings.model
    encoder = ctx.models.encoder()
    with (
        persisted(read_labelled(ctx.spark, settings.texts)) as labelled,
        persisted(with_vectors(labelled, encoder)) as vectors,
        ctx.models.fit(name, settings, {"training": fingerprint(labelled)}) as fit,
    ):
        labels = labels_of(labelled, LABELS.get(name, ()))
        learned, held_out = split(vectors, settings)
        fitted = fit_head(learned, labels, settings)
        one_hot = np.eye(len(labels), dtype=bool)[fitted.held_out.classes]
        temperature = best_temperature(fitted.held_out.scores, one_hot)
        said, is_right = softened(fitted.held_out, temperature)
        unsure_below = best_threshold(said, is_right, settings.cost_of_error)
        numbers = head_numbers(
            fitted.model,
            temperature=temperature,
            unsure_below=unsure_below,
            encoder_version=encoder.version,
            labels=labels,
        )
        chosen = {
            "regularisation": fitted.regularisation,
            "temperature": temperature,
            "unsure_below": unsure_below,
            "unsure_share": float((said < unsure_below).mean()),
            "calibration_error": calibration_error(said, is_right),
        }
        crossed = fitted.held_out.confusion
        fit.metrics({**crossed.figures, **chosen}, split="cross_validation")
        for share, found in learning_curve(
            learned, labels, fitted.regularisation, settings
        ).items():
            fit.metrics(found.figures, split=f"curve {share}")
        answers = answers_of(held_out, head_of(ctx.spark, numbers))
        for part, figures in answers.figures.items():
            fit.metrics(figures, split=f"held_out {part}")
        fit.picture(answers.confusion.picture(labels), "held_out_confusion")
        fit.picture(reliability_picture(said, is_right), "reliability")
        version = fit.register(numbers)
        is_better = answers.confusion.macro_recall >= settings.promote_from
        if name in SHIPPED_HEADS or ctx.models.has_champion(name):
            champion = ctx.models.champion(name)
            rival = head_of(ctx.spark, champion.model)
            if (rival.labels, rival.encoder_version) == (labels, encoder.version):
                low, high = answers.beats(
                    answers_of(held_out, rival), settings.resamples, settings.seed
                )
                is_better = low > 0
                gain = f"{low:+.3f} to {high:+.3f} over version {champion.version}"
                ctx.note(gain_in_macro_recall=gain)
        if is_better:
            fit.promote()
    recall = round(answers.confusion.macro_recall, 4)
    ctx.note(version=version, promoted=is_better, macro_recall=recall)
