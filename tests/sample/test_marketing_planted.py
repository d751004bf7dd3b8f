"""What is planted in campaigns, spend and experiments is in the files."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F

from voxlake.sample.bandit import BANDIT, CONVERSION
from voxlake.sample.campaigns import CAMPAIGNS, daily_costs, spent_on
from voxlake.sample.experiments import MINUTES, experiment_events, planted_means
from voxlake.sample.generate import truth
from voxlake.sample.people import people
from voxlake.sample.posts import BEST_HOURS, posts
from voxlake.sample.settings import MarketingSettings, SampleSettings
from voxlake.sample.site import PAGES, SEARCHES, SITE

USUAL = MarketingSettings()


@pytest.fixture(scope="module")
def spend(spark, sample):
    return spark.read.csv(f"{sample}/spend", header=True).toPandas()


@pytest.fixture(scope="module")
def orders(spark, sample):
    return spark.read.csv(f"{sample}/orders", header=True).toPandas()


@pytest.fixture(scope="module")
def planted(spark, sample):
    found = truth(spark, sample).campaigns.toPandas().set_index("campaign_id")
    return found.astype({"spend": float, "revenue": float}).rename(lambda name: name[7:])


@pytest.fixture(scope="module")
def log(spark, sample):
    """Whole rows of the experiments' events, each id once."""
    rows = spark.read.csv(f"{sample}/experiment_events", header=True, inferSchema=True).toPandas()
    rows = rows[~rows.id.str.startswith("broken.")].drop_duplicates("id")
    return rows.assign(time=pd.to_datetime(rows.time, utc=True))


@pytest.fixture(scope="module")
def large(spark):
    """Events of many users, without a bandit."""
    rows = experiment_events(spark, SampleSettings(users=6_000)).toPandas()
    return rows[rows.kind == "assignment"], rows[rows.kind == "outcome"]


def test_a_campaign_returns_what_is_planted(spend, orders, planted):
    paid = pd.to_numeric(orders.paid, errors="coerce").groupby(orders.campaign).sum()
    cost = pd.to_numeric(spend.cost, errors="coerce")[spend.day.notna()].groupby(spend.campaign)

    assert set(planted.index) == {campaign.id for campaign in CAMPAIGNS}
    assert paid.to_dict() == pytest.approx(planted.revenue[planted.revenue > 0].to_dict())
    assert cost.sum().to_dict() == pytest.approx(planted.spend[planted.spend > 0].to_dict())
    returns = planted[planted.spend > 0]
    assert (returns.revenue / returns.spend).to_dict() == pytest.approx(
        returns.return_on_spend.to_dict(), rel=1e-3
    )
    assert returns.return_on_spend.nunique() > 4


def test_there_are_campaigns_without_spend_and_without_revenue(planted):
    has = {(row.spend > 0, row.revenue > 0) for row in planted.itertuples()}

    assert has == {(True, True), (True, False), (False, True), (False, False)}
    assert planted.return_on_spend[planted.spend == 0].isna().all()
    assert (planted.return_on_spend[(planted.spend > 0) & (planted.revenue == 0)] == 0).all()


def test_spend_has_what_was_paid_back_what_is_of_no_campaign_and_what_is_broken(spend, settings):
    cost = pd.to_numeric(spend.cost, errors="coerce")

    assert (cost < 0).sum() == 2  # the second is broken
    assert (spend.campaign.isna()).sum() == settings.days
    assert (spend.day.isna().sum(), cost.isna().sum()) == (1, 1)
    assert spend.entry.is_unique
    assert spend.day.dropna().between(str(settings.first_day), str(settings.last_day)).all()


def test_nothing_is_spent_for_revenue_that_there_was_none_of(settings):
    nothing = [daily_costs(c, {}, settings) for c in CAMPAIGNS if c.return_on_spend]

    assert {sum(costs) for costs in nothing} == {0}
    assert [spent_on(c, {}, settings) > 0 for c in CAMPAIGNS] == [c.daily > 0 for c in CAMPAIGNS]


def test_all_lines_of_an_order_and_what_is_paid_back_came_by_one_campaign(orders):
    lines = orders[~orders.line.str.startswith("broken-")]

    campaigns = lines.fillna({"campaign": ""}).groupby("order").campaign.nunique()
    assert campaigns.max() == 1
    assert lines.campaign[lines.paid.str.startswith("-")].notna().any()
    assert 0.1 < lines.campaign.notna().mean() < 0.5


def test_one_test_has_an_effect_and_the_others_have_none(large):
    assigned, outcomes = large
    once = assigned.sort_values("id").drop_duplicates(["experiment", "user"])
    users = once.merge(
        outcomes[outcomes.metric == CONVERSION], on=["experiment", "user"], how="left"
    )
    converted = users.value_y.notna().groupby([users.experiment, users.arm_x]).mean()
    planted = {(name, arm): mean for name, arm, mean in planted_means(USUAL) if name != BANDIT}

    assert converted.to_dict() == pytest.approx(planted, abs=0.035)
    assert planted["checkout", "short"] == USUAL.conversion * (1 + USUAL.lift)


