"""Numbers are chosen by later days, which the fits have not seen."""

from datetime import date, timedelta

import numpy as np
import pytest

from voxlake.core.errors import TooLittleDataError
from voxlake.recommend.content.als import Numbers
from voxlake.recommend.content.choice import choose_numbers
from voxlake.recommend.content.settings import ContentSettings

TODAY = date(2024, 3, 31)
SPLIT = TODAY - timedelta(days=14)
USERS, ITEMS = 40, 40
ACTIONS = "user_id string, item_kind string, item_id string, action string, day date, value double"
SETTINGS = ContentSettings(
    ranks=(4,), regularisations=(0.1,), alphas=(0.01, 10.0), iterations=4, blocks=2
)


def acted(user, item, day, action="like", value=None):
    return {
        "user_id": f"u{user}",
        "item_kind": "post",
        "item_id": f"p{item}",
        "action": action,
        "day": day,
        "value": value,
    }


def of_tastes(later_taste, value=lambda *_: None, action="like"):
    """Users of four tastes: each acts on six of ten items before the split, on three after it."""
    rng = np.random.default_rng(11)
    for user in range(USERS):
        own = [item for item in range(ITEMS) if item % 4 == user % 4]
        later = [item for item in range(ITEMS) if item % 4 == later_taste(user)]
        drawn = rng.choice(own, 6, replace=False)
        for item in drawn:
            yield acted(user, item, SPLIT, action, value(user, item))
        left = [item for item in later if item not in drawn]
        for item in rng.choice(left, 3, replace=False):
            yield acted(user, item, TODAY, action, value(user, item))


def test_tastes_are_learnt_and_the_better_numbers_are_taken(frame):
    actions = frame(ACTIONS, *of_tastes(lambda user: user % 4), acted(0, 99, TODAY))

    choice = choose_numbers(actions, TODAY, SETTINGS.model_copy(update={"ranks": (4, 2)}))

    assert choice.users == USERS
    assert choice.metric == "ndcg_at_10"
    assert [numbers.rank for numbers in choice.tried] == [2, 2, 4]  # 4 with the best alpha alone
    assert choice.tried[choice.numbers] == max(choice.tried.values())
    assert choice.gain.is_sure
    assert choice.figures["gain_low"] > 0.2
    assert choice.figures["ndcg_at_10_of_popular"] < 0.6 < choice.figures["ndcg_at_10"]


def test_a_taste_that_changes_after_the_split_is_not_foretold_so_no_later_day_was_seen(frame):
    actions = frame(ACTIONS, *of_tastes(lambda user: (user + 1) % 4))

    choice = choose_numbers(actions, TODAY, SETTINGS.model_copy(update={"alphas": (10.0,)}))

    assert not choice.gain.is_sure
    assert choice.figures["ndcg_at_10"] < 0.2


@pytest.mark.whole
def test_ratings_are_judged_by_how_near_they_come(frame):
    def value(user, item):
        return 4.0 + (user % 2) - (2.0 * (user % 2) if item % 8 < 4 else 0.0)

    rated = of_tastes(lambda user: user % 4, value, action="rating")
    settings = SETTINGS.model_copy(update={"mode": "explicit", "regularisations": (0.02,)})

    choice = choose_numbers(frame(ACTIONS, *rated), TODAY, settings)

    assert choice.metric == "closeness"
    assert len(choice.tried) == 1
    assert choice.figures["closeness"] > choice.figures["closeness_of_popular"]


@pytest.mark.whole
def test_with_too_few_users_to_judge_by_the_fit_says_so(frame):
    actions = frame(ACTIONS, *of_tastes(lambda user: user % 4))

    with pytest.raises(TooLittleDataError, match=f"only {USERS} who had acted.*41 are needed"):
        choose_numbers(actions, TODAY, SETTINGS.model_copy(update={"min_validation_users": 41}))
    with pytest.raises(TooLittleDataError, match="only 0 who had acted"):
        choose_numbers(frame(ACTIONS), TODAY, SETTINGS)


@pytest.mark.whole
def test_numbers_in_use_give_way_only_to_those_that_are_better_beyond_noise(frame):
    actions = frame(ACTIONS, *of_tastes(lambda user: user % 4))
    twin, poor = Numbers(4, -0.1, 9.0), Numbers(1, -0.1, 10.0)  # of four tastes
    one = SETTINGS.model_copy(update={"alphas": (10.0,)})

    kept = choose_numbers(actions, TODAY, one, twin)
    moved = choose_numbers(actions, TODAY, one, poor)

    assert kept.numbers == twin
    assert not (kept.over_those_in_use and kept.over_those_in_use.is_sure)
    assert moved.numbers == Numbers(4, -0.1, 10.0)
    assert moved.figures["over_champion_low"] > 0
    assert "over the champion" in str(moved)
