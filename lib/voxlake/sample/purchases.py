"""Orders by the models that the value jobs fit: BG/NBD for when, Gamma-Gamma for how much.

BG/NBD (Fader, Hardie & Lee 2005): after the first order, gaps are exponential with a rate that is
gamma distributed over buyers; after each repeat order a buyer leaves with a beta distributed
probability. Gamma-Gamma (Fader, Hardie & Lee 2005): amounts of a buyer are gamma distributed with
shape p and a rate that is gamma distributed over buyers with shape q and rate v.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from scipy import special

from voxlake.sample.campaigns import campaign_of_order
from voxlake.sample.draws import Draws, uniforms
from voxlake.sample.items import product_of_line, sku
from voxlake.sample.people import country, days_after, with_buying_ranks
from voxlake.sample.settings import SampleSettings
from voxlake.sample.words import pool

_DAYS_OF_WEEK = 7
_FIRST_ORDER_SHARE = 0.75  # of the days: later ones show no first orders, so that all have a past
_LINE_SHARES = ((1.0,), (0.6, 0.4), (0.5, 0.3, 0.2))
_LINE_BOUNDS = (0.6, 0.9, 1.0)  # cumulative shares of orders with 1, 2 and 3 lines
_REFUND_SHARE = 0.03
_CURRENCY = "GBP"

_Floats = npt.NDArray[np.float64]


def orders(spark: SparkSession, customers: int, settings: SampleSettings) -> DataFrame:
    """Order lines of so many buyers: columns of `orders` up to `country`, and the campaign."""
    numbered = spark.range(customers).withColumnRenamed("id", "user_no")
    return order_lines(with_buying_ranks(numbered, settings), settings)


def order_lines(buyers: DataFrame, settings: SampleSettings) -> DataFrame:
    """Order lines, refunds among them, of buyers with their `user_no` and buying ranks."""
    bought = _lines(purchases(buyers, settings), settings)
    draws = Draws(settings.seed, ("order_line_id",))
    refunded = (
        bought.where(draws.happens(_REFUND_SHARE, "refund"))
        .withColumn("ordered_at", _later("ordered_at", 1 + 9 * draws.uniform("refunded at")))
        .withColumn("order_date", F.to_date("ordered_at"))
        .withColumn("amount", -F.col("amount"))
        .withColumn("quantity", -F.col("quantity"))
        .withColumn("order_line_id", F.concat("order_line_id", F.lit("r")))
        .where(F.col("order_date") <= F.lit(settings.last_day))
    )
    return bought.unionByName(refunded)


def purchases(buyers: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per purchase: `user_no`, `number` from 0, `day` from 0, `amount`.

    A buyer's sequence has no fixed length and needs inverse gamma and beta distributions, which
    SQL has not: hence Python, over batches, each buyer from a hash of its own.
    """
    key = Draws(settings.seed, ("user_no",)).bits("purchases").alias("key")

    def simulate(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            yield _simulate(batch, settings)

    columns = buyers.select("user_no", key, "rate_rank", "leaving_rank", "spend_rank")
    return columns.mapInPandas(simulate, "user_no long, number int, day int, amount double")


def _simulate(buyers: pd.DataFrame, settings: SampleSettings) -> pd.DataFrame:
    """All purchases of a batch of buyers: in each round, the next one of those still there.

    Buyers begin in the middle of a day and are watched until the middle of the last day, so that
    whole days tell the gaps without a bias; a second purchase of a day is moved to the next.
    """
    buying = settings.buying
    keys = buyers["key"].to_numpy(np.int64).view(np.uint64)
    rate = special.gammaincinv(buying.r, buyers["rate_rank"].to_numpy()) / buying.alpha
    leaving = special.betaincinv(buying.a, buying.b, buyers["leaving_rank"].to_numpy())
    scale = special.gammaincinv(buying.q, buyers["spend_rank"].to_numpy()) / buying.v
    day = np.floor(_FIRST_ORDER_SHARE * settings.days * uniforms(keys, 0)).astype(np.int32)
    time: _Floats = day + 0.5
    here = np.arange(len(buyers))
    rounds = []
    number = 0
    while len(here):
        amount = special.gammaincinv(buying.p, uniforms(keys[here], 3 * number + 1)) / scale[here]
        user_no = buyers["user_no"].to_numpy()[here]
        rounds.append(_round(user_no, number, day[here], amount))
        stays = (number == 0) | (uniforms(keys[here], 3 * number + 2) >= leaving[here])
        here = here[stays]
        weeks = -np.log(uniforms(keys[here], 3 * number + 3)) / rate[here]
        time[here] += _DAYS_OF_WEEK * weeks
        here = here[time[here] < settings.days - 0.5]
        day[here] = np.maximum(time[here].astype(np.int32), day[here] + 1)
        here = here[day[here] < settings.days]
        number += 1
    return pd.concat(rounds) if rounds else _round(np.empty(0, np.int64), 0, day, np.empty(0))


def _round(
    user_no: npt.NDArray[np.int64], number: int, day: npt.NDArray[np.int32], amount: _Floats
) -> pd.DataFrame:
    return pd.DataFrame(
        {"user_no": user_no, "number": np.int32(number), "day": day, "amount": amount}
    )


def _lines(bought: DataFrame, settings: SampleSettings) -> DataFrame:
    """One to three lines per purchase, at hours of the day when people buy."""
    order = Draws(settings.seed, ("user_no", "number"))
    line = Draws(settings.seed, ("user_no", "number", "line"))
    bounds = F.array(*[F.lit(bound) for bound in _LINE_BOUNDS])
    shares = F.array(*[F.array(*[F.lit(s) for s in of]) for of in _LINE_SHARES])
    hour = 7 + 15 * order.uniform("hour")
    return (
        bought.withColumn("ordered_at", days_after(F.col("day") + hour / 24, settings))
        .withColumn("shares", F.element_at(shares, order.weighted(bounds, "lines") + 1))
        .select("*", F.posexplode("shares").alias("line", "share"))
        .withColumn("product", product_of_line(order, line, settings))
        .select(
            F.concat_ws(".", F.concat(F.lit("o"), "user_no"), "number", "line").alias(
                "order_line_id"
            ),
            F.concat_ws(".", F.concat(F.lit("o"), "user_no"), "number").alias("order_id"),
            F.to_date("ordered_at").alias("order_date"),
            "ordered_at",
            F.concat(F.lit("u"), "user_no").alias("user_id"),
            F.greatest(F.col("amount") * F.col("share"), F.lit(0.01))
            .cast("decimal(18,2)")
            .alias("amount"),
            F.lit(_CURRENCY).alias("currency"),
            (line.whole(3, "quantity") + 1).cast("double").alias("quantity"),
            sku(F.col("product")).alias("product_id"),
            F.get(pool("products"), F.col("product").cast("int")).alias("product_name"),
            country(settings).alias("country"),
            campaign_of_order(F.col("day"), ("user_no", "number"), settings).alias("campaign_id"),
        )
    )


def _later(time: str, days: Column) -> Column:
    return F.timestamp_seconds(F.unix_seconds(time) + F.floor(days * 86_400))
