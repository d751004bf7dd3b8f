"""Jobs that bring gold to stores which others read."""

from voxlake.pipeline.job import Job, Section
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.tables import EVERYTHING, TABLES, Read

SERVING: tuple[Job, ...] = (
    Job(
        "publish_postgres",
        "Sends gold tables to PostgreSQL, for BI tools: the days that changed.",
        section=Section("postgres", PostgresSettings),
        reads=tuple(Read(table, EVERYTHING) for table in TABLES if table.layer == "gold"),
        writes=(),
        leaves="tables of PostgreSQL, `_exports/tableau/*.tds`",
        of_all_days=True,
        on_request=True,
    ),
)
