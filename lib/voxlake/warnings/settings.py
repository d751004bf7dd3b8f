"""Settings of warnings. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, PositiveInt, model_validator

from voxlake.core.addresses import Place
from voxlake.core.zones import Zone
from voxlake.marketing.generating.settings import WebAddress
from voxlake.voice.settings import VoiceSettings

Level = Literal["note", "warning", "urgent"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the least to the most urgent."""
Kind = Literal["sentiment_alert", "topic_burst", "voice_drop"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Hour = Annotated[int, Field(ge=0, le=23)]


class ChannelSettings(BaseModel, frozen=True, extra="forbid"):
    """One way to people: a webhook, chat or mail by apprise, or files in a folder."""

    kind: Literal["webhook", "apprise", "folder"] = Field(
        description="webhook, apprise (chat and mail) or folder."
    )
    address: WebAddress | None = Field(
        None, description="Address of a webhook, where it is no secret."
    )
    address_env: str | None = Field(
        None,
        description="Environment variable with the address of a webhook, or of apprise, such as "
        "slack://… or mailtos://…",
    )
    folder: Place | None = Field(None, description="Folder of the files: a path, file: or s3a://.")
    secret_env: str | None = Field(
        None, description="Environment variable with the secret that a webhook's body is signed by."
    )
    least_level: Level = Field("note", description="Warnings below this level are not told.")
    kinds: tuple[Kind, ...] = Field(
        KINDS, description="Which are told: sentiment_alert, topic_burst, voice_drop."
    )
    quiet_hours: tuple[Hour, Hour] | None = Field(
        None,
        description="Nothing is sent from the first hour to before the second, and told in one "
        "message after; null: none are quiet.",
    )
    time_zone: Zone | None = Field(None, description="Zone of the quiet hours; null: the lake's.")
    urgent_passes: bool = Field(True, description="Whether what is urgent goes out in them.")
    timeout_s: float = Field(20, gt=0, le=600, description="Seconds that an answer may take.")
    retries: int = Field(
        2, ge=0, le=10, description="How often a webhook is asked again within a run."
    )
    backoff_s: float = Field(1, ge=0, description="Seconds before the first time; then doubled.")
    longest_wait_s: float = Field(
        30, ge=0, description="Longest wait; one that asks for more is left to the next run."
    )

    @model_validator(mode="after")
    def _can_be_reached(self) -> ChannelSettings:
        if self.kind == "folder" and not self.folder:
            raise ValueError("a folder channel needs its folder")
        if self.kind == "webhook" and (self.address is None) == (self.address_env is None):
            raise ValueError("a webhook needs address or address_env, and not both")
        if self.kind == "apprise" and (self.address or not self.address_env):
            raise ValueError(
                "addresses of apprise hold secrets: put it into an environment variable and name "
                "that in address_env"
            )
        if self.secret_env and self.kind != "webhook":
            raise ValueError("only a webhook is signed: leave secret_env out")
        return self


class LevelSettings(BaseModel, frozen=True, extra="forbid"):
    """From where on a warning has which level: a note is what lies below."""

    warning: float = Field(
        4, gt=0, description="Standard deviations from the usual from which it is a warning."
    )
    urgent: float = Field(6, gt=0, description="The same for urgent.")
    urgent_reach: int | None = Field(
        None,
        ge=1,
        description="A sentiment alert whose negative posts reach so many is urgent; null: none.",
    )

    @model_validator(mode="after")
    def _are_in_order(self) -> LevelSettings:
        if self.urgent < self.warning:
            raise ValueError("warnings.levels.urgent lies below warnings.levels.warning")
        return self


class WarningSettings(BaseModel, frozen=True, extra="forbid"):
    """Which warnings there are, and to whom they go."""

    channels: dict[str, ChannelSettings] = Field(
        {}, description="Channels by a name of one's own; none: nothing is sent."
    )
    levels: LevelSettings = LevelSettings()
    brands: tuple[str, ...] = Field(
        (),
        description="Own brands, as `share_of_voice` has them, whose drops are told; none: no drop "
        "is.",
    )
    days_back: int = Field(
        3,
        ge=0,
        description="Days before today; of earlier ones nothing is told, so that a first run does "
        "not tell old news.",
    )
    lookback_days: int = Field(
        56, ge=14, description="Days before a day whose share of voice says what is usual."
    )
    min_days: int = Field(
        14, ge=3, description="With fewer days among them that name brands, there is no drop."
    )
    min_named: PositiveInt = Field(
        30, description="With fewer posts of the day that name a brand, there is no drop."
    )
    false_alarms: float = Field(
        0.005, gt=0, lt=0.5, description="Share of ordinary days, about, that give a drop."
    )
    excerpts: bool = Field(False, description="Whether short excerpts of the posts are sent.")
    excerpt_length: int = Field(140, ge=20, le=500, description="Most characters of an excerpt.")
    links: dict[str, str] = Field(
        {},
        description="Address of a post by the namespace of its id, with {id} for what follows the "
        "colon, such as `x: https://x.com/i/status/{id}`; others are told by their id alone.",
    )
    max_in_message: int = Field(
        10, ge=1, le=100, description="Most warnings told in one message; others are counted."
    )
    attempts: int = Field(5, ge=1, description="Runs that try to send; then it is left.")
    max_warnings: int = Field(
        1_000, ge=1, le=20_000, description="Most warnings, and rows to be sent, that a run takes."
    )

    voice: VoiceSettings = Field(VoiceSettings(), exclude=True)

    @model_validator(mode="after")
    def _links_have_a_place_for_the_id(self) -> WarningSettings:
        for namespace, link in self.links.items():
            if "{id}" not in link:
                raise ValueError(f"warnings.links.{namespace} has no {{id}}")
        return self
