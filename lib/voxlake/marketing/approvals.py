"""What people approve and decline, as a CSV file says it: of drafts and of publications."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from voxlake.core.errors import InputError, in_quotes
from voxlake.core.sheets import moment_in, read_rows

APPROVE, DECLINE = "approve", "decline"
_NEEDED = ("id", "approved_by", "approved_at")
_ALL = (*_NEEDED, "decision", "network_post_id")
_NOW_CALLED = {"draft_id": "id", "by": "approved_by", "at": "approved_at"}
"""Columns of drafts.approvals before, and what they are called now."""


@dataclass(frozen=True)
class Approval:
    """What a person decided of a draft, a publication or an item, and when."""

    id: str
    approved_by: str
    approved_at: datetime
    """With a zone."""
    decision: str = APPROVE
    text: str | None = None
    """The text that was approved; None: whatever there is."""
    network_post_id: str | None = None


def read_approvals(text: str, path: str, decisions: Collection[str]) -> list[Approval]:
    """The approvals of a CSV file; rows without approved_by and decision are left out.

    Columns: id, approved_by, approved_at (ISO; UTC where it has no zone), and perhaps decision
    (approve where it is empty), text, network_post_id; others are not read.

    Args:
        text: What the file holds.
        path: Where it is, for messages.
        decisions: Those there are.

    Raises:
        InputError: a column is missing, or a row says nothing clear; names the row, the header
            being row 1.
    """
    found = []
    for number, cells in read_rows(text, path, _NEEDED, _NOW_CALLED).rows:
        row = {name: cells.get(name, "").strip() for name in _ALL}
        if row["approved_by"] or row["decision"]:
            who = _who(row, f"{path}, row {number}", decisions)
            post_id = row["network_post_id"] or None
            found.append(Approval(*who, cells.get("text") or None, post_id))
    return found


def _who(
    row: dict[str, str], where: str, decisions: Collection[str]
) -> tuple[str, str, datetime, str]:
    """Of what, by whom, when, and what was decided."""
    if empty := [name for name in ("id", "approved_by") if not row[name]]:
        raise InputError(f"{where}: {in_quotes(empty)} is empty.")
    decision = row["decision"].lower() or APPROVE
    if decision not in decisions:
        raise InputError(
            f"{where}: the decision {row['decision']!r} is none of {', '.join(decisions)}."
        )
    at = moment_in(row["approved_at"], where, "approved_at")
    return row["id"], row["approved_by"], at, decision
