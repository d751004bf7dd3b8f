"""Pages of rows as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from voxlake.core.formulas import no_formula
from voxlake.serve.reading.question import Page

_OF_PEOPLE = (pa.string(), pa.large_string())


def page_json(page: Page) -> bytes:
    """A page as JSON."""
    body = {
        "rows": listed(page.rows),
        "after": page.after,
        "version": page.version,
        "committed_at": page.committed_at,
    }
    return as_json(body)


def as_json(value: Any) -> bytes:  # noqa: ANN401  (whatever Arrow gives)
    """A value as JSON: times of UTC, decimals as texts, null for what is no number."""
    return json.dumps(
        _finite(value), default=_text, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode("utf-8")


def listed(rows: pa.Table) -> list[dict[str, Any]]:
    """Rows with maps as objects."""
    maps = [field.name for field in rows.schema if pa.types.is_map(field.type)]
    found: list[dict[str, Any]] = rows.to_pylist()
    for row in found:
        for name in maps:
            row[name] = None if row[name] is None else dict(row[name])
    return found


def page_csv(page: Page) -> bytes:
    """A page as CSV with a header; lists, maps and structs are JSON.

    A text that a spreadsheet would take for a formula has a space before it.
    """
    texts = {field.name for field in page.rows.schema if field.type in _OF_PEOPLE}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(page.rows.column_names)
    for row in listed(page.rows):
        writer.writerow(_cells(row, texts))
    return out.getvalue().encode("utf-8")


def _cells(row: dict[str, Any], texts: set[str]) -> Iterator[str]:
    for name, value in row.items():
        if value is None:
            yield ""
        elif name in texts:
            yield no_formula(value)
        elif isinstance(value, (list, dict, bool)):
            yield as_json(value).decode("utf-8")
        elif isinstance(value, float):
            yield repr(value) if math.isfinite(value) else ""
        else:
            yield str(value) if isinstance(value, (int, Decimal)) else _text(value)


def _finite(value: Any) -> Any:  # noqa: ANN401  (whatever Arrow gives)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return value


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a row.")
