"""Follows, items of events, recommendations and limits: what is read, and what a fault costs."""

from datetime import date

FOLLOW = {"follower_id": "by", "followed_id": "whom", "followed_at": "since"}
EVENT = {
    "event_id": "id",
    "occurred_at": "at",
    "user_id": "user",
    "event_type": "type",
    "target_item_id": "sku",
    "value": "weight",
}
LOGGED = {
    "event_id": "id",
    "occurred_at": "at",
    "user_id": "user",
    "kind": "kind",
    "item": "item",
    "action": "what",
    "rank": "place",
    "propensity": "chance",
    "request_id": "request",
}
SHOWN = {"at": "2024-01-01", "user": "u", "kind": "friend", "item": "v", "what": "shown"}
LIMIT = {
    "user_id": "user",
    "limit": "what",
    "other_user_id": "whom",
    "since": "from",
    "until": "to",
}


def ended(row):
    return row["_status"], row["_reason"], row["_detail"]


def nulled(row):
    return {(one["column"], one["reason"], one["value"]) for one in row["_nulled"]}


def test_nobody_follows_himself_and_nobody_another_twice(made):
    rows = made(
        "follows",
        FOLLOW,
        {"by": "a", "whom": "a"},
        {"by": "a", "whom": "b", "since": "2024-01-02"},
        {"by": "a", "whom": "b", "since": "2024-01-01"},
        {"by": "b", "whom": "a"},
        {"by": "a", "whom": "A"},  # ids are as they are written
        {"by": "a", "whom": None},
    )

    assert [row["_status"] for row in rows] == [
        "rejected",
        "duplicate",
        *["accepted"] * 3,
        "rejected",
    ]
    assert ended(rows[0])[1:] == ("same_user", "followed_id: s:a")
    assert ended(rows[5])[1:] == ("id_missing", "followed_id")


def test_handles_of_one_account_are_one_user_however_they_are_written(made):
    columns = {
        "follower_id": {"column": "by", "folded": True},
        "followed_id": {"column": "whom", "folded": True},
    }

    rows = made(
        "follows",
        columns,
        {"by": "@Ann", "whom": "Stra\u00dfe"},
        {"by": "ann ", "whom": "\uff33TRASSE"},
        {"by": "Bob", "whom": "@BOB"},
        {"by": "@", "whom": "bob"},
        {"by": "ann b", "whom": "bob"},
    )

    assert (rows[1]["follower_id"], rows[1]["followed_id"]) == ("s:ann", "s:strasse")
    assert [ended(row)[:2] for row in rows] == [
        ("duplicate", None),
        ("accepted", None),
        ("rejected", "same_user"),
        ("rejected", "id_missing"),
        ("rejected", "id_malformed"),
    ]


def test_an_id_that_is_made_of_a_handle_is_the_same_in_each_form_of_it(made):
    columns = {"user_id": {"made_of": ["name"], "folded": True}, "handle": "name"}

    rows = made("users", columns, {"name": "@Ann"}, {"name": "ANN"}, {"name": "Anna"})

    assert rows[0]["user_id"] == rows[1]["user_id"] != rows[2]["user_id"]
    assert [row["_status"] for row in rows] == ["duplicate", "accepted", "accepted"]
    assert rows[1]["handle"] == "ANN"


def test_an_event_may_name_an_item_and_a_weight_that_is_none_is_null(made):
    good = {"at": "2024-01-01", "user": "u", "type": "click"}

    rows = made(
        "events",
        EVENT,
        {**good, "id": "1", "sku": "sku-1", "weight": "-2"},
        {**good, "id": "2", "sku": "nut, 5 mm", "weight": "NaN"},
        {**good, "id": "3", "weight": "-Infinity"},
    )

    assert [(row["target_item_id"], row["value"]) for row in rows] == [
        ("sku-1", -2.0),
        ("nut, 5 mm", None),
        (None, None),
    ]
    assert nulled(rows[1]) == {("value", "number_not_finite", "NaN")}
    assert nulled(rows[2]) == {("value", "number_not_finite", "-Infinity")}


def test_a_hashtag_that_was_recommended_is_the_same_in_each_form_of_it(made):
    forms = ("#Stra\u00dfe", "STRASSE", " \uff03\uff33\uff34rasse ", "#")

    rows = made(
        "recommendation_events",
        LOGGED,
        *({**SHOWN, "id": str(n), "kind": "hashtag", "item": form} for n, form in enumerate(forms)),
    )

    assert [row["item"] for row in rows] == [*["strasse"] * 3, None]  # as `hashtags` has it
    assert ended(rows[3])[:2] == ("rejected", "value_missing")


def test_what_was_recommended_is_told_as_the_lake_writes_it(made):
    rows = made(
        "recommendation_events",
        LOGGED,
        {**SHOWN, "id": "1", "place": "1", "chance": "0.25", "request": "r"},
        {**SHOWN, "id": "2", "item": " s:v", "what": "clicked "},
        {**SHOWN, "id": "3", "kind": "hashtag", "item": "#Tea"},
        {**SHOWN, "id": "4", "kind": "content", "item": "s:P1"},
        {**SHOWN, "id": "5", "kind": "big_account", "item": "S:v"},
    )

    assert [row["_status"] for row in rows] == ["accepted"] * 5
    assert [(row["kind"], row["item"], row["action"]) for row in rows] == [
        ("friend", "s:v", "shown"),
        ("friend", "s:v", "clicked"),
        ("hashtag", "tea", "shown"),
        ("content", "s:P1", "shown"),
        ("big_account", "s:S:v", "shown"),
    ]
    first = rows[0]
    assert (first["event_date"], first["user_id"]) == (date(2024, 1, 1), "s:u")
    assert (first["rank"], first["propensity"], first["request_id"]) == (1, 0.25, "s:r")


