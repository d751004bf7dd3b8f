"""Rows of `posting_schedule`: items in the best slots of the weeks ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from voxlake.core.zones import start_of
from voxlake.marketing.experiments.bandits import BanditState
from voxlake.marketing.publishing.assignment import Limits, assign
from voxlake.marketing.publishing.items import Item, instant, problem_of
from voxlake.marketing.publishing.publication import FAILED, WHAT, Publication, without_zone
from voxlake.marketing.publishing.settings import PublishingSettings
from voxlake.marketing.publishing.slots import Gain, Gains, Slot, open_slots
from voxlake.marketing.publishing.variants import chosen
from voxlake.tables import POSTING_SCHEDULE
from voxlake.tables.columns import ALL

PLANNED, LEFT = "planned", "left"

_HOUR = 3600.0
Row = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What a plan rests on."""

    as_of: date
    zone: str
    """Of the lake: of accounts of which nothing says more."""
    gains: Mapping[str, Gains] = field(default_factory=dict)
    """By user_id, and `all`."""
    states: Mapping[str, BanditState] = field(default_factory=dict)
    publications: Sequence[Publication] = ()

    def gains_for(self, user_id: str | None) -> Gains:
        """Those of the account, else of accounts together."""
        return self.gains.get(user_id or "", self.gains.get(ALL, Gains()))


def schedule_rows(
    items: Iterable[Item], known: Known, settings: PublishingSettings
) -> list[tuple[object, ...]]:
    """A row for each item: placed, left with the reason, or a publication already.

    What is approved, sent or asked about keeps its time, and others keep their distance from it.

    Args:
        items: Each with its account, in order of precedence.
        known: Best times, bandits, publications.
        settings: Slots and accounts.
    """
    published = {one.publication_id: one for one in known.publications}
    rows: list[Row] = []
    waiting: dict[str, list[Item]] = {}
    for item in items:
        if item.publication_id in published:
            continue
        if (problem := problem_of(item, settings)) or item.account is None:
            rows.append(_row(item, known, settings, reason=problem))
        else:
            waiting.setdefault(item.account, []).append(item)
    for account, of_account in sorted(waiting.items()):
        rows += _placed(account, of_account, known, settings)
    first = start_of(known.as_of, known.zone)
    rows += [
        _published(one, known, settings) for one in known.publications if one.scheduled_at >= first
    ]
    ordered = sorted(rows, key=lambda row: str(row["publication_id"]))
    names = POSTING_SCHEDULE.column_names
    return [tuple(without_zone(row[name]) for name in names) for row in ordered]


def zone_of(account: str | None, known: Known, settings: PublishingSettings) -> str | None:
    """The zone of an account: its own, that of its best times, or the lake's; None: no account."""
    told = settings.accounts.get(account or "")
    if told is None:
        return None
    return told.time_zone or known.gains_for(told.user_id).time_zone or known.zone


def _placed(
    account: str, items: Sequence[Item], known: Known, settings: PublishingSettings
) -> list[Row]:
    zone = zone_of(account, known, settings) or known.zone
    own = [p for p in known.publications if p.account == account and p.state != FAILED]
    taken = [one.scheduled_at for one in own]
    slots = open_slots(known.as_of + timedelta(days=1), zone, settings, taken)
    gains = known.gains_for(settings.accounts[account].user_id)
    picks = [chosen(item, known.states, settings.experiments) for item in items]
    values = np.full((len(items), len(slots)), np.nan)
    for n, (item, pick) in enumerate(zip(items, picks, strict=True)):
        for m, slot in enumerate(slots):
            if pick.variant is not None and _may_go(item, slot, zone):
                values[n, m] = gains.at(slot.start, item.content_type).gain
    places = assign(values, _limits(slots, taken, zone, settings))
    rows = []
    for n, (item, place) in enumerate(zip(items, places, strict=True)):
        own_slot = slots[place] if place is not None else None
        why = None if own_slot else _why_left(picks[n].variant is None, values[n])
        reason = picks[n].reason or why
        rows.append(_row(item, known, settings, slot=own_slot, reason=reason, pick=picks[n]))
    return rows


def _limits(
    slots: Sequence[Slot], taken: Sequence[datetime], zone: str, settings: PublishingSettings
) -> Limits:
    weeks = np.array([slot.week.toordinal() for slot in slots], np.int64)
    used: dict[int, int] = {}
    for moment in taken:
        week = Slot(moment, moment.astimezone(ZoneInfo(zone))).week.toordinal()
        used[week] = used.get(week, 0) + 1
    room = np.array([max(settings.slots_a_week - used.get(w, 0), 0) for w in weeks], np.int64)
    hours = np.array([slot.start.timestamp() / _HOUR for slot in slots])
    return Limits(hours, settings.gap_hours, weeks, room)


def _may_go(item: Item, slot: Slot, zone: str) -> bool:
    clock = ZoneInfo(zone)
    is_early = item.earliest is not None and slot.start < instant(item.earliest, clock)
    is_late = item.latest is not None and slot.start > instant(item.latest, clock)
    return not is_early and not is_late


def _why_left(has_no_variant: bool, values: np.ndarray[Any, Any]) -> str | None:
    if has_no_variant:
        return None  # the variant's own reason says it
    if np.isnan(values).all():
        return "no slot lies between its earliest and latest time"
    return "there are more items than slots"


def _row(
    item: Item,
    known: Known,
    settings: PublishingSettings,
    *,
    slot: Slot | None = None,
    reason: str | None = None,
    pick: Any = None,  # noqa: ANN401  (Chosen, or None)
) -> Row:
    account = settings.accounts.get(item.account or "")
    variant = pick.variant if pick else None
    return {
        **dict.fromkeys(POSTING_SCHEDULE.column_names),
        **{name: getattr(item, name) for name in WHAT if hasattr(item, name)},
        **({name: getattr(variant, name) for name in WHAT if hasattr(variant, name)}),
        "as_of_date": known.as_of,
        "publication_id": item.publication_id,
        "network": account.network if account else None,
        "choice_id": pick.choice_id if pick else None,
        "propensity": pick.propensity if pick else None,
        "approved_by": variant.approved_by if variant else None,
        "approved_at": variant.approved_at if variant else None,
        "state": PLANNED if slot else LEFT,
        "reason": reason,
        **_when(slot.start if slot else None, item.account, item.content_type, known, settings),
    }


def _published(one: Publication, known: Known, settings: PublishingSettings) -> Row:
    return {
        **dict.fromkeys(POSTING_SCHEDULE.column_names),
        **{name: getattr(one, name) for name in (*WHAT, "publication_id", "state")},
        "approved_by": one.approved_by,
        "approved_at": one.approved_at,
        "as_of_date": known.as_of,
        "reason": one.error,
        **_when(one.scheduled_at, one.account, None, known, settings),
    }


def _when(
    start: datetime | None,
    account: str | None,
    content_type: str | None,
    known: Known,
    settings: PublishingSettings,
) -> Row:
    """The columns that say when, and what is expected of it."""
    zone = zone_of(account, known, settings)
    if start is None or zone is None:
        return {"time_zone": zone, "slot_start": start}
    told = settings.accounts[account or ""]
    local = start.astimezone(ZoneInfo(zone))
    gain: Gain = known.gains_for(told.user_id).at(start, content_type)
    return {
        "slot_start": start.astimezone(UTC),
        "time_zone": zone,
        "weekday": local.isoweekday(),
        "hour": local.hour,
        "expected_gain": gain.gain,
        "gain_low": gain.low,
        "gain_high": gain.high,
        "is_reliable": gain.is_reliable,
    }
