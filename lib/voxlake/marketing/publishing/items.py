"""What is to be posted: items of a file, and approved drafts, each for one account."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from typing import Any

from voxlake.core.errors import InputError, in_quotes
from voxlake.core.sheets import read_rows
from voxlake.marketing.publishing.settings import PublishingSettings

_RELAYS = ("file", "webhook")
_NEEDED = ("item_id", "account")
_OPTIONAL = (
    "network",
    "text",
    "arm_id",
    "draft_id",
    "experiment_id",
    "campaign_id",
    "content_type",
    "image_path",
    "alt_text",
    "earliest",
    "latest",
)
_SHARED = ("network", "experiment_id", "campaign_id", "content_type", "earliest", "latest")
"""What the variants of an item have in common."""


@dataclass(frozen=True)
class Variant:
    """One text that an item may go out with, and who approved it, if somebody did."""

    text: str
    arm_id: str | None = None
    draft_id: str | None = None
    image_path: str | None = None
    alt_text: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True)
class Item:
    """What is to go out once by an account, in one of its variants; why it cannot, if so.

    `earliest` and `latest` are by the clock of the account where they have no zone.
    """

    item_id: str
    account: str | None
    network: str | None = None
    experiment_id: str | None = None
    campaign_id: str | None = None
    content_type: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    variants: tuple[Variant, ...] = ()
    problem: str | None = None

    @property
    def publication_id(self) -> str:
        """What item and account are told by, whatever its slot and variant."""
        named = f"{self.item_id}\0{self.account or ''}"
        return hashlib.sha256(named.encode()).hexdigest()[:32]


def read_items(text: str, path: str) -> list[Item]:
    """The items of a CSV file, in its order; rows of one item and account are its variants.

    Args:
        text: The file.
        path: Its name, for errors.

    Raises:
        InputError: a column is missing or unknown, or a row has no item_id; names the rows, the
            header being row 1.
    """
    sheet = read_rows(text, path, _NEEDED)
    if unknown := sorted(set(sheet.columns) - {*_NEEDED, *_OPTIONAL}):
        known = ", ".join((*_NEEDED, *_OPTIONAL))
        raise InputError(f"{path} has columns {in_quotes(unknown)}; known are {known}.")
    items: dict[str, Item] = {}
    for number, cells in sheet.rows:
        row = {name: cell.strip() or None for name, cell in cells.items()}
        if not row["item_id"]:
            raise InputError(f"{path} has no item_id in row {number}.")
        item = _item(row)
        known_item = items.get(item.publication_id)
        items[item.publication_id] = _joined(known_item, item) if known_item else item
    return list(items.values())


def with_drafts(
    items: Iterable[Item], drafts: Iterable[Mapping[str, Any]], settings: PublishingSettings
) -> list[Item]:
    """The items, and those that approved drafts make.

    Drafts of an item of the file are variants of it, where the file gives it no text. Other drafts
    go out by `draft_accounts`. A draft that nobody approved is none. Nor is a draft for a network
    one for an account on another; a file or a webhook takes drafts for any.

    Args:
        items: Of the file.
        drafts: Rows of `drafts`: draft_id, item_id, kind, network, text, state, approved_by,
            approved_at.
        settings: Kinds of drafts, and accounts.
    """
    by_item: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(drafts, key=lambda row: str(row["draft_id"])):
        is_approved = row["state"] == "approved" and row["approved_by"] and row["approved_at"]
        if is_approved and row["kind"] in settings.draft_kinds and row["text"]:
            by_item.setdefault(row["item_id"], []).append(row)
    told = list(items)
    named = {item.item_id for item in told}
    found = [item if item.variants else _with(item, by_item, settings) for item in told]
    made = [
        _with(Item(item_id, account, settings.accounts[account].network), by_item, settings)
        for item_id in sorted(by_item.keys() - named)
        for account in settings.draft_accounts
    ]
    return found + [item for item in made if item.variants]


def _with(
    item: Item, drafts: Mapping[str, Sequence[Mapping[str, Any]]], settings: PublishingSettings
) -> Item:
    """The item with the drafts of it that its account may send as variants."""
    account = settings.accounts.get(item.account or "")
    network = account.network if account else None
    variants = tuple(
        _variant_of_draft(row)
        for row in drafts.get(item.item_id, ())
        if network in (None, *_RELAYS) or row["network"] in (None, network)
    )
    return replace(item, variants=variants)


def problem_of(item: Item, settings: PublishingSettings) -> str | None:
    """Why an item cannot be placed, in a sentence; None: it can."""
    if item.problem:
        return item.problem
    if item.account is None:
        return "it names no account"
    if item.account not in settings.accounts:
        return f"publishing.accounts has no account {item.account!r}"
    network = settings.accounts[item.account].network
    if item.network is not None and item.network != network:
        return f"it is for {item.network!r}, and the account {item.account} is on {network}"
    if not item.variants:
        return "it has no text, and no draft of it is approved"
    return None


def instant(moment: datetime, zone: tzinfo) -> datetime:
    """A moment of an item as an instant: by the clock of the zone where it has none itself."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _item(row: Mapping[str, str | None]) -> Item:
    problems: list[str] = []
    earliest = _moment(row.get("earliest"), "earliest", time(), problems)
    latest = _moment(row.get("latest"), "latest", time.max, problems)
    names = ("arm_id", "draft_id", "image_path", "alt_text")
    text = row.get("text")
    return Item(
        item_id=row["item_id"] or "",
        account=row["account"],
        **{name: row.get(name) for name in _SHARED[:4]},
        earliest=earliest,
        latest=latest,
        variants=(Variant(text, **{n: row.get(n) for n in names}),) if text else (),  # type: ignore[arg-type]
        problem=problems[0] if problems else None,
    )


def _joined(first: Item, other: Item) -> Item:
    """An item with another row of it as a variant more."""
    differs = [n for n in _SHARED if getattr(other, n) not in (None, getattr(first, n))]
    problem = f"its rows differ in {', '.join(differs)}" if differs else None
    variants = (*first.variants, *other.variants)
    arms = [variant.arm_id or variant.draft_id for variant in variants]
    if None in arms or len(set(arms)) < len(arms):
        problem = problem or "its rows need an arm_id each, which tells its variants apart"
    return replace(first, variants=variants, problem=first.problem or other.problem or problem)


def _moment(said: str | None, name: str, at: time, problems: list[str]) -> datetime | None:
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        problems.append(f"{name} {said!r} is no date or time: write it like 2024-05-01T09:00")
        return None
    is_day = len(said) == len("2024-05-01")
    return datetime.combine(moment.date(), at) if is_day and at else moment


def _variant_of_draft(row: Mapping[str, Any]) -> Variant:
    told = {name: row[name] for name in ("text", "draft_id", "approved_by", "approved_at")}
    return Variant(arm_id=row["draft_id"], **told)
