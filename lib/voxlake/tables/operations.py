"""Operations: what ran, what came in, how good the models are."""

from voxlake.tables.table import Column, Table, column

JOB_RUNS = Table(
    name="job_runs_v1",
    layer="operations",
    comment="One row per job of each run: what it read, wrote and cost.",
    keys=("run_id", "job"),
    last_by="heartbeat_at",
    columns=(
        column("run_id", "string", "Run; the commits of the run carry it in `userMetadata`."),
        column("job", "string", "Job, as in the pipeline."),
        column(
            "status",
            "string",
            "running, done, skipped, failed, or stopped by a signal; running with an old heartbeat "
            "died.",
        ),
        column("started_at", "timestamp", "When the job began, UTC."),
        column("heartbeat_at", "timestamp", "When the job last said that it lives, UTC."),
        column("ended_at", "timestamp", "When the job ended, UTC; null until then."),
        column("days", "array<date>", "Days the job was asked for; null for all that came in."),
        column("days_touched", "array<date>", "Days whose rows the job set out to change."),
        column(
            "input_versions",
            "map<string,long>",
            "Delta version of each table it read; of `job_runs`, as it began (-1: no table yet).",
        ),
        column(
            "output_versions",
            "map<string,long>",
            "Delta version of each table it wrote; of `job_runs`, as it last said that it lives.",
        ),
        column("row_count", "long", "Rows written; null until the job ends."),
        column("seconds", "double", "How long the job took; null until it ends."),
        column("peak_memory_mb", "double", "Most memory of driver and JVM, MiB; null if unknown."),
        column("code_version", "string", "Version of voxlake, with the commit where known."),
        column("host", "string", "Machine of the driver."),
        column(
            "reason",
            "string",
            "Why it failed or was skipped; null when neither.",
            is_personal=False,
        ),
        column("settings_id", "string", "Hash of its settings; null before they were kept."),
    ),
)

DATA_QUALITY = Table(
    name="data_quality_v1",
    layer="operations",
    comment="One row per source file, table and step: how many records from raw to usable.",
    keys=("source", "file", "content_id", "table_name", "step"),
    partition="arrived_date",
    columns=(
        column("arrived_date", "date", "Day the file was last changed or the commit made."),
        column("source", "string", "Name of the source."),
        column(
            "file",
            "string",
            "Path of the file or, for a Delta source, path and version.",
            is_personal=False,
        ),
        column("content_id", "string", "Hash of the file's records, whatever their order."),
        column(
            "table_name",
            "string",
            "Table that the records feed, such as `posts`.",
            is_personal=False,
        ),
        column(
            "step",
            "string",
            "read, accepted, duplicate or rejected (read is the sum of the other three); "
            "`rejected: reason`, `duplicate: other column` (one that is no repeat), `unusable: "
            "reason` and usable break them down, and `set to null: column reason` counts accepted "
            "records with a value that cannot be, `repaired: column reason` those with a text that "
            "was mended. `left out` counts what is none of the source and "
            "so not read, `without column: name` the records of a file that lacks one; `told: …` "
            "is what was found in a file.",
        ),
        column("row_count", "long", "Records of the file at that step, >= 0."),
    ),
)

INGESTED_FILES = Table(
    name="ingested_files_v1",
    layer="operations",
    comment="One row per file of a source that ingest has taken; as long as it stays so, it is "
    "not read again.",
    keys=("source", "file"),
    columns=(
        column("source", "string", "Name of the source."),
        column(
            "file",
            "string",
            "Path of the file, an archive as a whole; for a Delta source, path and version.",
            is_personal=False,
        ),
        column("size_bytes", "long", "Bytes of the file as stored; null for a Delta source."),
        column("modified_at", "timestamp", "Time of the file's last change or the commit, UTC."),
        column(
            "reading",
            "string",
            "Hash of how it was read: the source file, the filters, the folder of relative paths "
            "and the version of the code that reads.",
        ),
        column("run_id", "string", "Run that took it so, as in `job_runs`, which says when."),
        column(
            "delivery",
            "long",
            "Number of that run among those that took files of the source, from 1; null before it "
            "was kept.",
        ),
        column(
            "rejected_share",
            "double",
            "Share of the source's records that the run read and rejected, for the table with "
            "most, 0 to 1; 0 where less than ten were, null before it was kept.",
        ),
    ),
)

