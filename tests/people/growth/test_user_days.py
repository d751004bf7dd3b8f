"""What makes a user active, as the settings say."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from voxlake.people.growth.activity import count_activity
from voxlake.people.growth.settings import GrowthSettings
from voxlake.tables import EVENTS, ORDERS, POSTS

DAY = date(2024, 3, 1)


def test_only_the_kinds_and_types_of_the_settings_count(frame):
    posts = frame(POSTS, {"user_id": "ann", "post_date": DAY})
    orders = frame(ORDERS, {"user_id": "ann", "order_date": DAY, "amount": Decimal(0)})
    events = frame(
        EVENTS,
        {"user_id": "ann", "event_date": DAY, "event_type": "login"},
        {"user_id": "ben", "event_date": DAY, "event_type": "view"},
    )
    settings = GrowthSettings(kinds=("events", "orders"), event_types=("login",))

    found = count_activity(posts, orders, events, settings)

    assert [tuple(row) for row in found.collect()] == [(DAY, "ann", 0, 0, 1, 1)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kinds": ()}, "at least 1"),
        ({"kinds": ("likes",)}, "'posts', 'reposts', 'orders' or 'events'"),
        ({"kinds": ("posts",), "event_types": ("login",)}, "kinds leaves events out"),
        ({"month_days": 7}, "greater than 7"),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong, words):
    with pytest.raises(ValidationError, match=words):
        GrowthSettings(**wrong)
