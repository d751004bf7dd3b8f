"""What is kept of a model, and what it says of texts: without Spark."""

import json
from dataclasses import replace

import numpy as np
import pytest

from voxlake.topics.fit.embeddings import Clusters
from voxlake.topics.fit.lda import Dirichlet
from voxlake.topics.fit.nmf import Factors
from voxlake.topics.model import Part, TopicModel

OF_VECTORS = Part(
    method="embeddings",
    language=None,
    topic_ids=(0, 3),
    guides=1,
    vocabulary=("boat", "bread"),
    reader=Clusters(np.eye(2), np.array([5.0, 5.0]), np.array([[4.0, 0.0], [0.0, 4.0]])),
    least=np.array([0.6, 0.6]),
    encoder_version="v1",
)
OF_GERMAN = Part(
    method="nmf",
    language="de",
    topic_ids=(1, 2),
    guides=0,
    vocabulary=("boot", "brot"),
    reader=Factors(np.eye(2), np.array([1.5, 2.0])),
    least=np.array([0.5, 0.5]),
)
MODEL = TopicModel((OF_VECTORS, OF_GERMAN))


def read(*texts, model=MODEL):
    return model.read(*map(list, zip(*texts, strict=True)))


def test_a_text_has_probability_over_the_topics_of_its_kind_alone():
    chances, is_clear = read((["boat"], [2.0, 0.1], None), (["brot", "boot", "brot"], None, "de"))

    assert chances.shape == (2, 4)
    assert chances.sum(axis=1) == pytest.approx([1, 1])
    assert not chances[0, [1, 2]].any()
    assert not chances[1, [0, 3]].any()
    assert chances.argmax(axis=1).tolist() == [0, 2]
    assert is_clear.tolist() == [True, True]


def test_a_text_far_from_every_topic_belongs_nowhere_and_has_the_nearest():
    chances, is_clear = read(([], [-1.0, -0.9], None), ([], [0.1, 5.0], None))

    assert chances.argmax(axis=1).tolist() == [3, 3]
    assert is_clear.tolist() == [False, True]


def test_a_text_as_far_as_the_farthest_that_belongs_to_a_topic_belongs_to_it():
    strict = TopicModel((replace(OF_VECTORS, least=np.ones(2)),))

    _, is_clear = read(([], [3.0, 0.0], None), ([], [3.0, 0.1], None), model=strict)

    assert is_clear.tolist() == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        (["boat"], None, None),  # no vector where vectors are read
        (["xylophon"], None, "de"),
        (["boat"], None, "fr"),  # a language without topics
    ],
)
def test_what_the_model_cannot_read_has_no_topic(text):
    chances, is_clear = read(text, (["boot"], None, "de"))

    assert not chances[0].any()
    assert not is_clear[0]
    assert chances[1, 1] == 1.0


def test_no_texts_have_no_topics():
    chances, is_clear = MODEL.read([], [], [])

    assert chances.shape == (0, 4)
    assert is_clear.shape == (0,)


def test_emoji_are_read_by_their_vector_and_a_hundred_thousand_words_like_any():
    many = ["brot"] * 100_000
    chances, _ = read(([], [1.0, 0.0], None), (many, None, "de"))

    assert chances.argmax(axis=1).tolist() == [0, 2]


def test_new_ids_move_the_probabilities_with_their_topics():
    texts = ((["boat"], [2.0, 0.1], None), (["brot"], None, "de"))
    before, _ = read(*texts)

    after, is_clear = read(*texts, model=MODEL.renumbered({0: 5, 1: 0, 2: 1, 3: 2}))

    assert after.shape == (2, 6)
    assert after[:, [5, 0, 1, 2]].tolist() == before.tolist()
    assert is_clear.tolist() == [True, True]


def test_what_is_kept_is_plain_and_gives_the_same_model():
    of_dirichlet = Part(
        "lda", "fr", (4, 5), 0, ("pain",), Dirichlet(np.array([[1 / 3], [2.0]]), np.ones(2)),
        np.zeros(2),
    )  # fmt: skip
    model = TopicModel((*MODEL.parts, of_dirichlet), ("new york",))

    kept = json.loads(json.dumps(model.numbers()))
    again = TopicModel.of(kept)

    assert again.numbers() == kept
    assert again.encoder_version == "v1"
    assert again.renumbered({i: i for i in range(6)}).phrases == ("new york",)
    texts = ((["boat"], [2.0, 0.1], None), (["brot"], None, "de"), (["pain"], None, "fr"))
    assert read(*texts, model=again)[0] == pytest.approx(read(*texts, model=model)[0], rel=1e-5)
    assert kept["parts"][2]["reader"]["expected"][0] == "0.333333"


def test_a_large_model_takes_some_megabytes():
    draw = np.random.default_rng(1)
    holding = draw.poisson(0.5, (30, 20_000)).astype(float)
    words = tuple(f"word{i}" for i in range(20_000))
    reader = Clusters(draw.normal(size=(30, 384)), np.ones(30), holding)
    part = Part("embeddings", None, tuple(range(30)), 0, words, reader, np.zeros(30), "v")

    assert len(json.dumps(TopicModel((part,)).numbers())) < 3_000_000
