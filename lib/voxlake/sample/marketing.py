"""Writes the sample's files of campaigns, spend, experiments and search, and what is planted."""

from __future__ import annotations

from decimal import Decimal

from pyspark.sql import DataFrame, SparkSession

from voxlake.sample.bandit import bandit_events
from voxlake.sample.campaigns import (
    CAMPAIGNS,
    campaign_records,
    revenue_of,
    spend_records,
    spent_on,
)
from voxlake.sample.experiments import (
    event_lines,
    experiment_events,
    experiment_records,
    planted_means,
)
from voxlake.sample.records import RECORDS_PER_FILE, with_resent
from voxlake.sample.settings import NAMESPACE, SampleSettings
from voxlake.sample.site import search_records

_USERS_PER_FILE = 100_000


def write_marketing(
    spark: SparkSession, orders: DataFrame, settings: SampleSettings, folder: str
) -> None:
    """Write the five files, and the truth of the first three, below a folder.

    Args:
        spark: The session.
        orders: The columns of the orders' file, which say what the campaigns brought.
        settings: Of the sample.
        folder: Where the other files of the sample lie.
    """
    brought = revenue_of(orders)
    revenue = {name: money for name, (money, _) in brought.items()}
    events = experiment_events(spark, settings).unionByName(bandit_events(spark, settings))
    told = with_resent(event_lines(events, settings), settings)
    for name, rows in {
        "campaigns": campaign_records(spark, settings).coalesce(1),
        "spend": spend_records(spark, revenue, settings).coalesce(1),
        "experiments": experiment_records(spark, settings).coalesce(1),
        "search_console": search_records(spark, settings).coalesce(1),
        "experiment_events": told.coalesce(1 + settings.users // _USERS_PER_FILE),
    }.items():
        rows.write.mode("overwrite").option("maxRecordsPerFile", RECORDS_PER_FILE).csv(
            f"{folder}/{name}", header=True
        )
    campaigns = [
        (
            f"{NAMESPACE}:{campaign.id}",
            campaign.channel,
            spent_on(campaign, revenue, settings),
            *brought.get(campaign.id, (Decimal(0), 0)),
            campaign.planted_return,
        )
        for campaign in CAMPAIGNS
    ]
    arms = [(f"{NAMESPACE}:{name}", *rest) for name, *rest in planted_means(settings.marketing)]
    for name, planted, schema in (
        (
            "campaigns",
            campaigns,
            "campaign_id string, channel string, spend decimal(18,2), revenue decimal(18,2), "
            "order_count long, return_on_spend double",
        ),
        ("arms", arms, "experiment_id string, arm string, mean double"),
    ):
        truth = spark.createDataFrame(planted, schema).coalesce(1)
        truth.write.mode("overwrite").parquet(f"{folder}/truth/{name}")
