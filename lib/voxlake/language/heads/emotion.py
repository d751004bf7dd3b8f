"""Emotions of posts: what a model says of each."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.language.heads.scores import Scores, by_label
from voxlake.tables import POST_EMOTION


def score_emotion(scores: Scores) -> DataFrame:
    """Rows of `post_emotion`: each post that was scored."""
    return by_label(scores).select(*POST_EMOTION.column_names)
