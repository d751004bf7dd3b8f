"""The jobs on returns, end to end on a lake of a folder."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs import build_campaign_results, fit_mix, fit_roi, plan_budget
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.marketing.returns.settings import MixSettings, PostChannel, ReturnSettings
from voxlake.run.context import Context
from voxlake.tables import (
    BUDGET_PLAN,
    CAMPAIGN_RESULTS,
    CAMPAIGNS,
    MIX_CHANNELS,
    MIX_CONTRIBUTIONS,
    MIX_CURVES,
    ORDERS,
    POSTS,
    PURCHASE_LINES,
    ROI_COEFFICIENTS,
    ROI_PREDICTIONS,
    SPEND,
)

MONDAY = date(2023, 1, 2)
WEEKS = 60
TODAY = MONDAY + timedelta(weeks=WEEKS, days=1)
MIX = MixSettings(
    draws=20,
    saturations=("hill",),
    season_pairs=(0,),
    trends=(False,),
    post_channels={"mentions": PostChannel(mentions=("us",))},
    by_country=True,
)
RETURN = {"a": 3.0, "b": 1.5}


def story():
    """Two campaigns: each week some spend, and an order of so many times as much by them."""
    rng = np.random.default_rng(1)
    spend, orders, lines = [], [], []
    for week in range(WEEKS):
        day = MONDAY + timedelta(weeks=week)
        at = datetime.combine(day, datetime.min.time())
        for name, channel in (("a", "search"), ("b", "social")):
            money = Decimal(int(rng.integers(20, 200)))
            key = f"{name}{week}"
            country = "DE" if name == "a" else None
            told = {"campaign_id": name, "channel": channel, "country": country}
            clicks = {"click_count": 40, "impression_count": 1000}
            spend.append(
                {"spend_id": key, "spend_date": day, "amount": money, "currency": "EUR", **told}
                | clicks
            )
            amount = Decimal(f"{RETURN[name] * float(money) + rng.normal(0, 4):.2f}")
            order = {"order_line_id": key, "order_id": key, "order_date": day, "ordered_at": at}
            orders.append({**order, "campaign_id": name})
            lines.append(
                {**order, "entry": "sale", "user_id": f"u{week % 7}", "amount": amount}
                | {"currency": "EUR", "purchase_date": day, "country": country}
            )
    return spend, orders, lines


@pytest.fixture(scope="module")
def told(spark, frame, tmp_path_factory):
    """A lake of two campaigns that ran for some time, and one that is planned."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("returns"))), run_id="run")
    spend, orders, lines = story()
    begins = TODAY + timedelta(days=6)
    later = {"starts_on": begins, "ends_on": begins + timedelta(days=13)}
    planned = {"budget": Decimal(200), "currency": "EUR", **later}
    campaigns = [
        {"campaign_id": "a", "name": "A", "channel": "search"},
        {"campaign_id": "b", "name": "B", "channel": "social"},
        {"campaign_id": "c", "name": "C", "channel": "search", **planned},
    ]
    posts = [
        {"post_id": f"p{n}", "post_date": MONDAY + timedelta(days=n), "mentions": ["us"]}
        for n in range(0, 7 * WEEKS, 3)
    ]
    for table, rows in (
        (CAMPAIGNS, campaigns),
        (SPEND, spend),
        (ORDERS, orders),
        (PURCHASE_LINES, lines),
        (POSTS, posts),
    ):
        lake.replace(frame(table, *rows), table, Days.every())
    return Context(spark, lake, None, Days.of([TODAY]), "run")


@pytest.fixture
def ctx(told, copied):
    return copied(told)


@pytest.mark.whole
def test_campaigns_are_added_up(ctx):
    build_campaign_results.run(ctx, ReturnSettings())

    rows = ctx.lake.read(CAMPAIGN_RESULTS).toPandas()
    of_a = rows[(rows.group_name == "a") & (rows.segment_id == -2)]
    assert sorted(of_a.window_days) == [0, 28, 365]
    (whole,) = of_a[of_a.window_days == 0].to_dict("records")
    assert whole["order_count"] == WEEKS
    assert whole["return_on_spend"] == pytest.approx(3.0, abs=0.05)
    assert whole["click_count"] == 40 * WEEKS
    assert whole["marks"].tolist() == []
    (planned,) = rows[(rows.group_name == "c") & (rows.window_days == 0)].to_dict("records")
    assert [*planned["marks"]] == ["not_begun", "no_spend", "no_revenue"]
    everything = rows[(rows.grouping == "all") & (rows.window_days == 0) & (rows.segment_id == -2)]
    spent = sum(Decimal(row["amount"]) for row in story()[0])
    assert everything.spend.tolist() == [spent]
    assert ctx.notes["campaigns"] == 3


