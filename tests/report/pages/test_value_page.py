"""The page of value: what it adds up and what it says of it."""

from datetime import date
from decimal import Decimal

from voxlake.report.pages.value import gather
from voxlake.report.settings import ReportSettings
from voxlake.tables.columns import ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
NAMES = [{"segment_id": 1, "name": "Silent buyers"}]


def test_value_adds_up_and_tells_the_longest_horizon_of_groups(sources, fit, page_of):
    totals = [
        {
            "grouping": grouping,
            "group_name": name,
            "horizon_days": days,
            "currency": "EUR",
            "user_count": 4,
            "revenue": Decimal(100),
            "expected_value": days * 2.0,
            "possible_value_low": 50.0,
            "possible_value_high": 900.0,
            "model_version": "2",
        }
        for grouping, name, days in (
            ("all", "all", 30),
            ("all", "all", 90),
            ("segment", "1", 30),
            ("segment", "1", 90),
            ("cohort", "2024-01-01", 90),
            ("without_odd", "shop:u17", 90),
        )
    ]
    revenue = [
        {"segment_id": ALL_USERS, "window_days": days, "user_count": 10, "paying_share": 0.4,
         "revenue": Decimal(money), "revenue_per_user": 10.0, "revenue_per_paying_user": 25.0}
        for days, money in ((0, 100), (30, 60))
    ]  # fmt: skip
    churn = [
        {"user_id": f"u{n}", "churn": label, "revenue": Decimal(10)}
        for n, label in enumerate(("lost", "active", "lost", None))
    ]

    facts = gather(
        sources(
            value_totals=totals,
            user_revenue=revenue,
            user_value=churn,
            segment_profiles=NAMES,
            model_metrics=fit("value", "2", "orders", date(2023, 1, 5), AS_OF),
        ),
        AS_OF,
        SETTINGS,
    )
    page = page_of("value", facts)

    assert [r.window_days for r in facts.revenues] == [30, 0]
    assert [(c.label, c.buyers, c.revenue) for c in facts.churn] == [
        ("active", 1, 10),
        ("lost", 2, 20),
    ]
    assert [(g.name, g.horizon_days, g.expected) for g in facts.segments] == [
        ("Silent buyers", 90, 180.0)
    ]
    assert [g.horizon_days for g in facts.totals] == [30, 90]
    assert "Fitted on orders of 5 January 2023 to 31 March 2024." in page
    assert "By group of users, within 90 days" in page
    assert "50 to 900" in page
    assert "90 days, without shop:u17" in page
    assert "shop:u17: spends so many times" in page
    assert gather(sources(), AS_OF, SETTINGS) is None
