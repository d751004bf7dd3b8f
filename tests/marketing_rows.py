"""Rows of marketing for the SQL of docs/sql.md, and its answers, worked out by hand."""

from datetime import date

from voxlake import tables as t

NEW = date(2024, 3, 10)
AHEAD = date(2024, 3, 11)


def rows():
    """One account with a best time, an experiment, a broken one, and a bandit."""
    return {
        t.BEST_POST_TIMES: [
            slot("a", 2, 18, 1.604, rank=1),
            slot("a", 3, 9, 1.9, rank=2, reliable=False),
            slot("a", 4, 9, 0.5, rank=3),
            slot("a", 5, 9, 1.7, rank=1) | {"content_type": "video"},
            slot("all", 2, 18, 1.3, rank=1),
        ],
        t.ENGAGEMENT_FORECASTS: [
            expected("all", "all", AHEAD, 10.4, refit=False),
            expected("all", "all", date(2024, 3, 12), 20.4, refit=True),
            expected("account", "a", AHEAD, 3.0, refit=False),
            expected("all", "all", AHEAD, 10.4, refit=False) | {"level": 95},
            expected("all", "all", AHEAD, 99.0, refit=False) | {"series": "posts"},
        ],
        t.EXPERIMENTS: [{"experiment_id": "x:1", "name": "Subject line"}],
        t.EXPERIMENT_RESULTS: [
            compared("x:1", "old", 0.1, None, "control"),
            compared("x:1", "new", 0.12, 0.2004, "better"),
            compared("x:1", "new", 0.5, 0.1, "better") | {"is_deciding": False, "metric": "m"},
            compared("x:1", "new", 0.5, 0.1, "better") | {"segment_id": 0},
            compared("x:2", "old", 0.1, None, "split") | {"traffic_share": 0.75},
        ],
        t.BANDIT_STATE: [tried("old", 10, 0.25, 0.085), tried("new", 30, 0.5, 0.915)],
        t.POLICY_RESULTS: [
            policy("always new", "dr", 0.5004),
            policy("uniform", "dr", 0.375),
            policy("uniform", "ips", 0.9),
        ],
    }


ANSWERS = {
    "At which hours do my posts get more than they usually do?": [
        ("all", 2, 18, "UTC", 7, 1.3, 1.2, 1.4),
        ("ann", 2, 18, "UTC", 7, 1.6, 1.5, 1.7),
    ],
    # 10.4 + 20.4; one of its rows asks.
    "What engagement do we expect of our posts, and which forecasts need a look?": [
        ("all", "all", 31.0, date(2024, 3, 12), True),
        ("account", "a", 3.0, AHEAD, False),
    ],
    "Which arm of an experiment is better?": [
        ("Subject line", "new", 50, 0.12, 20.0, "better"),
        ("Subject line", "old", 50, 0.1, None, "control"),
        ("x:2", "old", 50, 0.1, None, "split"),
    ],
    "Which experiments must not be read, since the traffic went wrong?": [
        ("x:2", "old", 50.0, 75.0),
    ],
    "Where does a bandit send people, and what has it learnt?": [
        ("x:3", "new", 30, 75.0, 0.5, 0.92),
        ("x:3", "old", 10, 25.0, 0.25, 0.09),
    ],
    "What would another way to choose have brought?": [
        ("x:3", "always new", 0.5, 0.4, 0.6, None),
        ("x:3", "uniform", 0.375, 0.275, 0.475, None),
    ],
}


def slot(account, weekday, hour, gain, *, rank, reliable=True):
    return {
        "as_of_date": NEW,
        "account_id": account,
        "segment_id": -2,
        "content_type": "all",
        "weekday": weekday,
        "hour": hour,
        "time_zone": "UTC",
        "post_count": 7,
        "gain": gain,
        "gain_low": gain - 0.1,
        "gain_high": gain + 0.1,
        "is_reliable": reliable,
        "rank": rank,
    }


def expected(grouping, group, day, forecast, *, refit):
    return {
        "as_of_date": NEW,
        "series": "engagement",
        "grouping": grouping,
        "group_id": group,
        "target_date": day,
        "level": 80,
        "forecast": forecast,
        "asks_refit": refit,
    }


def compared(experiment, arm, mean, lift, reason):
    return {
        "as_of_date": NEW,
        "experiment_id": experiment,
        "metric": "order",
        "arm": arm,
        "segment_id": -2,
        "is_deciding": True,
        "user_count": 50,
        "planned_share": 0.5,
        "traffic_share": 0.5,
        "mean": mean,
        "lift": lift,
        "reason": reason,
        "verdict": reason,
    }


def tried(arm, choices, mean, chance):
    return {
        "as_of_date": NEW,
        "experiment_id": "x:3",
        "arm": arm,
        "choice_count": choices,
        "mean": mean,
        "chance_best": chance,
    }


def policy(name, estimator, value):
    return {
        "as_of_date": NEW,
        "experiment_id": "x:3",
        "metric": "order",
        "policy": name,
        "estimator": estimator,
        "value": value,
        "low": value - 0.1,
        "high": value + 0.1,
    }
