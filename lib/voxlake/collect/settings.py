"""Settings of what is collected; imports neither pyspark nor the extra `collect`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from voxlake import __version__
from voxlake.collect.pages.settings import PagesSettings
from voxlake.collect.posts.settings import PostsSettings
from voxlake.core.addresses import Place

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class CollectSettings(BaseModel, frozen=True, extra="forbid"):
    """What collect_posts fetches, how patiently, and where it goes."""

    to: Place | None = Field(
        None, description="Folder of the raw answers; null for `_collected` of the lake."
    )
    user_agent: str = Field(
        f"voxlake/{__version__}",
        min_length=1,
        description="What servers are told of who asks; add an address at which you are reached.",
    )
    posts: dict[Name, PostsSettings] = Field(
        {}, description="What collect_posts fetches, by a name of one's own."
    )
    pages: PagesSettings = Field(
        PagesSettings(), description="Which sites collect_pages reads, and how."
    )
    max_requests: int = Field(
        100, ge=1, description="Most requests of a run for each query; the next run goes on."
    )
    max_posts: int = Field(
        5_000, ge=1, description="Posts of a run for each query after which no page is asked for."
    )
    first_days: int = Field(
        7, ge=1, description="Days that the first run of a query goes back, where a network can."
    )
    timeout_s: float = Field(
        30, gt=0, le=600, description="Seconds within which an answer has to be there, whole."
    )
    max_answer_bytes: int = Field(
        16 * 2**20, ge=1_000, description="Most bytes of an answer, unpacked."
    )
    retries: int = Field(4, ge=0, le=20, description="How often a request is made again.")
    backoff_s: float = Field(
        1, ge=0, description="Seconds before the first time that a request is made again; doubled."
    )
    longest_wait_s: float = Field(
        900,
        ge=0,
        description="Longest wait that a network may ask for; of more the next run goes on.",
    )
