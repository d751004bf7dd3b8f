"""What is planted for recommendations is in the files: who is near, and what goes together."""

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F
from scipy.sparse import csr_matrix

from voxlake.sample.follows import follows
from voxlake.sample.generate import truth
from voxlake.sample.groups import CIRCLE, INTERESTS, is_big, ranked_big_account
from voxlake.sample.items import GROUP
from voxlake.sample.likes import likes
from voxlake.sample.people import people
from voxlake.sample.posts import posts
from voxlake.sample.settings import RecommendSettings, SampleSettings
from voxlake.sample.shown import CLICK_SHARES, NEAR_SHARE, planted_rates, shown_records

USUAL = RecommendSettings()
BEST = 10


@pytest.fixture(scope="module")
def planted(spark, sample):
    """Circle, interest and size of the account of each user, by the id of the files."""
    users = truth(spark, sample).users.toPandas()
    return users.set_index(users.user_id.str.removeprefix("sample:"))


@pytest.fixture(scope="module")
def edges(spark, sample):
    return spark.read.json(f"{sample}/follows").toPandas()


@pytest.fixture(scope="module")
def events(spark, sample):
    """Whole events, each id once."""
    rows = spark.read.json(f"{sample}/events").where("id IS NOT NULL AND user IS NOT NULL")
    return rows.toPandas().drop_duplicates("id")


def matrix(rows, columns, shape):
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def recall(scores, known, rows, columns):
    """Share of what was held out that is among the best of those not known; ties by number."""
    scores = np.where(known.toarray() > 0, -1.0, scores)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :BEST]
    return np.mean([column in best[row] for row, column in zip(rows, columns, strict=True)])


def test_friends_of_friends_are_found_better_than_by_popularity(spark, measured):
    sample = SampleSettings()
    everyone = spark.range(sample.users).withColumnRenamed("id", "user_no")
    found = follows(everyone, sample).toPandas().sort_values(["follower_no", "followed_no"])
    is_out = np.random.default_rng(1).random(len(found)) < 0.1
    kept, out = found[~is_out].to_numpy().T, found[is_out].to_numpy().T
    shape = (sample.users, sample.users)
    known = matrix(*kept, shape)
    near = known + known.T
    in_common = (near @ near).toarray()
    np.fill_diagonal(in_common, 0)
    popular = np.tile(np.asarray(known.sum(axis=0)), (sample.users, 1))

    by_friends, by_fame = recall(in_common, known, *out), recall(popular, known, *out)

    measured(f"sample: recall@10 of friends {by_friends:.3f}, of popularity {by_fame:.3f}")
    assert by_friends > 1.5 * by_fame
    assert 8 * sample.users < len(found) < 16 * sample.users


def test_most_follow_their_circle_and_a_few_accounts_are_big(edges, planted):
    pairs = edges[edges.followed.isin(planted.index) & (edges.follower != edges.followed)]
    circle = planted.circle
    share = (circle[pairs.follower].to_numpy() == circle[pairs.followed].to_numpy()).mean()
    followers = pairs.followed.value_counts().reindex(planted.index, fill_value=0)

    assert circle.value_counts().max() == CIRCLE
    assert (planted.groupby("circle").interest.nunique() == 1).all()
    assert share > 0.3
    assert 0.01 < planted.is_big.mean() <= 0.03
    assert followers[planted.is_big].mean() > 5 * followers[~planted.is_big].median()


@pytest.mark.parametrize("users", [20, 1_001])
def test_big_are_those_at_the_ranks_of_big_accounts(spark, users):
    numbers = spark.range(users)

    big = {row.id for row in numbers.where(is_big(F.col("id"), users)).collect()}

    at_ranks = numbers.select(ranked_big_account(F.col("id"), users).alias("no")).distinct()
    assert big == {row.no for row in at_ranks.collect()}
    assert len(big) == max(1, int(0.03 * users))


def test_a_few_are_said_to_follow_themselves_or_who_is_nowhere_else(edges, planted):
    is_own = edges.follower == edges.followed
    is_gone = ~edges.followed.isin(planted.index)

    assert 0 < is_own.sum() < 0.02 * len(edges)
    assert 0 < is_gone.sum() < 0.05 * len(edges)
    assert edges.followed[is_gone].str.startswith("gone-").all()


def test_what_others_of_an_interest_like_is_found_better_than_what_all_like(spark, measured):
    sample = SampleSettings(users=600)
    persons = people(spark, sample).cache()
    rows = likes(persons, posts(persons, sample), sample).toPandas()
    persons.unpersist()
    rows = rows.sort_values(["time", "id"])
    user, post = pd.factorize(rows.user)[0], pd.factorize(rows.post)[0]
    cut = int(0.8 * len(rows))
    shape = (user.max() + 1, post.max() + 1)
    known = matrix(user[:cut], post[:cut], shape)
    norms = np.sqrt(np.asarray(known.sum(axis=0)).ravel())
    scaled = known @ csr_matrix(np.diag(1 / np.maximum(norms, 1)))
    together = known @ (scaled.T @ scaled).toarray()
    popular = np.tile(np.asarray(known.sum(axis=0)), (shape[0], 1))

    by_others = recall(together, known, user[cut:], post[cut:])
    by_fame = recall(popular, known, user[cut:], post[cut:])

    measured(
        f"sample: {len(rows)} likes of {shape[0]} users; recall@10 of what was liked together "
        f"{by_others:.3f}, of popularity {by_fame:.3f}"
    )
    assert by_others > 1.5 * by_fame
    assert 4 * sample.users < len(rows) < 16 * sample.users


