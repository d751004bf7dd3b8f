"""Send gold tables to PostgreSQL, for BI tools: what changed since the last time, at once."""

from __future__ import annotations

from voxlake.core import storage
from voxlake.core.errors import ConfigError
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import published
from voxlake.tables import TABLES


def run(ctx: Context, settings: PostgresSettings) -> None:
    """Stage the days that changed, then put those of all tables in place in one transaction."""
    try:
        from voxlake.stores.postgres import connection, publish, staging, tableau  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ConfigError(
            "publish_postgres needs the package psycopg: pip install 'voxlake[postgres]', on the "
            "executors, too."
        ) from error
    chosen = [table for table in TABLES if table.layer == "gold" and table in settings.chosen]
    shapes = [published(table, settings.takes) for table in chosen]
    address = connection.address_of(settings, secret)
    with publish.open_publisher(settings, address, ctx.run_id, ctx.now) as publisher:
        changes = []
        for shape in shapes:
            source = publish.Source(
                shape,
                ctx.lake.version(shape.table),
                ctx.lake.identity(shape.table),
                staging.SparkRows(shape, ctx.lake.read(shape.table)),
            )
            if not publisher.has(source):
                changes.append(publisher.staged(source, ctx.days))
        ctx.lake.require_may_write()
        publisher.swap(changes, shapes)
        left = publisher.not_in(shapes)
    if (home := ctx.lake.place.home) is not None:
        for name, text in tableau.data_sources(shapes, settings.schema_name, address).items():
            storage.write_text(f"{home}/_exports/tableau/{name}.tds", text)
    sent = [change.staged for change in changes if change.staged]
    ctx.note(
        tables_changed=sum(not change.is_none for change in changes),
        rows_sent=sum(one.row_count for one in sent),
    )
    if nuls := sum(one.nuls for one in sent):
        ctx.note(texts_without_their_nul_characters=nuls)
    if far := sum(one.far for one in sent):
        ctx.note(times_beyond_the_year_9999_left_out=far)
    if left:
        ctx.note(no_longer_published_drop_them=", ".join(left))
