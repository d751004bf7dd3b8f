"""Train the sentiment model on labelled texts."""

from __future__ import annotations

from voxlake.errors import ConfigError
from voxlake.job import Context
from voxlake.language.embeddings import distinct_texts, encode
from voxlake.language.labelled import fingerprint, read_labelled
from voxlake.language.sentiment import fit_sentiment, sentiment_model
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
        held_out = fitted.held_out
        chosen = {"regularisation": fitted.regularisation}
        fit.metrics({**held_out.figures, **chosen}, split="held_out")
        fit.picture(held_out.picture(SENTIMENTS), "held_out_confusion")
        version = fit.register(sentiment_model(fitted.model, encoder.version))
        is_good = held_out.macro_recall >= settings.promote_from
        if is_good:
            fit.promote()
    vectors.unpersist()
    labelled.unpersist()
    ctx.note(version=version, promoted=is_good, macro_recall=round(held_out.macro_recall, 4))
