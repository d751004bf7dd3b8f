"""Models of targets, learnt from one day and judged by a later one, beside those in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.propensity.judging import Judged, judge
from voxlake.people.propensity.learning import Learned, draw_sample, learn
from voxlake.people.propensity.model import chances_of
from voxlake.people.propensity.settings import Kind, PropensitySettings
from voxlake.people.propensity.target_model import TargetModel, fingerprint, question_of
from voxlake.people.propensity.targets import label_of
from voxlake.spark.columns import only_row

SHOWN = 15
"""How many inputs are told of, those that weigh most."""
Named = tuple[str, Kind | None]
"""A target's model by its kind; None: the one in use."""
Models = dict[Named, TargetModel]
_NO_METRIC_NAME = re.compile(r"[^\w .:/-]", re.ASCII)


@dataclass(frozen=True)
class Answers:
    """Users of a day with what they answered.

    Attributes:
        users: Rows of `user_features` with the answers to each target in `label_of` it.
        yes: How many said yes, by target.
        no: How many said no, by target.
        versions: The versions of their features.
    """

    users: DataFrame
    yes: Mapping[str, int]
    no: Mapping[str, int]
    versions: Sequence[str]

    @classmethod
    def of(cls, users: DataFrame, targets: Sequence[str]) -> Answers:
        """Count the answers of users, in one pass."""
        counts = only_row(
            users.agg(
                F.collect_set("feature_version").alias("versions"),
                *(F.sum(label_of(t)).alias(f"yes {t}") for t in targets),
                *(F.sum(1 - F.col(label_of(t))).alias(f"no {t}") for t in targets),
            )
        )
        yes, no = ({t: int(counts[f"{said} {t}"] or 0) for t in targets} for said in ("yes", "no"))
        return cls(users, yes, no, sorted(counts["versions"]))

    def fewest(self, target: str) -> int:
        """How many users gave the rarer answer."""
        return min(self.yes[target], self.no[target])

    def asked(self, target: str) -> int:
        """How many users a target is asked of."""
        return self.yes[target] + self.no[target]


@dataclass(frozen=True)
class Trial:
    """What came of learning a target.

    Attributes:
        learned: The model.
        kinds: On the later day, the best of each kind that was tried.
        over_chance: Ends of the 95% interval of its gain over the base rate.
        over_rival: The same over the model in use; None where there is none to compare with.
    """

    learned: Learned
    kinds: Mapping[Kind, Judged]
    over_chance: tuple[float, float]
    over_rival: tuple[float, float] | None

    @property
    def judged(self) -> Judged:
        """The model on the later day."""
        return self.kinds[self.learned.kind]

    @property
    def is_better(self) -> bool:
        """Whether it beats the base rate and the model in use beyond noise."""
        return self.over_chance[0] > 0 and (self.over_rival is None or self.over_rival[0] > 0)

    @property
    def figures(self) -> Iterator[tuple[str, dict[str, float]]]:
        """What to log, each with what it was measured on."""
        yield "later", {**self.judged.figures, "gain_low": self.over_chance[0]}
        for kind, judged in self.kinds.items():
            yield f"later {kind}", {"accuracy": judged.accuracy, "pr_auc": judged.pr_auc}
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


def try_out(
    targets: Sequence[str],
    *,
    learn_from: Answers,
    judge_by: Answers,
    rivals: Mapping[str, TargetModel],
    settings: PropensitySettings,
) -> dict[str, Trial]:
    """Learn targets one by one, and judge them, and those in use, in one pass.

    Args:
        targets: Names of the targets.
        learn_from: Users of the earlier day with their answers.
        judge_by: Users of the later day with theirs, which came after those learnt from.
        rivals: The models in use; not compared where they were fitted on other features.
        settings: What is tried.
    """
    learned = {target: _learn(target, learn_from, settings) for target in targets}
    models: Models = {(t, kind): m for t, one in learned.items() for kind, m in one.models.items()}
    for target in targets:
        if target in rivals and _fits(rivals[target], judge_by, target, settings):
            models[target, None] = rivals[target]
    judged = _judge(models, judge_by.users)
    trials = {}
    for target, one in learned.items():
        kinds = {kind: judged[target, kind] for kind in one.models}
        own, rival = kinds[one.kind], judged.get((target, None))
        trials[target] = Trial(one, kinds, own.gain(), own.gain(rival) if rival else None)
    return trials


def _learn(target: str, answers: Answers, settings: PropensitySettings) -> Learned:
    count, label = answers.asked(target), label_of(target)
    sample = draw_sample(answers.users, label, count, settings.max_users)
    fitted_on = fingerprint(max(answers.versions), question_of(target, settings))
    return learn(sample, fitted_on, settings, answers.users.sparkSession)


def _fits(model: TargetModel, users: Answers, target: str, settings: PropensitySettings) -> bool:
    """Whether a model was fitted on such features, and on the same question."""
    question = question_of(target, settings)
    return all(model.fitted_on == fingerprint(version, question) for version in users.versions)


def _judge(models: Models, users: DataFrame) -> dict[Named, Judged]:
    """How models did on users with their answers."""
    named = {str(i): key for i, key in enumerate(models)}
    rows = users.withColumn("_all", chances_of({name: models[key] for name, key in named.items()}))
    judged = judge(
        rows,
        {name: (F.col(label_of(key[0])), F.col(f"_all.{name}")) for name, key in named.items()},
    )
    return {key: judged[name] for name, key in named.items()}
