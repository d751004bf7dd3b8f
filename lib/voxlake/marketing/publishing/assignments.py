"""Who answers which post, as a file of people says it."""

from __future__ import annotations

from voxlake.core.errors import InputError
from voxlake.core.sheets import moment_in, read_rows
from voxlake.marketing.publishing.replies import ANSWERED, ASSIGNED, NEW

SCHEMA = "post_id string, told_state string, assigned_to string, changed_at timestamp"

_NEEDED = ("post_id", "state", "assigned_to", "changed_at")
_STATES = (NEW, ASSIGNED, ANSWERED)


def read_assignments(text: str, path: str) -> list[tuple[object, ...]]:
    """Rows of `SCHEMA` of a CSV file with the columns post_id, state, assigned_to, changed_at.

    Raises:
        InputError: a column is missing, a state or a time is none; names the row, the header being
            row 1.
    """
    rows: list[tuple[object, ...]] = []
    for number, cells in read_rows(text, path, _NEEDED).rows:
        row = {name: cells[name].strip() for name in _NEEDED}
        state, who = row["state"].lower(), row["assigned_to"] or None
        at = moment_in(row["changed_at"], f"{path}, row {number}", "changed_at")
        if state not in _STATES or not row["post_id"] or (state == ASSIGNED and not who):
            raise InputError(
                f"{path}: row {number} needs a post_id and a state of {', '.join(_STATES)}; "
                "an assigned post also says to whom."
            )
        rows.append((row["post_id"], state, who, at))
    return rows
