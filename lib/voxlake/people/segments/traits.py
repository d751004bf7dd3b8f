"""The numbers that describe a user to the methods that find groups and to readers of profiles."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.people.segments.settings import SegmentSettings
from voxlake.spark.columns import only_row


@dataclass(frozen=True)
class Trait:
    """A feature as K-means sees it.

    Attributes:
        name: Column of `user_features`, or `topic_<i>`, `has_posts`, `has_orders`, or a value of
            a category, such as `country=DE`.
        group: What it tells of; groups weigh the same, however many traits they have.
        value: Spark SQL over `user_features` for the value that people read; null when unknown.
        tamed: Spark SQL for the value that is scaled: logarithms of what has a heavy tail.
    """

    name: str
    group: str
    value: str
    tamed: str

    @property
    def is_category(self) -> bool:
        """Whether it says whether a user has a value of a category."""
        return "=" in self.name


def topic_of(feature: str) -> int | None:
    """The topic that a trait is about, by the trait's name; None for other traits."""
    number = feature.removeprefix("topic_")
    return int(number) if number != feature and number.isdecimal() else None


def traits(topic_count: int) -> tuple[Trait, ...]:
    """Every trait, in order, given how many topics there are."""
    return (
        _share("has_posts", "activity", "IF(post_count > 0, 1D, 0D)"),
        _amount("post_count", "activity"),
        _amount("active_days", "activity"),
        _amount("days_since_post", "activity"),
        _amount("presence_days", "activity"),
        _amount("days_since_seen", "activity"),
        _share("reply_share", "activity"),
        _share("repost_share", "activity"),
        _amount("likes_per_post", "engagement"),
        _amount("replies_per_post", "engagement"),
        _amount("reposts_per_post", "engagement"),
        _amount("follower_count", "engagement"),
        _share("sentiment_mean", "sentiment"),
        _share("negative_share", "sentiment"),
        *(_share(f"topic_{i}", "topics", f"get(topic_shares, {i})") for i in range(topic_count)),
        _share("night_share", "hours"),
        _share("work_share", "hours"),
        _share("evening_share", "hours"),
        _share("weekend_share", "hours"),
        _share("has_orders", "purchases", "IF(order_count > 0, 1D, 0D)"),
        _amount("order_count", "purchases"),
        _amount("revenue", "purchases"),
        _amount("mean_order_value", "purchases"),
        _amount("days_since_order", "purchases"),
    )


def category_traits(features: DataFrame, settings: SegmentSettings) -> list[Trait]:
    """Whether a user has a value of a category, for the most frequent values of `segments.traits`.

    Values of fewer users than a segment may have are left out: they make none.
    """
    named = [
        F.struct(F.lit(name).alias("category"), F.expr(_column(name)).alias("value"))
        for name in settings.traits
    ]
    if not named:
        return []
    each = features.select(F.explode(F.array(*named)).alias("of")).select("of.*")
    counted = (
        each.where("value IS NOT NULL")
        .groupBy("category", "value")
        .agg(F.count("*").alias("users"))
    )
    first = Window.partitionBy("category").orderBy(F.desc("users"), "value")
    ranked = counted.withColumn("rank", F.row_number().over(first))
    frequent = (F.col("rank") <= settings.trait_values) & (
        F.col("users") >= settings.min_segment_users
    )
    rows = ranked.where(frequent).orderBy("category", "rank").collect()  # of each category a few
    return [category_trait(row.category, row.value) for row in rows]


def category_trait(category: str, value: str) -> Trait:
    """Whether a user has a value of a category; null where the category is unknown."""
    is_it = f"CAST({_column(category)} = {_text(value)} AS DOUBLE)"
    return _share(f"{category}={value}", category, is_it)


def _column(category: str) -> str:
    """Spark SQL over `user_features` for the value of a category."""
    name = category.removeprefix("attributes.")
    return category if name == category else f"attributes[{_text(name)}]"


def _text(value: str) -> str:
    """A text as SQL takes it; for `${…}` in it Spark would put settings or the environment."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024")
    return f"'{escaped}'"


def topic_count(features: DataFrame) -> int:
    """How many topics the shares of these users are about; 0 without topics."""
    return int(only_row(features.agg(most_topics()))[0])


def most_topics() -> Column:
    """How many topics the shares of users are about, over all of them; 0 without topics."""
    return F.greatest(F.max(F.size("topic_shares")), F.lit(0))


def _share(name: str, group: str, value: str | None = None) -> Trait:
    """A share or mean without a heavy tail."""
    known = _known(value or name)
    return Trait(name, group, known, tamed=known)


def _amount(name: str, group: str) -> Trait:
    """A count or amount with a heavy tail; below zero the logarithm is mirrored."""
    known = _known(name)
    return Trait(name, group, known, tamed=f"signum({known}) * log1p(abs({known}))")


def _known(value: str) -> str:
    """The value; null where it is not a number or without end, which says nothing of a user."""
    return f"IF(abs({value}) < double('Infinity'), {value}, NULL)"
