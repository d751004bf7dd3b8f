"""Settings of drafts: briefs, brand rules, checks, and which generator; imports no pyspark."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, field_validator, model_validator

from voxlake.core.addresses import Place
from voxlake.language.settings import LanguageSettings
from voxlake.marketing.drafts.generators.settings import ChatAddress, T5Settings, TuningSettings
from voxlake.marketing.drafts.lengths import Network

Kind = Literal["post", "reply", "caption", "blog"]
Tone = Literal["plain", "friendly", "formal", "playful"]
_ItemName = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,100}$")]
_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Brief(BaseModel, frozen=True, extra="forbid"):
    """What one item is to say, to whom and how."""

    item: _ItemName = Field(description="Name of the item; its drafts are variants of it.")
    kind: Kind = Field("post", description="post, reply, caption or blog.")
    network: Network | None = Field(
        None, description="Network whose limit of length holds; null: none."
    )
    topic: str = Field("", description="What it is about, as words in a sentence.")
    topic_id: int | None = Field(
        None, description="Topic of `topics` whose terms and best posts are looked at."
    )
    tone: Tone = Field("plain", description="plain, friendly, formal or playful.")
    language: _Language = Field("en", description="ISO 639 code of the language of the text.")
    least_characters: int = Field(0, ge=0, description="Shortest text.")
    most_characters: int | None = Field(
        None, ge=20, description="Longest text; null: the network's limit."
    )
    keywords: tuple[str, ...] = Field((), description="Words that the text is to hold.")
    least_keywords: int = Field(
        1, ge=0, description="How many of them it has to hold; a reply none."
    )
    facts: tuple[str, ...] = Field(
        (), description="Sentences that may be said; a number in a draft has to stand in the brief."
    )
    call_to_action: str | None = Field(None, description="What readers are asked to do.")
    link: str | None = Field(None, description="Link of the text; no other may stand in it.")
    segment_id: int | None = Field(None, description="Segment that it speaks to; null: everyone.")
    reply_to_post_id: str | None = Field(
        None, description="Post that a reply answers, as in `posts` or `reply_queue`."
    )
    variants: int = Field(3, ge=1, le=50, description="How many drafts there are to be.")

    @model_validator(mode="after")
    def _says_what_about(self) -> Brief:
        if (self.kind == "reply") != (self.reply_to_post_id is not None):
            raise ValueError(f"{self.item}: a reply, and nothing else, has reply_to_post_id")
        if self.kind != "reply" and not self.topic.strip() and self.topic_id is None:
            raise ValueError(f"{self.item}: give topic or topic_id: what is it about?")
        return self

    @property
    def told(self) -> tuple[str, ...]:
        """All that it says of the world: where numbers and names of a draft have to stand."""
        others = (self.call_to_action, self.link)
        return (self.topic, *self.keywords, *self.facts, *filter(None, others))


class Brand(BaseModel, frozen=True, extra="forbid"):
    """Rules of the brand for every text."""

    name: str = Field("", description="What the brand is called.")
    voice: str = Field("", description="How it speaks, in words for a model.")
    banned_words: tuple[str, ...] = Field((), description="Words and phrases that never stand.")
    handles: tuple[str, ...] = Field((), description="Handles that may be named, without @.")
    hashtags: tuple[str, ...] = Field((), description="Hashtags to use, without #.")
    most_hashtags: int = Field(3, ge=0, le=30, description="Most hashtags of a text.")


class CheckSettings(BaseModel, frozen=True, extra="forbid"):
    """What a draft is held to."""

    most_alike: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Share of word runs shared with a past post, of the shorter of both, from "
        "which a draft is a copy.",
    )
    run_words: int = Field(3, ge=1, description="Words in a row that are compared as one.")
    least_runs: int = Field(
        4, ge=1, description="Fewest runs of a text that is compared; below, only the same text is."
    )
    most_negative: float | None = Field(
        0.75, ge=0, le=1, description="Most probability of negative sentiment; null: not asked."
    )
    most_title: int = Field(70, ge=10, description="Most characters of the title of a blog draft.")


class DraftSettings(BaseModel, frozen=True, extra="forbid"):
    """Which drafts are made, by which generator, and how they are checked."""

    briefs: tuple[Brief, ...] = Field((), description="The items, each with what it is to say.")
    generator: Literal["template", "openai", "t5"] = Field(
        "template",
        description="template (no model), openai (any address of that interface) or t5.",
    )
    seed: int = Field(0, ge=0, le=10**9, description="Another one gives other drafts.")
    brand: Brand = Field(Brand(), description="Rules of the brand.")
    checks: CheckSettings = Field(CheckSettings(), description="What a draft is held to.")
    address: ChatAddress = Field(ChatAddress(), description="Of the generator openai.")
    t5: T5Settings = Field(T5Settings(), description="Of the generator t5.")
    tuning: TuningSettings = Field(TuningSettings(), description="Of tune_generator.")
    max_drafts: int = Field(50, ge=1, le=1_000, description="Most new drafts of a run.")
    max_cost: float | None = Field(
        None, ge=0, description="Most that a run may cost by drafts.address prices; null: no bound."
    )
    posts_days: int = Field(
        90, ge=1, description="Days of posts that drafts are held against, and may answer."
    )
    terms: int = Field(8, ge=0, le=50, description="Leading terms of the topic that are used.")
    winners: int = Field(5, ge=0, le=50, description="Best posts of the topic that are used.")
    approvals: Place | None = Field(
        None, description="CSV of approve_drafts: id, approved_by, approved_at, decision."
    )
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""

    @field_validator("briefs")
    @classmethod
    def _items_are_named_once(cls, briefs: tuple[Brief, ...]) -> tuple[Brief, ...]:
        counts = Counter(brief.item for brief in briefs)
        if twice := sorted(name for name, count in counts.items() if count > 1):
            raise ValueError(f"briefs name an item twice: {', '.join(twice)}")
        return briefs
