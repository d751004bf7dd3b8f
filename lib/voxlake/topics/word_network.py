"""The words that each word stands near: texts pooled by their words.

A short text holds too few words for a model to learn from which of them go together. All texts that
hold a word, read around it, make a long one: the pseudo-document of the word. Topics are fitted to
these, as many as there are words however many texts there are (Zuo, Zhao and Xu, Word network topic
model: a simple but general solution for short and imbalanced texts, KAIS 48, 2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from pyspark.ml.linalg import SparseVector, Vectors, VectorUDT
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from scipy.sparse import coo_matrix, csr_matrix

from voxlake.topics.words.terms import TERMS

NEIGHBOURS = "neighbours"
_WINDOW = 10  # places to each side, as in the paper
_HELD = 2_000_000  # pairs of words that a task adds up before it passes them on
_PAIRS = "word int, near int, times double"


def word_network(documents: DataFrame, vocabulary: Sequence[str], partitions: int) -> DataFrame:
    """A row per `word`, its place in the vocabulary, with the vector NEIGHBOURS.

    Place i of it says how often the word `vocabulary[i]` stands within ten words of it; a word that
    stands near no other has itself. Words that are not counted are as if they were not there. Order
    and partitions of the rows depend on the texts and `partitions` alone.

    Args:
        documents: Texts as TERMS.
        vocabulary: What is counted.
        partitions: How many there are.
    """
    places = {term: place for place, term in enumerate(vocabulary)}

    def pairs(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        held = csr_matrix((len(places), len(places)))
        for batch in batches:
            held += pairs_of(batch[TERMS].tolist(), places)
            if held.nnz > _HELD:
                yield _rows(held)
                held = csr_matrix(held.shape)
        yield _rows(held)

    def vector(near: list[int], times: list[float]) -> SparseVector:
        return Vectors.sparse(len(places), near, times)

    near = F.array_sort(F.collect_list(F.struct("near", "times")))
    pooled = (
        documents.select(TERMS)
        .mapInPandas(pairs, _PAIRS)
        .groupBy("word", "near")
        .agg(F.sum("times").alias("times"))
        .groupBy("word")
        .agg(near.alias("pairs"))
    )
    word = F.col("word")
    alone = F.array(F.struct(word.alias("near"), F.lit(1.0).alias("times")))
    of_word = F.coalesce("pairs", alone)
    return (
        documents.sparkSession.range(len(places))
        .select(F.col("id").cast("int").alias("word"))
        .join(pooled, "word", how="left")
        .select("word", of_word["near"].alias("near"), of_word["times"].alias("times"))
        .repartition(partitions, "word")
        .sortWithinPartitions("word")
        .select("word", F.udf(vector, VectorUDT())("near", "times").alias(NEIGHBOURS))
    )


def pairs_of(texts: Iterable[Iterable[str]], places: Mapping[str, int]) -> csr_matrix:
    """How often each word stands near each other, as a matrix of the vocabulary by itself.

    Args:
        texts: The terms of each.
        places: Row and column of each word that is counted.
    """
    known = [[places[term] for term in terms if term in places] for terms in texts]
    of_text = np.repeat(np.arange(len(known)), [len(words) for words in known])
    words = np.array([word for words in known for word in words], dtype=np.int32)
    shape = (len(places), len(places))
    total = csr_matrix(shape)
    for away in range(1, min(_WINDOW, len(words) - 1) + 1):
        one, other = words[:-away], words[away:]
        is_pair = (of_text[:-away] == of_text[away:]) & (one != other)
        one, other = one[is_pair], other[is_pair]
        total += coo_matrix((np.ones(len(one)), (one, other)), shape).tocsr()
    return total + total.T


def _rows(pairs: csr_matrix) -> pd.DataFrame:
    found = pairs.tocoo()
    return pd.DataFrame({"word": found.row, "near": found.col, "times": found.data})
