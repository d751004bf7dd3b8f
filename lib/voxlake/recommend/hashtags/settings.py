"""Settings of hashtags. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, PositiveInt

Weight = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]


class HashtagSettings(BaseModel, frozen=True, extra="forbid"):
    """Which hashtags a user is offered."""

    most: PositiveInt = Field(10, description="Most hashtags that a user is offered.")
    per_topic: int = Field(
        50, ge=1, le=1_000, description="Hashtags nearest to a topic that its users may be offered."
    )
    per_hashtag: int = Field(
        20, ge=1, le=200, description="Hashtags nearest to one of a user's that count."
    )
    own: int = Field(10, ge=1, le=50, description="Most hashtags of a user that others go with.")
    topics_weight: Weight = Field(1.0, description="Of being near a topic of the user.")
    hashtags_weight: Weight = Field(1.0, description="Of going with a hashtag of the user.")
