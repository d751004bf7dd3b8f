"""Who buys at a real shop within four weeks, by every kind of model, at two times of its year."""

from datetime import date, timedelta

import numpy as np
import pytest
from retail_invoices import retail_lines

from voxlake.people.features.build import build_user_features
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.targets import answered
from voxlake.people.propensity.trial import Answers, try_out
from voxlake.tables import (
    EVENTS,
    FOLLOWS,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    USER_FEATURES,
    USERS,
)

pytestmark = pytest.mark.whole

LAST = date(2011, 12, 9)
HORIZON = 28
ENDS = [LAST - timedelta(days=HORIZON * n) for n in range(2)]
SEEDS = (7, 8, 9)


@pytest.fixture(scope="module")
def answers(spark, frame, shared_data):
    """The customers of a day and whether they buy in the days after it, by the day."""
    lines = retail_lines(spark, shared_data).persist()
    kept = {}
    for end in [*ENDS, ENDS[-1] - timedelta(days=HORIZON)]:
        day = end - timedelta(days=HORIZON)
        features = build_user_features(
            posts=frame(POSTS),
            sentiment=frame(POST_SENTIMENT),
            topics=frame(POST_TOPICS),
            lines=lines,
            events=frame(EVENTS),
            users=frame(USERS),
            follows=frame(FOLLOWS),
            earlier=frame(USER_FEATURES),
            topic_version=None,
            as_of=day,
            settings=FeatureSettings(),
            zone="UTC",
        )
        settings = PropensitySettings()
        of_day = {"posts": frame(POSTS), "lines": lines, "events": frame(EVENTS), "as_of": day}
        users = answered(features, settings.targets, **of_day, horizon_days=HORIZON).persist()
        kept[day] = Answers.of(users, ["buys"])
    yield kept
    for one in kept.values():
        one.users.unpersist()
    lines.unpersist()


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_who_buys_is_foretold_and_no_worse_than_a_network_would(answers, measured, end):
    later = end - timedelta(days=HORIZON)
    earlier = later - timedelta(days=HORIZON)

    trials = [
        try_out(
            ["buys"],
            learn_from=answers[earlier],
            judge_by=answers[later],
            rivals={},
            settings=PropensitySettings(seed=seed),
        )["buys"]
        for seed in SEEDS
    ]

    for kind in trials[0].kinds:
        areas = [trial.kinds[kind].pr_auc for trial in trials]
        rights = [trial.kinds[kind].accuracy for trial in trials]
        measured(
            f"propensity: online_retail to {end}, {kind}, PR-AUC {np.mean(areas):.3f} "
            f"(+-{np.std(areas):.3f}), accuracy {np.mean(rights):.3f} (+-{np.std(rights):.3f}), "
            f"base rate {trials[0].judged.base_rate:.3f}, seeds {SEEDS}"
        )
    for trial, seed in zip(trials, SEEDS, strict=True):
        measured(f"propensity: online_retail to {end}, seed {seed}: {trial}; {trial.learned.tried}")
        assert trial.is_better
        assert trial.judged.accuracy > max(trial.judged.base_rate, 1 - trial.judged.base_rate)
    # A seed alone moves boosted trees by 0.01, so their mean is held against the network's.
    taken = np.mean([trial.judged.pr_auc for trial in trials])
    network = np.mean([trial.kinds["multilayer_perceptron"].pr_auc for trial in trials])
    assert taken > network - 0.015
