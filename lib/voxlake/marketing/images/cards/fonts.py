"""Fonts, and which of a text they can show."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import get_font
from PIL import ImageFont, features

from voxlake.core.errors import ConfigError
from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.settings import CardSettings

Font = ImageFont.FreeTypeFont
_SHOWN = 8  # characters that a reason names
_UNSEEN = re.compile(
    "[\u200b-\u200f\u2060\ufe00-\ufe0f\u202a-\u202e\u2066-\u2069\U000e0020-\U000e007f]"
)
_SIGNS = ("So", "Sk", "Cs", "Co")
_FIRST_PICTURE = 0x1F000
_SHAPED = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x18AF))
"""Blocks whose letters change with their neighbours: Arabic, Indic, South-East Asian, Mongolian."""


@dataclass(frozen=True)
class Fonts:
    """The files of a card's two fonts."""

    plain: str
    bold: str

    def of(self, size: int, *, bold: bool) -> Font:
        """A font in a size, in pixels."""
        return _loaded(self.bold if bold else self.plain, size)

    @property
    def names(self) -> list[str]:
        """Family and style of both, by which images made with them differ."""
        return [" ".join(filter(None, self.of(10, bold=b).getname())) for b in (False, True)]


def fonts_of(settings: CardSettings) -> Fonts:
    """The fonts that are set, or DejaVu Sans, which comes with matplotlib.

    Raises:
        ConfigError: a file is no font.
    """
    shipped = Path(mpl.get_data_path(), "fonts", "ttf")
    plain = settings.font or str(shipped / "DejaVuSans.ttf")
    bold = settings.bold_font or settings.font or str(shipped / "DejaVuSans-Bold.ttf")
    fonts = Fonts(plain.removeprefix("file:"), bold.removeprefix("file:"))
    for key, path in (("font", fonts.plain), ("bold_font", fonts.bold)):
        try:
            _loaded(path, 10)
        except OSError as error:
            raise ConfigError(f"images.card.{key}: {path} is no font file here.") from error
    return fonts


@lru_cache(maxsize=64)
def _loaded(path: str, size: int) -> Font:
    return ImageFont.truetype(path, size)


@lru_cache(maxsize=8)
def _characters(path: str) -> frozenset[int]:
    return frozenset(get_font(path).get_charmap())


def showable(text: str, path: str, *, can_shape: bool | None = None) -> tuple[str, list[str]]:
    """The text as the font shows it, and findings: pictures that it lacks are left out.

    Args:
        text: Of one line.
        path: File of the font.
        can_shape: Whether letters that change with their neighbours, and lines from right to
            left, can be set; None: whether Pillow finds its library for it (raqm).

    Raises:
        RefusedError: the font lacks letters, without which the text would say something else, or
            the text cannot be set; says which and what to do.
    """
    whole = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("\u200d", "")
    known = _characters(path)
    lacking = dict.fromkeys(c for c in whole if ord(c) not in known and not c.isspace())
    pictures = [c for c in lacking if _is_picture(c)]
    if letters := [c for c in lacking if c not in pictures]:
        shown = " ".join(letters[:_SHOWN]) + (" …" if len(letters) > _SHOWN else "")
        raise RefusedError(
            f"the font {Path(path).name} lacks {len(letters)} of the characters: {shown}; set "
            "images.card.font to one that has them"
        )
    if not (features.check("raqm") if can_shape is None else can_shape):
        _require_plain(whole)
    left = "".join(c for c in whole if c not in pictures)
    found = [f"left out, as the font has no picture of it: {''.join(pictures)}"] if pictures else []
    return re.sub(r"\s+", " ", left).strip(), found


def is_right_to_left(text: str) -> bool:
    """Whether a line begins at the right: by its first letter (Unicode Annex 9, rule P2)."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((k for k in kinds if k in ("L", "R", "AL")), "L") != "L"


def _is_picture(character: str) -> bool:
    is_sign = unicodedata.category(character) in _SIGNS
    return (ord(character) >= _FIRST_PICTURE and not character.isalpha()) or is_sign


def _require_plain(text: str) -> None:
    for c in text:
        is_shaped = any(first <= ord(c) <= last for first, last in _SHAPED)
        if is_shaped or unicodedata.bidirectional(c) in ("R", "AL"):
            raise RefusedError(
                f"the script of {c} needs Pillow with raqm and FriBiDi, which is not here: its "
                "letters would stand wrong"
            )
