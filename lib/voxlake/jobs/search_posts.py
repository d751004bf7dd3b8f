"""Find the posts nearest to the queries of the config, into `search_results`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs.common.searching import find_posts
from voxlake.run.context import Context
from voxlake.search.settings import SearchSettings
from voxlake.tables import SEARCH_RESULTS


def run(ctx: Context, settings: SearchSettings) -> None:
    """Search the posts up to the last of the days; the results of that day are replaced."""
    if not settings.queries:
        raise ConfigError("search_posts needs search.queries: words or sentences to look for.")
    found = find_posts(ctx, settings.queries, settings)
    as_of = Days.of([ctx.as_of])
    rows = found.withColumn("as_of_date", F.lit(ctx.as_of))
    ctx.lake.replace(rows.select(*SEARCH_RESULTS.column_names), SEARCH_RESULTS, as_of)
    ctx.note(posts=ctx.lake.read(SEARCH_RESULTS, as_of).count())
