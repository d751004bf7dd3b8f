"""Daily series of posts, reach and engagement, and their forecasts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.timing.settings import EngagementForecastSettings
from voxlake.people.forecast.calendar import Calendar
from voxlake.people.forecast.models import foretell
from voxlake.people.forecast.series import every_day, or_null, rows_ahead
from voxlake.people.forecast.settings import SHORTEST
from voxlake.people.membership import Membership
from voxlake.spark.columns import engagement, reach
from voxlake.tables import ENGAGEMENT_FORECASTS
from voxlake.tables.columns import ALL

KEYS = ("series", "grouping", "group_id")
_POSTS = "posts"
_MODEL = "engagement_forecast"


def series_of_posts(
    *,
    posts: DataFrame,
    topics: DataFrame,
    members: Membership,
    as_of: date,
    settings: EngagementForecastSettings,
) -> DataFrame:
    """Columns series, grouping, group_id, day and value: sums over the usable posts of a day.

    Reposts are left out: what they receive is another's. Reach and engagement end with the last day
    whose posts are old enough to have theirs.

    Args:
        posts: Rows of `posts` of the history.
        topics: The topic of each post, as it is shown: post_id, topic_id.
        members: The segments of authors on these days.
        as_of: Last day.
        settings: Whom and what is forecast.
    """
    is_own = ~F.coalesce("is_repost", F.lit(False)) & F.col("repost_of_post_id").isNull()
    own = posts.where(is_own & F.coalesce("is_usable", F.lit(True)))
    placed = members.placed(own.join(topics, on="post_id", how="left"), "post_date")
    old = F.col("post_date") <= F.lit(as_of - timedelta(days=settings.young_days))
    measured = F.array_compact(
        F.array(
            _measured(_POSTS, F.lit(1)),
            F.when(old, _measured("reach", reach())),
            F.when(old & engagement().isNotNull(), _measured("engagement", engagement())),
        )
    )
    of_each = [
        rows.select("grouping", "group_id", F.col("post_date").alias("day"), F.inline(measured))
        for rows in _grouped(placed, settings)
    ]
    together = reduce(DataFrame.unionByName, of_each)
    return together.groupBy(*KEYS, "day").agg(F.sum("value").alias("value"))


def _measured(series: str, value: Column) -> Column:
    return F.struct(F.lit(series).alias("series"), value.cast("double").alias("value"))


def _grouped(posts: DataFrame, settings: EngagementForecastSettings) -> list[DataFrame]:
    """The posts of each grouping, with grouping and group_id."""
    groups = {ALL: posts.withColumn("group_id", F.lit(ALL))}
    if "account" in settings.groupings:
        of_accounts = _named(posts, "user_id")
        if settings.accounts:
            groups["account"] = of_accounts.where(F.col("group_id").isin(*settings.accounts))
        else:
            groups["account"] = _most(of_accounts, settings.top_accounts)
    if "topic" in settings.groupings:
        groups["topic"] = _most(_named(posts, "topic_id"), settings.top_topics)
    if "segment" in settings.groupings:
        groups["segment"] = _named(posts, "segment_id")
    return [rows.withColumn("grouping", F.lit(name)) for name, rows in groups.items()]


def _named(posts: DataFrame, column: str) -> DataFrame:
    named = posts.withColumn("group_id", F.col(column).cast("string"))
    return named.where(F.col("group_id").isNotNull())


def _most(named: DataFrame, most: int) -> DataFrame:
    """The posts of the groups with most of them; among equals of those whose name comes first."""
    counts = named.groupBy("group_id").agg(F.count("*").alias("_posts"))
    kept = counts.orderBy(F.desc("_posts"), "group_id").limit(most).select("group_id")
    return named.join(F.broadcast(kept), on="group_id", how="left_semi")


def forecast_posts(
    daily: DataFrame, as_of: date, settings: EngagementForecastSettings
) -> DataFrame:
    """Rows of `engagement_forecasts`; a series of fewer than `SHORTEST` days has none.

    Args:
        daily: What `series_of_posts` gives.
        as_of: Last day.
        settings: Models, horizon, intervals, backtest.
    """

    def forecast(rows: pd.DataFrame) -> pd.DataFrame:
        return forecast_one(rows, as_of, settings)

    # A function of pandas: the models are not in SQL.
    return daily.groupBy(*KEYS).applyInPandas(forecast, ENGAGEMENT_FORECASTS.schema)


def forecast_one(
    rows: pd.DataFrame, as_of: date, settings: EngagementForecastSettings
) -> pd.DataFrame:
    """The rows of one series."""
    series, grouping, group_id = (str(rows[key].iloc[0]) for key in KEYS)
    young = 0 if series == _POSTS else settings.young_days
    last = as_of - timedelta(days=young)
    values = every_day(rows, last)
    if len(values) < SHORTEST:
        return pd.DataFrame(columns=ENGAGEMENT_FORECASTS.column_names)
    longer = settings.model_copy(update={"horizon_days": settings.horizon_days + young})
    calendar = Calendar(values.index[0].date(), settings.holidays)
    found = foretell(values.to_numpy(), longer, settings.models, calendar)
    held = found.backtests[found.model]
    told = rows_ahead(found, last, least=0.0)
    told = told[told["target_date"] > as_of]
    return told.assign(
        as_of_date=as_of,
        series=series,
        grouping=grouping,
        group_id=group_id,
        is_holiday=_are_holidays([*told["target_date"]], settings.holidays),
        history_days=len(values),
        mase=or_null(held.mase),
        last_mase=or_null(held.last_mase),
        asks_refit=None if np.isnan(held.last_mase) else held.last_mase > settings.refit_error,
    )[list(ENGAGEMENT_FORECASTS.column_names)]


def _are_holidays(days: list[date], country: str | None) -> list[bool] | None:
    if country is None:
        return None
    first = min(days)
    named = Calendar(first, country).names((max(days) - first).days + 1)
    return [day in named for day in days]


def backtest_metrics(
    forecasts: DataFrame, as_of: date, settings: EngagementForecastSettings
) -> list[tuple[str, str, str, str, float]]:
    """Rows of `model_metrics`: means over the series, and the share that asks for a refit.

    Args:
        forecasts: Rows of `engagement_forecasts` of one day; figures stand alike on each day ahead.
        as_of: That day.
        settings: The levels.
    """
    means = [F.avg(name).alias(name) for name in ("mase", "seasonal_naive_mase", "last_mase")]
    for level in settings.levels:
        covered = F.avg(F.when(F.col("level") == level, F.col("coverage")))
        means.append(covered.alias(f"coverage_{level}"))
    asks = F.avg(F.col("asks_refit").cast("double")).alias("asks_refit_share")
    found = forecasts.groupBy("series", "grouping").agg(*means, asks).collect()
    return [
        (_MODEL, f"until {as_of}", f"{row['series']} by {row['grouping']}", name, value)
        for row in found
        for name, value in row.asDict().items()
        if isinstance(value, float)
    ]
