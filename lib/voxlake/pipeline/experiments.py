"""Jobs on experiments: how arms compare, what bandits learn and choose, what policies are worth."""

from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import (
    BANDIT_CHOICES,
    BANDIT_STATE,
    CONTENT_REWARDS,
    EVENTS,
    EVERYTHING,
    EXPERIMENT_EVENTS,
    EXPERIMENT_RESULTS,
    EXPERIMENTS,
    POLICY_RESULTS,
    POSTS,
    PURCHASE_LINES,
    USER_FEATURES,
    USER_SEGMENTS,
    USERS,
    Read,
)

EXPERIMENT_SECTION = Section("experiments", ExperimentSettings)
_PLANNED = (Read(EXPERIMENTS, EVERYTHING), Read(EXPERIMENT_EVENTS, EVERYTHING))

EXPERIMENT_JOBS: tuple[Job, ...] = (
    Job(
        "evaluate_experiment",
        "Says of each arm of each experiment whether it is better than the control.",
        section=EXPERIMENT_SECTION,
        reads=(
            *_PLANNED,
            Read(USER_SEGMENTS, EVERYTHING),
            Read(POSTS, EVERYTHING),
            Read(EVENTS, EVERYTHING),
            Read(PURCHASE_LINES, EVERYTHING),
        ),
        writes=(EXPERIMENT_RESULTS,),
        needs=EXPERIMENT_EVENTS,
    ),
    Job(
        "update_bandits",
        "Lets bandits learn of the outcomes of their choices.",
        section=EXPERIMENT_SECTION,
        reads=(
            *_PLANNED,
            Read(BANDIT_CHOICES, EVERYTHING, of_earlier_runs=True),
            Read(CONTENT_REWARDS, EVERYTHING),
        ),
        writes=(BANDIT_STATE,),
        needs=EXPERIMENT_EVENTS,
        or_needs=CONTENT_REWARDS,
    ),
    Job(
        "choose_arms",
        "Chooses an arm for each user by what bandits have learnt.",
        section=EXPERIMENT_SECTION,
        reads=(
            Read(EXPERIMENTS, EVERYTHING),
            Read(BANDIT_STATE),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS),
            Read(USER_FEATURES),
        ),
        writes=(BANDIT_CHOICES,),
        on_request=True,
    ),
    Job(
        "evaluate_policy",
        "Says what other ways to choose arms would have brought, from logged choices.",
        section=EXPERIMENT_SECTION,
        reads=(
            *_PLANNED,
            Read(BANDIT_CHOICES, EVERYTHING),
            Read(BANDIT_STATE),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(POLICY_RESULTS,),
        on_request=True,
    ),
)
