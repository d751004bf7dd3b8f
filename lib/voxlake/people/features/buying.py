"""What orders say of buyers."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import days_since, velocity
from voxlake.people.value.buyers import user_days


def order_features(
    orders: DataFrame, as_of: date, currency: str | None, settings: FeatureSettings
) -> DataFrame:
    """Purchases of each buyer, as `user_days` counts them; refunds lower the revenue."""
    counted = orders.where(F.col("currency").eqNullSafe(F.lit(currency)))
    purchase_date = F.when(F.col("is_purchase"), F.col("order_date"))
    has_country = F.col("country").isNotNull()
    return (
        user_days(counted)
        .groupBy("user_id")
        .agg(
            F.count(purchase_date).alias("order_count"),
            F.sum("net").cast("double").alias("revenue"),
            days_since(F.max(purchase_date), as_of).alias("days_since_order"),
            velocity(F.col("is_purchase").cast("int"), "order_date", as_of, settings).alias(
                "order_velocity"
            ),
            F.max_by("country", F.when(has_country, F.col("order_date"))).alias("order_country"),
        )
        .withColumn("mean_order_value", F.col("revenue") / F.nullif("order_count", F.lit(0)))
    )
