"""Adds up the counts of files: whether no record was lost, and what a run says of its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import InputError, QualityError
from voxlake.ingest.advice import advice
from voxlake.ingest.outcomes import ACCEPTED, REJECTED
from voxlake.ingest.quality import (
    MENDED,
    NO_REPEAT,
    NOT_OURS,
    NULLED,
    OUTCOMES,
    READ,
    REJECTED_FOR,
    TOLD,
    UNUSABLE_FOR,
    WITHOUT,
)

_FEW = 10
"""Rejected records from which on their share is looked at: a small shop has a bad line a day."""
_NAMED_FILES = 3
"""How many of the files that something is told of are named."""
_TOLD_REASONS = 5
"""How many reasons to reject are told with an example."""


@dataclass(frozen=True)
class Total:
    """The records of a source at a step on the way to a table, in all files together."""

    source: str
    table_name: str
    step: str
    row_count: int
    example: str | None = None
    """A value that the step is about; of the file that has most of them."""
    files: int = 1
    """How many files have such records."""
    file_names: Sequence[str] = ()
    """Some of them, of steps that say something of files."""
    unbalanced_file: str | None = None
    """First of the files whose figures do not add up; None where all do."""
    lost: int = 0
    """By how many they do not."""


def add_up(figures: DataFrame) -> list[Total]:
    """The figures of all files together, in one pass, with a file that does not add up.

    Args:
        figures: As `count_steps` gives them.
    """
    count = F.col("row_count")
    signed = F.when(F.col("step") == READ, count).when(F.col("step").isin(*OUTCOMES), -count)
    of_files = figures.groupBy("source", "file", "table_name").agg(
        F.sum(signed).alias("lost"),
        F.collect_list(F.struct("step", "row_count", "example")).alias("steps"),
    )
    steps = of_files.select(
        "source",
        "file",
        "table_name",
        F.explode("steps").alias("counted"),
        F.when(F.col("lost") != 0, F.struct("file", "lost")).alias("unbalanced"),
    ).select("source", "file", "table_name", "counted.*", "unbalanced")
    about_files = "|".join((REJECTED_FOR, WITHOUT, TOLD))
    is_told = (F.col("row_count") > 0) & F.col("step").rlike(f"^(?:{about_files})")
    names = F.collect_set(F.when(is_told, F.col("file")))
    totals = steps.groupBy("source", "table_name", "step").agg(
        F.sum("row_count").alias("row_count"),
        F.max_by("example", F.struct("row_count", "example")).alias("example"),
        F.count_if(F.col("row_count") > 0).alias("files"),
        F.slice(F.sort_array(names), 1, _NAMED_FILES).alias("file_names"),
        F.min("unbalanced").alias("unbalanced"),
    )
    named = totals.withColumns(
        {
            "unbalanced_file": F.col("unbalanced.file"),
            "lost": F.coalesce("unbalanced.lost", F.lit(0)),
        }
    ).drop("unbalanced")
    found = [Total(**row.asDict()) for row in named.collect()]
    return sorted(found, key=lambda one: (one.source, one.table_name, -one.row_count, one.step))


def require_balance(totals: Sequence[Total]) -> None:
    """Check that every record that was read was accepted, a duplicate or rejected.

    Raises:
        QualityError: some file's figures do not add up; names the first such file.
    """
    for total in totals:
        if total.lost:
            raise QualityError(
                f"Of the records of {total.unbalanced_file} (source {total.source}), "
                f"{total.lost} were neither accepted nor rejected for {total.table_name}; nothing "
                "was written."
            )


def any_rejected(totals: Sequence[Total]) -> bool:
    """Whether some record became no row."""
    return any(total.step == REJECTED and total.row_count for total in totals)


def summarise(totals: Sequence[Total], proven: Collection[str] = ()) -> dict[str, str]:
    """A line for each source and table: how many records there were at each step, and examples.

    Args:
        totals: As `add_up` gives them.
        proven: Sources of which other files were taken by the same mapping.

    Raises:
        InputError: no record of a source could become a row of a table, of no file so far.
    """
    lines = {}
    for (source, table), steps in _by_table(totals).items():
        name, line = f"{source} {table}", _line(steps, table)
        lines[name] = line
        if steps[READ].row_count == _count(steps, REJECTED) > 0 and source not in proven:
            raise InputError(
                f"{name}: not one record could be used ({line}). Mend the source file or the "
                "data; rejected_rows has every record.",
                kept=f"{name}: not one record could be used.",
            )
    return lines


def rejected_shares(totals: Sequence[Total]) -> dict[str, float]:
    """By source, the share of the records that were rejected, for the table with most.

    Less than `_FEW` that were say nothing of the mapping, and count as none.
    """
    shares: defaultdict[str, float] = defaultdict(float)
    for (source, _), steps in _by_table(totals).items():
        rejected = _count(steps, REJECTED)
        share = rejected / steps[READ].row_count if rejected >= _FEW else 0.0
        shares[source] = max(share, shares[source])
    return dict(shares)


def require_few_rejected(
    shares: Mapping[str, float], limit: float, lines: Mapping[str, str]
) -> None:
    """Check that no source had too many of its records rejected.

    Args:
        shares: By source, as `rejected_shares` gives them, of the run that read it last.
        limit: How large a share may be.
        lines: What this run says of each source and table that it read.

    Raises:
        InputError: some had; says of each what its records are and what to do.
    """
    told = [
        _too_many(source, share, limit, lines) for source, share in shares.items() if share > limit
    ]
    if told:
        raise InputError(
            "\n".join(told) + "\nThe other records are kept. Mend the source file or the data "
            "(rejected_rows has every record); or raise ingest.max_rejected_share, to go on."
        )


def _too_many(source: str, share: float, limit: float, lines: Mapping[str, str]) -> str:
    read = [f"{name}: {line}" for name, line in lines.items() if name.split()[0] == source]
    so_far = "Read now" if read else "When its files were read last, none of which has changed"
    return "\n  ".join(
        [
            f"{source}: {so_far}, {share:.1%} of the records were rejected, more than {limit:.0%}.",
            *read,
        ]
    )


def _by_table(totals: Sequence[Total]) -> Mapping[tuple[str, str], Mapping[str, Total]]:
    """The totals of each source and table, by step."""
    steps: defaultdict[tuple[str, str], dict[str, Total]] = defaultdict(dict)
    for total in totals:
        steps[total.source, total.table_name][total.step] = total
    return steps


def _line(steps: Mapping[str, Total], table: str) -> str:
    outcomes = " + ".join(f"{_count(steps, outcome):,} {outcome}" for outcome in OUTCOMES)
    parts = [f"{steps[READ].row_count:,} read = {outcomes}{_by_reason(steps, REJECTED_FOR)}"]
    if left_out := _count(steps, NOT_OURS):
        parts.append(f"{left_out:,} left out (such as {steps[NOT_OURS].example})")
    how = "most often "
    for reason, total in _of(steps, REJECTED_FOR)[:_TOLD_REASONS]:
        is_most = 2 * total.row_count > _count(steps, REJECTED)
        parts.append(f"{how}{_example(reason, total, table, is_most=is_most)}")
        how = ""
    for what, total in _of(steps, NO_REPEAT):
        parts.append(f"{total.row_count:,} duplicate with {what} ({total.example})")
    for column, total in _of(steps, WITHOUT):
        parts.append(f"{column} is missing in {_in_files(total)}")
    for what, total in _of(steps, TOLD):
        parts.append(f"{what} ({_in_files(total)})")
    if nulled := _of(steps, NULLED):
        parts.append("set to null: " + ", ".join(_told_null(*one, table) for one in nulled))
    if mended := _of(steps, MENDED):
        parts.append("repaired: " + ", ".join(_told_null(*one, table) for one in mended))
    unusable = _by_reason(steps, UNUSABLE_FOR)
    if "usable" in steps or unusable:
        usable = _count(steps, "usable")
        bad = _count(steps, ACCEPTED) - usable
        parts.append(f"{usable:,} usable, {bad:,} unusable{unusable}")
    return "; ".join(parts)


def _count(steps: Mapping[str, Total], step: str) -> int:
    return steps[step].row_count if step in steps else 0


def _of(steps: Mapping[str, Total], prefix: str) -> list[tuple[str, Total]]:
    """The steps that begin so and have records, by what follows, those with most first."""
    return [
        (step.removeprefix(prefix), total)
        for step, total in steps.items()
        if step.startswith(prefix) and total.row_count
    ]


def _by_reason(steps: Mapping[str, Total], prefix: str) -> str:
    named = ", ".join(f"{total.row_count:,} {reason}" for reason, total in _of(steps, prefix))
    return f" ({named})" if named else ""


def _example(reason: str, total: Total, table: str, *, is_most: bool) -> str:
    """A reason with the column and value of one of its records, and what to look at."""
    column = (total.example or "").partition(":")[0]
    where = f"in {_in_files(total)}" if total.file_names else None
    said = ", ".join(filter(None, (reason, total.example, where)))
    return f"{said} (see {advice(reason, table, column, is_most=is_most)})"


def _in_files(total: Total) -> str:
    """The files that a step is about, or some of them and how many there are."""
    named = ", ".join(total.file_names)
    return named if total.files <= len(total.file_names) else f"{total.files:,} files: {named}, …"


def _told_null(what: str, total: Total, table: str) -> str:
    column, _, reason = what.partition(" ")
    seen = f"such as {total.example}; see {advice(reason, table, column)}"
    return f"{total.row_count:,} {column} ({reason}, {seen})"
