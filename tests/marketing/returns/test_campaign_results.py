"""Campaigns added up: sums worked by hand, marks, and currencies that are never added."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from voxlake.marketing.returns.campaigns.facts import KEYS, MEASURES, Told, facts
from voxlake.marketing.returns.campaigns.results import result_rows
from voxlake.marketing.returns.money import lines_by_campaign, reported_spend
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.people.orders.settings import OrderSettings
from voxlake.tables import (
    CAMPAIGN_RESULTS,
    CAMPAIGNS,
    EVENTS,
    ORDERS,
    POSTS,
    PURCHASE_LINES,
    SPEND,
    USER_SEGMENTS,
    USER_VALUE,
)

TODAY = date(2024, 3, 31)
LATELY = TODAY - timedelta(days=3)
LONG_AGO = TODAY - timedelta(days=100)
SETTINGS = ReturnSettings(windows=(28,))
NOTHING = {**dict.fromkeys(KEYS), **dict.fromkeys(MEASURES), "window_days": 0}
PLAN = {
    "name": None,
    "channel": "search",
    "content_type": "text",
    "starts_on": None,
    "ends_on": None,
    "budget": None,
    "currency": None,
}


def plan(campaign, **columns):
    return {**PLAN, "campaign_id": campaign, **columns}


def fact(campaign, currency="EUR", **columns):
    return {**NOTHING, "campaign_id": campaign, "currency": currency, **columns}


def paid(campaign, amount, currency="EUR", **columns):
    channel = columns.pop("channel", "search")
    return fact(campaign, currency, channel=channel, spend=Decimal(amount), **columns)


def told(sums, plans, currency="EUR"):
    rows = result_rows(sums, plans, currency, TODAY, SETTINGS)
    keys = [tuple(row[key] for key in CAMPAIGN_RESULTS.keys) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(set(row) <= set(CAMPAIGN_RESULTS.column_names) for row in rows)
    return {
        (row["grouping"], row["group_name"], row["segment_id"], row["currency"]): row
        for row in rows
        if row["window_days"] == 0
    }


def test_costs_and_returns_are_those_worked_by_hand():
    sums = [
        paid("a", "50.00", impression_count=9000, spend_click_count=200),
        fact("a", post_count=2, post_reach=1000),
        fact("a", segment_id=1, order_count=4, revenue=Decimal("120.00")),
        fact("a", segment_id=2, order_count=1, revenue=Decimal("30.00")),
        fact("a", segment_id=1, new_customer_count=2, expected_value=Decimal("80.00")),
    ]

    rows = told(sums, [plan("a", name="A", budget=Decimal("40.00"), currency="EUR")])

    a = rows["campaign", "a", -2, "EUR"]
    assert (a["campaign_name"], a["channel"], a["content_type"]) == ("A", "search", "text")
    assert (a["spend"], a["revenue"], a["profit"]) == (Decimal(50), Decimal(150), Decimal(100))
    assert (a["reach"], a["click_count"], a["order_count"]) == (10_000, 200, 5)
    assert a["cost_per_thousand"] == 5.0
    assert a["cost_per_click"] == 0.25
    assert a["cost_per_order"] == 10.0
    assert a["cost_per_customer"] == 25.0
    assert a["return_on_spend"] == 3.0
    assert a["return_with_value"] == pytest.approx(230 / 50)
    assert a["marks"] == ["over_budget"]
    assert rows["all", "all", -2, "EUR"]["spend"] == Decimal(50)
    assert rows["channel", "search", -2, "EUR"]["revenue"] == Decimal(150)
    assert rows["content_type", "text", -2, "EUR"]["order_count"] == 5


def test_spend_is_not_split_among_segments_of_buyers_and_revenue_is():
    sums = [
        paid("a", "50.00"),
        fact("a", segment_id=1, order_count=4, revenue=Decimal("120.00")),
        fact("a", segment_id=2, order_count=1, revenue=Decimal("30.00")),
    ]

    rows = told(sums, [plan("a")])

    one = rows["campaign", "a", 1, "EUR"]
    assert (one["revenue"], one["order_count"]) == (Decimal(120), 4)
    assert (one["spend"], one["profit"], one.get("return_on_spend")) == (None, None, None)
    assert one["marks"] == ["spend_not_split"]
    parts = [row["revenue"] for key, row in rows.items() if key[:2] == ("campaign", "a")]
    assert sorted(parts) == [Decimal(30), Decimal(120), Decimal(150)]


def test_campaigns_without_spend_or_revenue_stay_and_are_marked():
    plans = [
        plan("free"),
        plan("idle"),
        plan("later", starts_on=TODAY + timedelta(days=1)),
        plan("only_spent"),
    ]
    sums = [
        fact("free", order_count=1, revenue=Decimal("9.00"), segment_id=-1),
        paid("only_spent", "5.00"),
        paid("back", "-12.34"),
    ]

    rows = told(sums, plans)

    marks = {name: rows["campaign", name, -2, "EUR"]["marks"] for name in [*PLANS, "back"]}
    assert marks == {
        "free": ["no_spend"],
        "idle": ["no_spend", "no_revenue"],
        "later": ["not_begun", "no_spend", "no_revenue"],
        "only_spent": ["no_revenue"],
        "back": ["not_planned", "negative_spend", "no_revenue"],
    }
    idle = rows["campaign", "idle", -2, "EUR"]
    assert (idle["spend"], idle["revenue"], idle["order_count"]) == (Decimal(0), Decimal(0), 0)
    assert rows["campaign", "back", -2, "EUR"]["return_on_spend"] is None


PLANS = ("free", "idle", "later", "only_spent")


def test_money_of_different_currencies_is_never_added():
    sums = [
        paid("a", "10.00", "EUR"),
        paid("a", "7.00", "USD"),
        fact("a", "EUR", order_count=1, revenue=Decimal("30.00"), segment_id=-1),
    ]

    rows = told(sums, [plan("a")])

    euro, dollar = (rows["campaign", "a", -2, currency] for currency in ("EUR", "USD"))
    assert (euro["spend"], euro["revenue"]) == (Decimal(10), Decimal(30))
    assert (dollar["spend"], dollar["revenue"]) == (Decimal(7), Decimal(0))
    assert euro["marks"] == ["several_currencies"]
    assert dollar["marks"] == ["no_revenue", "several_currencies"]
    assert rows["all", "all", -2, "EUR"]["spend"] == Decimal(10)


def test_what_has_no_campaign_counts_as_none_and_sums_stay_whole():
    sums = [
        paid(None, "4.00", channel="display"),
        fact(None, order_count=2, revenue=Decimal("50.00"), segment_id=3),
        paid("a", "6.00"),
    ]

    rows = told(sums, [plan("a")])

    assert rows["campaign", "none", -2, "EUR"]["revenue"] == Decimal(50)
    assert rows["channel", "display", -2, "EUR"]["spend"] == Decimal(4)
    assert rows["channel", "none", -2, "EUR"]["revenue"] == Decimal(50)
    whole = rows["all", "all", -2, "EUR"]
    assert (whole["spend"], whole["revenue"]) == (Decimal(10), Decimal(50))


def test_clicks_of_events_count_only_where_spend_tells_none():
    sums = [
        paid("a", "1.00", spend_click_count=10),
        fact("a", event_click_count=8),
        paid("b", "1.00"),
        fact("b", event_click_count=5),
    ]

    rows = told(sums, [plan("a"), plan("b")])

    assert rows["campaign", "a", -2, "EUR"]["click_count"] == 10
    assert rows["campaign", "b", -2, "EUR"]["click_count"] == 5


def test_without_campaigns_and_sums_there_are_no_rows():
    assert result_rows([], [], None, TODAY, SETTINGS) == []


def test_without_orders_a_campaign_is_told_in_the_currency_of_its_budget():
    rows = told([], [plan("a", currency="CHF", budget=Decimal(5))], currency=None)

    assert rows["campaign", "a", -2, "CHF"]["budget"] == Decimal(5)


@pytest.fixture(scope="module")
def sums(spark, frame):
    """What facts make of a few rows of each table, by campaign, segment and window."""
    at = datetime(2024, 3, 28, 10)
    campaigns = frame(CAMPAIGNS, {"campaign_id": "a", "channel": "search"})
    amount = {"amount": Decimal("10.00"), "currency": "EUR", "spend_date": LATELY}
    spend = frame(
        SPEND,
        {"spend_id": "1", "campaign_id": "a", **amount, "click_count": 3, "impression_count": 9},
        {"spend_id": "2", "campaign_id": "a", **amount, "spend_date": LONG_AGO},
        {"spend_id": "3", "channel": "tv", **amount, "currency": "USD"},
        {"spend_id": "4", "channel": "tv", **amount, "currency": "JPY"},
        {"spend_id": "5", "channel": "tv", **amount, "spend_date": None},
        {"spend_id": "6", "channel": "tv", **amount, "spend_date": TODAY + timedelta(days=1)},
        {"spend_id": "7", "campaign_id": "a", **amount, "amount": Decimal("-2.00")},
    )
    line = {"ordered_at": at, "currency": "EUR", "entry": "sale"}
    lines = frame(
        PURCHASE_LINES,
        {**line, "order_line_id": "1", "order_id": "o1", "user_id": "u", "order_date": LONG_AGO,
         "amount": Decimal("20.00")},
        {**line, "order_line_id": "2", "order_id": "o2", "user_id": "u", "order_date": LATELY,
         "amount": Decimal("30.00")},
        {**line, "order_line_id": "3", "order_id": "o2", "user_id": "u", "order_date": LATELY,
         "amount": Decimal("5.00")},
        {**line, "order_line_id": "4", "order_id": "o3", "user_id": "v", "order_date": LATELY,
         "amount": Decimal("40.00")},
        {**line, "order_line_id": "5", "order_id": "r", "user_id": "v", "order_date": LATELY,
         "amount": Decimal("-15.00"), "entry": "matched", "taken_order_id": "o3"},
    )  # fmt: skip
    orders = frame(
        ORDERS,
        {"order_line_id": "2", "order_id": "o2", "campaign_id": "a"},
        {"order_line_id": "3", "order_id": "o2"},
        {"order_line_id": "4", "order_id": "o3", "campaign_id": "a"},
    )
    value = {"as_of_date": TODAY, "currency": "EUR"}
    settings = OrderSettings(currency="EUR", rates={"USD": Decimal("0.5")})
    told = Told(
        reported_spend(spend, campaigns, "EUR", settings, TODAY),
        frame(
            POSTS,
            {"post_id": "1", "campaign_id": "a", "post_date": LATELY, "view_count": 70},
            {"post_id": "2", "post_date": LATELY, "view_count": 999},
        ),
        frame(
            EVENTS,
            {"event_id": "1", "campaign_id": "a", "event_type": "click", "event_date": LATELY},
            {"event_id": "2", "campaign_id": "a", "event_type": "view", "event_date": LATELY},
        ),
        lines_by_campaign(lines, orders),
        frame(
            USER_VALUE,
            {**value, "user_id": "u", "expected_value": 100.0},
            {**value, "user_id": "v", "expected_value": 60.006},
        ),
        frame(USER_SEGMENTS, {"as_of_date": TODAY, "user_id": "v", "segment_id": 4}),
        "EUR",
    )
    return [row.asDict() for row in facts(told, TODAY, SETTINGS).collect()]


def only(sums, measure, **about):
    fit = [row for row in sums if all(row[key] == value for key, value in about.items())]
    return [row[measure] for row in fit if row[measure] is not None]


def test_spend_is_told_in_one_currency_where_a_rate_is_known_and_days_count(sums):
    assert only(sums, "spend", campaign_id="a", window_days=0) == [Decimal(18)]
    assert only(sums, "spend", campaign_id="a", window_days=28) == [Decimal(8)]
    assert only(sums, "spend", channel="tv", currency="EUR", window_days=0) == [Decimal(5)]
    assert only(sums, "spend", channel="tv", currency="JPY", window_days=0) == [Decimal(10)]
    assert only(sums, "spend_click_count", campaign_id="a", window_days=0) == [3]


def test_orders_and_refunds_belong_to_the_campaign_of_the_order(sums):
    a = {"campaign_id": "a", "window_days": 0}
    assert only(sums, "revenue", **a, segment_id=-1) == [Decimal(35)]
    assert only(sums, "revenue", **a, segment_id=4) == [Decimal(25)]
    assert only(sums, "order_count", **a, segment_id=-1) == [1]
    assert only(sums, "order_count", **a, segment_id=4) == [1]
    assert only(sums, "revenue", campaign_id=None, window_days=0) == [Decimal(20)]


def test_a_customer_is_won_by_the_first_order_ever(sums):
    assert only(sums, "new_customer_count", campaign_id="a", window_days=0) == [1]
    assert only(sums, "new_customer_count", campaign_id="a", window_days=28) == [1]
    assert only(sums, "expected_value", campaign_id="a", window_days=0) == [Decimal("60.01")]
    assert only(sums, "new_customer_count", campaign_id=None, window_days=0) == [1]
    assert only(sums, "new_customer_count", campaign_id=None, window_days=28) == []


def test_posts_and_clicks_of_a_campaign_are_counted(sums):
    a = {"campaign_id": "a", "window_days": 28}
    assert only(sums, "post_count", **a) == [1]
    assert only(sums, "post_reach", **a) == [70]
    assert only(sums, "event_click_count", **a) == [1]
