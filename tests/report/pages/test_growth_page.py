"""The page of growth: who came and left, and how it is likely to go on."""

from datetime import date, timedelta

from voxlake.report.pages.growth import gather
from voxlake.report.settings import ReportSettings
from voxlake.tables.columns import ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
NAMED = {"segment_id": 0, "name": "Busy <authors>"}


def day_of(days_ago, segment=ALL_USERS, **counts):
    weekly = {f"weekly_{name}": counts.get(name, 0) for name in ("new", "retained", "resurrected")}
    return {
        "activity_date": AS_OF - timedelta(days=days_ago),
        "segment_id": segment,
        "dau": counts.get("dau", 0),
        "wau": counts.get("wau", 0),
        "mau": counts.get("mau", 0),
        "weekly_dormant": counts.get("dormant", 0),
        "weekly_quick_ratio": counts.get("ratio"),
        **weekly,
    }


def test_growth_says_who_came_and_left_and_whether_that_is_growth(sources, page_of):
    days = [
        day_of(7, wau=40, mau=80, dau=10, retained=30, new=10, dormant=5, ratio=2.0),
        day_of(0, wau=48, mau=100, dau=20, retained=35, new=9, resurrected=4, dormant=5, ratio=2.6),
    ]
    of_segment = day_of(0, segment=0, wau=7, new=3)
    cohorts = [
        {"cohort_start": date(2024, 3, day), "period": period, "period_number": number,
         "cohort_size": 8, "active_share": share, "period_start": date(2024, 3, day + 7 * number)}
        for day, period, number, share in (
            (4, "week", 0, 1.0), (4, "week", 2, 0.25), (18, "week", 0, 1.0), (1, "month", 0, 1.0)
        )
    ]  # fmt: skip

    facts = gather(
        sources(
            growth=[*days, of_segment],
            retention=cohorts,
            segment_profiles=[{"segment_id": 0, "name": "Busy <authors>"}],
        ),
        AS_OF,
        SETTINGS,
    )
    page = page_of("growth", facts)

    assert facts.last.stickiness == 0.2
    assert facts.week_before.wau == 40
    assert [(c.start.day, c.shares) for c in facts.cohorts] == [(4, [1.0, None, 0.25]), (18, [1.0])]
    assert "20 people were active; 48 in the week up to it, 100 in the month" in page
    assert "A week earlier it was 40 in the week" in page
    assert "For each one who left, 2.6 came or came back: the number of active people grows" in page
    assert "Busy &lt;authors&gt;" in page


def test_growth_says_how_it_is_likely_to_go_on_and_how_well_that_was_known_before(sources, page_of):
    ahead = [
        {
            "as_of_date": AS_OF,
            "series": series,
            "segment_id": segment,
            "target_date": AS_OF + timedelta(days=day),
            "level": level,
            "forecast": 10.0 * day,
            "low": 8.0 * day,
            "high": 12.0 * day if level == 80 else 20.0 * day,
            "reason": reason,
            "history_days": 91 if reason is None else 31,
            "ets_mase": 0.8,
            "seasonal_naive_mase": 1.1,
        }
        for series, reason in (("active_users", None), ("orders", "short"))
        for segment in (ALL_USERS, 0)
        for day in (2, 1)
        for level in (80, 95)
    ]

    facts = gather(
        sources(growth=[day_of(0, wau=48, mau=100, dau=20)], forecasts=ahead), AS_OF, SETTINGS
    )
    page = page_of("growth", facts)

    assert [day.expected for day in facts.forecasts["active_users"].days] == [10.0, 20.0]
    assert facts.forecasts["orders"].total == 30.0
    assert (
        "20 people will be active on 2 April 2024; 80 times in 100 it will be between 16 and 24"
        in page
    )
    assert "Fitted on the days of 1 January 2024 to 31 March 2024." in page
    of_orders = '<td class="n">30</td><td class="n">1 March 2024</td><td class="n">1.10</td>'
    assert f'<th scope="row">Orders</th>{of_orders}' in page
    assert "New people" not in page


def test_growth_that_was_not_counted_for_the_day_has_no_page(sources):
    assert gather(sources(growth=[day_of(1, dau=3)]), AS_OF, SETTINGS) is None


def test_a_report_of_a_day_has_no_weeks_that_came_after_it(sources):
    weeks = [
        {"cohort_start": start, "period": "week", "period_number": number, "cohort_size": 8,
         "active_share": 1.0 - number / 2, "period_start": start + timedelta(days=7 * number)}
        for start in (date(2024, 3, 25), date(2024, 4, 1))
        for number in range(2)
    ]  # fmt: skip

    facts = gather(sources(growth=[day_of(0, dau=1)], retention=weeks), AS_OF, SETTINGS)

    assert [(c.start, c.shares) for c in facts.cohorts] == [(date(2024, 3, 25), [1.0])]
