"""Say how good a model of language in use is on labelled texts, into `model_metrics`."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import InputError, NoChampionError
from voxlake.core.storage import read_bytes
from voxlake.jobs.common.answers import described, kept_texts, with_vectors
from voxlake.language.heads.head import head_of
from voxlake.language.heads.training import split
from voxlake.language.labels.answers import Answers, head_answers, own_answers
from voxlake.language.labels.labelled import fingerprint
from voxlake.language.own.model import open_own_model
from voxlake.language.settings import TrainingSettings
from voxlake.run.context import Context
from voxlake.tables import MODEL_METRICS


def run(ctx: Context, settings: TrainingSettings) -> None:
    """Measure each model that tells the labels: by label, by language and by length.

    Where posts have several labels, one that was not learned yet is noted, and waits.
    """
    models = settings.languages.models_of(settings.model)
    with kept_texts(ctx, settings) as labelled:
        for model in models:
            of_model = labelled.where(F.col("model") == model)
            about = "" if len(models) == 1 else f"{model} "
            try:
                version, whole = _evaluate(ctx, of_model, model, settings)
            except NoChampionError as error:
                if not about:
                    raise
                ctx.note(**{f"{about}waits": str(error)})
                continue
            facts = {"version": version, **{n: round(value, 4) for n, value in whole.items()}}
            ctx.note(**{f"{about}{name}": value for name, value in facts.items()})


def _evaluate(
    ctx: Context, labelled: DataFrame, model: str, settings: TrainingSettings
) -> tuple[str, dict[str, float]]:
    """The version in use, and its figures on all of the texts."""
    version, answers = _answers(ctx, labelled, model, settings)
    if not len(answers.classes):
        raise InputError(
            f"{settings.place} has no label of {', '.join(answers.labels)}: set "
            "training.texts.labels to what its labels mean."
        )
    figures = answers.figures
    rows = [
        (model, version, f"{settings.place} {part}", metric, float(value))
        for part, of_part in figures.items()
        for metric, value in of_part.items()
    ]
    ctx.lake.merge_values(rows, MODEL_METRICS)
    with ctx.models.fit(model, settings, {"evaluated": fingerprint(labelled)}) as run:
        run.metrics(figures["all"], split="evaluation")
        run.picture(answers.confusion.picture(answers.labels), "evaluation_confusion")
    return version, figures["all"]


def _answers(
    ctx: Context, labelled: DataFrame, model: str, settings: TrainingSettings
) -> tuple[str, Answers]:
    """The version of the model in use, one of `languages.own` or a head, and its answers.

    Of the lake's own labels a head that learned them is asked about those alone that were held out.
    """
    if own := settings.languages.own.get(model):
        opened = open_own_model(model, own, read_bytes)
        return opened.version, own_answers(described(labelled), opened, read_bytes)
    champion = ctx.models.champion(model)
    if settings.texts == "post_labels" and ctx.models.has_champion(model):
        _, labelled = split(labelled, settings)
    vectors = with_vectors(labelled, ctx.models.encoder())
    return champion.version, head_answers(vectors, head_of(ctx.spark, champion.model))
