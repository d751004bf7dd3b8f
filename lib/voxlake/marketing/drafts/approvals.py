"""What people decide of drafts: nothing else makes one fit to be published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from voxlake.core.errors import InputError
from voxlake.marketing.approvals import APPROVE, DECLINE, Approval
from voxlake.tables import DRAFTS
from voxlake.tables.gold_drafts import APPROVED, DECLINED, REJECTED

DECISIONS = (APPROVE, DECLINE)
_SHOWN = 5


def decided(
    rows: Sequence[Mapping[str, object]], decisions: Iterable[Approval]
) -> list[tuple[object, ...]]:
    """Rows of `drafts` as the decisions leave them; the last of a draft's holds.

    A decision may be taken back by a later one. What failed a check cannot be approved.

    Args:
        rows: The stored drafts that are decided on.
        decisions: In any order.

    Raises:
        InputError: a decision is on a draft that is not stored, or approves a rejected one.
    """
    order = sorted(
        decisions, key=lambda one: (one.approved_at, one.decision == APPROVE, one.approved_by)
    )
    last = {one.id: one for one in order}
    stored = {str(row["draft_id"]): row for row in rows}
    _require("are not stored", [key for key in last if key not in stored])
    approved = [key for key, one in last.items() if one.decision == APPROVE]
    failed = [key for key in approved if stored[key]["state"] == REJECTED]
    _require("failed a check and cannot be approved", failed)
    changed = [
        {**stored[key], **_state(one)}
        for key, one in sorted(last.items())
        if stored[key]["state"] != REJECTED
    ]
    return [tuple(row[name] for name in DRAFTS.column_names) for row in changed]


def _state(one: Approval) -> dict[str, object]:
    if one.decision == DECLINE:
        return {"state": DECLINED, "approved_by": None, "approved_at": None}
    return {"state": APPROVED, "approved_by": one.approved_by, "approved_at": one.approved_at}


def _require(fault: str, keys: Sequence[str]) -> None:
    if keys:
        shown = ", ".join(sorted(keys)[:_SHOWN])
        raise InputError(f"{len(keys)} drafts {fault}: {shown}.")
