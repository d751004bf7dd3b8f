"""Rows of tables over HTTP."""

from __future__ import annotations

import csv
import io
import shutil
import time
from datetime import date
from urllib.parse import quote

import pytest
from arrow_lakes import write
from served import EVERYTHING, READER, client

from voxlake.lake.place import Root
from voxlake.serve.api.models import page_model
from voxlake.serve.api.resources import SERVED
from voxlake.serve.auth.principal import Principal, Role
from voxlake.tables import (
    BRAND_SENTIMENT,
    DRAFTS,
    POST_SENTIMENT,
    TABLES,
    USER_MOOD,
    USER_MOOD_WEEKLY,
)


def users(answer) -> str:
    return "".join(row["user_id"][0] for row in answer.json()["rows"])


def test_every_gold_and_operations_table_is_a_resource_by_the_name_of_its_view(api):
    paths = api.get("/openapi.json").json()["paths"]

    assert {table.view for table in TABLES if table.layer in ("gold", "operations")} <= {
        path.removeprefix("/v1/") for path in paths
    }
    assert not {"/v1/posts_v1", "/v1/orders", "/v1/users"} & set(paths)


def test_an_answer_is_as_its_model_says(api):
    for table in SERVED:
        answer = api.get(f"/v1/{table.view}")

        assert answer.status_code == 200, answer.text
        page_model(table).model_validate_json(answer.text, strict=False)


def test_rows_have_the_columns_of_the_declaration_in_order(api):
    row = api.get("/v1/user_mood").json()["rows"][0]

    assert tuple(row) == USER_MOOD.column_names
    assert row["happiest_posts"] == [{"post_id": "p1", "score": 0.9}]
    assert row["as_of_date"] == "2024-01-01"


