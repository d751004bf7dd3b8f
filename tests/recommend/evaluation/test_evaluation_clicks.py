"""Clicks on what was shown: each once, weighted by propensity, and what was planted comes back."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F

from voxlake.recommend.evaluation.clicks import add_up_clicks, click_rows, things_of
from voxlake.recommend.evaluation.settings import ClickSettings
from voxlake.sample.people import people
from voxlake.sample.settings import SampleSettings
from voxlake.sample.shown import SEEN_SHARE, planted_rates, shown_records
from voxlake.tables import RECOMMENDATION_CLICKS, RECOMMENDATION_EVENTS

TODAY = date(2024, 3, 31)
SETTINGS = ClickSettings(samples=300, groups=200)


def event(number, user, item, action="shown", **given):
    return {
        "event_id": f"e{number}",
        "event_date": TODAY,
        "user_id": user,
        "kind": "friend",
        "item": item,
        "action": action,
        **given,
    }


def shown(number, user, item, rank, propensity=None, *, request="r1"):
    given = {"rank": rank, "propensity": propensity, "request_id": request}
    return event(number, user, item, **given)


def clicked(number, user, item, request="r1", rank=None):
    return event(number, user, item, "clicked", request_id=request, rank=rank)


def table_of(events, settings=SETTINGS):
    sums = add_up_clicks(things_of(events), settings).toPandas()
    rows = click_rows(sums, TODAY, settings)
    return pd.DataFrame(rows, columns=RECOMMENDATION_CLICKS.column_names).set_index(
        ["kind", "rank"]
    )


@pytest.fixture(scope="module")
def by_hand(frame):
    """Two requests, a click that is made twice, and clicks on what was not shown."""
    return table_of(
        frame(
            RECOMMENDATION_EVENTS,
            shown(1, "a", "x", 1, 0.5),
            shown(2, "a", "y", 2, 0.25),
            clicked(3, "a", "x"),
            clicked(4, "a", "x"),
            shown(5, "b", "x", 1, 0.01, request="r2"),  # weighs 50, not 100
            shown(6, "b", "z", 2, 1.0, request="r2"),
            clicked(7, "b", "z", request="r2"),
            clicked(8, "b", "never shown", request="r2"),
            clicked(9, "a", "z", request="r2"),  # another user's request
            shown(10, "c", "x", 1, None, request=None),
            clicked(11, "c", "x", request=None),
            shown(12, "c", "w", None, 1.5, request=None),  # no place, and no chance
            shown(13, "a", "x", 3, 0.5),  # a second time in one request
            shown(14, "a", "x", 1, 0.5, request="r3"),  # and in another, without a click
        )
    )


def test_a_click_counts_once_for_a_request_and_an_item(by_hand):
    first, second, whole = (by_hand.loc["friend", rank] for rank in (1, 2, 0))

    assert (first.shown_count, first.clicked_count, first.repeated_click_count) == (4, 2, 1)
    assert (second.shown_count, second.clicked_count) == (2, 1)
    assert (whole.shown_count, whole.clicked_count, whole.user_count) == (7, 3, 3)
    assert first.click_rate == pytest.approx(2 / 4)
    assert ("friend", 3) not in by_hand.index


def test_clicks_on_what_no_row_says_was_shown_are_counted_apart(by_hand):
    assert by_hand.loc["friend", 0].unknown_click_count == 2
    assert by_hand.clicked_count[("friend", 0)] == 3


def test_rates_are_weighted_by_what_was_logged_and_no_weight_is_above_the_bound(by_hand):
    first, second, whole = (by_hand.loc["friend", rank] for rank in (1, 2, 0))

    assert first.weighted_rate == pytest.approx(2 / (2 + 50 + 2))
    assert second.weighted_rate == pytest.approx(1 / (4 + 1))
    assert whole.weighted_rate == pytest.approx((2 + 1) / (2 + 50 + 2 + 4 + 1))
    assert (first.largest_weight, first.clipped_count, first.unlogged_count) == (50, 1, 1)
    assert whole.unlogged_count == 2
    assert first.effective_sample_size == pytest.approx(54**2 / (2**2 + 50**2 + 2**2))
    assert second.position_bias == pytest.approx((1 / 5) / (2 / 54))
    assert first.position_bias == 1
    assert pd.isna(whole.position_bias)


def test_places_beyond_those_that_are_told_count_in_all_alone(frame):
    far = frame(RECOMMENDATION_EVENTS, shown(1, "a", "x", 7, 0.5), shown(2, "a", "y", 3, 0.5))

    found = table_of(far, SETTINGS.model_copy(update={"places": 5}))

    assert list(found.index) == [("friend", 0), ("friend", 3)]
    assert found.shown_count.tolist() == [2, 1]
    assert found.position_bias.isna().all()  # nothing was shown in the first place


def test_a_log_without_rows_and_one_of_clicks_alone_have_no_rates(frame):
    assert table_of(frame(RECOMMENDATION_EVENTS)).empty

    alone = table_of(frame(RECOMMENDATION_EVENTS, clicked(1, "a", "x", rank=2)))

    row = alone.loc["friend", 2]
    assert (row.shown_count, row.unknown_click_count) == (0, 1)
    assert pd.isna([row.click_rate, row.weighted_rate, row.largest_weight]).all()
    assert row.effective_sample_size == 0


@pytest.fixture(scope="module")
def planted(spark):
    """The rates of a log of many users, of whom what is near was shown most."""
    settings = SampleSettings(users=6_000)
    logged = shown_records(people(spark, settings), settings).dropDuplicates(["id"])
    events = logged.where(~F.col("id").rlike("broken|odd")).select(
        F.col("id").alias("event_id"),
        F.to_date("time").alias("event_date"),
        F.col("user").alias("user_id"),
        "kind",
        "item",
        "action",
        F.col("place").alias("rank"),
        F.col("chance").alias("propensity"),
        F.col("request").alias("request_id"),
    )
    return table_of(events)


def test_weighted_rates_are_those_that_were_planted_and_plain_ones_are_not(planted, measured):
    apart, held = [], 0
    for kind, place, rate in planted_rates():
        row = planted.loc[kind, place]
        apart.append(abs(row.weighted_rate - rate))
        held += row.weighted_rate_low <= rate <= row.weighted_rate_high
        assert row.clicked_count > 50
        assert row.unknown_click_count == 0
    firsts = {kind: rate for kind, place, rate in planted_rates() if place == 1}

    measured(f"planted click rates (seed 7): off by {max(apart):.3f} at most, in {held} of 11 ends")
    assert max(apart) < 0.04
    assert held >= 9  # of 11 intervals of 95%
    assert all(planted.click_rate[kind, 1] > rate + 0.03 for kind, rate in firsts.items())


def test_the_planted_share_of_those_who_look_at_a_place_comes_back(planted):
    told = planted[planted.position_bias.notna() & (planted.index.get_level_values(1) > 1)]
    seen = np.array([SEEN_SHARE[place - 1] for _, place in told.index])

    assert len(told) == 7
    held = (told.position_bias_low <= seen) & (seen <= told.position_bias_high)
    assert held.sum() >= 6
    assert np.abs(told.position_bias - seen).max() < 0.12
    by_clicks = (
        told.click_rate / planted.click_rate.loc[[(kind, 1) for kind, _ in told.index]].to_numpy()
    )
    assert (by_clicks < told.position_bias - 0.02).sum() >= 5  # plain rates see less than there is


def test_intervals_take_or_leave_all_that_a_user_did_together(frame):
    # Each of 60 users clicks on all of ten things or on none: there are 60 answers, not 600.
    events = [
        make(f"{u}.{n}", f"u{u}", f"x{n}", request=f"r{u}", **given)
        for u in range(60)
        for n in range(10)
        for make, given in ((shown, {"rank": 1, "propensity": 0.5}), (clicked, {}))
        if make is shown or u % 2
    ]

    row = table_of(frame(RECOMMENDATION_EVENTS, *events)).loc["friend", 1]

    half = (row.click_rate_high - row.click_rate_low) / 2
    assert row.click_rate == 0.5
    assert half == pytest.approx(1.96 * 0.5 / 60**0.5, rel=0.2)  # of 600 it would be 0.04
