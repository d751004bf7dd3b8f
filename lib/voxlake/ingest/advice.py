"""What to look at in a source file where values cannot be read; imports no pyspark."""

from __future__ import annotations

_LOOK_AT = {
    "file_unreadable": "the file, or `format`",
    "file_too_large": "the setting that it names",
    "record_too_long": "`ingest.max_record_bytes`; of a document of JSON, `json.records`",
    "utf8_invalid": "`csv.encoding`",
    "json_unreadable": "`format`; `json.records` where the file is one document, and "
    "`json.prefix` where a text stands before it",
    "json_broken": "the file, or `json.records`",
    "json_records_missing": "`json.records`",
    "json_not_object": "`format`, or `json.records`",
    "json_second_value": "the file: one object a line",
    "json_repeated_key": "the file",
    "csv_unbalanced_quote": "`csv.quote`, and `csv.escape` where a backslash stands before quotes",
    "csv_field_count": "`csv.delimiter`, `csv.quote`, and `csv.skip_lines` above the header",
    "csv_other_delimiter": "`csv.delimiter`; such files beside others: a source of their own",
    "xml_broken": "the file, or `format`",
    "xml_rows_missing": "`xml.row`",
    "row_empty": "the file",
    "total_row": "the export, without its totals; or leave them out by `where`",
    "column_missing": "the columns that {table} names, or the file's header (`csv.skip_lines` "
    "where lines stand above it); `first_of` takes one of several names",
    "id_missing": "{key}",
    "id_malformed": "{key}; `made_of` takes what has blanks, nothing mends what was rounded",
    "time_missing": "{key}",
    "time_malformed": "`time` of {key}",
    "time_in_seconds": "`time` of {key}: `unix_seconds` reads it",
    "time_in_milliseconds": "`time` of {key}: `unix_milliseconds` reads it",
    "time_in_microseconds": "`time` of {key}: `unix_microseconds` reads it",
    "zone_unknown": "`zone` of {key}: `values` and `default` say what is meant",
    "time_too_early": "`time` of {key}, or `earliest`",
    "time_too_late": "`time` and `zone` of {key}",
    "amount_missing": "{key}",
    "amount_malformed": "{key}, and `decimal`",
    "number_malformed": "{key}, and `decimal`",
    "decimal_point": "`decimal`: {share} look like a decimal point",
    "decimal_comma": "`decimal`: {share} look like a decimal comma",
    "currency_differs": "{table}.currency: {key} has the sign of another",
    "currency_unknown": "`values` of {key}, such as `$: USD`",
    "number_not_finite": "`nulls`",
    "number_negative": "{key}",
    "utf8_read_as_latin1": "nothing: UTF-8 was read as Latin-1 before",
    "part_malformed": "`less` and `plus` of {key}",
    "unit_unknown": "`minor_units` of {key}: its currency is none of ISO 4217",
    "value_missing": "{key}",
    "value_malformed": "{key}",
    "value_unknown": "`values` of {key}",
    "value_of_other_kind": "{key}: leave it out",
    "number_out_of_range": "{key}",
    "list_too_short": "`separator` of {key}",
    "list_repeats": "the file",
    "ends_before_start": "`time` of {key}",
    "same_user": "the file",
}
_MISSING = frozenset({"id_missing", "time_missing", "amount_missing", "value_missing"})
_OF_COLUMNS = {
    ("posts", "like_count", "number_negative"): "`score`, which may be negative, in its place",
}


def advice(reason: str, table: str, column: str, *, is_most: bool = False) -> str:
    """The key of the source file that decides how such a value is read.

    Args:
        reason: Why it cannot be, as in `rejected_rows`.
        table: Name of the table.
        column: Column of the table.
        is_most: Whether most of what cannot be read cannot be for this reason.
    """
    known = _OF_COLUMNS.get((table, column, reason), _LOOK_AT.get(reason, "{key}"))
    if table == "orders" and reason in _MISSING:
        known += "; `filled_down` where only the first row of an order has it"
    if reason == "id_missing":
        known += "; `explode` where a record holds a list of them"
    share = "most values" if is_most else "such values"
    return known.format(table=table, key=f"{table}.{column}", share=share)
