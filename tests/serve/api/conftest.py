"""A small lake that tests of the API only read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from arrow_lakes import write
from fastapi.testclient import TestClient
from served import READER, client

from voxlake.tables import (
    BRAND_SENTIMENT,
    DRAFTS,
    JOB_RUNS,
    POST_EVIDENCE,
    POST_SENTIMENT,
    TOPICS,
    USER_MOOD,
    USER_VALUE,
)

DAYS = (date(2024, 1, 1), date(2024, 1, 2))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lake's folder."""
    folder = tmp_path_factory.mktemp("served")
    happiest = [{"post_id": "p1", "score": 0.9}]
    write(
        folder,
        USER_MOOD,
        *(
            {"as_of_date": day, "user_id": user, "mood": "joyful", "happiest_posts": happiest}
            for day in DAYS
            for user in ("ann", "bob", "cy")
        ),
    )
    write(folder, USER_VALUE, {"as_of_date": DAYS[1], "user_id": "ann"})
    write(
        folder,
        POST_SENTIMENT,
        {"post_id": "p1", "user_id": "ann", "post_date": DAYS[0], "label": "positive"},
        {"post_id": "p2", "user_id": "=1+1", "post_date": DAYS[1], "score": float("nan")},
    )
    write(folder, POST_EVIDENCE, {"post_id": "p1", "model": "sentiment"})
    for brands in (("acme", "bolt"), ("acme", "bolt", "cogs")):
        write(folder, BRAND_SENTIMENT, *({"brand": one, "post_date": DAYS[0]} for one in brands))
    write(folder, TOPICS, {"model_version": "1", "topic_id": 0, "title": "secret words"})
    write(folder, DRAFTS, {"draft_id": "d", "text": "secret words"})
    at = datetime(2024, 1, 2, tzinfo=UTC)
    write(folder, JOB_RUNS, {"run_id": "r", "job": "j", "heartbeat_at": at, "status": "done"})
    return folder


@pytest.fixture(scope="session")
def api(folder: Path) -> TestClient:
    """Asked by who may see everything."""
    return client(folder)


@pytest.fixture(scope="session")
def reader(folder: Path) -> TestClient:
    """Asked by who may see nothing that is personal."""
    return client(folder, READER)
