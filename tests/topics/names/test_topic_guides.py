"""Topics that the config names, and the texts that they begin with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.sparse import csr_matrix

from voxlake.core.yaml_texts import read_yaml
from voxlake.topics.fit.arrays import unit_rows
from voxlake.topics.fit.embeddings import fit_clusters
from voxlake.topics.names.guides import Seeds, Start, seeds_of, start_of
from voxlake.topics.names.settings import Guide, NameSettings
from voxlake.topics.settings import TopicSettings

TEXTS = [
    "they charged a fee",
    "the fee for my card",
    "card fee card fee",
    "lost my card",
    "the card is lost",
    "fee and loan",
    "nothing of that",
]


def read(text, _language=None):
    """Words but for a few."""
    return [word for word in text.lower().split() if word not in ("the", "and", "my", "a", "is")]


def start(guides, texts=TEXTS):
    settings = NameSettings.model_validate({"guides": guides})
    return start_of(seeds_of(settings.guides, read), [read(text) for text in texts])


def rows(guides, texts=TEXTS):
    found = start(guides, texts)
    return {name: own.tolist() for name, own in zip(found.names, found.rows, strict=True)}


def test_a_guide_begins_with_the_texts_that_hold_one_of_its_words():
    assert rows({"fees": ["charged", "fee"]}) == {"fees": [0, 1, 2, 5]}


def test_a_phrase_is_held_where_its_words_stand_side_by_side_in_any_order():
    texts = ["lost", "card", "the card is lost", "i lost my card", "lost the other card"]

    assert rows({"lost": ["lost card"]}, texts) == {"lost": [2, 3]}
    assert rows({"fees": ["card fee"]}) == {"fees": [2]}


def test_a_text_of_two_guides_goes_to_the_one_with_more_words_and_to_none_of_equals():
    guides = {"fees": ["fee", "charged"], "loans": ["loan", "they"], "cards": ["card"]}

    assert rows(guides) == {"fees": [0], "cards": [3, 4]}


def test_an_example_brings_the_texts_whose_words_are_like_it_where_there_are_no_vectors():
    texts = ["lost my card", "loan", "a card game that we all played with much joy on sunday"]

    assert rows({"lost": {"examples": ["lost card"]}}, texts) == {"lost": [0]}


def test_an_example_brings_the_texts_of_the_nearest_vectors_and_at_most_twenty():
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]] + [[-1.0, 0.0]] * 30)
    seeds = [
        Seeds("near", (), (), np.array([[1.0, 0.0]])),
        Seeds("many", (), (), np.array([[-1.0, 0.0]])),
    ]

    found = start_of(seeds, [["word"]] * len(vectors), vectors)

    assert found.names == ("near", "many")
    assert [own.tolist() for own in found.rows] == [[0, 1], [*range(3, 23)]]


def test_guides_that_no_text_speaks_for_are_told_and_do_not_spoil_others():
    guides = {
        "moon": ["moon", "the"],
        "fees": ["moon", "fee", "moon card"],
        "sun": {"examples": ["solar flare"]},
    }

    found = start(guides)

    assert (found.names, found.lost) == (("fees",), ("moon", "sun"))
    assert found.rows[0].tolist() == [0, 1, 2, 5]


def test_phrases_that_are_counted_do_not_part_their_words():
    found = start_of(
        [Seeds("lost", (frozenset(["lost", "card"]),))], [["old", "lost", "old lost", "card"]]
    )

    assert found.rows[0].tolist() == [0]


def test_no_guides_no_texts_and_texts_without_words_are_no_error():
    guides = {"fees": {"words": ["fee"], "examples": ["a fee"]}}

    assert start({}) == Start()
    assert start(guides, []).lost == ("fees",)
    assert start(guides, ["", "the"]).lost == ("fees",)


def test_guides_are_read_in_the_language_that_they_name():
    asked = []

    seeds_of(
        {"a": Guide(words=("x",)), "b": Guide(words=("y",), language="de")},
        lambda text, language: asked.append((text, language)) or [text],
    )

    assert asked == [("x", None), ("y", "de")]


def test_the_example_of_a_bank_names_ten_topics_of_which_each_has_words():
    text = (Path(__file__).parents[3] / "conf" / "examples" / "bank.yaml").read_text()

    settings = TopicSettings.model_validate(read_yaml(text)["topics"])

    assert len(settings.guides) == 10
    assert all(guide.words for guide in settings.guides.values())


def test_a_guide_without_words_and_examples_is_refused():
    with pytest.raises(ValidationError, match="a guide has words or examples"):
        NameSettings.model_validate({"guides": {"fees": []}})


def test_a_guide_of_few_texts_is_not_drawn_to_a_large_subject_beside_it():
    """Two texts of the guide along x, a hundred between x and y, a hundred along z."""
    between = np.sqrt([0.5, 0.5, 0.0])
    vectors = np.array([[1.0, 0.0, 0.0]] * 2 + [between] * 100 + [[0.0, 0.0, 1.0]] * 100)
    words = csr_matrix(np.ones((len(vectors), 1)))

    found = fit_clusters(words, vectors, 2, seeds=[1], guides=[np.array([0, 1])])

    assert found.texts.tolist() == [102, 100]
    np.testing.assert_allclose(found.centroids[0], unit_rows([vectors[0] + between])[0], atol=0.01)
