"""Settings of experiments, bandits and logged policies. Imports no pyspark."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

Policy = Literal["epsilon_greedy", "ucb1", "thompson_beta", "thompson_normal", "linear_thompson"]


_Share = Annotated[float, Field(ge=0)]


class BanditSettings(BaseModel, frozen=True, extra="forbid"):
    """How the arms of one experiment are chosen and learnt of."""

    policy: Policy = Field("thompson_beta", description="Rule by which arms are chosen.")
    epsilon: float = Field(
        0.1, ge=0, le=1, description="epsilon_greedy: share of choices by chance alone."
    )
    exploration: float = Field(
        1.0, ge=0, description="ucb1: factor of what an arm may be better than it was."
    )
    floor: float = Field(
        0.0, ge=0, lt=1, description="Smallest chance of each arm at each choice, until it stops."
    )
    decay: float = Field(
        1.0, gt=0, le=1, description="What a reward of yesterday weighs beside one of today."
    )
    prior_mean: float = Field(0.5, description="Thompson: mean reward before any was seen.")
    prior_weight: float = Field(
        2.0, gt=0, description="Thompson: how many rewards the prior mean weighs."
    )
    noise: float = Field(
        1.0,
        gt=0,
        description="Standard deviation of a reward: of linear_thompson, and of thompson_normal "
        "while too few rewards tell it.",
    )
    draws: int = Field(
        2000, ge=100, description="linear_thompson: draws that make the chances of arms."
    )
    context: tuple[str, ...] = Field(
        (),
        description="linear_thompson: numeric columns of user_features, or attributes of events.",
    )
    stop_probability: float | None = Field(
        None,
        gt=0.5,
        lt=1,
        description="Stops at the best arm when it is best with this probability; null: never.",
    )
    min_choices: int = Field(
        100, ge=1, description="Each arm needs as many choices before the bandit stops."
    )
    max_choices: float = Field(
        math.inf, gt=0, description="Choices after which it stops at the best arm."
    )
    wait_days: int = Field(
        0, ge=0, description="Days that a choice waits for its reward before it counts as 0."
    )
    segments: tuple[int, ...] = Field(
        (), description="choose_arms: segments whose users get an arm; empty: all users."
    )

    @model_validator(mode="after")
    def _prior_of_shares(self) -> BanditSettings:
        if self.policy == "thompson_beta" and not 0 < self.prior_mean < 1:
            raise ValueError("thompson_beta takes rewards from 0 to 1: prior_mean lies between")
        return self


class ExperimentSettings(BaseModel, frozen=True, extra="forbid"):
    """How experiments are compared, and which of them are bandits."""

    seed: int = Field(20, ge=0, description="Seed of what is drawn: bootstraps, arms, choices.")
    alpha: float = Field(
        0.05, gt=0, lt=0.5, description="Chance to call arms different that are alike."
    )
    power_target: float = Field(
        0.8, gt=0.5, lt=1, description="Chance to see the smallest effect that could be seen."
    )
    worthwhile_lift: float = Field(
        0.05, gt=0, description="Lift worth seeing, of the control's level; `power` is for it."
    )
    looks: Literal["daily", "once"] = Field(
        "daily",
        description="daily: verdicts hold at any look, by sequential p-values; once: no verdict "
        "before the last day, and then by the usual p-values.",
    )
    sequential_users: int = Field(
        1_000,
        ge=10,
        description="Half of an arm's users at which sequential intervals are narrowest.",
    )
    min_users: int = Field(
        50, ge=2, description="Users that each of two arms needs before they are compared."
    )
    split_alpha: float = Field(
        0.001, gt=0, lt=0.5, description="Chance of a planned split below which is no verdict."
    )
    shares: dict[str, dict[str, _Share]] = Field(
        {},
        description="Planned share of traffic by experiment and arm; other arms share the rest.",
    )
    control: str = Field(
        "control", description="Name of the control where an experiment does not tell its arms."
    )
    metrics: dict[str, Literal["conversion", "mean"]] = Field(
        {},
        description="Kinds of metrics; others are conversions where all values are 0 or 1.",
    )
    lower_is_better: tuple[str, ...] = Field(
        (), description="Metrics of which less is better, such as `unsubscribed`."
    )
    covariate: Literal["metric", "activity", "none"] = Field(
        "metric",
        description="What CUPED takes out: the metric before the assignment, the user's posts, "
        "events and orders before it, or nothing.",
    )
    covariate_days: int = Field(28, ge=1, description="Days before the assignment that count.")
    decide_by: Literal["plain", "cuped"] = Field(
        "plain", description="Which difference the p-values that decide are of."
    )
    bootstraps: int = Field(
        200, ge=0, le=2000, description="Bootstrap samples of means; 0: no bootstrap interval."
    )
    by_segment: bool = Field(True, description="Whether segments are compared too.")
    keep_days: int = Field(
        30, ge=0, description="Days after its last one for which an experiment is still told."
    )
    max_rows: int = Field(
        1_000_000, ge=1000, description="Most rows of sums that the driver takes."
    )
    bandits: dict[str, BanditSettings] = Field(
        {}, description="Experiments whose arms a bandit chooses."
    )
    policies: dict[str, dict[str, _Share]] = Field(
        {}, description="evaluate_policy: chances of arms, by name of the policy."
    )

    @property
    def confidence(self) -> float:
        """Probability of the intervals."""
        return 1 - self.alpha
