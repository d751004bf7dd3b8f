"""Colours, and how well a text can be told from what is behind it."""

from __future__ import annotations

from collections.abc import Iterable

Colour = tuple[int, int, int]
"""Red, green and blue of sRGB, 0 to 255."""

ENOUGH = 4.5
"""Least contrast of a text (WCAG 2.2, success criterion 1.4.3, level AA)."""
BLACK: Colour = (17, 17, 17)
WHITE: Colour = (255, 255, 255)
_PLAIN_BLACK: Colour = (0, 0, 0)


def colour_of(text: str) -> Colour:
    """The colour that `#rrggbb` or `#rgb` names.

    Raises:
        ValueError: it names none.
    """
    digits = text.strip().removeprefix("#")
    whole = "".join(d * 2 for d in digits) if len(digits) == 3 else digits  # noqa: PLR2004
    try:
        red, green, blue = bytes.fromhex(whole)
    except ValueError as error:
        raise ValueError(f"{text!r} is no colour: write #rrggbb") from error
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it from IEC 61966-2-1."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004


def contrast(one: Colour, other: Colour) -> float:
    """(lighter + 0.05) / (darker + 0.05) of the luminances: 1 (alike) to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(text: Colour, behind: Iterable[Colour]) -> float:
    """The contrast of a text where it is worst."""
    return min(contrast(text, colour) for colour in behind)


def readable(wished: Colour, behind: Iterable[Colour]) -> Colour:
    """The wished colour of a text where it has enough contrast, or else black or white.

    One of black and white has at least the square root of 21, 4.58, on a colour alone.
    """
    colours = list(behind)
    if least_contrast(wished, colours) >= ENOUGH:
        return wished
    others = (BLACK, WHITE, _PLAIN_BLACK)
    return next(
        (c for c in others if least_contrast(c, colours) >= ENOUGH),
        max(others, key=lambda c: least_contrast(c, colours)),
    )


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """So much of the other in the one, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
