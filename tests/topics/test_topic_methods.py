"""The methods on texts that lie in memory, without Spark."""

import numpy as np
import pytest
from sklearn.decomposition import NMF

from voxlake.topics.fit.arrays import shares, unit_rows
from voxlake.topics.fit.choice import best_number, numbers_for, silhouette
from voxlake.topics.fit.counting import count_terms, places_of, vocabulary_of
from voxlake.topics.fit.embeddings import Clusters, fit_clusters
from voxlake.topics.fit.fit import least_closeness
from voxlake.topics.fit.lda import Dirichlet, guided
from voxlake.topics.fit.nmf import fit_factors
from voxlake.topics.settings import TopicSettings

THEMES = (
    ["boat", "sail", "wind", "wave", "harbour", "anchor"],
    ["bread", "flour", "oven", "yeast", "dough", "crust"],
    ["guitar", "drum", "song", "concert", "singer", "melody"],
    ["goal", "ball", "keeper", "match", "referee", "league"],
)
SETTINGS = TopicSettings(min_documents=1, max_document_share=1.0)


def themed(texts, themes=4, dimensions=16, spread=0.5):
    """Terms and vectors of texts, of theme i modulo themes."""
    draw = np.random.default_rng(3)
    own = np.arange(texts) % themes
    terms = [list(draw.choice(THEMES[theme], 5)) for theme in own]
    centres = unit_rows(draw.normal(size=(themes, dimensions)))
    noise = draw.normal(size=(texts, dimensions)) * spread / np.sqrt(dimensions)
    return terms, unit_rows(centres[own] + noise), own


def counted(terms):
    places = places_of(vocabulary_of(terms, SETTINGS))
    return count_terms(terms, places), list(places)


def pairs(found, labels):
    return {(int(one), int(other)) for one, other in zip(found, labels, strict=True)}


def test_terms_are_counted_text_by_text_and_unknown_ones_not():
    counts = count_terms([["a", "b", "a"], [], ["x"], ["b"]], {"a": 0, "b": 1})

    assert counts.toarray().tolist() == [[2, 1], [0, 0], [0, 0], [0, 1]]


def test_the_vocabulary_leaves_out_rare_and_common_terms_and_orders_ties_by_letter():
    texts = [["all", "b", "a"], ["all", "a", "b"], ["all", "once"], ["all", "c", "c", "c"]]
    settings = SETTINGS.model_copy(update={"min_documents": 2, "max_document_share": 0.5})

    assert vocabulary_of(texts, settings) == ["a", "b"]
    assert vocabulary_of(texts, SETTINGS)[0] == "all"
    assert vocabulary_of(texts, settings.model_copy(update={"vocabulary_size": 1})) == ["a"]
    assert vocabulary_of([], settings) == []


def test_clusters_are_the_themes_by_falling_size():
    terms, vectors, own = themed(81)

    clusters = fit_clusters(counted(terms)[0], vectors, 4, seeds=[1, 2])
    labels = clusters.chances(counted(terms)[0], vectors).argmax(axis=1)

    assert len(pairs(labels, own)) == 4
    assert clusters.texts.tolist() == [21, 20, 20, 20]
    assert np.bincount(labels).tolist() == [21, 20, 20, 20]


def test_words_decide_where_a_vector_lies_between_two_topics():
    clusters = Clusters(np.eye(2), np.array([10.0, 10.0]), np.array([[9.0, 0.0], [0.0, 9.0]]))
    between = unit_rows([[1.0, 1.0]])

    of_first = clusters.chances(count_terms([["a"]], {"a": 0, "b": 1}), between)
    of_none = clusters.chances(count_terms([[]], {"a": 0, "b": 1}), between)

    # half of log((9.1 / 9.2) / (0.1 / 9.2)) apart
    odds = (9.1 / 0.1) ** 0.5
    assert of_first[0] == pytest.approx([odds / (1 + odds), 1 / (1 + odds)])
    assert of_none[0] == pytest.approx([0.5, 0.5])


def test_a_term_tells_a_topic_by_its_class_based_tf_idf():
    clusters = Clusters(np.eye(2), np.array([4.0, 4.0]), np.array([[3.0, 1.0], [3.0, 0.0]]))

    # 7 terms in 2 topics: 3.5 on average; the first stands 6 times in all, the second once
    expected = [[3 * np.log(1 + 3.5 / 6), np.log(1 + 3.5)], [3 * np.log(1 + 3.5 / 6), 0]]
    assert clusters.telling == pytest.approx(np.array(expected))
    assert clusters.term_weights.sum(axis=1) == pytest.approx([1, 1])


