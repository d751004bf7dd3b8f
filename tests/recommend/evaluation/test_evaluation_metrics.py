"""Figures of lists beside plain Python, and by hand."""

from datetime import date

import numpy as np
import pandas as pd
import plain_evaluation as plain
import pytest

from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.evaluation.evaluate import measure
from voxlake.recommend.evaluation.lists import Split, covisitation_lists
from voxlake.recommend.evaluation.metrics import banded, items_told, user_figures
from voxlake.recommend.evaluation.rows import metric_rows, told_of
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.tables import RECOMMENDATION_METRICS

CUT, TODAY = date(2024, 3, 17), date(2024, 3, 31)
KEY = "user_id string, item_kind string, item_id string"
BEFORE = f"{KEY}, weight double, target double, day date"
LISTS = f"{KEY}, rank int, model_version string"
CLOSE = ContentSettings(seeds=50, neighbours=100, min_common_users=1)
SETTINGS = EvaluationSettings(
    samples=200, groups=100, bands=(1, 6), cutoffs=(3, 5, 8), content=CLOSE
)


def drawn(seed=0):
    """A little world: some users have no list, some nothing before, some items no users."""
    rng = np.random.default_rng(seed)
    users, items = [f"u{n}" for n in range(30)], [f"i{n:02}" for n in range(25)]
    before, after, listed, barred = {}, set(), [], set()
    for user in users:
        for kind in plain.KINDS:
            count = int(rng.integers(0, 9)) if user != "u7" else 0
            for item in rng.choice(items[:20], count, replace=False):
                before[user, kind, str(item)] = float(rng.integers(1, 4))
            after |= {(user, kind, str(i)) for i in rng.choice(items, 6, replace=False)}
            barred |= {(user, kind, str(i)) for i in rng.choice(items, 2, replace=False)}
            if rng.random() < 0.8:
                own = rng.choice(items, 8, replace=False)
                listed += [(user, kind, str(i), r) for r, i in enumerate(own, start=1)]
    after |= {("stranger", "post", "i01"), ("u1", "post", "unheard of")}
    listed.append(("u9", "post", None, 0))
    return {
        "before": sorted((*key, weight) for key, weight in before.items()),
        "allowed": {(kind, i) for kind in plain.KINDS for i in items if i not in ("i03", "i24")},
        "barred": sorted(barred),
        "after": sorted(after),
        "recommended": listed,
    }


def split_of(frame, world):
    keys = KEY.replace(" string", "").split(", ")
    before = [
        {**dict(zip(keys, row, strict=False)), "weight": row[3], "target": row[3], "day": CUT}
        for row in world["before"]
    ]
    barred, after = (
        frame(KEY, *(dict(zip(keys, row, strict=True)) for row in world[name]))
        for name in ("barred", "after")
    )
    allowed = [{"item_kind": kind, "item_id": item} for kind, item in sorted(world["allowed"])]
    return Split(
        frame(BEFORE, *before), frame("item_kind string, item_id string", *allowed), barred, after
    )


@pytest.fixture(scope="module")
def world():
    return drawn()


@pytest.fixture(scope="module")
def rows(frame, world):
    listed = [
        {"user_id": u, "item_kind": k, "item_id": i, "rank": r, "model_version": f"1 {k}"}
        for u, k, i, r in world["recommended"]
    ]
    measured = measure(frame(LISTS, *listed), split_of(frame, world), CUT, SETTINGS)
    return metric_rows(measured, TODAY, SETTINGS)


@pytest.fixture(scope="module")
def table(rows):
    return pd.DataFrame(rows, columns=RECOMMENDATION_METRICS.column_names)


def band_of(world, user, kind):
    acted = sum((u, k) == (user, kind) for u, k, *_ in world["before"])
    return "0" if acted == 0 else "1-5" if acted < 6 else "6+"


@pytest.mark.parametrize("kind", plain.KINDS)
def test_figures_of_all_methods_are_those_of_plain_python(table, world, kind):
    of_kind = table[(table.kind == kind) & (table.band == "all")]
    judges = [user for user, k in plain.wanted(world) if k == kind]

    assert len(of_kind) == 3 * 3 * 6
    assert set(of_kind.user_count) == {len(judges)}
    for method, make in plain.METHODS.items():
        for k in SETTINGS.cutoffs:
            own = of_kind[(of_kind.method == method) & (of_kind["cutoff"] == k)]
            expected = plain.figures(world, kind, make, k, judges)
            found = dict(zip(own.metric, own.value, strict=True))
            assert found == pytest.approx(expected, abs=2e-8), (method, k)


