"""The page of budgets: what is told of campaigns, channels and plans, and what is not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pyspark.sql import Row

from voxlake.report.marketing.campaigns import Planned, Result
from voxlake.report.marketing.mix import Change, Curve, Mix, Plan
from voxlake.report.pages.budget import Budget, gather
from voxlake.report.settings import ReportSettings
from voxlake.tables import CAMPAIGN_RESULTS, MIX_CHANNELS, ROI_PREDICTIONS
from voxlake.tables.columns import ALL, ALL_USERS

AS_OF = date(2024, 3, 31)
MONDAY = date(2024, 4, 1)
SETTINGS = ReportSettings()


def row_of(table, **of):
    return Row(**{**dict.fromkeys(table.column_names), **of})


def campaign(name, spend, revenue, returned, *marks):
    return Result(
        row_of(
            CAMPAIGN_RESULTS,
            grouping="campaign",
            group_name=name,
            currency="EUR",
            spend=spend and Decimal(spend),
            revenue=revenue and Decimal(revenue),
            return_on_spend=returned,
            marks=list(marks),
        )
    )


def total(gain, low, high):
    ends = {"gain_low": low, "gain_high": high, "later_gain_low": low, "later_gain_high": high}
    return Row(week_start=MONDAY, gain=gain, later_gain=8.0, **ends, marks=["few_weeks"])


def mix(plan=None, **of):
    points = [
        Row(spend=10.0 * i, response=i**0.5, response_low=0.5 * i**0.5, response_high=2 * i**0.5,
            is_beyond_seen=i > 3)
        for i in range(6)
    ]  # fmt: skip
    curves = [
        Curve("search", "money", points, 20.0, 30.0),
        Curve("own", "posts", points, 2.0, None),
    ]
    channel = row_of(
        MIX_CHANNELS,
        channel="search",
        unit="money",
        contribution=120.0,
        contribution_low=80.0,
        contribution_high=160.0,
        marginal_return=0.8,
        week_count=52,
    )
    weeks = [
        Row(
            week_start=MONDAY - timedelta(days=7 * i), component=name, kind=kind, contribution=share
        )
        for i in range(3)
        for name, kind, share in (("baseline", "base", 9.0), ("search", "channel", 2.0))
    ]
    told = {"channels": [channel], "curves": curves, "weeks": weeks, **of}
    return Mix(ALL, "EUR", AS_OF, plan=plan, **told)


def shown(page_of, campaigns=(), planned=(), mixes=()):
    return page_of("budget", Budget(list(campaigns), [], list(planned), list(mixes)))


def test_a_campaign_is_told_with_spend_revenue_return_and_marks(page_of):
    found = shown(
        page_of,
        [
            campaign("Spring <sale>", "200", "300", 1.5),
            campaign("Free", None, "50", None, "no_spend"),
        ],
    )

    assert "Spring &lt;sale&gt;" in found
    assert '<td class="n">200 EUR</td>' in found
    assert '<td class="n">300</td><td class="n">1.50</td>' in found
    assert '<span class="soft mark">nothing was spent</span></th><td class="n">\u2013</td>' in found
    assert "There is no model of channels" in found
    assert "No campaign has spend" in shown(page_of, mixes=[mix()])


@pytest.mark.parametrize(
    ("first", "said", "is_sure"),
    [
        (
            (120.0, 30.0, 200.0),
            "128 EUR more than with the spend of late: +120 in these weeks",
            True,
        ),
        (
            (120.0, -5.0, 200.0),
            "weeks add up to -10 and 400. <strong>This may",
            False,
        ),
        ((120.0, None, None), "expected to bring 128 EUR more", False),
        (
            (-13.0, -9.0, 1.0),
            "5 EUR less than with the spend of late: -13 in",
            False,
        ),
    ],
)
def test_a_plan_says_what_it_is_to_bring_and_when_that_may_be_nothing(
    first, said, is_sure, page_of
):
    plan = Plan(
        [MONDAY],
        [Change("search", 20.0, 30.0, 12.0, 90.0, ["held at the most that is allowed"])],
        [total(*first)],
    )

    found = shown(page_of, mixes=[mix(plan)])

    assert said in found
    assert ("This may be nothing" in found) != is_sure
    assert '>20</td><td class="n">30</td><td class="n">+10</td>' in found
    assert '<p class="soft mark">Few weeks.</p>' in found


def test_channels_are_told_with_curves_contributions_and_what_costs_nothing(page_of):
    posts = row_of(MIX_CHANNELS, channel="own", unit="posts", marks=["moves_together"])
    found = shown(page_of, mixes=[mix(channels=[*mix().channels, posts])])

    assert "What channels bring: all countries, EUR" in found
    assert "A curve for each of 2 channels" in found
    assert '<td class="n">80 and 160</td>' in found
    assert 'own <span class="soft">(in posts, which cost nothing)</span>' in found
    assert "moves together with other channels" in found
    assert found.count("data:image/svg+xml") == 2
    assert "Where the money should go" not in found
    assert "data:image" not in shown(page_of, mixes=[mix(curves=[], weeks=[])])


def test_a_planned_campaign_is_told_with_its_interval(page_of):
    told = row_of(
        ROI_PREDICTIONS,
        campaign_id="c:1",
        campaign_name="Autumn",
        budget=Decimal("500"),
        currency="EUR",
        expected_revenue=900.0,
        expected_revenue_low=400.0,
        expected_revenue_high=1400.0,
        expected_return=1.8,
        verdict="likely to return more than it costs",
    )
    bare = row_of(ROI_PREDICTIONS, campaign_id="c:2", marks=["no_budget"])

    found = shown(page_of, planned=[Planned(told), Planned(bare)])

    assert "Likely to return more than it costs." in found
    assert '<td class="n">900</td><td class="n">400 and 1,400</td><td class="n">1.80</td>' in found
    assert 'c:2<br><span class="soft mark">no budget is told</span>' in found


def test_the_page_reads_the_whole_time_of_campaigns_and_the_latest_mix(sources):
    def result(name, days=0, segment=ALL_USERS, grouping="campaign", spend="10"):
        return {
            "as_of_date": AS_OF,
            "grouping": grouping,
            "group_name": name,
            "segment_id": segment,
            "window_days": days,
            "currency": "EUR",
            "spend": spend and Decimal(spend),
            "marks": [],
        }

    def point(channel, place, day=AS_OF, country=ALL):
        of = {"as_of_date": day, "country": country, "currency": "EUR", "channel": channel}
        return {**of, "point": place, "unit": "money", "spend": 10.0 * place, "response": 1.0}

    def planned(week, channel, spend, day=AS_OF):
        of = {"as_of_date": day, "country": ALL, "currency": "EUR", "channel": channel}
        money = {"spend": Decimal(spend), "recent_spend": Decimal(20)}
        return {
            **of,
            "week_start": week,
            **money,
            "gain": 5.0,
            "later_gain": 2.0,
            "marks": ["at_least"],
        }

    earlier = AS_OF - timedelta(days=7)
    facts = gather(
        sources(
            campaign_results=[
                result("c:none", spend=None),
                result("c:1"),
                result("c:2", spend="30"),
                result("c:1", days=28, spend="999"),
                result("c:1", segment=3, spend=None),
                result("search", grouping="channel"),
                result(ALL, grouping=ALL),
            ],
            roi_predictions=[{"as_of_date": AS_OF, "campaign_id": "c:9", "marks": ["few_rows"]}],
            mix_curves=[
                point("search", 1),
                point("search", 0),
                point("search", 0, country="SE"),
                point("old", 0, day=earlier),
            ],
            mix_channels=[
                {"as_of_date": AS_OF, "country": ALL, "currency": "EUR", "channel": "search",
                 "recent_spend": 20.0, "contribution": 5.0}
            ],
            mix_contributions=[],
            budget_plan=[
                planned(MONDAY, "search", 30),
                planned(MONDAY + timedelta(days=7), "search", 40),
                planned(MONDAY, ALL, 30),
                planned(MONDAY - timedelta(days=28), "search", 999),
                planned(MONDAY, "search", 999, day=earlier),
            ],
        ),
        AS_OF,
        SETTINGS,
    )  # fmt: skip

    assert [one.name for one in facts.campaigns] == ["c:2", "c:1", "c:none"]
    assert [one.name for one in facts.channels] == ["search"]
    assert [one.name for one in facts.planned] == ["c:9"]
    assert [(one.country, len(one.curves[0].points)) for one in facts.mixes] == [
        (ALL, 2),
        ("SE", 1),
    ]
    curve = facts.mixes[0].curves[0]
    assert ([point["spend"] for point in curve.points], curve.now) == ([0.0, 10.0], 20.0)
    assert curve.planned == 35.0
    (change,) = facts.mixes[0].plan.changes
    assert (change.now, change.planned, change.gain) == (20.0, 35.0, 14.0)
    assert change.marks == ["held at the least that is allowed"]
    assert (facts.mixes[0].plan.gain, facts.mixes[0].plan.ends) == (7.0, None)
    assert facts.mixes[1].plan is None
    assert gather(sources(), AS_OF, SETTINGS) is None
