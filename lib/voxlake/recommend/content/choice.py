"""Chooses rank, regularisation and alpha by what users did in the last days of the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pyspark.ml.recommendation import ALSModel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType
from scipy.sparse import csr_matrix

from voxlake.core.errors import TooLittleDataError
from voxlake.recommend.content.als import (
    ITEM_NUMBER,
    USER_NUMBER,
    Numbers,
    at_other_ranks,
    factors_of,
    fit_factors,
    numbers_to_try,
    with_numbers,
)
from voxlake.recommend.content.interactions import ITEM, wishes_of
from voxlake.recommend.content.judging import Gain, HeldOut
from voxlake.recommend.content.model import Matrix
from voxlake.recommend.content.settings import FactorSettings
from voxlake.spark.columns import only_row
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted


@dataclass(frozen=True)
class Choice:
    """What was tried and what is taken.

    Attributes:
        numbers: Those of the best fit, of equal ones of the simplest; but those in use, where the
            best are not better beyond noise.
        tried: Mean figure of each that was tried.
        metric: What the figure is: `ndcg_at_10`, or `closeness` (less the mean squared error).
        plain: The figure of what is popular, or of the mean rating.
        gain: Of the fit with `numbers` over it.
        users: How many users judged.
        over_those_in_use: Gain of the best fit over the one with the numbers in use; None where
            there are none, or they are the best.
    """

    numbers: Numbers
    tried: dict[Numbers, float]
    metric: str
    plain: float
    gain: Gain
    users: int
    over_those_in_use: Gain | None = None

    @property
    def figures(self) -> dict[str, float]:
        """What to keep of it."""
        rival = self.over_those_in_use
        over = {"over_champion": rival.mean, "over_champion_low": rival.low} if rival else {}
        return {
            **over,
            self.metric: self.tried[self.numbers],
            f"{self.metric}_of_popular": self.plain,
            "gain": self.gain.mean,
            "gain_low": self.gain.low,
            "users": float(self.users),
            "rank": float(self.numbers.rank),
            "regularisation": self.numbers.regularisation,
            "alpha": self.numbers.alpha,
        }

    @property
    def table(self) -> list[tuple[float, float, float, float]]:
        """Rank, regularisation, alpha and figure of each that was tried."""
        return [(n.rank, n.regularisation, n.alpha, value) for n, value in self.tried.items()]

    def __str__(self) -> str:
        """A line for people."""
        rival = self.over_those_in_use
        over = f", {rival.low:+.4f} or more over the champion's numbers" if rival else ""
        return (
            f"rank {self.numbers.rank}, regularisation {self.numbers.regularisation:g}, alpha "
            f"{self.numbers.alpha:g}: {self.metric} {self.tried[self.numbers]:.4f} beside "
            f"{self.plain:.4f}, {self.gain.low:+.4f} or more at 95%{over}, by {self.users:,} users"
        )


def choose_numbers(
    actions: DataFrame, as_of: date, settings: FactorSettings, in_use: Numbers | None = None
) -> Choice:
    """Fit to the days before the last `validation_days`, and judge by these.

    All penalties and alphas are tried at the smallest rank, and the best of them at the others.
    No action of the later days is in what is fitted, nor any item that only they have. The numbers
    in use are fitted to the same days and judged by the same users; others take their place only
    where the lower end of the 95% interval of the difference, user by user, lies above 0.

    Args:
        actions: What `actions_of` gives, of the window up to as_of.
        as_of: The last day.
        settings: What to try, and how many users and items judge.
        in_use: Those of the champion; None where there is none of the same mode.

    Raises:
        TooLittleDataError: fewer users than `min_validation_users` can judge.
    """
    split = as_of - timedelta(days=settings.validation_days)
    after = wishes_of(actions.where(F.col("day") > F.lit(split)), as_of, settings)
    with persisted(with_numbers(wishes_of(actions, split, settings), settings)) as rows:
        sample = _Sample.of(rows, after, split, settings)

        def judged(some: Iterable[Numbers]) -> dict[Numbers, Matrix]:
            mean = sample.held.mean
            return {n: sample.values(fit_factors(rows, n, settings, mean=mean)) for n in some}

        tried = judged(numbers_to_try(settings))
        tried |= judged(at_other_ranks(_best(tried), settings))
        tried |= judged({in_use} - set(tried) if in_use else ())
    best = _best(tried)
    over = Gain.of(tried[best], tried[in_use]) if in_use and in_use != best else None
    taken = in_use if in_use and over and not over.is_sure else best
    return Choice(
        numbers=taken,
        tried={numbers: float(values.mean()) for numbers, values in tried.items()},
        metric="closeness" if settings.mode == "explicit" else "ndcg_at_10",
        plain=float(sample.plain.mean()),
        gain=Gain.of(tried[taken], sample.plain),
        users=len(sample.users),
        over_those_in_use=over,
    )


def _best(tried: Mapping[Numbers, Matrix]) -> Numbers:
    """Those of the highest mean figure; of equal ones the simplest."""
    return min(tried, key=lambda numbers: (-round(float(tried[numbers].mean()), 9), numbers))


@dataclass(frozen=True)
class _Sample:
    """Users and items, by number, that judge, and what they did."""

    users: Sequence[int]
    items: Sequence[int]
    held: HeldOut
    is_explicit: bool

    @classmethod
    def of(
        cls, rows: DataFrame, after: DataFrame, split: date, settings: FactorSettings
    ) -> _Sample:
        """Draw the users by a hash, and take the items of most users.

        What is brought together is bounded by `validation_users` times `max_user_items`.

        Raises:
            TooLittleDataError: there are fewer users than `min_validation_users`.
        """
        count = F.count("*").alias("_users")
        ranked = rows.groupBy(ITEM_NUMBER, *ITEM).agg(count).orderBy(F.desc("_users"), ITEM_NUMBER)
        with persisted(ranked.limit(settings.validation_items)) as items:
            popularity = items.select(ITEM_NUMBER, "_users").toPandas().sort_values(ITEM_NUMBER)
            known, later = _tables(rows, after, items, settings)
        users = sorted(set(later[USER_NUMBER]))
        _require_enough(len(users), split, settings)
        places = (users, popularity[ITEM_NUMBER].tolist())
        is_explicit = settings.mode == "explicit"
        mean = only_row(rows.agg(F.avg("target")))[0] if is_explicit else 0.0
        held = HeldOut(
            known=_sparse(known, *places),
            later=_sparse(later, *places),
            popularity=popularity["_users"].to_numpy(float),
            mean=round(float(mean), 6),
        )
        return cls(*places, held, is_explicit)

    @property
    def plain(self) -> Matrix:
        """Figures of the users without factors."""
        held = self.held
        return held.closeness_of_mean() if self.is_explicit else held.ndcg_of_popular()

    def values(self, model: ALSModel) -> Matrix:
        """Figures of the users by a fit."""
        users = _matrix(model.userFactors, self.users, model.rank)
        items = _matrix(model.itemFactors, self.items, model.rank)
        judge = self.held.closeness if self.is_explicit else self.held.ndcg
        return judge(users, items)


def _tables(
    rows: DataFrame, after: DataFrame, items: DataFrame, settings: FactorSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What users who judge did before and after: user_number, item_number, target of each."""
    pair = [USER_NUMBER, ITEM_NUMBER]
    active = rows.groupBy("user_id", USER_NUMBER).agg(F.count("*").alias("_items"))
    active = active.where(F.col("_items") >= settings.min_user_items)
    new = (
        after.join(items.select(*ITEM, ITEM_NUMBER), on=list(ITEM), how="inner")
        .join(active.select("user_id", USER_NUMBER), on="user_id", how="inner")
        .join(rows.select(*pair), on=pair, how="left_anti")
    )
    drawn = new.select("user_id", USER_NUMBER).distinct()
    by_hash = drawn.orderBy(F.xxhash64("user_id"), "user_id").limit(settings.validation_users)
    with persisted(by_hash.select(USER_NUMBER)) as users:
        known = rows.join(items.select(ITEM_NUMBER), on=ITEM_NUMBER, how="left_semi")
        tables = [
            part.join(users, on=USER_NUMBER, how="left_semi").select(*pair, "target").toPandas()
            for part in (known, new)
        ]
    return tables[0], tables[1]


