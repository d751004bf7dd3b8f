"""Chooses an arm for each of many users, on the executors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.experiments.bandits.choosing import choose_many
from voxlake.marketing.experiments.bandits.numbers import BITS, ID_CHARACTERS
from voxlake.marketing.experiments.bandits.state import BanditState
from voxlake.tables import BANDIT_CHOICES

_NUMBERS = {"double", "float", "int", "bigint", "smallint", "tinyint"}


def choices_for(
    users: DataFrame, features: DataFrame, state: BanditState, as_of: date
) -> DataFrame:
    """Rows of `bandit_choices`: an arm for each user.

    What decides is a number that depends on the seed, the experiment, the user and the day alone:
    what `numbers` gives, so that the API chooses alike.

    Args:
        users: user_id of those who get an arm, each once.
        features: Rows of `user_features` of the day; numbers that are not known count as 0.
        state: What the bandit knows.
        as_of: The day.

    Raises:
        ValueError: the context names a column that is no number of `user_features`.
    """
    salted = [F.lit(part) for part in (state.seed, state.experiment_id, str(as_of))]
    number = F.shiftrightunsigned(F.xxhash64(*salted, "user_id"), 64 - BITS) / 2.0**BITS
    named = F.sha2(F.concat_ws(":", *(part.cast("string") for part in salted), "user_id"), 256)
    made = F.substring(named, 1, ID_CHARACTERS)
    asked = _with_context(users, features, state).select(
        F.lit(as_of).alias("as_of_date"),
        F.concat(F.lit(f"{state.experiment_id}:"), made).alias("choice_id"),
        F.lit(state.experiment_id).alias("experiment_id"),
        "user_id",
        number.alias("arm"),
        F.lit(None).cast("double").alias("propensity"),
        F.lit(state.settings.policy).alias("policy"),
        "context",
    )

    def chosen(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        arms = np.array(state.arms, dtype=object)
        for rows in batches:
            contexts = list(rows["context"]) if _is_linear(state) else None
            places, propensities = choose_many(state, contexts, rows["arm"].to_numpy(float))
            yield rows.assign(arm=arms[places], propensity=propensities)

    return asked.mapInPandas(chosen, BANDIT_CHOICES.schema)


def _with_context(users: DataFrame, features: DataFrame, state: BanditState) -> DataFrame:
    """The users with the numbers that the choice depends on; null where it depends on none."""
    if not _is_linear(state):
        return users.select("user_id", F.lit(None).cast("array<double>").alias("context"))
    names, types = state.settings.context, dict(features.dtypes)
    if strange := [name for name in names if types.get(name) not in _NUMBERS]:
        raise ValueError(
            f"The context of {state.experiment_id} names {', '.join(strange)}, and user_features "
            "has no such numbers: change experiments.bandits.<id>.context."
        )
    known = users.join(features.select("user_id", *names), on="user_id", how="left")
    numbers = [F.coalesce(F.col(name).cast("double"), F.lit(0.0)) for name in names]
    return known.select("user_id", F.array(*numbers).cast("array<double>").alias("context"))


def _is_linear(state: BanditState) -> bool:
    return state.settings.policy == "linear_thompson"
