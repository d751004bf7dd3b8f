"""The page of what to do: sentences that are true, also where a table is empty."""

from datetime import date

from pyspark.sql import Row

from voxlake.report.marketing.experiments import Arm, Experiment, Metric
from voxlake.report.marketing.sentences import counted, listed, times_to_post, what_works
from voxlake.report.marketing.times import Calendar, Slot
from voxlake.report.pages.brief import gather
from voxlake.report.settings import ReportSettings
from voxlake.tables.columns import ALL, ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
BETTER = Slot(2, 18, 23, 1.6, 1.2, 2.1, is_reliable=True)
UNCLEAR = Slot(3, 9, 1, 1.9, 0.8, 4.5, is_reliable=False)
TIME = {
    "as_of_date": AS_OF,
    "account_id": ALL,
    "segment_id": ALL_USERS,
    "content_type": ALL,
    "weekday": 1,
    "hour": 9,
    "time_zone": "UTC",
    "post_count": 5,
    "gain": 1.0,
    "gain_low": 0.9,
    "gain_high": 1.1,
    "is_reliable": False,
}


def test_numbers_and_names_are_told_as_people_do():
    assert [counted(n, "draft") for n in (0, 1, 1200)] == ["0 drafts", "1 draft", "1,200 drafts"]
    assert counted(2, "reply", "replies") == "2 replies"
    assert [listed(names) for names in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b and c"]


def test_a_time_is_named_for_accounts_that_have_one_and_for_no_other():
    def week(name, *slots):
        return Calendar(name or ALL, name, "UTC", 0.5, list(slots))

    told = times_to_post([week(None, UNCLEAR), week("ann", BETTER, UNCLEAR), week("ben", UNCLEAR)])

    assert told == [
        "ann: post on Tuesday, 18:00 to 19:00 (UTC). Posts of that hour get 1.60 times the usual "
        "engagement (between 1.20 and 2.10).",
        "No hour is reliably better than others for: All accounts together and ben.",
    ]
    assert times_to_post([week("ann")]) == times_to_post([])
    assert "No times to post are known" in times_to_post([])[0]


def test_the_brief_is_there_once_a_table_has_a_row_and_says_what_is_not_known(sources, page_of):
    facts = gather(sources(best_post_times=[TIME]), AS_OF, SETTINGS)

    found = page_of("brief", facts)

    assert "No hour is reliably better than others for: All accounts together." in found
    assert "No experiment was evaluated." in found
    assert gather(sources(), AS_OF, SETTINGS) is None
    assert gather(sources(best_post_times=[TIME | {"post_count": 0}]), AS_OF, SETTINGS) is None


def test_an_experiment_is_told_as_decided_broken_or_open():
    def one(name, *told):
        arms = [Arm(Row(reason=reason, verdict=verdict), None) for reason, verdict in told]
        return Experiment(name, name, None, None, [Metric("order", True, arms, [])])

    experiments = [
        one(
            "A",
            ("control", "the control"),
            ("better", "arm 2 is better"),
            ("worse", "arm 3 is worse"),
        ),
        one("B", ("split", "no verdict: split"), ("split", "no verdict: split")),
        one("C", ("control", "the control"), ("no_difference", "no difference seen")),
        one("D", ("bandit", "no verdict: a bandit")),
    ]

    assert what_works(experiments, []) == [
        "A: arm 2 is better.",
        "A: arm 3 is worse.",
        "Do not use the figures of B: users are not split between the arms as planned.",
        "Nothing is decided in C.",
    ]
    assert what_works(experiments[3:], []) == what_works([], []) == ["No experiment was evaluated."]
