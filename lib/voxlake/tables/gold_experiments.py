"""Gold of experiments: how arms compare, what bandits learnt and chose, what policies are worth."""

from voxlake.tables.columns import ALL_USERS, AS_OF, NO_SEGMENT, USER
from voxlake.tables.table import Table, column

_EXPERIMENT = column(
    "experiment_id", "string", "Experiment, as in `experiments`.", is_personal=False
)
_ARM = column("arm", "string", "Arm; `none` where the experiment has none.", is_category=True)
_METRIC = column(
    "metric",
    "string",
    "Metric, as in `experiment_events`; `none` where nothing was measured and none is planned.",
    is_category=True,
)
_VERDICT = column("verdict", "string", "What follows, in a sentence.")

EXPERIMENT_RESULTS = Table(
    name="experiment_results_v1",
    layer="gold",
    comment="One row per experiment, metric, arm and segment: how it compares with the control.",
    keys=("as_of_date", "experiment_id", "metric", "arm", "segment_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _EXPERIMENT,
        _METRIC,
        _ARM,
        column(
            "segment_id",
            "integer",
            f"Segment on the day of assignment; {ALL_USERS} for all users, {NO_SEGMENT} for those "
            "without one.",
        ),
        column("control", "string", "Arm that it is compared with; null: none.", is_category=True),
        column(
            "metric_kind",
            "string",
            "`conversion`: share of users who did it; `mean`: mean over users; null: no outcome.",
            is_category=True,
        ),
        column("is_deciding", "boolean", "Whether it is the metric that the experiment names."),
        column(
            "compared_from",
            "date",
            "Users assigned from this day on are compared: the later first day of both arms; null "
            "without users.",
        ),
        column("user_count", "long", "Users of the arm who are compared."),
        column("control_user_count", "long", "Users of the control who are compared."),
        column("mixed_user_count", "long", "Users of several arms of the experiment: left out."),
        column(
            "early_outcome_count",
            "long",
            "Outcomes of the arm's users before their assignment: they do not count.",
        ),
        column("planned_share", "double", "Share of traffic planned for the arm, 0 to 1."),
        column("traffic_share", "double", "Share that it got since it is in; null of nobody."),
        column(
            "split_p_value",
            "double",
            "Chance of a split of the experiment as far from the planned one, 0 to 1; null: a "
            "bandit changes the split.",
        ),
        column("total", "double", "Users who did it, or sum of the outcomes of the arm."),
        column("mean", "double", "Share or mean of the arm; null without users."),
        column("mean_low", "double", "Lower end of its interval; null where there is none."),
        column("mean_high", "double", "Upper end of it."),
        column("control_mean", "double", "Share or mean of the control; null without users."),
        column("difference", "double", "Arm less control; null of the control."),
        column("difference_low", "double", "Lower end of its interval: Newcombe's, or Welch's."),
        column("difference_high", "double", "Upper end of it; null where outcomes do not vary."),
        column("bootstrap_low", "double", "Lower end by bootstrap; null of conversions."),
        column("bootstrap_high", "double", "Upper end by bootstrap."),
        column("lift", "double", "Difference as a share of the control's level; null of level 0."),
        column("lift_low", "double", "Lower end of its interval, -1 and up."),
        column("lift_high", "double", "Upper end of it."),
        column("statistic", "double", "z (conversions) or Welch's t; null where nothing varies."),
        column("p_value", "double", "Its p-value, two-sided, for one look at one comparison."),
        column(
            "p_adjusted",
            "double",
            "p-value by Holm, over metrics and arms, and in segments over these too; of the "
            "adjusted difference where experiments.decide_by is cuped.",
        ),
        column("sequential_p_value", "double", "p-value that holds at any number of looks."),
        column("sequential_p_adjusted", "double", "The same by Holm, as p_adjusted."),
        column("sequential_low", "double", "Lower end of the interval that holds at all looks."),
        column("sequential_high", "double", "Upper end of it."),
        column(
            "cuped_difference",
            "double",
            "Difference less what users did before explains; null without a covariate.",
        ),
        column("cuped_low", "double", "Lower end of its interval."),
        column("cuped_high", "double", "Upper end of it."),
        column("cuped_p_value", "double", "Its p-value."),
        column("variance_left", "double", "Its variance as a share of the plain one's."),
        column(
            "power",
            "double",
            "Chance to see a lift of experiments.worthwhile_lift at one look, 0 to 1.",
        ),
        column(
            "smallest_effect",
            "double",
            "Smallest rise that one look would see with experiments.power_target; null: none.",
        ),
        column(
            "sequential_smallest_effect",
            "double",
            "About the same for a look of any number of looks; null where outcomes do not vary.",
        ),
        column("comparison_count", "integer", "Comparisons that Holm takes into account."),
        column(
            "reason",
            "string",
            "Kind of verdict: control, better, worse, no_difference, split, few_users, one_arm, "
            "nobody, no_outcome, no_variance, bandit, not_ended.",
            is_personal=False,
        ),
        _VERDICT,
        column("warning", "string", "What to bear in mind; null: nothing."),
    ),
)

