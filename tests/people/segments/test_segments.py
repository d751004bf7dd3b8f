import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.people.segments.fit import fit_segments
from voxlake.people.segments.learning import learn
from voxlake.people.segments.model import SegmentModel, assign_segments, with_segments
from voxlake.people.segments.profiles import profiles_of
from voxlake.people.segments.refining import refined
from voxlake.people.segments.refit import is_better, last_known, with_old_ids
from voxlake.people.segments.scaling import fit_scaler, group_weights, measure_scales
from voxlake.people.segments.settings import SegmentSettings
from voxlake.people.segments.traits import traits
from voxlake.people.segments.watch import asks_for_refit, drift_figures
from voxlake.tables import USER_FEATURES, USER_SEGMENTS
from voxlake.tables.columns import NO_SEGMENT

AS_OF = date(2024, 3, 31)
SETTINGS = SegmentSettings(
    k_min=3, k_max=4, restarts=3, methods=["kmeans"], finalists=1, bootstraps=2
)
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
    assert (fitted.chosen.method, len(fitted.model.ids)) == ("kmeans", 3)
    assert fitted.chosen.stability > 0.9
    assert score > 0.9


def test_segments_are_numbered_from_the_largest(fitted, features):
    assigned = assign_segments(features, fitted.model, "1")

    sizes = {
        row.segment_id: row["count"] for row in assigned.groupBy("segment_id").count().collect()
    }
    assert [sizes[i] for i in range(3)] == sorted(sizes.values(), reverse=True)
    assert fitted.model.sizes == sizes


def test_a_fit_does_not_depend_on_the_order_or_layout_of_the_rows(fitted, features):
    shuffled = features.repartition(5).sortWithinPartitions(F.desc("user_id"))

    again = fit_segments(shuffled, SETTINGS)

    assert again.metrics == pytest.approx(fitted.metrics)
    assertDataFrameEqual(
        assign_segments(features, again.model, "1"), assign_segments(features, fitted.model, "1")
    )


def test_a_saved_model_assigns_as_it_did_also_users_it_never_saw(fitted, frame):
    loaded = SegmentModel.of(json.loads(json.dumps(fitted.model.numbers())))
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


def test_the_distance_is_to_the_own_centre_in_scaled_traits(fitted, features):
    row = with_segments(features, fitted.model).orderBy("user_id").first()

    distances = {
        i: np.linalg.norm(np.array(row.traits) - centre)
        for i, centre in fitted.model.centres.items()
    }
    assert row.distance == pytest.approx(distances[row.segment_id])
    assert row.segment_id == min(distances, key=distances.get)


def test_features_of_another_topic_model_are_refused(fitted, features, frame):
    row = a_user("u", BOTH, np.random.default_rng(1)) | {"feature_version": "1 topics=2"}

    with pytest.raises(ConfigError, match=r"'1 topics=1', but these are '1 topics=2'.*--fit"):
        assign_segments(frame(USER_FEATURES, row), fitted.model, "1")
    with pytest.raises(ConfigError, match=r"these are '1 topics=2'"):
        drift_figures(frame(USER_FEATURES, row), nobody(features), fitted.model, SETTINGS)


def test_centres_move_over_all_users_as_those_of_plain_k_means_do_until_they_rest(spark):
    draws = np.random.default_rng(5)
    points = draws.normal(0, 1, (3_000, 4)) + draws.choice([-2.0, 0.0, 3.0], (3_000, 1))
    users = spark.createDataFrame([(row.tolist(),) for row in points], "traits array<double>")
    start, nowhere = points[:5], np.full((1, 4), 1e6)
    rounds = SETTINGS.model_copy(update={"max_iterations": 4})

    found = refined(np.vstack([start, nowhere]), users.repartition(2), rounds)

    expected = KMeans(5, init=start, n_init=1, max_iter=4, tol=0).fit(points)
    assert found[:5] == pytest.approx(expected.cluster_centers_)
    assert (found[5] == nowhere).all()
    assert refined(points.mean(axis=0, keepdims=True), users, SETTINGS) == pytest.approx(
        points.mean(axis=0, keepdims=True)
    )


