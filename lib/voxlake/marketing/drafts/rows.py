"""Rows of `drafts`: what was written, with all of its checks and the state that follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from voxlake.marketing.drafts.checks import (
    Check,
    language_check,
    likeness_check,
    same_text,
    sentiment_check,
    text_checks,
)
from voxlake.marketing.drafts.prompts import prompt_hash
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.marketing.drafts.writing import Written
from voxlake.tables import DRAFTS
from voxlake.tables.gold_drafts import OFFERED, REJECTED


@dataclass(frozen=True)
class Found:
    """What models and past posts tell of a draft; None where they tell nothing."""

    language: str | None = None
    confidence: float = 0.0
    alike: float | None = None
    negative: float | None = None


def draft_rows(
    written: Iterable[Written],
    read: Mapping[str, Found],
    *,
    topics: Mapping[str, int | None],
    earlier: Collection[str],
    day: date,
    settings: DraftSettings,
) -> list[tuple[object, ...]]:
    """Rows in the order of the table's columns; a draft that fails a check is rejected.

    Args:
        written: Drafts, each once.
        read: What was found of each, by draft_id.
        topics: Topic of each item.
        earlier: Texts of stored drafts of these items; of the same text only the first is offered.
        day: Day of the run.
        settings: Rules.
    """
    known = {same_text(text) for text in earlier}
    rows = []
    for one in written:
        checks = _checks(one, read.get(one.planned.draft_id, Found()), known, settings)
        known.add(same_text(one.answer.text))
        rows.append(_row(one, checks, topics[one.planned.brief.item], day, settings))
    return rows


def _checks(
    one: Written, read: Found, known: Collection[str], settings: DraftSettings
) -> tuple[Check, ...]:
    brief, rules = one.planned.brief, settings.checks
    is_repeated = same_text(one.answer.text) in known
    return (
        *text_checks(one.answer.text, one.answer.title, brief, settings),
        language_check(brief, read.language, read.confidence, settings.languages.threshold),
        sentiment_check(read.negative, rules.most_negative),
        likeness_check(read.alike, rules.most_alike),
        Check("variants", not is_repeated, "is the same as another draft" if is_repeated else ""),
    )


def _row(
    one: Written,
    checks: tuple[Check, ...],
    topic_id: int | None,
    day: date,
    settings: DraftSettings,
) -> tuple[object, ...]:
    brief = one.planned.brief
    values: dict[str, object] = {
        "draft_id": one.planned.draft_id,
        "created_date": day,
        "kind": brief.kind,
        "item_id": brief.item,
        "topic_id": topic_id,
        "segment_id": brief.segment_id,
        "language": brief.language,
        "title": one.answer.title,
        "text": one.answer.text,
        "generator": settings.generator,
        "model": one.model,
        "prompt_hash": prompt_hash(one.prompt),
        "prompt": one.prompt,
        "seed": one.planned.seed,
        "checks": [asdict(check) for check in checks],
        "state": OFFERED if all(check.passed for check in checks) else REJECTED,
        "approved_by": None,
        "approved_at": None,
        "reply_to_post_id": brief.reply_to_post_id,
        "network": brief.network,
        "cost": one.answer.cost,
    }
    return tuple(values[name] for name in DRAFTS.column_names)
