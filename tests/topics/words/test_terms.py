import pytest

from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.terms import FORMS, TERMS, with_terms

SETTINGS = TopicSettings(stop_words=("Voxlake",))
COLUMNS = "number int, text string, language string"


@pytest.fixture(scope="module")
def told(spark):
    """Forms and terms of texts, each with its language, in one query."""

    def read(*pairs, phrases=()):
        rows = [(number, *pair) for number, pair in enumerate(pairs)]
        found = with_terms(spark.createDataFrame(rows, COLUMNS), SETTINGS, phrases)
        assert found.columns == ["number", "text", "language", TERMS, FORMS]
        return [(row[FORMS], row[TERMS]) for row in found.orderBy("number").collect()]

    return read


def test_stop_words_go_by_language_in_every_spelling(told):
    french = "L'hiver dernier nous sommes allés chez Müller, les trains d'Alsace"
    found = told(
        ("RT I'm sure it isn't, don\u2019t they? THE Voxlake boats won hell", None),
        (french, "fr-CA"),
        (french, None),
        ("Die Bahn ist die Rettung the bike", "de"),
        ("The dice die", "en"),
        ("Nie ma jak dom", "pl"),
        ("saya suka kucing", "id"),
    )

    forms = [forms for forms, _ in found]
    assert forms[0] == ["sure", "boats", "won", "hell"]
    assert forms[1] == ["hiver", "dernier", "allés", "chez", "müller", "trains", "alsace"]
    assert "sommes" in forms[2]
    assert forms[3:5] == [["bahn", "rettung", "bike"], ["dice", "die"]]
    assert forms[5:] == [["dom"], ["suka", "kucing"]]


def test_each_form_has_its_term_at_the_same_place(told):
    found = told(("Running #Runners run, New York boats!", "en"), phrases=["new york"])

    assert found == [
        (
            ["running", "#runners", "run", "new", "york", "new york", "boats"],
            ["run", "#runners", "run", "new", "york", "new york", "boat"],
        )
    ]


def test_texts_without_words_give_empty_arrays(told):
    assert told(("", "en"), (None, "en"), ("😀 2024", None)) == [([], [])] * 3


def test_a_text_of_a_hundred_thousand_words_is_read(told):
    ((forms, _),) = told(("love the app " * 50_000, "en"))

    assert forms == ["love", "app"] * 50_000


def test_the_lists_of_stop_words_are_sparks(spark):
    from pyspark.ml.feature import StopWordsRemover

    from voxlake.topics.words.languages import NAMES
    from voxlake.topics.words.stop_words import english_stop_words, listed_stop_words

    lists = listed_stop_words()

    for code, words in lists.items():
        of_spark = {*StopWordsRemover.loadDefaultStopWords(NAMES[code])} - {""}
        assert words >= of_spark
        assert code == "en" or words == of_spark
    assert len(lists) == 14
    assert {"isn't", "isnt", "isn", "rt"} <= english_stop_words()