def nobody(features):
    return features.sparkSession.createDataFrame([], USER_SEGMENTS.schema)


def test_a_refit_to_the_same_users_keeps_their_ids_and_does_not_take_the_place(fitted, features):
    champion = fitted.model.renamed({0: 7, 1: 3, 2: 5}, next_id=9)

    known = last_known(champion, features, nobody(features))
    model = with_old_ids(fitted.model, features, known, champion.next_id, SETTINGS)

    assert model.next_id == 9
    assertDataFrameEqual(
        assign_segments(features, model, "2"), assign_segments(features, champion, "2")
    )
    assert not is_better(fitted, model, champion, features, SETTINGS)
    always = SETTINGS.model_copy(update={"replace_champion": "always"})
    assert is_better(fitted, model, champion, features, always)


def test_a_champion_of_other_features_is_matched_by_the_users_of_the_day_it_could_read(
    fitted, frame, truth, features
):
    later = [{**row, "feature_version": "2", "as_of_date": date(2024, 4, 1)} for _, row in truth]
    now = frame(USER_FEATURES, *later)
    refit = fit_segments(now, SETTINGS)
    champion = fitted.model.renamed({0: 4, 1: 6, 2: 2}, next_id=7)

    known = last_known(champion, features.unionByName(now), nobody(features))
    model = with_old_ids(refit.model, now, known, champion.next_id, SETTINGS)

    assert model.ids == [2, 4, 6]
    assert is_better(refit, model, champion, now, SETTINGS)


def test_a_champion_that_reads_no_features_any_more_is_matched_by_those_assigned_last(
    fitted, frame, truth, features
):
    # The day was worked out anew with features of another meaning; its segments still stand.
    now = frame(USER_FEATURES, *({**row, "feature_version": "2"} for _, row in truth))
    champion = fitted.model.renamed({0: 4, 1: 6, 2: 2}, next_id=7)
    assigned = assign_segments(features, champion, "1")
    earlier = assigned.withColumns({"as_of_date": F.lit(date(2024, 3, 30)), "segment_id": F.lit(2)})

    known = last_known(champion, now, earlier.unionByName(assigned))
    model = with_old_ids(fit_segments(now, SETTINGS).model, now, known, 7, SETTINGS)

    assert model.ids == [2, 4, 6]
    assert last_known(champion, now, nobody(features)).count() == 0


def test_those_assigned_last_are_known_where_the_champion_reads_older_features_only(
    fitted, frame, truth, features
):
    now = frame(USER_FEATURES, *({**row, "feature_version": "2"} for _, row in truth))
    few = features.limit(3).withColumn("as_of_date", F.lit(date(2024, 3, 1)))
    assigned = assign_segments(features, fitted.model, "1")

    known = last_known(fitted.model, few.unionByName(now), assigned)

    assert known.count() == len(truth)
    assert last_known(fitted.model, few.unionByName(now), nobody(features)).count() == 3


def test_users_like_those_of_the_fit_have_not_drifted_and_others_have(fitted, features, frame):
    def figures(rows):
        return drift_figures(rows, assign_segments(rows, fitted.model, "1"), fitted.model, SETTINGS)

    same = figures(features)
    others = [a_user(f"o{i}", BOTH, np.random.default_rng(i)) for i in range(200)]
    drifted = figures(frame(USER_FEATURES, *others))

    assert same["size_psi"] == pytest.approx(0, abs=1e-9)
    assert same["trait_psi_max"] == pytest.approx(0, abs=1e-9)
    assert same["silhouette"] == pytest.approx(same["silhouette_at_fit"])
    assert not asks_for_refit(same, SETTINGS)
    assert drifted["size_psi"] > 1
    assert asks_for_refit(drifted, SETTINGS)


