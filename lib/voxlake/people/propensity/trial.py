"""A model of a target, learnt from one day and judged by a later one, beside the one in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.propensity.judging import Judged
from voxlake.people.propensity.learning import Learned, chance_of, learn
from voxlake.people.propensity.scores import fits_features, question_of
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.persisted import persisted

SHOWN = 15
"""How many inputs are told of, those that weigh most."""
_NO_METRIC_NAME = re.compile(r"[^\w .:/-]", re.ASCII)


@dataclass(frozen=True)
class Trial:
    """What came of learning a target.

    Attributes:
        learned: The model.
        judged: It on the later day.
        over_chance: Ends of the 95% interval of its gain over the base rate.
        over_rival: The same over the model in use; None where there is none to compare with.
    """

    learned: Learned
    judged: Judged
    over_chance: tuple[float, float]
    over_rival: tuple[float, float] | None

    @property
    def is_better(self) -> bool:
        """Whether it beats the base rate and the model in use beyond noise."""
        return self.over_chance[0] > 0 and (self.over_rival is None or self.over_rival[0] > 0)

    @property
    def figures(self) -> Iterator[tuple[str, dict[str, float]]]:
        """What to log, each with what it was measured on."""
        yield "later", {**self.judged.figures, "gain_low": self.over_chance[0]}
        yield "held_out", self.learned.tried
        weights = list(self.learned.importance.items())[:SHOWN]
        yield "importance", {_NO_METRIC_NAME.sub("_", name): w for name, w in weights}

    def __str__(self) -> str:
        """A line for people."""
        judged, rival = self.judged, self.over_rival
        against = f", {rival[0]:+.3f} to {rival[1]:+.3f} over the champion" if rival else ""
        return (
            f"{self.learned.kind}, PR-AUC {judged.pr_auc:.3f} (base rate {judged.base_rate:.3f})"
            f"{against}, ROC-AUC {judged.roc_auc:.3f}, "
            f"{'put to use' if self.is_better else 'not put to use'}"
        )


def fewest(rows: DataFrame) -> int:
    """How many users gave the rarer answer."""
    yes, no = rows.agg(F.sum("label"), F.sum(1 - F.col("label"))).collect()[0]
    return min(int(yes or 0), int(no or 0))


def try_out(
    target: str,
    *,
    learn_from: DataFrame,
    judge_by: DataFrame,
    rival: PipelineModel | None,
    settings: PropensitySettings,
) -> Trial:
    """Learn a target and judge it.

    Args:
        target: Name of the target.
        learn_from: Users of the earlier day with their answers.
        judge_by: Users of the later day with theirs, which came after those learnt from.
        rival: The model in use; not compared where it was fitted on other features.
        settings: What is tried.
    """
    with persisted(learn_from) as known:
        learned = learn(known, target, question_of(target, settings), settings)
    with persisted(judge_by) as users:
        judged = _judge(learned.model, users, target)
        is_comparable = rival and fits_features(rival, users, target, settings)
        other = _judge(rival, users, target) if rival and is_comparable else None
    return Trial(learned, judged, judged.gain(), judged.gain(other) if other else None)


def _judge(model: PipelineModel, users: DataFrame, target: str) -> Judged:
    return Judged.of(model.transform(users), chance_of(target))