def test_what_is_no_number_is_null_in_json_and_empty_in_csv(api):
    path = "/v1/post_sentiment?columns=score&post_id=p2"

    assert api.get(path).json()["rows"] == [{"score": None}]
    assert api.get(path, headers={"Accept": "text/csv"}).text == 'score\r\n""\r\n'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("latest=true", "abc"),
        ("latest=false", "abcabc"),
        ("from=2024-01-02&to=2024-01-02", "abc"),
        ("from=2023-01-01&to=2023-12-31", ""),
        ("latest=true&user_id=bob", "b"),
        ("latest=true&user_id__in=ann&user_id__in=cy", "ac"),
        ("latest=true&user_id__gt=ann", "bc"),
        ("latest=true&order=-user_id", "cba"),
        ("latest=true&order=mood,-user_id&limit=2", "cb"),
        ("joy__null=true&latest=true", "abc"),
        ("user_id__eq=", ""),
    ],
)
def test_a_query_says_which_rows(api, query, expected):
    assert users(api.get(f"/v1/user_mood?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2024-01-02&to=2024-01-01", "wrong_days"),
        ("from=2014-01-05&to=2024-01-13", "wrong_days"),
        ("from=2024-01-01", "wrong_days"),
        ("from=yesterday&to=2024-01-01", "wrong_value"),
        ("latest=maybe", "wrong_value"),
        ("limit=0", "wrong_limit"),
        ("limit=5001", "wrong_limit"),
        ("limit=-1", "wrong_limit"),
        ("limit=ten", "wrong_value"),
        ("limit=1&limit=2", "given_twice"),
        ("columns=moods", "unknown_column"),
        ("order=happiest_posts", "wrong_order"),
        ("order=moods", "unknown_column"),
        ("mood__like=x", "unknown_parameter"),
        ("__class__=x", "unknown_parameter"),
        ("offset=1", "unknown_parameter"),
        ("after=x", "wrong_token"),
        ("joy__gt=much", "wrong_value"),
        ("&".join(f"user_id__ne={n}" for n in range(60)), "too_many_filters"),
        ("&".join(f"user_id__in={n}" for n in range(300)), "wrong_query"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(api, query, code):
    answer = api.get(f"/v1/user_mood?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_ten_years_are_answered(api):
    assert api.get("/v1/user_mood?from=2014-01-05&to=2024-01-12").status_code == 200


def test_an_unknown_column_is_told_the_nearest(api):
    assert "mood" in api.get("/v1/user_mood?moood=x").json()["error"]["message"]


def test_links_lead_through_all_pages(api):
    found, path = "", "/v1/user_mood?limit=2&columns=user_id&user_id__ne=x%26y"
    while path:
        answer = api.get(path)
        found += users(answer)
        assert answer.json()["after"] == answer.headers.get("Voxlake-After")
        path = answer.links.get("next", {}).get("url")

    assert found == "abcabc"


def test_a_link_leads_on_whatever_the_address_names(tmp_path):
    name, days = "\u65e5 >?\r", (date(2024, 1, 1), date(2024, 1, 8))
    write(tmp_path, USER_MOOD_WEEKLY, *({"week_start": one, "user_id": name} for one in days))
    api = client(tmp_path)

    first = api.get(f"/v1/users/{quote(name)}/weekly_mood?limit=1")
    second = api.get(first.links["next"]["url"])

    found = [answer.json()["rows"][0]["week_start"] for answer in (first, second)]
    assert found == ["2024-01-01", "2024-01-08"]


def test_an_order_by_what_is_too_long_for_a_token_is_refused(tmp_path):
    write(tmp_path, DRAFTS, *({"draft_id": one, "text": one * 9000} for one in "ab"))

    answer = client(tmp_path).get("/v1/drafts?order=text&limit=1")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "wrong_order")


def test_a_token_of_another_table_is_refused(api):
    token = api.get("/v1/user_mood?limit=2").json()["after"]

    answer = api.get("/v1/user_mood", params={"after": token, "mood": "joyful"})

    assert answer.json()["error"]["code"] == "token_of_another_question"


def test_a_version_is_read_as_it_was(api):
    path = "/v1/brand_sentiment?as_of="

    assert len(api.get(f"{path}0").json()["rows"]) == 2
    assert len(api.get(f"{path}1").json()["rows"]) == 3
    assert api.get(f"{path}7").json()["error"]["code"] == "unknown_version"
    assert api.get(f"{path}7").status_code == 404
    assert api.get(f"{path}-1").status_code == 404


def test_csv_has_a_header_and_the_same_rows(api):
    answer = api.get("/v1/user_mood?latest=true", headers={"Accept": "text/csv;q=0.9, image/png"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert tuple(rows[0]) == USER_MOOD.column_names
    assert [row["user_id"] for row in rows] == ["ann", "bob", "cy"]
    assert rows[0]["happiest_posts"] == '[{"post_id":"p1","score":0.9}]'


def test_a_text_that_is_a_formula_is_none_in_csv(api):
    path = "/v1/post_sentiment?columns=user_id&post_id=p2"

    assert api.get(path, headers={"Accept": "text/csv"}).text == "user_id\r\n =1+1\r\n"
    assert api.get(path).json()["rows"] == [{"user_id": "=1+1"}]


def test_a_form_that_there_is_not_is_refused(api):
    answer = api.get("/v1/user_mood", headers={"Accept": "image/png, text/csv;q=0"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (406, "no_such_form")


def test_an_answer_that_is_known_is_not_sent_again_until_the_table_changes(tmp_path):
    write(tmp_path, BRAND_SENTIMENT, {"brand": "acme"})
    api, path = client(tmp_path), "/v1/brand_sentiment?limit=5"
    known = {"If-None-Match": f'"other", W/{api.get(path).headers["etag"]}'}

    same = api.get(path, headers=known)
    assert (same.status_code, same.content) == (304, b"")
    assert api.get("/v1/brand_sentiment?limit=6", headers=known).status_code == 200
    assert api.get(path, headers={**known, "Accept": "text/csv"}).status_code == 200

    write(tmp_path, BRAND_SENTIMENT, {"brand": "bolt"})
    assert api.get(path, headers=known).status_code == 200


def test_a_table_that_is_made_anew_is_sent_though_its_version_is_the_same(tmp_path):
    write(tmp_path, BRAND_SENTIMENT, {"brand": "acme"})
    api, path = client(tmp_path), "/v1/brand_sentiment"
    known = {"If-None-Match": api.get(path).headers["etag"]}
    shutil.rmtree(Root(str(tmp_path)).path_of(BRAND_SENTIMENT))
    write(tmp_path, BRAND_SENTIMENT, {"brand": "bolt"})

    answer = api.get(path, headers=known)

    assert (answer.status_code, answer.json()["version"]) == (200, 0)
    assert answer.json()["rows"][0]["brand"] == "bolt"


def test_a_wish_of_forms_that_is_very_long_takes_no_time(api):
    began = time.process_time()

    assert api.get("/v1/user_mood", headers={"Accept": "a" * 60_000}).status_code == 406
    assert time.process_time() - began < 1


def test_an_answer_that_somebody_else_or_another_page_had_is_no_known_one(tmp_path):
    write(tmp_path, DRAFTS, *({"draft_id": one} for one in "abc"))
    few = Principal("few", frozenset({Role.READER}), least_group=5)
    more = Principal("more", frozenset({Role.READER}), may_see_personal=True, least_group=5)
    asking = [client(tmp_path, one) for one in (EVERYTHING, READER, few, more)]
    path = "/v1/drafts?limit=1"
    first = asking[0].get(path)
    second = asking[0].get(f"{path}&after={first.json()['after']}")
    tags = [first, second, *(one.get(path) for one in asking[1:])]

    assert len({answer.headers["etag"] for answer in tags}) == 5


def test_a_page_of_an_earlier_version_is_known_though_the_table_changed(tmp_path):
    write(tmp_path, BRAND_SENTIMENT, *({"brand": one} for one in "abc"))
    api = client(tmp_path)
    path = "/v1/brand_sentiment?limit=1"
    path = f"{path}&after={api.get(path).json()['after']}"
    known = {"If-None-Match": api.get(path).headers["etag"]}
    write(tmp_path, BRAND_SENTIMENT, {"brand": "z"})

    assert api.get(path, headers=known).status_code == 304
    assert api.get("/v1/brand_sentiment?as_of=9", headers=known).status_code == 404


def test_head_has_the_headers_of_get_and_no_body(api):
    got, head = api.get("/v1/user_mood"), api.head("/v1/user_mood")

    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers} == {**got.headers}


def test_a_table_that_nothing_was_written_to_has_an_empty_page(api):
    assert api.get("/v1/user_segments?latest=true").json() == {
        "rows": [],
        "after": None,
        "version": None,
        "committed_at": None,
    }


def test_all_that_is_known_of_a_user_is_gathered(api):
    known = api.get("/v1/users/ann").json()

    assert known["user_id"] == "ann"
    assert known["mood"]["as_of_date"] == "2024-01-02"
    assert known["mood"]["happiest_posts"] == [{"post_id": "p1", "score": 0.9}]
    assert (known["segment"], known["recommendations"]) == (None, [])


def test_all_that_is_known_of_a_post_and_a_topic_is_gathered(api):
    post, topic = api.get("/v1/posts/p1").json(), api.get("/v1/topics/0")

    assert post["sentiment"]["label"] == "positive"
    assert [row["model"] for row in post["evidence"]] == ["sentiment"]
    assert topic.status_code == 404  # its name and profile are not there
    assert api.get("/v1/posts/p1/sentiment").json()["rows"] == [post["sentiment"]]


def test_a_part_of_a_user_takes_the_same_queries(api):
    assert users(api.get("/v1/users/bob/mood")) == "bb"
    assert users(api.get("/v1/users/bob/mood?latest=true")) == "b"
    assert api.get("/v1/users/bob/segment").json()["rows"] == []
    assert api.get("/v1/users/bob/mood?user_id=ann").json()["error"]["code"] == "given_twice"
    assert api.get("/v1/users/bob?limit=1").json()["error"]["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/users/nobody", 404, "unknown_user"),
        ("/v1/users/nobody/mood", 404, "unknown_user"),
        ("/v1/posts/none", 404, "unknown_post"),
        ("/v1/segments/99", 404, "unknown_segment"),
        ("/v1/segments/99/profile", 404, "unknown_segment"),
        ("/v1/segments/many", 400, "wrong_value"),
        ("/v1/segments/99999999999999999999", 400, "wrong_value"),
        ("/v1/topics/\u0661", 400, "wrong_value"),
        ("/v1/nothing", 404, "not_found"),
        ("/v1/users/ann/shoe_size", 404, "not_found"),
    ],
)
def test_what_is_not_known_is_said_to_be(api, path, status, code):
    answer = api.get(path)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_any_answer_is_known_only_where_there_is_one(api):
    paths = ("/v1/users/ann", "/v1/users/ann/mood", "/v1/users/nobody", "/v1/users/nobody/mood")

    told = [api.get(path, headers={"If-None-Match": "*"}).status_code for path in paths]

    assert told == [304, 304, 404, 404]


def test_personal_columns_are_neither_shown_nor_compared_nor_ordered_by(reader):
    row = reader.get("/v1/drafts").json()["rows"][0]

    assert row["draft_id"] == "d"
    assert "secret" not in reader.get("/v1/drafts").text
    for query in ("columns=text", "text=a", "text__null=true", "order=text", "order=-text"):
        answer = reader.get(f"/v1/drafts?{query}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "personal")


@pytest.mark.parametrize(
    "path", ["user_mood", "post_sentiment", "term_trends", "users/ann", "users/ann/mood"]
)
def test_rows_about_single_persons_are_not_shown_to_those_who_may_not_see_them(reader, path):
    answer = reader.get(f"/v1/{path}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "personal")


def test_a_role_sees_its_layers_alone(reader, folder):
    assert reader.get("/v1/brand_sentiment").status_code == 200
    for path in ("/v1/job_runs", "/metrics"):
        assert reader.get(path).json()["error"]["code"] == "role_missing"


def test_nobody_is_answered_but_of_health(folder):
    nobody = client(folder, None)

    for path in ("/v1/brand_sentiment", "/v1/users/ann", "/metrics", "/openapi.json"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unknown_caller")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert nobody.get("/health").status_code == nobody.get("/ready").status_code == 200


def test_the_names_of_controls_are_no_columns_of_resources():
    from voxlake.serve.api.asked import CONTROLS

    assert not {
        (table.view, name) for table in SERVED for name in table.column_names if name in CONTROLS
    }
    assert POST_SENTIMENT in SERVED
