"""The routes of bandits."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Role
from voxlake.serve.bandits.bandits import Bandits
from voxlake.serve.errors import RefusedError

_Id = Annotated[str, Field(min_length=1, max_length=250)]
_Experiment = Annotated[
    str, Path(max_length=250, description="Experiment, `namespace:id`, as in `experiments`.")
]
_MOST_NUMBERS = 100


class Asked(BaseModel, extra="forbid"):
    """Who gets an arm."""

    user_id: _Id = Field(description="User, `namespace:id`, as in `users`.")
    context: dict[str, float] = Field(
        default_factory=dict,
        max_length=_MOST_NUMBERS,
        description="Numbers that the bandit's context names; of other bandits empty.",
    )


class Choice(BaseModel):
    """The arm of a user."""

    choice_id: str = Field(description="To be sent back with what the choice brought.")
    arm: str = Field(description="The arm.")
    propensity: float = Field(description="Chance that the arm had, above 0 to 1.")
    day: date = Field(description="Day of the choice, of the lake's zone.")
    is_new: bool = Field(description="Whether it was chosen now, not earlier that day.")


class Brought(BaseModel, extra="forbid"):
    """What a choice brought."""

    choice_id: _Id = Field(description="As `choose` gave it.")
    value: float = Field(
        allow_inf_nan=False, description="1 for a conversion, money or a count; 0 for nothing."
    )


class Rewarded(BaseModel):
    """What became of a reward."""

    choice_id: str = Field(description="The choice.")
    is_new: bool = Field(description="Whether it was kept now; false: the same was sent before.")


def router(bandits: Bandits) -> APIRouter:
    """`choose` and `reward`, for marketers."""
    routes = APIRouter(
        prefix="/v1/bandits", tags=["bandits"], dependencies=[Depends(needs(Role.MARKETER))]
    )

    @routes.post("/{experiment}/choose")
    def choose(experiment: _Experiment, asked: Asked) -> Choice:
        """The arm of a user: the same all day, whoever asks. Kept before it is answered."""
        found = bandits.choose(experiment, asked.user_id, asked.context)
        return Choice(
            choice_id=found.choice_id,
            arm=found.arm,
            propensity=found.propensity,
            day=found.day,
            is_new=found.is_new,
        )

    @routes.post("/{experiment}/reward")
    def reward(experiment: _Experiment, brought: Brought) -> Rewarded:
        """Keep what a choice of the experiment brought: the first reward counts."""
        if not brought.choice_id.startswith(f"{experiment}:"):
            raise RefusedError(404, "unknown_choice", "This is no choice of that experiment.")
        is_new = bandits.reward(brought.choice_id, brought.value)
        return Rewarded(choice_id=brought.choice_id, is_new=is_new)

    return routes
