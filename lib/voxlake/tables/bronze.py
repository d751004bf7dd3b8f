"""Bronze: what arrived, as it arrived, and what could not be read."""

from voxlake.tables.table import Table, column

RECORDS = Table(
    name="records_v1",
    layer="bronze",
    comment="One row per record of a source file, as it arrived; Delta sources are not copied.",
    keys=("record_id",),
    partition="arrived_date",
    columns=(
        column(
            "record_id",
            "string",
            "Hash of source, file, payload and occurrence: the same twice.",
            is_personal=False,
        ),
        column("arrived_date", "date", "Day the file was last changed."),
        column("arrived_at", "timestamp", "Time the file was last changed, UTC; never the clock."),
        column("source", "string", "Name of the source, as in its file in conf/sources."),
        column(
            "file",
            "string",
            "Path of the file, with the member's name for an archive.",
            is_personal=False,
        ),
        column("occurrence", "integer", "1 for the first of equal records of a file, then 2, ..."),
        column(
            "payload",
            "string",
            "The record as JSON with the source's own column names.",
            is_personal=True,
        ),
    ),
)

REJECTED_ROWS = Table(
    name="rejected_rows_v1",
    layer="bronze",
    comment="One row per record that could not become a row of a table, with the reason.",
    keys=("rejected_id",),
    partition="arrived_date",
    columns=(
        column(
            "rejected_id",
            "string",
            "Hash of source, file, table, payload and occurrence.",
            is_personal=False,
        ),
        column("arrived_date", "date", "Day the file was last changed or the commit made."),
        column("arrived_at", "timestamp", "Time of the file's last change or the commit, UTC."),
        column("source", "string", "Name of the source."),
        column(
            "file",
            "string",
            "Path of the file or, for a Delta source, path and version.",
            is_personal=False,
        ),
        column(
            "table_name",
            "string",
            "Table that the record was meant for, such as `posts`.",
            is_personal=False,
        ),
        column(
            "reason", "string", "Why it was rejected, such as `time_missing`.", is_personal=False
        ),
        column(
            "detail",
            "string",
            "The column and the value that were wrong; null when obvious.",
            is_personal=True,
        ),
        column(
            "payload",
            "string",
            "The record as JSON, or its raw text where it is not JSON.",
            is_personal=True,
        ),
    ),
)
