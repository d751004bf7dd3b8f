import pytest

from voxlake.topics.tokens import STEMS, WORDS, token_pipeline


@pytest.fixture(scope="module")
def tokens(spark):
    """Words and stems of one text."""
    columns = "text string, language string"
    model = token_pipeline(["voxlake"]).fit(spark.createDataFrame([], columns))

    def words_and_stems(text, language=None):
        row = model.transform(spark.createDataFrame([(text, language)], columns)).first()
        return row[WORDS], row[STEMS]

    return words_and_stems


def test_links_mentions_and_addresses_are_no_words(tokens):
    words, _ = tokens("Look @bob: www.x.org/a?b=1 HTTPS://t.co/AbC ann.b@mail.example.org, fine")

    assert words == ["look", "fine"]


def test_math_is_no_words_and_money_is_no_math(tokens):
    math = [
        r"$x_i$ $n$ $$\frac{alpha}{2}$$ \(beta\) \[gamma = 1\]",
        r"\begin{array}{cc} left & right \end{array} $f(x) = \sin(x)$, fine",
    ]
    money = "pay $5 and then $10 or US$7 more, $TSLA $GOOG, $$ cheap $$"

    assert tokens("\n".join(math))[0] == ["fine"]
    assert tokens(money)[0] == ["pay", "tsla", "goog", "cheap"]


def test_a_hashtag_is_a_word(tokens):
    assert tokens("#Cycling is #über")[0] == ["cycling", "über"]


def test_stop_words_go_in_every_spelling(tokens):
    words, _ = tokens("RT I'm sure it isn't, don\u2019t they? THE Voxlake boats")

    assert words == ["sure", "boats"]


def test_stop_words_of_a_language_go_from_its_texts_alone(tokens):
    text = "L'hiver dernier nous sommes allés chez Müller, les trains d'Alsace"

    words, stems = tokens(text, "fr-CA")
    assert words == ["hiver", "dernier", "allés", "chez", "müller", "trains", "alsace"]
    assert len(stems) == len(words)
    assert "sommes" in tokens(text)[0]
    assert tokens("Die Bahn ist die Rettung", "de")[0] == ["bahn", "rettung"]
    assert tokens("The dice die", "en")[0] == ["dice", "die"]


def test_each_word_has_its_stem_at_the_same_place(tokens):
    words, stems = tokens("Running runners run, boats!")

    assert words == ["running", "runners", "run", "boats"]
    assert stems == ["run", "runner", "run", "boat"]


@pytest.mark.parametrize("text", ["", "...", "😀 2024", "@bob https://x.org"])
def test_a_text_without_words_gives_empty_arrays(tokens, text):
    assert tokens(text) == ([], [])
