"""publish_documents, end to end on a lake of a folder, into real Redis and moto's DynamoDB."""

import os
from datetime import date, timedelta

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, QualityError
from voxlake.jobs import publish_documents
from voxlake.jobs.common import documents as publishing
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.stores.documents.reading import read_documents
from voxlake.tables import DOCUMENT_GENERATIONS, PUBLISHED_DOCUMENTS, TOPIC_NAMES, USER_MOOD

FIRST = date(2026, 3, 1)
USERS = [f"n:{n}" for n in range(6)]
OF_MOODS = {"collections": ("users",), "user_parts": ("mood",)}


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, Root(str(tmp_path)), run_id="r")


@pytest.fixture
def keys_of_workers(spark, aws_keys):
    """The keys in the environment of executors' workers, as a cluster's have them."""
    environment = spark.sparkContext.environment
    before = dict(environment)
    environment.update(
        {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    )
    yield
    environment.clear()
    environment.update(before)


def filled(lake, frame, day, moods):
    rows = ({"user_id": user, "mood": mood, "as_of_date": day} for user, mood in moods.items())
    lake.replace(frame(USER_MOOD, *rows), USER_MOOD, Days.of([day]))


def publish(lake, settings, day):
    ctx = Context(lake.spark, lake, None, Days.of([day]), "r")
    publish_documents.run(ctx, settings)
    return {name.removesuffix(" users"): value for name, value in ctx.notes.items()}


def moods_of(reading):
    return {user: document["mood"]["mood"] for user, document in reading.documents.items()}


@pytest.mark.whole
def test_only_changes_are_written_and_a_killed_publication_is_made_good(
    lake, frame, redis_settings, opened, monkeypatch
):
    settled = redis_settings.model_copy(update=OF_MOODS)
    store = opened(settled)
    first = dict.fromkeys(USERS, "neutral")
    filled(lake, frame, FIRST, first)
    told = publish(lake, settled, FIRST)
    assert (told["new"], told["written"]) == (6, 6)
    assert publish(lake, settled, FIRST)["written"] == 0
    assert lake.read(DOCUMENT_GENERATIONS).select("generation").distinct().count() == 1

    second = {**first, "n:0": "cheerful", "n:1": "stressed", "n:6": "neutral"}
    del second["n:5"]
    day = FIRST + timedelta(days=1)
    filled(lake, frame, day, second)
    real = publishing.write

    def killed(rows, *more):
        real(rows.where(F.col("document_id").isin("n:0", "n:6")), *more)
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(lake, settled, day)
    monkeypatch.setattr(publishing, "write", real)
    reading = read_documents(store, "users", [*USERS, "n:6"])
    assert moods_of(reading) == first and reading.as_of == FIRST

    third = {**first, "n:1": "cheerful"}  # n:0 is as it was, and there is no n:6 after all
    day += timedelta(days=1)
    filled(lake, frame, day, third)
    told = publish(lake, settled, day)
    reading = read_documents(store, "users", [*USERS, "n:6"])

    assert moods_of(reading) == third and reading.as_of == day
    # n:0, n:1 and n:5 were on their way to something else, and so was n:6
    assert {name: told[name] for name in ("changed", "unchanged", "gone", "new")} == {
        "changed": 3, "unchanged": 3, "gone": 1, "new": 0,
    }  # fmt: skip
    kept = lake.read(PUBLISHED_DOCUMENTS)
    assert {row["document_id"] for row in kept.collect()} == set(USERS)
    assert kept.where(F.size("earlier") > 0).count() == 0
    upto = store.newest("users", [*USERS, "n:6"], upto=10**6)
    assert set(upto) == set(USERS)
    assert not store.newest("users", [*USERS, "n:6"], upto=0)


@pytest.mark.whole
@pytest.mark.usefixtures("keys_of_workers")
@pytest.mark.whole
def test_a_store_that_another_lake_filled_is_left_alone(
    lake, frame, dynamo_settings, opened, tmp_path_factory
):
    settled = dynamo_settings.model_copy(update=OF_MOODS)
    filled(lake, frame, FIRST, {"n:1": "neutral"})
    publish(lake, settled, FIRST)
    other = Lake(lake.spark, Root(str(tmp_path_factory.mktemp("other"))), run_id="r")
    filled(other, frame, FIRST, {"n:2": "neutral"})

    with pytest.raises(ConfigError, match="this lake did not publish"):
        publish(other, settled, FIRST)
    assert set(read_documents(opened(settled), "users", ["n:1", "n:2"]).documents) == {"n:1"}


@pytest.mark.whole
def test_most_users_are_not_dropped_by_mistake_and_a_lost_store_is_filled_again(
    lake, frame, redis_settings, opened, redis_server
):
    settings = redis_settings.model_copy(update={"user_parts": ("mood",), "topic_parts": ()})
    filled(lake, frame, FIRST, dict.fromkeys(USERS, "neutral"))
    lake.merge(frame(TOPIC_NAMES, {"topic_id": 0, "shown_as": 0, "name": "Fees"}), TOPIC_NAMES)
    publish(lake, settings, FIRST)
    store = opened(settings)
    fees = {"0": {"topic": {"topic_id": 0, "name": "Fees"}}}
    assert read_documents(store, "topics", ["0"]).documents == fees

    filled(lake, frame, FIRST, {"n:1": "neutral", "n:2": "neutral"})
    with pytest.raises(QualityError, match="4 of 6 documents of users would go"):
        publish(lake, settings, FIRST)
    assert len(read_documents(store, "users", USERS).documents) == 6

    with redis_server.admin() as admin:
        admin.flushall()
    settings = settings.model_copy(update={"max_gone_share": 1.0, "collections": ("users",)})
    assert publish(lake, settings, FIRST)["changed"] == 2
    assert set(read_documents(store, "users", USERS).documents) == {"n:1", "n:2"}
