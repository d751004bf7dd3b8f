"""Reads a table that a setting names, whatever its form."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from voxlake.core.errors import InputError, in_quotes
from voxlake.core.formats import FORMATS, FormatName


def read_table(
    spark: SparkSession,
    path: str,
    form: FormatName,
    columns: Mapping[str, str | None],
    *,
    section: str,
    version: int | None = None,
    header: bool = True,
) -> DataFrame:
    """The rows of a table with all of its columns.

    Args:
        spark: The session.
        path: File, folder or Delta table.
        form: What it is.
        columns: The columns that must be there, by the setting that names each; None for none.
        section: The settings that say all this, such as `training.texts`.
        version: Version of a Delta table; None for the latest.
        header: Whether csv and tsv name their columns; else they are _c0, _c1 and so on.

    Raises:
        InputError: it cannot be read, or lacks a column; says which settings to mend.
    """
    known = FORMATS[form]
    options: dict[str, bool | int | str] = {**known.options, "header": header}
    if known.has_versions and version is not None:
        options["versionAsOf"] = version
    try:
        rows = spark.read.format(known.reader).options(**options).load(path)
    except AnalysisException as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{path} cannot be read as {form}: {reason} Set path and format of {section}."
        ) from error
    if missing := sorted({column for column in columns.values() if column} - set(rows.columns)):
        raise InputError(
            f"{path} has no columns {in_quotes(missing)}; it has {in_quotes(rows.columns)}. "
            f"Set {', '.join(columns)} of {section}."
        )
    return rows
