"""Bandits: what they choose, what they learn, what they lose against the best arm."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest
from mabwiser.mab import MAB, LearningPolicy
from pydantic import ValidationError

from voxlake.marketing.experiments.bandits import (
    Reward,
    choose,
    load,
    new_state,
    policies,
    probabilities,
    update,
)
from voxlake.marketing.experiments.bandits.batch import state_rows
from voxlake.marketing.experiments.bandits.choosing import choose_many, is_stopped
from voxlake.marketing.experiments.settings import BanditSettings

DAY = date(2024, 3, 1)
ARMS = ("a", "b", "c")
SEEDS, STEPS = 200, 1000
MEANS = np.array([0.3, 0.5, 0.6])


def state_of(policy, *rewards, **settings):
    fresh = new_state("shop:x", ARMS, BanditSettings(policy=policy, **settings), seed=7)
    return update(fresh, [Reward(f"c{n}", *one) for n, one in enumerate(rewards)])


def rewards_of(counts, day=DAY):
    return [
        (arm, float(n < hits), day)
        for arm, (hits, tried) in zip(ARMS, counts, strict=True)
        for n in range(tried)
    ]


@pytest.mark.parametrize(
    ("policy", "learning"),
    [
        ("epsilon_greedy", LearningPolicy.EpsilonGreedy(epsilon=0)),
        ("ucb1", LearningPolicy.UCB1(alpha=1)),
    ],
)
def test_what_is_chosen_is_what_mabwiser_chooses(policy, learning):
    rng, agreed = np.random.default_rng(1), []
    for _ in range(30):
        # Sums of numbers as these are never the same for two arms.
        rewards = [(arm, rng.random(), DAY) for arm in ARMS for _ in range(rng.integers(1, 30))]
        mab = MAB(list(ARMS), learning)
        mab.fit([arm for arm, *_ in rewards], [value for _, value, _ in rewards])
        found = choose(state_of(policy, *rewards, epsilon=0), None, rng)
        agreed.append((found.arm == mab.predict(), found.propensity))

    assert agreed == [(True, 1.0)] * 30


@pytest.mark.parametrize("policy", ["epsilon_greedy", "ucb1"])
def test_arms_that_were_never_tried_come_first_and_share_the_choices(policy):
    found = probabilities(state_of(policy, ("b", 1.0, DAY), epsilon=0))

    assert found.tolist() == [[0.5, 0, 0.5]]


def test_the_propensity_of_epsilon_greedy_is_exact():
    state = state_of("epsilon_greedy", *rewards_of([(1, 5), (4, 5), (2, 5)]), epsilon=0.3)

    assert probabilities(state)[0] == pytest.approx([0.1, 0.8, 0.1])


@pytest.mark.parametrize("policy", ["thompson_beta", "thompson_normal"])
def test_thompsons_chances_are_how_often_draws_of_what_is_believed_are_best(policy):
    state = state_of(policy, *rewards_of([(10, 30), (14, 30), (3, 5)]))
    rng, n = np.random.default_rng(2), 400_000
    if policy == "thompson_beta":
        ones, zeros = policies.beta_posterior(state.weights, state.sums, 0.5, 2.0)
        drawn = rng.beta(ones, zeros, (n, 3))
    else:
        prior = {"prior_mean": 0.5, "prior_weight": 2.0, "noise": 1.0}
        mean, deviation = policies.normal_posterior(
            state.weights, state.sums, state.squares, **prior
        )
        drawn = rng.normal(mean, deviation, (n, 3))

    expected = np.bincount(drawn.argmax(axis=1), minlength=3) / n

    assert probabilities(state)[0] == pytest.approx(expected, abs=0.004)
    assert probabilities(state).sum() == pytest.approx(1)


def test_the_chance_of_one_normal_arm_over_another_is_exact():
    from scipy.stats import norm

    found = policies.chances_of_normal(np.array([0.0, 1.0]), np.array([1.0, 2.0]))

    assert found == pytest.approx([norm.sf(1 / np.sqrt(5)), norm.cdf(1 / np.sqrt(5))], abs=1e-5)
    certain = policies.chances_of_beta(np.array([9e5, 1e5]), np.array([1e5, 9e5]))
    assert certain == pytest.approx([1, 0], abs=1e-9)


def test_linear_thompson_learns_which_arm_is_best_for_whom():
    rng = np.random.default_rng(3)
    settings = BanditSettings(policy="linear_thompson", context=("x",), noise=0.1, draws=500)
    state = new_state("shop:x", ("a", "b"), settings, seed=7)
    rewards, right = [], []
    for n in range(300):
        x = rng.uniform(-1, 1)
        choice = choose(state, [x], rng)
        worth = {"a": 0.5 + x, "b": 0.5 - x}
        right.append(choice.arm == max(worth, key=worth.get))
        value = worth[choice.arm] + rng.normal(0, 0.1)
        rewards.append(Reward(str(n), choice.arm, value, DAY, (x,)))
        if n % 10 == 9:
            state, rewards = update(state, rewards), []

    assert np.mean(right[200:]) > 0.95
    assert probabilities(state, [[0.9], [-0.9]]) == pytest.approx(np.eye(2), abs=0.01)
    with pytest.raises(ValueError, match="context of 1 numbers"):
        choose(state, None, rng)


def test_each_arm_keeps_its_floor_and_the_floors_cannot_be_more_than_all():
    clear = rewards_of([(0, 500), (400, 500), (0, 500)])

    found = probabilities(state_of("thompson_beta", *clear, floor=0.1))[0]

    assert found == pytest.approx([0.1, 0.8, 0.1])
    with pytest.raises(ValueError, match=r"floor of 0\.4 for each of 3 arms"):
        state_of("ucb1", floor=0.4)


def test_rewards_count_once_in_any_order_and_parts():
    rewards = [
        Reward("1", "a", 1.0, DAY),
        Reward("2", "b", 0.5, DAY + timedelta(days=1)),
        Reward("3", "b", 0.25, DAY + timedelta(days=3)),
    ]
    fresh = new_state("shop:x", ARMS, BanditSettings(policy="ucb1", decay=0.5), seed=7)
    told = []
    for order in permutations([*rewards, rewards[0]]):
        state = update(update(fresh, order[:2]), order[2:])
        told.append((*state.weights, *state.sums, *state.squares, *state.counts))

    # Worked by hand: of the last day, so weights are 1/8, and 1/4 + 1.
    by_hand = (0.125, 1.25, 0, 0.125, 0.375, 0, 0.125, 0.125, 0, 1, 2, 0)
    assert all(one == pytest.approx(by_hand) for one in told)
    assert update(state, []) is state


def test_a_reward_of_an_arm_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="'c0' of shop:x is of arm 'z', and there are a, b, c"):
        state_of("ucb1", ("z", 1.0, DAY))


def test_arms_need_names_of_their_own_and_thompson_a_prior_within_0_and_1():
    for arms in ((), ("a", "a")):
        with pytest.raises(ValueError, match="names of their own"):
            new_state("shop:x", arms, BanditSettings(), seed=1)
    with pytest.raises(ValidationError, match="prior_mean"):
        BanditSettings(policy="thompson_beta", prior_mean=3)


def test_it_stops_at_the_best_arm_when_it_is_sure_and_goes_on_when_it_is_not_any_more():
    clear, rule = rewards_of([(60, 200), (120, 200), (60, 200)]), {"stop_probability": 0.95}
    stopped = state_of("thompson_beta", *clear, **rule)
    assert probabilities(stopped).tolist() == [[0, 1, 0]]
    assert is_stopped(stopped)
    later = [Reward(f"later{n}", "b", 0.0, DAY) for n in range(200)]
    assert not is_stopped(update(stopped, later))
    assert not is_stopped(state_of("thompson_beta", *clear, min_choices=201, **rule))
    assert is_stopped(state_of("thompson_beta", *clear, max_choices=600))
    assert not is_stopped(state_of("thompson_beta", *clear))


def test_a_bandit_of_one_arm_gives_it_to_all_and_says_so():
    state = new_state("shop:x", ("a",), BanditSettings(), seed=1)

    choice = choose(state, None, np.random.default_rng(1))

    assert (choice.arm, choice.propensity) == ("a", 1.0)
    (row,) = state_rows(state, [], "sale", 0.95)
    assert row["verdict"] == "arm a is the only one: there is nothing to choose"


def test_where_no_arm_earns_anything_all_are_tried_alike():
    state = state_of("thompson_beta", *rewards_of([(0, 40)] * 3))

    assert probabilities(state)[0] == pytest.approx([1 / 3] * 3)
    rows = state_rows(state, [], "sale", 0.95)
    assert {row["verdict"] for row in rows} == {
        "nothing learnt yet: no choice of any arm brought anything"
    }


def test_choices_are_as_frequent_as_their_propensities_and_never_of_chance_0():
    state = state_of("epsilon_greedy", *rewards_of([(1, 5), (4, 5), (2, 5)]), epsilon=0)
    numbers = np.linspace(0, 1, 1001)
    places, propensities = choose_many(state, None, numbers)
    assert set(places) == {1}
    assert set(propensities) == {1.0}

    spread = replace(state, settings=BanditSettings(policy="epsilon_greedy", epsilon=0.6))
    places, propensities = choose_many(spread, None, numbers[:-1])
    assert np.bincount(places).tolist() == [200, 600, 200]
    assert propensities[places == 1] == pytest.approx(0.6)


def test_the_same_seed_makes_the_same_choices_with_ids_of_their_own():
    state = state_of("thompson_beta", *rewards_of([(1, 5), (4, 5), (2, 5)]))

    def made():
        rng = np.random.default_rng(5)
        return [choose(state, None, rng) for _ in range(20)]

    assert made() == made()
    assert len({choice.choice_id for choice in made()}) == 20
    assert len({choice.arm for choice in made()}) > 1


@pytest.mark.parametrize("policy", ["thompson_beta", "linear_thompson"])
def test_a_state_that_was_stored_is_the_same_again(policy):
    context = {"context": ("x",)} if policy == "linear_thompson" else {}
    settings = BanditSettings(policy=policy, **context)
    fresh = new_state("shop:x", ARMS, settings, seed=7)
    rewards = [Reward(str(n), ARMS[n % 3], n / 9, DAY, (float(n),)) for n in range(9)]
    state = update(fresh, rewards)

    again = load(reversed(state_rows(state, [], "sale", 0.95)), settings, 7)

    contexts = [[0.3]] if context else None
    assert again.as_of == DAY
    assert probabilities(again, contexts).tolist() == probabilities(state, contexts).tolist()
    assert load([], settings, 7) is None


def regret_of(chosen_by, means=MEANS):
    """What is lost against the best arm by all steps, the mean over all seeds at once."""
    rng = np.random.default_rng(6)
    worth = np.broadcast_to(means, (SEEDS, 3))
    weights, sums = np.zeros((SEEDS, 3)), np.zeros((SEEDS, 3))
    lost = np.zeros(SEEDS)
    every = np.arange(SEEDS)
    for _ in range(STEPS):
        arm = chosen_by(weights, sums, rng)
        reward = rng.random(SEEDS) < worth[every, arm]
        weights[every, arm] += 1
        sums[every, arm] += reward
        lost += worth.max(axis=1) - worth[every, arm]
    return lost.mean()


def of_chances(chances, rng):
    return (rng.random((SEEDS, 1)) >= chances.cumsum(axis=1)[:, :-1]).sum(axis=1)


def of_beta(weights, sums, rng):
    return rng.beta(*policies.beta_posterior(weights, sums, 0.5, 2.0)).argmax(axis=1)


def of_normal(weights, sums, rng):
    prior = {"prior_mean": 0.5, "prior_weight": 1.0, "noise": 0.5}
    mean, deviation = policies.normal_posterior(weights, sums, sums, **prior)
    return rng.normal(mean, deviation).argmax(axis=1)


def test_regret_on_planted_arms_lies_below_the_known_bounds_over_200_seeds(measured):
    gaps = MEANS.max() - MEANS[:2]
    by_chance = STEPS * (MEANS.max() - MEANS.mean())
    # Auer, Cesa-Bianchi and Fischer 2002, theorem 1, in which all rewards lie from 0 to 1.
    auer = (8 * np.log(STEPS) / gaps).sum() + (1 + np.pi**2 / 3) * gaps.sum()
    # Russo and Van Roy 2016, "An information-theoretic analysis of Thompson sampling": over arms
    # as the prior has them, here from 0 to 1, sqrt(entropy of the best arm * arms * steps / 2).
    russo = np.sqrt(np.log(3) * 3 * STEPS / 2)
    of_prior = np.random.default_rng(8).random((SEEDS, 3))

    def of_ucb1(weights, sums, rng):
        return of_chances(policies.ucb1(weights, sums, 1.0), rng)

    def of_greedy(weights, sums, rng):
        return of_chances(policies.epsilon_greedy(weights, sums, 0.1), rng)

    found = {
        "ucb1": (regret_of(of_ucb1), min(auer, by_chance / 2)),
        "thompson_beta": (regret_of(of_beta, of_prior), russo),
        "thompson_beta on planted arms": (regret_of(of_beta), by_chance / 5),
        "thompson_normal on planted arms": (regret_of(of_normal), by_chance / 5),
        # Its regret grows for ever, by what it tries by chance: there is no bound but that.
        "epsilon_greedy": (regret_of(of_greedy), by_chance / 3),
    }

    for name, (regret, bound) in found.items():
        measured(f"regret of {name}: {regret:.1f}, bound {bound:.1f}, by chance {by_chance:.1f}")
        assert regret < bound, name
    assert found["epsilon_greedy"][0] > 0.1 * by_chance