def test_centres_learn_users_that_have_moved_and_near_a_refit(fitted, frame):
    """Half of those who write and buy turn from the evening to the morning."""
    rng = np.random.default_rng(8)
    moved = [
        {**row, "evening_share": 0.05} if kind == BOTH and rng.random() < 0.9 else row
        for kind, row in users_of_three_kinds(600, seed=4)
    ]

    learned = learn(frame(USER_FEATURES, *moved), fitted.model, SETTINGS)

    assert learned.after < learned.before
    assert learned.counts(0.05)
    assert learned.model.ids == fitted.model.ids


def test_density_clusters_cannot_learn(fitted, features):
    with pytest.raises(ConfigError, match="fit_segments with --fit"):
        learn(features, replace(fitted.model, method="density"), SETTINGS)


def test_no_users_one_user_and_users_who_are_all_alike_are_too_few(frame):
    twins = [
        {"user_id": u, "feature_version": "1", "post_count": 1, "active_days": 1, "order_count": 0}
        for u in "ab"
    ]

    with pytest.raises(TooLittleDataError, match="no users"):
        fit_segments(frame(USER_FEATURES), SETTINGS)
    for alike in (twins[:1], twins):
        with pytest.raises(TooLittleDataError, match="alike"):
            fit_segments(frame(USER_FEATURES, *alike), SETTINGS)


def test_what_is_not_a_number_or_without_end_says_nothing_of_a_user(fitted, frame):
    row = a_user("u", BOTH, np.random.default_rng(1))
    odd = {"sentiment_mean": float("nan"), "revenue": float("inf"), "evening_share": float("-inf")}

    users = frame(
        USER_FEATURES, {**row, **odd}, {**row, "user_id": "v", **dict.fromkeys(odd, None)}
    )

    one, other = with_segments(users, fitted.model).orderBy("user_id").collect()
    assert one.traits == other.traits
    assert np.isfinite(one.traits).all()


def test_a_constant_feature_tells_nobody_apart(fitted):
    # Nobody replies or reposts, and all have the same follower count: none.
    assert {"reply_share", "follower_count"}.isdisjoint(fitted.model.scaler.names)


def test_fewer_different_users_than_k_min_are_too_few(frame):
    users = frame(
        USER_FEATURES, *(a_user(f"u{i}", POSTERS, np.random.default_rng(i % 3)) for i in range(9))
    )

    with pytest.raises(TooLittleDataError, match="Fewer users differ"):
        fit_segments(users, SegmentSettings(k_min=5, methods=["kmeans"]))


def test_users_of_features_with_two_meanings_are_not_fitted_together(frame, truth):
    (_, one), (_, other) = truth[:2]
    users = frame(USER_FEATURES, one, {**other, "feature_version": "2"})

    with pytest.raises(ConfigError, match=r"'1 topics=1' and others '2'; run build_user_features"):
        fit_scaler(users, users, SETTINGS)


def buyers_with_one_of(spent):
    """A hundred who buy once, a hundred who buy often, and one who spent so much."""
    rng = np.random.default_rng(12)
    rows = []
    for i in range(201):
        orders = 1 if i % 2 else 10
        value = float(rng.uniform(9, 11)) if i else spent
        rows.append(
            a_user(f"u{i:03}", POSTERS, rng)
            | dict.fromkeys(("days_since_post", "sentiment_mean", "likes_per_post"), None)
            | dict.fromkeys(("negative_share", "topic_shares", "evening_share"), None)
            | {"post_count": 0, "active_days": 0, "order_count": orders}
            | {"mean_order_value": value, "revenue": orders * value, "days_since_order": 3.0}
        )
    return rows


def test_one_buyer_who_spent_a_thousand_times_the_rest_makes_no_group(frame):
    users = frame(USER_FEATURES, *buyers_with_one_of(10_000.0))

    fit = fit_segments(users, SETTINGS.model_copy(update={"k_min": 2}))

    assigned = assign_segments(users, fit.model, "1").collect()
    found = {row.user_id: row.segment_id for row in assigned}
    assert sorted(fit.model.sizes.values()) == [100, 101]
    assert len({found[f"u{i:03}"] for i in range(0, 201, 2)}) == 1


