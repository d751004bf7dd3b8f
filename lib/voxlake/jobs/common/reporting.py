"""Tables of reports, as far back as they look."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel
from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.run.context import Context
from voxlake.tables import Read, Table


def sources_of(ctx: Context, reads: Iterable[Read], settings: BaseModel) -> dict[Table, DataFrame]:
    """The rows of each table; of days, as many up to the last one as its read says.

    Args:
        ctx: Of the lake.
        reads: What is read.
        settings: Those that a read may name one of.
    """
    return {read.table: _rows(ctx, read, settings) for read in reads}


def _rows(ctx: Context, read: Read, settings: BaseModel) -> DataFrame:
    days = read.lookback(settings)
    if days is None:
        return ctx.lake.read(read.table)
    if days == 0:
        return ctx.lake.read(read.table, Days.of([ctx.as_of]))
    return ctx.lake.history(read.table, ctx.as_of, days)
