"""What to show to each user on a day: what the model says, filled up with what is popular."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.content import reasons
from voxlake.recommend.content.barred import Barred
from voxlake.recommend.content.candidates import (
    Offers,
    candidates_of,
    cluster_lists,
    neighbours_of,
    scored,
)
from voxlake.recommend.content.catalogue import placed_items
from voxlake.recommend.content.folding import fold_in
from voxlake.recommend.content.interactions import seen_by
from voxlake.recommend.content.lists import LIST, ordered
from voxlake.recommend.content.model import ContentModel
from voxlake.recommend.content.popular import LANGUAGE, MODEL, SEGMENT, offered, popular_items
from voxlake.recommend.content.settings import ContentSettings
from voxlake.spark.persisted import persisted
from voxlake.tables import CONTENT_RECOMMENDATIONS


@dataclass(frozen=True)
class Known:
    """What is known of a day.

    Attributes:
        as_of: The day.
        actions: What `actions_of` gives of the window.
        wishes: What `wishes_of` gives of them.
        catalogue: What `catalogue_of` gives.
        users: What `users_in_groups` gives: those who are shown anything.
        blocked: user_id, author_id: of whose posts a user is shown none.
    """

    as_of: date
    actions: DataFrame
    wishes: DataFrame
    catalogue: DataFrame
    users: DataFrame
    blocked: DataFrame


@dataclass(frozen=True)
class InUse:
    """The model in use.

    Attributes:
        model: It.
        version: Its version.
        factors: Rows of `content_factors` of the version.
        meanings: Rows of `text_meanings` of the days of the catalogue's posts.
    """

    model: ContentModel
    version: str
    factors: DataFrame
    meanings: DataFrame


@contextmanager
def recommended(
    known: Known, in_use: InUse | None, settings: ContentSettings
) -> Iterator[DataFrame]:
    """Rows of `content_recommendations` of the day, for use in the block.

    Args:
        known: What is known of the day.
        in_use: The model in use; None where there is none. Then all are shown what is popular, as
            where its mode is not that of the settings: wishes are no ratings.
        settings: How many, and in which order.
    """
    barred = barred_of(known, settings)
    popular = popular_items(known.wishes, known.catalogue, known.users, known.as_of, settings)
    filled = _of_popular(offered(known.users, popular, barred, settings))
    if in_use is None or in_use.model.mode != settings.mode:
        yield _rows(ordered(filled, settings), known.as_of, None)
        return
    with _of_model(known, in_use, barred, settings) as best:
        rows = best.unionByName(filled)
        yield _rows(ordered(rows, settings), known.as_of, in_use.version)


def barred_of(known: Known, settings: ContentSettings) -> Barred:
    """What users are not shown: what they have seen, unless it may come back, and who is blocked.

    Args:
        known: What is known of the day.
        settings: Whether what was seen is left out.
    """
    seen = seen_by(known.actions).where(F.lit(settings.leave_out_seen))
    return Barred(seen, known.blocked)


@contextmanager
def _of_model(
    known: Known, in_use: InUse, barred: Barred, settings: ContentSettings
) -> Iterator[DataFrame]:
    """The best `pool` items of each user by the model, as rows for `ordered`."""
    model, wishes = in_use.model, known.wishes
    placed = placed_items(known.catalogue, in_use.factors, in_use.meanings, model)
    folded = fold_in(
        wishes.join(known.users.select("user_id"), on="user_id", how="left_semi"),
        in_use.factors,
        model,
        least=settings.min_user_items,
        clusters=settings.user_clusters,
    )
    with persisted(placed) as items, persisted(folded) as users:
        offers = Offers(
            neighbours_of(wishes, settings),
            cluster_lists(items, known.catalogue, wishes, settings),
            items,
            known.catalogue,
            barred,
        )
        candidates = candidates_of(users, wishes, offers, settings)
        best = Window.partitionBy(*LIST).orderBy(F.desc("score"), "item_id")
        yield (
            scored(candidates, users, items, model.mean)
            .withColumn("_place", F.row_number().over(best))
            .where(F.col("_place") <= settings.pool)
            .select(
                *LIST,
                F.lit(0).alias("level"),
                (-F.col("score")).alias("order"),
                "item_id",
                "author_id",
                "age",
                F.lit(MODEL).alias("source"),
                _reason(settings).alias("reason"),
                "score",
                "factors",
            )
        )


def _of_popular(rows: DataFrame) -> DataFrame:
    """Popular items as rows for `ordered`."""
    source = F.col("source")
    reason = (
        F.when(source == SEGMENT, reasons.SEGMENT)
        .when(source == LANGUAGE, reasons.LANGUAGE)
        .otherwise(reasons.POPULAR)
    )
    return rows.select(
        *LIST,
        "level",
        (-F.col("share")).alias("order"),
        "item_id",
        "author_id",
        "age",
        "source",
        reason.alias("reason"),
        F.col("share").alias("score"),
        F.lit(None).cast("array<double>").alias("factors"),
    )


def _reason(settings: ContentSettings) -> Column:
    is_new = F.col("age") <= F.lit(settings.freshness_half_life_days)
    return (
        F.when(F.col("is_from_text") & is_new, reasons.NEW)
        .when(F.col("is_with"), reasons.WITH)
        .otherwise(reasons.NEAR)
    )


def _rows(lists: DataFrame, as_of: date, version: str | None) -> DataFrame:
    told = F.when(F.col("source") == MODEL, F.lit(version)).cast("string")
    dated = lists.withColumns({"as_of_date": F.lit(as_of), "model_version": told})
    return dated.select(*CONTENT_RECOMMENDATIONS.column_names)