def test_a_like_comes_after_its_post_and_once(spark, sample, events):
    records = spark.read.json(f"{sample}/posts").where("text NOT LIKE '%(edited)'").toPandas()
    made = records.drop_duplicates("id").set_index("id").created_at
    liked = events[events.post.notna()]
    known = liked[liked.post.isin(made[made.between("2000", "2100")].index)]

    assert set(liked.type) == {"like"}
    assert not liked.duplicated(["user", "post"]).any()
    in_time = known[known.time.between("2000", "2100")]
    assert len(in_time) > 200
    assert (in_time.time.to_numpy() >= made[in_time.post].to_numpy()).all()


def test_answers_and_reposts_are_mostly_of_ones_interest(spark, sample, planted):
    records = spark.read.json(f"{sample}/posts").where("user IS NOT NULL").toPandas()
    target = records.repost_of.fillna(records.reply_to)
    linked = records[target.notna()]
    author = "u" + target[target.notna()].str.extract(r"^p(\d+)\.")[0]

    same = planted.interest[linked.user].to_numpy() == planted.interest[author].to_numpy()

    assert same.mean() > 0.5


def test_products_of_a_group_are_bought_together_by_those_who_click_on_them(
    spark, sample, events, planted
):
    group = truth(spark, sample).items.toPandas().set_index("item_id").group
    lines = spark.read.csv(f"{sample}/orders", header=True).toPandas()
    lines = lines[lines.line.str.fullmatch(r"o\d+\.\d+\.\d")]
    lines["group"] = group[lines.sku].to_numpy()
    of_order = lines.sort_values("line").groupby("order").group
    further = lines[lines.line.str[-1] != "0"]
    first = of_order.first()[further.order].to_numpy()
    clicks = events[events.item.notna() & events.user.isin(planted.index)]
    is_own = planted.interest[clicks.user].to_numpy() == group[clicks.item].to_numpy()

    by_chance = 1 / INTERESTS
    together = USUAL.together_share + (1 - USUAL.together_share) * by_chance
    assert (group.value_counts() == GROUP).all()
    assert (further.group == first).mean() == pytest.approx(together, abs=0.1)
    assert set(clicks.type) == {"click"}
    own = USUAL.shared_share + (1 - USUAL.shared_share) * by_chance
    assert is_own.mean() == pytest.approx(own, abs=0.1)
    sold = lines.sku.value_counts()
    assert len(sold) == INTERESTS * GROUP
    assert sold.max() < 4 * sold.min()


def test_a_few_take_no_part_and_a_few_block_one_of_their_circle(spark, sample, planted, settings):
    lines = spark.read.csv(f"{sample}/user_limits", header=True).toPandas()
    good = lines[lines.since.notna()]
    opted, blocks = good[good.what == "opted_out"], good[good.what == "blocked"]

    assert len(lines) - len(good) == 3
    assert 0 < len(opted) < 0.08 * settings.users
    assert 0 < len(blocks) < 0.12 * settings.users
    assert (opted.whom.isna() & opted.user.isin(planted.index)).all()
    assert (blocks.user != blocks.whom).all()
    same = planted.interest[blocks.user].to_numpy() == planted.interest[blocks.whom].to_numpy()
    assert same.all()
    assert good.since.between(str(settings.first_day), str(settings.last_day)).all()
    assert (opted.until.dropna() > opted.since[opted.until.notna()]).all()


def test_clicks_weighted_by_propensity_tell_the_planted_rates_and_plain_ones_do_not(spark):
    large = SampleSettings(users=6_000)
    rows = shown_records(people(spark, large), large).toPandas().drop_duplicates("id")
    rows = rows[~rows.id.str.contains("broken|odd")]
    shown = rows[(rows.action == "shown") & rows.chance.notna()]
    clicked = rows[rows.action == "clicked"]
    key = ["request", "place"]
    hits = shown[key].merge(clicked[key].drop_duplicates().assign(hit=1.0), on=key, how="left")
    shown = shown.assign(hit=hits.hit.fillna(0).to_numpy())

    weighted, plain = {}, {}
    for cell, of in shown.groupby(["kind", "place"]):
        weighted[cell] = np.average(of.hit, weights=1 / of.chance)
        plain[cell] = of.hit.mean()

    planted = {(kind, place): rate for kind, place, rate in planted_rates()}
    assert weighted == pytest.approx(planted, abs=0.04)
    assert all(plain[kind, 1] > planted[kind, 1] + 0.03 for kind in CLICK_SHARES)
    assert shown.chance.min() == pytest.approx(1 - NEAR_SHARE[0])
    assert clicked.duplicated(key).any()


def test_the_log_lies_on_the_days_of_the_sample_and_some_of_it_cannot_be(spark, sample, settings):
    log = spark.read.csv(f"{sample}/recommendation_events", header=True, inferSchema=True)
    rows = log.withColumn("day", F.to_date("time").cast("string")).toPandas()

    assert rows.day.between(str(settings.first_day), str(settings.last_day)).all()
    assert set(rows.action) == {"shown", "clicked", "hovered"}
    assert rows.item.notna().all()
    assert (rows.chance < 0).any()
    assert rows.chance.isna().any()
