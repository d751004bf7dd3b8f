"""Campaigns, spend and experiments: what is read of them, and what a fault costs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

CAMPAIGN = {"campaign_id": "id", "starts_on": "from", "ends_on": "to", "budget": "budget"}
SPEND = {
    "spend_id": {"made_of": ["day", "campaign", "network"]},
    "spent_at": "day",
    "channel": "network",
    "campaign_id": "campaign",
    "amount": "cost",
    "currency": {"constant": "EUR"},
    "impression_count": "shown",
    "click_count": "clicks",
}
EVENT = {
    "event_id": "id",
    "occurred_at": "at",
    "experiment_id": "test",
    "user_id": "user",
    "kind": "kind",
    "arm": "arm",
    "propensity": "chance",
    "choice_id": "choice",
    "metric": "metric",
    "value": "value",
}
ASSIGNED = {"at": "2024-01-01", "test": "t", "user": "u", "kind": "assignment", "arm": "A"}
DONE = {"at": "2024-01-01", "test": "t", "user": "u", "kind": "outcome", "metric": "m"}


def ended(row):
    return row["_status"], row["_reason"], row["_detail"]


def nulled(row):
    return {(one["column"], one["reason"], one["value"]) for one in row["_nulled"]}


def test_a_campaign_keeps_its_days_whatever_the_zone_of_the_lake(made):
    columns = {**CAMPAIGN, "ends_on": {"column": "to", "time": ["d.M.yyyy", "iso"]}}

    rows = made(
        "campaigns",
        columns,
        {"id": "1", "from": "2024-01-05", "to": "31.12.2039", "budget": "1e3"},
        {"id": "2", "from": "2024-01-05T20:00:00Z", "to": "2024-01-07T03:00:00Z"},
        {"id": "3"},
        zone="Asia/Tokyo",
    )

    assert [row["_status"] for row in rows] == ["accepted"] * 3
    assert [(r["campaign_id"], r["starts_on"], r["ends_on"], r["budget"]) for r in rows] == [
        ("s:1", date(2024, 1, 5), date(2039, 12, 31), Decimal(1000)),
        ("s:2", date(2024, 1, 6), date(2024, 1, 7), None),  # 20:00 in London is the next day
        ("s:3", None, None, None),
    ]
    assert [nulled(row) for row in rows] == [set()] * 3


def test_a_plan_that_cannot_be_loses_the_value_and_stays(made):
    rows = made(
        "campaigns",
        CAMPAIGN,
        {"id": "1", "from": "1970-01-01", "to": "soon", "budget": "-50"},
        {"id": "2", "from": "2024-02-01", "to": "2024-01-31"},
        {"from": "2024-02-01"},
    )

    assert [row["_status"] for row in rows] == ["accepted", "accepted", "rejected"]
    assert (rows[0]["starts_on"], rows[0]["ends_on"], rows[0]["budget"]) == (None, None, None)
    assert nulled(rows[0]) == {
        ("starts_on", "time_too_early", "1970-01-01"),
        ("ends_on", "time_malformed", "soon"),
        ("budget", "number_negative", "-50.00"),
    }
    assert (rows[1]["starts_on"], rows[1]["ends_on"]) == (date(2024, 2, 1), None)
    assert nulled(rows[1]) == {("ends_on", "ends_before_start", "2024-01-31")}
    assert ended(rows[2])[1] == "id_missing"


def test_what_was_paid_back_is_spend_and_spend_without_a_date_is_none(made):
    good = {"day": "2024-01-05", "campaign": "c", "network": " search ", "cost": "5"}

    rows = made(
        "spend",
        SPEND,
        good,
        {**good, "day": "2024-01-06", "cost": "-2.5", "clicks": "-1"},
        {**good, "day": None},
        {**good, "day": "1999-12-31"},
        {**good, "day": "2024-02-01"},
        {**good, "day": "2024-01-07", "cost": "free"},
        {**good, "day": "2024-01-08", "campaign": "a b", "network": " "},
        zone="Europe/Berlin",
    )

    begins = rows[0]["spent_at"].astimezone(UTC)
    assert (rows[0]["spend_date"], begins) == (
        date(2024, 1, 5),
        datetime(2024, 1, 4, 23, tzinfo=UTC),
    )
    assert (rows[0]["campaign_id"], rows[0]["channel"]) == ("s:c", "search")
    assert (rows[1]["amount"], rows[1]["click_count"]) == (Decimal("-2.50"), None)
    assert nulled(rows[1]) == {("click_count", "number_negative", "-1")}
    assert [row["_reason"] for row in rows[2:6]] == [
        "time_missing",
        "time_too_early",
        "time_too_late",  # arrived before it
        "amount_malformed",
    ]
    assert (rows[6]["_status"], rows[6]["campaign_id"], rows[6]["channel"]) == (
        "accepted",
        None,
        None,
    )
    assert nulled(rows[6]) == {("campaign_id", "id_malformed", "a b")}


def test_spend_that_is_told_again_with_another_amount_is_a_duplicate_that_says_so(made):
    good = {"day": "2024-01-05", "campaign": "c", "network": "search", "cost": "5"}

    rows = made("spend", SPEND, good, {**good, "cost": "6"})

    assert [row["_status"] for row in rows] == ["duplicate", "accepted"]
    assert (rows[0]["_reason"], rows[1]["amount"]) == ("other amount", Decimal(6))


@pytest.mark.parametrize(
    ("arms", "reason"),
    [
        ("A| B |", None),
        ("A", "list_too_short"),
        ("|", "list_too_short"),
        ("A|B|A ", "list_repeats"),
        (None, "value_missing"),
    ],
)
def test_an_experiment_has_two_arms_of_different_names(made, arms, reason):
    columns = {"experiment_id": "id", "arms": {"column": "arms", "separator": "|"}}

    (row,) = made("experiments", columns, {"id": "1", "arms": arms})

    assert row["_reason"] == reason
    if reason is None:
        assert (row["experiment_id"], row["arms"]) == ("s:1", ["A", "B"])


def test_an_event_of_an_experiment_says_who_and_what(made):
    rows = made(
        "experiment_events",
        EVENT,
        {**ASSIGNED, "id": "1", "kind": " assignment", "arm": "A ", "chance": "1"},
        {**DONE, "id": "2", "value": "0"},
        {**ASSIGNED, "id": "3", "user": None, "choice": "k"},
        {**ASSIGNED, "id": "4", "kind": "exposure"},
        {**ASSIGNED, "id": "5", "user": None},
        {**ASSIGNED, "id": "6", "arm": " "},
        {**DONE, "id": "7", "metric": None, "value": "1"},
        {**DONE, "id": "8"},
        {**DONE, "id": "9", "value": "much"},
        {**DONE, "id": "10", "value": "1", "choice": "5.7E+17"},
        {**DONE, "id": "11", "value": "1", "kind": None},
    )

    assert [row["_status"] for row in rows[:3]] == ["accepted"] * 3
    assert [
        (row["kind"], row["arm"], row["propensity"], row["user_id"], row["choice_id"], row["value"])
        for row in rows[:3]
    ] == [
        ("assignment", "A", 1.0, "s:u", None, None),
        ("outcome", None, None, "s:u", None, 0.0),
        ("assignment", "A", None, None, "s:k", None),
    ]
    assert [ended(row)[1:] for row in rows[3:]] == [
        ("value_unknown", "kind: exposure"),
        ("id_missing", "user_id"),
        ("value_missing", "arm"),
        ("value_missing", "metric"),
        ("value_missing", "value"),
        ("number_malformed", "value: much"),
        ("id_malformed", "choice_id: 5.7E+17"),
        ("value_missing", "kind"),
    ]


def test_a_chance_that_is_none_is_not_known(made):
    chances = ("0", "-0.1", "1.0001", "NaN")

    rows = made("experiment_events", EVENT, *({**ASSIGNED, "id": c, "chance": c} for c in chances))

    assert [(row["arm"], row["propensity"]) for row in rows] == [("A", None)] * 4
    reasons = [(one["column"], one["reason"]) for row in rows for one in row["_nulled"]]
    assert reasons == [
        *[("propensity", "number_out_of_range")] * 3,
        ("propensity", "number_not_finite"),
    ]


def test_what_only_the_other_kind_of_event_has_is_null_and_told(made):
    rows = made(
        "experiment_events",
        EVENT,
        {**ASSIGNED, "id": "1", "metric": "m", "value": "2"},
        {**DONE, "id": "2", "arm": "A", "value": "2"},
    )

    assert [(row["arm"], row["metric"], row["value"]) for row in rows] == [
        ("A", None, None),
        (None, "m", 2.0),
    ]
    assert nulled(rows[0]) == {
        ("metric", "value_of_other_kind", "m"),
        ("value", "value_of_other_kind", "2.0"),
    }
    assert nulled(rows[1]) == {("arm", "value_of_other_kind", "A")}


@pytest.mark.parametrize(
    ("table", "columns", "record"),
    [
        ("posts", {"post_id": "id", "posted_at": "at"}, {}),
        (
            "orders",
            {"order_line_id": "id", "ordered_at": "at", "amount": "paid", "currency": "in"},
            {"paid": "1", "in": "EUR"},
        ),
        (
            "events",
            {"event_id": "id", "occurred_at": "at", "user_id": "id", "event_type": "id"},
            {},
        ),
    ],
)
def test_posts_orders_and_events_may_name_their_campaign(made, table, columns, record):
    good = {"id": "1", "at": "2024-01-01", **record}

    rows = made(
        table, {**columns, "campaign_id": "utm"}, {**good, "utm": "c"}, {**good, "utm": "a b"}
    )

    assert {(row["campaign_id"], len(row["_nulled"])) for row in rows} == {("s:c", 0), (None, 1)}


SEARCH = {
    "search_id": {"made_of": ["day", "page", "query", "device"]},
    "searched_at": "day",
    "page": "page",
    "query": "query",
    "country": "country",
    "device": "device",
    "impression_count": "shown",
    "click_count": "clicks",
    "position": "place",
}


def test_a_row_of_the_search_console_says_where_a_page_was_shown(made):
    good = {"day": "2024-01-05", "page": "https://x.example/a", "shown": "10", "place": "2.5"}

    rows = made(
        "search_console",
        SEARCH,
        {**good, "query": "late parcel", "device": "mobile", "clicks": "3", "country": "gbr"},
        good,
        {**good, "query": "b", "place": "0.5", "clicks": "-1"},
        {**good, "day": None},
        {**good, "page": " "},
        {**good, "query": "c", "shown": "-2"},
        {**good, "query": "d", "shown": None},
        zone="Europe/Berlin",
    )

    told = [
        (r["search_date"], r["query"], r["device"], r["impression_count"], r["position"])
        for r in rows[:3]
    ]
    day = date(2024, 1, 5)
    assert told == [
        (day, "late parcel", "mobile", 10, 2.5),
        (day, None, None, 10, 2.5),
        (day, "b", None, 10, None),
    ]
    assert nulled(rows[2]) == {
        ("position", "number_out_of_range", "0.5"),
        ("click_count", "number_negative", "-1"),
    }
    assert [row["_reason"] for row in rows[3:]] == [
        "time_missing",
        "value_missing",
        "number_negative",
        "value_missing",
    ]
