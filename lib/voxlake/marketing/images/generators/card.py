"""Cards: the words of a draft, drawn by Pillow in the colours of the brand. Needs no model."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.cards.fitting import Box, Fitted, fitted, leading
from voxlake.marketing.images.cards.fonts import Fonts, fonts_of, is_right_to_left, showable
from voxlake.marketing.images.cards.layouts import (
    NAMES,
    RULE,
    RULE_SPACE,
    Canvas,
    Laid,
    mark_of,
    paint,
)
from voxlake.marketing.images.colours import (
    ENOUGH,
    WHITE,
    Colour,
    colour_of,
    least_contrast,
    readable,
)
from voxlake.marketing.images.generators.base import Made
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import CardSettings

_DRAWING = 1
"""Of the way cards are drawn: a change makes new files."""
_FINER = 2  # painted so many times larger, and brought down: smooth edges
_LARGEST = 0.125  # size of a headline, of the shorter side
_STRENGTHS = (1.0, 0.5, 0.0)
_GRID = 24  # places at which the colours behind words are looked at, each way


@dataclass(frozen=True)
class CardGenerator:
    """Draws cards."""

    settings: CardSettings
    name: str = "card"
    is_of_words: bool = True

    def model(self, request: ImageRequest) -> str:
        """The layout: the one that is set, or the next by the seed."""
        wished = self.settings.layout
        return NAMES[request.seed % len(NAMES)] if wished == "auto" else wished

    def prompt(self, request: ImageRequest) -> str:
        """The words."""
        return "\n".join(filter(None, (request.headline, request.line)))

    def recipe(self, request: ImageRequest) -> str:
        """The words, the brand, the fonts, the way of drawing."""
        look = self.settings.model_dump(exclude={"font", "bold_font", "layout"})
        names = fonts_of(self.settings).names
        return json.dumps([_DRAWING, request.headline, request.line, look, names])

    def make(self, request: ImageRequest) -> Made:
        """Draw the card.

        Raises:
            RefusedError: there are no words, too many, or the font cannot show them.
        """
        fonts = fonts_of(self.settings)
        headline, of_headline = showable(request.headline, fonts.bold)
        line, of_line = showable(request.line, fonts.plain)
        if not headline:
            raise RefusedError("there are no words to put on a card")
        canvas, laid, behind = self._painted(request)
        largest = round(min(canvas.width, canvas.height) * _LARGEST)
        most = self.settings.headline_lines
        room = laid.room(largest, canvas.unit)
        words = fitted(headline, line, room, fonts, largest=largest, lines=most)
        wished, brand = colour_of(self.settings.text), colour_of(self.settings.background)
        colour = _text_colour(wished, brand, behind)
        _write(canvas, laid, words, fonts, colour)
        of_foot = self._sign(canvas, laid, fonts, colour)
        small = (request.network.width, request.network.height)
        findings = dict.fromkeys([*of_headline, *of_line, *of_foot])
        if line and not words.line:
            findings["the second line did not fit and is left out"] = None
        if colour not in (wished, brand):
            least = least_contrast(wished, behind)
            findings[f"text drawn in another colour: images.card.text has {least:.1f}:1"] = None
        return Made(canvas.image.resize(small, Image.Resampling.LANCZOS), tuple(findings))

    def _painted(self, request: ImageRequest) -> tuple[Canvas, Laid, list[Colour]]:
        """The layout with ornaments as strong as words allow, and the colours behind them."""
        size = (request.network.width * _FINER, request.network.height * _FINER)
        for strength in _STRENGTHS:
            image = Image.new("RGB", size)
            canvas = Canvas(
                image,
                ImageDraw.Draw(image),
                colour_of(self.settings.background),
                colour_of(self.settings.accent),
                random.Random(f"{self.settings.brand}:{request.seed}:{request.headline}"),
                strength,
            )
            laid = paint(self.model(request), canvas)
            behind = _colours(image, laid.box) + _colours(image, laid.foot)
            if least_contrast(readable(WHITE, behind), behind) >= ENOUGH:
                break
        return canvas, laid, behind

    def _sign(self, canvas: Canvas, laid: Laid, fonts: Fonts, colour: Colour) -> list[str]:
        """The mark and the name of the brand at the foot; what was left out of it."""
        name, found = showable(self.settings.brand, fonts.bold)
        if not name:
            return found
        foot, font = laid.foot, fonts.of(round(canvas.unit * 3.4), bold=True)
        dot, gap = round(canvas.unit * 2.4), round(canvas.unit * 1.8)
        whole = dot + gap + font.getlength(name)
        left = foot.left + (foot.width - whole) / 2 if laid.align == "center" else foot.left
        middle = foot.top + foot.height / 2
        canvas.draw.ellipse(
            (left, middle - dot / 2, left + dot, middle + dot / 2), fill=mark_of(canvas)
        )
        canvas.draw.text((left + dot + gap, middle), name, fill=colour, font=font, anchor="lm")
        return found


def _colours(image: Image.Image, box: Box) -> list[Colour]:
    part = image.crop((box.left, box.top, box.right, box.bottom))
    few = part.resize((_GRID, _GRID), Image.Resampling.NEAREST)
    return [colour for _, colour in few.getcolors(_GRID**2) or []]  # type: ignore[misc]


def _text_colour(wished: Colour, brand: Colour, behind: list[Colour]) -> Colour:
    """The wished colour, the brand's own on light paper, or black or white."""
    if least_contrast(wished, behind) >= ENOUGH:
        return wished
    return readable(brand, behind)


def _write(canvas: Canvas, laid: Laid, words: Fitted, fonts: Fonts, colour: Colour) -> None:
    box, u = laid.box, canvas.unit
    rule = round(u * RULE) if laid.rule else 0
    space = rule and round(words.size * RULE_SPACE)
    free = max(0, box.height - words.height - rule - space)
    top = box.top + {"top": 0, "middle": free // 2, "bottom": free}[laid.upright]
    if rule:
        long = u * 14
        left = box.left + (box.width - long) / 2 if laid.align == "center" else box.left
        canvas.draw.rectangle((left, top, left + long, top + rule), fill=mark_of(canvas))
    top += rule + space
    for lines, size, bold in (
        (words.headline, words.size, True),
        (words.line, words.line_size, False),
    ):
        font = fonts.of(size, bold=bold)
        for text in lines:
            x, anchor = _start(text, laid)
            canvas.draw.text(
                (x, top + leading(size) / 2), text, fill=colour, font=font, anchor=anchor
            )
            top += leading(size)
        top += words.gap


def _start(text: str, laid: Laid) -> tuple[float, str]:
    box = laid.box
    if laid.align == "center":
        return box.left + box.width / 2, "mm"
    return (box.right, "rm") if is_right_to_left(text) else (box.left, "lm")
