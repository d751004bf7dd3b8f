"""The cosine of queries and texts, exactly, where the vectors of the texts lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import DataFrame

_DIGITS = 6
"""Sums of the same numbers differ behind it by the rows that are added up at once."""
_SCHEMA = "post_date date, text_hash string, query int, similarity double"
_Floats = npt.NDArray[np.float64]
_OnBatches = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def similarities(meanings: DataFrame, vectors: Sequence[Sequence[float]]) -> DataFrame:
    """The cosine of each text and each query, -1 to 1; 0 where a vector is of zeros.

    No vector leaves its place: what comes of it is small.

    Args:
        meanings: Rows of `text_meanings`, of one encoder.
        vectors: Vectors of queries by the same encoder; at least one.

    Returns:
        post_date, text_hash, query (its place in `vectors`), similarity.
    """
    of_texts = meanings.select("post_date", "text_hash", "vector")
    return of_texts.mapInArrow(_compared(_of_length_one(np.array(vectors, float))), _SCHEMA)


def _compared(queries: _Floats) -> _OnBatches:
    count, length = queries.shape

    def compare(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            numbers = batch.column("vector").flatten().to_numpy(zero_copy_only=False)
            texts = _of_length_one(numbers.reshape(batch.num_rows, length).astype(float))
            found = np.round(texts @ queries.T, _DIGITS)
            each = np.repeat(np.arange(batch.num_rows), count)
            columns = [
                batch.column("post_date").take(pa.array(each)),
                batch.column("text_hash").take(pa.array(each)),
                pa.array(np.tile(np.arange(count, dtype=np.int32), batch.num_rows)),
                pa.array(found.ravel()),
            ]
            names = ["post_date", "text_hash", "query", "similarity"]
            yield pa.RecordBatch.from_arrays(columns, names)

    return compare


def _of_length_one(vectors: _Floats) -> _Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
