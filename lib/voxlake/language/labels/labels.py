"""Which posts to ask people about, and how far those who answered agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce

from pyspark.ml.clustering import KMeans
from pyspark.ml.functions import array_to_vector
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.language.labels.settings import LabelSettings
from voxlake.spark.bounded import collect_at_most

_MOST_PAIRS = 100_000
_MANY_PAIRS = (
    "pairs of annotators by the labels that both gave",
    "Does post_labels.annotator name people, and no more than some dozens?",
)


def leads(scored: Sequence[DataFrame]) -> DataFrame:
    """How far the most probable label of each post leads over the second: the least of models.

    Args:
        scored: Of each model post_id, text_hash and chances; a model's labels are two or more.

    Returns:
        post_id, text_hash, lead.
    """
    sorted_ = F.sort_array("chances", asc=False)
    lead = (sorted_[0] - sorted_[1]).alias("lead")
    each = [of_model.select("post_id", "text_hash", lead) for of_model in scored]
    together = reduce(DataFrame.unionByName, each)
    return together.groupBy("post_id", "text_hash").agg(F.min("lead").alias("lead"))


def posts_to_label(
    posts: DataFrame, vectors: DataFrame, settings: LabelSettings, *, has_model: bool = True
) -> DataFrame:
    """Posts to ask about, a third each: post_id, why (uncertain, diverse or random).

    Uncertain: the least lead of the most probable label over the second (margin sampling, Scheffer
    et al. 2001). Diverse: the text nearest to each centre of K-means over the vectors. Random: by
    a hash, so that accuracy on this part is that of all posts. A text is asked about once. Where
    no model has learned the labels yet, half are diverse and half random.

    Args:
        posts: post_id, text_hash and lead, as `leads` gives it, of posts without a label.
        vectors: text_hash, vector.
        settings: How many posts, and the seed.
        has_model: Whether the leads are known; else the column is not looked at.
    """
    part = settings.count // (3 if has_model else 2)
    at_random = settings.count - part * (2 if has_model else 1)
    post = F.struct("post_id", "lead")
    texts = posts.groupBy("text_hash").agg(F.min_by(post, "post_id").alias("post"))
    once = texts.select("text_hash", "post.*").withColumn("draw", _draw(settings.seed, "random"))
    ranked = _first(once, F.col("draw"), at_random, "random").unionByName(
        _diverse(once.join(vectors, on="text_hash", how="inner"), part, settings)
    )
    if has_model:
        ranked = ranked.unionByName(_first(once, F.col("lead"), 2 * part, "uncertain"))
    by_choice = Window.partitionBy("post_id").orderBy("order")
    order = {"random": 0, "uncertain": 1, "diverse": 2}
    numbers = F.create_map(*[F.lit(x) for pair in order.items() for x in pair])
    unique = (
        ranked.withColumn("order", numbers[F.col("why")])
        .withColumn("choice", F.row_number().over(by_choice))
        .where("choice = 1")
    )
    place = F.row_number().over(Window.partitionBy("why").orderBy("rank", "post_id"))
    limit = F.when(F.col("why") == "random", at_random).otherwise(part)
    return unique.withColumn("place", place).where(F.col("place") <= limit).select("post_id", "why")


def _first(texts: DataFrame, by: Column, count: int, why: str) -> DataFrame:
    ordered = texts.select("post_id", by.alias("rank")).orderBy("rank", "post_id").limit(count)
    return ordered.withColumns({"rank": F.col("rank").cast("double"), "why": F.lit(why)})


def _diverse(texts: DataFrame, count: int, settings: LabelSettings) -> DataFrame:
    """The text nearest to each of the centres of some candidates."""
    total = texts.count()
    share = min(1.0, settings.candidates / max(total, 1))
    some = texts.where(_draw(settings.seed, "candidate") < share).withColumn(
        "features", array_to_vector(F.col("vector"))
    )
    found = min(count, some.count())
    if found < 2:  # noqa: PLR2004  (fewest centres of K-means)
        return some.select("post_id", F.lit(0.0).alias("rank"), F.lit("diverse").alias("why"))
    model = KMeans(k=found, seed=settings.seed, maxIter=10).fit(some.select("features"))
    rows = [(number, c.tolist()) for number, c in enumerate(model.clusterCenters())]
    centres = texts.sparkSession.createDataFrame(rows, "prediction int, centre array<double>")
    gaps = F.zip_with("vector", "centre", lambda one, other: (one - other) * (one - other))
    gap = F.aggregate(gaps, F.lit(0.0), lambda total, each: total + each)
    nearest = F.row_number().over(Window.partitionBy("prediction").orderBy("gap", "post_id"))
    return (
        model.transform(some)
        .join(F.broadcast(centres), on="prediction", how="inner")
        .withColumn("gap", gap)
        .withColumn("nearest", nearest)
        .where("nearest = 1")
        .select("post_id", F.col("prediction").cast("double").alias("rank"))
        .withColumn("why", F.lit("diverse"))
    )


def _draw(seed: int, purpose: str) -> Column:
    """A number in [0, 1) of a text, the same in every run."""
    bits = F.xxhash64(F.lit(seed), F.lit(purpose), "text_hash")
    return F.pmod(bits, F.lit(2**53)) / F.lit(2.0**53)


def agreement(labels: DataFrame) -> dict[tuple[str, str], tuple[int, float]]:
    """Of each two annotators: posts that both labelled, and Cohen's kappa (Cohen 1960).

    Kappa is (observed - expected) / (1 - expected) agreement: 1 for full agreement, 0 for what
    chance gives. Where both gave one and the same label to every post it is 1.
    """
    keys = ("post_id", "model")
    own = labels.select(*keys, F.col("annotator").alias("one"), F.col("label").alias("a"))
    other = labels.select(*keys, F.col("annotator").alias("two"), F.col("label").alias("b"))
    both = own.join(other, on=["post_id", "model"], how="inner").where("one < two")
    counts: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    told = both.groupBy("one", "two", "a", "b").count()  # annotators by labels
    for row in collect_at_most(told, _MOST_PAIRS, *_MANY_PAIRS):
        pair = counts.setdefault((row["one"], row["two"]), Counter())
        pair[row["a"], row["b"]] = row["count"]
    return {pair: (found.total(), _kappa(found)) for pair, found in sorted(counts.items())}


def _kappa(counts: Mapping[tuple[str, str], int]) -> float:
    total = sum(counts.values())
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (a, b), count in counts.items():
        first[a] += count
        second[b] += count
    observed = sum(count for (a, b), count in counts.items() if a == b) / total
    expected = sum(first[name] * second[name] for name in first) / total**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def conflicts(labels: DataFrame) -> DataFrame:
    """Posts that people labelled in different ways: post_id, model, said."""
    said = F.sort_array(F.collect_list(F.concat_ws(": ", "annotator", "label"))).alias("said")
    of_post = labels.groupBy("post_id", "model").agg(said, F.countDistinct("label").alias("labels"))
    return of_post.where("labels > 1").select("post_id", "model", "said")


def most_told(labels: DataFrame) -> DataFrame:
    """The label that most people gave each post; none where they are even.

    Args:
        labels: Rows of `post_labels`.

    Returns:
        post_id, model, label, why.
    """
    counted = labels.groupBy("post_id", "model", "label").agg(
        F.count("*").alias("count"), F.max("why").alias("why")
    )
    ranked = counted.groupBy("post_id", "model").agg(
        F.max_by("label", "count").alias("label"),
        F.max("count").alias("most"),
        F.sort_array(F.collect_list("count"), asc=False).alias("counts"),
        F.max("why").alias("why"),
    )
    is_even = F.coalesce(F.get("counts", F.lit(1)) == F.col("most"), F.lit(False))
    return ranked.where(~is_even).select("post_id", "model", "label", "why")
