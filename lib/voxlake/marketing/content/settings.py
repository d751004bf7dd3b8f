"""Settings of content. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, PositiveInt, StringConstraints

from voxlake.core.addresses import DataPlace
from voxlake.text.duplicates.settings import DuplicateSettings
from voxlake.topics.settings import TopicSettings

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Keyword = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ContentSource(BaseModel, frozen=True, extra="forbid"):
    """Files to score: pages, or texts."""

    path: DataPlace = Field(
        description="Folder, file, or pattern such as site/*/index.html, on any storage; of a "
        "folder all .html, .htm, .md and .txt files in it and below."
    )
    base_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Address of the folder on the web, which pages without a canonical address "
        "are looked up by in the search console; null: those have none.",
    )
    keywords: tuple[Keyword, ...] = Field((), description="What these are to be found by.")


class ContentSettings(BaseModel, frozen=True, extra="forbid"):
    """What score_content looks at, and from where on something is a fault."""

    sources: dict[SourceName, ContentSource] = Field(
        {}, description="Files to score, by a name (path, base_url, keywords)."
    )
    accounts: tuple[str, ...] = Field(
        (), description="Users whose own posts are scored too, by their user_id."
    )
    post_days: PositiveInt = Field(28, description="Days of those posts, up to the day.")
    draft_days: int = Field(
        28, ge=0, description="Days up to the day whose drafts, unless rejected, are scored too."
    )
    keywords: tuple[Keyword, ...] = Field((), description="What all content is to be found by.")
    search_days: PositiveInt = Field(
        28, description="Days of the search console that are told together, up to the day."
    )
    best_days: PositiveInt = Field(
        30, description="Days before the day in which its best posts are looked for."
    )
    best_share: float = Field(
        0.2, gt=0, le=1, description="Share of a topic's best posts that say a missing term."
    )
    best_posts: PositiveInt = Field(2, description="Fewest best posts that say a missing term.")
    topic_share: float = Field(
        0.15,
        gt=0,
        le=1,
        description="Share of the weight of a topic's leading terms that a text of it uses.",
    )
    terms: PositiveInt = Field(10, description="Keywords and missing terms that are told.")
    page_bytes: PositiveInt = Field(
        15_000_000, description="Bytes of a page that search reads, and this job too."
    )
    file_bytes: PositiveInt = Field(
        50_000_000, description="A larger file is not read at all; workers hold whole files."
    )
    text_characters: PositiveInt = Field(
        200_000, description="Characters of a text whose words are counted, the first ones."
    )
    title_characters: tuple[int, int] = Field(
        (15, 60), description="Fewest and most characters of a title."
    )
    description_characters: tuple[int, int] = Field(
        (50, 160), description="Fewest and most characters of a description."
    )
    alternative_characters: PositiveInt = Field(
        125, description="Most characters of an image's alternative text."
    )
    min_words: int = Field(100, ge=0, description="Fewest words of a page's text.")
    hard_ease: float = Field(30.0, description="A text of less reading ease is hard to read.")
    hard_lix: float = Field(
        60.0, description="A text of more LIX is hard, in languages without a reading ease."
    )
    stuffed_density: float = Field(
        0.05, gt=0, le=1, description="Share of all words above which a term is said too often."
    )
    stuffed_count: PositiveInt = Field(6, description="Fewest times that such a term is said.")
    language_confidence: float = Field(
        0.8, ge=0, le=1, description="How sure the detector is of a language that is another."
    )
    rule_findings: PositiveInt = Field(
        20, description="Findings of one rule and page that are told; the last says how many more."
    )
    copies: DuplicateSettings = Field(
        DuplicateSettings(run_words=3, lookback_days=0),
        description="Which texts are near copies, as in duplicates.",
    )

    topics: TopicSettings = Field(TopicSettings(), exclude=True)

    @property
    def history_days(self) -> int:
        """Days before the day whose posts are read."""
        return max(self.post_days, self.best_days)
