"""The rule of moods by itself: what the emotions of a few posts say together; without Spark.

It describes texts and is no diagnosis of a person.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from voxlake.people.mood.settings import MOODS, UNKNOWN, MoodRule, MoodSettings
from voxlake.tables.columns import EMOTIONS

Floats = npt.NDArray[np.float64]

POSITIVE, LOW, TENSE = ("joy", "optimism"), ("fear", "sadness"), ("anger", "disgust")
NEGATIVE = (*LOW, *TENSE)
_NEITHER = ("surprise", "neutral")
if sorted((*POSITIVE, *NEGATIVE, *_NEITHER)) != sorted(EMOTIONS):
    raise ValueError(f"Each of {', '.join(EMOTIONS)} must be in one of the groups of moods here.")
OWN_WORDS = ("own", "quote")
PARTS = ("positivity", "low", "tense")


@dataclass(frozen=True, eq=False)
class Weighed:
    """A post by or about a user, as it counts in the mood.

    Attributes:
        post_id: Which.
        post_date: Day it was made.
        ownership: own, quote, repost or mention.
        activity: Its reach.
        emotions: Probability of each of `EMOTIONS`.
        model_version: Model that gave them.
    """

    post_id: str
    post_date: date
    ownership: str
    activity: int
    emotions: Mapping[str, float]
    model_version: str | None

    def weight(self, as_of: date, rule: MoodRule) -> float:
        """What it weighs on a day, as `mood.weight` has it."""
        recency: float = 0.5 ** ((as_of - self.post_date).days / rule.half_life_days)
        share: float = getattr(rule, self.ownership)
        return share * recency * (1 + rule.activity * math.log1p(self.activity))

    def part(self, names: Sequence[str]) -> float:
        """Sum of some emotions."""
        return sum(self.emotions[name] for name in names)


def mood_of(
    user_id: str, posts: Sequence[Weighed], as_of: date, settings: MoodSettings
) -> dict[str, object] | None:
    """The row of `user_mood` of one user, as the job has it; None without a post that counts.

    Args:
        user_id: Whose.
        posts: The posts of the window.
        as_of: Last day that counts.
        settings: Weights and bounds.
    """
    weights = {one: w for one in posts if (w := one.weight(as_of, settings.rule)) > 0}
    if not weights:
        return None
    total = sum(weights.values())
    means = {e: sum(p.emotions[e] * w for p, w in weights.items()) / total for e in EMOTIONS}
    heaviest = sorted(weights, key=lambda p: (-weights[p], p.post_id, p.ownership))
    drawn = heaviest[: settings.resampled_posts]
    groups = (POSITIVE, LOW, TENSE)
    mood, agreement = judge(
        user_id,
        len(weights),
        [sum(means[name] for name in group) for group in groups],
        [weights[one] for one in drawn],
        *([one.part(group) for one in drawn] for group in groups),
        settings=settings,
    )
    own = [one for one in weights if one.ownership in OWN_WORDS]
    latest = max(weights, key=lambda p: (p.post_date, p.model_version or ""))
    return {
        "as_of_date": as_of,
        "user_id": user_id,
        "mood": mood,
        "agreement": agreement,
        "post_count": len(weights),
        "own_post_count": len(own),
        "positivity": sum(means[name] for name in POSITIVE),
        "negativity": sum(means[name] for name in NEGATIVE),
        **means,
        "happiest_posts": _most(own, POSITIVE, settings.extreme_posts),
        "saddest_posts": _most(own, ("sadness",), settings.extreme_posts),
        "model_version": latest.model_version,
    }


def _most(posts: Sequence[Weighed], names: Sequence[str], count: int) -> list[dict[str, object]]:
    """Posts with the largest sums of some emotions, the largest first, then by id backwards."""
    most = sorted(((one.part(names), one.post_id) for one in posts), reverse=True)[:count]
    return [{"post_id": post_id, "score": score} for score, post_id in most]


def judge(
    user_id: str,
    post_count: int,
    means: Sequence[float],
    weights: Sequence[float],
    *parts: Sequence[float],
    settings: MoodSettings,
) -> tuple[str, float | None]:
    """The mood of a user, and the share of resampled users who have the same.

    Each post is drawn as often as a Poisson variable of mean 1 says, which is the bootstrap
    without a fixed count of posts (Oza and Russell 2001).
    """
    if post_count < settings.min_posts:
        return UNKNOWN, None
    mood = moods(np.array([means]), settings.rule)[0]
    draws = np.random.default_rng([settings.seed, zlib.crc32(user_id.encode())])
    drawn = draws.poisson(1.0, (settings.resamples, len(weights))) * np.asarray(weights)
    totals = drawn.sum(axis=1)
    drawn = drawn[totals > 0] / totals[totals > 0, None]
    again = moods(drawn @ np.array(parts).T, settings.rule)
    return MOODS[mood], float((again == mood).mean()) if len(again) else None


def moods(means: Floats, rule: MoodRule) -> npt.NDArray[np.int64]:
    """Places in `MOODS` of users by their mean emotions.

    Args:
        means: Positivity (joy + optimism), low spirits (fear + sadness) and tension (anger +
            disgust) of each user, (users, 3).
        rule: The bounds.
    """
    positivity, low, tense = means.T
    lead = positivity - low - tense
    negative = np.where(low >= tense, MOODS.index("depressed"), MOODS.index("stressed"))
    positive = np.where(
        positivity >= rule.cheerful_from, MOODS.index("cheerful"), MOODS.index("satisfied")
    )
    by_lead = np.where(lead > 0, positive, negative)
    return np.where(np.abs(lead) < rule.margin, MOODS.index("neutral"), by_lead)
