from itertools import combinations

import numpy as np

from voxlake.topics.lda import most_coherent_fit
from voxlake.topics.settings import TopicSettings
from voxlake.topics.word_counts import CountedTexts
from voxlake.topics.words.terms import TERMS

SETTINGS = TopicSettings(
    topics=2, restarts=2, iterations=20, learning_offset=2, leading_terms=10, partitions=2
)
BOATS, BREAD = ["boat", "sail", "wind", "mast", "crew"], ["oven", "flour", "yeast", "dough", "salt"]


def counted(spark, texts, vocabulary):
    documents = spark.createDataFrame([(text,) for text in texts], f"{TERMS} array<string>")
    return CountedTexts(documents, len(texts), vocabulary)


def test_words_share_a_topic_that_only_others_bring_together(spark):
    """No text holds three words, and the first and the last of a theme never meet."""
    pairs = [pair for theme in (BOATS, BREAD) for pair in combinations(theme, 2)]
    texts = [
        [*pair] for pair in pairs if pair not in ((BOATS[0], BOATS[-1]), (BREAD[0], BREAD[-1]))
    ]

    fit = most_coherent_fit(counted(spark, texts, [*BOATS, *BREAD]), SETTINGS)

    found = np.argmax(fit.model.topicsMatrix().toArray(), axis=1)
    assert found[:5].tolist() == [found[0]] * 5
    assert found[5:].tolist() == [1 - found[0]] * 5
    assert {*fit.stems[found[0]][:5]} == {*BOATS}


def test_words_that_stand_alone_have_topics_too(spark):
    texts = [["boat"], ["boat", "boat"], ["oven"], ["rope"]]

    fit = most_coherent_fit(counted(spark, texts, ["boat", "oven"]), SETTINGS)

    assert np.isfinite(fit.model.topicsMatrix().toArray()).all()
    assert [sorted(stems) for stems in fit.stems] == [["boat", "oven"]] * 2
