import random

import pytest

from voxlake.marketing.images.colours import (
    BLACK,
    ENOUGH,
    WHITE,
    colour_of,
    contrast,
    least_contrast,
    readable,
)


def test_contrast_is_that_of_the_guidelines():
    # Worked from the definitions of WCAG 2.2; #767676 on white is its well-known last grey.
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.542, abs=0.001)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.478, abs=0.001)
    # Red alone: 0.2126; (1.05) / (0.2126 + 0.05)
    assert contrast((255, 0, 0), (255, 255, 255)) == pytest.approx(3.998, abs=0.001)


def test_some_colour_can_be_read_on_any_other():
    chance = random.Random(1)
    for _ in range(2000):
        behind = tuple(chance.randrange(256) for _ in range(3))
        wished = tuple(chance.randrange(256) for _ in range(3))
        assert least_contrast(readable(wished, [behind]), [behind]) >= ENOUGH


def test_a_wished_colour_that_can_be_read_is_kept():
    assert readable((255, 255, 0), [(0, 0, 80)]) == (255, 255, 0)
    assert readable((255, 255, 0), [(250, 250, 250)]) == BLACK
    assert readable((30, 30, 30), [(0, 0, 80)]) == WHITE


def test_a_colour_that_is_none_is_named():
    assert colour_of("#0F8") == (0, 255, 136)
    for text in ("red", "#12345", "#12345g", ""):
        with pytest.raises(ValueError, match="is no colour"):
            colour_of(text)