def _sparse(rows: pd.DataFrame, users: Sequence[int], items: Sequence[int]) -> csr_matrix:
    of_user, of_item = (
        np.searchsorted(numbers, rows[name])
        for numbers, name in ((users, USER_NUMBER), (items, ITEM_NUMBER))
    )
    shape = (len(users), len(items))
    found = csr_matrix((rows["target"].to_numpy(float), (of_user, of_item)), shape=shape)
    found.sort_indices()
    return found


def _matrix(found: DataFrame, numbers: Sequence[int], rank: int) -> Matrix:
    """Factors of some numbers, a row each in their order; of one without any, zeros."""
    schema = StructType().add("number", "integer")
    asked = frame_of(found.sparkSession, [(number,) for number in numbers], schema)
    rows = factors_of(found, "number").join(F.broadcast(asked), on="number", how="left_semi")
    kept = rows.toPandas()
    matrix = np.zeros((len(numbers), rank))
    if len(kept):
        matrix[np.searchsorted(numbers, kept["number"])] = np.stack(kept["factors"].to_list())
    return matrix


def _require_enough(users: int, split: date, settings: FactorSettings) -> None:
    if users < settings.min_validation_users:
        raise TooLittleDataError(
            f"A content model is judged by what users do after {split}, and only {users} who had "
            f"acted on {settings.min_user_items} posts or items before it then acted on others "
            f"that were known; {settings.min_validation_users} are needed. Ingest more days, or "
            "lower recommend_content.min_validation_users or raise validation_days."
        )
