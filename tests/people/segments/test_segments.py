from datetime import date

import numpy as np
import pytest
from pyspark.ml import PipelineModel
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from sklearn.metrics import adjusted_rand_score

from voxlake.errors import ConfigError, InputError
from voxlake.people.segments.kmeans import (
    assign_segments,
    choose_k,
    fit_segments,
    segment_names,
    with_names,
)
from voxlake.people.segments.scaling import group_weights
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables import USER_FEATURES

AS_OF = date(2024, 3, 31)
SETTINGS = SegmentSettings(k_min=3, k_max=4, restarts=1)
POSTERS, BUYERS, BOTH = range(3)


def users_of_three_kinds(count, seed=3):
    """Authors who never buy, buyers who never post, and cheerful evening authors who buy."""
    rng = np.random.default_rng(seed)
    kinds = rng.choice(3, count, p=[0.5, 0.2, 0.3])
    return [(int(kind), a_user(f"u{i:04}", kind, rng)) for i, kind in enumerate(kinds)]


def a_user(user_id, kind, rng):
    row = {"user_id": user_id, "as_of_date": AS_OF, "feature_version": "1 topics=1"}
    row |= {"post_count": 0, "active_days": 0, "order_count": 0, "revenue": 0.0}
    if kind != BUYERS:
        posts = 1 + int(rng.pareto(1.2) * 4)  # a heavy tail: a few users make most posts
        mood, evening = (0.5, 0.7) if kind == BOTH else (-0.3, 0.2)
        topic = rng.beta(6, 3) if kind == BOTH else rng.beta(3, 6)
        row |= {
            "post_count": posts,
            "active_days": min(posts, 60),
            "days_since_post": float(rng.integers(0, 60)),
            "likes_per_post": float(rng.lognormal(1, 1.5)),
            "sentiment_mean": float(np.clip(rng.normal(mood, 0.2), -1, 1)),
            "negative_share": float(np.clip(rng.normal(0.5 - mood, 0.2), 0, 1)),
            "topic_shares": [float(topic), float(1 - topic)],
            "evening_share": float(np.clip(rng.normal(evening, 0.2), 0, 1)),
        }
    if kind != POSTERS:
        orders, value = 1 + int(rng.poisson(2)), float(rng.lognormal(3, 0.7))
        row |= {
            "order_count": orders,
            "mean_order_value": value,
            "revenue": orders * value,
            "days_since_order": float(rng.integers(0, 60)),
        }
    return row


@pytest.fixture(scope="module")
def truth():
    return users_of_three_kinds(600)


@pytest.fixture
def features(frame, truth):
    return frame(USER_FEATURES, *(row for _, row in truth))


@pytest.fixture(scope="module")
def fitted(spark, truth):
    rows = [tuple(row.get(c) for c in USER_FEATURES.column_names) for _, row in truth]
    return fit_segments(spark.createDataFrame(rows, USER_FEATURES.schema), SETTINGS)


def test_planted_groups_are_found_and_k_is_theirs(fitted, features, truth):
    assigned = assign_segments(features, fitted.model, "1")

    found = {row.user_id: row.segment_id for row in assigned.collect()}
    score = adjusted_rand_score(
        [kind for kind, _ in truth], [found[r["user_id"]] for _, r in truth]
    )
    assert fitted.k == 3
    assert score > 0.9


def test_segments_are_numbered_from_the_largest(fitted, features):
    assigned = assign_segments(features, fitted.model, "1")

    sizes = {
        row.segment_id: row["count"] for row in assigned.groupBy("segment_id").count().collect()
    }
    assert [sizes[i] for i in range(fitted.k)] == sorted(sizes.values(), reverse=True)
    assert list(fitted.sizes) == [sizes[i] for i in range(fitted.k)]


