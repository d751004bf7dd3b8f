"""What orders say of buyers."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import days_since, velocity
from voxlake.people.orders.lines import user_purchases


def order_features(lines: DataFrame, as_of: date, settings: FeatureSettings) -> DataFrame:
    """Purchases of each buyer, as `user_purchases` counts them; refunds lower the revenue."""
    purchase_date = F.when(F.col("is_purchase"), F.col("purchase_date"))
    has_country = F.col("country").isNotNull()
    return (
        user_purchases(lines)
        .groupBy("user_id")
        .agg(
            F.count(purchase_date).alias("order_count"),
            F.sum("net").cast("double").alias("revenue"),
            days_since(F.max(purchase_date), as_of).alias("days_since_order"),
            velocity(F.col("is_purchase").cast("int"), "purchase_date", as_of, settings).alias(
                "order_velocity"
            ),
            F.max(F.when(has_country, F.struct("purchase_date", "country")))["country"].alias(
                "order_country"  # of several on the last day, as in `user_value`
            ),
        )
        .withColumn("mean_order_value", F.col("revenue") / F.nullif("order_count", F.lit(0)))
    )