def test_minutes_of_before_tell_much_of_those_of_after(large):
    assigned, outcomes = large
    minutes = outcomes[outcomes.metric == MINUTES].sort_values("time")
    logs = np.log(minutes.value).groupby(minutes.user).agg(["first", "last"])
    arm = assigned[assigned.experiment == "checkout"].set_index("user").arm
    gain = (logs["last"] - logs["first"]).groupby(arm.reindex(logs.index)).mean()

    assert logs.corr().iloc[0, 1] > 0.6
    assert gain["short"] - gain["current"] == pytest.approx(np.log(1.15), abs=0.05)


def test_faulty_tests_have_a_mismatch_a_late_arm_and_users_in_two_arms(large):
    assigned, _ = large
    shares = assigned.groupby("experiment").arm.value_counts(normalize=True)
    subject = assigned[assigned.experiment == "subject"].groupby("arm").time.min()
    arms = assigned.groupby(["experiment", "user"]).arm.nunique()
    twice = arms[arms > 1].groupby("experiment").size()

    assert shares["onboarding", "guide"] == pytest.approx(USUAL.mismatch, abs=0.02)
    assert shares["checkout", "short"] == pytest.approx(0.5, abs=0.02)
    assert subject["emoji"] - subject["plain"] > timedelta(days=14)
    assert set(twice.index) == {"banner"}
    assert twice["banner"] / 6_000 == pytest.approx(USUAL.twice_share, abs=0.006)


def test_the_log_of_the_bandit_tells_its_planted_means_by_its_chances(log):
    rows = log[log.experiment == BANDIT]
    chosen = rows[rows.kind == "assignment"].set_index("choice")
    rewards = rows[rows.kind == "outcome"].drop_duplicates("choice").set_index("choice")
    chosen["reward"] = rewards.value
    weights = 1 / chosen.chance
    told = {  # self-normalised inverse propensities
        arm: np.average(of.reward, weights=weights[of.index]) for arm, of in chosen.groupby("arm")
    }

    assert told == pytest.approx(dict(zip("abc", USUAL.bandit_means, strict=True)), abs=0.06)
    assert len(chosen) == USUAL.bandit_choices
    assert chosen.chance.between(0.1, 1).all()
    assert chosen.groupby("arm").size().idxmax() == "c"


def test_some_rewards_come_late_and_some_twice(log):
    rows = log[log.experiment == BANDIT]
    chosen = rows[rows.kind == "assignment"].set_index("choice").time
    rewards = rows[rows.kind == "outcome"]
    first = rewards.groupby("choice").time.min()
    waited = first - chosen[first.index]

    assert (waited >= timedelta(0)).all()
    late = (waited > timedelta(days=1)).mean()
    assert late == pytest.approx(USUAL.late_share, abs=0.03)
    repeated = rewards.choice.duplicated().mean()
    assert repeated == pytest.approx(USUAL.repeated_share, abs=0.015)


def test_what_happened_lies_on_the_days_of_the_sample(log, settings):
    assert log.time.min().date() >= settings.first_day
    assert log.time.max().date() <= settings.last_day


def test_posts_of_a_few_accounts_do_better_at_their_own_time_of_day(spark):
    planted = MarketingSettings(best_hour_posts=30)
    sample = SampleSettings(users=800, marketing=planted)
    persons = people(spark, sample).cache()
    after = F.pmod(F.hour("posted_at") - F.col("best_hour"), F.lit(24))
    rows = (
        posts(persons, sample)
        .withColumn("is_best", after < BEST_HOURS)
        .groupBy("user_no", "is_best")
        .agg(F.avg(F.log1p("likes")).alias("likes"), F.count("*").alias("posts"))
        .where("is_best IS NOT NULL")
        .toPandas()
    )
    persons.unpersist()
    by_time = rows.pivot_table(index="user_no", columns="is_best", values="likes").dropna()

    assert 0.005 * sample.users < len(by_time) < 0.1 * sample.users
    gain = (by_time[True] - by_time[False]).mean()
    assert gain == pytest.approx(planted.best_hour_effect, abs=0.3)


def test_a_sample_of_before_there_were_campaigns_is_known_by_its_settings():
    settings = SampleSettings(users=250)
    written = json.loads(settings.model_dump_json())
    del written["marketing"]

    assert settings.are_those_of(json.dumps(written))
    assert not settings.are_those_of(json.dumps({**written, "users": 251}))
    assert not settings.are_those_of(json.dumps({**written, "unheard": 1}))


def test_search_shows_pages_at_the_places_that_are_planted(spark, sample, settings):
    rows = spark.read.csv(f"{sample}/search_console", header=True, inferSchema=True).toPandas()
    whole = rows[rows.Date.notna() & rows.Page.notna()]
    by_search = whole.groupby(["Page", "Query", "Device"])

    assert len(rows) - len(whole) == 2
    assert len(whole) == settings.days * len(SEARCHES)
    found = {
        key: (
            np.average(of.Position, weights=of.Impressions),
            of.Clicks.sum() / of.Impressions.sum(),
        )
        for key, of in by_search
    }
    for search in SEARCHES:
        position, click_share = found[f"{SITE}/{search.page}", search.query, search.device]
        assert position == pytest.approx(search.position, abs=0.15)
        assert click_share == pytest.approx(search.click_share, abs=0.02)
    assert {f"{SITE}/{name}" for name in PAGES} == set(whole.Page)
