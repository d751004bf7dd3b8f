"""What a model says of posts, whichever kind of model it is, as rows of the tables of scores."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import is_encodable
from voxlake.language.heads.head import Head, given_label, largest, with_chances
from voxlake.tables import POST_SCORES


@dataclass(frozen=True)
class Scores:
    """Probabilities that a model gives posts."""

    rows: DataFrame
    """post_id, post_date, user_id, encoder_version and `chances`, in the order of the labels."""
    labels: tuple[str, ...]
    unsure_below: float
    """Least probability of a label that is given; below it the label is `unsure`."""
    model_version: str


def head_scores(posts: DataFrame, embeddings: DataFrame, head: Head, model_version: str) -> Scores:
    """What a head says of each usable post whose text has a vector that it reads.

    A text is scored once a day, however many posts share it.
    """
    rows = (
        posts.where(is_encodable())
        .select("post_id", "post_date", "user_id", "text_hash")
        .join(with_chances(embeddings, head), on=["post_date", "text_hash"], how="inner")
    )
    return Scores(rows, head.labels, head.unsure_below, model_version)


def by_label(scores: Scores) -> DataFrame:
    """The rows with a column for each label's probability, the label given and the version."""
    return scores.rows.withColumns({**_by_label(scores), **_told(scores)})


def score_rows(scores: Scores, model: str) -> DataFrame:
    """Rows of `post_scores`, for a model whose labels have no columns of their own."""
    labels = F.array(*map(F.lit, scores.labels))
    return scores.rows.withColumns(
        {
            **_told(scores),
            "model": F.lit(model),
            "chance": F.array_max("chances"),
            "chances": F.map_from_arrays(labels, "chances"),
        }
    ).select(*POST_SCORES.column_names)


def _by_label(scores: Scores) -> dict[str, Column]:
    return {name: F.col("chances")[place] for place, name in enumerate(scores.labels)}


def _told(scores: Scores) -> dict[str, Column]:
    return {
        "label": given_label(largest(_by_label(scores)), scores.unsure_below),
        "model_version": F.lit(scores.model_version),
    }
