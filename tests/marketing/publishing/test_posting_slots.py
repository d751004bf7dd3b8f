from datetime import UTC, date, datetime

import pytest

from voxlake.marketing.publishing.settings import PublishingSettings
from voxlake.marketing.publishing.slots import Gain, gains_of, open_slots

BERLIN = "Europe/Berlin"
HOURLY = PublishingSettings(weeks=1, quiet_hours=None, gap_hours=0)


def of_day(slots, day):
    return [slot for slot in slots if slot.local.date() == day]


def test_a_time_that_clocks_skip_is_no_slot_and_one_shown_twice_is_one():
    spring = of_day(open_slots(date(2024, 3, 25), BERLIN, HOURLY), date(2024, 3, 31))
    autumn = of_day(open_slots(date(2024, 10, 21), BERLIN, HOURLY), date(2024, 10, 27))

    assert [slot.local.hour for slot in spring] == [0, 1, *range(3, 24)]
    assert [slot.local.hour for slot in autumn] == list(range(24))
    half_past = HOURLY.model_copy(update={"slots": ("sun 02:30",)})
    assert open_slots(date(2024, 3, 25), BERLIN, half_past) == []
    # 2:00 is shown first in summer time, at 0:00 UTC, and again an hour later.
    assert autumn[2].start == datetime(2024, 10, 27, 0, tzinfo=UTC)
    assert autumn[3].start == datetime(2024, 10, 27, 2, tzinfo=UTC)


def test_slots_keep_their_time_of_the_day_over_a_change_of_clocks():
    settings = PublishingSettings(weeks=1, slots=("fri 09:00", "mon 09:00"))

    before, after = open_slots(date(2024, 3, 29), BERLIN, settings)

    assert (before.start, after.start) == (
        datetime(2024, 3, 29, 8, tzinfo=UTC),
        datetime(2024, 4, 1, 7, tzinfo=UTC),
    )
    assert (before.week, after.week) == (date(2024, 3, 25), date(2024, 4, 1))


def test_quiet_hours_go_over_midnight():
    settings = HOURLY.model_copy(update={"quiet_hours": (22, 7)})

    hours = {slot.local.hour for slot in open_slots(date(2024, 5, 6), "UTC", settings)}

    assert hours == set(range(7, 22))
    by_day = HOURLY.model_copy(update={"quiet_hours": (9, 17)})
    hours = {slot.local.hour for slot in open_slots(date(2024, 5, 6), "UTC", by_day)}
    assert hours == {*range(9), *range(17, 24)}


def test_no_slot_is_nearer_to_a_post_than_the_gap_whatever_clocks_do():
    settings = HOURLY.model_copy(update={"gap_hours": 3})
    taken = [datetime(2024, 3, 31, 0, tzinfo=UTC)]  # 1:00, an hour before clocks go forward

    slots = of_day(open_slots(date(2024, 3, 31), BERLIN, settings, taken), date(2024, 3, 31))

    assert slots[0].local.hour == 5  # 3:00 UTC: three hours, and four on the clock
    exact = open_slots(date(2024, 3, 31), BERLIN, HOURLY, taken)
    assert taken[0] not in {slot.start for slot in exact}


def test_gains_are_looked_up_on_the_clock_of_the_audience():
    row = {
        "account_id": "x:1",
        "content_type": "all",
        "weekday": 1,
        "hour": 9,
        "time_zone": BERLIN,
        "gain": 1.5,
        "gain_low": 1.2,
        "gain_high": 1.9,
        "is_reliable": True,
    }
    video = {**row, "content_type": "video", "gain": 2.0}
    gains = gains_of([row, video])["x:1"]

    summer, winter = datetime(2024, 5, 6, 7, tzinfo=UTC), datetime(2024, 1, 8, 8, tzinfo=UTC)
    assert gains.at(summer, None) == Gain(1.5, 1.2, 1.9, True)
    assert gains.at(winter, None).gain == 1.5
    assert gains.at(winter, "video").gain == 2.0
    assert gains.at(winter, "text").gain == 1.5
    assert gains.at(datetime(2024, 1, 8, 9, tzinfo=UTC), None) == Gain()


def test_an_account_of_which_nothing_is_known_gains_nothing_anywhere():
    assert gains_of([]) == {}
    unknown = {"account_id": "x:1", "gain": None}
    assert gains_of([unknown]) == {}


@pytest.mark.parametrize("slot", ["monday 09:00", "mon 9:00", "mon 24:00"])
def test_a_slot_that_is_none_is_named(slot):
    with pytest.raises(ValueError, match="is no slot: write it like `mon 09:00`"):
        PublishingSettings(slots=(slot,))


def test_networks_say_what_they_need():
    for wrong, why in [
        ({"network": "file"}, "needs an address"),
        ({"network": "mastodon", "address": "https://m.example"}, "needs token_env"),
        ({"network": "bluesky", "token_env": "T"}, "needs its handle"),
        ({"network": "fax", "address": "1"}, "Input should be 'file'"),
    ]:
        with pytest.raises(ValueError, match=why):
            PublishingSettings(accounts={"a": wrong})
    with pytest.raises(ValueError, match="names 'b', which is no account"):
        PublishingSettings(draft_accounts=("b",))
