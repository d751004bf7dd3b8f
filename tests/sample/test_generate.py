import json
import re
from collections import Counter
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from pyspark.ml.feature import StopWordsRemover
from pyspark.sql import functions as F

from voxlake.core.errors import InputError
from voxlake.sample.bursts import bursts
from voxlake.sample.generate import truth, write_sample
from voxlake.sample.people import people
from voxlake.sample.purchases import purchases

FILES = ("posts", "events", "orders", "users", "follows")


@pytest.fixture(scope="module")
def posts(spark, sample):
    """Whole records of posts, each id once, in pandas."""
    records = spark.read.json(f"{sample}/posts").where("id is not null and text is not null")
    return records.toPandas().drop_duplicates("id").set_index("id")


@pytest.fixture(scope="module")
def planted(spark, sample):
    found = truth(spark, sample).posts.toPandas()
    found["id"] = found.post_id.str.removeprefix("sample:")
    return found.set_index("id")


def test_a_sample_that_is_there_is_left_as_it_is(spark, sample, settings):
    before = {path: path.stat().st_mtime_ns for path in Path(sample).rglob("*")}

    assert not write_sample(spark, sample, settings)

    assert {path: path.stat().st_mtime_ns for path in Path(sample).rglob("*")} == before


def test_a_sample_of_other_settings_is_not_written_over(spark, sample, settings):
    with pytest.raises(InputError, match=r"other settings.*\"users\":250.*Remove it"):
        write_sample(spark, sample, settings.model_copy(update={"users": 300}))


def test_people_and_purchases_do_not_depend_on_partitions(spark, settings):
    def found(parallelism):
        spark.conf.set("spark.sql.leafNodeDefaultParallelism", parallelism)
        persons = people(spark, settings)
        bought = purchases(persons.where("is_buyer"), settings)
        return [
            sorted(map(tuple, persons.select("user_no", "name", "handle", "mood").collect())),
            sorted(map(tuple, bought.collect())),
        ]

    try:
        assert found(1) == found(5)
    finally:
        spark.conf.unset("spark.sql.leafNodeDefaultParallelism")


def test_every_day_has_its_folder_and_none_lies_outside(sample, settings):
    days = {settings.first_day + timedelta(days=i) for i in range(settings.days)}

    for kind in ("posts", "events"):
        found = {path.name for path in Path(sample, kind).glob("day=*")}
        assert found == {f"day={day}" for day in days}


def test_every_post_of_the_files_is_in_the_truth(posts, planted):
    assert set(posts.index) == set(planted.index)


def test_topics_share_at_least_half_of_their_vocabulary(posts, planted):
    stop_words = set(StopWordsRemover.loadDefaultStopWords("english"))
    vocabulary = {}
    for topic, of in planted[planted.topic.notna()].groupby("topic"):
        words = re.findall(r"[a-z]{3,}", " ".join(posts.text[of.index]).lower())
        vocabulary[topic] = set(words) - stop_words

    shared = {
        (one, other): len(vocabulary[one] & vocabulary[other]) / len(vocabulary[one])
        for one, other in combinations(vocabulary, 2)
    }

    assert len(vocabulary) == 8
    assert min(shared.values()) >= 0.5, shared


def test_a_repost_has_the_words_of_the_post_that_it_repeats(posts):
    reposts = posts[posts.repost_of.notna() & ~posts.text.str.endswith("(edited)")]
    originals = posts.text.reindex(reposts.repost_of).str.removesuffix(" (edited)")

    assert len(reposts) > 50
    assert list(reposts.text.str.replace(r"^RT @\w+: ", "", regex=True)) == list(originals)


def test_answers_and_reposts_come_after_what_they_are_about(posts):
    posts = posts[posts.created_at > "2000"]  # others are planted errors
    moved = posts.text.str.endswith("(edited)")
    linked = posts[(posts.repost_of.notna() | posts.reply_to.notna()) & ~moved]
    target = linked.repost_of.fillna(linked.reply_to)
    target = target[target.isin(posts.index[~moved])]

    assert (linked.created_at[target.index] >= posts.created_at[target].to_numpy()).all()


def test_something_goes_wrong_with_deliveries_in_the_last_week(posts, planted, settings):
    delivery = planted[planted.topic == "delivery"]
    week_ago = str(settings.last_day - timedelta(days=7))
    is_late = posts.created_at[delivery.index].str[:10] > week_ago
    is_negative = delivery.sentiment == "negative"

    assert is_negative[is_late].mean() > is_negative[~is_late].mean() + 0.2


def test_many_post_about_one_topic_on_the_days_of_its_burst(posts, planted, settings):
    days = posts.created_at[planted.index].str[:10]
    shares = {}
    for burst in bursts(settings):
        is_on = days.between(str(burst.first), str(burst.last))
        is_of = planted.topic == burst.topic
        shares[burst.topic] = (is_of[is_on].mean(), is_of[~is_on].mean())

    assert len(shares) == 2
    assert all(on > 2 * usual for on, usual in shares.values()), shares


def test_bursts_before_the_first_day_are_left_out(settings):
    short = settings.model_copy(update={"days": 14})

    assert [burst.topic for burst in bursts(short)] == ["travel"]
    assert bursts(short)[0].first == short.first_day


def test_records_come_twice_corrected_and_broken(spark, sample, settings):
    lines = [row.value for row in spark.read.text(f"{sample}/posts").collect()]
    whole = [json.loads(line) for line in lines if line.endswith("}")]
    repeated = Counter(line for line in lines)
    versions = Counter(record["id"] for record in whole if "id" in record)

    assert len(whole) < len(lines)  # cut off
    assert any("id" not in record for record in whole)
    assert any(record["created_at"] == "yesterday" for record in whole)
    assert max(repeated.values()) == 2
    assert max(versions.values()) >= 2
    assert any(record["text"].endswith("(edited)") for record in whole)


def test_orders_have_guests_refunds_and_amounts_that_are_none(spark, sample):
    orders = spark.read.csv(f"{sample}/orders", header=True)
    counts = orders.select(
        F.count_if(F.col("customer").isNull()).alias("guests"),
        F.count_if(F.col("paid").startswith("-")).alias("refunds"),
        F.count_if(F.coalesce("paid", F.lit("call us")) == "call us").alias("broken"),
    ).first()

    assert min(counts) > 0


def test_few_people_have_most_followers_and_friends_share_friends(spark, sample, settings):
    follows = spark.read.json(f"{sample}/follows").toPandas()
    followers = follows.followed.value_counts()
    edges = set(zip(follows.follower, follows.followed, strict=True))
    strangers = follows.followed.sample(frac=1, random_state=1).to_list()
    by_chance = set(zip(follows.follower, strangers, strict=True))

    assert followers.iloc[: settings.users // 10].sum() > 0.3 * len(follows)
    assert len(edges) == len(follows)
    assert closed_share(edges) > 1.1 * closed_share(by_chance)


def closed_share(edges):
    """Share of the ways over a friend that end at another friend."""
    friends = {}
    for one, other in edges:
        friends.setdefault(one, set()).add(other)
    ways = [(a, c) for a, b in edges for c in friends.get(b, ()) if c != a]
    return sum(c in friends[a] for a, c in ways) / len(ways)
