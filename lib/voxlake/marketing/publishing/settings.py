"""Settings of schedules, of what sends posts, and of answers. Imports no pyspark."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from voxlake.core.addresses import Place
from voxlake.core.zones import Zone
from voxlake.language.watch.alert_settings import AlertSettings
from voxlake.marketing.experiments.settings import ExperimentSettings

Network = Literal["file", "webhook", "mastodon", "bluesky"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLOT = re.compile(rf"({'|'.join(WEEKDAYS)}) ([01]\d|2[0-3]):([0-5]\d)")
_Hour = Annotated[int, Field(ge=0, le=23)]
_BLUESKY = "https://bsky.social"


class AccountSettings(BaseModel, frozen=True, extra="forbid"):
    """One account that posts go out by."""

    network: Network = Field(description="file, webhook, mastodon or bluesky.")
    user_id: str | None = Field(
        None, description="The account as `posts.user_id` has it: its best times, its answers."
    )
    handle: str | None = Field(
        None, description="Its name on the network, without @; bluesky signs in by it."
    )
    address: str | None = Field(
        None, description="Folder of a file account; address of the webhook or the server."
    )
    address_env: str | None = Field(
        None, description="Environment variable with the address, where it is a secret itself."
    )
    token_env: str | None = Field(
        None, description="Environment variable with the token, or the app password of bluesky."
    )
    key_hours: float = Field(
        0,
        ge=0,
        description="webhook: hours for which its receiver knows an Idempotency-Key again; 0: it "
        "does not, and a person is asked.",
    )
    time_zone: Zone | None = Field(
        None, description="Zone of its slots and quiet hours; null: that of its best times."
    )

    @model_validator(mode="after")
    def _can_be_reached(self) -> AccountSettings:
        if self.network != "bluesky" and not (self.address or self.address_env):
            raise ValueError(f"a {self.network} account needs an address")
        if self.network in ("mastodon", "bluesky") and not self.token_env:
            raise ValueError(f"a {self.network} account needs token_env")
        if self.network == "bluesky" and not self.handle:
            raise ValueError("a bluesky account needs its handle")
        return self

    @property
    def server(self) -> str:
        """The address that is set; that of Bluesky itself where none is."""
        return self.address or _BLUESKY


class PublishingSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts go out by which accounts, in which slots, and who approved them."""

    accounts: dict[str, AccountSettings] = Field(
        {}, description="Accounts that posts go out by, by a name of one's own."
    )
    items: Place | None = Field(
        None, description="CSV file of what is to be placed: item_id, account, text and more."
    )
    draft_accounts: tuple[str, ...] = Field(
        (), description="Accounts that approved drafts go out by, where no item says which."
    )
    draft_kinds: tuple[str, ...] = Field(
        ("post", "caption"), description="Kinds of drafts that are placed."
    )
    draft_days: int = Field(
        90, ge=1, description="Days after its approval for which a draft waits for a slot."
    )
    approvals: Place | None = Field(
        None, description="CSV file of what people approved: id, approved_by, approved_at."
    )
    to: Place | None = Field(
        None, description="Folder of the CSV and the calendar; null: `_schedule` of the lake."
    )
    slots: tuple[str, ...] = Field(
        (), description="Slots, such as `mon 09:00`; none: each whole hour of the week."
    )
    slots_a_week: int = Field(5, ge=0, description="Most posts of an account in a week.")
    quiet_hours: tuple[_Hour, _Hour] | None = Field(
        (22, 7), description="No slot from the first hour to before the second; null: none is."
    )
    gap_hours: float = Field(12, ge=0, description="Least hours between two posts of an account.")
    weeks: int = Field(
        2, ge=1, le=26, description="Weeks ahead, from the next day, that are filled."
    )
    late_hours: float = Field(
        24, gt=0, description="A post that is later than this by its slot does not go out any more."
    )
    timeout_s: float = Field(
        20, gt=0, le=600, description="Seconds that a network may take for an answer."
    )
    max_posts: int = Field(
        1_000, ge=1, le=20_000, description="Most items, and posts to be sent, that a run takes."
    )

    experiments: ExperimentSettings = Field(ExperimentSettings(), exclude=True)

    @field_validator("slots")
    @classmethod
    def _are_slots(cls, slots: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [slot for slot in slots if not _SLOT.fullmatch(slot)]:
            raise ValueError(f"{wrong[0]!r} is no slot: write it like `mon 09:00`")
        return tuple(sorted(set(slots), key=lambda s: (WEEKDAYS.index(s[:3]), s)))

    @model_validator(mode="after")
    def _drafts_go_by_accounts(self) -> PublishingSettings:
        if unknown := sorted(set(self.draft_accounts) - set(self.accounts)):
            raise ValueError(f"publishing.draft_accounts names {unknown[0]!r}, which is no account")
        return self


class ReplySettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts need an answer, and what makes one urgent."""

    handles: tuple[str, ...] = Field(
        (), description="Names, without @, by which people speak to you, beside those of accounts."
    )
    user_ids: tuple[str, ...] = Field(
        (), description="Own accounts, as `posts.user_id` has them, beside those of accounts."
    )
    complaints: dict[str, tuple[str, ...]] = Field(
        {}, description="Labels of `post_scores` that are complaints, by model."
    )
    history_days: int = Field(
        28, ge=1, description="Days, up to as_of_date, whose posts may need an answer."
    )
    answer_days: int = Field(7, ge=1, description="Days after which an open post leaves the queue.")
    assignments: Place | None = Field(
        None, description="CSV file of who answers what: post_id, state, assigned_to, changed_at."
    )
    weight_negative: float = Field(0.4, ge=0, description="Weight of how negative a post is.")
    weight_reach: float = Field(0.2, ge=0, description="Weight of how many people it reaches.")
    weight_age: float = Field(0.2, ge=0, description="Weight of how long it has waited.")
    weight_worth: float = Field(0.2, ge=0, description="Weight of what its author is worth.")
    target_hours: float = Field(24, gt=0, description="Hours within which posts are answered.")
    full_reach: float = Field(
        1_000_000, gt=0, description="People reached that count as much as any number above."
    )
    max_places: int = Field(
        1_000, ge=1, le=100_000, description="Most open posts that get a place in the order."
    )

    publishing: PublishingSettings = Field(PublishingSettings(), exclude=True)
    alerts: AlertSettings = Field(AlertSettings(), exclude=True)

    @model_validator(mode="after")
    def _something_weighs(self) -> ReplySettings:
        if not self.weight_sum:
            raise ValueError("one of replies.weight_negative, _reach, _age, _worth is above 0")
        return self

    @property
    def weight_sum(self) -> float:
        """What the weights add up to."""
        return self.weight_negative + self.weight_reach + self.weight_age + self.weight_worth

    @property
    def own_users(self) -> tuple[str, ...]:
        """Own accounts, by user_id."""
        told = (account.user_id for account in self.publishing.accounts.values())
        return tuple(sorted({*self.user_ids, *filter(None, told)}))

    @property
    def own_handles(self) -> tuple[str, ...]:
        """Own names, as `posts.mentions` has them."""
        told = (account.handle for account in self.publishing.accounts.values())
        return tuple(sorted({name.lower().lstrip("@") for name in (*self.handles, *told) if name}))

    @property
    def is_set(self) -> bool:
        """Whether anything says which posts need an answer."""
        return bool(self.own_users or self.own_handles or self.alerts.brands or self.complaints)
