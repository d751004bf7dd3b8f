"""How well the leading terms of a topic go together, from the documents that hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.spark.frames import frame_of

_PAIR = StructType().add("one", "string").add("other", "string")


@dataclass(frozen=True)
class DocumentCounts:
    """In how many of the documents a term, or two terms together, stand."""

    documents: int
    pairs: Mapping[tuple[str, str], int]

    def holding(self, one: str, other: str) -> int:
        """Documents that hold both terms; those with the term where both are the same."""
        return self.pairs.get((min(one, other), max(one, other)), 0)


def count_documents(
    documents: DataFrame, stems: str, topics: Sequence[Sequence[str]]
) -> DocumentCounts:
    """Count the documents with each term and with each two terms of the same topic.

    Args:
        documents: One row per document.
        stems: Column of the document's stems, an array.
        topics: The leading terms of each topic; the counts grow with these alone.
    """
    spark = documents.sparkSession
    wanted = {(min(a, b), max(a, b)) for terms in topics for a in terms for b in terms}
    wanted_pairs = frame_of(spark, sorted(wanted), _PAIR)
    leading = F.array(*map(F.lit, sorted({term for terms in topics for term in terms})))
    present = documents.select(F.array_intersect(stems, leading).alias("present"))
    found = (
        present.select("present", F.explode("present").alias("one"))
        .select("one", F.explode("present").alias("other"))
        .join(F.broadcast(wanted_pairs), ["one", "other"], how="inner")
        .groupBy("one", "other")
        .count()
    )
    pairs = {(row["one"], row["other"]): row["count"] for row in found.collect()}
    return DocumentCounts(documents.count(), pairs)


def umass(terms: Sequence[str], counts: DocumentCounts) -> float:
    """UMass coherence of terms, the weightiest first: 0 at best, or little above it.

    The sum over the pairs of log((D(later, earlier) + 1) / D(earlier)), where D counts documents
    (Mimno et al., Optimizing Semantic Coherence in Topic Models, EMNLP 2011, equation 1).
    """
    return sum(
        math.log((counts.holding(later, earlier) + 1) / counts.holding(earlier, earlier))
        for earlier, later in combinations(terms, 2)
    )


def npmi(terms: Sequence[str], counts: DocumentCounts) -> float:
    """Mean normalised pointwise mutual information of each two terms, from -1 to 1.

    log(P(a, b) / (P(a) P(b))) / -log P(a, b) with P the share of documents: 1 where two terms
    stand only together, 0 where they are independent, -1 where they never meet (Bouma,
    GSCL 2009; as topic coherence in Aletras and Stevenson, IWCS 2013).
    """
    values = [_npmi(a, b, counts) for a, b in combinations(terms, 2)]
    return sum(values) / len(values)


def _npmi(one: str, other: str, counts: DocumentCounts) -> float:
    single = (counts.holding(one, one), counts.holding(other, other))
    return normalised_pmi(counts.holding(one, other), *single, counts.documents)


def normalised_pmi(both: int, one: int, other: int, documents: int) -> float:
    """NPMI of two terms, -1 to 1, by the documents that hold both, the one, and the other."""
    if both == 0:
        return -1.0
    if both == documents:
        return 0.0  # the limit: terms that stand everywhere say nothing of each other
    return math.log(both * documents / (one * other)) / -math.log(both / documents)
