"""The jobs that name, describe and watch topics."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from voxlake.core.days import Days
from voxlake.core.errors import InputError, NoChampionError
from voxlake.jobs import profile_topics, watch_topics
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.tables import (
    MODEL_METRICS,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    TOPIC_NAMES,
    TOPIC_PROFILES,
    TOPICS,
)
from voxlake.topics.settings import TopicSettings

FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
SETTINGS = TopicSettings(profile_days=2, watch_days=2)


@pytest.fixture(scope="module")
def lake(spark, tmp_path_factory, frame):
    """Two days of posts in three topics; of the model in use, 2, are 0 and 1."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("lake"))), run_id="run")
    topics = [("1", 0, "old loan"), ("1", 5, "boat"), ("2", 0, "loan, credit"), ("2", 1, "card")]
    shares = {"weight": 0.5, "clear_share": 0.8}
    named = [{"model_version": v, "topic_id": t, "title": name, **shares} for v, t, name in topics]
    lake.merge(frame(TOPICS, *named), TOPICS)
    posts, placed, felt = [], [], []
    for i in range(400):
        key = {"post_id": f"p{i:03}", "post_date": (FIRST, SECOND)[i % 2]}
        posts.append({**key, "user_id": f"u{i % 10}", "text_hash": f"t{i}"})
        topic = {"topic_id": i % 3 % 2, "probability": 0.9, "is_clear": i % 4 > 0}
        placed.append({**key, **topic, "model_version": "2"})
        felt.append({**key, "label": "negative"})
    placed[0] |= {"topic_id": 5, "is_clear": True, "model_version": "1"}
    for table, rows in ((POSTS, posts), (POST_TOPICS, placed), (POST_SENTIMENT, felt)):
        lake.replace(frame(table, *rows), table, Days.of([FIRST, SECOND]))
    return lake


def context(lake, version="2", day=SECOND):
    models = SimpleNamespace(version=lambda _: version)
    return Context(lake.spark, lake, models, Days.of([day]), "run")


def test_topics_are_named_as_people_want_and_described_under_that_name(lake, tmp_path):
    names = tmp_path / "names.yaml"
    names.write_text("0: Lending\n5: {merged_into: 0}\n1: {hidden: true}\n")
    settings = SETTINGS.model_copy(update={"names_file": str(names)})

    profile_topics.run(context(lake), settings)

    told = {row.topic_id: row for row in lake.read(TOPIC_NAMES).collect()}
    assert {
        topic: (row.name, row.suggested_name, row.is_edited) for topic, row in told.items()
    } == {
        0: ("Lending", "Loan, credit", True),
        1: ("Card", "Card", False),
        5: ("Boat", "Boat", False),
    }
    assert {topic: (row.shown_as, row.is_hidden) for topic, row in told.items()} == {
        0: (0, False),
        1: (1, True),
        5: (0, False),
    }
    assert {topic: row.model_version for topic, row in told.items()} == {0: "2", 1: "2", 5: "1"}
    profiles = {row.topic_id: row for row in lake.read(TOPIC_PROFILES).collect()}
    assert set(profiles) == {0, 1}
    assert profiles[0].name == "Lending"
    assert profiles[0].post_count + profiles[1].post_count == 301
    assert "p000" in profiles[0].typical_post_ids  # of topic 5, shown as 0
    assert profiles[0].negative_share == 1
    assert profiles[0].emotions is None

    profile_topics.run(context(lake), SETTINGS)

    assert lake.read(TOPIC_NAMES).where("is_edited OR is_hidden").count() == 0
    assert lake.read(TOPIC_PROFILES).where("topic_id = 5").collect()[0].post_count == 1


def test_an_unknown_id_in_the_names_file_and_a_missing_file_are_named(lake, tmp_path):
    names = tmp_path / "names.yaml"
    names.write_text("17: Lending\n")

    for path, words in ((names, r"names\.yaml, key 17"), (tmp_path / "no", "topics.names_file")):
        settings = SETTINGS.model_copy(update={"names_file": str(path)})
        with pytest.raises(InputError, match=words):
            profile_topics.run(context(lake), settings)


def test_recent_posts_are_held_against_the_fit_and_a_refit_is_asked_for(lake):
    calm, asking = context(lake), context(lake)

    watch_topics.run(calm, SETTINGS)
    watch_topics.run(asking, SETTINGS.model_copy(update={"psi_limit": 0.1}))

    assert calm.notes == {"asks_for_refit": "no"}
    assert asking.notes == {"asks_for_refit": "yes: run fit_topics with --fit"}
    figures = {row.metric: row.value for row in lake.read(MODEL_METRICS).collect()}
    assert figures["posts"] == 399
    assert figures["unclear_share"] == pytest.approx(99 / 399)
    assert figures["unclear_share_at_fit"] == pytest.approx(0.2)
    assert figures["asks_for_refit"] == 1


def test_a_day_without_posts_is_watched_and_described_without_error(lake):
    later = context(lake, day=date(2024, 3, 1))

    watch_topics.run(later, SETTINGS)
    profile_topics.run(later, SETTINGS)

    assert later.notes == {}
    empty = lake.read(TOPIC_PROFILES, Days.of([date(2024, 3, 1)])).collect()
    assert {row.topic_id: row.post_count for row in empty} == {0: 0, 1: 0}


@pytest.mark.parametrize("job", [profile_topics, watch_topics])
def test_without_a_model_the_job_that_fits_one_is_named(lake, job):
    with pytest.raises(NoChampionError, match="fit_topics"):
        job.run(context(lake, version=None), SETTINGS)
