"""Adds up the counts of files: whether no record was lost, and what a run says of its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.errors import InputError, QualityError
from voxlake.ingest.quality import OUTCOMES, READ
from voxlake.ingest.rows import ACCEPTED, REJECTED, TOO_EARLY


@dataclass(frozen=True)
class Total:
    """The records of a source at a step on the way to a table, in all files together."""

    source: str
    table_name: str
    step: str
    row_count: int
    file: str | None = None
    """First of the files whose figures do not add up; None where all do."""
    lost: int = 0
    """By how many they do not."""


def add_up(figures: DataFrame) -> list[Total]:
    """The figures of all files together, in one pass, with a file that does not add up."""
    count = F.col("row_count")
    signed = F.when(F.col("step") == READ, count).when(F.col("step").isin(*OUTCOMES), -count)
    of_files = figures.groupBy("source", "file", "table_name").agg(
        F.sum(signed).alias("lost"), F.collect_list(F.struct("step", "row_count")).alias("steps")
    )
    steps = of_files.select(
        "source",
        "table_name",
        F.explode("steps").alias("counted"),
        F.when(F.col("lost") != 0, F.struct("file", "lost")).alias("unbalanced"),
    )
    totals = steps.groupBy("source", "table_name", F.col("counted.step").alias("step")).agg(
        F.sum("counted.row_count").alias("row_count"), F.min("unbalanced").alias("unbalanced")
    )
    found = [Total(*row[:4], *(row["unbalanced"] or ())) for row in totals.collect()]
    return sorted(found, key=lambda one: (one.source, one.table_name, -one.row_count, one.step))


def require_balance(totals: Sequence[Total]) -> None:
    """Check that every record that was read was accepted, a duplicate or rejected.

    Raises:
        QualityError: some file's figures do not add up; names the first such file.
    """
    for total in totals:
        if total.lost:
            raise QualityError(
                f"Of the records of {total.file} (source {total.source}), {total.lost} were "
                f"neither accepted nor rejected for {total.table_name}; nothing was written."
            )


def any_rejected(totals: Sequence[Total]) -> bool:
    """Whether some record became no row."""
    return any(total.step == REJECTED and total.row_count for total in totals)


def summarise(
    totals: Sequence[Total],
    rejected: DataFrame,
    earliest: Mapping[str, date],
    proven: Collection[str] = (),
) -> dict[str, str]:
    """A line for each source and table: how many records there were at each step.

    Args:
        totals: As `add_up` gives them.
        rejected: Rows as `rejected_rows` keeps them, for an example where nothing else is left.
        earliest: The first day that a time may lie on, by source.
        proven: Sources of which other files were taken by the same mapping.

    Raises:
        InputError: no record of a source could become a row of a table, of no file so far.
    """
    steps: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for total in totals:
        steps[f"{total.source} {total.table_name}"][total.step] = total.row_count
    lines = {name: _line(counts, earliest[_source(name)]) for name, counts in steps.items()}
    for name, counts in steps.items():
        if _source(name) in proven:
            continue
        if counts[READ] and counts[READ] == counts[REJECTED]:
            raise InputError(
                f"{name}: not one record could be used ({lines[name]}). Most often: "
                f"{_most_often(rejected, name)}. Mend the source file or the data; "
                "rejected_rows has every record."
            )
    return lines


def _most_often(rejected: DataFrame, name: str) -> str:
    """The reason, column and value that most records of a source and table were rejected for."""
    of_name = rejected.where(F.concat_ws(" ", "source", "table_name") == F.lit(name))
    counted = of_name.groupBy("reason", "detail").count()
    (most,) = counted.orderBy(F.desc("count"), "reason", "detail").take(1)
    return ", ".join(filter(None, (most["reason"], most["detail"])))


def _source(name: str) -> str:
    """The source in the name of a line, `source table`."""
    return name.partition(" ")[0]


def _line(counts: dict[str, int], earliest: date) -> str:
    outcomes = " + ".join(f"{counts.get(outcome, 0):,} {outcome}" for outcome in OUTCOMES)
    line = f"{counts[READ]:,} read = {outcomes}{_by_reason(counts, 'rejected: ')}"
    if counts.get(f"rejected: {TOO_EARLY}"):
        line += f"; too early is before {earliest}, `earliest` in the source file"
    unusable = _by_reason(counts, "unusable: ")
    if "usable" not in counts and not unusable:
        return line
    usable = counts.get("usable", 0)
    return f"{line}; {usable:,} usable, {counts[ACCEPTED] - usable:,} unusable{unusable}"


def _by_reason(counts: dict[str, int], prefix: str) -> str:
    reasons = {
        step.removeprefix(prefix): n for step, n in counts.items() if step.startswith(prefix)
    }
    named = ", ".join(f"{n:,} {reason}" for reason, n in reasons.items() if n)
    return f" ({named})" if named else ""
