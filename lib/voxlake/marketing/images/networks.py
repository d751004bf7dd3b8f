"""What networks ask of images, as data: sizes in the feed, formats, bytes, alternative texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Format = Literal["png", "jpeg"]


@dataclass(frozen=True)
class Network:
    """A network: the size that its feed shows whole, and what it takes."""

    name: str
    width: int
    height: int
    format: Format
    """The format that is tried first; a file over `most_bytes` becomes a JPEG."""
    most_bytes: int
    alt_characters: int
    """Most characters of an alternative text."""
    source: str
    """Where the figures are told."""


_MB = 1_000_000

NETWORKS: dict[str, Network] = {
    network.name: network
    for network in (
        Network(
            "mastodon",
            1200,
            675,
            "png",
            16 * _MB,
            1500,
            "Mastodon documentation, 'Posting': 16 MB, 1,500 characters of description; 16:9 is "
            "the shape of previews",
        ),
        Network(
            "bluesky",
            1200,
            675,
            "png",
            1 * _MB,
            2000,
            "lexicon app.bsky.embed.images: 1,000,000 bytes (later ones 2,000,000); the app takes "
            "2,000 characters",
        ),
        Network(
            "x",
            1200,
            675,
            "png",
            5 * _MB,
            1000,
            "X developer documentation, 'Media best practices': 5 MB, alt_text of 1,000 characters",
        ),
        Network(
            "instagram",
            1080,
            1350,
            "jpeg",
            8 * _MB,
            1000,
            "Instagram Platform documentation, 'IG User Media': JPEG, 8 MB, 4:5 to 1.91:1, "
            "alt_text of 1,000 characters",
        ),
        Network(
            "facebook",
            1200,
            630,
            "png",
            4 * _MB,
            1000,
            "Meta 'Sharing: images': 1200 x 630; Graph API 'Page photos': PNG and TIFF below 4 MB",
        ),
        Network(
            "linkedin",
            1200,
            627,
            "png",
            5 * _MB,
            4086,
            "LinkedIn help, 'Image specifications': 1.91:1, 1200 x 627; Images API: altText of "
            "4,086 characters",
        ),
        Network(
            "pinterest",
            1000,
            1500,
            "png",
            20 * _MB,
            500,
            "Pinterest 'Pin product specs': 2:3, 1000 x 1500, 20 MB, alt text of 500 characters",
        ),
        Network(
            "blog",
            1200,
            630,
            "png",
            5 * _MB,
            125,
            "The Open Graph protocol's og:image as link previews show it, 1.91:1; alternative "
            "texts of some 125 characters are read out whole",
        ),
    )
}
"""By name."""
