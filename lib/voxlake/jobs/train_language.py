"""Train a head on labelled texts; put it to use where it is better than the one in use."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.answers import kept_texts, with_vectors
from voxlake.language.heads.calibration import reliability_picture
from voxlake.language.heads.classifier import Confusion
from voxlake.language.heads.head import head_of
from voxlake.language.heads.training import labels_of, learning_curve, split, train_head
from voxlake.language.labels.answers import Answers, head_answers
from voxlake.language.labels.labelled import fingerprint
from voxlake.language.settings import SHIPPED_HEADS, TrainingSettings
from voxlake.run.context import Context
from voxlake.run.models import Champion
from voxlake.spark.persisted import persisted


def run(ctx: Context, settings: TrainingSettings) -> None:
    """Train the model of the labels; where posts have several of them, one model for each."""
    models = settings.languages.models_of(settings.model)
    waiting: dict[str, TooLittleDataError] = {}
    with (
        kept_texts(ctx, settings) as labelled,
        persisted(with_vectors(labelled, encoder := ctx.models.encoder())) as vectors,
    ):
        for model, known in models.items():
            of_model = vectors.where(F.col("model") == model)
            try:
                facts = _train(
                    ctx, of_model, model, known, settings, encoder_version=encoder.version
                )
            except TooLittleDataError as error:
                waiting[model] = error
                continue
            about = "" if len(models) == 1 else f"{model} "
            ctx.note(**{f"{about}{name}": value for name, value in facts.items()})
    if len(waiting) == len(models):
        raise next(iter(waiting.values()))
    ctx.note(**{f"{model} waits": str(error) for model, error in waiting.items()})


def _train(
    ctx: Context,
    texts: DataFrame,
    model: str,
    known: tuple[str, ...],
    settings: TrainingSettings,
    *,
    encoder_version: str,
) -> dict[str, object]:
    """Fit on most of the texts, judge on those held out, register, and promote what is better."""
    with ctx.models.fit(model, settings, {"training": fingerprint(texts)}) as fit:
        labels = labels_of(texts, known)
        learned, held_out = split(texts, settings)
        trained = train_head(learned, labels, encoder_version, settings)
        answers = head_answers(held_out, head_of(ctx.spark, trained.numbers()))
        curve = learning_curve(learned, held_out, trained, settings)
        fit.metrics(trained.figures, split="cross_validation")
        for size, found in curve.items():
            fit.metrics(found.figures, split=f"curve {_size(size)}")
        for part, figures in answers.figures.items():
            fit.metrics(figures, split=f"held_out {part}")
        fit.picture(answers.confusion.picture(labels), "held_out_confusion")
        fit.picture(reliability_picture(trained.said, trained.is_right), "reliability")
        version = fit.register(trained.numbers())
        is_better, facts = _is_better(
            ctx, answers, held_out, model, settings, encoder_version=encoder_version
        )
        if is_better:
            fit.promote()
    found = answers.confusion
    figures = {"macro_recall": round(found.macro_recall, 4), "macro_f1": round(found.macro_f1, 4)}
    told = _curve({**curve, float(len(trained.said)): found})
    return {"version": version, "promoted": is_better, **figures, "macro_f1_at": told, **facts}


def _is_better(
    ctx: Context,
    answers: Answers,
    held_out: DataFrame,
    model: str,
    settings: TrainingSettings,
    *,
    encoder_version: str,
) -> tuple[bool, dict[str, object]]:
    """Whether the new head is put to use, and what it was held against."""
    if champion := _in_use(ctx, model):
        rival = head_of(ctx.spark, champion.model)
        if (rival.labels, rival.encoder_version) == (answers.labels, encoder_version):
            others = head_answers(held_out, rival)
            low, high = answers.beats(others, settings.resamples, settings.seed)
            gain = f"{low:+.3f} to {high:+.3f} over version {champion.version}"
            return low > 0, {"gain_in_macro_recall": gain}
    return answers.confusion.macro_recall >= settings.promote_from, {}


def _in_use(ctx: Context, model: str) -> Champion | None:
    if model in SHIPPED_HEADS or ctx.models.has_champion(model):
        return ctx.models.champion(model)
    return None


def _curve(curve: dict[float, Confusion]) -> str:
    """The macro F1 of held-out texts by the number of texts that were learned."""
    return ", ".join(f"{_size(size)}: {found.macro_f1:.3f}" for size, found in curve.items())


def _size(size: float) -> str:
    return f"{size:g}" if size <= 1 else f"{size:.0f}"