BANDIT_STATE = Table(
    name="bandit_state_v1",
    layer="gold",
    comment="One row per bandit and arm: what it learnt up to the day, and how it chooses next.",
    keys=("as_of_date", "experiment_id", "arm"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _EXPERIMENT,
        _ARM,
        column("place", "integer", "Place of the arm among those of the experiment, from 0."),
        column("metric", "string", "Metric that rewards; null: none yet.", is_category=True),
        column("policy", "string", "Rule by which arms are chosen.", is_category=True),
        column("choice_count", "long", "Choices of the arm that count, each once."),
        column("reward_count", "long", "Of them, those with an outcome; others are rewarded 0."),
        column("repeated_count", "long", "Further outcomes of choices: they do not count."),
        column("weight", "double", "Weight of the choices: old ones weigh less by decay."),
        column("reward_sum", "double", "Weighted sum of rewards."),
        column("reward_square_sum", "double", "Weighted sum of their squares."),
        column("mean", "double", "Weighted mean reward; null before the first choice."),
        column("low", "double", "Lower end of the interval of what the arm is worth."),
        column("high", "double", "Upper end of it."),
        column("chance_best", "double", "Probability that it is the best arm, 0 to 1."),
        column(
            "propensity",
            "double",
            "Chance of the arm at the next choice, 0 to 1; null where it depends on a context.",
        ),
        column(
            "context", "array<string>", "Names of what the choice depends on, after a constant."
        ),
        column("precision", "array<double>", "Weighted sum of x x', by rows; null: no context."),
        column("response", "array<double>", "Weighted sum of x times reward; null: no context."),
        column("is_stopped", "boolean", "Whether it chooses the best arm alone from now on."),
        _VERDICT,
    ),
)

BANDIT_CHOICES = Table(
    name="bandit_choices_v1",
    layer="gold",
    comment="One row per user and bandit: the arm that was chosen, and the chance that it had.",
    keys=("as_of_date", "choice_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column(
            "choice_id",
            "string",
            "Choice, to be sent back with its outcome, as in `experiment_events`.",
            is_personal=True,
        ),
        _EXPERIMENT,
        USER,
        _ARM,
        column("propensity", "double", "Chance that the arm had when it was chosen, above 0 to 1."),
        column("policy", "string", "Rule by which it was chosen.", is_category=True),
        column(
            "context",
            "array<double>",
            "What it depended on, in the order of `bandit_state`; null: nothing.",
        ),
    ),
)

POLICY_RESULTS = Table(
    name="policy_results_v1",
    layer="gold",
    comment="One row per experiment, policy and estimator: what the policy would have brought.",
    keys=("as_of_date", "experiment_id", "metric", "policy", "estimator"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _EXPERIMENT,
        _METRIC,
        column(
            "policy",
            "string",
            "`logged` (as it was), `always <arm>`, `uniform`, `bandit` (as bandit_state chooses "
            "next), or one of experiments.policies.",
            is_category=True,
        ),
        column(
            "estimator",
            "string",
            "`ips` inverse propensity, `snips` self-normalised, `dr` doubly robust; `mean` of "
            "what was logged.",
            is_category=True,
        ),
        column(
            "value",
            "double",
            "Mean reward of a choice; null where it cannot be told.",
            is_personal=False,
        ),
        column("low", "double", "Lower end of its interval."),
        column("high", "double", "Upper end of it."),
        column("effective_sample_size", "double", "Choices that its weights are worth."),
        column("max_weight", "double", "Largest weight of a choice."),
        column("choice_count", "long", "Choices with a logged propensity."),
        column("unlogged_count", "long", "Choices without one: they do not count."),
        column(
            "covered", "double", "Chance that the policy gives to arms that were tried, 0 to 1."
        ),
        _VERDICT,
        column("warning", "string", "What to bear in mind; null: nothing."),
    ),
)
