"""Settings of what reads texts: languages, vectors, training, evidence; imports no pyspark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from voxlake.core.addresses import DataPlace, Place
from voxlake.core.errors import ConfigError
from voxlake.core.formats import FormatName
from voxlake.language.labels.label_sets import LabelSet
from voxlake.tables.columns import EMOTIONS, SENTIMENTS

LABELS: Mapping[str, tuple[str, ...]] = {"sentiment": SENTIMENTS, "emotion": EMOTIONS}
"""Labels of the models whose scores have tables of their own, in the order of their columns."""


SHIPPED_HEADS = tuple(LABELS)
"""The heads that come with voxlake, in use until others are trained."""


ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class OwnModelSettings(BaseModel, frozen=True, extra="forbid"):
    """A text classifier of one's own."""

    path: Place = Field(description="Folder of its ONNX export: a path or s3a://.")
    labels: dict[str, str] = Field(
        {}, description="What its labels mean; one that is left out means itself."
    )
    unsure_below: float = Field(
        0.0, ge=0, le=1, description="Least probability of a label that is given."
    )
    prepare: Literal["cardiff"] | None = Field(
        None,
        description="How texts are written for it: cardiff (@user for a handle, http for a link, "
        "as the twitter-roberta models learned them) or null, as they are.",
    )


class LanguageSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts the models of language read, and which models are your own."""

    read: tuple[str, ...] = Field(
        ("en",), min_length=1, description="ISO 639 codes of the languages that the models read."
    )
    threshold: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Least probability of another language that keeps a post from being read.",
    )
    min_letters: int = Field(
        20, ge=1, description="Fewest letters of a text in Latin script that tell its language."
    )
    own: dict[ModelName, OwnModelSettings] = Field(
        {},
        description=(
            "Text classifiers of your own by name (path, labels, unsure_below); sentiment and "
            "emotion take the place of those that ship, others write post_scores."
        ),
    )
    heads: tuple[ModelName, ...] = Field(
        (), description="Models that train_language trained on labels of your own, to score too."
    )

    sets: dict[ModelName, LabelSet] = Field(
        {},
        description="Label sets of your own by name (labels, several): people are asked for them, "
        "train_language learns them, and score_labels scores what was learned.",
    )

    @model_validator(mode="after")
    def _one_model_of_a_name(self) -> LanguageSettings:
        if taken := [name for name in self.heads if name in LABELS or name in self.own]:
            raise ValueError(
                f"heads names {', '.join(taken)}: sentiment and emotion are scored in any case, "
                "and a model of languages.own needs a name of its own"
            )
        if len(set(self.heads)) < len(self.heads):
            raise ValueError("heads names a model twice")
        asked = Counter((*LABELS, *(m for name in self.sets for m in self.models_of(name))))
        if taken := [name for name, count in asked.items() if count > 1]:
            raise ValueError(f"sets: there is more than one model {', '.join(taken)}")
        return self

    @property
    def of_own_labels(self) -> tuple[str, ...]:
        """Names of the models whose scores go to `post_scores`, once each."""
        asked = (model for name in self.sets for model in self.models_of(name))
        own = (name for name in self.own if name not in LABELS)
        return tuple(dict.fromkeys((*self.heads, *asked, *own)))

    def label_set(self, name: str) -> LabelSet:
        """The labels that people are asked for by that name.

        Raises:
            ConfigError: there is no such set; names those there are.
        """
        if found := self.sets.get(name):
            return found
        if name not in LABELS:
            raise ConfigError(
                f"There are no labels {name!r}, but {', '.join((*LABELS, *self.sets))}: declare "
                f"them once, as languages.sets.{name}.labels."
            )
        return LabelSet(labels=LABELS[name])

    def models_of(self, name: str) -> dict[str, tuple[str, ...]]:
        """The models that tell the labels of that name, each with its labels; none: any."""
        if known := self.sets.get(name):
            return known.models(name)
        each = {m: labels for of in self.sets for m, labels in self.sets[of].models(of).items()}
        return {name: LABELS.get(name) or each.get(name, ())}


class EmbeddingSettings(BaseModel, frozen=True, extra="forbid"):
    """How texts become vectors."""

    lookback_days: int = Field(
        28, ge=0, description="How many days back a vector of the same text is copied from."
    )


class LabelledTexts(BaseModel, frozen=True, extra="forbid"):
    """A table of texts that people have labelled."""

    path: DataPlace = Field(description="File, folder or Delta table.")
    format: FormatName = Field("parquet", description="What it is.")
    header: bool = Field(
        True,
        description="Whether csv and tsv name their columns; else they are _c0, _c1 and so on.",
    )
    version: int | None = Field(
        None, ge=0, description="Version of a Delta table; null for the latest."
    )
    text_column: str = Field("text", description="Column of the texts.")
    label_column: str = Field("label", description="Column of the labels.")
    group_column: str | None = Field(
        None, description="Column of authors, say: texts of one are never learned and held out."
    )
    time_column: str | None = Field(
        None, description="Column that sorts by time: the latest texts are held out."
    )
    labels: dict[str, str] | None = Field(
        None, description="What each label of the table means; null: each means itself."
    )


class TrainingSettings(BaseModel, frozen=True, extra="forbid"):
    """How train_language and evaluate_language work."""

    model: ModelName = Field(
        "sentiment",
        description="What the labels tell: sentiment, emotion, or a name of your own.",
    )
    texts: LabelledTexts | Literal["post_labels"] | None = Field(
        None,
        description="Labelled texts: a table (path, ...), or post_labels, for the posts that "
        "people labelled. Needed by train_language and evaluate_language alone.",
    )
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""
    max_texts: int = Field(
        500_000,
        ge=1,
        description="Most labelled texts; the driver holds what models say of each.",
    )
    held_out: float = Field(
        0.2, gt=0, lt=1, description="Share of the texts that a model is judged on."
    )
    regularisations: tuple[float, ...] = Field(
        (0.003, 0.01, 0.03, 0.1, 0.3),
        min_length=1,
        description="Strengths of the L2 penalty to choose from by cross-validation.",
    )
    balance: float = Field(
        1.0,
        ge=0,
        le=1,
        description="Labels weigh (1 / their frequency) to this power: 1 the same, 0 as they come.",
    )
    folds: int = Field(3, ge=2, description="Parts of the other texts that are held out in turn.")
    curve: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        (300, 1_000, 3_000),
        description="Texts of the learning curve: their number or, up to 1, their share.",
    )
    promote_from: float = Field(
        0.6, ge=0, le=1, description="Least macro recall of a first model that is put to use."
    )
    resamples: int = Field(1000, ge=1, description="How often held-out texts are drawn anew.")
    cost_of_error: float = Field(
        1.0,
        ge=0,
        description="How many right labels a wrong one costs; more makes more posts unsure.",
    )
    max_iterations: int = Field(200, ge=1, description="Most steps of a fit.")
    seed: int = Field(7, description="Seed of the parts and of the resamples.")

    @property
    def place(self) -> str:
        """What the labelled texts are called."""
        return self.texts.path if isinstance(self.texts, LabelledTexts) else str(self.texts)

    @property
    def time_column(self) -> str | None:
        """The column that sorts the texts by time; null where none is named."""
        return self.texts.time_column if isinstance(self.texts, LabelledTexts) else None


class EvidenceSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts explain_posts explains, and in how many words."""

    choose: Literal["strongest", "sample", "ids"] = Field(
        "strongest", description="The most probable of each label, a sample of each, or `post_ids`."
    )
    count: int = Field(20, ge=1, description="Posts of each label, where they are chosen.")
    post_ids: tuple[str, ...] = Field((), description="Posts to explain, for `ids`.")
    phrases: int = Field(3, ge=1, description="Most phrases of a post.")
    max_phrase: int = Field(3, ge=1, description="Most words of a phrase.")
    max_words: int = Field(60, ge=1, description="Words of a post that are looked at, the first.")