def test_a_fit_does_not_depend_on_the_order_or_layout_of_the_rows(fitted, features):
    shuffled = features.repartition(5).sortWithinPartitions(F.desc("user_id"))

    again = fit_segments(shuffled, SETTINGS)

    assert again.silhouettes == pytest.approx(fitted.silhouettes)
    assertDataFrameEqual(
        assign_segments(features, again.model, "1"), assign_segments(features, fitted.model, "1")
    )


def test_a_saved_model_assigns_as_it_did_also_users_it_never_saw(fitted, frame, tmp_path):
    fitted.model.save(str(tmp_path / "model"))
    loaded = PipelineModel.load(str(tmp_path / "model"))
    newcomers = frame(
        USER_FEATURES,
        *(
            a_user(f"new{i}", kind, np.random.default_rng(i))
            for i, kind in enumerate([POSTERS, BUYERS, BOTH])
        ),
    )

    expected = assign_segments(newcomers, fitted.model, "1")

    assertDataFrameEqual(assign_segments(newcomers, loaded, "1"), expected)
    assert expected.select("segment_id").distinct().count() == 3


def test_names_are_part_of_the_model(fitted, features, spark):
    names = {i: f"Ann's\\{i}" for i in range(fitted.k)}

    named = with_names(fitted.model, names)

    assert segment_names(named, spark) == names
    row = named.transform(features).first()
    assert row.segment_name == names[row.segment_id]


def test_the_distance_is_to_the_own_centre_in_scaled_traits(fitted, features):
    row = fitted.model.transform(features).orderBy("user_id").first()
    (assigned,) = assign_segments(features, fitted.model, "1").orderBy("user_id").take(1)

    by_hand = np.linalg.norm(row.traits.toArray() - fitted.centres[row.segment_id])
    others = [np.linalg.norm(row.traits.toArray() - centre) for centre in fitted.centres]
    assert assigned.distance == pytest.approx(by_hand)
    assert assigned.distance == pytest.approx(min(others))


def test_features_of_another_topic_model_are_refused(fitted, frame):
    row = a_user("u", BOTH, np.random.default_rng(1)) | {"feature_version": "1 topics=2"}

    with pytest.raises(ConfigError, match=r"'1 topics=1', but these are '1 topics=2'.*--fit"):
        assign_segments(frame(USER_FEATURES, row), fitted.model, "1")


def test_a_lake_without_orders_still_has_segments(frame, truth):
    authors = [row for kind, row in truth if kind == POSTERS]

    fit = fit_segments(frame(USER_FEATURES, *authors), SETTINGS)

    assert sum(fit.sizes) == len(authors)


def test_no_users_and_users_who_are_all_alike_are_refused(frame):
    twins = [
        {"user_id": u, "feature_version": "1", "post_count": 1, "active_days": 1, "order_count": 0}
        for u in "ab"
    ]

    with pytest.raises(InputError, match="no users"):
        fit_segments(frame(USER_FEATURES), SETTINGS)
    with pytest.raises(InputError, match="alike"):
        fit_segments(frame(USER_FEATURES, *twins), SETTINGS)


def test_fewer_different_users_than_k_min_give_fewer_segments(frame):
    users = [a_user(f"u{i}", POSTERS, np.random.default_rng(i)) for i in range(3)]

    fit = fit_segments(frame(USER_FEATURES, *users), SegmentSettings(k_min=5, k_max=8, restarts=1))

    assert fit.k == 3


def test_silhouettes_that_tie_go_to_the_smaller_k():
    assert choose_k({3: 0.40, 4: 0.4005, 5: 0.39}) == 3
    assert choose_k({3: 0.40, 4: 0.42, 5: 0.41}) == 4


def test_a_group_of_columns_that_say_the_same_weighs_like_one_column():
    # Two equal columns have the covariance [[1, 1], [1, 1]] with eigenvalues 2 and 0.
    covariance = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 4.0]])

    weights = group_weights(["money", "money", "mood"], covariance)

    assert weights == pytest.approx([2**-0.5, 2**-0.5, 0.5])


def test_a_group_that_few_users_have_is_not_made_louder():
    assert group_weights(["mood"], np.array([[0.04]])) == [1.0]
