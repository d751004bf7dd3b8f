"""Turns records into rows of tables, and says of each record what became of it."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.ingest import times, values
from voxlake.ingest.filters import Filters
from voxlake.ingest.forms import Form
from voxlake.ingest.identifiers import identifier, key_made_of
from voxlake.ingest.listing import has_days
from voxlake.ingest.mapping import Expression, TableMapping
from voxlake.ingest.outcomes import OF_RECORDS, problem, with_status
from voxlake.ingest.posts import with_text_facts
from voxlake.ingest.raw_texts import raw_text
from voxlake.ingest.readable import CURRENCY, RAW, READ, REASON, VALUE, is_repairable, with_readable
from voxlake.ingest.recommended import with_lake_items
from voxlake.ingest.rules import NULLED_VALUES, REPAIRED, with_rules
from voxlake.ingest.selection import lacking
from voxlake.ingest.shares import shared_out, with_parts
from voxlake.ingest.source import Source
from voxlake.ingest.sums import part_values, summed
from voxlake.ingest.targets import Target
from voxlake.ingest.values import Value
from voxlake.spark.local_time import local_date, start_of_day
from voxlake.tables import POSTS, RECOMMENDATION_EVENTS
from voxlake.text.clean import clean_text

_CLEANED = frozenset({"text", "name", "bio", "product_name"})
_DETAIL_CHARACTERS = 200
_TOTAL = (
    r"(?i)^(?:(?:grand |sub-?)?totals?|summe|(?:gesamt|zwischen)(?:summe)?|insgesamt|totale|somme)"
    r"(?:\s*:.*)?$"
)
"""What lines of totals that tools put among others call themselves."""
_TOTAL_CHARACTERS = 100


def to_rows(
    records: DataFrame, source: Source, target: Target, filters: Filters, days: Days, *, zone: str
) -> DataFrame:
    """One row per record: the columns of the table, what became of it, and the record's own.

    Beside the table's columns there are `_status` (accepted, duplicate, rejected or other day),
    `_reason` and `_detail` of a record that is rejected, or a duplicate and no repeat, `_nulled`
    with the column, reason and text of each value that cannot be and is null, and columns of the
    record, with `_` before them.

    Args:
        records: As `read_records` gives them.
        source: Says how columns come from the record's.
        target: The table.
        filters: Which posts are unusable.
        days: Days that were asked for; for sources whose path names days, all their rows count.
        zone: The lake's, by which days are cut, and whose day a date without an hour is.
    """
    mapping = source.tables[target.name]
    raw = _with_raw_texts(records, source, mapping)
    readable = with_parts(with_readable(raw, source, target), mapping)
    read = _with_read_values(readable, source, target, zone)
    typed = _with_values(read, source, target, zone)
    whole = _with_all_columns(typed, target, zone)
    if target.table == RECOMMENDATION_EVENTS:
        whole = with_lake_items(whole, source.prefix)
    whole = with_rules(whole, target)
    if target.key_of:
        whole = whole.withColumn(target.table.keys[0], key_made_of(target.key_of))
    if target.table == POSTS:
        whole = with_text_facts(whole, filters, source.name)
    wanted = Days.every() if has_days(source) else days
    return with_status(whole, target, wanted)


def _with_raw_texts(records: DataFrame, source: Source, mapping: TableMapping) -> DataFrame:
    """Records with the text that each column comes from, and the author's handle."""
    handle = F.lit(None).cast("string")
    if "users" in source.tables and "handle" in source.tables["users"].columns:
        handle = raw_text(source.tables["users"].columns["handle"], source.nulls)
    entries = [
        part
        for name, expression in mapping.attributes.items()
        for part in (F.lit(name), raw_text(expression, source.nulls))
    ]
    attributes = F.create_map(*entries).cast("map<string,string>")
    known = F.map_filter(attributes, lambda _, value: value.isNotNull())
    raw = records.select(
        *(F.col(name).alias(f"_{name}") for name in OF_RECORDS),
        F.when(F.col("reason").isNotNull(), F.struct("reason", "detail")).alias("_unread"),
        F.regexp_replace(handle, "^@", "").alias("_handle"),
        F.when(F.size(known) > 0, known).alias("attributes"),
        "values",
        *(
            raw_text(expression, source.nulls).alias(RAW + name)
            for name, expression in mapping.columns.items()
        ),
    )
    numbers = {
        RAW + name: F.concat(RAW + name, F.lit("-"), _number_in_file(RAW + name))
        for name, expression in mapping.columns.items()
        if expression.numbered
    }
    return raw.withColumns(numbers) if numbers else raw