def test_what_one_user_spent_moves_no_other_and_itself_no_further_than_the_clip(frame):
    def points(spent):
        users = frame(USER_FEATURES, *buyers_with_one_of(spent))
        scaler = fit_scaler(users, users, SETTINGS)
        rows = scaler.transform(users).orderBy("user_id").collect()
        return np.array([row.traits for row in rows])

    much, more = points(1e4), points(1e7)

    assert (much == more).all()
    assert np.abs(much).max() <= SETTINGS.clip


def test_the_scale_of_a_trait_is_winsorised_over_those_who_have_it(frame):
    values = [*range(200), 10_000, None, None]
    users = frame(
        USER_FEATURES, *({"user_id": f"u{i}", "sentiment_mean": v} for i, v in enumerate(values))
    )
    (trait,) = (trait for trait in traits(0) if trait.name == "sentiment_mean")

    (scale,) = measure_scales(users, users, [trait], 0.01)

    # A hundredth of 201 are two values: 0 and 1 count as 2, 199 and 10,000 as 198.
    held = np.clip([*range(200), 10_000], 2, 198)
    assert (scale.mean, scale.deviation) == pytest.approx((held.mean(), held.std()))


def in_countries(truth):
    """Half of each kind of users lives in Côte d'Ivoire, the others, but three, in Peru."""
    places = ["Côte d'Ivoire" if i % 2 else "Peru" for i in range(len(truth))]
    places[:6] = ["Chad", "Chad", "Chad", None, None, None]
    return [
        {**row, "country": place, "attributes": {"pl'an": "pro" if kind == BOTH else "free"}}
        for (kind, row), place in zip(truth, places, strict=True)
    ]


def test_countries_and_attributes_tell_segments_apart_where_the_config_names_them(
    frame, fitted, truth
):
    users = frame(USER_FEATURES, *in_countries(truth))
    settings = SETTINGS.model_copy(update={"traits": ("country", "attributes.pl'an"), "k_max": 6})

    scaler = fit_scaler(users, users, settings)
    fit = fit_segments(users, settings)
    model = SegmentModel.of(json.loads(json.dumps(fit.model.numbers())))
    told = profiles_of(with_segments(users, model), model.ids, model.categories)

    assert [name for name in scaler.names if "=" in name] == [
        "attributes.pl'an=free", "attributes.pl'an=pro",
        "country=Côte d'Ivoire", "country=Peru",
    ]  # fmt: skip
    rows = scaler.transform(users).orderBy("user_id").collect()
    by_country = [row.traits[scaler.names.index("country=Peru")] for row in rows]
    assert by_country[3] == pytest.approx(0)  # an unknown country says nothing
    assert by_country[4] == by_country[5] == by_country[3]
    assert (by_country[6] > 0) and (by_country[7] < 0) and (by_country[0] < 0)
    assert not any("=" in name for name in fitted.model.scaler.names)
    shown = {d.trait.name: d.mean for d in told[0].differences}
    of_largest = [row for row in with_segments(users, model).collect() if row.segment_id == 0]
    known = [row.country for row in of_largest if row.country]
    assert shown["country=Peru"] == pytest.approx(known.count("Peru") / len(known))


def test_users_left_in_no_segment_have_no_row_and_are_in_no_sum(frame, features, truth, fitted):
    groups = (0, 1, NO_SEGMENT)
    clustering = replace(fitted.model.clustering, groups=groups)
    centres = {i: centre for i, centre in fitted.model.centres.items() if i < 2}
    model = replace(fitted.model, method="density", clustering=clustering, centres=centres)

    assigned = assign_segments(features, model, "1")

    assert {row.segment_id for row in assigned.collect()} == {0, 1}
    assert assigned.count() == sum(size for i, size in fitted.model.sizes.items() if i < 2)


def test_traits_are_weighed_by_the_covariance_of_all_users(fitted):
    weights, scales = np.array(fitted.model.scaler.weights), fitted.model.scaler.scales

    covariance = np.cov((fitted.points / weights).T)

    expected = group_weights([scale.trait.group for scale in scales], covariance)
    assert weights == pytest.approx(expected)
    assert len(set(expected)) > 2
