import time

import pytest

from voxlake.topics.words.scan import tokens_of


def words(text):
    return [token for token in tokens_of(text) if token.strip("#_0123456789")[:1].isalpha()]


def test_links_mentions_and_addresses_are_no_words():
    text = "Look @bob: www.x.org/a?b=1 HTTPS://t.co/AbC ann.b@mail.example.org, fine"

    assert words(text) == ["Look", "fine"]


def test_math_is_no_words():
    math = [
        r"$x_i$ $n$ $$\frac{alpha}{2}$$ \(beta\) \[gamma = 1\]",
        r"\begin{array}{cc} left & right \end{array} $f(x) = \sin(x)$, fine",
    ]

    assert words("\n".join(math)) == ["fine"]


def test_money_is_no_math():
    text = "pay $5 and $10 or US$7 more, $TSLA $GOOG, $$ cheap $$"

    assert words(text) == ["pay", "and", "or", "US", "more", "TSLA", "GOOG", "cheap"]


def test_a_sign_of_math_that_nothing_closes_is_text():
    text = r"\( open \[ gone \] \begin{a} kept \end{b} \) and \[ more"

    assert words(text) == ["and", "more"]
    assert words(r"open \[ gone \] \begin{a} kept \end{b}") == [
        *("open", "begin", "a", "kept", "end", "b"),
    ]


def test_a_word_holds_its_marks_apostrophes_and_digits():
    assert words("don\u2019t re-do हिन्दी cafe\u0301 PS5 10 'quoted'") == [
        *("don\u2019t", "re", "do", "हिन्दी", "cafe\u0301", "PS5", "quoted"),
    ]


def test_a_hashtag_holds_a_letter_and_stands_behind_none():
    assert words("#Cycling, #über #a_b #1 #2024 C# x#y #20s") == [
        *("#Cycling", "#über", "#a_b", "C", "x", "y", "#20s"),
    ]


def test_what_stands_between_words_is_seen():
    assert tokens_of("a, b 10 c https://x.org d") == ["a", ",", "b", "10", "c", "|", "d"]


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "1", "a.b-", "a@", "@", "#1", "a'", "a\u0301", "$a ", "$$ ", "$$a=", "http://"),
        *(r"\[", r"\(", r"\begin{a}", r"\begin{a}\end{b}", r"\[\(", "love the app "),
    ],
)
def test_time_grows_with_the_length_of_a_text_alone(piece):
    text = piece * (200_000 // len(piece))

    started = time.process_time()
    tokens_of(text)

    assert time.process_time() - started < 20  # seconds; if it grew by the square, hours
