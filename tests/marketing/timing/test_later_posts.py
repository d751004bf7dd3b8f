"""What later posts say of hours that were told before them, worked out by hand."""

from datetime import date

import numpy as np
import pytest

from voxlake.marketing.timing.later import later_metrics
from voxlake.tables import BEST_POST_TIMES

AS_OF = date(2024, 6, 30)
GAINS = (
    "account_id string, post_id string, day long, slot int, is_later boolean, log double, "
    "gain double"
)
HOURS = (9, 10, 11, 12, 13)


def time(account, hour, rank, effect, **more):
    """Of an hour of Monday."""
    return {
        "as_of_date": AS_OF, "account_id": account, "segment_id": -2, "content_type": "all",
        "weekday": 1, "hour": hour, "rank": rank, "effect": effect, "is_reliable": False, **more,
    }  # fmt: skip


def came(number, account, slot, gain):
    return {
        "account_id": account, "post_id": f"l{number}", "day": 100 + number, "slot": slot,
        "is_later": True, "log": 9.0, "gain": gain,
    }  # fmt: skip


def before(number, account, slot, log):
    return {**came(number, account, slot, 0.0), "is_later": False, "log": log}


@pytest.fixture
def told(frame):
    def of(times, gains):
        rows = later_metrics(frame(BEST_POST_TIMES, *times), frame(GAINS, *gains), AS_OF)
        assert {row[:3] for row in rows} == {("best_post_times", f"until {AS_OF}", "later posts")}
        return {row[3]: row[4] for row in rows}

    return of


def test_gains_and_rank_correlations_of_later_posts_stand_beside_those_of_the_best_past_post(told):
    # Of a, effects rise with the hour; the two best are in the top quarter, one is reliable.
    times = [time("a", h, rank=45 - h * 2 + 18, effect=h / 10) for h in HOURS]
    times[-1]["is_reliable"] = True
    times += [time("b", 9, rank=1, effect=0.5), time("all", 9, rank=1, effect=9.0)]
    times += [time("a", 9, rank=1, effect=9.0, content_type="video")]
    earlier = [before(1, "a", 9, 3.0), before(2, "a", 10, 5.0), before(3, "b", 9, 1.0)]
    later = [
        *(came(n, "a", HOURS[n], gain) for n, gain in enumerate((0.0, 2.0, 1.0, 3.0, 3.0))),
        came(7, "a", 10, 0.0),  # the mean of 10:00 is 1, as is that of 11:00
        came(8, "b", 9, -1.0),
        came(9, "without hours", 9, 50.0),
    ]

    found = told(times, [*earlier, *later])

    assert (found["told_accounts"], found["reliable_accounts"]) == (2, 1)
    assert (found["accounts"], found["posts"]) == (2, 7)
    # Ranks 45, 43, 41, 39 and 37 of a: 11:00 to 13:00 are within 42, and so is 9:00 of b.
    assert found["top_quarter_posts"] == 4
    assert found["top_quarter_gain"] == pytest.approx(np.exp((1 + 3 + 3 - 1) / 4))
    assert found["top_quarter_log_error"] == pytest.approx(np.std([1, 3, 3, -1], ddof=1) / 2)
    assert (found["reliable_posts"], found["reliable_gain"]) == (1, pytest.approx(np.exp(3)))
    # The best past post of a was at 10:00, and that of b at 9:00.
    assert found["naive_posts"] == 3
    assert found["naive_gain"] == pytest.approx(np.exp((2 + 0 - 1) / 3))
    # Of a alone: b has too few hours. Ranks of 0, 1, 1, 3, 3 are 1, 2.5, 2.5, 4.5, 4.5.
    came_ranks = [1, 2.5, 2.5, 4.5, 4.5]
    assert found["rank_correlation"] == pytest.approx(
        np.corrcoef([1, 2, 3, 4, 5], came_ranks)[0, 1]
    )
    assert found["naive_rank_correlation"] == pytest.approx(
        np.corrcoef([0, 1, 0, 0, 0], came_ranks)[0, 1]
    )


def test_without_later_posts_there_is_no_gain_and_no_correlation(told):
    found = told([time("a", 9, rank=1, effect=0.0)], [before(1, "a", 9, 1.0)])

    assert found == {
        "told_accounts": 1, "reliable_accounts": 0, "accounts": 0, "posts": 0,
        "top_quarter_posts": 0, "reliable_posts": 0, "naive_posts": 0,
    }  # fmt: skip


def test_hours_that_are_all_alike_have_no_correlation(told):
    times = [time("a", h, rank=h, effect=0.0) for h in HOURS]
    later = [came(n, "a", h, 0.0) for n, h in enumerate(HOURS)]

    found = told(times, [before(1, "a", 20, 0.0), *later])

    assert "rank_correlation" not in found
    assert "naive_rank_correlation" not in found
    assert found["top_quarter_gain"] == 1
