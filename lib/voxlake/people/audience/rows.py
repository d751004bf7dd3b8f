"""The rows of an audience: whom it holds, and what is told of them."""

from __future__ import annotations

import math

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.core.errors import ConfigError, QualityError, in_quotes
from voxlake.people.audience.settings import AudienceSettings
from voxlake.text.formulas import no_formulas

_MOST_FILES = 10_000
"""The driver holds the names, sizes and sums of all."""


def require_users(chosen: DataFrame, settings: AudienceSettings) -> int:
    """Check the rows of an audience, and count them.

    Raises:
        ConfigError: there is no `user_id`, or none of a column to write.
        QualityError: a user is null or there twice.
    """
    missing = sorted({"user_id", *settings.columns} - set(chosen.columns))
    if missing:
        raise ConfigError(
            f"The audience has no column {missing[0]!r}; it has {in_quotes(chosen.columns)}."
        )
    found = chosen.agg(
        F.count("*").alias("rows"), F.countDistinct("user_id").alias("users")
    ).collect()[0]
    if found["rows"] != found["users"]:
        raise QualityError(
            f"The audience has {found['rows']} rows of {found['users']} users: give one row for "
            "each user, with a user_id, in audience.sql."
        )
    return int(found["rows"])


def told_rows(chosen: DataFrame, identifiers: DataFrame, settings: AudienceSettings) -> DataFrame:
    """What is written of each user; those without any identifier are left out."""
    names = list(settings.identifiers)
    if not names:
        return chosen.select("user_id", *(c for c in settings.columns if c != "user_id"))
    joined = chosen.select("user_id", *(c for c in settings.columns if c != "user_id")).join(
        identifiers, "user_id", how="left"
    )
    return joined.where(F.coalesce(*names).isNotNull())


def in_files(rows: DataFrame, count: int, settings: AudienceSettings) -> DataFrame:
    """The rows in the order of users, in as many parts as there are files to write.

    Raises:
        ConfigError: they are more files than a manifest tells of.
    """
    parts = max(1, math.ceil(count / settings.rows_per_file))
    if parts > _MOST_FILES:
        raise ConfigError(
            f"The audience has {count:,} rows, which are {parts:,} files of "
            f"{settings.rows_per_file:,}; the manifest tells of {_MOST_FILES:,} at most. Raise "
            "audience.rows_per_file."
        )
    placed = rows.repartition(parts, "user_id").sortWithinPartitions("user_id")
    told = placed.select(*settings.identifiers, *settings.columns)
    return _without_formulas(told, settings) if settings.format == "csv" else told


def _without_formulas(rows: DataFrame, settings: AudienceSettings) -> DataFrame:
    """The rows with a space before texts that a spreadsheet would take for formulas.

    Phone numbers, a plus and digits alone, stay as ad tools expect them.
    """
    phones = {name for name, one in settings.identifiers.items() if one.kind == "phone"}
    texts = {field.name for field in rows.schema if isinstance(field.dataType, T.StringType)}
    return rows.withColumns({name: no_formulas(F.col(name)) for name in sorted(texts - phones)})
