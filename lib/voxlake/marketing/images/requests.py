"""What an image is to be: the words of a draft, the network, the seed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from voxlake.marketing.images.networks import NETWORKS, Network
from voxlake.marketing.images.settings import ImageSettings

_LINK = re.compile(r"https?://\S+|www\.\S+")
_TAGS_AT_THE_END = re.compile(r"(\s*[#@][\w.-]+)+\s*$")
_SIGN = re.compile(r"(?<!\w)[#](?=\w)")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*|\n+")  # noqa: RUF001
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class ImageRequest:
    """An image to make."""

    item_id: str
    draft_id: str | None
    created_date: date
    network: Network
    headline: str
    line: str
    """What stands below the headline; may be empty."""
    style: str
    seed: int

    @property
    def prompt(self) -> str:
        """What a model is asked for."""
        about = " ".join(filter(None, (self.headline, self.line)))
        return ". ".join(filter(None, (about.rstrip("."), self.style)))

    def content_hash(self, generator: str, model: str, recipe: str) -> str:
        """Hash of all that the pixels depend on, and of the format of their file.

        Args:
            generator: Its name.
            model: What draws.
            recipe: What it is told beside seed and size.
        """
        network = self.network
        size = [network.width, network.height, network.format, network.most_bytes]
        return _hash([generator, model, recipe, self.seed, *size])

    def image_id(self, content_hash: str) -> str:
        """Key of the image, of what it is made of and what it is for."""
        return _hash([self.item_id, self.draft_id, self.network.name, content_hash])


def _hash(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def requests_of(
    drafts: Iterable[Mapping[str, Any]], settings: ImageSettings, as_of: date
) -> list[ImageRequest]:
    """The images of drafts and of the config's wishes, in an order that depends on them alone.

    Args:
        drafts: Rows of `drafts`: item_id, draft_id, created_date, title, text.
        settings: Networks, wishes, variants.
        as_of: Day of the wishes.
    """
    wished = [
        {**wish.model_dump(), "draft_id": None, "created_date": as_of} for wish in settings.wishes
    ]
    found = sorted(drafts, key=lambda row: (row["created_date"], row["draft_id"]))
    return [
        ImageRequest(
            row["item_id"],
            row["draft_id"],
            row["created_date"],
            NETWORKS[name],
            *words_of(row["title"], row["text"]),
            settings.style,
            settings.seed + variant,
        )
        for row in (*found, *wished)
        for name in settings.networks
        for variant in range(settings.variants)
    ]


def words_of(title: str | None, text: str | None) -> tuple[str, str]:
    """Headline and line of a draft: its title and first sentence, or its first two sentences.

    Links go, and so do hashtags and handles at the end; a hashtag within a sentence stays as its
    word.
    """
    clean = _TAGS_AT_THE_END.sub("", _LINK.sub(" ", text or ""))
    parts = [one for part in _SENTENCE.split(clean) if (one := _plain(part))]
    headline = _plain(title or "")
    if not headline:
        first, second = [*parts, "", ""][:2]
        return first, second
    return headline, next((part for part in parts if part.rstrip(".") != headline.rstrip(".")), "")


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _SIGN.sub("", text)).strip()


def alt_text(request: ImageRequest, *, is_of_words: bool) -> str:
    """What the image shows: the words of an image of words, or what was asked for.

    W3C, "Images tutorial: images of text": an alternative text has the same words as the image.

    Args:
        request: The image.
        is_of_words: Whether it shows the words themselves.
    """
    words = " ".join(filter(None, (_ended(request.headline), request.line)))
    told = words if is_of_words else f"Illustration: {words}"
    most = request.network.alt_characters
    return told if len(told) <= most else f"{told[: most - 1].rstrip()}…"


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?…:。！？" else f"{text}."  # noqa: RUF001
