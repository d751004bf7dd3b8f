"""What is learnt of published posts, and how bandits take it, on a lake of a folder."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from voxlake.core.days import Days
from voxlake.jobs import learn_content, update_bandits
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.marketing.learnt.settings import LearntSettings
from voxlake.run.context import Context
from voxlake.tables import (
    BANDIT_STATE,
    CONTENT_LEARNT,
    CONTENT_REWARDS,
    EXPERIMENTS,
    POSTS,
    PUBLICATIONS,
)

FIRST = date(2024, 3, 1)
DAYS = 30
BANDITS = ExperimentSettings(bandits={"tone": BanditSettings()})


def noon(day):
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=12)


def post(n, day, likes):
    told = {"post_id": f"m:{n}", "post_date": day, "posted_at": noon(day), "user_id": "m:me"}
    return {**told, "source": "m", "is_usable": True, "is_repost": False, "like_count": likes}


@pytest.fixture(scope="module")
def told(spark, frame, tmp_path_factory):
    """Two posts a day: of an arm that does well every other day, and of one that never does."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("learnt"))), run_id="run")
    posts, sent = [], []
    for n in range(DAYS):
        day = FIRST + timedelta(days=n)
        for arm, likes in (("warm", 99 * (n % 2)), ("cold", 0)):
            name = f"{arm}{n}"
            posts.append(post(name, day, likes))
            told = {"publication_id": f"p-{name}", "network_post_id": name, "sent_at": noon(day)}
            of_arm = {"experiment_id": "tone", "arm_id": arm, "text": "Hello", "network": "m"}
            sent.append({**told, **of_arm, "state": "sent"})
    lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    lake.replace(frame(PUBLICATIONS, *sent), PUBLICATIONS, Days.every())
    planned = {"experiment_id": "tone", "arms": ["cold", "warm"], "metric": "beats_usual"}
    lake.replace(frame(EXPERIMENTS, planned), EXPERIMENTS, Days.every())
    return Context(spark, lake, None, Days.of([FIRST + timedelta(days=DAYS - 1)]), "run")


@pytest.fixture
def ctx(told, copied):
    return copied(told)


@pytest.mark.whole
def test_published_arms_are_compared_and_reward_their_bandit_once_and_late_ones_too(ctx):
    halfway = replace(ctx, days=Days.of([FIRST + timedelta(days=15)]))
    for each in (halfway, ctx):
        learn_content.run(each, LearntSettings())
        update_bandits.run(each, BANDITS)

    rewards = ctx.lake.read(CONTENT_REWARDS).groupBy("as_of_date").count().collect()
    known = {row["as_of_date"]: row["count"] for row in rewards}
    # Posts of the last three days are too young.
    assert known == {halfway.as_of: 26, ctx.as_of: 54}
    learnt = ctx.lake.read(CONTENT_LEARNT, ctx.days).where("attribute = 'arm'").collect()
    by_value = {row["value"]: row for row in learnt}
    assert by_value["warm"]["post_count"] == by_value["cold"]["post_count"] == 27
    assert by_value["warm"]["difference"] > 1
    assert by_value["warm"]["is_reliable"]
    assert by_value["warm"]["is_by_chance"]
    states = ctx.lake.read(BANDIT_STATE).collect()
    told = {(row["as_of_date"], row["arm"]): row for row in states}
    late, early = (told[each.as_of, "warm"] for each in (ctx, halfway))
    assert (early["choice_count"], late["choice_count"]) == (13, 27)
    assert (late["reward_count"], late["repeated_count"], late["metric"]) == (27, 0, "beats_usual")
    # Every other warm post got 99 likes: those of odd days, of which 13 are among the first 27.
    assert (early["reward_sum"], late["reward_sum"]) == (6.0, 13.0)
    assert told[ctx.as_of, "cold"]["reward_sum"] == 0.0
    assert ctx.notes["matched"] == 60


def test_a_lake_in_which_nothing_was_published_teaches_nothing(ctx, frame):
    ctx.lake.replace(frame(PUBLICATIONS), PUBLICATIONS, Days.every())

    learn_content.run(ctx, LearntSettings())

    assert ctx.lake.read(CONTENT_LEARNT).count() == 0
    assert ctx.lake.read(CONTENT_REWARDS).count() == 0
