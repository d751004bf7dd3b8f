"""Write the users of an audience to CSV or JSON lines files for ad and CRM tools."""

from __future__ import annotations

import json
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core import storage
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.people.audience.identifiers import describe, with_identifiers
from voxlake.people.audience.query import require_harmless
from voxlake.people.audience.rows import in_files, require_users, told_rows
from voxlake.people.audience.settings import AudienceSettings
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import TABLES, USER_PROPENSITY, USER_SEGMENTS, USERS, Table

_MANIFEST = "manifest.json"
_VIEWS = {table.view: table for table in TABLES if table.layer == "gold"}


def run(ctx: Context, settings: AudienceSettings) -> None:
    """Write the files of this run beside those before, then the manifest, then remove the others.

    A reader who goes by the manifest finds whole files at any time.
    """
    if len(settings.sources) != 1 or not (settings.columns or settings.identifiers):
        raise ConfigError(
            "export_audience needs one of audience.segment, audience.target and audience.sql, and "
            "audience.identifiers or audience.columns."
        )
    key = secret(settings.key_env).encode() if settings.key_env else None
    folder = f"{_folder(ctx, settings)}/{settings.name}/as_of_date={ctx.as_of}"
    with persisted(_chosen(ctx, settings)) as chosen:
        user_count = require_users(chosen, settings)
        identifiers = with_identifiers(ctx.lake.read(USERS), settings, key)
        with persisted(told_rows(chosen, identifiers, settings)) as rows:
            row_count = rows.count()
            files = f"{folder}/{ctx.run_id}"
            _write(in_files(rows, row_count, settings), files, settings)
    manifest = {
        "name": settings.name,
        "as_of_date": str(ctx.as_of),
        "run_id": ctx.run_id,
        **settings.model_dump(include={*settings.sources, *_part(settings)}),
        "columns": [*settings.identifiers, *settings.columns],
        "identifiers": describe(settings.identifiers, settings.key_id),
        "users": user_count,
        "rows": row_count,
        "users_without_identifier": user_count - row_count,
        "format": settings.format,
        "files": _files(ctx, files),
    }
    storage.write_text(f"{folder}/{_MANIFEST}", json.dumps(manifest, indent=2) + "\n")
    _remove_others(folder, ctx.run_id)
    ctx.note(users=user_count, rows=row_count, manifest=f"{folder}/{_MANIFEST}")


def _folder(ctx: Context, settings: AudienceSettings) -> str:
    if settings.to is not None:
        return settings.to.rstrip("/")
    if ctx.lake.place.home is None:
        raise ConfigError("Set audience.to, or lake.home: the lake has no folder.")
    return f"{ctx.lake.place.home}/_audiences"


def _part(settings: AudienceSettings) -> set[str]:
    return {"deciles"} if settings.target is not None else set()


def _chosen(ctx: Context, settings: AudienceSettings) -> DataFrame:
    """The rows of the segment, the tenths or the query."""
    day = Days.of([ctx.as_of])
    if settings.segment is not None:
        users = ctx.lake.read(USER_SEGMENTS, day)
        return users.where(F.col("segment_id") == settings.segment)
    if settings.target is not None:
        users = ctx.lake.read(USER_PROPENSITY, day)
        return users.where(
            (F.col("target") == settings.target) & (F.col("decile") <= settings.deciles)
        )
    views = {
        **_VIEWS,
        **{f"{name}_latest": table for name, table in _VIEWS.items() if table.is_snapshot},
    }
    query = settings.sql or ""
    for name in require_harmless(ctx.spark, query, views):
        _view(ctx, name, views[name], day).createOrReplaceTempView(name)
    return ctx.spark.sql(query)


def _view(ctx: Context, name: str, table: Table, day: Days) -> DataFrame:
    """A view of a query; the latest snapshot is that of the day of the run."""
    return ctx.lake.read(table, Days.every() if name == table.view else day)


def _write(rows: DataFrame, files: str, settings: AudienceSettings) -> None:
    writer = rows.write.mode("overwrite")
    if settings.format == "csv":
        writer.csv(files, header=True, emptyValue="", escape='"')
    else:
        writer.option("ignoreNullFields", "false").json(files)


def _files(ctx: Context, files: str) -> list[dict[str, Any]]:
    """Name, size and SHA-256 of each file, in order; worked out where the files are read."""
    read = ctx.spark.read.format("binaryFile").option("pathGlobFilter", "part-*").load(files)
    hashed = read.select(
        F.element_at(F.split("path", "/"), -1).alias("name"),
        F.col("length").alias("bytes"),
        F.sha2("content", 256).alias("sha256"),
    )
    found = sorted(hashed.collect(), key=lambda row: str(row["name"]))
    return [
        {"name": f"{ctx.run_id}/{row['name']}", "bytes": row["bytes"], "sha256": row["sha256"]}
        for row in found
    ]


def _remove_others(folder: str, run_id: str) -> None:
    """Remove the files of earlier runs of the day, which hold people who may have left."""
    kept = (_MANIFEST, f"{run_id}/")
    storage.remove(
        [f"{folder}/{name}" for name in storage.names(folder) if not name.startswith(kept)]
    )