def test_what_no_recommendation_can_be_is_rejected(made):
    rows = made(
        "recommendation_events",
        LOGGED,
        {**SHOWN, "id": "1", "kind": "enemy"},
        {**SHOWN, "id": "2", "what": "hovered"},
        {**SHOWN, "id": "3", "item": "a b"},
        {**SHOWN, "id": "4", "item": "nan"},
        {**SHOWN, "id": "5", "kind": "hashtag", "item": " # "},
        {**SHOWN, "id": "6", "user": None},
        {**SHOWN, "id": "7", "at": None},
        {**SHOWN, "id": "8", "kind": None},
        {**SHOWN, "id": "9", "kind": "content", "item": None},
    )

    assert [ended(row)[1:] for row in rows] == [
        ("value_unknown", "kind: enemy"),
        ("value_unknown", "action: hovered"),
        ("id_malformed", "item: a b"),
        ("value_missing", "item"),
        ("value_missing", "item"),
        ("id_missing", "user_id"),
        ("time_missing", "occurred_at"),
        ("value_missing", "kind"),
        ("value_missing", "item"),
    ]


def test_a_place_or_a_chance_that_is_none_is_not_known(made):
    pairs = (("0", "0"), ("-1", "-0.5"), ("9999999999", "1.01"), ("1.5", "NaN"))

    rows = made(
        "recommendation_events",
        LOGGED,
        *({**SHOWN, "id": place, "place": place, "chance": chance} for place, chance in pairs),
        {**SHOWN, "id": "best", "place": "2147483647", "chance": "1"},
    )

    assert [(row["rank"], row["propensity"]) for row in rows] == [
        *[(None, None)] * 4,
        (2**31 - 1, 1.0),
    ]
    told = {(one["column"], one["value"]): one["reason"] for r in rows for one in r["_nulled"]}
    assert told == {
        **dict.fromkeys(
            [
                ("rank", "0"),
                ("rank", "-1"),
                ("rank", "9999999999"),
                ("propensity", "0.0"),
                ("propensity", "-0.5"),
                ("propensity", "1.01"),
            ],
            "number_out_of_range",
        ),
        ("rank", "1.5"): "number_malformed",
        ("propensity", "NaN"): "number_not_finite",
    }


def test_a_limit_is_of_one_user_or_of_a_pair(made):
    rows = made(
        "user_limits",
        LIMIT,
        {"user": "a", "what": "opted_out", "from": "2024-01-01"},
        {"user": "a", "what": "blocked", "whom": "b", "to": "2024-01-08"},
        {"user": "a", "what": "blocked", "whom": "c"},
        {"user": "b", "what": " opted_out", "whom": "c"},
        {"user": "b", "what": "opted_out", "whom": "a b"},  # never lost for what is beside it
        {"user": "c", "what": "blocked", "whom": "a", "from": "2024-01-02", "to": "2024-01-01"},
    )

    assert [row["_status"] for row in rows] == [
        *["accepted"] * 3,
        "duplicate",
        "accepted",
        "accepted",
    ]
    assert [(row["user_id"], row["limit"], row["other_user_id"]) for row in rows] == [
        ("s:a", "opted_out", None),
        ("s:a", "blocked", "s:b"),
        ("s:a", "blocked", "s:c"),
        ("s:b", "opted_out", None),
        ("s:b", "opted_out", None),
        ("s:c", "blocked", "s:a"),
    ]
    assert rows[3]["limit_id"] == rows[4]["limit_id"]
    assert len({row["limit_id"] for row in rows}) == 5
    assert (rows[0]["since"], rows[1]["until"]) == (date(2024, 1, 1), date(2024, 1, 8))
    assert nulled(rows[3]) == {("other_user_id", "value_of_other_kind", "s:c")}
    assert nulled(rows[4]) == {("other_user_id", "id_malformed", "a b")}
    assert nulled(rows[5]) == {("until", "ends_before_start", "2024-01-01")}


def test_a_block_of_nobody_or_of_oneself_is_rejected(made):
    rows = made(
        "user_limits",
        LIMIT,
        {"user": "a", "what": "blocked"},
        {"user": "a", "what": "blocked", "whom": "a b"},
        {"user": "a", "what": "blocked", "whom": "a"},
        {"user": "a", "what": "muted", "whom": "b"},
        {"user": None, "what": "opted_out"},
    )

    assert [ended(row)[1:] for row in rows] == [
        ("id_missing", "other_user_id"),
        ("id_malformed", "other_user_id: a b"),
        ("same_user", "other_user_id: s:a"),
        ("value_unknown", "limit: muted"),
        ("id_missing", "user_id"),
    ]