def _number_in_file(text: str) -> Column:
    """1 for the first of the records of a file that say the same in a column, then 2, ..."""
    equal = Window.partitionBy("_file", text).orderBy("_record_hash", "_occurrence")
    return F.row_number().over(equal).cast("string")


def _with_read_values(rows: DataFrame, source: Source, target: Target, zone: str) -> DataFrame:
    """Rows with typed columns, and with the reason of each why it could not be read.

    A step of its own, since what holds them to their table names each several times.
    """
    columns = source.tables[target.name].columns
    read = {name: _value(target, name, columns[name], source, zone) for name in columns}
    read |= part_values(columns, target, source.decimal)
    typed = {VALUE + name: one.value for name, one in read.items()}
    reasons = {REASON + name: one.reason for name, one in read.items()}
    return rows.withColumns(typed | reasons)


def _summed(target: Target, name: str, expression: Expression) -> Value:
    """What was read of a column, with what the keys of its form make of it."""
    read, kind = Value(F.col(VALUE + name), F.col(REASON + name)), target.types[name]
    if kind not in values.NUMBERS:
        return read
    whole = summed(read, name, expression, kind)
    return shared_out(whole, name) if expression.shared else whole


def _with_values(raw: DataFrame, source: Source, target: Target, zone: str) -> DataFrame:
    """Records with typed columns, `_problem` for those that cannot be rows, and `_nulled`."""
    read = {
        name: _checked(target, name, _summed(target, name, expression), source)
        for name, expression in source.tables[target.name].columns.items()
    }
    costly = [*target.required, *sorted(target.decisive & read.keys())]
    earliest = start_of_day(F.lit(source.earliest), zone)
    problems = [
        one for name in costly for one in _problems(target, name, read[name], source, earliest)
    ]
    told = [_told(n, value.reason) for n, value in read.items() if not target.rejects(n)]
    told += [_told(n, _repaired(n)) for n in read if is_repairable(target, n)]
    attributes = ["attributes"] if target.has_attributes else []
    kept = (name for name in raw.columns if name.startswith("_"))
    typed = raw.select(
        *(name for name in kept if not name.startswith((RAW, READ, VALUE, REASON))),
        *attributes,
        *(value.value.alias(name) for name, value in read.items()),
        F.coalesce("_unread", *_lacking(source, target), *problems).alias("_problem"),
        F.array_compact(F.array(*told).cast(NULLED_VALUES)).alias("_nulled"),
        "values",
    )
    return (_with_totals_told(typed) if source.has_header else typed).drop("values")


def _lacking(source: Source, target: Target) -> list[Column]:
    """What is wrong with a record whose file has no column that the table must have."""
    if not (needs := source.needs(target.name)):
        return []
    lacks = lacking(needs)
    return [problem(lacks.isNotNull(), F.lit("column_missing"), lacks)]


def _with_totals_told(rows: DataFrame) -> DataFrame:
    """Rows with the problem of one that is a line of totals told as such."""
    texts = F.filter(F.map_values("values"), lambda text: F.length(text) <= _TOTAL_CHARACTERS)
    is_total = F.exists(texts, lambda text: F.trim(text).rlike(_TOTAL))
    found = F.col("_problem")
    told = F.struct(
        F.lit("total_row").alias("reason"),
        F.concat_ws(": ", found["reason"], found["detail"]).alias("detail"),
    )
    is_told = found.isNotNull() & (found["reason"] != "column_missing") & is_total
    return rows.withColumn("_problem", F.when(is_told, told).otherwise(found))


