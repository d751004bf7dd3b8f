"""Finds what posts name, and the clause around each place."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.entities.clauses import Clause, clauses_around
from voxlake.entities.finder import Names, Place, finder_of, merged
from voxlake.entities.models import Look
from voxlake.entities.settings import EntitySettings
from voxlake.language.encoder.embeddings import is_encodable, task_count
from voxlake.text.wording import text_hash

_PLACE = T.StructType(
    [
        T.StructField("start", T.IntegerType()),
        T.StructField("end", T.IntegerType()),
        T.StructField("entity", T.StringType()),
        T.StructField("kind", T.StringType()),
        T.StructField("source", T.StringType()),
        T.StructField("probability", T.DoubleType()),
    ]
)
_FOUND = T.StructType(
    [
        *_PLACE.fields,
        T.StructField("clause_start", T.IntegerType()),
        T.StructField("clause_end", T.IntegerType()),
    ]
)
_PLACES = T.ArrayType(_PLACE)
_KEPT = ("post_id", "post_date", "text", "text_hash")


def find_entities(
    posts: DataFrame, names: Names, look: Look | None, settings: EntitySettings
) -> DataFrame:
    """What usable posts name: a row for each place, with the clause around it.

    Args:
        posts: Rows of `posts`, each with the language that is known of it.
        names: The names to look for.
        look: Looks with models; None for without.
        settings: How many places a post has at most, and whether clauses are wanted.

    Returns:
        post_id, post_date, text_hash, entity, kind, source, mention, start, end, probability,
        clause_start, clause_end, and `clause`, its text, with `clause_hash`, as `text_hash` is.
    """
    most, by_clause = settings.max_places, settings.sentiment == "clause"

    def found(
        text: str,
        mentions: list[str] | None,
        hashtags: list[str] | None,
        language: str | None,
        said: list[tuple[Any, ...]] | None,
    ) -> list[tuple[object, ...]]:
        sure = finder_of(names).places(text, mentions or (), hashtags or ())
        places = merged(sure, (Place(*one) for one in said or ()))[:most]
        whole = Clause(0, len(text))
        around = clauses_around(text, places, language) if by_clause else [whole] * len(places)
        return [(*place, *clause) for place, clause in zip(places, around, strict=True)]

    find = F.udf(found, T.ArrayType(_FOUND), useArrow=True)
    kept = posts.where(is_encodable()).select(*_KEPT, "mentions", "hashtags", "language")
    read = with_looks(kept, look) if look else kept.withColumn("said", F.lit(None).cast(_PLACES))
    places = find("text", "mentions", "hashtags", "language", "said")
    rows = read.select(*_KEPT, F.explode(places).alias("place")).select(*_KEPT, "place.*")
    return (
        rows.withColumns(
            {
                "mention": F.expr("substring(text, start + 1, end - start)"),
                "clause": F.expr("substring(text, clause_start + 1, clause_end - clause_start)"),
            }
        )
        .select("*", text_hash(F.col("clause")).alias("clause_hash"))
        .drop("text")
    )


def with_looks(posts: DataFrame, look: Look) -> DataFrame:
    """Adds `said`, what models find in the text: a text is read once, however often it comes."""

    def said(text: str, language: str) -> list[tuple[object, ...]]:
        return [tuple(place) for place in look(text, language or None)]

    known = posts.withColumn("_language", F.coalesce("language", F.lit("")))
    texts = known.select("text", "_language").distinct()
    tasks = task_count(texts.count(), cores=1)
    read = F.udf(said, _PLACES, useArrow=True)
    spread = texts.repartition(max(tasks, 1), "text").withColumn("said", read("text", "_language"))
    return known.join(spread, on=["text", "_language"], how="inner").drop("_language")
