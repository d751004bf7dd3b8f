"""What people approve and decline, as a CSV file says it: of drafts and of publications."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from voxlake.core.errors import InputError, in_quotes

APPROVE, DECLINE = "approve", "decline"
_NEEDED = ("id", "approved_by", "approved_at")
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
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    _require_columns(reader.fieldnames or (), path)
    found = []
    for number, cells in enumerate(reader, start=2):
        row = {name: (cells.get(name) or "").strip() for name in (*_NEEDED, "decision")}
        if row["approved_by"] or row["decision"]:
            text_of = cells.get("text") or None
            post_id = (cells.get("network_post_id") or "").strip() or None
            who = _who(row, f"{path}, row {number}", decisions)
            found.append(Approval(*who, text_of, post_id))
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
    try:
        moment = datetime.fromisoformat(row["approved_at"])
    except ValueError as error:
        raise InputError(
            f"{where}: approved_at {row['approved_at']!r} is no time like 2024-05-01T09:00+02:00."
        ) from error
    at = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return row["id"], row["approved_by"], at, decision


def _require_columns(names: Sequence[str], path: str) -> None:
    missing = [name for name in _NEEDED if name not in names]
    if not missing:
        return
    renamed = [f"{old} is now {new}" for old, new in _NOW_CALLED.items() if old in names]
    hint = f": {', '.join(renamed)}" if renamed else ""
    raise InputError(f"{path} has no columns {in_quotes(missing)}{hint}.")
