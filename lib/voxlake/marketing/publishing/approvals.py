"""What people approve, and what it makes of a schedule: rows of `publications`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from voxlake.core.formulas import no_formula
from voxlake.marketing.approvals import APPROVE, DECLINE, Approval
from voxlake.marketing.publishing.publication import (
    APPROVED,
    ASK,
    FAILED,
    SENT,
    WHAT,
    Publication,
    key_of,
)

WENT_OUT = "sent"
"""Says of a publication that is asked about that it stands on the network."""
DECISIONS = (APPROVE, DECLINE, WENT_OUT)


def decided(
    scheduled: Iterable[Mapping[str, Any]],
    publications: Sequence[Publication],
    approvals: Iterable[Approval],
) -> tuple[list[Publication], list[str]]:
    """The publications that approvals make or change, and what of them cannot be done.

    An approval counts once: one that is no later than that of its publication says nothing new. A
    text other than the one that was approved does not go out. What is sent stays sent.

    Args:
        scheduled: Rows of the last `posting_schedule`, as `publication.collected` gives them.
        publications: All there are.
        approvals: Of people; drafts that were approved bring theirs in the schedule.
    """
    known = {one.publication_id: one for one in publications}
    planned = {row["publication_id"]: row for row in scheduled if row["slot_start"]}
    changed: dict[str, Publication] = {}
    refused: list[str] = []
    own = [
        Approval(key, row["approved_by"], row["approved_at"])
        for key, row in planned.items()
        if row["approved_by"] and row["approved_at"] and key not in known
    ]
    for approval in sorted([*own, *approvals], key=lambda a: (a.approved_at, a.id, a.decision)):
        keys = _meant(approval, known, planned)
        if not keys:
            refused.append(f"{approval.id}: nothing with that id has a slot")
        for key in keys:
            before = changed.get(key) or known.get(key)
            if before is None:
                after, why = _new(planned[key], approval)
            else:
                after, why = _changed(before, approval)
            if after is not None:
                changed[key] = after
            elif why:
                refused.append(f"{approval.id}: {why}")
    return list(changed.values()), refused


def _meant(
    approval: Approval, known: Mapping[str, Publication], planned: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Publications that an id means: its own, or those of an item or a draft."""
    if approval.id in known or approval.id in planned:
        return [approval.id]
    names = ("item_id", "draft_id")
    of_known = [k for k, p in known.items() if approval.id in [getattr(p, n) for n in names]]
    of_plan = [k for k, row in planned.items() if approval.id in [row[n] for n in names]]
    return sorted({*of_known, *of_plan})


def _new(row: Mapping[str, Any], approval: Approval) -> tuple[Publication | None, str | None]:
    if approval.decision != APPROVE:
        return None, None  # it is not to go out, and nothing lets it
    if not _is_same(row["text"], approval):
        return None, "its text has changed since it was approved"
    made = Publication(
        publication_id=row["publication_id"],
        **{name: row[name] for name in WHAT},
        scheduled_at=row["slot_start"],
        approved_by=approval.approved_by,
        approved_at=approval.approved_at,
    )
    return replace(made, idempotency_key=_key(made, approval)), None


def _changed(before: Publication, approval: Approval) -> tuple[Publication | None, str | None]:
    if before.approved_at is not None and approval.approved_at <= before.approved_at:
        return None, None
    who = replace(before, approved_by=approval.approved_by, approved_at=approval.approved_at)
    if approval.decision == WENT_OUT and before.state == ASK:
        told = approval.network_post_id
        return replace(who, state=SENT, network_post_id=told, sent_at=before.sending_at), None
    if approval.decision == DECLINE and before.state in (APPROVED, ASK):
        return replace(who, state=FAILED, error=f"declined by {approval.approved_by}"), None
    if approval.decision == APPROVE and before.state in (FAILED, ASK):
        if not _is_same(before.text, approval):
            return None, "its text has changed since it was approved"
        fresh = replace(who, state=APPROVED, sending_at=None, attempt_count=0, error=None)
        return replace(
            fresh,
            idempotency_key=_key(fresh, approval),
            scheduled_at=max(before.scheduled_at, approval.approved_at),
        ), None
    return None, f"it is {before.state}, and {approval.decision!r} changes nothing of that"


def _key(made: Publication, approval: Approval) -> str:
    return key_of(made.publication_id, made.text, approval.approved_at)


def _is_same(text: str, approval: Approval) -> bool:
    """Whether the text is the approved one, which a sheet may show with a space before it."""
    return approval.text is None or approval.text in (text, no_formula(text))
