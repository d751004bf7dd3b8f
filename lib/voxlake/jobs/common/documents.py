"""The order in which documents are published: the lake's record, versions, pointer, removal.

The record (`published_documents`) is written before the store, so that a run that was killed is
known by its generation, and whatever it left is written again or removed by the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError, QualityError
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.spark.columns import only_row
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted
from voxlake.stores.documents.opening import open_store
from voxlake.stores.documents.plan import (
    CHANGED,
    CLEAN,
    GONE,
    NEW,
    UNCHANGED,
    WRITTEN,
    Generation,
    planned,
    to_remove,
)
from voxlake.stores.documents.settings import Collection, DocumentSettings
from voxlake.stores.documents.store import DocumentStore, Pointer
from voxlake.stores.documents.writing import remove, write
from voxlake.tables import DOCUMENT_GENERATIONS, PUBLISHED_DOCUMENTS

_Figures = dict[str, int]


@dataclass(frozen=True)
class _Publication:
    """A collection on its way from one generation to the next."""

    ctx: Context
    collection: Collection
    settings: DocumentSettings
    password: str | None
    generation: Generation
    in_force: Pointer | None

    def publish(self, rows: DataFrame, store: DocumentStore) -> _Figures:
        """Write what changed, move the pointer, then remove what it left behind."""
        figures, mark = _counted(rows, self.ctx)
        _require_plausible(figures, self.collection, self.settings)
        is_written = F.col("action").isin(*WRITTEN)
        is_other = self.in_force is None or self.in_force.mark != mark
        if figures["written"] or is_other:
            self._record(mark, figures, is_published=False)
            self._keep(rows.where(is_written))
            write(rows.where(is_written), self.collection, self.settings, self.password)
            pointer = Pointer(self.generation.number, mark, self.ctx.as_of)
            self.ctx.lake.require_may_write()
            store.switch(self.collection, pointer, before=self.generation.in_force)
            self._record(mark, figures, is_published=True)
        if figures["written"] or figures["clean"]:
            remove(to_remove(rows), self.collection, self.settings, self.password)
            self._forget(rows, figures)
        return figures

    def _record(self, mark: str, figures: _Figures, *, is_published: bool) -> None:
        now = self.ctx.now()
        row = (
            self.settings.target,
            self.collection,
            self.generation.number,
            self.ctx.as_of,
            mark,
            figures["documents"],
            *(figures[name] for name in (NEW, CHANGED, UNCHANGED, GONE, "refused")),
            now if is_published else None,
            now,
        )
        rows = frame_of(self.ctx.spark, [row], DOCUMENT_GENERATIONS.schema)
        self.ctx.lake.append(rows, DOCUMENT_GENERATIONS)

    def _keep(self, rows: DataFrame) -> None:
        named = rows.withColumns(
            {"target": F.lit(self.settings.target), "collection": F.lit(self.collection)}
        )
        kept = named.select(*PUBLISHED_DOCUMENTS.column_names)
        self.ctx.lake.merge(kept, PUBLISHED_DOCUMENTS)

    def _forget(self, rows: DataFrame, figures: _Figures) -> None:
        """Keep no versions that are removed, nor documents that are gone."""
        is_due = F.col("action").isin(*WRITTEN, CLEAN)
        is_gone = F.col("content_hash").isNull()
        if figures[CHANGED] or figures[CLEAN]:
            had_some = is_due & ~is_gone & (F.size("earlier") > 0)
            none = F.array().cast("array<long>")
            self._keep(rows.where(had_some).withColumn("earlier", none))
        if figures[GONE] or figures[CLEAN]:
            dead = rows.where(is_due & is_gone).select(
                F.lit(self.settings.target).alias("target"),
                F.lit(self.collection).alias("collection"),
                "document_id",
            )
            self.ctx.lake.remove(dead, PUBLISHED_DOCUMENTS)


def publish(
    ctx: Context, documents: DataFrame, collection: Collection, settings: DocumentSettings
) -> _Figures:
    """Publish documents, of which only what changed is written; returns what was done.

    Args:
        ctx: Of the lake.
        documents: `document_id` and `body` of all documents that there are to be.
        collection: What they are documents of.
        settings: The section `documents`.

    Raises:
        ConfigError: the store has what this lake did not publish.
        QualityError: more of the documents would go than `max_gone_share` allows.
    """
    password = None
    if settings.store == "redis" and settings.redis.password_env:
        password = secret(settings.redis.password_env)
    store = open_store(settings, password)
    try:
        pointer = store.pointer(collection)
        generation = _next(ctx, pointer, collection, settings)
        known = _of_target(ctx.lake.read(PUBLISHED_DOCUMENTS), collection, settings)
        publication = _Publication(ctx, collection, settings, password, generation, pointer)
        with persisted(planned(documents, known, generation, settings)) as rows:
            return publication.publish(rows, store)
    finally:
        store.close()


def _of_target(rows: DataFrame, collection: Collection, settings: DocumentSettings) -> DataFrame:
    return rows.where((F.col("target") == settings.target) & (F.col("collection") == collection))


def _next(
    ctx: Context, pointer: Pointer | None, collection: Collection, settings: DocumentSettings
) -> Generation:
    """The generation after all that the lake or the store knows of."""
    told = _of_target(ctx.lake.read(DOCUMENT_GENERATIONS), collection, settings)
    in_force = pointer.generation if pointer else 0
    mark = pointer.mark if pointer else ""
    is_it = (F.col("generation") == in_force) & (F.col("mark") == mark)
    found = only_row(told.agg(F.max("generation").alias("last"), F.count_if(is_it).alias("ours")))
    if pointer and not found["ours"]:
        raise ConfigError(
            f"{settings.target} has {collection} of {pointer.as_of} (generation "
            f"{pointer.generation}) that this lake did not publish, or no longer knows of: name "
            "another table or prefix, or empty this one."
        )
    return Generation(max(found["last"] or 0, in_force) + 1, in_force, ctx.now())


def _counted(rows: DataFrame, ctx: Context) -> tuple[_Figures, str]:
    """How many documents there are of each action, and the mark of them all."""
    is_there = F.col("content_hash").isNotNull()
    is_written = F.col("action").isin(*WRITTEN)
    actions = {name: F.col("action") == name for name in (NEW, CHANGED, UNCHANGED, GONE, CLEAN)}
    of_all = F.bit_xor(F.when(is_there, F.xxhash64("document_id", "content_hash")))
    row = only_row(
        rows.agg(
            F.count_if(is_there & ~F.col("is_refused")).alias("documents"),
            F.count_if(is_written).alias("written"),
            F.count_if(is_written & F.col("is_refused")).alias("refused"),
            *(F.count_if(is_it).alias(name) for name, is_it in actions.items()),
            F.lpad(F.lower(F.hex(F.coalesce(of_all, F.lit(0)))), 16, "0").alias("hash"),
        )
    ).asDict()
    return row, f"{ctx.as_of}-{row.pop('hash')}"


def _require_plausible(
    figures: _Figures, collection: Collection, settings: DocumentSettings
) -> None:
    before = figures[CHANGED] + figures[UNCHANGED] + figures[CLEAN] + figures[GONE]
    if before and figures[GONE] / before > settings.max_gone_share:
        raise QualityError(
            f"{figures[GONE]:,} of {before:,} documents of {collection} would go: see that the "
            "tables which they are made of have rows of this day, or raise "
            "documents.max_gone_share. Nothing was published."
        )
