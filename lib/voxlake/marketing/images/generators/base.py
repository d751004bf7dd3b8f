"""What every generator of images is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from voxlake.marketing.images.requests import ImageRequest


@dataclass(frozen=True)
class Made:
    """An image, of any size, and what to know before it is used."""

    image: Image.Image
    findings: tuple[str, ...] = ()


class Generator(Protocol):
    """Makes images; one with the same recipe, seed and size makes the same, as far as it can."""

    @property
    def name(self) -> str:
        """What the config calls it."""

    @property
    def is_of_words(self) -> bool:
        """Whether its images show the words of the request themselves."""

    def model(self, request: ImageRequest) -> str:
        """What draws."""

    def prompt(self, request: ImageRequest) -> str:
        """What is asked for, for people to read."""

    def recipe(self, request: ImageRequest) -> str:
        """All that the pixels depend on, beside model, seed and size."""

    def make(self, request: ImageRequest) -> Made:
        """Make the image.

        Raises:
            RefusedError: there is one, or would be, that is not to be used.
            NoAnswerError: none came.
        """
