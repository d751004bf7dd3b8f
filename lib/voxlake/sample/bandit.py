"""The log of a bandit that chooses a headline: arms, their chances, and rewards that come later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.sample.draws import series
from voxlake.sample.people import days_after
from voxlake.sample.settings import MarketingSettings, SampleSettings

BANDIT = "headline"
"""The experiment whose arms a bandit chooses."""
CONVERSION = "order"
"""Metric of conversions, and of the bandit's rewards."""
FIRST, LAST = 0.25, 0.75
"""When people are assigned and arms chosen, as shares of the sample's days."""
_FLOOR, _GREED = 0.1, 8.0  # least chance of an arm; how fast better ones are preferred
_PROMPT_DAYS, _LATE_DAYS = 0.25, (2.0, 5.0)  # how long rewards take at most; late ones
_COLUMNS = (
    "id string, day double, experiment string, user string, kind string, arm string, "
    "chance double, choice string, metric string, value double"
)
_Floats = npt.NDArray[np.float64]
_Line = tuple[str | float | None, ...]


@dataclass(frozen=True)
class _Choice:
    number: int
    day: float
    arm: str
    chance: float
    reward: float


def bandit_arms(planted: MarketingSettings) -> tuple[str, ...]:
    """Names of the bandit's arms."""
    return tuple("abcdefgh"[: len(planted.bandit_means)])


def bandit_events(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """Choices with the chance that each had, and their rewards, some late, some told twice.

    The columns are those of the file of experiments' events, `time` as a time.
    """
    count = settings.marketing.bandit_choices
    waits, users = (series(settings.seed, f"bandit {what}", count) for what in ("wait", "user"))
    lines = [
        line
        for choice in _choices(settings)
        for line in _lines(
            choice,
            f"u{int(users[choice.number] * settings.users)}",
            float(waits[choice.number]),
            settings.marketing,
        )
    ]
    told = spark.createDataFrame(lines, _COLUMNS)
    timed = told.withColumn("day", days_after(F.col("day"), settings))
    return timed.withColumnRenamed("day", "time")


def _choices(settings: SampleSettings) -> Iterator[_Choice]:
    """Choices in order of time: arms that did better on earlier days are preferred (softmax)."""
    planted = settings.marketing
    when, pick, luck = (
        series(settings.seed, f"bandit {what}", planted.bandit_choices)
        for what in ("when", "pick", "luck")
    )
    days = np.sort(settings.days * (FIRST + (LAST - FIRST) * when))
    means, arms = np.array(planted.bandit_means), bandit_arms(planted)
    tries, wins = np.ones(len(arms)), np.full(len(arms), 0.5)
    chances = _chances(wins / tries)
    for n, day in enumerate(days):
        if n and int(day) > int(days[n - 1]):
            chances = _chances(wins / tries)
        place = min(int(np.searchsorted(np.cumsum(chances), pick[n])), len(arms) - 1)
        reward = float(luck[n] < means[place])
        tries[place] += 1
        wins[place] += reward
        yield _Choice(n, float(day), arms[place], float(chances[place]), reward)


def _chances(means: _Floats) -> _Floats:
    preferred = np.exp(_GREED * means)
    chances: _Floats = _FLOOR + (1 - _FLOOR * len(means)) * preferred / preferred.sum()
    return chances


def _lines(choice: _Choice, user: str, wait: float, planted: MarketingSettings) -> Iterator[_Line]:
    """The arm, its reward, and the reward once more where it is repeated; `wait` is drawn."""
    name = f"{BANDIT}-{choice.number}"
    of_whom = (BANDIT, user)
    arm = ("assignment", choice.arm, choice.chance, name, None, None)
    yield (f"{name}.a", choice.day, *of_whom, *arm)
    least, most = _LATE_DAYS
    is_late = wait < planted.late_share
    days = least + (most - least) * wait / planted.late_share if is_late else _PROMPT_DAYS * wait
    reward = (*of_whom, "outcome", None, None, name, CONVERSION, choice.reward)
    yield (f"{name}.r", choice.day + days, *reward)
    if wait > 1 - planted.repeated_share:
        yield (f"{name}.s", choice.day + days + 0.5, *reward)
