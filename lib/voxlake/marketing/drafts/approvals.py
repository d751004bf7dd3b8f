"""What people decide of drafts: nothing else makes one fit to be published."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from voxlake.core.errors import InputError
from voxlake.tables import DRAFTS
from voxlake.tables.gold_drafts import APPROVED, DECLINED, REJECTED

_COLUMNS = ("draft_id", "decision", "by", "at")
_DECISIONS = {"approve": True, "decline": False}
_SHOWN = 5


@dataclass(frozen=True)
class Decision:
    """What a person decided of a draft, and when."""

    draft_id: str
    is_approved: bool
    by: str
    at: datetime
    """With a zone."""


def read_decisions(text: str, place: str) -> list[Decision]:
    """The rows of a CSV file with the columns draft_id, decision, by, at; others are not read.

    Args:
        text: What the file holds.
        place: Where it is, for messages.

    Raises:
        InputError: a column is missing, or a row says nothing that can be read; names its line.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
        raise InputError(f"{place} has no column {', '.join(missing)}.")
    return [_decision(row, f"{place}, line {rows.line_num}") for row in rows if any(row.values())]


def decided(
    rows: Sequence[Mapping[str, object]], decisions: Iterable[Decision]
) -> list[tuple[object, ...]]:
    """Rows of `drafts` as the decisions leave them; the last of a draft's holds.

    A decision may be taken back by a later one. What failed a check cannot be approved.

    Args:
        rows: The stored drafts that are decided on.
        decisions: In any order.

    Raises:
        InputError: a decision is on a draft that is not stored, or approves a rejected one.
    """
    order = sorted(decisions, key=lambda one: (one.at, one.is_approved, one.by))
    last = {one.draft_id: one for one in order}
    stored = {str(row["draft_id"]): row for row in rows}
    _require("are not stored", [key for key in last if key not in stored])
    failed = [
        key for key, one in last.items() if one.is_approved and stored[key]["state"] == REJECTED
    ]
    _require("failed a check and cannot be approved", failed)
    changed = [
        {**stored[key], **_state(one)}
        for key, one in sorted(last.items())
        if stored[key]["state"] != REJECTED
    ]
    return [tuple(row[name] for name in DRAFTS.column_names) for row in changed]


def _state(one: Decision) -> dict[str, object]:
    if not one.is_approved:
        return {"state": DECLINED, "approved_by": None, "approved_at": None}
    return {"state": APPROVED, "approved_by": one.by, "approved_at": one.at}


def _decision(row: Mapping[str, str | None], line: str) -> Decision:
    told = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    if empty := [name for name in _COLUMNS if not told[name]]:
        raise InputError(f"{line}: {', '.join(empty)} is empty.")
    if told["decision"].lower() not in _DECISIONS:
        raise InputError(f"{line}: decision is {told['decision']!r}; write approve or decline.")
    try:
        at = datetime.fromisoformat(told["at"])
    except ValueError as error:
        raise InputError(f"{line}: at is {told['at']!r}; write 2024-01-31T12:30+01:00.") from error
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Decision(told["draft_id"], _DECISIONS[told["decision"].lower()], told["by"], at)


def _require(fault: str, keys: Sequence[str]) -> None:
    if keys:
        shown = ", ".join(sorted(keys)[:_SHOWN])
        raise InputError(f"{len(keys)} drafts {fault}: {shown}.")
