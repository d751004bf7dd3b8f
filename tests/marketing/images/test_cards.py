from datetime import date

import numpy as np
import pytest

from voxlake.core.errors import ConfigError
from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.cards.fitting import wrapped
from voxlake.marketing.images.cards.fonts import fonts_of, is_right_to_left, showable
from voxlake.marketing.images.cards.layouts import NAMES
from voxlake.marketing.images.colours import ENOUGH, colour_of, contrast
from voxlake.marketing.images.generators.card import CardGenerator
from voxlake.marketing.images.networks import NETWORKS
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import CardSettings

FONT = fonts_of(CardSettings()).plain
LONG = "It will not fit however small it gets, as this sentence has no end and goes on. " * 12


def wanted(headline, line="", network="x", seed=20):
    day = date(2024, 3, 1)
    return ImageRequest("item", "draft", day, NETWORKS[network], headline, line, "", seed)


def drawn(headline, line="", network="x", **settings):
    return CardGenerator(CardSettings(**settings)).make(wanted(headline, line, network))


@pytest.mark.parametrize("layout", NAMES)
@pytest.mark.parametrize("background", ["#f4e9d8", "#808080", "#c8202f"])
def test_words_of_a_card_stand_out_from_what_is_behind_them(layout, background):
    card = drawn("Fees are gone", layout=layout, background=background, accent="#777777")

    pixels = np.asarray(card.image)[60:560, 100:800].reshape(-1, 3)
    behind = {tuple(int(part) for part in pixel) for pixel in np.asarray(card.image)[60:560, 78]}
    of_text = [(255, 255, 255), (0, 0, 0), (17, 17, 17), colour_of(background)]
    counts = {c: int((pixels == c).all(axis=1).sum()) for c in of_text if c not in behind}
    text = max(counts, key=counts.get)
    assert counts[text] > 3000
    assert min(contrast(text, colour) for colour in behind) >= ENOUGH


@pytest.mark.parametrize("network", ["x", "instagram", "pinterest"])
def test_a_card_has_the_size_of_its_network_and_the_same_pixels_each_time(network):
    first, again = (drawn("Fees are gone", "From Monday on.", network) for _ in range(2))

    assert first.image.size == (NETWORKS[network].width, NETWORKS[network].height)
    assert first.image.tobytes() == again.image.tobytes()
    assert first.findings == ()


def test_layouts_follow_the_seed_unless_one_is_set():
    auto = CardGenerator(CardSettings())

    assert {auto.model(wanted("a", seed=seed)) for seed in range(4)} == set(NAMES)
    assert CardGenerator(CardSettings(layout="frame")).model(wanted("a", seed=3)) == "frame"


def test_a_colour_of_text_that_cannot_be_read_is_changed_and_told():
    card = drawn("Fees are gone", layout="frame", background="#808080", text="#ffffff")

    assert card.findings == ("text drawn in another colour: images.card.text has 3.9:1",)


def test_a_headline_that_is_too_long_is_refused_and_a_second_line_is_left_out():
    with pytest.raises(RefusedError, match="too long for a card"):
        drawn(LONG)
    card = drawn("Fees are gone", LONG)

    assert card.findings == ("the second line did not fit and is left out",)


def test_a_card_without_words_is_refused():
    with pytest.raises(RefusedError, match="no words"):
        drawn("🎉")


def test_pictures_that_the_font_lacks_are_left_out_and_told():
    text, found = showable("Done \U0001f389\U0001f468\u200d\U0001f469 ☺\ufe0f today", FONT)

    assert text == "Done ☺ today"
    assert found == ["left out, as the font has no picture of it: \U0001f389\U0001f468\U0001f469"]


def test_letters_that_the_font_lacks_are_refused_and_named():
    with pytest.raises(RefusedError, match=r"DejaVuSans.ttf lacks 2 of the characters: 你 好"):
        showable("Hello 你好", FONT)


def test_a_text_from_right_to_left_begins_at_the_right_where_it_can_be_set():
    assert is_right_to_left("12 شكرا")
    assert not is_right_to_left("12 thanks")
    assert showable("شكرا", FONT, can_shape=True) == ("شكرا", [])
    with pytest.raises(RefusedError, match="raqm"):
        showable("شكرا", FONT, can_shape=False)
    image = np.asarray(drawn("שלום", layout="frame").image.convert("L")).astype(int)
    left = np.asarray(drawn("שלום", layout="paper").image.convert("L")).astype(int)
    assert image.shape == left.shape
    # On paper, words that begin at the right stand in the right half.
    dark = np.where(left[400:520, 60:1180] < 90)[1]
    assert np.median(dark) > 560


def test_lines_are_as_few_as_can_be_and_about_as_wide_as_each_other():
    assert wrapped("aaa bbb ccc ddd", len, 11) == ["aaa bbb", "ccc ddd"]
    assert wrapped("aaa", len, 11) == ["aaa"]
    assert wrapped("", len, 11) == []


def test_a_word_wider_than_the_box_is_broken_and_one_without_spaces_breaks_anywhere():
    assert wrapped("x" * 25, len, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert "".join(wrapped("一二三四五六七。", len, 4)) == "一二三四五六七。"
    assert all(len(line) <= 4 for line in wrapped("一二三四五六七。", len, 4))


def test_a_font_that_is_none_is_named(tmp_path):
    (tmp_path / "font.ttf").write_text("no font")

    with pytest.raises(ConfigError, match=r"images.card.font: .*font.ttf is no font file"):
        fonts_of(CardSettings(font=str(tmp_path / "font.ttf")))
