"""What posts gain over the level of their account, and in which slot they stand."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from voxlake.marketing.timing.posts import counted_posts, gains_of_posts, hours_with_posts
from voxlake.marketing.timing.prior import EXPECTED
from voxlake.marketing.timing.settings import TimingSettings
from voxlake.marketing.timing.times import Shared, times_of, units_of
from voxlake.people.membership import Membership
from voxlake.tables import CAMPAIGNS, POSTS, USER_SEGMENTS, USERS

AS_OF = date(2024, 12, 31)
SETTINGS = TimingSettings(time_zone="UTC", level_posts=2, min_posts=2)


def post(number, at, likes=1, author="a", **more):
    return {
        "post_id": f"p{number}",
        "post_date": at.date(),
        "posted_at": at,
        "user_id": author,
        "like_count": likes,
        "source": "s",
        **more,
    }


@pytest.fixture(scope="module")
def gains(frame):
    def of(rows, settings=SETTINGS, users=(), campaigns=(), segments=()):
        counted = counted_posts(
            posts=frame(POSTS, *rows),
            users=frame(USERS, *users),
            campaigns=frame(CAMPAIGNS, *campaigns),
            members=Membership(
                frame(USER_SEGMENTS, *segments),
                {row["post_date"]: AS_OF for row in rows} if segments else {},
            ),
            as_of=AS_OF,
            settings=settings,
            zone="UTC",
        )
        return gains_of_posts(counted, settings).cache()

    return of


def at(*parts):
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def test_a_gain_is_over_the_other_posts_of_five_weeks(gains):
    # log1p of 0, 1 and 3 likes is 0, 1 and 2 times ln 2.
    rows = [
        post(1, at(2024, 3, 1, 9), 0),
        post(2, at(2024, 3, 10, 10), 1),
        post(3, at(2024, 3, 18, 11), 3),
        post(4, at(2024, 4, 4, 12), 3),  # 34 days after the first: in the window of 3 alone
    ]

    found = {row.post_id: row for row in gains(rows).collect()}

    two = np.log(2)
    assert found.keys() == {"p1", "p2", "p3"}  # of 4 there is one other, and 2 are needed
    assert found["p2"].gain == pytest.approx(two * (1 - (0 + 2) / 2))
    assert found["p1"].gain == pytest.approx(two * (0 - (1 + 2) / 2))
    assert found["p3"].gain == pytest.approx(two * (2 - (0 + 1 + 2) / 3))
    assert (found["p1"].weight, found["p3"].weight) == pytest.approx((2 / 3, 3 / 4))
    assert found["p1"].slot == 4 * 24 + 9  # a Friday


def test_what_is_no_finished_post_of_its_own_does_not_count(gains):
    own = [post(n, at(2024, 6, 1 + n, 8)) for n in range(3)]
    others = [
        post(10, at(2024, 6, 1, 9), is_repost=True),
        post(11, at(2024, 6, 1, 9), repost_of_post_id="x"),
        post(12, at(2024, 6, 1, 9), is_usable=False),
        post(13, at(2024, 6, 1, 9), author=None),
        post(14, at(2024, 6, 1, 9), likes=None),
        post(15, at(2024, 6, 1, 0), source="of days alone"),
        *(post(20 + n, at(2024, 12, 29, n + 1)) for n in range(5)),  # too young
    ]

    found = {row.post_id for row in gains([*own, *others]).collect()}

    assert found == {"p0", "p1", "p2"}


def test_views_count_where_an_account_has_nothing_else(gains):
    rows = [post(n, at(2024, 6, 1 + n, 8), None, view_count=10**n - 1) for n in range(3)]
    mixed = [post(10 + n, at(2024, 6, 1 + n, 8), 0, "b", view_count=99**n) for n in range(3)]

    found = {row.post_id: row.log for row in gains([*rows, *mixed]).collect()}

    assert found["p2"] == pytest.approx(np.log(100))
    assert found["p12"] == 0


def test_hours_are_those_of_clocks_that_change(gains):
    berlin = SETTINGS.model_copy(update={"time_zone": "Europe/Berlin"})
    rows = [
        post(1, at(2024, 3, 31, 0, 30)),  # 1:30, an hour before clocks go forward
        post(2, at(2024, 3, 31, 1, 30)),  # 3:30
        post(3, at(2024, 3, 31, 22, 30)),  # Monday, 0:30
        post(4, at(2024, 10, 27, 0, 30)),  # 2:30
        post(5, at(2024, 10, 27, 1, 30)),  # 2:30 again
        post(6, at(2024, 10, 27, 2, 30)),  # 3:30
    ]

    told = gains(rows, berlin)

    found = {row.post_id: divmod(row.slot, 24) for row in told.collect()}
    assert found == {"p1": (6, 1), "p2": (6, 3), "p3": (0, 0), "p4": (6, 2), "p5": (6, 2),
                     "p6": (6, 3)}  # fmt: skip
    hours = hours_with_posts(told, berlin).where("account_id = 'a' AND slot = 146").collect()
    assert [(row.post_count, row.time_zone) for row in hours] == [(2, "Europe/Berlin")]


def test_the_zone_of_an_account_comes_before_that_of_its_country_and_of_the_business(gains):
    settings = SETTINGS.model_copy(
        update={
            "time_zone": "Europe/Berlin",
            "country_zones": {"JP": "Asia/Tokyo"},
            "account_zones": {"b": "America/New_York"},
        }
    )
    users = [{"user_id": name, "country": "JP"} for name in ("b", "c")]
    rows = [post(f"{a}{n}", at(2024, 6, 1 + n, 12), 1, a) for a in "abc" for n in range(3)]

    found = gains(rows, settings, users).select("account_id", "time_zone", "slot").collect()

    zones = {(row.account_id, row.time_zone, row.slot % 24) for row in found}
    assert zones == {
        ("a", "Europe/Berlin", 14),
        ("b", "America/New_York", 8),
        ("c", "Asia/Tokyo", 21),
    }


def test_an_hour_counts_once_and_accounts_together_by_their_weight(gains):
    rows = [
        *(post(f"a{n}", at(2024, 6, 3, 8, n), [1, 3, 3][n], "a") for n in range(3)),
        *(post(f"b{n}", at(2024, 6, 3, 8 + n), n, "b") for n in range(3)),
    ]
    campaigns = [{"campaign_id": "c", "content_type": "video"}]
    rows[0]["campaign_id"] = "c"
    segments = [{"as_of_date": AS_OF, "user_id": "a", "segment_id": 3}]

    told = hours_with_posts(gains(rows, campaigns=campaigns, segments=segments), SETTINGS)

    found = {(r.account_id, r.segment_id, r.content_type, r.slot): r for r in told.collect()}
    two = np.log(2)
    own = found["a", -2, "all", 8]
    assert (own.post_count, own.weight) == (3, pytest.approx(2 / 3))
    assert own.gain == pytest.approx(two * np.mean([1 - 2, 2 - 1.5, 2 - 1.5]))
    together = found["all", -2, "all", 8]
    first_of_b = 0 - (np.log(2) + np.log(3)) / 2
    assert together.post_count == 4
    assert together.weight == pytest.approx(4 / 3)
    assert together.gain == pytest.approx((own.gain + first_of_b) / 2)
    assert found["all", 3, "all", 8].post_count == 3
    assert found["all", -1, "all", 8].post_count == 1
    assert found["all", -2, "video", 8].post_count == 1
    assert ("a", -2, "video", 8) not in found  # one post: too few for rows of its own


def test_an_account_that_grew_is_not_best_at_the_hour_to_which_it_moved(gains, measured):
    rng = np.random.default_rng(3)
    first = at(2024, 1, 1)
    rows = []
    for n in range(340):
        hour = rng.integers(8, 14) if n < 170 else rng.integers(12, 18)
        likes = int(np.expm1(1 + n / 60 + 0.8 * rng.normal()).clip(0))
        rows.append(post(n, first + timedelta(days=n, hours=int(hour)), likes))

    told = hours_with_posts(gains(rows), SETTINGS).where("account_id = 'a'").toPandas()
    found = times_of(told, Shared(units_of(told), EXPECTED), AS_OF, SETTINGS)

    plain = pd.DataFrame(rows).assign(hour=lambda r: r.posted_at.dt.hour)
    means = np.log1p(plain.like_count).groupby(plain.hour).mean()
    effects = found[found.post_count > 0].groupby("hour").effect.mean()
    as_it_stands, of_level = (of.loc[14:].mean() - of.loc[:11].mean() for of in (means, effects))
    measured(
        f"an account that grew: late over early hours {as_it_stands:.2f} as it stands, "
        f"{of_level:.2f} with its level taken out"
    )
    assert as_it_stands > 2
    assert abs(of_level) < 0.2
    assert not found.is_reliable.any()
