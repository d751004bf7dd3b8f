"""Layouts of cards: what is painted, and where the words go."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw

from voxlake.marketing.images.cards.fitting import Box
from voxlake.marketing.images.colours import BLACK, WHITE, Colour, contrast, luminance, mixed

_SEEN = 1.4  # contrast of an ornament
RULE = 1.1
"""Height of a rule, in hundredths of the shorter side."""
RULE_SPACE = 0.5
"""Between a rule and the headline, of the headline's size."""


@dataclass
class Canvas:
    """What is painted on, in the colours of the brand."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    background: Colour
    accent: Colour
    chance: random.Random
    strength: float
    """Of ornaments behind words, 1 or less: less where words could not be read."""

    @property
    def width(self) -> int:
        """In pixels."""
        return self.image.width

    @property
    def height(self) -> int:
        """In pixels."""
        return self.image.height

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side."""
        return min(self.width, self.height) / 100


@dataclass(frozen=True)
class Laid:
    """Where the words of a layout go, and how."""

    box: Box
    foot: Box
    """Where the name of the brand stands, and its mark."""
    align: Literal["left", "center"] = "left"
    upright: Literal["top", "middle", "bottom"] = "middle"
    rule: bool = False
    """Whether a short rule stands above the headline."""

    def room(self, largest: int, unit: float) -> Box:
        """What is left for words of the box, below the rule.

        Args:
            largest: Size of a headline.
            unit: Of the canvas.
        """
        above = round(unit * RULE + largest * RULE_SPACE) if self.rule else 0
        box = self.box
        return Box(box.left, box.top + above, box.width, box.height - above)


def paint(name: str, canvas: Canvas) -> Laid:
    """Paint a layout; gives where its words go."""
    return _LAYOUTS[name](canvas)


def _foot(canvas: Canvas, left: float, right: float) -> Box:
    height = round(canvas.unit * 5)
    top = canvas.height - round(canvas.unit * 8) - height
    return Box(round(left), top, round(right - left), height)


def _above(canvas: Canvas, foot: Box, top: float) -> Box:
    return Box(foot.left, round(top), foot.width, round(foot.top - canvas.unit * 5 - top))


def _gradient(canvas: Canvas) -> Laid:
    """A slope of the brand's colour, and a large ring that is cut by the edge."""
    u, s = canvas.unit, canvas.strength
    is_dark = luminance(canvas.background) < 0.3  # noqa: PLR2004
    shade = mixed(canvas.background, (0, 0, 0), 0.38 * s if is_dark else 0)
    tint = mixed(canvas.background, WHITE if not is_dark else canvas.accent, 0.10 * s)
    _slope(canvas, tint, shade if is_dark else mixed(canvas.background, canvas.accent, 0.22 * s))
    for radius, share in ((62, 0.10), (46, 0.16), (30, 0.9)):
        ring = mixed(canvas.background, canvas.accent, share)
        x, y = canvas.width - u * 2, canvas.height - u * 4
        box = (x - radius * u, y - radius * u, x + radius * u, y + radius * u)
        canvas.draw.ellipse(box, outline=ring, width=round(u * (1.2 if radius > 30 else 5)))  # noqa: PLR2004
    edge = canvas.width * 0.08
    is_wide = canvas.width > canvas.height * 1.2
    right = canvas.width * (0.70 if is_wide else 0.92)
    foot = _foot(canvas, edge, canvas.width * 0.6)
    top = canvas.height * 0.10
    low = foot.top - u * 5 if is_wide else canvas.height - u * 66
    return Laid(
        Box(round(edge), round(top), round(right - edge), round(low - top)),
        foot,
        upright="middle" if is_wide else "top",
        rule=True,
    )


def _slope(canvas: Canvas, one: Colour, other: Colour) -> None:
    """From one colour at the upper left to another at the lower right."""
    small = Image.new("RGB", (64, 64))
    small.putdata([mixed(one, other, (x + y) / 126) for y in range(64) for x in range(64)])
    canvas.image.paste(small.resize(canvas.image.size, Image.Resampling.BICUBIC))


def _frame(canvas: Canvas) -> Laid:
    """A frame with open corners, and words in the middle."""
    u = canvas.unit
    canvas.image.paste(canvas.background, (0, 0, canvas.width, canvas.height))
    near, line = u * 5, max(2, round(u * 0.7))
    right, low = canvas.width - near, canvas.height - near
    canvas.draw.rectangle((near, near, right, low), outline=canvas.accent, width=line)
    size = u * 9
    for x, y in ((near, near), (right, near), (near, low), (right, low)):
        canvas.draw.rectangle(
            (x - size / 2, y - size / 2, x + size / 2, y + size / 2), fill=canvas.background
        )
        canvas.draw.ellipse(
            (x - u * 1.6, y - u * 1.6, x + u * 1.6, y + u * 1.6), fill=canvas.accent
        )
    foot = _foot(canvas, canvas.width * 0.14, canvas.width * 0.86)
    foot = Box(foot.left, foot.top - round(u * 4), foot.width, foot.height)
    return Laid(_above(canvas, foot, u * 15), foot, align="center", rule=True)


