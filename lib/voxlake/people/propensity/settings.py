"""Settings of propensity; imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, Field, StringConstraints, model_validator

from voxlake.people.features.settings import FeatureSettings

TargetName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Kind = Literal[
    "logistic_regression", "random_forest", "gradient_boosted_trees", "multilayer_perceptron"
]


class TargetSettings(BaseModel, frozen=True, extra="forbid"):
    """A question about the days of the horizon that is answered by yes or no."""

    what: Literal["purchase", "post", "event", "presence"] = Field(
        description="What is looked for: days with a purchase, a post, an event, or any of them."
    )
    event_types: tuple[str, ...] = Field(
        (), description="Types of events that count, in lower case; none: all of them."
    )
    at_least: int = Field(1, ge=1, description="On how many days of the horizon it must happen.")
    absent: bool = Field(
        False, description="Whether the answer is yes where it does not happen: for churn."
    )
    among: Literal["everyone", "buyers", "others", "present"] = Field(
        "everyone",
        description="Whom it is asked of: all users, those with a purchase in the window, those "
        "without one, or those seen in the last horizon_days.",
    )

    @model_validator(mode="after")
    def _types_are_of_events(self) -> Self:
        if self.event_types and self.what != "event":
            raise ValueError(f"event_types are of events, and what is {self.what!r}.")
        return self


class PropensitySettings(BaseModel, frozen=True, extra="forbid"):
    """What users may do in the days to come, and how the models of it are fitted."""

    targets: dict[TargetName, TargetSettings] = Field(
        {"buys": TargetSettings(what="purchase")},
        min_length=1,
        description="Questions by name (what, event_types, at_least, absent, among).",
    )
    horizon_days: int = Field(28, ge=1, description="Days, from the next one, that are foretold.")
    kinds: tuple[Kind, ...] = Field(
        get_args(Kind),
        min_length=1,
        description="Kinds of models that are tried.",
    )
    trees: int = Field(50, ge=1, description="Trees of a random forest.")
    rounds: int = Field(20, ge=1, description="Trees of a boosted model, one after the other.")
    hidden_layers: tuple[Annotated[int, Field(ge=1, le=1024)], ...] = Field(
        (64, 32), min_length=1, description="Units of a network's hidden layers, the first first."
    )
    network_users: int = Field(
        50_000, ge=100, description="Most of the users to learn from that a network is fitted to."
    )
    min_each: int = Field(
        50, ge=2, description="With fewer users of either answer, a question is left out."
    )
    max_users: int = Field(
        500_000, ge=100, description="Most users, about, to learn from (a hash sample)."
    )
    categories: int = Field(
        10, ge=0, description="Most countries, and most languages, that are inputs of their own."
    )
    seed: int = Field(7, description="Seed of trees and networks.")
    features: FeatureSettings = Field(
        FeatureSettings(),
        description="How the features of past days are built; as in the section features.",
    )
