"""Settings of the topic model."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, field_validator

from voxlake.topics.names.settings import NameSettings

EMBEDDINGS, NMF, LDA = "embeddings", "nmf", "lda"
_NUMBERS = (5, 6, 8, 10, 12, 15, 20, 25, 30)


class TopicSettings(NameSettings, frozen=True, extra="forbid"):
    """How the topics of posts are found."""

    method: Literal["embeddings", "nmf", "lda"] = Field(
        "embeddings",
        description="How topics are found: embeddings, clusters of the vectors of text_meanings; "
        "nmf, factors of TF-IDF; lda, latent Dirichlet allocation.",
    )
    topics: int | tuple[int, ...] | None = Field(
        None,
        description="Number of topics, or numbers to try; null: from 5 to 30. By vectors, where "
        "there are any, the number whose topics lie apart best is taken; by words alone the most "
        "coherent of those to try, and language_topics where none are named.",
    )
    copies: Literal["once", "counted"] = Field(
        "once",
        description="Whether near-duplicates are one text in a fit, or each is one of its own.",
    )
    sample_texts: PositiveInt = Field(
        50_000,
        description="Distinct texts that the driver looks at, about: all that embeddings and nmf "
        "learn from.",
    )
    min_language_texts: PositiveInt = Field(
        500,
        description="A language that no model reads has topics of its own from this many distinct "
        "texts on, found in their words.",
    )
    language_topics: int = Field(
        8, ge=2, description="Number of topics where only words tell it and none is given."
    )
    clear_share: float = Field(
        0.95,
        ge=0,
        le=1,
        description="A post belongs to a topic where it is nearer to it than this share of the "
        "texts of other topics are.",
    )
    window_days: PositiveInt | None = Field(
        90,
        description="A fit reads the posts of this many days, up to the last day asked for; null: "
        "all there are up to it.",
    )
    seed: int = Field(7, description="Seed of the first random topics and of the batches.")
    restarts: PositiveInt = Field(
        3, description="Fits from different random topics; the most coherent one is kept."
    )
    iterations: PositiveInt = Field(
        50, description="Batches of words that a fit by lda learns from."
    )
    batch_words: PositiveInt = Field(
        500, description="Words in each batch, about, drawn with replacement; all where fewer."
    )
    learning_offset: PositiveFloat = Field(
        64, description="Makes early batches count less when large (tau0 of Hoffman et al.)."
    )
    learning_decay: float = Field(
        0.51, gt=0.5, le=1, description="How fast batches count less over time (kappa)."
    )
    document_concentration: PositiveFloat = Field(
        0.1, description="Prior of a post's topics (alpha): small means few topics in a post."
    )
    topic_concentration: PositiveFloat = Field(
        0.1, description="Prior of a topic's words (eta): small means few words in a topic."
    )
    optimize_document_concentration: bool = Field(
        False, description="Whether the fit also learns alpha, one value per topic."
    )
    min_documents: PositiveInt = Field(
        5, description="A word in fewer distinct texts than this is not counted."
    )
    max_document_share: float = Field(
        0.5, gt=0, le=1, description="A word in a larger share of the texts is not counted."
    )
    vocabulary_size: PositiveInt = Field(
        20_000, description="Most words that the model counts; those in most texts are kept."
    )
    stop_words: tuple[str, ...] = Field(
        (), description="Words to leave out of every text besides those of its language."
    )
    phrases: NonNegativeInt = Field(
        2_000, description="Most phrases of two and three words that are counted; 0: none."
    )
    phrase_documents: PositiveInt = Field(
        10, description="Words that stand together in fewer distinct texts are no phrase."
    )
    phrase_score: float = Field(
        0.4, ge=-1, le=1, description="Least NPMI of the words of a phrase: 0 is chance, 1 always."
    )
    phrase_texts: PositiveInt = Field(
        200_000, description="Most texts that are looked at for phrases, about."
    )
    common_share: float = Field(
        0.1,
        gt=0,
        le=1,
        description="A word in this share of the texts of three topics of four tells none of them.",
    )
    leading_terms: int = Field(20, ge=10, description="Terms of each topic to store.")
    partitions: PositiveInt = Field(
        4,
        description="Partitions of the texts in a fit. The batches depend on it, so it is fixed; "
        "raise it with the number of texts.",
    )

    @field_validator("topics")
    @classmethod
    def _at_least_two(cls, topics: int | tuple[int, ...] | None) -> int | tuple[int, ...] | None:
        tried = (topics,) if isinstance(topics, int) else topics
        if tried is None:
            return topics
        if not tried or min(tried) < 2:  # noqa: PLR2004  (one topic is no choice)
            raise ValueError("a topic model has at least 2 topics")
        return topics

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each start; those of neighbouring settings do not meet."""
        return tuple(self.seed + 1000 * restart for restart in range(self.restarts))

    @property
    def topics_to_try(self) -> tuple[int, ...]:
        """The numbers of topics that a fit tries."""
        if self.topics is None:
            return _NUMBERS
        return (self.topics,) if isinstance(self.topics, int) else self.topics