def test_figures_of_a_band_are_those_of_its_users(table, world):
    judges = plain.wanted(world)
    for band in ("0", "1-5", "6+"):
        users = [u for u, k in judges if k == "post" and band_of(world, u, k) == band]
        own = table[
            (table.kind == "post") & (table.band == band) & (table.method == "covisitation")
        ]
        at5 = own[own["cutoff"] == 5].set_index("metric")
        expected = plain.figures(world, "post", plain.covisitation, 5, users)
        for metric in ("recall", "ndcg", "map"):
            assert at5.value[metric] == pytest.approx(expected[metric], abs=2e-8)
        assert set(at5.user_count) == {len(users)}


def test_differences_are_to_the_same_users_and_intervals_lie_around_the_figure(table):
    told = table[(table.band == "all") & (table.metric == "ndcg")].set_index(
        ["kind", "method", "cutoff"]
    )
    for kind in plain.KINDS:
        own, other = told.loc[kind, "recommended", 5], told.loc[kind, "popular", 5]
        assert own.over_popular == pytest.approx(own.value - other.value)
        assert other.over_covisitation == pytest.approx(
            other.value - told.loc[kind, "covisitation", 5].value
        )
        assert own.low < own.value < own.high
        assert own.over_popular_low < own.over_popular < own.over_popular_high
        assert pd.isna(other.over_popular)


def test_what_could_be_reached_and_who_made_the_lists_is_told(table, world):
    had = {(u, k, i) for u, k, i, _ in world["before"]} | set(world["barred"])
    new = [one for one in world["after"] if one not in had and one[1] == "post"]
    reached = sum((k, i) in world["allowed"] for _, k, i in new)

    of_posts = table[table.kind == "post"]

    assert of_posts.reachable.unique() == pytest.approx([reached / len(new)])
    assert set(of_posts.model_version) == {"1 post"}


def test_figures_of_all_users_go_to_model_metrics_by_name(rows, table):
    told = dict(told_of(rows))

    own = table[(table.kind == "post") & (table.band == "all") & (table.method == "recommended")]
    at5 = own[own["cutoff"] == 5].set_index("metric")
    assert told["post_recommended_recall_at_5"] == at5.value["recall"]
    assert told["post_recommended_ndcg_at_5_over_popular_low"] == at5.over_popular_low["ndcg"]
    assert "post_popular_ndcg_at_5_over_covisitation_low" not in told


def test_figures_by_hand(frame):
    # a wants p, q and r; the list is x, p, y, q: hits at ranks 2 and 4; y might not be shown.
    lists = [
        {"method": "m", "user_id": "a", "item_kind": "post", "item_id": item, "rank": rank}
        for rank, item in enumerate("xpyq", start=1)
    ]
    wanted = [{"user_id": "a", "item_kind": "post", "item_id": item} for item in "pqr"]
    wanted.append({"user_id": "b", "item_kind": "post", "item_id": "p"})
    told = [
        {"item_kind": "post", "item_id": item, "information": bits, "is_top": item == "x"}
        for item, bits in {"x": 0.5, "p": 1.5, "q": 3.0}.items()
    ]
    items = frame("item_kind string, item_id string, information double, is_top boolean", *told)

    figures = user_figures(
        frame(f"method string, {KEY}, rank int", *lists), frame(KEY, *wanted), items, ["m"], [2, 4]
    )
    a, b = sorted(figures.collect(), key=lambda row: row.user_id)

    second, fourth = 1 / np.log2(3), 1 / np.log2(5)
    ideal = 1 + second + 0.5
    assert a.recall_2 == pytest.approx(1e9 / 3, abs=1)
    assert a.recall_4 == pytest.approx(2e9 / 3, abs=1)
    assert a.ndcg_2 == pytest.approx(1e9 * second / (1 + second), abs=1)
    assert a.ndcg_4 == pytest.approx(1e9 * (second + fourth) / ideal, abs=1)
    assert a.map_2 == pytest.approx(1e9 * (1 / 2) / 2, abs=1)
    assert a.map_4 == pytest.approx(1e9 * (1 / 2 + 2 / 4) / 3, abs=1)
    assert (a.novelty_4, a.top_share_4, a.listed_4) == (5_000_000_000, 1_000_000_000, 3)
    assert (b.users, b.recall_4, b.ndcg_4, b.map_4, b.listed_4) == (1, 0, 0, 0, 0)


