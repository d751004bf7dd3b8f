"""Say how good a head in use is on labelled texts, into `model_metrics`."""

from __future__ import annotations

from voxlake.errors import ConfigError, InputError
from voxlake.job import Context
from voxlake.jobs.answers import answers_of, with_vectors
from voxlake.language.heads import head_of
from voxlake.language.labelled import fingerprint, read_labelled
from voxlake.language.settings import TrainingSettings
from voxlake.persisted import persisted
from voxlake.tables import MODEL_METRICS


def run(ctx: Context, settings: TrainingSettings) -> None:
    """Measure the champion on all of the texts: by label, by language and by length."""
    if settings.texts is None:
        raise ConfigError("evaluate_language needs training.texts.path: labelled texts.")
    champion = ctx.models.champion(settings.model)
    head = head_of(ctx.spark, champion.model)
    with persisted(read_labelled(ctx.spark, settings.texts)) as labelled:
        number = fingerprint(labelled)
        answers = answers_of(with_vectors(labelled, ctx.models.encoder()), head)
        if not len(answers.classes):
            raise InputError(
                f"{settings.texts.path} has no label of {', '.join(head.labels)}: set "
                "training.texts.labels to what its labels mean."
            )
    figures = answers.figures
    rows = [
        (settings.model, champion.version, f"{settings.texts.path} {part}", metric, float(value))
        for part, of_part in figures.items()
        for metric, value in of_part.items()
    ]
    ctx.lake.merge_values(rows, MODEL_METRICS)
    with ctx.models.fit(settings.model, settings, {"evaluated": number}) as run:
        run.metrics(figures["all"], split="evaluation")
        run.picture(answers.confusion.picture(head.labels), "evaluation_confusion")
    whole = {name: round(value, 4) for name, value in figures["all"].items()}
    ctx.note(version=champion.version, **whole)
