"""Names, handles and hashtags in texts."""

import random
import time

import pytest

from voxlake.entities.finder import Finder, Names, Place, finder_of
from voxlake.entities.gazetteer import Alias, Row, aliases_of

LISTED = {
    "Delta": "@delta",
    "Delta Air Lines": "delta airlines",
    "Coca-Cola": "coke",
    "McDonald's": "",
    "AT&T": "",
    "United States": "US",
    "L'Oréal": "",
    "Disney": "",
    "Disney+": "",
    "可口可乐": "",
    "삼성": "",
    "🍎": "",
    "हिन्दी": "",
    "Yahoo!": "",
    "Washington, D.C.": "",
    'Toys "R" Us': "",
    "Sale": "#sale",
}


def finder(**cases):
    rows = [Row(name, name, alias, "", cases.get(name, "")) for name, alias in LISTED.items()]
    rows.append(Row("Apple", "Apple", "", "", "exact"))
    return finder_of(Names.of(aliases_of(rows, "list")))


def named(text, mentions=(), hashtags=()):
    places = finder().places(text, mentions, hashtags)
    return [(text[place.start : place.end], place.entity) for place in places]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Coca-Cola coca cola COCA COLA coca-cola's", ["Coca-Cola"] * 4),
        ("cocacola coca, cola coca. Cola coca - cola", []),
        ("Coke\u2019s cokes", ["Coca-Cola"]),
        ("delta airlines and Delta's", ["Delta Air Lines", "Delta"]),
        ("deltas δelta", []),
        ("mcdonalds McDonald\u2019s mcdonald s", ["McDonald's"] * 3),
        ("at&t AT and T att", ["AT&T"] * 2),
        ("loreal L\u2019Oreal l'oréal L'ORÉAL", ["L'Oréal"] * 4),
        ("disney+ Disney +disney", ["Disney+", "Disney", "Disney"]),
        ("us US u.s. usa", ["United States"]),
        ("GIVE US OUR MONEY", []),
        ("apple Apple APPLE pies", ["Apple"]),
        ("yahoo Yahoo!!", ["Yahoo!"] * 2),
        ("Washington, D.C. Washington D.C", ["Washington, D.C."] * 2),
        ('toys r us, Toys "R" Us', ['Toys "R" Us'] * 2),
        ("我喜欢可口可乐\uff01삼성이", ["可口可乐", "삼성"]),
        ("हिन्दी हिन्", ["हिन्दी"]),
        ("sale", ["Sale"]),
        ("joe@delta.com https://delta.com/coke www.coke.com/delta", []),
        ("\uff43\uff4f\uff4b\uff45", ["Coca-Cola"]),
    ],
)
def test_names_are_whole_words_however_they_are_spelled(text, found):
    assert [entity for _, entity in named(text)] == found


def test_places_count_characters_an_emoji_being_one_or_as_many_as_it_is_made_of():
    text = "😀👍🏽 I love 🍎🍎 and Coke"

    assert named(text) == [("🍎", "🍎"), ("🍎", "🍎"), ("Coke", "Coca-Cola")]
    assert [place.start for place in finder().places(text)] == [11, 12, 18]


def test_a_text_of_emoji_alone_names_what_is_listed():
    assert named("😀😀") == []
    assert named("🍎") == [("🍎", "🍎")]


def test_handles_and_hashtags_are_those_of_the_post_or_whom_the_list_says():
    text = "@Delta @united http://x.com/#coke #CocaCola #Sale, #fun #US #us a#coke @delta_x."

    places = finder().places(
        text, ["delta", "united", "delta_x"], ["cocacola", "sale", "fun", "us", "us"]
    )

    assert [(text[p.start : p.end], p.entity, p.kind, p.source) for p in places] == [
        ("@Delta", "Delta", "brand", "gazetteer"),
        ("@united", "@united", "account", "mention"),
        ("#CocaCola", "Coca-Cola", "brand", "gazetteer"),
        ("#Sale", "Sale", "brand", "gazetteer"),
        ("#fun", "#fun", "hashtag", "hashtag"),
        ("#US", "United States", "brand", "gazetteer"),
        ("#us", "#us", "hashtag", "hashtag"),
        ("coke", "Coca-Cola", "brand", "gazetteer"),
        ("@delta_x", "@delta_x", "account", "mention"),
    ]


def test_a_handle_is_named_by_an_alias_with_its_sign_alone():
    assert named("@coke", ["coke"]) == [("@coke", "@coke")]
    assert named("delta", ["delta"]) == [("delta", "Delta")]


def test_the_longest_name_wins_and_none_lies_over_another():
    def alias(text):
        return Alias(text, text, "brand", is_exact=False)

    found = Finder(map(alias, ["a b", "a b c d", "b c", "c", "d e"])).places("a b c a b c d e")

    assert [place.entity for place in found] == ["a b", "c", "a b c d"]


def test_an_empty_list_finds_nothing_but_signs():
    assert Finder([]).places("Delta @x", ["x"]) == [Place(6, 8, "@x", "account", "mention")]


def test_the_time_grows_with_the_text_and_not_with_the_list(measured):
    """100,000 words in a post; twice the text in at most four times the time."""
    draws = random.Random(5)
    words = [f"w{number}" for number in range(20_000)]
    listed = {" ".join(draws.choices(words, k=draws.randint(2, 4))) for _ in range(5_000)}
    large = Finder(Alias(one, one, "brand", is_exact=False) for one in sorted(listed))
    text = " ".join(draws.choices(words, k=100_000))

    def seconds(read):
        start = time.process_time()
        large.places(read)
        return time.process_time() - start

    half, whole = (
        min(seconds(text[:length]) for _ in range(3)) for length in (len(text) // 2, None)
    )
    measured(f"5,000 names in a text of 100,000 words: {whole:.2f} s")
    assert whole < 4 * half
