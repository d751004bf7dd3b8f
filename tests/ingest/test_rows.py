"""What a fault of a value costs: the record, or the value alone."""


def test_a_value_that_cannot_be_costs_the_post_only_where_the_post_would_say_what_is_false(made):
    good = {"id": "1", "at": "2024-01-01", "user": "u"}
    columns = {"post_id": "id", "posted_at": "at", "user_id": "user", "updated_at": "edited"}
    optional = {
        "like_count": "likes",
        "view_count": "views",
        "score": "score",
        "is_repost": "repost",
        "hashtags": "tags",
        "reply_to_post_id": "to",
    }
    faults = {"likes": "-3", "views": "many", "repost": "?", "tags": "[", "to": "5.7E+17"}

    rows = made(
        "posts",
        {**columns, **optional},
        {**good, "score": "-12", **faults},
        {**good, "id": "a b"},
        {**good, "id": "3", "at": "never"},
        {**good, "id": "4", "user": "5.7E+17"},
        {**good, "id": "5", "edited": "never"},
    )

    kept = rows[0]
    assert (kept["_status"], kept["score"]) == ("accepted", -12)
    assert {kept[name] for name in optional if name not in ("score", "is_repost", "hashtags")} == {
        None
    }
    assert {(one["column"], one["reason"], one["value"]) for one in kept["_nulled"]} == {
        ("like_count", "number_negative", "-3"),
        ("view_count", "number_malformed", "many"),
        ("is_repost", "value_malformed", "?"),
        ("hashtags", "value_malformed", "["),
        ("reply_to_post_id", "id_malformed", "5.7E+17"),
    }
    assert [(row["_status"], row["_reason"], row["_detail"]) for row in rows[1:]] == [
        ("rejected", "id_malformed", "post_id: a b"),
        ("rejected", "time_malformed", "posted_at: never"),
        ("rejected", "id_malformed", "user_id: 5.7E+17"),
        ("rejected", "time_malformed", "updated_at: never"),
    ]


def test_an_order_that_may_be_cancelled_is_not_counted_as_one_that_stands(made):
    columns = {
        "order_line_id": "id",
        "ordered_at": "at",
        "amount": "paid",
        "currency": {"constant": "EUR"},
        "quantity": "pieces",
        "is_cancelled": "void",
    }
    good = {"id": "1", "at": "2024-01-01", "paid": "5"}

    rows = made(
        "orders",
        columns,
        {**good, "pieces": "two"},
        {**good, "id": "2", "void": "perhaps"},
        {**good, "id": "3", "paid": "free"},
    )

    assert [row["_status"] for row in rows] == ["accepted", "rejected", "rejected"]
    assert [row["_reason"] for row in rows[1:]] == ["value_malformed", "amount_malformed"]
    assert (rows[0]["quantity"], rows[0]["_nulled"][0]["reason"]) == (None, "number_malformed")


def test_a_duplicate_that_is_no_repeat_says_what_differs(made):
    posts = {"post_id": "id", "posted_at": "at", "user_id": "user", "text": "text"}
    post = {"id": "1", "at": "2024-01-01", "user": "u", "text": "a\nb"}
    orders = {"order_line_id": "id", "ordered_at": "at", "user_id": "user", "amount": "paid"}
    order = {"id": "1", "at": "2024-01-01", "user": "u", "paid": "5"}

    of_posts = made(
        "posts", posts, post, {**post, "user": "v", "text": "c"}, {**post, "text": "c"}, {**post}
    )
    of_orders = made(
        "orders", {**orders, "currency": {"constant": "EUR"}}, order, {**order, "paid": "6"}, order
    )

    assert [(row["_status"], row["_reason"], row["_detail"]) for row in of_posts] == [
        ("duplicate", None, None),
        ("duplicate", "other user_id", "s:1: s:v, kept: s:u"),
        ("duplicate", "other text", "s:1: c, kept: a b"),
        ("accepted", None, None),
    ]
    assert [(row["_status"], row["_reason"], row["_detail"]) for row in of_orders] == [
        ("duplicate", None, None),
        ("duplicate", "other amount", "s:1: 6.00, kept: 5.00"),
        ("accepted", None, None),
    ]


def test_a_time_of_the_future_that_is_optional_is_null_and_told(made):
    columns = {"user_id": "id", "account_created_at": "joined"}

    (row,) = made("users", columns, {"id": "1", "joined": "2031-01-01"})

    assert (row["_status"], row["account_created_at"]) == ("accepted", None)
    assert [(n["column"], n["reason"]) for n in row["_nulled"]] == [
        ("account_created_at", "time_too_late")
    ]


def test_a_text_may_be_put_together_of_places_in_json(made):
    columns = {
        "post_id": {"column": "id", "add_prefix": "t1_"},
        "posted_at": {"json": "meta", "path": "$.at"},
        "reply_to_post_id": {
            "joined": ["chat", {"json": "meta", "path": "$.to"}],
            "between": "/",
            "complete": True,
        },
        "quote_of_post_id": {"json": "meta", "path": "$.of[?(@.type=='quoted')].id"},
        "text": {"json": "meta", "path": "$.text", "in_parts": "text"},
        "url": {"json": "meta", "path": "$.url"},
    }
    parts = '[{"text": "see "}, "it"]'
    meta = (
        '{"at": "2024-01-02", "to": 4, "of": [{"type": "quoted", "id": 7}], "text": %s, "url": %s}'
    )

    both, none = made(
        "posts",
        columns,
        {"id": "1", "chat": "9", "meta": meta % (parts, '"u"')},
        {"id": "2", "chat": "9", "meta": '{"at": "2024-01-02", "text": "plain", "url": ""}'},
    )

    told = ("post_id", "reply_to_post_id", "quote_of_post_id", "text", "url")
    assert [both[name] for name in told] == ["s:t1_1", "s:9/4", "s:7", "see it", "u"]
    assert [none[name] for name in told] == ["s:t1_2", None, None, "plain", None]
