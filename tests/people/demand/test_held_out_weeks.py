"""Expectations against the counts of weeks that were not seen, planted and real.

Each is compared with the hour's own mean and with the mean of its time of day. Lower is better: the
Poisson deviance an activity. An own mean of none is taken as if half an hour of the usual had been
seen more, since it would else be infinitely wrong.
"""

import zipfile

import numpy as np
import pandas as pd
import pytest
from scipy.special import xlogy
from scipy.stats import spearmanr

from voxlake.people.demand.estimates import activity_per_hour

CELLS, SEEN, LATER = 168, 8, 4
WEEKDAYS_AT_ONE = [34.0, 5.1, 15.9, 10.0, 6.2, 32.1, 18.2]


def estimate(weeks):
    """The expectation of each hour of a week, from a row of counts a week."""
    hours = np.full(CELLS, float(len(weeks)))
    return activity_per_hour(weeks.sum(0), (weeks**2).sum(0), hours, 0.95)


def rivals(weeks):
    overall = weeks.mean()
    own, of_time = weeks.mean(0), np.tile(weeks.reshape(-1, 7, 24).mean((0, 1)), 7)
    return (
        (len(weeks) * own + 0.5 * overall) / (len(weeks) + 0.5),
        (7 * len(weeks) * of_time + 0.5 * overall) / (7 * len(weeks) + 0.5),
    )


def deviances(weeks, truth):
    """Of the expectation, the own mean and the mean of the time of day."""
    of_each = (estimate(weeks).expected, *rivals(weeks))
    return [
        2 * (xlogy(truth, np.where(truth > 0, truth / rate, 1)) - (truth - rate)).sum()
        / truth.sum()
        for rate in of_each
    ]  # fmt: skip


def planted(rng, level, interaction):
    """Rates of a week whose hours and weekdays differ, and cells by themselves."""
    days, hours = np.exp(rng.normal(0, 0.3, 7)), np.exp(rng.normal(0, 0.7, 24))
    rates = np.outer(days, hours) * np.exp(rng.normal(0, interaction, (7, 24)))
    return level * rates.ravel() / rates.mean()


def fans(rng):
    """Counts of weeks in which matches bring crowds at some hours, and nothing else is unusual."""
    chance = np.array([0.6, 0.05, 0.25, 0.15, 0.05, 0.6, 0.3])
    usual = planted(rng, 3, 0).reshape(7, 24)
    crowds = np.array([36, 60, 42, 12])
    held = (rng.random((SEEN, 7)) < chance) * rng.lognormal(-0.5, 1, (SEEN, 7))
    rates = np.tile(usual, (SEEN, 1, 1))
    rates[:, :, :4] += held[..., None] * crowds
    truth = usual.copy()
    truth[:, :4] += chance[:, None] * crowds
    return rng.poisson(rates).reshape(SEEN, CELLS).astype(float), truth.ravel()


@pytest.mark.parametrize(("level", "interaction"), [(0.5, 0), (5, 0), (0.5, 0.6), (5, 0.6)])
def test_an_expectation_is_nearer_the_planted_rate_than_own_means_and_times_of_day(
    level, interaction, measured
):
    rng = np.random.default_rng(13)
    found = []
    for _ in range(6):
        rates = planted(rng, level, interaction)
        found.append(deviances(rng.poisson(rates, (SEEN, CELLS)).astype(float), rates))

    ours, own, of_time = np.mean(found, axis=0)
    measured(
        f"demand, {level} an hour, interaction {interaction} (seed 13): deviance {ours:.3f}, "
        f"own mean {own:.3f}, time of day {of_time:.3f}"
    )
    assert ours < min(own, of_time)


def test_crowds_at_some_hours_leave_an_expectation_nearer_than_own_means_and_times_of_day(measured):
    rng = np.random.default_rng(14)

    found = [deviances(*fans(rng)) for _ in range(12)]

    ours, own, of_time = np.mean(found, axis=0)
    measured(f"demand, crowds (seed 14): {ours:.3f}, own {own:.3f}, time of day {of_time:.3f}")
    assert ours < min(own, of_time)


