"""The chances that models of propensity give to users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.people.propensity.target_model import TargetModel


def chances_of(models: Mapping[str, TargetModel]) -> Column:
    """A struct with the chances of rows of `user_features` by each of the models, by their names.

    A pandas UDF: a matrix of inputs and its products for many users at once.
    """

    def chances(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for users in batches:
            yield pd.DataFrame({name: model.chances(users) for name, model in models.items()})

    fields = ", ".join(f"`{name}` double" for name in models)
    by_features = pandas_udf(chances, fields)  # type: ignore[call-overload]
    used = sorted({column for model in models.values() for column in model.inputs.columns})
    column: Column = by_features(F.struct(*used))
    return column
