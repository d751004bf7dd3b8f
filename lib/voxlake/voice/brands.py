"""Which brand an entity stands for, and which users are a brand's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructType

from voxlake.spark.frames import frame_of
from voxlake.voice.settings import VoiceSettings


def by_brand(entities: DataFrame, settings: VoiceSettings) -> DataFrame:
    """The places that name a brand, once for each brand that they name, with `brand`.

    Args:
        entities: Rows of `post_entities`.
        settings: Brands.
    """
    if not settings.brands:
        return entities.where("kind = 'brand'").withColumn("brand", F.col("entity"))
    names = _listed(entities.sparkSession, settings.brands, "name")
    names = names.select("brand", F.lower("name").alias("name")).distinct()
    is_meant = F.lower("entity") == F.col("name")
    return entities.join(F.broadcast(names), is_meant, how="inner").drop("name")


def own_users(users: DataFrame, settings: VoiceSettings) -> DataFrame:
    """The users that are accounts of brands: brand, user_id, each pair once.

    Args:
        users: Rows of `users`, which tell handles; a user id counts without one.
        settings: Accounts.
    """
    accounts = _listed(users.sparkSession, settings.accounts, "account")
    is_meant = F.lower("handle") == F.lower(F.regexp_replace("account", "^@", ""))
    of_handles = users.join(F.broadcast(accounts), is_meant, how="inner")
    ids = accounts.select("brand", F.col("account").alias("user_id"))
    return ids.unionByName(of_handles.select("brand", "user_id")).distinct()


def _listed(spark: SparkSession, names: Mapping[str, Sequence[str]], column: str) -> DataFrame:
    """A row for each name of each brand: brand, and the name in the column."""
    rows = [(brand, name) for brand, listed in names.items() for name in listed]
    schema = StructType().add("brand", StringType()).add(column, StringType())
    return frame_of(spark, rows, schema)
