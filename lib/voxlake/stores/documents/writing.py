"""Writes and removes versions on the executors: each partition opens a store of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.stores.documents.opening import open_store
from voxlake.stores.documents.settings import Collection, DocumentSettings
from voxlake.stores.documents.store import DocumentStore, Version

_NOTHING = "nothing long"


def write(
    rows: DataFrame, collection: Collection, settings: DocumentSettings, password: str | None
) -> None:
    """Put a version of each row.

    Args:
        rows: `document_id`, `generation`, `body` (null: gone) and `expires_at`.
        collection: What they are documents of.
        settings: The section `documents`.
        password: Of the store; it travels to the executors with the task, and into no plan or log.
    """

    def put(store: DocumentStore, rows: pd.DataFrame) -> None:
        store.put_many(collection, [_version(row) for row in rows.itertuples()])

    seconds = F.unix_timestamp("expires_at").alias("expires_at")
    chosen = rows.select("document_id", "generation", "body", seconds)
    _each(chosen, put, settings, password)


def remove(
    keys: DataFrame, collection: Collection, settings: DocumentSettings, password: str | None
) -> None:
    """Remove versions by `document_id` and `generation`."""

    def delete(store: DocumentStore, rows: pd.DataFrame) -> None:
        store.delete_many(collection, list(zip(rows.document_id, rows.generation, strict=True)))

    _each(keys.select("document_id", "generation"), delete, settings, password)


def _each(
    rows: DataFrame,
    act: Callable[[DocumentStore, pd.DataFrame], None],
    settings: DocumentSettings,
    password: str | None,
) -> None:
    def run(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        store = open_store(settings, password)
        try:
            for frame in frames:
                act(store, frame)
        finally:
            store.close()
        yield pd.DataFrame({"nothing": pd.Series(dtype="int64")})

    spread = rows.repartition(settings.writers, "document_id")
    spread.mapInPandas(run, _NOTHING).write.format("noop").mode("overwrite").save()


def _version(row: object) -> Version:
    expires = row.expires_at  # type: ignore[attr-defined]
    return Version(
        row.document_id,  # type: ignore[attr-defined]
        int(row.generation),  # type: ignore[attr-defined]
        row.body or None,  # type: ignore[attr-defined]
        None if pd.isna(expires) else int(expires),
    )