def _tiles(canvas: Canvas) -> Laid:
    """A pattern of tiles in colours of the brand beside the words, or above them."""
    canvas.image.paste(canvas.background, (0, 0, canvas.width, canvas.height))
    is_wide = canvas.width > canvas.height * 1.2
    u, edge = canvas.unit, canvas.width * 0.08
    if is_wide:
        tile = canvas.height / 4
        first = canvas.width - tile * max(2, round(canvas.width * 0.32 / tile))
        _pattern(canvas, Box(round(first), 0, round(canvas.width - first), canvas.height), tile)
        foot = _foot(canvas, canvas.width * 0.07, first - u * 8)
        return Laid(_above(canvas, foot, u * 10), foot)
    tile = canvas.width / 6
    rows = max(2, round(canvas.height * 0.34 / tile))
    _pattern(canvas, Box(0, 0, canvas.width, round(rows * tile)), tile)
    foot = _foot(canvas, edge, canvas.width - edge)
    return Laid(_above(canvas, foot, rows * tile + u * 8), foot, upright="top")


def _pattern(canvas: Canvas, box: Box, tile: float) -> None:
    pale = mixed(canvas.background, WHITE, 0.82)
    shades = (
        mixed(canvas.background, WHITE, 0.14),
        mixed(canvas.background, (0, 0, 0), 0.25),
        canvas.accent,
        mixed(canvas.accent, WHITE, 0.35),
        pale,
    )
    for row in range(math.ceil(box.height / tile)):
        for place in range(math.ceil(box.width / tile)):
            x, y = box.left + place * tile, box.top + row * tile
            ground, shape = canvas.chance.sample(shades, 2)
            canvas.draw.rectangle((x, y, x + tile, y + tile), fill=ground)
            _shape(canvas, x, y, tile, shape)


def _shape(canvas: Canvas, x: float, y: float, tile: float, colour: Colour) -> None:
    kind, turn = canvas.chance.randrange(4), canvas.chance.randrange(4)
    if kind == 0:
        canvas.draw.ellipse(
            (x + tile * 0.2, y + tile * 0.2, x + tile * 0.8, y + tile * 0.8), fill=colour
        )
    elif kind == 1:
        corners = [(x, y), (x + tile, y), (x + tile, y + tile), (x, y + tile)]
        canvas.draw.polygon([corners[(turn + n) % 4] for n in range(3)], fill=colour)
    else:  # a quarter of a disc around one of the corners
        middle_x, middle_y = x + tile * (turn in (1, 2)), y + tile * (turn in (2, 3))
        around = (middle_x - tile, middle_y - tile, middle_x + tile, middle_y + tile)
        canvas.draw.pieslice(around, turn * 90, turn * 90 + 90, fill=colour)


def _paper(canvas: Canvas) -> Laid:
    """Light paper with a band of the brand's colour at the side, and a disc."""
    u = canvas.unit
    paper = mixed(canvas.background, WHITE, 0.94)
    canvas.image.paste(paper, (0, 0, canvas.width, canvas.height))
    x, y, radius = canvas.width - u * 4, u * 2, u * 26
    canvas.draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=mixed(paper, canvas.accent, 0.85)
    )
    small = u * 5
    x, y = canvas.width - u * 37, u * 13
    canvas.draw.ellipse((x - small, y - small, x + small, y + small), fill=canvas.background)
    band = u * 4
    canvas.draw.rectangle((0, 0, band, canvas.height), fill=canvas.background)
    foot = _foot(canvas, band + canvas.width * 0.07, canvas.width * 0.9)
    top = u * 33 if canvas.width <= canvas.height * 1.2 else u * 32
    return Laid(_above(canvas, foot, top), foot, upright="bottom")


def mark_of(canvas: Canvas) -> Colour:
    """The colour of marks and rules: the accent, or white or black where it would not be seen."""
    ground = canvas.image.getpixel((round(canvas.unit * 9), canvas.height - round(canvas.unit * 9)))
    behind = ground if isinstance(ground, tuple) else canvas.background
    colour: Colour = (int(behind[0]), int(behind[1]), int(behind[2]))
    if contrast(canvas.accent, colour) >= _SEEN:
        return canvas.accent
    return max((WHITE, BLACK), key=lambda c: contrast(c, colour))


_LAYOUTS: dict[str, Callable[[Canvas], Laid]] = {
    "tiles": _tiles,
    "frame": _frame,
    "gradient": _gradient,
    "paper": _paper,
}
NAMES = tuple(_LAYOUTS)
"""Of layouts, in the order in which seeds take them."""
