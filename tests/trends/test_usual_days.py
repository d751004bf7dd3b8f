from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from drawn_counts import SETTLED, drawn_counts

from voxlake.core.days import day_number
from voxlake.tables.columns import ALL, ALL_TOPICS, ALL_USERS
from voxlake.trends.levels import Known, usual_days
from voxlake.trends.settings import TrendSettings
from voxlake.trends.usual import days_needed, usual_of

SETTINGS = TrendSettings()
FIRST = date(2024, 1, 1)  # a Monday
LEVEL = SETTINGS.level_days


def day(number):
    return FIRST + timedelta(days=int(number))


def known(days, **changes):
    numbers = [day_number(FIRST) + n for n in range(days)]
    told = {
        "versions": dict.fromkeys(numbers, "1"),
        "topics": {"1": {0}},
        "since": {(ALL_USERS, ALL): numbers[0]},
    }
    return Known(**{**told, **changes})


def rows(counts, threads, topic=0):
    """Rows of a series; a day without a post has none."""
    told = [
        (day(n), topic, ALL_USERS, ALL, count, threads[n])
        for n, count in enumerate(counts)
        if count
    ]
    return pd.DataFrame(
        told,
        columns=["post_date", "topic_id", "segment_id", "language", "post_count", "thread_count"],
    )


def found(counts, asked, topic=0, threads=None, **changes):
    """What is usual of days that are asked for, by their number; else each post is a thread."""
    numbers = {day_number(FIRST) + n for n in asked}
    series = rows(counts, counts if threads is None else threads, topic)
    usual = usual_days(series, known(len(counts), **changes), numbers, SETTINGS)
    at = [(told - FIRST).days for told in usual["post_date"]]
    return usual.set_index(pd.Index(at))


def bursts_of(counts):
    """First and last day of each burst by the defaults, days of one that are a gap apart joined."""
    usual = found(counts, range(SETTLED, len(counts)))
    far = NormalDist().inv_cdf(1 - SETTINGS.false_alarms)
    days = [n for n, d in usual["distance"].items() if d > far and counts[n] >= SETTINGS.min_posts]
    runs = []
    for n in days:
        if runs and n - runs[-1][1] <= SETTINGS.gap_days + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return runs


@pytest.mark.parametrize("seed", [2, 3])  # the level was chosen on another
def test_planted_bursts_are_found_with_few_false_alarms(seed, measured):
    counts, planted = drawn_counts(seed)
    runs = {topic: bursts_of(series) for topic, series in enumerate(counts)}

    hits = [
        any(first <= p.last and last >= p.first for first, last in runs[p.topic]) for p in planted
    ]
    false = [
        run
        for topic, of_topic in runs.items()
        for run in of_topic
        if not any(p.topic == topic and run[0] <= p.last + 1 and run[1] >= p.first for p in planted)
    ]
    topic_months = counts.shape[0] * (counts.shape[1] - SETTLED) / 30.4
    recall, alarms = np.mean(hits), len(false) / topic_months
    measured(f"bursts, seed {seed}: recall {recall:.2f}, {alarms:.2f} false a month and topic")
    assert recall >= 0.9
    assert alarms <= 1


def test_a_burst_does_not_raise_what_is_usual_for_its_own_days():
    counts = np.random.default_rng(1).poisson(20, 100)
    with_burst = counts.copy()
    with_burst[80:90] += 60

    calm, bursting = (found(c, range(80, 90))["usual_count"] for c in (counts, with_burst))

    assert list(bursting) == pytest.approx(list(calm), rel=0.35)


def test_what_a_weekday_always_has_is_usual_for_it():
    weekday = np.arange(84) % 7
    counts = np.where(weekday == 2, 60, 20)

    usual = found(counts, [79, 80, 81])["usual_count"]  # Wednesday is 79

    assert list(usual) == pytest.approx([60, 20, 20], rel=0.05)


def test_differences_of_weekdays_that_chance_explains_are_drawn_towards_none():
    counts = np.random.default_rng(5).poisson(20, 84)

    usual = found(counts, range(77, 84))["usual_count"]

    assert usual.max() - usual.min() < 5


def test_a_strong_week_that_few_weeks_have_told_gives_few_false_alarms():
    draw = np.random.default_rng(0)
    weeks = np.where(np.arange(60) % 7 >= 5, 2.2, 1.0)
    calm = draw.poisson(22 * weeks * draw.gamma(12, 1 / 12, (20, 60)))

    alarms = [
        (found(counts, range(28, 60))["distance"] > 2.05).sum()  # as `false_alarms` has it
        for counts in calm
    ]

    assert np.mean(alarms) / (32 / 30.4) < 1.1


