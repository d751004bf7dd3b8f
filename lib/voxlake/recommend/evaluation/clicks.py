"""How often what was shown is clicked on, as it was and were all things as likely to be shown.

What is shown at a place was chosen: a click rate tells of what is mostly shown. Weighted by 1 / p,
with p the chance that it had of being shown there, all that could be shown counts as much (Horvitz
and Thompson 1952, Journal of the American Statistical Association 47). The weights' own sum is
divided by (Swaminathan and Joachims 2015, "The self-normalized estimator for counterfactual
learning", NIPS), and none is above a bound, which costs some truth and saves much noise (Ionides
2008, "Truncated importance sampling", Journal of Computational and Graphical Statistics 17).

How many look at a place, against the first, is what is left of a click rate when what stands there
is by chance alike (Craswell, Zoeter, Taylor and Ramsey 2008, "An experimental comparison of click
position-bias models", WSDM; Joachims, Swaminathan and Schnabel 2017, "Unbiased learning-to-rank
with biased feedback", WSDM): the ratio of the weighted rates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.evaluation.intervals import (
    BILLION,
    Figure,
    Samples,
    group_of,
    in_billionths,
)
from voxlake.recommend.evaluation.settings import ClickSettings
from voxlake.tables import CLICKED, RECOMMENDATION_CLICKS, SHOWN

THING = ("request", "user_id", "kind", "item")
"""What names one thing that was shown, or clicked on."""
ALL_PLACES = 0
"""Stands for every place, and for what has none."""
_LAST = 2**31 - 1


def things_of(events: DataFrame) -> DataFrame:
    """What was shown and clicked on, each thing once a request.

    A row without a request is of the user's own of its day. Of a thing that a request shows twice
    the first place counts, with the propensity logged there. A click is of what was shown by the
    user, the request, the kind and the item.

    Args:
        events: Rows of `recommendation_events`.

    Returns:
        request, user_id, kind, item, is_shown, place (null where none is logged; of what no row
        shows that of its first click), propensity (null where none between 0 and 1 is logged),
        clicks.
    """
    of_day = F.concat_ws(" ", "user_id", F.col("event_date").cast("string"))
    is_shown, is_click = F.col("action") == SHOWN, F.col("action") == CLICKED
    is_chance = (F.col("propensity") > 0) & (F.col("propensity") <= 1)
    told = F.struct(
        F.coalesce("rank", F.lit(_LAST)).alias("place"),
        F.col("event_id"),
        F.when(is_chance, F.col("propensity")).alias("propensity"),
    )
    return (
        events.where(is_shown | is_click)
        .withColumn("request", F.coalesce("request_id", of_day))
        .groupBy(*THING)
        .agg(
            F.min(F.when(is_shown, told)).alias("_shown"),
            F.min(F.when(is_click, told)).alias("_clicked"),
            F.count_if(is_click).alias("clicks"),
        )
        .withColumn("_first", F.coalesce("_shown", "_clicked"))
        .select(
            *THING,
            F.col("_shown").isNotNull().alias("is_shown"),
            F.nullif("_first.place", F.lit(_LAST)).alias("place"),
            F.col("_shown.propensity").alias("propensity"),
            "clicks",
        )
    )


def add_up_clicks(things: DataFrame, settings: ClickSettings) -> DataFrame:
    """Sums by kind, place and group of users: as many rows however many users there are.

    Args:
        things: What `things_of` gives.
        settings: The largest weight, the last place, and groups.

    Returns:
        kind, place (0: all), user_group, and sums; those of weights in billionths.
    """
    is_shown, is_clicked = F.col("is_shown"), F.col("clicks") > 0
    is_known = is_shown & F.col("propensity").isNotNull()
    weight = 1 / F.col("propensity")
    used = F.least(weight, F.lit(settings.max_weight))

    def total(figure: Column, where: Column) -> Column:
        return F.coalesce(F.sum(F.when(where, figure)), F.lit(0))

    is_place = F.col("place").between(1, settings.places)
    places = F.array_compact(F.array(F.lit(ALL_PLACES), F.when(is_place, F.col("place"))))
    placed = things.withColumn("place", F.explode(places))
    return placed.groupBy("kind", "place", group_of("user_id", settings)).agg(
        F.count_distinct(F.when(is_shown, F.col("user_id"))).alias("users"),
        F.count_if(is_shown).alias("shown"),
        F.count_if(is_shown & is_clicked).alias("clicked"),
        total(F.greatest(F.col("clicks") - 1, F.lit(0)), is_shown).alias("repeated"),
        F.count_if(~is_shown).alias("unknown"),
        F.count_if(is_shown & F.col("propensity").isNull()).alias("unlogged"),
        total(in_billionths(used), is_known).alias("weights"),
        F.sum(F.when(is_known, used * used).cast("decimal(28,9)")).cast("double").alias("squares"),
        total(in_billionths(used), is_known & is_clicked).alias("weighted"),
        F.max(F.when(is_known, used)).alias("largest"),
        F.count_if(is_known & (weight > settings.max_weight)).alias("clipped"),
    )


def click_rows(
    sums: pd.DataFrame, as_of: date, settings: ClickSettings
) -> list[tuple[object, ...]]:
    """Rows of `recommendation_clicks`: for each kind all places together, and each place.

    Args:
        sums: Rows of `add_up_clicks`.
        as_of: The day.
        settings: Samples and confidence.
    """
    samples = Samples(settings)
    rows = []
    for kind, of_kind in sorted(sums.groupby("kind"), key=lambda one: str(one[0])):
        places = sorted(int(place) for place in of_kind["place"].unique())
        of_place = {place: of_kind[of_kind["place"] == place] for place in places}
        first = _weighted(of_place[1], samples) if 1 in of_place else None
        for place, own in of_place.items():
            row = _row(own, samples, None if place == ALL_PLACES else first, settings)
            rows.append({"as_of_date": as_of, "kind": kind, "rank": place, **row})
    return [tuple(row.get(name) for name in RECOMMENDATION_CLICKS.column_names) for row in rows]


def _row(
    sums: pd.DataFrame,
    samples: Samples,
    first: Figure | None,
    settings: ClickSettings,
) -> dict[str, Any]:
    rate = samples.figure(sums.assign(hits=sums["clicked"] * BILLION), "hits", "shown")
    weighted = _weighted(sums, samples)
    bias = Figure(None, weighted.of_samples) if first is None else weighted.over(first)
    weights, squares = float(sums["weights"].sum()) / BILLION, float(sums["squares"].sum())
    return {
        "user_count": int(sums["users"].sum()),
        "shown_count": int(sums["shown"].sum()),
        "clicked_count": int(sums["clicked"].sum()),
        "repeated_click_count": int(sums["repeated"].sum()),
        "unknown_click_count": int(sums["unknown"].sum()),
        "unlogged_count": int(sums["unlogged"].sum()),
        **dict(_told("click_rate", rate, settings)),
        **dict(_told("weighted_rate", weighted, settings)),
        **dict(_told("position_bias", bias, settings)),
        # Kish 1965, "Survey Sampling".
        "effective_sample_size": round(weights**2 / squares, 6) if squares > 0 else 0.0,
        "largest_weight": float(sums["largest"].max()) if squares > 0 else None,
        "clipped_count": int(sums["clipped"].sum()),
    }


def _weighted(sums: pd.DataFrame, samples: Samples) -> Figure:
    of_weights = sums.assign(_weights=sums["weights"] / BILLION)
    return samples.figure(of_weights, "weighted", "_weights")


def _told(name: str, figure: Figure, settings: ClickSettings) -> Iterator[tuple[str, float | None]]:
    low, high = figure.interval(settings.confidence)
    yield name, figure.value
    yield f"{name}_low", low
    yield f"{name}_high", high
