"""The page of times to post: which hours it names, and what it says where none is better."""

from datetime import date, timedelta

import pytest

from voxlake.report.growth.ahead import DayAhead
from voxlake.report.marketing.ahead import Ahead
from voxlake.report.marketing.times import Calendar, Slot
from voxlake.report.pages.times import Times, gather
from voxlake.report.settings import ReportSettings
from voxlake.tables.columns import ALL, ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
BETTER = Slot(2, 18, 23, 1.6, 1.2, 2.1, is_reliable=True)
WORSE = Slot(7, 23, 4, 0.5, 0.3, 0.8, is_reliable=True)
UNCLEAR = Slot(3, 9, 1, 1.9, 0.8, 4.5, is_reliable=False)


def page(page_of, *slots, name="ann <shop>", ahead=None, by_chance=0.34):
    week = Calendar("a", name, "Europe/Berlin", by_chance, list(slots))
    return page_of("times", Times([week], [], {"a": ahead} if ahead else {}))


def time_row(account, slot, posts, gain, rank, *, reliable=True, **of):
    weekday, hour = slot
    return {
        "as_of_date": AS_OF,
        "account_id": account,
        "segment_id": ALL_USERS,
        "content_type": ALL,
        "weekday": weekday,
        "hour": hour,
        "time_zone": "UTC",
        "post_count": posts,
        "gain": gain,
        "gain_low": gain - 0.1,
        "gain_high": gain + 0.1,
        "is_reliable": reliable,
        "rank": rank,
        "by_chance": 0.01,
        **of,
    }


def expected(group, day, level=80, **of):
    return {
        "as_of_date": AS_OF,
        "series": "engagement",
        "grouping": ALL if group == ALL else "account",
        "group_id": group,
        "target_date": AS_OF + timedelta(days=day),
        "level": level,
        "forecast": 10.0 * day,
        "low": 5.0 * day,
        "high": 20.0 * day,
        "model": "ets",
        "asks_refit": False,
        **of,
    }


def test_the_best_hour_is_named_with_its_gain_interval_and_clock(page_of):
    found = page(page_of, UNCLEAR, BETTER, WORSE)

    assert "ann &lt;shop&gt;: when to post" in found
    assert "Post on Tuesday, 18:00 to 19:00 (Europe/Berlin time)" in found
    assert "get 1.60 times the engagement" in found
    assert "(between 1.20 and 2.10)" in found
    assert found.index("Hours to avoid") < found.index("Sunday, 23:00 to 00:00</th>")


def test_an_hour_without_a_reliable_difference_has_no_number_however_large_its_gain(page_of):
    found = page(page_of, UNCLEAR, BETTER)

    assert '<td class="unclear" title="Wednesday, 09:00 to 10:00: no reliable difference' in found
    assert "1.9" not in found
    assert ">1.6</td>" in found


@pytest.mark.parametrize(
    ("slots", "said", "by_chance"),
    [
        ((UNCLEAR,), "No hour is reliably better than others: choose the time by other", True),
        ((UNCLEAR, WORSE), "better than others, though some are worse: choose among", False),
    ],
)
def test_no_hour_is_named_where_none_is_better(slots, said, by_chance, page_of):
    found = page(page_of, *slots)

    assert said in found
    assert "Post on" not in found
    assert ("come about by chance in 34 of 100 accounts" in found) == by_chance


def test_the_forecast_says_when_it_is_not_to_be_relied_on(page_of):
    days = [DayAhead(AS_OF + timedelta(days=n), 10.0 * n, 1.0, 99.0) for n in range(1, 9)]
    sure = page(page_of, BETTER, ahead=Ahead(80, days, is_repeated=False, asks_refit=False))
    unsure = page(page_of, BETTER, ahead=Ahead(80, days, is_repeated=True, asks_refit=True))

    # 10 + 20 + ... + 70; the eighth day is not of the week
    assert "In the seven days from 1 April 2024 on, 280 likes, replies and reposts" in sure
    assert "most on 8 April 2024 of all days shown: 80" in sure
    assert "It repeats the last week" in unsure
    assert "take it with care" in unsure
    assert "It repeats the last week" not in sure
    assert "take it with care" not in sure


def test_the_page_has_all_accounts_then_the_busiest_with_what_is_known_of_each(sources):
    rows = [
        *(time_row(f"a{n}", (1, 9), n, 1.0, 1, reliable=False) for n in range(1, 7)),
        time_row("a6", (2, 10), 1, 1.5, 2),
        time_row(ALL, (1, 9), 40, 0.7, 2),
        time_row(ALL, (1, 8), 2, 1.4, 1),
        time_row(ALL, (3, 7), 5, 1.8, 1, segment_id=4),
        time_row(ALL, (3, 8), 5, 1.7, 2, segment_id=4),
        time_row(ALL, (1, 9), 8, 1.9, 1, content_type="video", reliable=False),
    ]
    ahead = [
        *(expected(group, day) for group in (ALL, "a6", "a1") for day in (2, 1)),
        expected(ALL, 1, level=95),
        expected(ALL, 1, series="posts", forecast=99.0),
        expected(ALL, 1, grouping="topic", group_id="a5", forecast=99.0),
    ]

    facts = gather(
        sources(
            best_post_times=rows,
            engagement_forecasts=ahead,
            users=[{"user_id": "a6", "handle": "ann"}, {"user_id": "zoe", "handle": "zoe"}],
            segment_profiles=[{"segment_id": 4, "name": "Buyers"}],
        ),
        AS_OF,
        SETTINGS,
    )

    titles = [week.title for week in facts.calendars]
    assert titles == ["All accounts together", "ann", "a5", "a4", "a3", "a2"]
    assert [(slot.hour, slot.kind) for slot in facts.calendars[0].slots] == [
        (8, "better"),
        (9, "worse"),
    ]
    assert facts.calendars[1].posts == 7
    assert [
        (group.name, group.posts, group.best and group.best.hour) for group in facts.groups
    ] == [
        ("Authors of the group “Buyers”", 10, 7),
        ("Posts that show: video", 8, None),
    ]
    assert {account: (one.level, one.total) for account, one in facts.ahead.items()} == {
        ALL: (80, 30.0),
        "a6": (80, 30.0),
    }


def test_there_is_no_page_of_times_where_no_post_counted(sources):
    nothing = time_row(ALL, (1, 9), 0, 1.0, 1, reliable=False)

    assert gather(sources(best_post_times=[nothing]), AS_OF, SETTINGS) is None
