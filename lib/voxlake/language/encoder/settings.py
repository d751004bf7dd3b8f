"""Settings of the training of the text encoder. Imports no pyspark and no torch."""

from __future__ import annotations

from pydantic import BaseModel, Field

from voxlake.language.settings import LABELS, LabelledTexts


class EncoderTexts(BaseModel, frozen=True, extra="forbid"):
    """A labelled table that the encoder learns from."""

    head: str = Field(description="The head that learns from it, a key of encoder.heads.")
    texts: LabelledTexts = Field(description="The table; its own `labels` stay null.")
    means: dict[str, tuple[str, ...]] = Field(
        description="Which of the head's labels each label of the table may be; all that it tells."
    )
    separator: str | None = Field(
        None, min_length=1, description="What stands between several labels of one text."
    )
    balance: float = Field(
        1.0, ge=0, le=1, description="Labels weigh (1 / their frequency) to this power."
    )
    share: float = Field(
        1.0,
        gt=0,
        description="How much of the table a round goes through: 3 is thrice, 0.5 the next half.",
    )


class EncoderSettings(BaseModel, frozen=True, extra="forbid"):
    """How train_encoder trains one encoder for all heads together."""

    name: str = Field(
        "trained", pattern=r"^[a-z0-9][a-z0-9.-]*$", description="What its version begins with."
    )
    template: str | None = Field(
        None, description="Folder with the unquantised model.onnx and its tokenizer.json."
    )
    output: str | None = Field(
        None, description="Folder of this machine for the trained encoder and the checkpoint."
    )
    heads: dict[str, tuple[str, ...]] = Field(dict(LABELS), description="The labels of each head.")
    texts: tuple[EncoderTexts, ...] = Field((), description="The tables to learn from.")
    max_texts: int = Field(
        1_000_000, ge=1, description="Most texts of a table; the driver holds them all."
    )
    held_out: float = Field(
        0.05, ge=0, lt=1, description="Share of texts, by hash, that are only measured on."
    )
    rounds: int = Field(2, ge=1, description="How often to go through all tables.")
    trainings: int = Field(
        1, ge=1, description="Trainings from the same start; the mean of their weights is kept."
    )
    bfloat16: bool = Field(
        False, description="Multiply in 16 bits: faster where a processor has AMX or AVX512-BF16."
    )
    batch: int = Field(48, ge=1, description="Texts of a step.")
    max_tokens: int = Field(64, ge=8, description="Tokens of a text that are read in training.")
    kept_tokens: int = Field(
        96, ge=8, le=512, description="Tokens of a text that the trained encoder reads in use."
    )
    emoticons: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How often an emoticon such as :) becomes an emoji, another each round.",
    )
    learning_rate: float = Field(5e-5, gt=0, description="Highest rate of the encoder.")
    head_learning_rate: float = Field(1e-3, gt=0, description="Highest rate of the heads.")
    weight_decay: float = Field(0.01, ge=0, description="Decay of the weights.")
    warm_up: float = Field(0.06, ge=0, lt=1, description="Share of steps with a growing rate.")
    label_smoothing: float = Field(
        0.05, ge=0, lt=1, description="Share of each target that is spread over all labels."
    )
    checkpoint_steps: int = Field(100, ge=1, description="Steps between two checkpoints.")
    seed: int = Field(7, description="Seed of the order of texts, the heads and dropout.")