def test_a_topic_that_always_varies_much_bursts_later_than_one_that_does_not():
    draw = np.random.default_rng(4)
    calm = np.append(draw.poisson(50, 60), 100)
    wild = np.append(draw.poisson(50 * draw.gamma(4, 1 / 4, 60)), 100)

    assert found(calm, [60])["distance"].item() > 4
    assert found(wild, [60])["distance"].item() < 2.5


def test_many_answers_to_one_post_are_no_burst_but_many_posts_are():
    posts = np.random.default_rng(3).poisson(20, 61)
    answered, many = posts.copy(), posts.copy()
    answered[60] = many[60] = 60

    alone = found(answered, [60], threads=np.append(posts[:60], 21))
    together = found(many, [60], threads=np.append(posts[:60], 60))

    assert alone["distance"].item() < 1
    assert alone["usual_count"].item() == together["usual_count"].item()  # of posts
    assert together["distance"].item() > 5


def test_waves_of_answers_give_few_false_alarms():
    draw = np.random.default_rng(6)
    threads = draw.poisson(15, (10, 120))
    answers = draw.poisson(12, threads.shape) * (draw.random(threads.shape) < 0.12)

    alarms = [
        (found(said + added, range(SETTLED, 120), threads=said)["distance"] > 2.05).sum()
        for said, added in zip(threads, answers, strict=True)
    ]

    assert np.mean(alarms) / (60 / 30.4) < 0.7  # of posts alone 2.2


def test_days_without_a_post_of_the_topic_count_as_zero():
    counts = np.zeros(61, dtype=int)
    counts[[3, 20, 60]] = 1, 1, 12

    usual = found(counts, [60])

    assert usual["usual_count"].item() == 0
    assert usual["distance"].item() == pytest.approx(2 * (12.375**0.5 - 0.375**0.5))


def test_days_without_any_post_say_nothing():
    counts = np.full(70, 30)
    counts[40:55] = 0  # no file came
    days = [day_number(FIRST) + n for n in range(70) if not 40 <= n < 55]

    usual = found(counts, [69], versions=dict.fromkeys(days, "1"))

    assert usual["usual_count"].item() == pytest.approx(30)


def test_days_whose_model_did_not_have_the_topic_say_nothing():
    counts = np.zeros(60, dtype=int)
    counts[50:] = 40  # since a refit that found it
    numbers = {day_number(FIRST) + n: "1" if n < 50 else "2" for n in range(60)}

    def told(topics):
        return found(counts, [55], versions=numbers, topics=topics)

    assert told({"1": {3}, "2": {0}}).empty
    assert told({"1": {0}, "2": {0}})["distance"].item() > 5
    assert told({})["distance"].item() > 5  # no table of topics: all had it


def test_days_that_no_topic_model_read_say_nothing_of_topics_but_of_all_posts():
    counts = np.full(60, 25)
    numbers = dict.fromkeys([day_number(FIRST) + n for n in range(60)])

    assert found(counts, [59], versions=numbers).empty
    together = found(counts, [59], topic=ALL_TOPICS, versions=numbers)
    assert together["usual_count"].item() == pytest.approx(25)


def test_days_before_the_first_of_a_segment_say_nothing_of_it():
    start = day_number(FIRST) + 40

    assert found(np.full(60, 9), [59], since={(ALL_USERS, ALL): start}).empty
    assert found(np.full(60, 9), [59], since={}).empty


def test_days_outside_of_the_lookback_do_not_count():
    counts = np.full(100, 30)
    counts[: 99 - SETTINGS.lookback_days] = 3_000

    assert found(counts, [99])["usual_count"].item() == pytest.approx(30)


def test_nothing_is_usual_of_too_few_days():
    needed = days_needed(LEVEL)
    counts = np.full(needed, 5.0)
    weekdays = np.arange(-needed, 0) % 7

    assert usual_of(5, counts[1:], weekdays[1:], LEVEL) is None
    assert usual_of(5, np.array([]), np.array([], dtype=int), LEVEL) is None
    told = usual_of(5, counts, weekdays, LEVEL)
    assert (told.count, told.distance) == pytest.approx((5, 0))


def test_a_lookback_that_is_no_longer_than_the_level_is_refused():
    with pytest.raises(ValueError, match=r"at least 57, a week more than trends\.level_days"):
        TrendSettings(level_days=50)


def test_an_ordinary_day_is_held_against_the_days_before_it_and_not_against_itself():
    counts = np.random.default_rng(5).integers(50, 300, 70).astype(float)

    # A level of one day is the day itself, of which no day would differ.
    told = usual_of(300.0, counts, -np.arange(70) % 7, level_days=1)

    assert told.distance < 2.0
