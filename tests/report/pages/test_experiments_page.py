"""The page of experiments: what is decided, what is not, and what cannot be trusted."""

from datetime import date, timedelta

import pytest
from pyspark.sql import Row

from voxlake.report.marketing.experiments import Arm, Experiment, Metric
from voxlake.report.pages.experiments import Experiments, gather
from voxlake.report.settings import ReportSettings
from voxlake.tables import EXPERIMENT_RESULTS
from voxlake.tables.columns import ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()


def result(arm, reason, verdict, **of):
    """A row of `experiment_results`."""
    is_control = reason == "control"
    figures = {
        "mean": 0.1,
        "mean_low": 0.08,
        "mean_high": 0.12,
        "difference": None if is_control else 0.02,
        "lift": None if is_control else 0.2,
        "lift_low": None if is_control else 0.05,
        "lift_high": None if is_control else 0.35,
        "p_adjusted": None if is_control else 0.004,
        "sequential_p_adjusted": None if is_control else 0.0002,
    }
    return {
        "as_of_date": AS_OF,
        "experiment_id": "shop:x",
        "metric": "order",
        "metric_kind": "conversion",
        "is_deciding": True,
        "arm": arm,
        "segment_id": ALL_USERS,
        "control": "old",
        "compared_from": date(2024, 3, 1),
        "user_count": 1000,
        "mixed_user_count": 3,
        "split_p_value": 0.5,
        "reason": reason,
        "verdict": verdict,
        **figures,
        **of,
    }


CONTROL = result("old", "control", "the control: other arms are compared with it")
BETTER = result("new", "better", "arm new is better: 2.0 points above old")


def shown(page_of, *rows, of_segments=()):
    def arms(rows, segment=None):
        known = dict.fromkeys(EXPERIMENT_RESULTS.column_names)
        return [Arm(Row(**{**known, **row}), segment) for row in rows]

    metric = Metric("order", True, arms(rows), arms(of_segments, "Buyers"))
    one = Experiment("shop:x", "Subject <line>", date(2024, 3, 1), None, [metric])
    return page_of("experiments", Experiments([one], []))


def state(day, arm, choices, **of):
    return {
        "as_of_date": AS_OF - timedelta(days=day),
        "experiment_id": "shop:b",
        "arm": arm,
        "place": 0 if arm == "old" else 1,
        "metric": "click",
        "policy": "thompson_beta",
        "choice_count": choices,
        "reward_count": 2,
        "mean": 0.25,
        "low": 0.2,
        "high": 0.3,
        "chance_best": 0.915,
        "propensity": 0.875,
        "verdict": "learning: arm new is best with a probability of 92% so far",
        **of,
    }


def test_an_arm_is_told_with_its_result_lift_both_p_values_and_verdict(page_of):
    found = shown(page_of, CONTROL, BETTER)

    assert '<h2 id="experiment-1">Subject &lt;line&gt;</h2>' in found
    assert "Arm new is better: 2.0 points above old." in found
    assert "10.00%</td>" in found
    assert '>+20%</td><td class="n">+5% and +35%</td>' in found
    assert '>0.004</td><td class="n">below 0.001</td>' in found
    assert "2,000 users are counted. 3 who came into several arms are left out." in found
    assert "Do not use these figures" not in found
    assert "By group of users" not in found


def test_a_split_that_is_not_as_planned_stands_before_all_figures(page_of):
    broken = {"reason": "split", "split_p_value": 2e-9, "verdict": "no verdict: traffic split"}
    found = shown(page_of, CONTROL | broken, BETTER | broken)

    assert "by chance with p below 0.001): something else" in found
    assert found.index("Do not use these figures") < found.index("10.00%")


def test_groups_of_users_are_told_with_the_warning_that_goes_with_them(page_of):
    warning = "one of 3 segments and 6 comparisons: by chance alone about 0.3 would look different"
    of_segment = BETTER | {"segment_id": 4, "warning": warning}

    found = shown(page_of, CONTROL, BETTER, of_segments=[of_segment, of_segment])

    assert "Buyers: new" in found
    assert "some look different by chance" in found
    assert found.count("Each row: one of 3 segments and 6 comparisons") == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [CONTROL | {"reason": "one_arm", "verdict": "no verdict: arm old is the only one"}],
            "old: No verdict: arm old is the only one (1,000 users, 10.00%).",
        ),
        (
            [CONTROL | {"arm": "none", "reason": "nobody", "verdict": "no verdict: nobody",
                        "mean": None, "user_count": 0, "control": None}],
            "none: No verdict: nobody (0 users).",
        ),
    ],
)  # fmt: skip
def test_an_experiment_that_compares_nothing_says_why(rows, said, page_of):
    found = shown(page_of, *rows)

    assert said in found
    assert "<table>" not in found


def test_the_page_has_experiments_by_their_plan_and_bandits_with_their_shares(sources, page_of):
    lower = {"metric": "visits", "metric_kind": "mean", "is_deciding": False, "mean": 3.14159}
    rows = [
        BETTER,
        CONTROL,
        BETTER | lower | {"reason": "no_difference"},
        CONTROL | lower,
        BETTER | {"segment_id": 4, "reason": "no_difference"},
        CONTROL | {"segment_id": -1},
        CONTROL | {"experiment_id": "shop:later", "compared_from": date(2024, 3, 9)},
        CONTROL | {"experiment_id": "shop:b", "reason": "bandit", "arm": "old"},
    ]
    states = [
        state(0, "new", 30),
        state(0, "old", 10),
        state(7, "old", 10, verdict="other"),
        state(7, "new", 10),
        state(40, "new", 99),
    ]

    facts = gather(
        sources(
            experiment_results=rows,
            experiments=[{"experiment_id": "shop:x", "name": "Subject"}],
            bandit_state=states,
            segment_profiles=[{"segment_id": 4, "name": "Buyers"}],
        ),
        AS_OF,
        SETTINGS,
    )

    assert [one.name for one in facts.experiments] == ["shop:later", "Subject"]
    subject = facts.experiments[1]
    assert [metric.name for metric in subject.metrics] == ["order", "visits"]
    assert [arm.name for arm in subject.metrics[0].arms] == ["old", "new"]
    assert [arm.name for arm in subject.metrics[0].of_segments] == ["no group: old", "Buyers: new"]
    assert [arm.name for arm in subject.decided] == ["new"]
    assert subject.metrics[1].arms[0].amount("mean") == "3.142"
    (bandit,) = facts.bandits
    assert bandit.choices == 40
    assert bandit.days == [AS_OF - timedelta(days=7), AS_OF]
    assert [arm.share for arm in bandit.arms] == [0.25, 0.75]
    assert bandit.shares == [[0.5, 0.25], [0.5, 0.75]]
    found = page_of("experiments", facts)
    assert "Learning: arm new is best with a probability of 92% so far." in found
    assert '<td class="n">30</td><td class="n">75%</td>' in found
    assert "by thompson beta; the reward is click" in found


def test_there_is_no_page_of_experiments_without_any(sources):
    assert gather(sources(), AS_OF, SETTINGS) is None