def test_the_one_percent_are_the_items_of_most_users_and_equal_ones_are_all_of_them(frame):
    # 200 items: 2 are enough; the third has as many users as the second.
    users = {"i000": 5, "i001": 4, "i002": 4, **{f"i{n:03}": 1 for n in range(3, 150)}}
    before = [
        {"user_id": f"u{u}", "item_kind": "item", "item_id": item}
        for item, count in users.items()
        for u in range(count)
    ]
    allowed = [{"item_kind": "item", "item_id": f"i{n:03}"} for n in range(200)]
    allowed.append({"item_kind": "post", "item_id": "nobody knows it"})

    told = items_told(frame(KEY, *before), frame("item_kind string, item_id string", *allowed))
    rows = {row.item_id: row for row in told.collect()}

    assert {item for item, row in rows.items() if row.is_top} == {"i000", "i001", "i002"}
    assert rows["i000"].information == 0
    assert rows["i003"].information == pytest.approx(np.log2(5))
    assert rows["i199"].information == rows["i003"].information
    assert (rows["nobody knows it"].information, rows["nobody knows it"].is_top) == (0, False)


def test_bands_begin_with_their_number_and_those_who_did_nothing_are_one(frame):
    acted = {"a": 0, "b": 1, "c": 4, "d": 5, "e": 19, "f": 20}
    before = [
        {"user_id": user, "item_kind": "item", "item_id": str(n)}
        for user, count in acted.items()
        for n in range(count)
    ]
    figures = frame(
        "user_id string, item_kind string, users bigint",
        *({"user_id": user, "item_kind": "item", "users": 1} for user in acted),
    )

    found = banded(figures, frame(KEY, *before), (1, 5, 20)).collect()

    assert {row.user_id: row.band for row in found} == {
        "a": "0",
        "b": "1-4",
        "c": "1-4",
        "d": "5-19",
        "e": "5-19",
        "f": "20+",
    }


@pytest.mark.whole
def test_without_anybody_to_judge_there_are_no_rows(frame):
    nothing = {name: [] for name in ("before", "barred", "after")} | {"allowed": set()}

    measured = measure(frame(LISTS), split_of(frame, nothing), CUT, SETTINGS)

    assert metric_rows(measured, TODAY, SETTINGS) == []


@pytest.mark.whole
def test_users_who_have_no_lists_count_as_nothing_found_and_novelty_is_null(frame, world):
    measured = measure(frame(LISTS), split_of(frame, world), CUT, SETTINGS)

    rows = metric_rows(measured, TODAY, SETTINGS)
    table = pd.DataFrame(rows, columns=RECOMMENDATION_METRICS.column_names)
    own = table[(table.method == "recommended") & (table.band == "all")].set_index("metric")
    assert set(own.value[["recall", "ndcg", "map", "coverage"]].tolist()) == {0.0}
    assert own.value[["novelty", "top_share"]].isna().all()
    assert (table[(table.method == "popular") & (table.metric == "recall")].value > 0).any()
    assert own.model_version.isna().all()


def test_much_of_one_kind_takes_nothing_of_another_in_covisitation(frame):
    # All bought two things, of more weight than the posts that they liked.
    before = [
        {"user_id": user, "item_kind": kind, "item_id": item, "weight": w, "target": w, "day": CUT}
        for user in ("a", "b", "c")
        for kind, items, w in (("item", "xy", 5.0), ("post", "pq", 1.0))
        for item in items
        if (user, item) != ("c", "q")
    ]
    allowed = [{"item_kind": "post", "item_id": "q"}]
    split = Split(
        frame(BEFORE, *before),
        frame("item_kind string, item_id string", *allowed),
        frame(KEY),
        frame(KEY),
    )
    judge = frame("user_id string, item_kind string", {"user_id": "c", "item_kind": "post"})

    lists = covisitation_lists(split, judge, ContentSettings(seeds=2, min_common_users=2))

    (row,) = lists.collect()
    assert (row.user_id, row.item_kind, row.item_id) == ("c", "post", "q")
    assert row.score == pytest.approx(2 / 6**0.5)  # two of three users of p have q too
