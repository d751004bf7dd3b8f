"""Who answers which post, as a file of people says it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from voxlake.core.errors import InputError, in_quotes
from voxlake.marketing.publishing.replies import ANSWERED, ASSIGNED, NEW

SCHEMA = "post_id string, told_state string, assigned_to string, changed_at timestamp"

_NEEDED = ("post_id", "state", "assigned_to", "changed_at")
_STATES = (NEW, ASSIGNED, ANSWERED)


def read_assignments(text: str, path: str) -> list[tuple[object, ...]]:
    """Rows of `SCHEMA` of a CSV file: post_id, state, assigned_to, changed_at (ISO; else UTC).

    Raises:
        InputError: a column is missing, a state or a time is none; names the row, the header being
            row 1.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if missing := sorted(set(_NEEDED) - set(reader.fieldnames or ())):
        raise InputError(f"{path} has no columns {in_quotes(missing)}.")
    rows: list[tuple[object, ...]] = []
    for number, cells in enumerate(reader, start=2):
        row = {name: (cells[name] or "").strip() for name in _NEEDED}
        state, who = row["state"].lower(), row["assigned_to"] or None
        try:
            moment = datetime.fromisoformat(row["changed_at"])
        except ValueError as error:
            raise InputError(
                f"{path}: changed_at in row {number} is no time like 2024-05-01T09:00."
            ) from error
        if state not in _STATES or not row["post_id"] or (state == ASSIGNED and not who):
            raise InputError(
                f"{path}: row {number} needs a post_id and a state of {', '.join(_STATES)}; "
                "an assigned post also says to whom."
            )
        at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        rows.append((row["post_id"], state, who, at))
    return rows
