from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from arrow_lakes import write
from dashboards import app_of
from fastapi.testclient import TestClient

from voxlake.lake.place import Root
from voxlake.serve.auth import audit
from voxlake.serve.dashboard import summaries
from voxlake.serve.dashboard.sums import SUMS
from voxlake.tables import POST_SENTIMENT


@cache
def asked(folder: Path, key: str = "everything") -> TestClient:
    return TestClient(app_of(folder), headers={"Authorization": f"Bearer {key}"})


@pytest.fixture(scope="module")
def client(filled: Path) -> TestClient:
    return asked(filled)


def test_sentiment_of_a_day_counts_each_label(client: TestClient):
    rows = client.get("/v1/summaries/sentiment_days").json()["rows"]

    assert len(rows) == 14
    assert rows[0] == {
        "post_date": "2024-03-18",
        "post_count": 5,
        "negative_count": 1,
        "neutral_count": 1,
        "positive_count": 2,
        "unsure_count": 1,
        "sentiment": 0.0,
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("topic_id=0", 28),
        ("segment_id=1", 28),
        ("language=de", 14),
        ("from=2024-03-31&to=2024-03-31", 5),
    ],
)
def test_filters_leave_the_posts_that_they_name(client: TestClient, query: str, count: int):
    rows = client.get(f"/v1/summaries/emotion_days?{query}").json()["rows"]

    assert sum(row["post_count"] for row in rows) == count


def test_days_of_few_people_are_not_told_to_who_may_not_see_people(filled: Path):
    reader = asked(filled, "reader")

    assert len(reader.get("/v1/summaries/sentiment_days").json()["rows"]) == 14
    assert reader.get("/v1/summaries/sentiment_days?language=de").json()["rows"] == []


def test_a_day_is_told_from_as_many_people_as_the_settings_say(tmp_path: Path):
    write(
        tmp_path,
        POST_SENTIMENT,
        *(
            {"post_id": f"{day}{n}", "post_date": date(2024, 1, day), "user_id": f"u{n}"}
            for day in (4, 5)
            for n in range(day)
        ),
    )
    path = "/v1/summaries/sentiment_days"
    everything, reader = (asked(tmp_path, key).get(path) for key in ("everything", "reader"))

    assert [row["post_date"] for row in reader.json()["rows"]] == ["2024-01-05"]
    assert everything.headers["etag"] != reader.headers["etag"]


def test_choices_are_those_that_the_lake_has(client: TestClient):
    (row,) = client.get("/v1/summaries/choices").json()["rows"]

    assert row == {
        "first_day": "2024-03-18",
        "last_day": "2024-03-31",
        "brands": ["Acme", "Bolt"],
        "topic_ids": [0, 1],
        "segment_ids": [0, 1],
        "languages": ["de", "en"],
    }


def test_money_of_a_day_has_its_currency(client: TestClient):
    rows = client.get("/v1/summaries/activity_days?measure=revenue").json()["rows"]

    assert {(row["total"], row["currency"]) for row in rows} == {(120.0, "GBP")}


def test_steps_of_all_files_are_added_up_for_operators_alone(client: TestClient, filled: Path):
    rows = client.get("/v1/summaries/quality_steps").json()["rows"]

    assert {row["step"]: row["row_count"] for row in rows}["accepted"] == 8
    assert asked(filled, "reader").get("/v1/summaries/quality_steps").status_code == 403


@pytest.mark.parametrize("name", [one.rows.view for one in SUMS])
def test_a_sum_says_that_nothing_changed_comes_as_csv_and_needs_a_key(
    client: TestClient, name: str
):
    path = f"/v1/summaries/{name}"
    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    lines = client.get(path, headers={"Accept": "text/csv"}).text.splitlines()
    assert lines[0].split(",") == list(answer.json()["rows"][0])
    assert answer.json()["committed_at"]
    assert client.get(path, headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_sum_is_sent_again_once_its_table_changed(tmp_path: Path):
    client, path = asked(tmp_path), "/v1/summaries/sentiment_days"
    write(tmp_path, POST_SENTIMENT, {"post_id": "p1"})
    tag = client.get(path).headers["etag"]
    write(tmp_path, POST_SENTIMENT, {"post_id": "p1"}, {"post_id": "p2"})
    (row,) = client.get(path, headers={"If-None-Match": tag}).json()["rows"]

    assert row["post_count"] == 2


def test_the_audit_log_is_told_what_a_sum_is_of(client: TestClient, monkeypatch):
    kept = []
    monkeypatch.setattr(summaries, "note", lambda _, *told: kept.append(audit.told(*told)))

    client.get("/v1/summaries/sentiment_days")

    assert kept == [{"table": "post_sentiment", "personal_columns": [], "row_count": 14}]


def test_a_sum_of_a_table_that_is_made_anew_is_sent(tmp_path: Path):
    client, path = asked(tmp_path), "/v1/summaries/sentiment_days"
    write(tmp_path, POST_SENTIMENT, {"post_id": "p1"})
    tag = client.get(path).headers["etag"]
    shutil.rmtree(Root(str(tmp_path)).path_of(POST_SENTIMENT))
    write(tmp_path, POST_SENTIMENT, {"post_id": "p1"}, {"post_id": "p2"})

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_sums_of_an_empty_lake_have_no_figures(tmp_path: Path):
    client = asked(tmp_path)
    rows = [client.get(f"/v1/summaries/{one.rows.view}").json()["rows"] for one in SUMS]

    assert not any(value for of in rows for row in of for value in row.values())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("brand=x", "Parameters of sentiment_days"),
        ("language=en&language=de", "once each"),
        ("topic_id=1;DROP", "topic_id must be"),
        ("from=2024-03-02&to=2024-03-01", "in this order"),
        ("from=2024-03-01", "Give both"),
    ],
)
def test_what_cannot_be_asked_is_named(client: TestClient, query: str, said: str):
    answer = client.get(f"/v1/summaries/sentiment_days?{query}")

    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]


def test_a_text_of_a_filter_is_never_sql(client: TestClient):
    answer = client.get("/v1/summaries/sentiment_days", params={"language": "' OR 1=1 --"})

    assert answer.json()["rows"] == []
