import pytest

from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.lexicon import Word
from voxlake.topics.words.spelling import (
    most_frequent,
    tells_case,
    usual_spellings,
    without_openings,
)


def words(text):
    return [Word(word.lower(), word.lower(), word) for word in text.split()]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("we moved to New York", True),
        ("using #RStats today", True),
        ("New York", False),
        ("How I Left My Job", False),
        ("SO ANGRY right now", False),
        ("", False),
    ],
)
def test_a_text_tells_case_where_most_of_it_is_small(text, tells):
    assert tells_case(words(text)) is tells


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Baked it slowly. Simmered, too! Ate", " it slowly. , too! "),
        ("@Ada @Bo Tried it: Great\nWore it", "@Ada @Bo  it: \n it"),
        ("New York is far. Moved to York", "New York is far.  to York"),
        ("#Rstats is fun. iPhone or GPS? It's", "#Rstats is fun. iPhone or GPS? 's"),
        ("so Apple said", "so Apple said"),
        ("... ?", "... ?"),
        ("", ""),
    ],
)
def test_first_words_of_sentences_are_left_out_where_their_capital_tells_nothing(text, left):
    assert without_openings(text) == left


def test_the_most_frequent_spelling_is_taken_and_the_small_one_of_equals():
    times = {("ios", "iOS"): 5, ("ios", "IOS"): 2, ("ios", "ios"): 1}
    times |= {("apple", "Apple"): 2, ("apple", "apple"): 2, ("b", "B"): 1}

    assert most_frequent(times) == {"ios": "iOS", "apple": "apple", "b": "B"}


def test_forms_are_spelled_as_in_the_texts(spark):
    texts = [
        ("we left new york for New York yesterday", "en"),
        ("moving back to New York soon", "en"),
        ("APPLE SELLS SHARES", "en"),
        ("they eat an apple with #RStats folks", "en"),
        ("Baked two pies again", "en"),
        ("Baked bread, then baked more", "en"),
        ("Peeled it all", "en"),
        (None, None),
    ]
    frame = spark.createDataFrame(texts, "text string, language string")
    forms = ["new york", "york", "apple", "#rstats", "baked", "peeled", "unseen"]

    found = usual_spellings(frame, TopicSettings(), forms, ["new york"])

    assert found == {
        "new york": "New York",
        "york": "York",
        "apple": "apple",
        "#rstats": "#RStats",
        "baked": "baked",
        "peeled": "peeled",
        "unseen": "unseen",
    }