MODEL_METRICS = Table(
    name="model_metrics_v1",
    layer="operations",
    comment="One row per measured figure of each model version.",
    keys=("model", "model_version", "split", "metric"),
    columns=(
        column(
            "model",
            "string",
            "Registered model: sentiment, topics, segments, value, propensity, ...",
        ),
        column(
            "model_version",
            "string",
            "Version in the registry; for a fit that a holdout judges, `until` and its last day.",
        ),
        column("split", "string", "What it was measured on, such as `train` or a table's name."),
        column(
            "metric",
            "string",
            "Name of the figure, such as `macro_recall`. first_day and last_day are those of the "
            "posts, orders or users (the split) that a fit looked at, in days since 1970-01-01.",
        ),
        column("value", "double", "The figure.", is_personal=False),
    ),
)

SEGMENT_CANDIDATES = Table(
    name="segment_candidates_v1",
    layer="operations",
    comment="One row per way to group users that a fit of segments tried.",
    keys=("model_version", "method", "asked_count"),
    columns=(
        column("model_version", "string", "Version of the model `segments` that came of it."),
        column("method", "string", "kmeans, bisecting, mixture or density."),
        column("asked_count", "integer", "Segments asked for; 0: by density, which finds its own."),
        column("segment_count", "integer", "Segments that there are, >= 1."),
        column("silhouette", "double", "Mean silhouette, squared Euclidean, -1 to 1."),
        column(
            "stability",
            "double",
            "Mean adjusted Rand index of refits to resampled users; null: not among the best.",
        ),
        column("smallest_share", "double", "Share of the users in the smallest segment, 0 to 1."),
        column("largest_share", "double", "The same of the largest segment."),
        column(
            "is_within_limits",
            "boolean",
            "Whether the segments break no bound of number and size; else they cannot be chosen.",
        ),
        column("is_chosen", "boolean", "Whether it became the model."),
    ),
)

QUANTILES = {
    "p01": 0.01,
    "p05": 0.05,
    "p25": 0.25,
    "p50": 0.5,
    "p75": 0.75,
    "p95": 0.95,
    "p99": 0.99,
}
"""Name and share of the quantiles that a profile tells."""


SPREAD = {
    "": ("min_value", *QUANTILES, "max_value"),
    "_time": tuple(f"{name}_time" for name in ("min", *QUANTILES, "max")),
}
"""Columns of a profile for the smallest, the quantiles and the largest: of numbers, of times."""


def _spread(type_: str, suffix: str, of: str, exactness: str) -> tuple[Column, ...]:
    """The declarations of SPREAD."""
    told = (f"{share:.0%} of them are at most this" for share in QUANTILES.values())
    says = (
        f"Smallest of {of}; null where there is none.",
        *(f"{words}{exactness}." for words in told),
        f"Largest of {of}.",
    )
    names = SPREAD[suffix]
    return tuple(column(name, type_, words) for name, words in zip(names, says, strict=True))


COLUMN_PROFILES = Table(
    name="column_profiles_v1",
    layer="operations",
    comment="One row per month, source and column of the silver tables that sources feed: "
    "what the column holds.",
    keys=("month", "table_name", "source", "column_name"),
    partition="month",
    columns=(
        column(
            "month",
            "date",
            "First day of the month of the rows. Users and follows have no day and are told "
            "whole, in the last month that was asked for.",
        ),
        column("table_name", "string", "Table, such as `posts`.", is_personal=False),
        column("source", "string", "Name of the source that the rows came from."),
        column(
            "column_name",
            "string",
            "Column; `attributes.player` is an attribute that profiles.attributes names.",
            is_personal=False,
        ),
        column("column_type", "string", "Its type, such as `long`."),
        column("row_count", "long", "Rows of that month and source, >= 1."),
        column("null_count", "long", "Those in which the column is null."),
        column("null_share", "double", "Their share, 0 to 1."),
        column(
            "distinct_count",
            "long",
            "Different values, about: HyperLogLog, standard error 1.6%; null for attributes.",
        ),
        column(
            "numbers_of",
            "string",
            "What the numbers are of: value, characters of a text, elements of a list or of "
            "attributes; null for truth values and times.",
        ),
        *_spread("double", "", "the numbers", ", to four digits"),
        *_spread("timestamp", "_time", "the times, UTC", ", to the hour"),
        column(
            "frequent_values",
            "array<struct<value:string,row_count:long>>",
            "Most frequent values and their rows, most first: of truth values, and of columns that "
            "are declared as categories; of attributes their names. Never people or what they "
            "wrote, nor values of fewer than profiles.min_rows rows; null where none is told.",
            is_personal=False,
        ),
    ),
)
