"""One row of `publications`: an item that a person approved, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import TimestampType

from voxlake.marketing.publishing.settings import PublishingSettings
from voxlake.spark.bounded import collect_at_most

APPROVED, SENDING, SENT, FAILED, ASK = "approved", "sending", "sent", "failed", "ask"
STATES = (APPROVED, SENDING, SENT, FAILED, ASK)

_MICROSECONDS = 1_000_000
_REMEDY = "Give fewer items, or raise publishing.max_posts."


@dataclass(frozen=True)
class Publication:
    """The columns of `publications`, in order. Times are in UTC, with their zone."""

    publication_id: str
    item_id: str
    draft_id: str | None
    experiment_id: str | None
    arm_id: str | None
    choice_id: str | None
    propensity: float | None
    campaign_id: str | None
    network: str | None
    account: str | None
    text: str
    image_path: str | None
    alt_text: str | None
    scheduled_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    state: str = APPROVED
    idempotency_key: str = ""
    sending_at: datetime | None = None
    attempt_count: int = 0
    sent_at: datetime | None = None
    network_post_id: str | None = None
    network_url: str | None = None
    error: str | None = None

    @property
    def values(self) -> tuple[object, ...]:
        """The row, with times as Spark takes them in a UTC session."""
        return tuple(without_zone(value) for value in astuple(self))


WHAT = (
    "item_id",
    "draft_id",
    "experiment_id",
    "arm_id",
    "choice_id",
    "propensity",
    "campaign_id",
    "network",
    "account",
    "text",
    "image_path",
    "alt_text",
)
"""Columns that `posting_schedule` and `publications` share, in order."""


def publications_of(rows: Iterable[Mapping[str, Any]]) -> list[Publication]:
    """Rows of `publications`, as `collected` gives them."""
    names = [field.name for field in fields(Publication)]
    return [Publication(**{name: row[name] for name in names}) for row in rows]


def collected(rows: DataFrame, settings: PublishingSettings) -> list[dict[str, Any]]:
    """Rows as dictionaries, with times as instants in UTC, whatever the machine's zone.

    Raises:
        InputError: there are more than `max_posts`.
    """
    return with_instants(rows, settings.max_posts, "rows of posts", _REMEDY)


def with_instants(rows: DataFrame, most: int, what: str, remedy: str) -> list[dict[str, Any]]:
    """What `collect_at_most` gives, as dictionaries with times as instants in UTC."""
    times = [f.name for f in rows.schema if isinstance(f.dataType, TimestampType)]
    told = rows.withColumns({name: _micros(name) for name in times}) if times else rows
    found = collect_at_most(told, most, what, remedy)
    return [
        {n: from_micros(v) if n in times else v for n, v in row.asDict().items()} for row in found
    ]


def known_by(publications: DataFrame, ids: DataFrame) -> DataFrame:
    """The publications that ids mean: their own, or those of their item or draft.

    Args:
        publications: Rows of `publications`.
        ids: Each an `id`.
    """
    own = F.array_compact(F.array("publication_id", "item_id", "draft_id"))
    keys = publications.select("publication_id", F.explode(own).alias("id"))
    meant = keys.join(F.broadcast(ids), on="id", how="left_semi").select("publication_id")
    return publications.join(meant.distinct(), on="publication_id", how="left_semi")


def key_of(publication_id: str, text: str, approved_at: datetime) -> str:
    """The key of a send: the same for what one approval lets out, another for the next."""
    named = f"{publication_id}\0{text}\0{approved_at.astimezone(UTC).isoformat()}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def from_micros(micros: int | None) -> datetime | None:
    """The instant so many microseconds after 1970, UTC; None of None."""
    if micros is None:
        return None
    seconds, rest = divmod(micros, _MICROSECONDS)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def without_zone(value: object) -> object:
    """An instant as Spark takes it in a UTC session: in UTC and without a zone; else the value."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _micros(name: str) -> Column:
    return F.unix_micros(name)
