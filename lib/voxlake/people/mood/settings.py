"""Settings of the mood of users. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field

from voxlake.core.addresses import DataPlace
from voxlake.core.formats import FormatName

MOODS = ("depressed", "stressed", "neutral", "satisfied", "cheerful")
"""What the texts of a user may sound like, where they are enough to say: see docs/mood.md."""
UNKNOWN = "unknown"


class MoodRule(BaseModel, frozen=True, extra="forbid"):
    """How posts weigh, and where one mood ends and the next begins."""

    half_life_days: float = Field(
        14.0, gt=0, description="Days after which a post weighs half as much."
    )
    activity: float = Field(
        0.25,
        ge=0,
        description="What the logarithm of views, or else of likes, replies and reposts, adds.",
    )
    own: float = Field(1.0, ge=0, description="Weight of posts in the user's own words.")
    quote: float = Field(0.8, ge=0, description="Weight of posts that quote another's.")
    repost: float = Field(0.5, ge=0, description="Weight of reposts of another's words.")
    mention: float = Field(0.3, ge=0, description="Weight of others' posts about the user.")
    margin: float = Field(
        0.1, ge=0, le=1, description="Least lead of positivity or negativity; else neutral."
    )
    cheerful_from: float = Field(
        0.6, ge=0, le=1, description="Least positivity of the cheerful; below it, satisfied."
    )


class LabelledUsers(BaseModel, frozen=True, extra="forbid"):
    """A table of users whose mood people have told."""

    path: DataPlace = Field(description="File, folder or Delta table.")
    format: FormatName = Field("parquet", description="What it is; csv and tsv have a header line.")
    user_column: str = Field("user_id", description="Column of the users, as in `users`.")
    mood_column: str = Field("mood", description="Column of the moods.")


class MoodSettings(BaseModel, frozen=True, extra="forbid"):
    """How the mood of users is told from the emotions of posts."""

    window_days: int = Field(28, ge=1, description="Days, up to as_of_date, whose posts count.")
    min_posts: int = Field(3, ge=1, description="With fewer posts, the mood is unknown.")
    rule: MoodRule = Field(
        MoodRule(), description="Weights and bounds; those that tune_mood found take their place."
    )
    extreme_posts: int = Field(
        5, ge=1, description="Happiest, and saddest, posts that are kept of a user, at most."
    )
    resamples: int = Field(200, ge=1, description="How often posts are drawn anew for `agreement`.")
    resampled_posts: int = Field(
        300, ge=1, description="Most posts of a user that are drawn anew, the heaviest first."
    )
    seed: int = Field(7, description="Seed of the draws.")
    training: LabelledUsers | None = Field(
        None, description="Users to tune on; needed by tune_mood alone."
    )
    max_posts: int = Field(
        1_000_000, ge=1, description="Most posts of those users; the driver of tune_mood has them."
    )
    folds: int = Field(
        5, ge=2, description="Parts of the labelled users that are held out in turn."
    )
    trials: int = Field(300, ge=1, description="Rules that tune_mood tries.")
