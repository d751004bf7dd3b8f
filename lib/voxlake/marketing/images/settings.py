"""Settings of images. Imports neither pyspark nor Pillow."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, field_validator

from voxlake.core.addresses import Place
from voxlake.marketing.generating.settings import AddressSettings, WebAddress
from voxlake.marketing.images.colours import colour_of
from voxlake.marketing.images.networks import NETWORKS

Layout = Literal["auto", "tiles", "frame", "gradient", "paper"]


def _require_colour(text: str) -> str:
    colour_of(text)
    return text


_Colour = Annotated[str, AfterValidator(_require_colour)]


class CardSettings(BaseModel, frozen=True, extra="forbid"):
    """How cards look."""

    brand: str = Field("", max_length=60, description="Name at the foot of a card; empty: none.")
    background: _Colour = Field("#16324f", description="Colour of the brand that fills a card.")
    accent: _Colour = Field("#f2a33a", description="Second colour of the brand, for ornaments.")
    text: _Colour = Field("#ffffff", description="Colour of texts, where it has enough contrast.")
    layout: Layout = Field("auto", description="tiles, frame, gradient, paper; auto: by the seed.")
    font: Place | None = Field(
        None, description="Font file (TTF or OTF) of this machine; null: DejaVu Sans."
    )
    bold_font: Place | None = Field(
        None, description="Font file of headlines; null: `font`, or DejaVu Sans Bold."
    )
    headline_lines: int = Field(6, ge=1, le=12, description="Most lines of a headline.")


class ImageAddress(AddressSettings, frozen=True, extra="forbid"):
    """An address with OpenAI's interface of images."""

    base_url: WebAddress = Field(
        "https://api.openai.com/v1", description="Address of the API, up to its version."
    )
    model: str = Field("gpt-image-1", description="Model, as the address names it.")
    key_env: str | None = Field(
        "OPENAI_API_KEY", description="Environment variable with the key; null: it needs none."
    )
    timeout_s: float = Field(120, gt=0, description="Seconds that an answer may take in all.")
    retries: int = Field(2, ge=0, le=10, description="How often a request is asked again.")
    sizes: tuple[str, ...] = Field(
        ("1024x1024", "1536x1024", "1024x1536"),
        min_length=1,
        description="Sizes that the model takes, as width x height.",
    )
    answer: Literal["b64_json", "url"] | None = Field(
        None, description="response_format that is asked for; null: the model's own."
    )
    sends_seed: bool = Field(False, description="Whether the address takes a seed.")

    @field_validator("sizes")
    @classmethod
    def _are_sizes(cls, sizes: tuple[str, ...]) -> tuple[str, ...]:
        for size in sizes:
            if not re.fullmatch(r"[1-9]\d{1,4}x[1-9]\d{1,4}", size):
                raise ValueError(f"{size!r} is no size: write 1024x1024")
        return sizes


class DiffusionSettings(BaseModel, frozen=True, extra="forbid"):
    """A model of Stable Diffusion in a folder of this machine."""

    path: Place | None = Field(None, description="Folder of the model, as diffusers saves one.")
    steps: int = Field(30, ge=1, le=500, description="Steps of the sampler.")
    guidance: float = Field(7.5, ge=0, description="How closely the prompt is followed.")
    avoid: str = Field("text, watermark, logo", description="What is not to be in the image.")
    device: str = Field("auto", description="cuda, cpu, ...; auto: cuda where there is one.")


class WishedImage(BaseModel, frozen=True, extra="forbid"):
    """An image that the config asks for, of no draft."""

    item_id: str = Field(min_length=1, max_length=200, description="Name of the item.")
    title: str = Field("", description="Headline; empty: the first sentence of the text.")
    text: str = Field("", description="What it is about.")


class ImageSettings(BaseModel, frozen=True, extra="forbid"):
    """Which images are made, for which networks, by what."""

    generator: Literal["card", "openai", "diffusion"] = Field(
        "card", description="What makes them: card needs no model."
    )
    networks: tuple[str, ...] = Field(
        ("mastodon", "linkedin", "instagram"), min_length=1, description="Networks to make for."
    )
    states: tuple[Literal["offered", "approved"], ...] = Field(
        ("offered", "approved"), description="States of the drafts that get images."
    )
    wishes: tuple[WishedImage, ...] = Field((), description="Images beside those of drafts.")
    variants: int = Field(1, ge=1, le=10, description="Images of each draft, by seeds in a row.")
    seed: int = Field(20, ge=0, description="First of them.")
    style: str = Field(
        "Clean editorial illustration, no words in it",
        description="What a prompt says after what the image is about.",
    )
    most_cropped: float = Field(
        0.45, ge=0, lt=1, description="Largest part of an image that is cut away for its size."
    )
    most_enlarged: float = Field(
        2.0, ge=1, description="Most that an image is enlarged for its size."
    )
    max_images: int = Field(
        200, ge=1, le=10_000, description="Most images that a run makes for drafts and wishes."
    )
    give_up_after: int = Field(
        3, ge=1, description="Images in a row without an answer after which no more are asked for."
    )
    folder: Place | None = Field(None, description="Where files go; null: `_images` of the lake.")
    card: CardSettings = CardSettings()
    openai: ImageAddress = ImageAddress()
    diffusion: DiffusionSettings = DiffusionSettings()

    @field_validator("networks")
    @classmethod
    def _are_known(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := sorted(set(networks) - set(NETWORKS)):
            raise ValueError(f"there is no network {unknown}; there are {', '.join(NETWORKS)}")
        return tuple(dict.fromkeys(networks))
