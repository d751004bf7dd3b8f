"""Rows of `content_scores` and `content_findings`, of contents that were scored one by one."""

from __future__ import annotations

from datetime import date
from itertools import chain
from string import Formatter

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.marketing.content.rules import PENALTIES, RULES
from voxlake.marketing.content.search import address_key
from voxlake.tables import CONTENT_FINDINGS, CONTENT_SCORES
from voxlake.text.duplicates.joining import joined_texts
from voxlake.text.duplicates.minhash import runs_of_words
from voxlake.text.duplicates.settings import DuplicateSettings

_BEST = 100.0
_SHARED = ("title", "description")


def near_copies(scored: DataFrame, as_of: date, settings: DuplicateSettings) -> DataFrame:
    """`content_id`, `copy_of`, `copy_similarity` of contents that say what an earlier one says.

    Earlier is by name: of two that are alike the first stands for both. Found by MinHash, and
    compared by the Jaccard index of their runs of words, as copies among posts are.

    Args:
        scored: With content_id and text.
        as_of: The day.
        settings: What is like enough.
    """
    texts = (
        scored.where(F.col("text").isNotNull())
        .select(
            F.lit(as_of).alias("post_date"),
            F.col("content_id").alias("text_hash"),
            F.timestamp_seconds(F.lit(0)).alias("posted_at"),
            runs_of_words(F.col("text"), settings.run_words).alias("runs"),
        )
        .where(F.size("runs") >= settings.min_words)
    )
    return joined_texts(texts, Days.of([as_of]), settings).select(
        F.col("text_hash").alias("content_id"),
        F.col("to_hash").alias("copy_of"),
        F.col("similarity").alias("copy_similarity"),
    )


def content_findings(scored: DataFrame, copies: DataFrame, as_of: date) -> DataFrame:
    """Rows of `content_findings`: the faults of each content, and those between contents.

    Args:
        scored: What `scored_contents` gives.
        copies: What `near_copies` gives.
        as_of: The day.
    """
    own = scored.select("content_id", F.explode("findings").alias("one")).select(
        "content_id", "one.*"
    )
    percent = F.format_string("%.0f%%", 100 * F.col("copy_similarity"))
    copied = copies.select(
        "content_id", *_finding("copy", similarity=percent, other=F.col("copy_of"))
    )
    every = own.unionByName(copied)
    for name in _SHARED:
        every = every.unionByName(_shared(scored, name))
    order = Window.partitionBy("content_id").orderBy(
        _penalty().desc(),
        "area",
        F.asc_nulls_first("line"),
        "rule",
        "found",
        F.asc_nulls_first("element"),
    )
    return (
        every.withColumn("finding", F.row_number().over(order))
        .withColumn("as_of_date", F.lit(as_of))
        .select(*CONTENT_FINDINGS.column_names)
    )


def content_scores(
    scored: DataFrame, findings: DataFrame, copies: DataFrame, search: DataFrame, as_of: date
) -> DataFrame:
    """Rows of `content_scores`.

    Args:
        scored: What `scored_contents` gives.
        findings: What `content_findings` gives.
        copies: What `near_copies` gives.
        search: What `search_by_page` gives.
        as_of: The day.
    """
    counts = {
        f"{severity}_count": F.count(F.when(F.col("severity") == severity, 1))
        for severity in PENALTIES
    }
    by_rule = findings.groupBy("content_id", "rule", "severity").agg(F.count("*").alias("n"))
    lost = by_rule.groupBy("content_id").agg(F.sum(_penalty()).alias("lost"))
    told = findings.groupBy("content_id").agg(*(v.alias(k) for k, v in counts.items()))
    left = F.greatest(F.lit(_BEST) - F.coalesce("lost", F.lit(0.0)), F.lit(0.0))
    return (
        scored.withColumn("address", address_key(F.col("url")))
        .join(told, on="content_id", how="left")
        .join(lost, on="content_id", how="left")
        .join(copies, on="content_id", how="left")
        .join(search, on="address", how="left")
        .withColumns({name: F.coalesce(name, F.lit(0)) for name in counts})
        .withColumn("score", F.when(F.col("state") == "scored", left))
        .withColumn("as_of_date", F.lit(as_of))
        .select(*CONTENT_SCORES.column_names)
    )


def _penalty() -> Column:
    """What a finding's rule takes from the score."""
    pairs = chain.from_iterable((F.lit(name), F.lit(lost)) for name, lost in PENALTIES.items())
    return F.create_map(*pairs)[F.col("severity")]


def _shared(scored: DataFrame, name: str) -> DataFrame:
    """Findings of pages whose title or description others have too."""
    pages = scored.where((F.col("kind") == "html") & F.col(name).isNotNull())
    count = F.count("*").over(Window.partitionBy(name))
    shared = pages.select("content_id", count.alias("count")).where(F.col("count") > 1)
    told = _finding(f"{name}_shared", count=F.col("count").cast("string"))
    return shared.select("content_id", *told)


def _finding(name: str, **said: Column) -> list[Column]:
    """The columns of a finding of a rule, filled with columns."""
    rule, nothing = RULES[name], F.lit(None)
    texts = {"rule": name, "area": rule.area, "severity": rule.severity, "basis": rule.basis}
    return [
        *(F.lit(value).alias(key) for key, value in texts.items()),
        nothing.cast("integer").alias("line"),
        nothing.cast("string").alias("element"),
        _filled(rule.found, said).alias("found"),
        F.lit(rule.proposal).alias("proposal"),
    ]


def _filled(template: str, said: dict[str, Column]) -> Column:
    """A sentence of a rule, its braces filled with columns, whatever form they name."""
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(F.lit(literal))
        if name:
            parts.append(said[name])
    return F.concat(*parts)
