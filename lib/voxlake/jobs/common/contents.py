"""Reads the pages and texts that the settings name: files on any storage, posts and drafts."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import reduce
from pathlib import Path
from urllib.parse import unquote

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.core.addresses import scheme_of
from voxlake.core.errors import InputError
from voxlake.marketing.content.settings import ContentSettings, ContentSource
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.tables import DRAFTS, POSTS
from voxlake.tables.gold_drafts import REJECTED

_ENDS = ("html", "htm", "md", "txt")
_FILES = f"*.{{{','.join((*_ENDS, *map(str.upper, _ENDS)))}}}"
_PATTERN = re.compile(r"[*?\[{]")
_PATH = StructType().add("path", "string")
_SCHEME = "^([A-Za-z][A-Za-z0-9+.-]+:)?/*"


def contents_of(ctx: Context, settings: ContentSettings) -> DataFrame:
    """What is to be scored, as `scored_contents` takes it.

    Raises:
        InputError: a source's path is not there, or cannot be listed; says which.
    """
    frames = [_files(ctx, name, one, settings) for name, one in settings.sources.items()]
    if settings.accounts:
        frames.append(_posts(ctx, settings))
    frames.append(_drafts(ctx, settings))
    return reduce(DataFrame.unionByName, frames)


def _files(ctx: Context, name: str, source: ContentSource, settings: ContentSettings) -> DataFrame:
    place = source.path if scheme_of(source.path) else str(Path(source.path).resolve())
    reader = ctx.spark.read.format("binaryFile").options(
        recursiveFileLookup=True, pathGlobFilter=_FILES
    )
    try:
        files = reader.load(place)
    except AnalysisException as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{source.path} cannot be read: {reason} Set content.sources.{name}.path."
        ) from error
    is_small = F.col("length") <= settings.file_bytes  # Spark does not read what it leaves out
    told = files.where(is_small).select("path", "length", "content")
    large = files.where(~is_small).select(
        "path", "length", F.lit(None).cast("binary").alias("content")
    )
    folder = _folder_of(place)
    held = told.unionByName(large).withColumn("path", _below(F.col("path"), folder))
    return held.unionByName(_empty_files(files, folder)).select(
        F.concat(F.lit(f"{name}:"), "path").alias("content_id"),
        F.lit(None).cast("string").alias("kind"),
        "content",
        F.col("length").alias("size"),
        "path",
        F.lit(source.base_url).cast("string").alias("base_url"),
        F.array(*map(F.lit, source.keywords)).cast("array<string>").alias("keywords"),
        F.lit(None).cast("string").alias("language"),
    )


def _empty_files(files: DataFrame, folder: str) -> DataFrame:
    """Files without a byte, of which Spark knows the names and makes no rows."""
    names = [(unquote(address),) for address in files.inputFiles()]
    found = frame_of(files.sparkSession, names, _PATH)
    every = found.select(_below(F.col("path"), folder).alias("path"))
    held = files.select(_below(F.col("path"), folder).alias("path"))
    return every.join(held, on="path", how="left_anti").select(
        "path",
        F.lit(0).cast("long").alias("length"),
        F.lit("").cast("binary").alias("content"),
    )


def _folder_of(place: str) -> str:
    """The folder that paths of files are told below: what stands before a pattern or a file."""
    found = _PATTERN.search(place)
    fixed = place[: found.start()] if found else place
    is_folder = not found and not fixed.lower().endswith(tuple(f".{end}" for end in _ENDS))
    folder = fixed if is_folder else fixed.rpartition("/")[0]
    return re.sub(_SCHEME, "", folder).rstrip("/")


def _below(path: Column, folder: str) -> Column:
    """A path without its scheme and the folder that it lies in."""
    bare = F.regexp_replace(path, _SCHEME, "")
    start = len(folder) + 2 if folder else 1
    return F.substring(bare, start, 2**31 - 1)


def _posts(ctx: Context, settings: ContentSettings) -> DataFrame:
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.post_days)
    is_own = F.col("user_id").isin(*settings.accounts) & F.col("is_usable")
    own = posts.where(is_own & ~F.coalesce("is_repost", F.lit(False)))
    return _texts(own, F.col("post_id"), F.lit("post"))


def _drafts(ctx: Context, settings: ContentSettings) -> DataFrame:
    first = ctx.as_of - timedelta(days=settings.draft_days - 1)
    is_told = F.col("created_date").between(F.lit(first), F.lit(ctx.as_of))
    drafts = ctx.lake.read(DRAFTS).where(is_told & (F.col("state") != REJECTED))
    kind = F.when(F.col("kind") == "blog", "markdown").otherwise("post")
    content_id = F.concat(F.lit("draft:"), F.col("draft_id"))
    return _texts(drafts, content_id, kind)


def _texts(rows: DataFrame, content_id: Column, kind: Column) -> DataFrame:
    """Rows that have a text and its language, as contents."""
    content = F.encode("text", "utf-8")
    return rows.select(
        content_id.alias("content_id"),
        kind.alias("kind"),
        F.coalesce(content, F.lit("").cast("binary")).alias("content"),
        F.coalesce(F.octet_length("text"), F.lit(0)).cast("long").alias("size"),
        F.lit("").alias("path"),
        F.lit(None).cast("string").alias("base_url"),
        F.array().cast("array<string>").alias("keywords"),
        "language",
    )
