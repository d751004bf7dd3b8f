"""The page of what to do: sentences that are true, also where a table is empty."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pyspark.sql import Row

from voxlake.report.marketing import publishing
from voxlake.report.marketing import sentences as say
from voxlake.report.marketing.campaigns import Result
from voxlake.report.marketing.drafts import Drafts
from voxlake.report.marketing.experiments import Arm, Experiment, Metric
from voxlake.report.marketing.findings import Content, Rule
from voxlake.report.marketing.mix import Change, Mix, Plan
from voxlake.report.marketing.replies import Replies, Waiting
from voxlake.report.marketing.sentences import counted, listed, times_to_post, what_works
from voxlake.report.marketing.times import Calendar, Slot
from voxlake.report.pages.brief import gather
from voxlake.report.settings import ReportSettings
from voxlake.tables import REPLY_QUEUE
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
    for empty in (
        "No campaign has spend, orders or posts.",
        "No budget is planned",
        "No post is known to need an answer.",
        "No draft waits for a person.",
        "No page or text was scored.",
        "Nothing was learnt yet",
    ):
        assert empty in found, empty
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


def campaign(name, spend, revenue, returned):
    row = Row(
        group_name=name,
        campaign_name=None,
        currency="EUR",
        spend=Decimal(spend),
        revenue=Decimal(revenue),
        return_on_spend=returned,
    )
    return Result(row)


def test_campaigns_are_told_by_what_they_returned():
    found = [
        campaign("even", 100, 100, 1.0),
        campaign("best", 100, 250, 2.5),
        campaign("loss", 100, 99, 0.99),
        campaign("free", 0, 50, None),
        campaign("none", 0, 70, None),
    ]

    assert say.what_returned(found) == [
        "best: EUR 250 of revenue for 100 spent (2.50 for each).",
        "even: EUR 100 of revenue for 100 spent (1.00 for each).",
        "These brought less revenue than was spent on them: loss.",
        "1 campaign has no spend above 0, so no return can be told.",
    ]
    many = [campaign(f"c{i}", 1, 2, 2.0) for i in range(6)]
    assert say.what_returned(many)[3:] == ["3 further campaigns brought what was spent, or more."]
    assert say.what_returned(found[4:]) == say.what_returned([])


def plan(low, *changes):
    ends = {"gain_low": low, "gain_high": 9.0, "later_gain_low": 0.0, "later_gain_high": 0.0}
    week = Row(week_start=AS_OF + timedelta(days=1), gain=50.0, later_gain=2.0, **ends)
    moves = [Change(*change, 0.0, 0.0, []) for change in changes]
    return Plan([week["week_start"]], moves, [week])


def mix(of, country=ALL):
    return Mix(country, "EUR", AS_OF, [], [], [], of)


@pytest.mark.parametrize(
    ("mixes", "said"),
    [
        ([], "No budget is planned: there is no model of channels, or no plan was made."),
        ([mix(None)], "No budget is planned: there is no model of channels, or no plan was made."),
        ([mix(plan(1.0, ("tv", 9.0, 9.4)))], "Leave the spend of channels as it is (EUR)."),
        (
            [mix(plan(1.0, ("tv", 90.0, 60.0), ("web", 10.0, 40.0)), "SE")],
            "SE: In EUR a week, move tv from 90 to 60 and web from 10 to 40. Over 1 week from "
            "1 April on that is expected to bring 52 more.",
        ),
        (
            [mix(plan(-1.0, ("tv", 90.0, 60.0)))],
            "In EUR a week, move tv from 90 to 60. Over 1 week from 1 April on that is expected "
            "to bring 52 more, which may be nothing.",
        ),
    ],
)
def test_money_is_moved_by_the_plan_and_may_bring_nothing(mixes, said):
    assert say.where_money_goes(mixes) == [said]


def test_those_who_wait_are_counted_and_the_most_urgent_is_told():
    row = Row(**dict.fromkeys(REPLY_QUEUE.column_names) | {"wait_hours": 1.0})

    assert say.whom_to_answer(Replies(0, 0, [], 0, 0, None)) == [
        "No post is known to need an answer."
    ]
    assert say.whom_to_answer(Replies(0, 0, [], 4, 4, None)) == [
        "Nobody waits for an answer.",
        "Of 4 posts of the last seven days that needed an answer, 4 got one.",
    ]
    assert say.whom_to_answer(Replies(2, 1, [Waiting(row, "Help!")], 0, 0, 1.0)) == [
        "2 posts wait for an answer, 1 of them with nobody on it.",
        "The most urgent (waits 1 hour): “Help!”",
    ]


def test_what_waits_and_what_went_wrong_is_told_and_nothing_else():
    def slot(is_approved):
        return publishing.Slot("", "", "", "", None, "", None, False, is_approved)

    nothing = publishing.Publishing({"sent": 9}, [], [], {})
    much = publishing.Publishing({"ask": 1, "failed": 2}, [], [slot(True), slot(False)], {})

    assert say.what_waits(Drafts({}, [], {}), nothing) == ["No draft waits for a person."]
    assert say.what_waits(Drafts({"offered": 2}, [], {}), much) == [
        "2 drafts wait for a person.",
        "2 posts are planned for the seven days to come, 1 of them not approved: they will not go "
        "out.",
        "1 post was sent and perhaps not taken: look, and say so.",
        "2 posts failed to go out.",
    ]
    sure = publishing.Publishing({}, [], [slot(True)], {})
    assert "1 post is planned for the seven days to come." in say.what_waits(
        Drafts({}, [], {}), sure
    )


def test_only_faults_that_are_bad_and_differences_that_are_reliable_are_told():
    bad, mild = (Rule("no title", s, 2, "Menu", "Write one.") for s in ("high", "low"))
    sure = Row(attribute="hour", value="morning", gain=1.3, is_reliable=True, is_by_chance=False)
    unsure = Row(attribute="hour", value="night", gain=9.0, is_reliable=False, is_by_chance=False)

    assert say.what_to_change(Content(0, 3, [], [])) == ["No page or text was scored."]
    assert say.what_to_change(Content(5, 0, [mild], [])) == [
        "No page of 5 has a fault of severity high."
    ]
    assert say.what_to_change(Content(5, 0, [bad, mild], [])) == ["No title on 2 pages: Write one."]
    assert say.what_was_learnt([sure, unsure]) == [
        "Posts with hour “morning” got 1.30 times the usual; what differs along with it may be "
        "the cause."
    ]
    assert "No way to write" in say.what_was_learnt([unsure])[0]
    assert "Nothing was learnt yet" in say.what_was_learnt([])[0]