def _value(target: Target, name: str, expression: Expression, source: Source, zone: str) -> Value:
    text, kind, decimal = F.col(READ + name), target.types[name], source.decimal
    own_zone = F.col(f"{READ}{name} zone") if isinstance(expression.zone, Form) else None
    if target.is_id(name):
        return identifier(text, source.prefix, expression)
    if target.is_count(name):
        return values.count(text, decimal)
    if kind in values.NUMBERS:
        if expression.product is not None:
            return values.product(text, kind, decimal)
        return values.NUMBERS[kind](text, decimal)
    if name == CURRENCY:
        return values.currency(text)
    if name in _CLEANED:
        text = clean_text(text)
    elif target.is_word(name):
        text = F.nullif(F.trim(text), F.lit(""))
    elif name == "handle":
        text = F.regexp_replace(text, "^@", "")
    elif name == "language":
        text = values.language(text)
    readers: dict[str, Callable[[Column], Value]] = {
        **values.READERS,
        "timestamp": lambda text: times.timestamp(text, expression, zone, own_zone),
        "date": lambda text: times.day(text, expression, zone, own_zone),
        "array<string>": lambda text: values.texts(text, expression.separator),
    }
    return readers[kind](text)


def _checked(target: Target, name: str, read: Value, source: Source) -> Value:
    """The value, with a reason as well where it must not be missing, or lies too late or early.

    A day, such as the last of a campaign, may lie in the future.
    """
    odd = {
        "timestamp": (read.value > F.col("_arrived_at") + F.expr("INTERVAL 1 DAY"), "late"),
        "date": (read.value < F.lit(source.earliest), "early"),
    }
    if target.types[name] in odd:
        is_odd, how = odd[target.types[name]]
        is_odd = F.coalesce(is_odd, F.lit(False))
        kept = read.value if target.rejects(name) else F.when(~is_odd, read.value)
        reason = F.when(is_odd, F.lit(f"time_too_{how}"))
        read = Value(kept, F.coalesce(read.reason, reason))
    if name in target.required:
        missing = F.when(read.value.isNull(), F.lit(f"{_kind(target, name)}_missing"))
        read = Value(read.value, F.coalesce(read.reason, missing))
    return read


def _repaired(name: str) -> Column:
    """The reason to tell of a text that was mended; null where it stays as it is."""
    return F.when(F.col(READ + name) != F.col(RAW + name), F.lit(REPAIRED))


def _told(name: str, reason: Column) -> Column:
    """The column and text of a value that cannot be as it is, with the reason; else null."""
    text = F.left(F.col(RAW + name), F.lit(_DETAIL_CHARACTERS))
    said = F.struct(F.lit(name).alias("column"), reason.alias("reason"), text.alias("value"))
    return F.when(reason.isNotNull(), said)


def _problems(
    target: Target, name: str, read: Value, source: Source, earliest: Column
) -> list[Column]:
    """What may be wrong with a column, the most telling first."""
    value, reason = read.value, read.reason
    said = F.concat(F.lit(f"{name}: "), F.left(F.col(RAW + name), F.lit(_DETAIL_CHARACTERS)))
    found = [problem(reason.isNotNull(), reason, F.coalesce(said, F.lit(name)))]
    if name in (target.time, "updated_at"):
        limit = F.lit(f" is before {source.earliest}, the source's `earliest`")
        found.append(problem(value < earliest, F.lit("time_too_early"), F.concat(said, limit)))
    return found


def _kind(target: Target, name: str) -> str:
    if target.is_id(name):
        return "id"
    return {"timestamp": "time", "decimal(18,2)": "amount"}.get(target.types[name], "value")


def _with_all_columns(rows: DataFrame, target: Target, zone: str) -> DataFrame:
    """Rows with every column of the table; null where neither source nor ingest says it."""
    worked_out = {"source": F.col("_source"), "row_hash": F.col("_record_hash")}
    if target.time and target.table.partition:
        worked_out[target.table.partition] = local_date(target.time, zone)
    said = F.col("updated_at") if "updated_at" in rows.columns else F.lit(None).cast("timestamp")
    worked_out["updated_at"] = F.coalesce(said, "_arrived_at")
    if "order_id" in target.types and "order_id" not in rows.columns:
        worked_out["order_id"] = F.col("order_line_id")
    for column in target.table.columns:
        if column.name not in {*rows.columns, *worked_out}:
            worked_out[column.name] = F.lit(None).cast(target.table.schema[column.name].dataType)
    return rows.withColumns(worked_out)