def test_returns_are_fitted_and_a_planned_campaign_is_told_what_it_brings(ctx):
    fit_roi.run(ctx, ReturnSettings())

    found = {
        row.term: row
        for row in ctx.lake.read(ROI_COEFFICIENTS).where("model = 'revenue'").collect()
    }
    assert found["search"].coefficient == pytest.approx(3.0, abs=0.05)
    assert found["social"].coefficient == pytest.approx(1.5, abs=0.05)
    assert found["search"].row_count == 2 * WEEKS
    (planned,) = ctx.lake.read(ROI_PREDICTIONS).collect()
    assert planned.campaign_id == "c"
    assert planned.unit_count == 2
    assert planned.expected_revenue_low < 600 < planned.expected_revenue_high
    assert planned.possible_revenue_low < planned.expected_revenue_low


@pytest.mark.whole
def test_run_again_jobs_leave_the_same_rows(ctx):
    jobs = {build_campaign_results: ReturnSettings(), fit_roi: ReturnSettings(), fit_mix: MIX}
    written = (CAMPAIGN_RESULTS, ROI_COEFFICIENTS, ROI_PREDICTIONS, MIX_CHANNELS, MIX_CURVES)
    found = []
    for _ in range(2):
        for job, settings in jobs.items():
            job.run(ctx, settings)
        found.append([numbers(ctx, table) for table in written])

    for before, after in zip(*found, strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-6)


def numbers(ctx, table):
    """The numbers of a table's rows, in the order of its keys."""
    rows = ctx.lake.read(table).toPandas().sort_values([*table.keys])
    return rows.select_dtypes("number").to_numpy(float)


@pytest.mark.whole
def test_all_revenue_is_regressed_on_spend_where_orders_tell_no_campaign(ctx):
    fit_roi.run(ctx, ReturnSettings(level="total"))

    found = {
        row.term: row
        for row in ctx.lake.read(ROI_COEFFICIENTS).where("model = 'revenue'").collect()
    }
    assert found["search"].coefficient == pytest.approx(3.0, abs=0.1)
    assert found["search"].row_count == WEEKS


def test_a_mix_is_fitted_by_country_and_plans_the_weeks_ahead(ctx):
    fit_mix.run(ctx, MIX)
    plan_budget.run(ctx, MIX)

    channels = ctx.lake.read(MIX_CHANNELS).toPandas()
    both = channels[channels.country == "all"].set_index("channel")
    assert sorted(both.index) == ["mentions", "search", "social"]
    assert both.loc["mentions"].unit == "posts"
    assert both.loc["search"].week_count == WEEKS
    assert both.loc["search"].decay < 0.1
    assert sorted(set(channels.country)) == ["DE", "all", "unknown"]
    parts = ctx.lake.read(MIX_CONTRIBUTIONS).where("country = 'all'").toPandas()
    revenue = sum(float(row["amount"]) for row in story()[2])
    assert parts.contribution.sum() == pytest.approx(revenue)
    assert ctx.lake.read(MIX_CURVES).where("country = 'all'").count() == 3 * MIX.curve_points
    plan = ctx.lake.read(BUDGET_PLAN).where("country = 'all'").toPandas()
    assert sorted(set(plan.channel)) == ["all", "search", "social"]
    assert min(plan.week_start) == MONDAY + timedelta(weeks=WEEKS)
    assert len(plan) == 3 * MIX.plan_weeks


def test_without_history_jobs_say_so(ctx, tmp_path, spark):
    empty = replace(ctx, lake=Lake(spark, Root(str(tmp_path / "empty")), run_id="run"))

    build_campaign_results.run(empty, ReturnSettings())
    assert empty.lake.read(CAMPAIGN_RESULTS).count() == 0
    for job, settings in ((fit_roi, ReturnSettings()), (fit_mix, MIX), (plan_budget, MIX)):
        with pytest.raises(TooLittleDataError):
            job.run(empty, settings)