def test_a_burst_elsewhere_does_not_hide_which_weekdays_are_busy_at_an_hour():
    rng = np.random.default_rng(15)
    rates = planted(rng, 4, 0).reshape(7, 24)
    rates[:, 1] = WEEKDAYS_AT_ONE
    weeks = rng.poisson(rates, (SEEN, 7, 24)).astype(float)
    weeks[2, 3, 12:16] += [300, 900, 250, 100]  # one event, on a Thursday

    expected = estimate(weeks.reshape(SEEN, CELLS)).expected.reshape(7, 24)

    assert spearmanr(expected[:, 1], WEEKDAYS_AT_ONE)[0] > 0.9
    assert expected[:, 1] == pytest.approx(WEEKDAYS_AT_ONE, rel=0.4)


@pytest.mark.parametrize("level", [0.05, 0.5, 5])
@pytest.mark.parametrize("bursts", [False, True])
@pytest.mark.parametrize(("at_first", "more", "is_one_week"), [(0, 2, False), (8, 15, True)])
def test_an_expectation_rises_with_the_own_count(level, bursts, at_first, more, is_one_week):
    rng = np.random.default_rng(16)
    rates = planted(rng, level, 0) * (rng.gamma(1, 1, (SEEN, CELLS)) if bursts else 1)
    weeks = rng.poisson(rates, (SEEN, CELLS)).astype(float)
    weeks[:, 42] = at_first

    found = []
    for _ in range(25):
        found.append(estimate(weeks).expected[42])
        weeks[3 if is_one_week else slice(None), 42] += more

    assert np.all(np.diff(found) > 0)


def weeks_of(times):
    """Counts of the hours of each whole week, a row a week."""
    times = pd.to_datetime(times).dropna()
    monday = (times - pd.to_timedelta(times.dt.weekday, unit="D")).dt.normalize()
    number = ((monday - monday.min()).dt.days // 7).to_numpy()
    cells = number * CELLS + times.dt.weekday.to_numpy() * 24 + times.dt.hour.to_numpy()
    counts = np.bincount(cells, minlength=(number.max() + 1) * CELLS).reshape(-1, CELLS)
    return counts[1:-1].astype(float)


def invoices(data):
    with zipfile.ZipFile(data / "online_retail" / "online_retail_by_day.zip") as folder:
        names = [name for name in folder.namelist() if name.endswith(".csv")]
        columns = ["InvoiceNo", "InvoiceDate"]
        days = [pd.read_csv(folder.open(name), usecols=columns, dtype=str) for name in names]
    return pd.concat(days).drop_duplicates("InvoiceNo")["InvoiceDate"]


def stories(data):
    path = data / "hacker_news" / "hacker_news.csv.gz"
    return pd.to_datetime(
        pd.read_csv(path, usecols=["created_at"])["created_at"], format="%m/%d/%Y %H:%M"
    )


def tweeters(data):
    """Once for each person and hour."""
    path = data / "ggplot2_tweets" / "tweets.csv.gz"
    tweets = pd.read_csv(path, usecols=["created_at", "screen_name"])
    hour = pd.to_datetime(tweets["created_at"]).dt.floor("h")
    return tweets.assign(hour=hour).drop_duplicates(["screen_name", "hour"])["hour"]


@pytest.mark.parametrize("read", [invoices, stories, tweeters])
def test_weeks_that_come_are_foretold_better_than_by_own_means_and_times_of_day(
    read, shared_data, measured
):
    weeks = weeks_of(read(shared_data))
    # Settings were chosen on the first half of the weeks.
    starts = range(len(weeks) // 2, len(weeks) - SEEN - LATER + 1, 2)

    found = [
        deviances(weeks[at : at + SEEN], weeks[at + SEEN : at + SEEN + LATER].mean(0))
        for at in starts
    ]

    ours, own, of_time = np.mean(found, axis=0)
    measured(
        f"demand, {read.__name__}, {len(found)} windows of held-out weeks: deviance {ours:.3f}, "
        f"own mean {own:.3f}, time of day {of_time:.3f}"
    )
    assert ours < min(own, of_time)
