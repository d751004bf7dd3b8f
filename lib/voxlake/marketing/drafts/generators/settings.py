"""Settings of generators; imports no pyspark."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from voxlake.marketing.generating.settings import AddressSettings


class ChatAddress(AddressSettings, frozen=True, extra="forbid"):
    """An address with OpenAI's interface of chat completions."""

    give_up_after: int = Field(
        3, ge=1, description="Requests in a row without an answer after which no more are made."
    )
    most_tokens: int = Field(800, ge=16, description="Most tokens of an answer.")
    limit: Literal["max_tokens", "max_completion_tokens"] = Field(
        "max_tokens", description="What the model calls that bound; some know the second alone."
    )
    temperature: float | None = Field(
        0.8, ge=0, le=2, description="How freely the model draws words; null: as it does."
    )
    price_in: float = Field(0, ge=0, description="Price of a million tokens of prompts.")
    price_out: float = Field(0, ge=0, description="Price of a million tokens of answers.")


class T5Settings(BaseModel, frozen=True, extra="forbid"):
    """A T5-class model in a folder."""

    path: str | None = Field(
        None, description="Folder of the model and its tokenizer, as transformers saves them."
    )
    most_prompt_tokens: int = Field(512, ge=16, description="More of a prompt is not read.")
    most_tokens: int = Field(200, ge=4, description="Most tokens of a text.")
    temperature: float = Field(0.9, gt=0, le=2, description="How freely the model draws words.")
    top_p: float = Field(
        0.95, gt=0, le=1, description="Share of the probability that is drawn from (nucleus)."
    )


class TuningSettings(BaseModel, frozen=True, extra="forbid"):
    """How a T5-class model learns from texts of one's own."""

    base: str | None = Field(None, description="Folder of the model that is begun with.")
    output: str | None = Field(None, description="Folder for the model that comes out.")
    accounts: tuple[str, ...] = Field(
        (), description="user_id of own accounts, whose posts are learned beside approved drafts."
    )
    most_texts: int = Field(2_000, ge=1, le=100_000, description="Most posts that are learned.")
    held_out: float = Field(
        0.1, ge=0, le=0.5, description="Share of texts that is not learned but measured."
    )
    rounds: int = Field(3, ge=1, description="Times that each text is seen.")
    batch: int = Field(8, ge=1, description="Texts of a step.")
    learning_rate: float = Field(3e-4, gt=0, description="Of AdamW; falls in a line to nothing.")
    most_tokens: int = Field(256, ge=8, description="Tokens of a prompt and of a text.")

    @model_validator(mode="after")
    def _another_folder(self) -> TuningSettings:
        if self.base is not None and self.base == self.output:
            raise ValueError("tuning.output is tuning.base: give another folder")
        return self