def test_fewer_topics_come_of_fewer_different_vectors():
    terms = [["boat"], ["bread"]] * 5
    vectors = np.eye(2)[[0, 1] * 5]

    assert len(fit_clusters(counted(terms)[0], vectors, 6, seeds=[1]).texts) == 2
    assert len(fit_clusters(counted(terms)[0], vectors[[0] * 10], 6, seeds=[1]).texts) == 1


@pytest.mark.parametrize("method", ["embeddings", "nmf", "lda"])
def test_texts_of_guides_stay_in_their_topic_which_comes_first(method):
    terms, vectors, own = themed(80)
    counts, _ = counted(terms)
    guides = [np.array([3, 7, 2]), np.array([1, 5])]  # one of them is of another theme

    if method == "embeddings":
        fit = fit_clusters(counts, vectors, 4, seeds=[1], guides=guides)
        assert fit.centroids[0] @ vectors[own == 3].mean(axis=0) > 0.5
    elif method == "nmf":
        fit = fit_factors(counts, 4, seed=1, guides=guides)
    else:
        found = 0.1 + np.array([np.asarray(counts[own == t].sum(axis=0))[0] for t in range(4)])
        fit = guided(Dirichlet(found, np.full(4, 0.1)), counts, guides, 0.1)
    labels = fit.chances(counts, vectors).argmax(axis=1)

    assert fit.term_weights.shape == (4, counts.shape[1])
    assert (labels[own == 3] == 0).mean() > 0.9
    assert (labels[own == 1] == 1).mean() > 0.9
    assert len(set(labels[own == 0]) | set(labels[own == 2])) == 2


def test_factors_are_the_themes_and_shares_are_least_squares():
    terms, _, own = themed(80)
    counts, _ = counted(terms)

    fit = fit_factors(counts, 4, seed=1)
    chances = fit.chances(counts)

    assert len(pairs(chances.argmax(axis=1), own)) == 4
    weights = np.linalg.norm(counts.toarray() * fit.idf, axis=1, keepdims=True)
    rows = counts.toarray() * fit.idf / weights
    model = NMF(4, init="custom", tol=1e-9, max_iter=2000)
    model.components_ = fit.components
    model.n_components_ = 4
    assert chances == pytest.approx(shares(model.transform(rows)), abs=1e-3)


def test_a_text_without_known_words_has_no_share_of_topics_of_words():
    terms, _, _ = themed(40)
    counts, vocabulary = counted(terms)
    unknown = count_terms([["xylophone"]], places_of(vocabulary))

    assert not fit_factors(counts, 4, seed=1).chances(unknown).any()
    assert not Dirichlet(np.ones((4, len(vocabulary))), np.full(4, 0.1)).chances(unknown).any()


def test_texts_are_inferred_each_by_itself():
    terms, vectors, _ = themed(30)
    counts, vocabulary = counted(terms)
    models = (
        fit_clusters(counts, vectors, 4, seeds=[1]),
        fit_factors(counts, 4, seed=1),
        Dirichlet(np.random.default_rng(1).gamma(2, 1, (4, len(vocabulary))), np.full(4, 0.1)),
    )

    for model in models:
        together = model.chances(counts, vectors)
        alone = model.chances(counts[7:8], vectors[7:8])
        assert together.sum(axis=1) == pytest.approx(np.ones(30))
        assert alone[0] == pytest.approx(together[7], rel=1e-9)


def test_a_silhouette_is_how_much_nearer_the_own_centroid_is():
    # distances .2 and .8, then .5 and .5
    assert silhouette(np.array([[0.8, 0.2], [0.5, 0.5]])) == pytest.approx((0.75 + 0) / 2)
    assert silhouette(np.array([[1.0, 1.0]])) == 0.0
    assert silhouette(np.array([[0.5]])) == 0.0


def test_the_number_of_topics_is_that_of_the_themes():
    terms, vectors, _ = themed(200)
    mixed = np.random.default_rng(1).permutation(200)  # halves are every other text

    assert best_number(counted(terms)[0][mixed], vectors[mixed], [2, 3, 4, 5, 8], seed=7) == 4


def test_numbers_of_topics_leave_ten_texts_for_each():
    assert numbers_for(100, [5, 10, 11]) == [5, 10]
    assert numbers_for(10, [5, 10]) == [5]


def test_a_text_belongs_to_a_topic_where_few_of_other_topics_are_as_near():
    closeness = np.array([[0.9, 0.1], [0.5, 0.1], [0.1, 0.8], [0.2, 0.8], [0.3, 0.2]])
    labels = np.array([0, 0, 1, 1, 1])

    assert least_closeness(closeness, labels, 1.0) == pytest.approx([0.3, 0.1])
    assert least_closeness(closeness, labels, 0.5) == pytest.approx([0.2, 0.1])
    assert least_closeness(closeness[:2, :1], labels[:2], 0.95) == pytest.approx([0])
