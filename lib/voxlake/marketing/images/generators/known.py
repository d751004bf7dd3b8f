"""The generators that the config may name."""

from __future__ import annotations

from voxlake.marketing.images.generators.base import Generator
from voxlake.marketing.images.generators.card import CardGenerator
from voxlake.marketing.images.generators.diffusion import DiffusionGenerator
from voxlake.marketing.images.generators.openai import OpenAiGenerator
from voxlake.marketing.images.settings import ImageSettings


def generator_of(settings: ImageSettings, key: str | None) -> Generator:
    """The generator that is set.

    Args:
        settings: Its own.
        key: Of an address that asks for one.
    """
    if settings.generator == "openai":
        return OpenAiGenerator(settings.openai, key)
    if settings.generator == "diffusion":
        return DiffusionGenerator(settings.diffusion)
    return CardGenerator(settings.card)
