"""The clause around each name."""

import pytest

from voxlake.entities.clauses import clauses_around
from voxlake.entities.finder import Finder
from voxlake.entities.gazetteer import Alias

NAMES = ("app", "fees", "Delta", "United", "Southwest", "Washington, D.C.", "应用", "费用")
FINDER = Finder(Alias(name, name, "brand", is_exact=False) for name in NAMES)


def clauses(text, mentions=(), hashtags=(), language=None):
    places = FINDER.places(text, mentions, hashtags)
    around = clauses_around(text, places, language)
    return [(p.entity, text[c.start : c.end]) for p, c in zip(places, around, strict=True)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("love the app, hate the fees", ["love the app,", "hate the fees"]),
        ("love the app but hate the fees", ["love the app", "but hate the fees"]),
        ("app: great and fast; fees too high", ["app: great and fast;", "fees too high"]),
        ("great app (the fees are not)", ["great app (", "the fees are not)"]),
        ("fast app - slow fees", ["fast app -", "slow fees"]),
        ("Delta is great, United sucks", ["Delta is great,", "United sucks"]),
        ("I sat for a while in Delta, United", ["I sat for a while in Delta, United"] * 2),
        ("love Delta and they said United is bad", ["love Delta", "and they said United is bad"]),
        ("我爱这个应用\uff0c讨厌这个费用", ["我爱这个应用\uff0c", "讨厌这个费用"]),
        ("I love Delta's app", ["I love Delta's app"] * 2),
    ],
)
def test_a_name_has_the_clause_that_it_stands_in(text, parts):
    assert [part for _, part in clauses(text)] == parts


@pytest.mark.parametrize(
    "text", ["I fly Delta, United, and Southwest", "I fly Delta, United and Southwest"]
)
def test_a_list_of_names_is_one_clause(text):
    assert clauses(text) == [(name, text) for name in ("Delta", "United", "Southwest")]


def test_a_name_with_a_comma_or_a_dot_is_not_cut():
    text = "in Washington, D.C. the app is fine"

    assert clauses(text) == [("Washington, D.C.", text), ("app", text)]
    assert clauses("live in Washington, D.C. now, love the app")[1] == ("app", "love the app")


def test_what_names_nothing_goes_with_the_name_before_it():
    text = (
        "So annoyed today. Delta lost my bag, what a mess. Nobody cares. But United is better. Yes."
    )

    assert clauses(text) == [
        ("Delta", "So annoyed today. Delta lost my bag, what a mess. Nobody cares."),
        ("United", "But United is better. Yes."),
    ]


def test_the_beginning_of_a_sentence_goes_with_the_name_of_that_sentence():
    assert clauses("I liked Delta. When it rains hard, United is better") == [
        ("Delta", "I liked Delta."),
        ("United", "When it rains hard, United is better"),
    ]
    assert clauses("I liked Delta, when it rains hard, United is better") == [
        ("Delta", "I liked Delta, when it rains hard,"),
        ("United", "United is better"),
    ]


def test_a_text_that_names_one_alone_is_about_it_as_a_whole():
    text = "love Delta, hate the weather. But Delta is late though"

    assert clauses(text) == [("Delta", text)] * 2


def test_a_name_that_comes_back_has_a_clause_of_its_own_there():
    text = "Delta is great, United is bad. I love Delta and its crew"

    assert [part for _, part in clauses(text)] == [
        "Delta is great,",
        "United is bad.",
        "I love Delta and its crew",
    ]


def test_handles_are_names_where_no_list_knows_one_and_else_about_the_whole_text():
    text = "@a @b lost my bag. Never again. @c is great"

    assert clauses(text, ["a", "b", "c"]) == [
        ("@a", "@a @b lost my bag. Never again."),
        ("@b", "@a @b lost my bag. Never again."),
        ("@c", "@c is great"),
    ]
    text = "@a love the app, hate the fees"
    assert clauses(text, ["a"]) == [
        ("@a", text),
        ("app", "@a love the app,"),
        ("fees", "hate the fees"),
    ]


def test_a_name_that_says_nothing_beside_it_belongs_to_what_was_said_before():
    text = "Lost my bag at Delta. So bad. United?"

    assert clauses(text) == [("Delta", "Lost my bag at Delta."), ("United", "So bad. United?")]


def test_a_hashtag_that_no_list_knows_is_about_the_whole_text():
    text = "love the app, hate the fees #fail"

    assert clauses(text, hashtags=["fail"])[-1] == ("#fail", text)


def test_words_that_set_clauses_apart_are_those_of_the_language():
    text = "mag die app aber die fees sind hoch"

    assert [part for _, part in clauses(text, language="de")] == [
        "mag die app",
        "aber die fees sind hoch",
    ]
    assert clauses(text, language="fi") == [("app", text), ("fees", text)]


@pytest.mark.parametrize("text", ["", "app fees", "app.fees", " app 😀 fees", ", app, fees,"])
def test_a_text_that_says_nothing_else_is_one_clause(text):
    assert [part for _, part in clauses(text)] == [text.strip()] * (2 if text else 0)
